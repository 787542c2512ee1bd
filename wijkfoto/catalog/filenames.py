"""What the catalog says about files: short names of columns, and how a year is proved.

Models and reading only; which file holds what is found in `bronnen`.
"""

from collections import Counter
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field

from wijkfoto.catalog.load import Catalog, parse_yaml, shipped_catalog
from wijkfoto.catalog.tables import CatalogModel
from wijkfoto.errors import CatalogError
from wijkfoto.resources import catalog_dir

FILE_NAMES = "bestanden.yaml"


class ShortName(CatalogModel):
    """A column of a CBS spreadsheet and the indicator that it is, where need be in some years."""

    naam: str
    indicator: str
    vanaf: int | None = None
    tot: int | None = None

    def covers(self, peiljaar: int) -> bool:
        """Say whether CBS uses the name for this in a year."""
        return (self.vanaf or peiljaar) <= peiljaar <= (self.tot or peiljaar)


class LandCount(CatalogModel):
    """The inhabitants of the country in one year, where that number stood, and how sure it is.

    Attributes:
        peiljaar: Year, of which the first of January counts.
        aantal: Inhabitants.
        bron: Table, or whoever repeated its figure.
        status: gezien (in a file of CBS) or overgenomen (from others, not seen at CBS itself).
        datum: When it was looked up.
    """

    peiljaar: int
    aantal: int = Field(gt=0)
    bron: str = Field(min_length=1)
    status: Literal["gezien", "overgenomen"]
    datum: date


class FileNames(CatalogModel):
    """Everything the catalog says about files.

    Attributes:
        kolommen: Short names of spreadsheets.
        herhaalde_stammen: Stems that stand more than once in a table.
        land_inwoners: Inhabitants of the country on 1 January, one year each.
    """

    kolommen: tuple[ShortName, ...]
    herhaalde_stammen: frozenset[str]
    land_inwoners: tuple[LandCount, ...]

    @cached_property
    def short(self) -> dict[str, ShortName]:
        """Short names by name."""
        return {entry.naam: entry for entry in self.kolommen}

    @cached_property
    def year_of_land(self) -> dict[int, int]:
        """The year that a number of inhabitants of the country proves."""
        return {entry.aantal: entry.peiljaar for entry in self.land_inwoners}

    @property
    def repeated(self) -> frozenset[str]:
        """Stems that do not tell a column without its group."""
        return self.herhaalde_stammen


def read_file_names(folder: Path, catalog: Catalog) -> FileNames:
    """Read what a catalog says about files.

    Raises:
        CatalogError: If a name stands twice, or means an indicator that is not there; or if a year
            or a number of inhabitants of the country stands twice.
    """
    names = parse_yaml(FileNames, folder / FILE_NAMES)
    faults = [
        f"{entry.naam}: unknown indicator '{entry.indicator}'"
        for entry in names.kolommen
        if entry.indicator not in catalog.indicators
    ]
    faults += [
        f"{entry.naam} stands twice"
        for entry in names.kolommen
        if names.short[entry.naam] is not entry
    ]
    for field in ("peiljaar", "aantal"):
        found = Counter(getattr(entry, field) for entry in names.land_inwoners)
        faults += [f"land_inwoners: {field} {v} stands twice" for v, n in found.items() if n > 1]
    if faults:
        raise CatalogError(
            f"{'; '.join(faults)}.", where=FILE_NAMES, next_step="Mend these entries."
        )
    return names


@cache
def shipped_file_names() -> FileNames:
    """Return what the shipped catalog says about files, read once."""
    return read_file_names(catalog_dir(), shipped_catalog())
