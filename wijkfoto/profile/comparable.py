"""Which wijken are alike: the nearest in the country on structure, never on need.

Only who is compared with whom lives here; how their scores differ is `alike`'s work.
"""

import json
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from wijkfoto.catalog import Catalog
from wijkfoto.profile.inputs import Bools, Figures, Floats, Ints, ProfileOptions
from wijkfoto.profile.reference import Reference, has_spread, weighted_moments
from wijkfoto.profile.structure import Structure, structure_of

COLUMNS = ("region_code", "comparable_code", "rank", "distance", "groepen")
"""Columns of comparable in the order of its contract, without edition_id."""

FOUND, NO_LAND, TINY, UNKNOWN, FEW = (
    "ok",
    "geen_land",
    "te_klein",
    "opbouw_onbekend",
    "te_weinig_wijken",
)
"""Whether a wijk has comparable wijken, or why not (sql/marts/domain_score.yml)."""

BLOCK = 256
"""Wijken whose distances are held at one time: 256 x 3,000 doubles are six megabytes."""

Words = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Comparables:
    """The comparable wijken of every wijk of the country.

    Attributes:
        region_codes: The wijken of the country, which rows refer to.
        rows: Row of each comparable wijk, the nearest first [wijk, rank]; -1 where there is none.
        distance: Distance to it [wijk, rank]: the root of the mean squared difference, in standard
            deviations, each group of figures counted as one; NaN where there is none.
        status: ``ok``, or why a wijk has none [wijk].
        groepen: Groups of figures that took part, in the order of the structure.
    """

    region_codes: tuple[str, ...]
    rows: Ints
    distance: Floats
    status: Words
    groepen: tuple[str, ...] = ()

    def of(self, codes: tuple[str, ...]) -> "Comparables":
        """Return the same for some wijken; one that the country did not hold has none."""
        place = {code: row for row, code in enumerate(self.region_codes)}
        wanted = np.array([place.get(code, -1) for code in codes], np.int64)
        known = wanted >= 0
        return Comparables(
            region_codes=self.region_codes,
            rows=np.where(known[:, None], self.rows[wanted], -1),
            distance=np.where(known[:, None], self.distance[wanted], np.nan),
            status=np.where(known, self.status[wanted], UNKNOWN),
            groepen=self.groepen,
        )

    def table(self, codes: tuple[str, ...]) -> pd.DataFrame:
        """Return a row per wijk and comparable wijk; `codes` are the wijken of the rows."""
        wijk, rank = np.nonzero(self.rows >= 0)
        names = np.array(self.region_codes, object)
        table = pd.DataFrame(
            {
                "region_code": np.array(codes, object)[wijk],
                "comparable_code": names[self.rows[wijk, rank]],
                "rank": rank + 1,
                "distance": self.distance[wijk, rank],
                "groepen": json.dumps(self.groepen),
            },
            columns=list(COLUMNS),
        )
        return table.sort_values(["region_code", "rank"], ignore_index=True)


def find_comparables(
    figures: Figures,
    values: pd.DataFrame,
    reference: Reference,
    structure: Structure | None,
    catalog: Catalog,
    options: ProfileOptions,
) -> Comparables:
    """Find the comparable wijken of every wijk.

    Candidates are the wijken of the reference whose structure is wholly known. A group of figures
    that the land lacks takes no part; with too little left nobody is compared. Source of the way:
    nearest neighbours on standardised structure, as in the CIPFA Nearest Neighbours Model for
    English local authorities.

    Args:
        figures: The wijken, in the order of the rows.
        values: Figures with the columns of `VALUE_COLUMNS`, context among them.
        reference: What the scores are compared with.
        structure: What makes wijken alike; without it none are.
        catalog: Numbers of the method.
        options: Year of the profile.
    """
    codes = figures.region_codes
    if structure is None or reference.naam != "land":
        return _nothing(codes, 1, np.full(len(codes), UNKNOWN if structure is None else NO_LAND))
    count = int(catalog.norm("vergelijkbaar_aantal"))
    z = standard_structure(
        structure_of(values, codes, structure, catalog, options),
        reference,
        catalog.norm("winsor_z"),
    )
    groepen = groups_with_figures(z, reference.weights > 0, structure, catalog)
    if not groepen:
        return _nothing(codes, count, np.full(len(codes), UNKNOWN))
    columns = [column for name in groepen for column in structure.columns[name]]
    z, shares = z[:, columns], structure.weights[columns]
    known = np.isfinite(z).all(axis=1)
    tiny = ~(figures.inwoners >= catalog.norm("min_inwoners_score"))
    candidates = known & (reference.weights > 0)
    few = np.count_nonzero(candidates) - candidates < count
    status = np.select([tiny, ~known, few], [TINY, UNKNOWN, FEW], FOUND).astype(object)
    found = _nothing(codes, count, status)
    wanted = np.flatnonzero(status == FOUND)
    if len(wanted):
        scaled = z * np.sqrt(shares / shares.sum())
        found.rows[wanted], found.distance[wanted] = nearest(
            scaled, wanted, _by_code(candidates, codes), count
        )
    return replace(found, groepen=groepen)


