"""Reads the data that pages load as scripts, as a browser would: every value, and every word.

A script of the site that holds no data is another matter: those are shipped, and the same in
every site.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wijkfoto.privacy.claims import GROUP, REGISTRATION, SHAPES, SURVEY, Cell, Claim, of_number

_STARTS = re.compile(r"[=(:,]\s*(?=[\[{])")
_DECODER = json.JSONDecoder()
_DEPTH = {SURVEY: 1, GROUP: 2, REGISTRATION: 2}
"""Keys below the area that together name a cell of a table."""


@dataclass(frozen=True)
class ScriptData:
    """What a script with data holds: its values as they were written down."""

    values: tuple[object, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Every text in it: keys are words too."""
        return tuple(word for value in self.values for word in _texts(value))


def read_script(text: str) -> ScriptData:
    """Read the values of a script with data; `values` is empty when it holds none that can be read.

    Args:
        text: A script that assigns or passes JSON.
    """
    found, place = [], 0
    while start := _STARTS.search(text, place):
        try:
            value, place = _DECODER.raw_decode(text, start.end())
        except json.JSONDecodeError:
            place = start.end() + 1
        else:
            found.append(value)
    return ScriptData(tuple(found))


def of_script(data: ScriptData, where: str) -> Iterator[Claim]:
    """Return what a script claims: numbers by their table, area and item, or by their id.

    Args:
        data: What it holds.
        where: Its path.
    """
    for value in data.values:
        yield from _claims(value, where)


def _claims(value: object, where: str) -> Iterator[Claim]:
    """Look at every level of a value for a table with own figures, and for ids of numbers."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            if key in SHAPES and isinstance(below, Mapping):
                for area, cells in below.items():
                    yield from _of_area(str(key), str(area), cells, where)
            elif "/" in key and isinstance(below, str | int | float):
                yield from of_number(key, _written(below), where)
            else:
                yield from _claims(below, where)
    elif isinstance(value, list):
        for below in value:
            yield from _claims(below, where)


def _of_area(
    table: str, area: str, cells: object, where: str, above: tuple[str, ...] = ()
) -> Iterator[Claim]:
    if not isinstance(cells, Mapping):
        return
    for key, below in cells.items():
        if len(above) < _DEPTH[table]:
            yield from _of_area(table, area, below, where, (*above, str(key)))
        elif isinstance(below, int | float) and not isinstance(below, bool):
            yield Claim(Cell(table, area, "/".join(above)), str(key), float(below), 0.0, where)


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value}".replace(".", ",")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, below in value.items():
            yield str(key)
            yield from _texts(below)
    elif isinstance(value, list):
        for below in value:
            yield from _texts(below)
