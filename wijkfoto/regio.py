"""Codes of regions: land, gemeente, wijk and buurt.

Codes are text, stripped once on entry, checked by pattern and joined on; names are never keys.
"""

import re
from enum import StrEnum

from wijkfoto.errors import ConfigError

LAND = "NL00"
"""The land, also for RIVM, which itself writes NL01."""


class Level(StrEnum):
    """The four levels at which CBS publishes neighbourhood figures."""

    LAND = "land"
    GEMEENTE = "gemeente"
    WIJK = "wijk"
    BUURT = "buurt"


_PATTERNS = {
    # [0-9] and not \d, which takes the digits of every script.
    Level.LAND: re.compile(r"NL0[01]"),
    Level.GEMEENTE: re.compile(r"GM[0-9]{4}"),
    Level.WIJK: re.compile(r"WK[0-9]{4}[0-9A-Z]{2}"),
    Level.BUURT: re.compile(r"BU[0-9]{4}[0-9A-Z]{4}"),
}


def clean_code(raw: str) -> str:
    """Return a code without padding and in capitals, whether it is a region code or not."""
    return raw.replace("\u00a0", " ").strip().upper()


def strip_code(raw: str) -> str:
    """Return a code without padding, in capitals, with RIVM's land code made CBS's.

    Args:
        raw: A code as a source gives it, such as ``"GM0606    "`` or ``"NL01"``.

    Raises:
        ConfigError: If what is left is not a region code.
    """
    code = clean_code(raw)
    if level_or_none(code) is None:
        raise ConfigError(
            f"'{raw}' is not a region code.",
            next_step="Expected NL00, GM0606, WK060606 or BU06060601.",
        )
    return LAND if code == "NL01" else code


def level_or_none(code: str) -> Level | None:
    """Return the level of a stripped code, or None when it is not a region code."""
    return next((name for name, pattern in _PATTERNS.items() if pattern.fullmatch(code)), None)


def level(code: str) -> Level:
    """Return the level of a code.

    Raises:
        ConfigError: If the text is not a region code.
    """
    stripped = strip_code(code)
    return next(name for name, pattern in _PATTERNS.items() if pattern.fullmatch(stripped))


def gemeente_of(code: str) -> str | None:
    """Return the gemeente code that a gemeente, wijk or buurt code carries; None for the land."""
    stripped = strip_code(code)
    return None if level(stripped) is Level.LAND else f"GM{stripped[2:6]}"


def wijk_of(code: str) -> str | None:
    """Return the wijk code that a wijk or buurt code carries; None for the levels above."""
    stripped = strip_code(code)
    if level(stripped) in (Level.LAND, Level.GEMEENTE):
        return None
    return f"WK{stripped[2:8]}"


def parent(code: str) -> str | None:
    """Return the code one level up; None for the land."""
    found = level(code)
    if found is Level.LAND:
        return None
    if found is Level.GEMEENTE:
        return LAND
    return gemeente_of(code) if found is Level.WIJK else wijk_of(code)


def gemeente_code(raw: str) -> str:
    """Return a checked gemeente code; ``0606`` and ``gm0606`` are understood.

    Raises:
        ConfigError: If the text is not a gemeente code.
    """
    text = raw.strip().upper()
    code = f"GM{text}" if re.fullmatch(r"[0-9]{4}", text) else text
    if level_or_none(code) is not Level.GEMEENTE:
        raise ConfigError(
            f"'{raw}' is not a gemeente code.", next_step="Write it as GM0606 (GM and four digits)."
        )
    return code
