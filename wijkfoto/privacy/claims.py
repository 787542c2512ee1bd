"""What an edition says about few people, wherever it says it: each number as one claim.

A table, a download and a page are read into the same claims, so that an attack puts them together
as a reader can.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

SURVEY, GROUP, REGISTRATION = "survey_estimate", "survey_group", "registration"


@dataclass(frozen=True)
class _Shape:
    """Columns of a table with own figures: what makes a cell of it, and its numbers."""

    item: tuple[str, ...]
    measures: tuple[str, ...]


SHAPES = {
    SURVEY: _Shape(("question_id",), ("waarde", "waarde_low", "waarde_high", "n", "n_effective")),
    GROUP: _Shape(("dimensie", "groep_id"), ("deel_respons",)),
    REGISTRATION: _Shape(("domain_id", "jaar"), ("vragen",)),
}
BESIDE = "waarde_gemeente"
"""A column of the survey that tells the number of the gemeente in the row of a wijk."""

_AREA = "region_code"
KEYS = frozenset({_AREA, *(name for shape in SHAPES.values() for name in shape.item)})
"""Columns that name a cell; a query of several cells shows them before the numbers."""
_NUMBER = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?|-?\d+(?:,\d+)?")


@dataclass(frozen=True, order=True)
class Cell:
    """One cell of a table with own figures: its area, and what the number is of."""

    table: str
    area: str
    item: str

    def __str__(self) -> str:
        """Return the cell as a reader can find it."""
        return f"{self.table} {self.area} {self.item}"


@dataclass(frozen=True)
class Claim:
    """One number that is told.

    Attributes:
        measure: Column that it belongs to.
        half: Half of the step in which it was written.
        where: Table, file or page that tells it.
    """

    cell: Cell
    measure: str
    value: float
    half: float
    where: str


def shape_of(columns: Iterable[str]) -> str | None:
    """Return which table with own figures these columns are of; None for any other."""
    names = set(columns)
    for table, shape in SHAPES.items():
        if {_AREA, *shape.item} <= names and names & set(shape.measures):
            return table
    return None


def of_frame(frame: pd.DataFrame, where: str) -> Iterator[Claim]:
    """Read a table, whatever it is called; one of other columns claims nothing.

    Args:
        frame: Rows as published.
        where: Table or file.
    """
    table = shape_of(frame.columns)
    if table is None:
        return
    shape = SHAPES[table]
    measures = [name for name in (*shape.measures, BESIDE) if name in frame]
    for row in frame[[_AREA, *shape.item, *measures]].to_dict("records"):
        item = "/".join(str(row[name]) for name in shape.item)
        for name in measures:
            if pd.notna(row[name]):
                yield _claim(table, str(row[_AREA]), item, name, float(row[name]), 0.0, where)


def of_number(number_id: str, written: str, where: str) -> Iterator[Claim]:
    """Read a number with its id, as the table `number` and the pages have it.

    Args:
        number_id: Such as ``survey_estimate/WK990101/eenzaam/2020:n``.
        written: The number in Dutch; the first that stands there.
        where: Table or page.
    """
    path, _, column = number_id.partition(":")
    table, *parts = path.split("/")
    if table not in SHAPES or len(parts) < 2:
        return
    area, item = parts[0], parts[1] if table == SURVEY else "/".join(parts[1:])
    found = _NUMBER.search(written)
    if found:
        measure = column or SHAPES[table].measures[0]
        yield _claim(table, area, item, measure, *_read(found.group()), where)


def numbers_in(written: str) -> list[tuple[float, float]]:
    """Return every number in a Dutch text, each with half of the step in which it was written."""
    return [_read(found) for found in _NUMBER.findall(written)]


def _read(number: str) -> tuple[float, float]:
    whole, _, decimals = number.replace(".", "").partition(",")
    return float(f"{whole}.{decimals or 0}"), 0.5 * 10.0 ** -len(decimals)


def _claim(
    table: str, area: str, item: str, measure: str, value: float, half: float, where: str
) -> Claim:
    if measure == BESIDE:
        return Claim(Cell(table, gemeente_of(area), item), "waarde", value, half, where)
    return Claim(Cell(table, area, item), measure, value, half, where)


def gemeente_of(area: str) -> str:
    """Return the code of the gemeente of a wijk; of a gemeente its own."""
    return f"GM{area[2:6]}"
