"""The cells of one column of a survey as numbers and text, by the way the whole column is written.

A number that can be read in two ways stays text, so that it is refused where a code is needed.
"""

import math
import re
from collections.abc import Sequence

import numpy as np

from wijkfoto.bronnen.numerals import Style, style_of
from wijkfoto.errors import SourceError

NOTHING = frozenset({"", "#NULL!", "#LEEG!", "#N/A", "#N/B", ".", "NA", "NaN", "nan"})
"""What SPSS, R, Python and spreadsheets write where nothing stands."""

# One mark for thousands at most: 111.222.333 may be the number of a person, and stays as written.
_NUMERAL = re.compile(r"[-+]?(?:\d+(?:[.,]\d+)?|\d{1,3}(?:\.\d{3},|,\d{3}\.)\d+)")
_MARK = re.compile(r"[.,]")
# A code such as 060601 is no number: its zero would be lost.
_ZERO_IN_FRONT = re.compile(r"[-+]?0\d")


def parse_column(cells: Sequence[object]) -> np.ndarray:
    """Return a column as objects: float, text, or None where there is nothing.

    Numerals are read by the decimal sign that the column proves. Where it uses two, or where
    `1.234` can be a thousand and nothing tells, those cells stay text; so does an infinite number.

    Args:
        cells: As the reader of the file gave them.
    """
    plain = [_plain(cell) for cell in cells]
    marked = {cell for cell in plain if isinstance(cell, str) and _is_marked(cell)}
    style = _style(marked)
    column = np.empty(len(plain), dtype=object)
    column[:] = [_number(cell, style) if isinstance(cell, str) else cell for cell in plain]
    return column


def why_no_number(texts: Sequence[str]) -> str:
    """Say what is wrong with texts where numbers belong, without repeating one."""
    marked = {text for text in texts if _is_marked(text)}
    if len(marked) < len(set(texts)):
        return "holds text instead of a code"
    try:
        style_of(marked, "")
    except SourceError as error:
        if "can be" in error.what:
            return "has numbers that can be read in two ways (1.234 is a thousand, or 1 and a bit)"
    return "has numbers with a decimal point and numbers with a decimal comma,"


def _plain(cell: object) -> float | str | None:
    if cell is None:
        return None
    if isinstance(cell, int | float | np.integer | np.floating):
        number = float(cell)
        return None if math.isnan(number) else str(number) if math.isinf(number) else number
    text = str(cell).replace("\N{NO-BREAK SPACE}", " ").strip()
    return None if text in NOTHING else text


def _is_marked(text: str) -> bool:
    return bool(_MARK.search(text) and _is_numeral(text))


def _is_numeral(text: str) -> bool:
    return bool(_NUMERAL.fullmatch(text) and not _ZERO_IN_FRONT.match(text))


def _style(marked: set[str]) -> Style | None:
    """Return how a column writes its numbers; None when it does so in two ways or nothing tells."""
    try:
        return style_of(marked, "")
    except SourceError:
        return None


def _number(text: str, style: Style | None) -> float | str:
    if not _is_numeral(text):
        return text
    if not _MARK.search(text):
        return float(text)
    if style is None:
        return text
    return float(text.replace(style.thousands, "").replace(style.decimal, "."))
