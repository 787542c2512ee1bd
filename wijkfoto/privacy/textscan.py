"""Finds what leads to one person in free text: numbers and addresses that have a form of their own.

Names have no form, so they are not found here; the forms that people fill in say so.
"""

import re
import unicodedata

from wijkfoto.privacy.address import has_address

BSN, EMAIL, PHONE = "a burgerservicenummer", "an e-mail address", "a telephone number"
IBAN, ADDRESS = "a bank account number", "a postcode with house number"

MOST_SIGNS = 5_000
TOO_LONG = f"a text of more than {MOST_SIGNS} signs, too long to look through"

_PLAIN_WORDS = re.compile(r"[A-Za-z ,.;:!?'\"_\-]*")
"""Without a digit, an at sign or a bracket nothing below is found."""

_BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_DIGITS = re.compile(r"[0-9]+")
_BETWEEN_DIGITS = re.compile(r"[ .\-]{0,3}")

_EMAIL = re.compile(
    r"[\w%+\-] ?(?:@|\(at\)|\[at\]) ?[\w\-]{1,63}(?:\.[\w\-]{1,63}){0,8}\.[a-z]{2,}", re.IGNORECASE
)
_GAP = r"[ .\-/()]{0,3}"
# Ten digits from 0 on, or nine behind the number of the country; 0800 and 112 belong to services.
_PHONE = re.compile(
    # Of another country, or of ours.
    rf"\+[1-9](?:{_GAP}[0-9]){{8,14}}(?![0-9])|"
    rf"(?<![0-9])(?:(?:\+ ?|00 ?)31{_GAP}(?:\(0\))?{_GAP}|\(?0)[1-9](?:{_GAP}[0-9]){{8}}(?![0-9])"
)
# Hours and days have ten digits too: "09.00-12.30 13.00-17.00", "01-03-2026 14.30". Only a row of
# them with no other digits beside it is left out: 06.12-12.45 67 is a number to call.
_MOMENT = (
    r"(?:(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}[.:][0-9]{2}[.:][0-9]{2})?|"
    + "|".join(
        rf"[0-3]?[0-9]{sign}[01]?[0-9]{sign}(?:19|20)[0-9]{{2}}" for sign in ("-", r"\.", "/")
    )
    + r"|[0-2]?[0-9][.:][0-5][0-9]|[0-2]?[0-9] ?- ?[0-2]?[0-9])(?![0-9])"
)
_ALONE = "".join(rf"(?<![0-9][ .\-/()]{{{signs}}})" for signs in (1, 2, 3))
_MOMENTS = re.compile(
    rf"(?<![0-9+]){_ALONE}{_MOMENT}(?:{_GAP}{_MOMENT}){{0,20}}(?!{_GAP}[0-9]|[:.][0-9])"
)

_IBAN_LENGTH = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IT": 27,
    "LT": 20, "LU": 20, "LV": 21, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24,
    "SE": 24, "SI": 19, "SK": 24, "TR": 26,
}  # fmt: skip
"""Length of an account number by country (ISO 13616)."""
_IBAN_START = re.compile(
    rf"(?<![A-Z0-9])({'|'.join(_IBAN_LENGTH)})[ .\-]?[0-9][ .\-]?[0-9]", re.IGNORECASE
)
MOST_OF_IBAN = 4 * max(_IBAN_LENGTH.values())
"""Signs in which an account number is looked for, with what may stand between its own."""
_NO_SIGN = re.compile(r"[^A-Z0-9]")


def personal_kinds(text: str) -> tuple[str, ...]:
    """Return which kinds of personal data a text holds, in words; never the data themselves.

    Written forms are looked through: points, spaces and hyphens between digits, digits of other
    scripts, signs without width. Nine digits count as a burgerservicenummer only when they pass
    the eleven-test, and an account number only when its checksum is right.

    Args:
        text: One cell.

    Returns:
        Such as ``("an e-mail address",)``; empty when nothing is found. A text that is too long
        is told as such, and not looked through.
    """
    if len(text) > MOST_SIGNS:
        return (TOO_LONG,)
    if _PLAIN_WORDS.fullmatch(text):  # most cells
        return ()
    plain = _plain(text)
    checks = (
        (BSN, _has_bsn),
        (EMAIL, lambda t: bool(_EMAIL.search(t))),
        (PHONE, _has_phone),
        (IBAN, _has_iban),
        (ADDRESS, has_address),
    )
    return tuple(kind for kind, found in checks if found(plain))


def kinds_of_number(digits: str) -> tuple[str, ...]:
    """Return which kinds of personal data a number alone in its cell can be.

    A program that took it for a number lost the zero in front, or the + before 31.

    Args:
        digits: Digits alone.
    """
    written = digits
    if len(digits) in (8, 9):
        written = f"{digits} 0{digits}"
    elif len(digits) == 11 and digits.startswith("31"):
        written = f"+{digits}"
    return personal_kinds(written)


def _plain(text: str) -> str:
    """Return a text with one way of writing digits, blanks and hyphens, without hidden signs."""
    folded = unicodedata.normalize("NFKC", text)
    signs = []
    for sign in folded:
        category = unicodedata.category(sign)
        if category == "Nd":
            signs.append(str(unicodedata.digit(sign)))
        elif category == "Pd":
            signs.append("-")
        elif category.startswith("Z") or sign in "\t\n\r":
            if not signs or signs[-1] != " ":  # a run of blanks is one blank
                signs.append(" ")
        elif category != "Cf":
            signs.append(sign)
    return "".join(signs)


def _has_bsn(text: str) -> bool:
    """Say whether nine digits in a row, with one and the same sign between them, pass the test."""
    runs = list(_DIGITS.finditer(text))
    for first in range(len(runs)):
        digits, between = "", set[str]()
        for place in range(first, len(runs)):
            if place > first:
                between.add(text[runs[place - 1].end() : runs[place].start()])
            digits += runs[place].group()
            joined = all(gap and _BETWEEN_DIGITS.fullmatch(gap) for gap in between)
            if len(digits) > 9 or len(between) > 1 or not joined:
                break
            if len(digits) == 9 and passes_eleven_test(digits):
                return True
    return False


def passes_eleven_test(digits: str) -> bool:
    """Say whether nine digits can be a burgerservicenummer: 9a + 8b + ... + 2h - i divides by 11.

    The test is that of the Logisch Ontwerp BSN; nine zeros pass it and are nobody's.
    """
    total = sum(w * int(d) for w, d in zip(_BSN_WEIGHTS, digits, strict=True))
    return total % 11 == 0 and digits != "000000000"


def _has_phone(text: str) -> bool:
    return bool(_PHONE.search(_MOMENTS.sub("#", text)))


def _has_iban(text: str) -> bool:
    return any(
        _is_iban(
            _NO_SIGN.sub("", text[start.start() : start.start() + MOST_OF_IBAN].upper()),
            start.group(1).upper(),
        )
        for start in _IBAN_START.finditer(text)
    )


def _is_iban(signs: str, country: str) -> bool:
    """Say whether the first signs are an account number: the remainder by 97 is 1 (ISO 7064)."""
    iban = signs[: _IBAN_LENGTH[country]]
    if len(iban) < _IBAN_LENGTH[country]:
        return False
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1
