"""What the structure of a wijk is: reads catalog/structure.yaml and lays its figures out.

No need, use or origin comes in here; which wijken are alike is `comparable`'s work.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from wijkfoto.catalog import Catalog, shipped_catalog
from wijkfoto.catalog.load import parse_yaml
from wijkfoto.catalog.models import NormStatus
from wijkfoto.catalog.tables import CatalogModel
from wijkfoto.errors import CatalogError
from wijkfoto.profile.inputs import UNIT_SIZE, WITH_VALUE, Floats, ProfileOptions
from wijkfoto.profile.transform import half_width, logit_of_count, logit_without_count
from wijkfoto.resources import catalog_dir

FILE = "structure.yaml"

SMALLEST = 1.0
"""Least density that a logarithm is taken of: the source publishes whole numbers."""


class Figure(CatalogModel):
    """One figure of the structure: a count in a count, or a figure on a scale of its own."""

    deel: str | None = None
    van: str | None = None
    waarde: str | None = None
    schaal: Literal["odds", "log"] = "odds"

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator that it reads."""
        return tuple(name for name in (self.deel, self.van, self.waarde) if name)

    @model_validator(mode="after")
    def _one_of_two_kinds(self) -> "Figure":
        is_part = self.deel is not None and self.van is not None
        if is_part == (self.waarde is not None) or (self.deel is None) != (self.van is None):
            raise ValueError("a figure needs deel and van, or waarde, not both")
        return self


class Group(CatalogModel):
    """Figures that weigh as one, with where that choice is from."""

    groep_id: str
    gewicht: Annotated[float, Field(gt=0)]
    status: NormStatus
    datum: date
    bron: str
    cijfers: Annotated[tuple[Figure, ...], Field(min_length=1)]


class Structure(CatalogModel):
    """The whole file."""

    groepen: Annotated[tuple[Group, ...], Field(min_length=1)]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure, in the order of the columns."""
        return tuple(figure for group in self.groepen for figure in group.cijfers)

    @property
    def weights(self) -> Floats:
        """Weight of each column; they sum to 1, and those of a group to the part of the group."""
        shares = [
            group.gewicht / len(group.cijfers) for group in self.groepen for _ in group.cijfers
        ]
        return np.array(shares) / sum(group.gewicht for group in self.groepen)

    @property
    def columns(self) -> dict[str, list[int]]:
        """Columns of each group."""
        found: dict[str, list[int]] = {}
        for group in self.groepen:
            start = sum(len(columns) for columns in found.values())
            found[group.groep_id] = list(range(start, start + len(group.cijfers)))
        return found


def read_structure(path: Path, catalog: Catalog) -> Structure:
    """Read and check the structure.

    Raises:
        CatalogError: With every fault found: an unknown indicator, or one that is no structure.
    """
    structure: Structure = parse_yaml(Structure, path)
    names = [name for figure in structure.figures for name in figure.indicators]
    faults = [fault for name in dict.fromkeys(names) if (fault := _fault(name, catalog))]
    if faults:
        raise CatalogError(f"{'; '.join(faults)}.", where=path.name, next_step="Mend these.")
    return structure


@cache
def shipped_structure() -> Structure:
    """Return the structure that ships with the package, read once."""
    return read_structure(catalog_dir() / FILE, shipped_catalog())


def _fault(name: str, catalog: Catalog) -> str | None:
    if name not in catalog.indicators:
        return f"there is no indicator '{name}'"
    indicator = catalog.indicators[name]
    if indicator.role != "context" or name in _counted(catalog):
        return f"'{name}' is {indicator.role}, so that wijken would be alike because of their need"
    if indicator.kind != "register":
        return f"'{name}' is no register: a model knows more of people than their structure"
    return None


def _counted(catalog: Catalog) -> set[str]:
    """Return the indicators that a domain counts."""
    facts = [fact for domain in catalog.domains.values() for fact in domain.behoefte]
    used = [name for domain in catalog.domains.values() for name in domain.gebruik]
    return {*used, *(name for fact in facts for name in fact.any_of)}


def structure_of(
    values: pd.DataFrame,
    region_codes: tuple[str, ...],
    structure: Structure,
    catalog: Catalog,
    options: ProfileOptions,
) -> Floats:
    """Return the structure of each wijk, each figure on its own scale.

    Of an indicator the newest year counts in which any wijk has a value, inside the window of the
    method; a part and its whole must be of one year.

    Args:
        values: Figures with the columns of `VALUE_COLUMNS`.
        region_codes: The wijken, in the order of the rows.
        structure: What to read.
        catalog: Units, rounding, and the window.
        options: Year of the profile.

    Returns:
        Log odds of shares and logarithms of densities [wijk, figure]; NaN where one is missing.
    """
    names = {name for figure in structure.figures for name in figure.indicators}
    oldest = options.peiljaar - int(catalog.norm("venster_jaren"))
    usable = values[
        values["indicator_id"].isin(names)
        & values["peiljaar"].between(oldest, options.peiljaar)
        & values["waarde_status"].isin(WITH_VALUE)
        & values["waarde"].notna()
    ]
    newest = usable.groupby("indicator_id")["peiljaar"].max()
    usable = usable[usable["peiljaar"] == usable["indicator_id"].map(newest)]
    wide = usable.pivot(index="region_code", columns="indicator_id", values="waarde")
    wide = wide.reindex(index=list(region_codes)).astype("float64")
    years = {str(name): int(year) for name, year in newest.items()}
    return np.stack([_column(wide, years, figure, catalog) for figure in structure.figures], axis=1)


def _column(wide: pd.DataFrame, years: dict[str, int], figure: Figure, catalog: Catalog) -> Floats:
    """Return one figure on its scale [wijk]."""
    found = {years.get(name) for name in figure.indicators}
    if None in found or len(found) > 1:
        return np.full(len(wide), np.nan)
    first, *whole = (wide[name].to_numpy(np.float64) for name in figure.indicators)
    if whole:
        n = np.where(whole[0] > 0, whole[0], np.nan)
        # Both counts are rounded at random, so that a part may exceed its whole.
        return logit_of_count(np.clip(first / n, 0.0, 1.0), n)
    if figure.schaal == "log":
        return np.asarray(np.log(np.maximum(first, SMALLEST)))
    indicator = catalog.indicators[figure.indicators[0]]
    return logit_without_count(first / UNIT_SIZE[indicator.unit], half_width(indicator))
