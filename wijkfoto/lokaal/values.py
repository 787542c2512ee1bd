"""One cell of a form to its value: date, count, choice, coordinates.

What is wrong is said without the cell itself; which row it stands in is for others.
"""

import re
from datetime import date

from wijkfoto.bronnen.numerals import clean
from wijkfoto.lokaal.forms import Column

MOST_PEOPLE = 100_000
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T]00:00:00)?")
_DUTCH = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_COUNT = re.compile(r"[0-9]{1,6}(?:[.,]0)?")
_NUMBER = re.compile(r"-?[0-9]{1,7}(?:[.,][0-9]{1,12})?")

FIRST_DATE = date(2000, 1, 1)
"""Nothing in a wijkfoto was heard before; an earlier date is a slip of the hand."""


class UnfitError(ValueError):
    """What stands in a cell does not fit."""

    def __init__(self, what: str, next_step: str) -> None:
        """Keep what is wrong and what to do."""
        super().__init__(what)
        self.what, self.next_step = what, next_step


def parse(column: Column, text: str) -> str | int | float | date | None:
    """Return the value of a cell by the kind of its column; None when it is empty.

    Args:
        column: The column; one of kind `wijk` is checked by `KnownRegions`.
        text: The cell as written.

    Raises:
        UnfitError: If it is required and empty, or does not fit.
    """
    plain = clean(text)
    if not plain:
        if column.required:
            raise UnfitError("This must be filled in.", "Fill it in, or take the row out.")
        return None
    if column.kind == "datum":
        return to_date(plain)
    if column.kind == "aantal":
        return to_count(plain)
    if column.kind == "getal":
        return to_number(plain)
    if column.kind == "keuze":
        return to_choice(plain, column.choices())
    return to_text(plain, column.most)


def to_text(text: str, most: int) -> str:
    """Return a text that is not too long."""
    if len(text) > most:
        raise UnfitError(f"The text is longer than {most} signs.", "Write it shorter.")
    return text


def to_choice(text: str, choices: tuple[str, ...]) -> str:
    """Return one of the choices; capitals, and blanks for underscores, do not matter."""
    word = text.lower().replace(" ", "_")
    if word not in choices:
        raise UnfitError("This is none of the choices.", f"Choose from: {', '.join(choices)}.")
    return word


def to_date(text: str) -> date:
    """Return a date that is written as 2026-03-01 or 1-3-2026."""
    iso, dutch = _ISO.fullmatch(text), _DUTCH.fullmatch(text)
    parts = iso.groups() if iso else tuple(reversed(dutch.groups())) if dutch else None
    try:
        found = date(*map(int, parts)) if parts else None
    except ValueError:
        found = None
    if found is None or found < FIRST_DATE:
        raise UnfitError("This is no date.", "Write it as 2026-03-01 or 1-3-2026.")
    return found


def to_count(text: str) -> int:
    """Return a whole number of people."""
    if not _COUNT.fullmatch(text) or int(re.split("[.,]", text)[0]) > MOST_PEOPLE:
        raise UnfitError(
            "This is no whole number of people.", "Write it as 14; leave it empty if not known."
        )
    return int(re.split("[.,]", text)[0])


def to_number(text: str) -> float:
    """Return a number with a decimal comma or point."""
    if not _NUMBER.fullmatch(text):
        raise UnfitError("This is no number.", "Write it as 52,3702 or 121000.")
    return float(text.replace(",", "."))