def groups_with_figures(
    structure_values: Floats, counts: Bools, structure: Structure, catalog: Catalog
) -> tuple[str, ...]:
    """Return the groups of figures that the land has; none when they weigh too little together.

    Args:
        structure_values: Figures [wijk, figure]; NaN where one is missing.
        counts: Wijken of the reference [wijk].
        structure: The groups, with their weights.
        catalog: Numbers of the method.
    """
    known = np.isfinite(structure_values[counts])
    least = catalog.norm("vergelijkbaar_gevuld")
    kept = tuple(
        name
        for name, columns in structure.columns.items()
        if known[:, columns].all(axis=1).mean() >= least
    )
    share = sum(structure.weights[structure.columns[name]].sum() for name in kept)
    # Three equal weights of four add up to a hair under three quarters.
    return kept if round(float(share), 9) >= catalog.norm("vergelijkbaar_dekking") else ()


def _nothing(codes: tuple[str, ...], count: int, status: npt.NDArray[np.generic]) -> Comparables:
    shape = (len(codes), count)
    return Comparables(
        region_codes=codes,
        rows=np.full(shape, -1, np.int64),
        distance=np.full(shape, np.nan),
        status=status.astype(object),
    )


def _by_code(candidates: Bools, codes: tuple[str, ...]) -> Ints:
    """Return the rows of the candidates in the order of their codes, which settles ties."""
    rows = np.flatnonzero(candidates)
    return rows[np.argsort(np.array(codes)[rows], kind="stable")]


def standard_structure(values: Floats, reference: Reference, limit: float) -> Floats:
    """Return figures [wijk, figure] as standard scores over the reference, kept within a limit.

    A figure without spread tells no wijken apart and is 0 for all that have it.
    """
    z = np.full(values.shape, np.nan)
    for j in range(values.shape[1]):
        mean, sd = weighted_moments(values[:, j], reference.weights)
        if has_spread(mean, sd):
            z[:, j] = np.clip((values[:, j] - mean) / sd, -limit, limit)
        else:
            z[np.isfinite(values[:, j]), j] = 0.0
    return z


def nearest(scaled: Floats, wanted: Ints, candidates: Ints, count: int) -> tuple[Ints, Floats]:
    """Return the nearest candidates of some wijken, never a wijk itself; the first wins a tie.

    Squares are summed column by column, so that a distance depends on its two wijken alone.

    Args:
        scaled: Coordinates [wijk, figure].
        wanted: Rows to find them for; each is finite.
        candidates: Rows to choose from; more than `count`.
        count: How many.

    Returns:
        Rows and distances [wanted, rank].
    """
    rows, distance = np.empty((len(wanted), count), np.int64), np.empty((len(wanted), count))
    for start in range(0, len(wanted), BLOCK):
        block = wanted[start : start + BLOCK]
        squares = np.zeros((len(block), len(candidates)))
        for j in range(scaled.shape[1]):
            squares += (scaled[block, j, None] - scaled[candidates, j]) ** 2
        squares[block[:, None] == candidates] = np.inf
        limit = np.partition(squares, count - 1, axis=1)[:, count - 1]
        for i, own in enumerate(squares):
            near = np.flatnonzero(own <= limit[i])
            near = near[np.argsort(own[near], kind="stable")][:count]
            rows[start + i], distance[start + i] = candidates[near], np.sqrt(own[near])
    return rows, distance
