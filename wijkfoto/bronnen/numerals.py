"""Numbers as text: missing symbols, decimal comma or point, thousands marks.

Works on the texts of one file; which columns hold figures, and what they mean, is for others.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from wijkfoto.errors import SourceError

Cell = str | float
"""A cell: text as written, or a number that a workbook already holds as one."""

MISSING = frozenset({"", ".", ",", "-", "x", "na", "n/a", "#n/a", "nan", "null"})
"""What CBS, R, Python and Excel write where there is no figure; compared in lower case."""

MISSING_NUMBERS = frozenset({-99995.0, -99997.0, -99999.0, -99999999.0})
"""What CBS writes for a missing figure in files that hold numbers only."""

_MARKS = (".", ",")
_BLANKS = re.compile(r"[\s\u00a0\u2007\u202f\ufeff]+")
_EXPONENT = r"(?:[eE][+-]?\d{1,3})?"
_WHOLE = re.compile(r"[+-]?\d+" + _EXPONENT)
_BROKEN = {m: re.compile(rf"[+-]?\d*[{m}]\d+{_EXPONENT}") for m in _MARKS}
_EITHER = {m: re.compile(rf"[+-]?[1-9]\d{{0,2}}[{m}]\d{{3}}") for m in _MARKS}
_GROUPED = {m: re.compile(rf"[+-]?\d{{1,3}}(?:[{m}]\d{{3}}){{2,}}") for m in _MARKS}
_BOTH = {
    (m, o): re.compile(rf"[+-]?\d{{1,3}}(?:[{o}]\d{{3}})+[{m}]\d+")
    for m, o in (_MARKS, _MARKS[::-1])
}
_SPACED = re.compile(r"([+-]?\d{1,3}(?: \d{3})+)(?:([.,])\d+)?")


@dataclass(frozen=True)
class Style:
    """How a file writes numbers: the mark before decimals, and the one between thousands."""

    decimal: str = "."

    @property
    def thousands(self) -> str:
        """The mark between thousands."""
        return "," if self.decimal == "." else "."


def clean(text: str) -> str:
    """Return a text without padding and with every kind of blank as one space."""
    return _BLANKS.sub(" ", text).strip()


def is_missing(cell: Cell) -> bool:
    """Say whether a cell stands for a figure that is not there."""
    if isinstance(cell, str):
        text = clean(cell).lower()
        return text in MISSING or (text.startswith("-9999") and _as_float(text) in MISSING_NUMBERS)
    return cell != cell or cell in MISSING_NUMBERS  # noqa: PLR0124 - only nan differs from itself


def style_of(cells: Iterable[Cell], where: str) -> Style:
    """Find how a file writes its numbers, from numbers that can be read one way only.

    `0,5`, `12.25` and `1.234,5` prove a style; `1.234` alone does not.

    Args:
        cells: The figures of the file, missing ones included.
        where: The file, for the message.

    Raises:
        SourceError: If both styles are in use, or nothing decides what `1.234` means.
    """
    proof: dict[str, str] = {}
    doubtful = ""
    written = {cell for cell in set(cells) if isinstance(cell, str) and not is_missing(cell)}
    for text in map(clean, written):
        mark = _decimal_mark(text)
        if mark:
            proof[mark] = min(text, proof.get(mark, text))
        elif any(pattern.fullmatch(text) for pattern in _EITHER.values()):
            doubtful = min(text, doubtful or text)
    if len(proof) > 1:
        raise SourceError(
            f"Numbers are written with a decimal point and with a decimal comma: "
            f"'{proof['.']}' and '{proof[',']}'.",
            where=where,
            next_step="Export the file again, without changing it in between.",
        )
    if not proof and doubtful:
        raise SourceError(
            f"'{doubtful}' can be a whole number or a broken one, and no other number tells which.",
            where=where,
            next_step="Export the file again with more columns, or without thousands marks.",
        )
    return Style(decimal=next(iter(proof), "."))


def _decimal_mark(text: str) -> str:
    """Return the mark that this number proves to stand before decimals; empty when none."""
    spaced = _SPACED.fullmatch(text)
    if spaced:
        return spaced.group(2) or ""
    for mark, other in (_MARKS, _MARKS[::-1]):
        if _BOTH[mark, other].fullmatch(text) or _GROUPED[other].fullmatch(text):
            return mark
        if _BROKEN[mark].fullmatch(text) and not _EITHER[mark].fullmatch(text):
            return mark
    return ""


def to_number(cell: Cell, style: Style) -> float | None:
    """Return the number of a cell; None where there is no figure.

    Raises:
        ValueError: If it is neither a number in this style nor a missing symbol.
    """
    if is_missing(cell):
        return None
    if not isinstance(cell, str):
        return _finite(float(cell))
    text = clean(cell)
    if _SPACED.fullmatch(text):
        text = text.replace(" ", "")
    mark, other = style.decimal, style.thousands
    if _EITHER[other].fullmatch(text) or _GROUPED[other].fullmatch(text):
        text = text.replace(other, "")
    elif _BOTH[mark, other].fullmatch(text):
        text = text.replace(other, "").replace(mark, ".")
    elif _BROKEN[mark].fullmatch(text):
        text = text.replace(mark, ".")
    elif not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return _finite(float(text))


def _finite(number: float) -> float:
    """Return a number; more digits than it can hold make it infinite, which no figure is."""
    if math.isinf(number):
        raise ValueError(number)
    return number


def _as_float(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
