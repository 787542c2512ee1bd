"""Finds what leads to one person among the numbers of a column, by the column as a whole.

One number proves little: of any nine digits one in eleven passes the eleven-test. Texts are looked
through in `textscan`. The rule, and what it cannot see, stands in decision 0048.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from scipy.stats import binom

from wijkfoto.privacy.textscan import BSN, IBAN, PHONE, passes_eleven_test

_SHARE = 0.5
"""Share of different numbers above which they are no chance, however few there are."""
_CHANCE = 1e-6
"""Of so many or more by chance: below this a part of a column is told too."""
_UNIQUE = 0.5
"""Numbers of persons differ: fewer different ones per row are codes."""
_COUNTED, _STEP = 20, 10
"""From twenty on, numbers with a mean step under ten are handed out one after the other."""

_NAMED = {
    BSN: re.compile(r"bsn|burgerservice|sofi", re.IGNORECASE),
    PHONE: re.compile(r"tel(?![lt])|mobiel|gsm|phone|(?<![a-z0-9])06(?![0-9])", re.IGNORECASE),
    IBAN: re.compile(r"iban|rekening|giro", re.IGNORECASE),
}

_ACCOUNT_WEIGHTS = range(10, 0, -1)
_MOBILE = re.compile(r"6[1-58][0-9]{7}")
_NATIONAL = re.compile(r"[1-9][0-9]{8}")


@dataclass(frozen=True)
class _Rule:
    """How one kind shows among numbers.

    Attributes:
        kind: What it is, in words.
        lengths: Fewest and most digits that such a number is written with.
        fits: Whether digits have its form.
        chance: Share of other numbers of these lengths that have its form too.
        named: Whether digits have its form in a column whose name says that they are so.
    """

    kind: str
    lengths: tuple[int, int]
    fits: Callable[[str], bool]
    chance: float
    named: Callable[[str], bool]


def national(digits: str) -> str:
    """Return the nine digits behind the 0 or 31 of a telephone number; empty when it is none.

    A program that reads 0612345678 as a number loses its zero.
    """
    bare = digits.lstrip("0")
    nine = bare[2:] if len(bare) == 11 and bare.startswith("31") else bare
    return nine if _NATIONAL.fullmatch(nine) else ""


def passes_account_test(digits: str) -> bool:
    """Say whether digits can be a Dutch account number: 10a + 9b + ... + j divides by 11."""
    ten = digits.zfill(10)
    total = sum(w * int(d) for w, d in zip(_ACCOUNT_WEIGHTS, ten, strict=True))
    return total % 11 == 0 and int(digits) > 0


def _is_phone(digits: str) -> bool:
    """Say whether digits have a form that little else has: mobile, with 31, or with its zero."""
    nine = national(digits)
    whole = digits.startswith("0") or len(digits.lstrip("0")) == 11
    return bool(nine) and (whole or bool(_MOBILE.fullmatch(nine)))


_RULES = (
    _Rule(BSN, (8, 9), lambda d: passes_eleven_test(d.zfill(9)), 1 / 11, lambda _: True),
    _Rule(PHONE, (9, 13), _is_phone, 1 / 15, lambda d: bool(national(d))),
    _Rule(IBAN, (9, 10), passes_account_test, 1 / 11, lambda _: True),
)


def kinds_in_numbers(name: str, numbers: Sequence[str]) -> dict[str, list[int]]:
    """Return which kinds of personal numbers a column holds, and at which places.

    Args:
        name: Name of the column, with its label.
        numbers: The digits of each number, as written; zeros in front may be lost.

    Returns:
        By kind the places in `numbers`; years, dates, incomes and numbers of respondents are none.
    """
    dates = _are_dates(numbers)
    found: dict[str, list[int]] = {}
    for rule in _RULES:
        low, high = rule.lengths
        pool = {
            place: digits
            for place, digits in enumerate(numbers)
            if low <= len(digits) <= high and not (dates and len(digits) == 8)
        }
        hits = [place for place, digits in pool.items() if rule.fits(digits)]
        if _NAMED[rule.kind].search(name):
            hits = [place for place, digits in pool.items() if rule.named(digits)]
        elif not _is_no_chance(rule, list(pool.values())):
            continue
        if hits:
            found[rule.kind] = hits
    return found


def _is_no_chance(rule: _Rule, pool: list[str]) -> bool:
    different = set(pool)
    if not different or len(different) < _UNIQUE * len(pool):
        return False
    if rule.kind == PHONE and _is_counted(different):
        return False
    hits = sum(rule.fits(digits) for digits in different)
    by_chance = binom.sf(hits - 1, len(different), rule.chance)
    return hits > _SHARE * len(different) or (hits > 0 and by_chance < _CHANCE)


def _is_counted(different: set[str]) -> bool:
    """Say whether numbers were handed out one after the other, as to respondents."""
    values = [int(digits) for digits in different]
    return len(values) >= _COUNTED and max(values) - min(values) <= _STEP * len(values)


def _are_dates(numbers: Sequence[str]) -> bool:
    """Say whether all numbers of eight digits are days, as 20261128 or 28112026."""
    eight = {digits for digits in numbers if len(digits) == 8}
    return bool(eight) and all(_is_date(digits) for digits in eight)


def _is_date(digits: str) -> bool:
    for year, month, day in (
        (digits[:4], digits[4:6], digits[6:]),
        (digits[4:], digits[2:4], digits[:2]),
    ):
        try:
            if 1900 <= date(int(year), int(month), int(day)).year <= 2100:
                return True
        except ValueError:
            continue
    return False
