"""From figures to the columns that may explain use: one row per area, one column per predictor.

Standardising happens per fold in `crossfit`, from the areas that are learned from alone.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wijkfoto.catalog import Catalog
from wijkfoto.profile.inputs import UNIT_SIZE, WITH_VALUE, Bools, Floats
from wijkfoto.profile.transform import half_width, logit_of_count, logit_without_count
from wijkfoto.use.counts import Counted
from wijkfoto.use.recipe import Predictor, Recipe, UseKind

SMALLEST = 0.01
"""Least value that a logarithm is taken of (a distance of 0.0 km is under 50 metres)."""


@dataclass(frozen=True)
class Areas:
    """Figures of all areas side by side, in the order of their codes.

    Attributes:
        region_codes: Codes [area].
        gemeente_codes: Gemeente of each [area].
        inwoners: Inhabitants [area]; NaN when unknown.
        values: Points by indicator [area, indicator]; NaN where there is none.
        low: Lower bounds by rounding or secrecy; the point where unknown, NaN where nothing is.
        high: Upper bounds, likewise.
        years: Year of each indicator.
    """

    region_codes: tuple[str, ...]
    gemeente_codes: tuple[str, ...]
    inwoners: Floats
    values: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    years: dict[str, int]

    def column(self, indicator_id: str) -> Floats:
        """Return the points of an indicator [area]; NaN throughout when it has none."""
        if indicator_id not in self.values:
            return np.full(len(self.region_codes), np.nan)
        return self.values[indicator_id].to_numpy(np.float64)


def lay_out(
    values: pd.DataFrame, regions: pd.DataFrame, names: set[str], oldest: int, newest: int
) -> Areas:
    """Lay the figures out, at the newest year of each indicator inside the window.

    Args:
        values: One row per region and indicator, as the profile reads them.
        regions: region_code, gemeente_code, inwoners.
        names: Indicators that are asked for.
        oldest: First year of the window.
        newest: Last year of the window.
    """
    regions = regions.sort_values(["gemeente_code", "region_code"], ignore_index=True)
    codes = regions["region_code"].tolist()
    has_value = values["waarde_status"].isin(WITH_VALUE) & values["waarde"].notna()
    is_secret = values["waarde_status"].eq("censored") & values["waarde_low"].notna()
    asked = values["indicator_id"].isin(names) & values["peiljaar"].between(oldest, newest)
    usable = values[asked & (has_value | is_secret)]
    years = {
        str(name): int(year)
        for name, year in usable.groupby("indicator_id")["peiljaar"].max().items()
    }
    usable = usable[usable["peiljaar"] == usable["indicator_id"].map(years)]
    point = usable["waarde"].astype(float)
    low = usable["waarde_low"].astype(float).fillna(point)
    high = usable["waarde_high"].astype(float).fillna(point)
    wide = usable.assign(point=point, low=low, high=high)

    def grid(column: str) -> pd.DataFrame:
        table = wide.pivot(index="region_code", columns="indicator_id", values=column)
        return table.reindex(index=codes)

    return Areas(
        region_codes=tuple(codes),
        gemeente_codes=tuple(regions["gemeente_code"].tolist()),
        inwoners=regions["inwoners"].to_numpy(np.float64, na_value=np.nan),
        values=grid("point"),
        low=grid("low"),
        high=grid("high"),
        years=years,
    )


def names_of(recipe: Recipe) -> set[str]:
    """Return every indicator that a recipe reads."""
    names = {name for each in recipe.voorspellers for name in each.indicators}
    return names | {name for kind in recipe.gebruik for name in (kind.teller, *kind.doelgroep)}


def counted_use(areas: Areas, kind: UseKind, least_people: float) -> Counted:
    """Return the counts of a kind of use; NaN bounds where there is none, NaN people likewise.

    Bounds are made whole, inward: 115.0 to 125.0 is 115 to 125, 117.5 to 122.5 is 118 to 122.

    Args:
        areas: Figures.
        kind: The kind of use.
        least_people: Smallest target group of which a rate is taken.
    """
    people = sum((areas.column(name) for name in kind.doelgroep), np.zeros(len(areas.inwoners)))
    people = np.where(people >= least_people, people, np.nan)
    if kind.teller not in areas.values:
        nothing = np.full(len(people), np.nan)
        return Counted(nothing, nothing, nothing, people)
    low = np.maximum(np.ceil(areas.low[kind.teller].to_numpy(np.float64)), 0.0)
    high = np.maximum(np.floor(areas.high[kind.teller].to_numpy(np.float64)), low)
    return Counted(low, high, areas.column(kind.teller), people)


def column_of(areas: Areas, predictor: Predictor, catalog: Catalog) -> Floats:
    """Return a predictor on its own scale [area]; NaN where a figure is missing."""
    if predictor.deel and predictor.van:
        part, whole = areas.column(predictor.deel), areas.column(predictor.van)
        empty = ~(whole > 0)
        whole = np.where(empty, np.nan, whole)
        if predictor.schaal == "log":
            return _log(part / whole)
        # Both counts are rounded at random, so that a part may exceed its whole.
        return logit_of_count(np.clip(part / whole, 0.0, 1.0), whole)
    name = _newest(areas, predictor.waarde)
    if name is None:
        return np.full(len(areas.region_codes), np.nan)
    value = areas.column(name)
    if predictor.schaal == "log":
        return _log(value)
    if predictor.schaal == "odds":
        indicator = catalog.indicators[name]
        return logit_without_count(value / UNIT_SIZE[indicator.unit], half_width(indicator))
    return value


def _log(value: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(value, SMALLEST)))


def _newest(areas: Areas, names: tuple[str, ...]) -> str | None:
    """Return the indicator with the newest year; the first of the list among equals."""
    known = [name for name in names if name in areas.values]
    return max(known, key=lambda name: areas.years[name], default=None)


def filled(column: Floats, rows: Bools) -> float:
    """Return the part of some areas that has a value; 0 without areas."""
    return float(np.isfinite(column[rows]).mean()) if rows.any() else 0.0
