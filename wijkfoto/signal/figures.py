"""Which single figures of a wijk clearly differ from the land, with their interval and funnel.

Counted figures only: a model estimate has no number of people behind it that chance works on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import false_discovery_control

from wijkfoto.catalog import Catalog, Indicator
from wijkfoto.profile.inputs import UNIT_SIZE, Bools, Figures, Floats
from wijkfoto.profile.reference import Reference, choose_reference
from wijkfoto.signal.funnel import Funnel, Kind, fit_funnel, nearest_to_zero, p_of
from wijkfoto.signal.intervals import LEVEL, byar, two_sided, wilson

Rows = npt.NDArray[np.intp]
Words = npt.NDArray[np.object_]

KIND_OF_UNIT: dict[str, Kind] = {"%": "share", "per 1.000": "rate"}
METHOD_OF_KIND = {"share": "wilson", "rate": "byar"}
COUNTED = ("register", "enquete")
"""Kinds of indicators that are tested: behind each stands a number of people or households."""

DESCRIBED = (
    "region_code", "indicator_id", "peiljaar", "waarde", "n", "interval_low", "interval_high",
    "method",
)  # fmt: skip

MEASURED = (
    "referentie", "q_verschil", "phi", "z_adjusted", "funnel_low", "funnel_high", "q_value",
)  # fmt: skip
"""Numbers that only a figure that is tested has."""

FLAGS = ("verschil", "signal")
"""Flags; of a figure that is not tested they say why."""

COLUMNS = (*DESCRIBED, *MEASURED, *FLAGS)


@dataclass(frozen=True)
class Flagging:
    """What the flags are judged by.

    Attributes:
        min_inwoners: Fewest inhabitants of a wijk about which something is said.
        fdr: Part of the flags that may be false.
        margin: Gap with the land that does not count, in standard deviations between wijken.
        tail: Part of the scores in each tail that is drawn in when overdispersion is measured.
    """

    min_inwoners: float
    fdr: float
    margin: float
    tail: float

    @classmethod
    def of(cls, catalog: Catalog) -> "Flagging":
        """Return what the numbers of the method say."""
        return cls(
            min_inwoners=catalog.norm("min_inwoners_score"),
            fdr=catalog.norm("signaal_fdr"),
            margin=catalog.norm("signaal_marge"),
            tail=catalog.norm("signaal_winsor"),
        )


@dataclass(frozen=True)
class _Column:
    """One indicator over the wijken of the country; shares are fractions [wijk]."""

    kind: Kind
    share: Floats
    low: Floats
    high: Floats
    n: Floats
    there: Bools
    counted: Bools
    censored: Bools


def indicator_signals(
    figures: Figures, land: Mapping[str, float], catalog: Catalog, gemeenten: Sequence[str]
) -> pd.DataFrame:
    """Return a row per wijk of the chosen gemeenten and counted figure of the domains.

    Every wijk of the country is tested, so a flag does not depend on which gemeenten are chosen.

    Args:
        figures: The country's figures, aligned.
        land: Published value of the land by indicator, in the unit of the indicator. Where it
            lacks, the wijken of the reference together stand for it.
        catalog: Numbers of the method.
        gemeenten: Gemeenten whose rows are returned.

    Returns:
        The columns of `COLUMNS`, ordered by region and indicator; values in the unit of the
        indicator.
    """
    reference, flagging = choose_reference(figures, catalog), Flagging.of(catalog)
    chosen = np.isin(np.array(figures.gemeente_codes), list(gemeenten))
    parts = [
        _signals_of(figures, j, indicator, reference, land.get(indicator.indicator_id), flagging)
        for j, indicator in enumerate(figures.indicators)
        if indicator.kind in COUNTED
    ]
    rows = [part[chosen[part.index.to_numpy()]] for part in parts]
    filled = [part for part in rows if len(part)]
    if not filled:
        return pd.DataFrame(columns=list(COLUMNS))
    table: pd.DataFrame = pd.concat(filled, ignore_index=True)
    return table.sort_values(["region_code", "indicator_id"], ignore_index=True)


def _signals_of(
    figures: Figures,
    j: int,
    indicator: Indicator,
    reference: Reference,
    land: float | None,
    flagging: Flagging,
) -> pd.DataFrame:
    """Return the rows of one indicator for every wijk that has a figure; the index is the wijk."""
    column = _column(figures, j, indicator, flagging)
    size = UNIT_SIZE[indicator.unit]
    at = np.flatnonzero(column.there)
    interval = _interval(column, at)
    table = pd.DataFrame(
        {
            "region_code": np.array(figures.region_codes, object)[at],
            "indicator_id": indicator.indicator_id,
            "peiljaar": int(figures.peiljaar[j]),
            "waarde": np.where(column.censored, np.nan, column.share)[at] * size,
            "n": column.n[at],
            "interval_low": interval[0] * size,
            "interval_high": interval[1] * size,
            "method": METHOD_OF_KIND[column.kind],
        },
        index=at,
    )
    funnel = _funnel(column, reference, None if land is None else land / size, flagging)
    if funnel is None:
        table[list(MEASURED)] = np.nan
        table[list(FLAGS)] = None
    else:
        table = table.join(_tested(column, funnel, flagging, size))
    untested = np.where(column.counted[at], "te_weinig_wijken", "geen_n")
    for flag in FLAGS:
        table[flag] = np.where(table[flag].isna(), untested, table[flag])
    return table[list(COLUMNS)]


def _column(figures: Figures, j: int, indicator: Indicator, flagging: Flagging) -> _Column:
    n, share = figures.n[:, j], figures.share[:, j]
    there = np.isfinite(share)
    enough = np.nan_to_num(figures.inwoners, nan=0.0) >= flagging.min_inwoners
    return _Column(
        kind=KIND_OF_UNIT[indicator.unit],
        share=share,
        low=figures.low[:, j],
        high=figures.high[:, j],
        n=n,
        there=there,
        counted=there & (n > 0) & enough,
        censored=figures.censored[:, j],
    )


def _interval(column: _Column, at: Rows) -> tuple[Floats, Floats]:
    """Return the 90% interval of those rows: from the lowest to the highest that is possible."""
    low, high = np.full(len(at), np.nan), np.full(len(at), np.nan)
    known = column.counted[at]
    rows = at[known]
    n = column.n[rows]
    bounds = wilson if column.kind == "share" else byar
    low[known] = bounds(column.low[rows] * n, n)[0]
    high[known] = bounds(column.high[rows] * n, n)[1]
    return low, np.minimum(high, 1.0)


def _funnel(
    column: _Column, reference: Reference, land: float | None, flagging: Flagging
) -> Funnel | None:
    """Return the funnel over the reference wijken; None when these are too few for a land."""
    base = column.counted & ~column.censored & (reference.weights > 0)
    if reference.naam != "land" or np.count_nonzero(base) < reference.min_wijken:
        return None
    share, n = column.share[base], column.n[base]
    value = float(np.average(share, weights=n)) if land is None else land
    return fit_funnel(share, n, value, column.kind, flagging.tail)


def _tested(column: _Column, funnel: Funnel, flagging: Flagging, size: float) -> pd.DataFrame:
    """Return the scores, the funnel and the flags of the wijken that can be tested.

    Two questions: does the wijk differ from the land by more than chance and more than a margin
    (verschil), and does it stand out even among wijken, which differ from each other (signal)?
    """
    tested = np.flatnonzero(column.counted)
    low, high, n = column.low[tested], column.high[tested], column.n[tested]
    apart = nearest_to_zero(
        funnel.chance_scores(low, n, flagging.margin),
        funnel.chance_scores(high, n, flagging.margin),
    )
    z = nearest_to_zero(funnel.scores(low, n), funnel.scores(high, n))
    limits = funnel.limits(n, two_sided(LEVEL))
    verschil, q_verschil = _flags(apart, flagging.fdr, "geen_verschil")
    signal, q_value = _flags(z, flagging.fdr, "niet_afwijkend")
    return pd.DataFrame(
        {
            "referentie": funnel.reference * size,
            "verschil": verschil,
            "q_verschil": q_verschil,
            "phi": funnel.phi,
            "z_adjusted": z,
            "funnel_low": limits[0] * size,
            "funnel_high": limits[1] * size,
            "q_value": q_value,
            "signal": signal,
        },
        index=tested,
    )


def _flags(z: Floats, fdr: float, otherwise: str) -> tuple[Words, Floats]:
    """Return hoger, lager or neither, and q, of scores over the whole country.

    q is that of Benjamini and Hochberg (1995), JRSS B 57, 289-300.
    """
    q = np.asarray(false_discovery_control(p_of(z), method="bh"))
    flagged = q <= fdr
    words = np.select([flagged & (z > 0), flagged & (z < 0)], ["hoger", "lager"], otherwise)
    return words.astype(object), q
