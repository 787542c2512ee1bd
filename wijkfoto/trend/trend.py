"""From pairs of figures to changes: difference, 90% interval, class and certainty.

Which pairs there are, and why a pair is missing, is given; nothing is read or written here.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wijkfoto.catalog import Catalog
from wijkfoto.errors import WijkfotoError
from wijkfoto.profile.classes import CERTAINTY_WORD, FAIR, UNSURE, certainty
from wijkfoto.profile.draws import region_keys
from wijkfoto.profile.inputs import Bools, Floats, Ints
from wijkfoto.regio import LAND
from wijkfoto.trend.draws import Scale, Year, draw_year, in_unit, on_scale, scale_of
from wijkfoto.trend.usual import Usual, chance_variance, published_change, usual_change

BOUNDS = (0.05, 0.95)
"""Quantiles of the 90% interval."""

CLASSES = ("gedaald", "gelijk", "gestegen")
EQUAL = 1
"""Place of the class without a change."""

THRESHOLDS: dict[Scale, str] = {
    "aandeel": "trend_drempel_aandeel",
    "aantal": "trend_drempel_aantal",
    "bedrag": "trend_drempel_aantal",
}
"""Number of the method that says from where a change counts, by scale."""

EDGE = 1e-9
"""Two bounds this close are one: 8.0 + 0.05 and 8.1 - 0.05 differ in the last bit."""

NOT_FOLLOWED = "niet_nagegaan"
"""Reason of a pair of figures of which nobody knows that the area stayed the same."""

COLUMNS = (
    "region_code", "indicator_id", "van_jaar", "tot_jaar", "waarde_van", "waarde_tot", "verschil",
    "verschil_low", "verschil_high", "verschil_per_jaar", "verschil_land", "klasse", "zekerheid",
    "klasse_land", "zekerheid_land", "grens", "reden",
)  # fmt: skip
"""Columns of the result, as in sql/marts/trend.yml but for the edition."""


@dataclass(frozen=True)
class TrendOptions:
    """How many draws, and the seed that makes them repeatable."""

    draws: int
    seed: int


def changes(pairs: pd.DataFrame, catalog: Catalog, options: TrendOptions) -> pd.DataFrame:
    """Return the change of every chosen pair of figures; a row without a pair keeps its reason.

    Args:
        pairs: Rows with the columns of intermediate.trend_pair: those that are chosen, and the
            other wijken of the country, which tell how much wijken usually change.
        catalog: For the thresholds and the limits of certainty.
        options: Draws and seed.

    Returns:
        A row per chosen region and indicator, in that order, with the columns of `COLUMNS`.
        Differences are in the unit of the indicator. Where the area was not followed there is a
        difference and no class.

    Raises:
        WijkfotoError: If a region has two rows for an indicator.
    """
    key = ["region_code", "indicator_id"]
    double = pairs[pairs.duplicated(key)]
    if len(double):
        raise WijkfotoError(
            "A region has two pairs of one indicator.",
            where=f"trend, {' '.join(double[key].iloc[0])}",
            next_step="Check intermediate.trend_pair.",
        )
    given = pairs.sort_values(key, ignore_index=True)
    compared = given[given["van_jaar"].notna()]
    parts = [given[given["van_jaar"].isna() & given["is_chosen"]]]
    # The same years for all, since three years change more than one.
    for _, rows in compared.groupby(["indicator_id", "van_jaar", "tot_jaar"]):
        if rows["is_chosen"].any():
            kind = _Kind.of(rows, catalog)
            parts.append(_changed(rows[rows["is_chosen"]], kind, catalog, options))
    told = pd.concat(parts).sort_index().reindex(columns=list(COLUMNS))
    return told.astype({"van_jaar": "Int64", "tot_jaar": "Int64"}).reset_index(drop=True)


@dataclass(frozen=True)
class _Kind:
    """What the rows of one indicator and two years have in common.

    Attributes:
        name: Indicator.
        unit: Its unit.
        scale: Scale of comparison.
        threshold: From where a change counts, on that scale.
        usual: The usual change of a wijk.
    """

    name: str
    unit: str
    scale: Scale
    threshold: float
    usual: Usual

    @classmethod
    def of(cls, rows: pd.DataFrame, catalog: Catalog) -> "_Kind":
        """Learn from all rows, chosen or not; wijken that nobody followed teach nothing."""
        unit = str(rows["unit"].iloc[0])
        scale = scale_of(unit)
        threshold = catalog.norm(THRESHOLDS[scale])
        followed = rows[(rows["level"] == "wijk") & rows["reden"].isna()]
        first, last = Year.of(followed, "van"), Year.of(followed, "tot")
        variance = chance_variance(first, scale, unit) + chance_variance(last, scale, unit)
        known = variance > 0
        usual = usual_change(
            published_change(first, last, scale, unit)[known],
            variance[known],
            least_sd=threshold * catalog.norm("trend_min_spreiding"),
            least_wijken=catalog.norm("trend_min_wijken"),
        )
        return cls(str(rows["indicator_id"].iloc[0]), unit, scale, threshold, usual)


def _changed(
    rows: pd.DataFrame, kind: _Kind, catalog: Catalog, options: TrendOptions
) -> pd.DataFrame:
    """Return rows of one indicator and two years with their change."""
    first, last = Year.of(rows, "van"), Year.of(rows, "tot")
    drawn = [_draws(rows, year, kind, options) for year in (first, last)]
    before, after = (in_unit(each, kind.scale, kind.unit) for each in drawn)
    low, high = np.quantile(after - before, BOUNDS, axis=1)
    change = last.waarde - first.waarde
    told = rows.assign(
        verschil=change,
        # The draws stand around the posterior, the change is that of the published figures.
        verschil_low=np.minimum(low, change),
        verschil_high=np.maximum(high, change),
        verschil_per_jaar=change / (last.peiljaar - first.peiljaar),
        verschil_land=rows["land_tot"] - rows["land_van"],
    )
    return _with_classes(told, drawn[1] - drawn[0], (first, last), kind, catalog)


def _draws(rows: pd.DataFrame, year: Year, kind: _Kind, options: TrendOptions) -> Floats:
    return draw_year(
        year,
        kind.scale,
        kind.unit,
        region_keys(rows["region_code"].tolist()),
        name=f"trend/{kind.name}",
        draws=options.draws,
        seed=options.seed,
    )


def _with_classes(
    rows: pd.DataFrame, draws: Floats, years: tuple[Year, Year], kind: _Kind, catalog: Catalog
) -> pd.DataFrame:
    """Add the classes of the change, by itself and beyond that of the land.

    Args:
        rows: Chosen rows of one indicator and two years.
        draws: Draws of the change from the figures alone, on the scale of comparison
            [region, draw].
        years: The figures of both years.
        kind: What the rows have in common.
        catalog: For the limits of certainty.
    """
    first, last = years
    is_land = (rows["region_code"] == LAND).to_numpy()
    # The land is one: it is no wijk among wijken.
    tempered = np.where(is_land[:, None], draws, kind.usual.temper(draws))
    least = _on(last.low, kind) - _on(first.high, kind)
    most = _on(last.high, kind) - _on(first.low, kind)
    amount = ~is_land & (kind.scale == "bedrag")
    land = _on(_column(rows, "land_tot"), kind) - _on(_column(rows, "land_van"), kind)
    told = rows
    for suffix, beyond in (("", np.zeros(len(rows))), ("_land", land)):
        doubts = _Doubts(
            rounding=(least - beyond <= EDGE) & (most - beyond >= -EDGE),
            harmonised=(rows["grens"] == "geharmoniseerd").to_numpy(),
            unusual=~is_land & (not kind.usual.is_known),
            no_chance=amount,
            few=amount & ~(np.fmin(first.n, last.n) >= catalog.norm("min_inwoners_referentie")),
        )
        words = _classes(
            tempered - beyond[:, None], draws - beyond[:, None], kind.threshold, doubts, catalog
        )
        told = told.assign(**{f"klasse{suffix}": words[0], f"zekerheid{suffix}": words[1]})
    told.loc[is_land | ~np.isfinite(land), ["klasse_land", "zekerheid_land"]] = None
    followed = told["reden"].ne(NOT_FOLLOWED)
    told.loc[~followed, ["klasse", "zekerheid", "klasse_land", "zekerheid_land"]] = None
    return told


def _column(rows: pd.DataFrame, name: str) -> Floats:
    return rows[name].to_numpy(np.float64, na_value=np.nan)


def _on(waarde: Floats, kind: _Kind) -> Floats:
    return on_scale(waarde, kind.scale, kind.unit)


@dataclass(frozen=True)
class _Doubts:
    """What holds certainty down whatever the draws say, each an array over regions.

    Attributes:
        rounding: Both figures can stand for the same truth: draws that are uniform inside the
            rounding take 10 and 20 (of 5 to 15 and 15 to 25) for a rise; it may be none.
        harmonised: A figure was brought over from other boundaries.
        unusual: It is not known how much wijken usually change.
        no_chance: A mean amount: nobody publishes how far chance may move it.
        few: The same, of few people: a handful of them moves it.
    """

    rounding: Bools
    harmonised: Bools
    unusual: Bools
    no_chance: Bools
    few: Bools


def _classes(
    change: Floats, own: Floats, threshold: float, doubts: _Doubts, catalog: Catalog
) -> tuple[list[str], list[str]]:
    """Return class and certainty by share of draws.

    A class that the figures of the region alone deny is never sure: a reader who sees 305 become
    395 must not be told that nothing special happened, however rare that is elsewhere.

    Args:
        change: Draws of the change on the scale of comparison [region, draw].
        own: The same before they were moved to what is usual.
        threshold: From where a change counts, on that scale.
        doubts: What caps certainty.
        catalog: For the limits of certainty.
    """
    place, level = _likeliest(change, threshold, catalog)
    place_own, level_own = _likeliest(own, threshold, catalog)
    denied = (place_own != place) & (level_own >= FAIR)
    level = np.where(doubts.harmonised | doubts.no_chance, np.minimum(level, FAIR), level)
    unsure = doubts.unusual | doubts.few | denied | (doubts.rounding & (place != EQUAL))
    level = np.where(unsure, np.minimum(level, UNSURE), level)
    return [CLASSES[each] for each in place], [CERTAINTY_WORD[int(each)] for each in level]


def _likeliest(change: Floats, threshold: float, catalog: Catalog) -> tuple[Ints, Ints]:
    """Return the place in CLASSES that most draws are in, and how sure that is [region]."""
    fallen, risen = (change < -threshold).mean(axis=1), (change > threshold).mean(axis=1)
    shares = np.round(np.stack([fallen, 1 - fallen - risen, risen], axis=1), 12)
    return shares.argmax(axis=1), certainty(shares.max(axis=1), catalog)
