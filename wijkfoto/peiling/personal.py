"""Finds what points to one person in the columns of a survey file: it stops the import.

Only where something stands is told, never what. Names in free text cannot be found with certainty.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from wijkfoto.errors import SourceError
from wijkfoto.peiling.homes import find_homes
from wijkfoto.peiling.source import SurveyFile
from wijkfoto.privacy import kinds_in_numbers, kinds_of_number, personal_kinds

_FEWEST_DIGITS = 8
# R100000009 and NL-100000009 number respondents; the digits are judged as a column.
_NUMBERED = re.compile(r"[A-Za-z_\-]{0,8}([0-9]{8,13})")
_HEX = re.compile(
    r"(?=.*[A-Fa-f])[0-9A-Fa-f]{16,64}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
)
"""Keys that a program hands out; among so many digits some look like a telephone number."""


@dataclass
class _Cells:
    """The cells of a column by what they can hold: row and digits, row and text."""

    numbers: list[tuple[int, str]] = field(default_factory=list)
    texts: list[tuple[int, str]] = field(default_factory=list)


def find_personal(file: SurveyFile) -> list[SourceError]:
    """Return a fault for each column that holds something of one person, with its first lines.

    A postcode in one column and a house number in another count as one.
    """
    faults = [fault for name in file.columns for fault in _of_column(file, name)]
    return [*faults, *find_homes(file)]


def _of_column(file: SurveyFile, name: str) -> Iterator[SourceError]:
    cells = _sorted_out(file, name)
    found: dict[str, list[int]] = {}
    # Answers repeat: each text is looked through once.
    kinds = {text: personal_kinds(text) for text in {text for _, text in cells.texts}}
    for row, text in cells.texts:
        for kind in kinds[text]:
            found.setdefault(kind, []).append(row)
    if len(cells.texts) > len(cells.numbers):  # words of residents, so each number is one by itself
        for row, digits in cells.numbers:
            for kind in kinds_of_number(digits):
                found.setdefault(kind, []).append(row)
    else:
        label = f"{name} {file.labels.get(name, '')}"
        for kind, places in kinds_in_numbers(label, [d for _, d in cells.numbers]).items():
            found.setdefault(kind, []).extend(cells.numbers[place][0] for place in places)
    for kind, rows in found.items():
        lines = ", ".join(str(file.line(row)) for row in sorted(rows)[:3])
        yield SourceError(
            f"Column {name} holds {kind} in {len(rows)} rows, the first at line {lines}.",
            where=file.name,
            next_step="Take this column out of the file before it comes here; nothing was kept.",
        )


def _sorted_out(file: SurveyFile, name: str) -> _Cells:
    """Return long numbers and texts of a column; short numbers are codes, and lead to nobody."""
    cells = _Cells()
    for row, cell in enumerate(file.columns[name]):
        if isinstance(cell, str):
            if numbered := _NUMBERED.fullmatch(cell):
                cells.numbers.append((row, numbered.group(1)))
            elif not _HEX.fullmatch(cell):
                cells.texts.append((row, cell))
        elif cell is not None and float(cell).is_integer() and 0 < cell < 1e13:
            digits = f"{int(cell)}"
            if len(digits) >= _FEWEST_DIGITS:
                cells.numbers.append((row, digits))
    return cells
