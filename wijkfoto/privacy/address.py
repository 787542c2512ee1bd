"""Finds a postcode with a house number in a text, also with the name of a place between them.

Where the two stand in columns of their own is for who reads columns.
"""

import re

# Letters behind a space are a postcode when they are capitals, or no word or sign of two letters:
# else "sinds 2021 en 12 keer" would be an address.
_WORDS = (
    "aan|af|al|ap|bv|ca|cm|de|dr|dw|en|er|eu|ex|ga|gf|gr|ha|he|id|ie|ik|in|is|ja|je|jl|kg|km|la|le|"
    "lk|ll|ma|me|mg|ml|mm|mw|na|nl|no|nr|nu|of|om|op|ov|pa|pc|pp|qr|st|te|tv|uw|vd|vm|wc|we|wo|za|"
    "ze|zn|zo"
)
POSTCODE = rf"[1-9][0-9]{{3}}(?:[A-Za-z]{{2}}| [A-Z]{{2}}| (?!(?:{_WORDS})\b)[a-z]{{2}})"
"""Four digits and two letters, in a text in which every blank is one space."""

_NUMBER = r"[0-9]{1,5}(?: ?[A-Za-z]{1,2})?(?: ?(?:-|hs|bis) ?[0-9A-Za-z]{1,4})?"
_NUMBER_WORD = r"(?i:huisnummer|huisnr|nummer|nr|no)\b\.?:? ?"
_BREAK = r"[ ,.:;/\-()]{1,3}"
# A name of one to five words: it begins with a capital (Den Haag, 's-Gravenhage), and small words
# may stand inside (Capelle aan den IJssel).
_NAME = (
    r"(?:'s?[ -]?)?[A-Z][\w'\u2019.\-]{0,30}"
    r"(?: (?:aan|bij|de|den|der|het|in|op|te|ter|van|'t|'s|a/d|[A-Z][\w'\u2019.\-]{0,30})){0,4}"
)
_STREET = (
    r"[\w'\u2019.\-]{0,30}(?i:straat|str\.|laan|weg|plein|kade|dijk|singel|gracht|hof|pad|park|steeg|"
    r"dreef|plantsoen|haven|markt|burg|ring|baan|veld|zoom)\b"
)
_SHORT_TEXT = r"[^.;!?0-9]{0,40}?"

_PATTERNS = (
    # 1234 AB 12; 1234 AB, nr 12
    rf"(?<![0-9]){POSTCODE}(?![A-Za-z])[ ,.:;\-]{{0,3}}(?:{_NUMBER_WORD})?[0-9]",
    # 1234 AB Lindewaard, nr 12; 1234 AB in Lindewaard op nummer 12
    rf"(?<![0-9]){POSTCODE}(?![A-Za-z]){_SHORT_TEXT}\b{_NUMBER_WORD}[0-9]",
    # 1234 AB Lindewaard 12; 1234 AB, Dorpsstraat 12
    rf"(?<![0-9]){POSTCODE}(?![A-Za-z]){_BREAK}(?:(?:in|te) )?{_NAME}{_BREAK}[0-9]{{1,5}}"
    r"(?![0-9]|[.:][0-9])",
    # 1234 AB op de dorpsstraat 12
    rf"(?<![0-9]){POSTCODE}(?![A-Za-z]){_SHORT_TEXT}{_STREET} ?[0-9]",
    # Dorpsstraat 12, 1234 AB
    rf"(?<![0-9A-Za-z]){_NUMBER}[ ,.:;]{{1,3}}{POSTCODE}(?![A-Za-z])",
    # Dorpsstraat 12 in Lindewaard, 1234 AB; Dorpsstraat 12, postcode 1234 AB
    rf"(?<![0-9A-Za-z]){_NUMBER}{_BREAK}(?:(?:in|te) )?(?:{_NAME}{_BREAK})?"
    rf"(?:postcode:? |pc:? )?{POSTCODE}(?![A-Za-z])",
    # nummer 12 van de flat, 1234 AB
    rf"\b{_NUMBER_WORD}{_NUMBER}\b{_SHORT_TEXT}(?<![0-9]){POSTCODE}(?![A-Za-z])",
    # dorpsstraat 12 bij de kerk 1234 AB
    rf"{_STREET} {_NUMBER}\b{_SHORT_TEXT}(?<![0-9]){POSTCODE}(?![A-Za-z])",
)
_ADDRESS = tuple(re.compile(pattern) for pattern in _PATTERNS)
_MAY_HOLD = re.compile(rf"(?<![0-9]){POSTCODE}(?![A-Za-z])")


def has_address(text: str) -> bool:
    """Say whether a text holds a postcode and a house number that belong together.

    Args:
        text: With plain digits, and every blank as one space.
    """
    # Most texts hold no postcode; around one, a stretch is enough.
    return any(
        pattern.search(text, max(0, found.start() - _AROUND), found.end() + _AROUND)
        for found in _MAY_HOLD.finditer(text)
        for pattern in _ADDRESS
    )


_AROUND = 240
"""Signs before and after a postcode in which a house number belongs to it."""
