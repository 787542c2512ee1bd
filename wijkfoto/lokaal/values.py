"""One cell of a form to its value: date, count, choice, coordinates.

What is wrong is said without the cell itself; which row it stands in is for others.
"""

import re
from collections.abc import Callable
from datetime import date

from wijkfoto.bronnen.numerals import clean
from wijkfoto.lokaal.forms import Column

MOST_COUNTED = 100_000
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T][0-9:.]{5,15})?")
_DUTCH = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{2}")
_DAY_NUMBER = re.compile(r"[34][0-9]{4}")
_YEAR = re.compile(r"[0-9]{4}")
_AND = re.compile(r"[+,/]")
# Signs that steer a screen, or turn the order in which a text is read.
_UNSEEN = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ufffd]")
_COUNT = re.compile(r"[0-9]{1,6}(?:[.,]0)?")
_NUMBER = re.compile(r"-?[0-9]{1,7}(?:[.,][0-9]{1,12})?")

FAILED = frozenset(
    {"#N/A", "#N/B", "#REF!", "#VERW!", "#VALUE!", "#WAARDE!", "#DIV/0!", "#DEEL/0!", "#NAME?",
     "#NAAM?", "#NUM!", "#GETAL!", "#NULL!", "#LEEG!", "#SPILL!", "#OVERLOOP!", "#CALC!"}
)  # fmt: skip
"""What a spreadsheet saves where a formula failed, in English and in Dutch."""

NOT_A_NUMBER = frozenset({"nan", ".nan", ".inf", "inf", "#nan", "<na>", "none", "null", "nat"})
"""What programs write for an empty cell; compared in small letters."""

_IN_EXCEL = (
    "In Excel: select the column, choose Celeigenschappen (Format Cells), Datum, the type "
    "14-03-2012 with four digits for the year, and save again."
)

Value = str | int | float | date | tuple[str, ...]
"""What a cell can hold."""


class UnfitError(ValueError):
    """What stands in a cell does not fit."""

    def __init__(self, what: str, next_step: str) -> None:
        """Keep what is wrong and what to do."""
        super().__init__(what)
        self.what, self.next_step = what, next_step


def parse(column: Column, text: str) -> Value | None:
    """Return the value of a cell by the kind of its column; None when it is empty.

    Args:
        column: The column; kinds `wijk` and `gebied` are checked by `KnownRegions`.
        text: The cell as written.

    Raises:
        UnfitError: If it is required and empty, or does not fit.
    """
    plain = clean(text)
    if not plain:
        if column.required:
            choices = column.choices()
            fill = f"Fill in {or_list(choices)}" if choices else "Fill it in"
            raise UnfitError("This must be filled in.", f"{fill}, or take the row out.")
        return None
    if plain.upper() in FAILED:
        raise UnfitError("A formula failed here.", "Type the value itself, or empty the cell.")
    if plain.lower() in NOT_A_NUMBER:
        raise UnfitError("A program wrote a word for nothing here.", "Empty the cell.")
    if column.kind == "keuze":
        return to_choice(plain, column.choices())
    if column.kind == "keuzes":
        return tuple(to_choice(one.strip(), column.choices()) for one in _AND.split(plain))
    plain_kinds: dict[str, Callable[[str], Value]] = {
        "datum": to_date, "jaar": to_year, "aantal": to_count, "getal": to_number,
    }  # fmt: skip
    if column.kind in plain_kinds:
        return plain_kinds[column.kind](plain)
    return to_text(plain, column.most)


def or_list(words: tuple[str, ...]) -> str:
    """Return ``a, b or c``; what may stand in a column with a fixed set of values."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def to_text(text: str, most: int) -> str:
    """Return a text that is not too long, is no formula and has no signs that cannot be seen."""
    if text.startswith("="):
        raise UnfitError("A formula stands here.", "Write the words themselves.")
    if _UNSEEN.search(text):
        raise UnfitError(
            "Signs that cannot be seen stand here.", "Type the text again instead of pasting it."
        )
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
    """Return a date that is written as 2026-03-01 or 1-3-2026; whether it can be is for others."""
    iso, dutch = _ISO.fullmatch(text), _DUTCH.fullmatch(text)
    parts = iso.groups() if iso else tuple(reversed(dutch.groups())) if dutch else None
    try:
        found = date(*map(int, parts)) if parts else None
    except ValueError:
        raise UnfitError(
            "The calendar has no such day.", "Look at the day and the month, such as 1-3-2026."
        ) from None
    if found is None:
        if _SHORT_YEAR.fullmatch(text):
            step = f"Write the year with four digits, such as 1-3-2026. {_IN_EXCEL}"
        elif _DAY_NUMBER.fullmatch(text):
            step = f"It looks like the day number of a spreadsheet. {_IN_EXCEL}"
        else:
            step = "Write it as 2026-03-01 or 1-3-2026."
        raise UnfitError("This is no date.", step)
    return found


def to_year(text: str) -> int:
    """Return a year of four digits; whether it can be is for others."""
    if not _YEAR.fullmatch(text):
        raise UnfitError("This is no year.", "Write it as 2025.")
    return int(text)


def to_count(text: str) -> int:
    """Return a whole number, of people or of questions."""
    if not _COUNT.fullmatch(text) or int(re.split("[.,]", text)[0]) > MOST_COUNTED:
        raise UnfitError("This is no whole number.", "Write it as 14, without words or points.")
    return int(re.split("[.,]", text)[0])


def to_number(text: str) -> float:
    """Return a number with a decimal comma or point."""
    if not _NUMBER.fullmatch(text):
        raise UnfitError("This is no number.", "Write it as 52,3702 or 121000.")
    return float(text.replace(",", "."))
