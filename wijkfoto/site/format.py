"""Dutch notation of numbers, dates, lists and the order of names.

Text in, text out; which number is shown and what is said about it is decided elsewhere.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import NumberPattern, parse_pattern

LOCALE = "nl_NL"
LAWS = ("Wmo",)
"""Short names of laws keep their capital inside a sentence."""
MINUS, NO_BREAK = "\u2212", "\u00a0"


def decimal(value: float, decimals: int = 0) -> str:
    """Return a number such as ``1.234,5``; a negative one carries a real minus."""
    rounded = round(value, decimals) + 0.0  # + 0.0 turns -0.0 into 0.0
    return _written(rounded, decimals)


@lru_cache(maxsize=50_000)
def _written(rounded: float, decimals: int) -> str:
    """Write a number once: the same scores and shares stand on many pages."""
    return str(_pattern(decimals).apply(rounded, _locale())).replace("-", MINUS)


@cache
def _locale() -> Locale:
    return Locale.parse(LOCALE)


@cache
def _pattern(decimals: int) -> NumberPattern:
    """Return the notation, parsed once: a page holds hundreds of numbers."""
    return parse_pattern("#,##0" + ("." + "0" * decimals if decimals else ""))


def signed(value: float) -> str:
    """Return a difference in whole points with its sign; zero has none."""
    text = decimal(value)
    return f"+{text}" if round(value) > 0 else text


def signed_tenths(value: float) -> str:
    """Return a difference in tenths of points with its sign; zero has none."""
    text = decimal(value, 1)
    return f"+{text}" if round(value, 1) > 0 else text


def percent(value: float, decimals: int = 1) -> str:
    """Return a percentage such as ``12,3%``; the value is already out of 100."""
    return f"{decimal(value, decimals)}%"


def out_of_100(share: float) -> str:
    """Return a share as a whole number out of 100, never 0 or 100 unless it is exactly that."""
    inside = share if share in (0.0, 1.0) else min(max(share, 0.01), 0.99)
    return decimal(100 * inside)


def in_unit(value: float, unit: str) -> str:
    """Return an observed value in the notation of its unit.

    Args:
        value: The value as published, in the unit of the indicator.
        unit: Unit of the indicator (``aantal``, ``%``, ``per 1.000``, ``x 1.000 euro``, ...).
    """
    if unit == "%":
        return percent(value)
    if unit == "x 1.000 euro":
        return f"€{NO_BREAK}{decimal(value * 1000)}"
    if unit == "km":
        return f"{decimal(value, 1)}{NO_BREAK}km"
    if unit in ("per 1.000", "gemiddeld"):
        return decimal(value, 1)
    if unit == "score":
        return decimal(value, 2)
    return decimal(value)


def long_date(value: date) -> str:
    """Return a day such as ``21 november 2026``."""
    return str(format_date(value, "d MMMM y", locale=LOCALE))


def long_date_or_text(value: str) -> str:
    """Return a source's own date stamp as a Dutch day, or as it stands when it is no date."""
    found = re.match(r"(\d{4})-(\d{2})-(\d{2})", value)
    return long_date(date(*(int(part) for part in found.groups()))) if found else value


def and_list(words: Sequence[str]) -> str:
    """Return ``a, b en c``; an element that holds a comma makes the others part by semicolons."""
    if any("," in word for word in words[:-1]) and len(words) > 1:
        return f"{'; '.join(words[:-1])}; en {words[-1]}"
    return str(format_list(list(words), locale=LOCALE))


def number_ranges(numbers: Sequence[int]) -> str:
    """Return whole numbers in order, a row of three or more as a range: ``1, 3-5``."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return ", ".join(parts)


def capital(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return the text with a small first letter, unless it is a name such as ``Veilig Thuis``."""
    words = text.split()
    is_name = len(words) > 1 and words[1][:1].isupper()
    return text if is_name or text.startswith(LAWS) else text[:1].lower() + text[1:]


def name_key(name: str) -> tuple[str, str]:
    """Return the sort key of a name in Dutch: no accents, no case, ij as y, signs skipped."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(c for c in plain if c.isalnum() or c == " ").strip()
    return letters.replace("ij", "y"), name


def bare_name(name: str) -> str:
    """Return the name of a wijk without the counter that CBS puts before it (``Wijk 06 ``)."""
    return re.sub(r"^Wijk\s+[0-9A-Z]{1,2}\s+(?=\S)", "", name).strip()


def word_count(text: str) -> int:
    """Return the number of words as a reader counts them: runs of signs with a letter or digit."""
    return sum(any(c.isalnum() for c in word) for word in text.split())


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a point inside a number does not end one."""
    return [part for part in re.split(r"(?<=[.!?:])\s+", text.strip()) if part]
