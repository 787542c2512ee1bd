"""Finds what points to one person in the columns of a survey file: it stops the import.

Only where something stands is told, never what. Names in free text cannot be found with certainty.
"""

import re
from collections.abc import Iterator

from wijkfoto.errors import SourceError
from wijkfoto.peiling.source import SurveyFile

_NUMBER = re.compile(r"(?<![\d.,])(\d[ .]?){8}\d(?!\d)")
_PATTERNS = {
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    "an IBAN": re.compile(r"\b[A-Z]{2}\d{2}[ ]?[A-Z]{4}[ ]?(?:\d[ ]?){10}\b"),
    "a postcode with a house number": re.compile(
        r"\b[1-9]\d{3}[ ]?[A-Za-z]{2}\b[ ,]*(?:nr\.?|huisnummer)?[ ]*\d{1,5}\b"
    ),
    "a telephone number": re.compile(r"(?<!\d)(?:\+31|0031|0)[ -]?[1-9](?:[ -]?\d){8}(?!\d)"),
}
_SHARE_OF_NUMBERS = 0.5
"""One in eleven numbers of nine digits passes by chance: a column of them is told by its share."""


def is_bsn(digits: str) -> bool:
    """Say whether nine digits pass the eleven-test of a BSN: 9, 8 ... 2 and -1 times each digit.

    Source: Besluit burgerservicenummer; the test is public.
    """
    if len(digits) != 9 or not digits.isdigit() or not int(digits):
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0


def find_personal(file: SurveyFile) -> list[SourceError]:
    """Return a fault for each column that holds something of one person, with its first lines."""
    return [fault for name in file.columns for fault in _of_column(file, name)]


def _of_column(file: SurveyFile, name: str) -> Iterator[SourceError]:
    column = file.columns[name]
    found: dict[str, list[int]] = {}
    numbers: list[tuple[int, str]] = []
    for row, cell in enumerate(column):
        if isinstance(cell, str):
            for kind in _kinds(cell):
                found.setdefault(kind, []).append(row)
        elif cell is not None and float(cell).is_integer() and 1e7 <= cell < 1e9:
            numbers.append((row, f"{int(cell):09d}"))
    passing = [row for row, digits in numbers if is_bsn(digits)]
    if numbers and len(passing) > _SHARE_OF_NUMBERS * len(numbers):
        found["a BSN"] = passing
    for kind, rows in found.items():
        lines = ", ".join(str(file.line(row)) for row in rows[:3])
        yield SourceError(
            f"Column {name} holds {kind} in {len(rows)} rows, the first at line {lines}.",
            where=file.name,
            next_step="Take this column out of the file before it comes here; nothing was kept.",
        )


def _kinds(text: str) -> list[str]:
    kinds = [kind for kind, pattern in _PATTERNS.items() if pattern.search(text)]
    bare = (re.sub(r"\D", "", found.group()) for found in _NUMBER.finditer(text))
    return ["a BSN", *kinds] if any(is_bsn(digits) for digits in bare) else kinds
