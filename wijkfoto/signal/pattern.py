"""Whether wijken with alike scores lie together in a gemeente, and where.

Chooses the scores and the map of each gemeente and domain; the statistics are `moran`'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from scipy.stats import false_discovery_control

from wijkfoto.catalog import Catalog
from wijkfoto.profile.draws import text_key
from wijkfoto.profile.inputs import Floats
from wijkfoto.profile.reference import has_spread
from wijkfoto.signal.contact import neighbour_weights
from wijkfoto.signal.moran import LocalMoran, Moran, local_moran, moran

PATTERN_COLUMNS = (
    "gemeente_code", "domain_id", "n", "moran_i", "expected", "p_value", "q_value", "status",
)  # fmt: skip
CLUSTER_COLUMNS = ("region_code", "domain_id", "local_i", "p_value", "q_value", "cluster")


@dataclass(frozen=True)
class PatternOptions:
    """What a pattern is judged by.

    Attributes:
        min_areas: Fewest wijken with a score and a shape.
        permutations: How often scores are dealt out anew over the map.
        fdr: Part of the patterns, and of the clusters on one map, that may be false.
        seed: Seed of the edition.
    """

    min_areas: int
    permutations: int
    fdr: float
    seed: int

    @classmethod
    def of(cls, catalog: Catalog, seed: int) -> "PatternOptions":
        """Return what the numbers of the method say."""
        return cls(
            min_areas=int(catalog.norm("patroon_min_gebieden")),
            permutations=int(catalog.norm("patroon_permutaties")),
            fdr=catalog.norm("signaal_fdr"),
            seed=seed,
        )


@dataclass(frozen=True)
class Pattern:
    """Patterns of the chosen gemeenten.

    Attributes:
        patterns: One row per gemeente and domain, with the columns of `PATTERN_COLUMNS`.
        clusters: One row per wijk and domain that was tested, with those of `CLUSTER_COLUMNS`.
    """

    patterns: pd.DataFrame
    clusters: pd.DataFrame


@dataclass(frozen=True)
class _Map:
    """The scores of one gemeente and domain on their map, in order of code."""

    codes: tuple[str, ...]
    scores: Floats
    shapes: tuple[shapely.Geometry, ...]

    @property
    def is_flat(self) -> bool:
        """Whether all scores are the same."""
        return not has_spread(float(self.scores.mean()), float(self.scores.std()))


def spatial_pattern(
    scores: pd.DataFrame,
    gemeente_of: Mapping[str, str],
    shapes: Mapping[str, shapely.Geometry],
    gemeenten: Sequence[str],
    options: PatternOptions,
) -> Pattern:
    """Return the spatial pattern of each domain in each chosen gemeente.

    A stream of chance of its own belongs to each gemeente and domain, and wijken stand in order
    of code: nothing depends on the order of rows or on which other gemeenten are chosen.

    Only the score without model figures is tested: a model that borrows from neighbours puts a
    pattern on the map itself.

    Args:
        scores: region_code, domain_id, score and score_zonder_model (NaN without one).
        gemeente_of: Gemeente of each wijk.
        shapes: Shape of each wijk that has one (EPSG:28992).
        gemeenten: Gemeenten to look at.
        options: What a pattern is judged by.
    """
    codes = scores["region_code"]
    has_shape = codes.map(lambda code: code in shapes).astype(bool)
    marked = scores.assign(
        on_map=has_shape & scores["score_zonder_model"].notna(),
        with_model=has_shape & scores["score"].notna(),
    ).sort_values("region_code")
    own = marked["region_code"].map(gemeente_of)
    patterns: list[pd.DataFrame] = []
    clusters: list[pd.DataFrame] = []
    for gemeente in sorted(set(gemeenten)):
        found = _of_gemeente(marked[own == gemeente], gemeente, shapes, options)
        patterns.append(found.patterns)
        clusters.append(found.clusters)
    return Pattern(_stacked(patterns, PATTERN_COLUMNS), _stacked(clusters, CLUSTER_COLUMNS))


def _of_gemeente(
    scores: pd.DataFrame,
    gemeente: str,
    shapes: Mapping[str, shapely.Geometry],
    options: PatternOptions,
) -> Pattern:
    rows: list[dict[str, object]] = []
    clusters: list[pd.DataFrame] = []
    for domain, mine in scores.groupby("domain_id", sort=True):
        area = _map(mine[mine["on_map"]], shapes)
        row: dict[str, object] = {
            "gemeente_code": gemeente, "domain_id": domain, "n": len(area.codes),
            "moran_i": np.nan, "expected": np.nan, "p_value": np.nan, "status": "",
        }  # fmt: skip
        if len(area.codes) < options.min_areas:
            enough = mine["with_model"].sum() >= options.min_areas
            row["status"] = "modelcijfers" if enough else "te_weinig_gebieden"
        elif area.is_flat:
            row["status"] = "geen_spreiding"
        else:
            whole, parts = _measure(area, f"{gemeente}/{domain}", options)
            row |= {"moran_i": whole.i, "expected": whole.expected, "p_value": whole.p}
            clusters.append(_clusters(area, str(domain), parts, options.fdr))
        rows.append(row)
    return Pattern(_judged(rows, options.fdr), _stacked(clusters, CLUSTER_COLUMNS))


def _map(rows: pd.DataFrame, shapes: Mapping[str, shapely.Geometry]) -> _Map:
    codes = tuple(rows["region_code"].tolist())
    return _Map(
        codes, rows["score_zonder_model"].to_numpy(np.float64), tuple(shapes[c] for c in codes)
    )


def _measure(area: _Map, name: str, options: PatternOptions) -> tuple[Moran, LocalMoran]:
    rng = np.random.default_rng([options.seed, text_key(name)])
    weights = neighbour_weights(area.shapes)
    whole = moran(area.scores, weights, rng, options.permutations)
    return whole, local_moran(area.scores, weights, rng, options.permutations)


def _judged(rows: list[dict[str, object]], fdr: float) -> pd.DataFrame:
    """Say of each domain of a gemeente what its pattern is, at a false discovery rate."""
    table = pd.DataFrame(rows, columns=[c for c in PATTERN_COLUMNS if c != "q_value"])
    p = table["p_value"].astype("float64")
    tested = p.notna()
    table["q_value"] = np.nan
    if tested.any():
        table.loc[tested, "q_value"] = false_discovery_control(p[tested], method="bh")
    together = table["moran_i"].astype("float64") > table["expected"].astype("float64")
    sure = table["q_value"] <= fdr
    words = np.select(
        [sure & together, sure & ~together], ["bij_elkaar", "om_en_om"], "geen_patroon"
    )
    table["status"] = np.where(tested, words, table["status"])
    return table[list(PATTERN_COLUMNS)]


def _clusters(area: _Map, domain: str, found: LocalMoran, fdr: float) -> pd.DataFrame:
    """Name the clusters on one map, at a false discovery rate over its wijken.

    Source for the correction: Caldas de Castro and Singer (2006), Geographical Analysis 38,
    180-208.
    """
    q = np.asarray(false_discovery_control(found.p, method="bh"))
    sure, high, near = q <= fdr, found.above, found.near_above
    cluster = np.select(
        [sure & high & near, sure & ~high & ~near, sure & high & ~near, sure & ~high & near],
        ["hoog_hoog", "laag_laag", "hoog_laag", "laag_hoog"],
        "geen",
    )
    return pd.DataFrame(
        {
            "region_code": area.codes,
            "domain_id": domain,
            "local_i": found.i,
            "p_value": found.p,
            "q_value": q,
            "cluster": cluster,
        }
    )


def _stacked(tables: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    filled = [table for table in tables if len(table)]
    if not filled:
        return pd.DataFrame(columns=list(columns))
    return pd.concat(filled, ignore_index=True)[list(columns)]
