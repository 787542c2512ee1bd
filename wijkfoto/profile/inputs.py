"""What goes into a profile: tables from the warehouse, checked and laid out as aligned arrays.

Only layout and checks live here; no figure is changed except from its unit to a fraction.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from wijkfoto.catalog import Catalog, Indicator
from wijkfoto.errors import CatalogError, WijkfotoError

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

VALUE_COLUMNS = (
    "region_code",
    "indicator_id",
    "peiljaar",
    "boundary_change",
    "waarde",
    "waarde_low",
    "waarde_high",
    "waarde_status",
    "n",
)
REGION_COLUMNS = ("region_code", "gemeente_code", "inwoners")

WITH_VALUE = ("ok", "indicatie", "geschat", "harmonised")
"""Statuses of a figure that is there (sql/marts/observation.yml)."""

SAME_AREA = ("ongewijzigd", "hercodeerd")
"""Links over which a figure is for exactly the area of now (sql/intermediate/region_link.yml)."""

UNIT_SIZE = {"%": 100.0, "per 1.000": 1000.0}
"""How much of its unit makes a whole: the units that are shares."""


@dataclass(frozen=True)
class ProfileInput:
    """The figures and the wijken that a profile is made of.

    Attributes:
        values: One row per region and indicator at the indicator's newest filled year, with the
            columns of `VALUE_COLUMNS`. ``waarde`` and its bounds are in the unit of the indicator;
            ``n`` counts the people or households behind a share (NaN: unknown).
        regions: The current wijken, with the columns of `REGION_COLUMNS`; ``inwoners`` NaN when
            unknown.
    """

    values: pd.DataFrame
    regions: pd.DataFrame


@dataclass(frozen=True)
class ProfileOptions:
    """Which year, how many data draws, the seed that makes them repeatable, and how many threads.

    The number of workers changes the time that it takes and nothing else.
    """

    peiljaar: int
    draws: int
    seed: int
    workers: int = 2

    def __post_init__(self) -> None:
        """Refuse a number of draws that gives no interval."""
        if self.draws < 1:
            raise WijkfotoError(
                f"A profile needs at least one draw, not {self.draws}.",
                where="[profile] draws",
                next_step="Set it to 1000.",
            )


@dataclass(frozen=True)
class Layout:
    """Which indicators have a column, and of which year, so that a part is laid out as the whole.

    Attributes:
        names: Indicator ids in the order of the columns.
        peiljaar: Year of the figures [column].
    """

    names: tuple[str, ...]
    peiljaar: tuple[int, ...]


@dataclass(frozen=True)
class Figures:
    """The figures as arrays with one row per wijk (ordered by gemeente and code).

    Shares are fractions from 0 to 1. A figure that is not there is NaN; a censored one is the
    middle of its interval.

    Attributes:
        region_codes: Wijk codes [wijk].
        gemeente_codes: Gemeente codes [wijk].
        inwoners: Inhabitants [wijk]; NaN when unknown.
        indicators: The indicators [column], ordered by id.
        peiljaar: Year of the figures [column].
        share: Point values [wijk, column].
        low: Lower bound by rounding or secrecy [wijk, column]; the point where unknown.
        high: Upper bound, likewise.
        n: People or households behind the share [wijk, column]; NaN when unknown.
        censored: Whether only the interval is known [wijk, column].
        other_area: Whether it is not known that the figure is for exactly the area of now
            [wijk, column]: linked by equal code alone, or harmonised.
    """

    region_codes: tuple[str, ...]
    gemeente_codes: tuple[str, ...]
    inwoners: Floats
    indicators: tuple[Indicator, ...]
    peiljaar: Ints
    share: Floats
    low: Floats
    high: Floats
    n: Floats
    censored: Bools
    other_area: Bools

    @property
    def column(self) -> dict[str, int]:
        """Return the column of each indicator id."""
        return {each.indicator_id: j for j, each in enumerate(self.indicators)}

    @property
    def layout(self) -> Layout:
        """Return which indicators stand in the columns, and of which year."""
        return Layout(tuple(self.column), tuple(self.peiljaar.tolist()))

    def of(self, rows: Ints) -> "Figures":
        """Return the figures of some of the areas."""
        grids = ("inwoners", "share", "low", "high", "n", "censored", "other_area")
        return replace(
            self,
            region_codes=tuple(self.region_codes[row] for row in rows),
            gemeente_codes=tuple(self.gemeente_codes[row] for row in rows),
            **{name: getattr(self, name)[rows] for name in grids},
        )


def align(
    inputs: ProfileInput,
    catalog: Catalog,
    options: ProfileOptions,
    layout: Layout | None = None,
) -> Figures:
    """Check the tables and lay the figures of the domains out as arrays.

    Of an indicator only its newest filled year inside the window of the method is kept; an
    indicator that has no figure for any wijk gets no column.

    Args:
        inputs: Figures and wijken.
        catalog: Domains and indicators.
        options: Year of the profile.
        layout: Columns and years of the country, for the figures of a part of it.

    Raises:
        WijkfotoError: If a column is missing or a row stands twice.
        CatalogError: If an indicator of a domain is no share.
    """
    regions = _checked(inputs.regions, REGION_COLUMNS, ["region_code"], "regions")
    regions = regions.sort_values(["gemeente_code", "region_code"], ignore_index=True)
    values = _checked(
        inputs.values, VALUE_COLUMNS, ["region_code", "indicator_id", "peiljaar"], "values"
    )
    values = _usable(values, regions, catalog, options)
    newest = _newest(values) if layout is None else layout
    values = values[
        values["peiljaar"]
        == values["indicator_id"].map(dict(zip(newest.names, newest.peiljaar, strict=True)))
    ]
    indicators = tuple(catalog.indicators[name] for name in newest.names)
    _only_shares(indicators)
    return _fill(values, regions, indicators, np.array(newest.peiljaar, np.int64))


def _checked(
    table: pd.DataFrame, columns: tuple[str, ...], key: list[str], name: str
) -> pd.DataFrame:
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise WijkfotoError(
            f"column {', '.join(missing)} is missing.",
            where=f"profile input {name}",
            next_step="Check the query that reads it.",
        )
    double = table[table.duplicated(key)]
    if len(double):
        first = " ".join(str(part) for part in double.iloc[0][key])
        raise WijkfotoError(
            f"{len(double)} rows stand twice, such as {first}.",
            where=f"profile input {name}",
            next_step="Check the query that reads it.",
        )
    return table[list(columns)]


def _usable(
    values: pd.DataFrame, regions: pd.DataFrame, catalog: Catalog, options: ProfileOptions
) -> pd.DataFrame:
    """Keep rows with a figure for these wijken, in a domain and in the window."""
    in_domain = {
        name
        for domain in catalog.domains.values()
        for name in (*(n for fact in domain.behoefte for n in fact.any_of), *domain.gebruik)
    }
    oldest = options.peiljaar - int(catalog.norm("venster_jaren"))
    number = values["waarde"].astype("float64")
    has_value = values["waarde_status"].isin(WITH_VALUE) & number.notna()
    bounds = values[["waarde_low", "waarde_high"]].astype("float64")
    is_censored = (values["waarde_status"] == "censored") & bounds.notna().all(axis=1)
    keep = (
        values["indicator_id"].isin(in_domain)
        & values["region_code"].isin(regions["region_code"])
        & values["peiljaar"].between(oldest, options.peiljaar)
    )
    usable = values[keep & (has_value | is_censored)]
    return usable.assign(censored=usable["waarde_status"] == "censored")


def _newest(usable: pd.DataFrame) -> Layout:
    """Return the newest year of each indicator in which any wijk has a value, ordered by id."""
    filled = usable[~usable["censored"]]
    newest = filled.groupby("indicator_id")["peiljaar"].max().sort_index()
    return Layout(tuple(map(str, newest.index)), tuple(map(int, newest)))


def _only_shares(indicators: tuple[Indicator, ...]) -> None:
    other = [each for each in indicators if each.unit not in UNIT_SIZE]
    if other:
        first = other[0]
        raise CatalogError(
            f"its unit is '{first.unit}', and a domain holds shares only.",
            where=first.indicator_id,
            next_step=f"Give it one of the units {', '.join(UNIT_SIZE)}, or take it out.",
        )


def _fill(
    values: pd.DataFrame,
    regions: pd.DataFrame,
    indicators: tuple[Indicator, ...],
    peiljaar: Ints,
) -> Figures:
    codes = regions["region_code"].tolist()
    row = values["region_code"].map({code: i for i, code in enumerate(codes)}).to_numpy(np.int64)
    names = {each.indicator_id: j for j, each in enumerate(indicators)}
    col = values["indicator_id"].map(names).to_numpy(np.int64)
    size = np.array([UNIT_SIZE[each.unit] for each in indicators])[col]
    shape = (len(codes), len(indicators))

    def grid(numbers: Floats) -> Floats:
        filled = np.full(shape, np.nan)
        filled[row, col] = numbers
        return filled

    def share(column: str) -> Floats:
        # A share above the whole occurs in tiny areas, where both counts are rounded at random.
        numbers = values[column].to_numpy(np.float64, na_value=np.nan) / size
        return np.asarray(np.clip(numbers, 0.0, 1.0))

    low, high, point = share("waarde_low"), share("waarde_high"), share("waarde")
    censored = values["censored"].to_numpy(np.bool_)
    point = np.where(censored, (low + high) / 2, point)
    other_area = np.zeros(shape, np.bool_)
    other_area[row, col] = ~values["boundary_change"].isin(SAME_AREA).to_numpy(np.bool_)
    is_censored = np.zeros(shape, np.bool_)
    is_censored[row, col] = censored
    return Figures(
        region_codes=tuple(codes),
        gemeente_codes=tuple(regions["gemeente_code"].tolist()),
        inwoners=regions["inwoners"].to_numpy(np.float64, na_value=np.nan),
        indicators=indicators,
        peiljaar=peiljaar,
        share=grid(point),
        low=grid(np.where(np.isnan(low), point, np.minimum(low, point))),
        high=grid(np.where(np.isnan(high), point, np.maximum(high, point))),
        n=grid(values["n"].to_numpy(np.float64, na_value=np.nan)),
        censored=is_censored,
        other_area=other_area,
    )
