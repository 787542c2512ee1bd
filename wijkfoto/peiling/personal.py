"""Finds what points to one person in the columns of a survey file: it stops the import.

Only where something stands is told, never what. Names in free text cannot be found with certainty.
"""

from collections.abc import Iterator

from wijkfoto.errors import SourceError
from wijkfoto.peiling.source import SurveyFile
from wijkfoto.privacy import BSN, passes_eleven_test, personal_kinds

_SHARE_OF_NUMBERS = 0.5
"""One in eleven numbers of nine digits passes by chance: a column of them is told by its share."""


def find_personal(file: SurveyFile) -> list[SourceError]:
    """Return a fault for each column that holds something of one person, with its first lines."""
    return [fault for name in file.columns for fault in _of_column(file, name)]


def _of_column(file: SurveyFile, name: str) -> Iterator[SourceError]:
    column = file.columns[name]
    found: dict[str, list[int]] = {}
    numbers: list[tuple[int, str]] = []
    # Answers repeat: each text is looked through once.
    kinds = {cell: personal_kinds(cell) for cell in {c for c in column if isinstance(c, str)}}
    for row, cell in enumerate(column):
        if isinstance(cell, str):
            for kind in kinds[cell]:
                found.setdefault(kind, []).append(row)
        elif cell is not None and float(cell).is_integer() and 1e7 <= cell < 1e9:
            numbers.append((row, f"{int(cell):09d}"))
    passing = [row for row, digits in numbers if passes_eleven_test(digits)]
    if numbers and len(passing) > _SHARE_OF_NUMBERS * len(numbers):
        found[BSN] = passing
    for kind, rows in found.items():
        lines = ", ".join(str(file.line(row)) for row in rows[:3])
        yield SourceError(
            f"Column {name} holds {kind} in {len(rows)} rows, the first at line {lines}.",
            where=file.name,
            next_step="Take this column out of the file before it comes here; nothing was kept.",
        )
