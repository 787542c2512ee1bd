"""The house style of a gemeente: its own colours and letter in place of those that ship.

A theme gives values to tokens and nothing else. Each value is checked by its form, and colours by
the contrast they keep; what a token is used for stands in the style sheets.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wijkfoto.catalog.lines import line_of
from wijkfoto.catalog.yamlfile import read_yaml
from wijkfoto.errors import CatalogError, ConfigError
from wijkfoto.resources import shelf

SHEET = "huisstijl.css"
LARGEST = 64_000
"""Bytes of a theme; ours has some 2,000."""
LIGHT, DARK, SHAPE = "licht", "donker", "vorm"
TEXT, GRAPHIC = 4.5, 3.0
"""Least contrast of text and of what a drawing tells (WCAG 2.2, 1.4.3 and 1.4.11)."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FAMILY = re.compile(r"[A-Za-z][A-Za-z0-9 -]{0,40}")
_REM = re.compile(r"(\d{1,2}(?:\.\d{1,3})?)rem")
_BOUNDS = {"wijkfoto-space": (0.5, 2.0), "wijkfoto-measure": (30.0, 60.0)}
_LETTER = "utrecht-document-font-family"
_GENERIC = ("sans-serif", "serif", "monospace", "system-ui")

_PAGE = "utrecht-document-background-color"
_GROUNDS = (_PAGE, "utrecht-surface-background-color")
_WORDS = (
    "utrecht-document-color", "utrecht-heading-color", "utrecht-link-color",
    "utrecht-link-hover-color", "utrecht-paragraph-small-color", "wijkfoto-accent",
    "wijkfoto-high-text", "wijkfoto-low-text",
)  # fmt: skip
_LINES = (
    "utrecht-focus-outline-color", "wijkfoto-line", "wijkfoto-rule", "wijkfoto-high",
    "wijkfoto-low", "wijkfoto-mid", "wijkfoto-unsure",
)  # fmt: skip
_PAIRS = (
    *((word, ground, TEXT) for word in _WORDS for ground in _GROUNDS),
    *((line, ground, GRAPHIC) for line in _LINES for ground in _GROUNDS),
    ("utrecht-document-color", "utrecht-focus-background-color", TEXT),
    ("utrecht-document-color", "wijkfoto-warn-soft", TEXT),
    ("utrecht-document-color", "wijkfoto-accent-soft", TEXT),
    ("utrecht-document-color", "wijkfoto-mid-soft", TEXT),
    ("wijkfoto-high-text", "wijkfoto-high-soft", TEXT),
    ("wijkfoto-low-text", "wijkfoto-low-soft", TEXT),
    ("utrecht-document-color", "wijkfoto-place", TEXT),
    ("utrecht-document-color", "wijkfoto-bar", GRAPHIC),
)
"""What stands on what, and how much contrast it needs."""

Tokens = Mapping[str, str]


@dataclass(frozen=True)
class Theme:
    """The values of every token, in the light and in the dark."""

    light: Tokens
    dark: Tokens

    def css(self) -> str:
        """Return the sheet of tokens."""
        light = "".join(f"  --{name}: {value};\n" for name, value in self.light.items())
        dark = "".join(f"    --{name}: {value};\n" for name, value in self.dark.items())
        return (
            f":root {{\n{light}}}\n@media screen and (prefers-color-scheme: dark) {{\n"
            f"  :root {{\n{dark}  }}\n}}\n"
        )


@cache
def shipped_theme() -> Theme:
    """Return the theme that ships: the tokens of the sheet itself."""
    text = (shelf("reports") / "static" / SHEET).read_text(encoding="utf-8")
    light, _, dark = text.partition("@media")
    return Theme(dict(_declared(light)), dict(_declared(dark)))


def _declared(block: str) -> Iterator[tuple[str, str]]:
    for found in re.finditer(r"--([a-z-]+): ([^;]+);", block):
        yield found[1], found[2]


def read_theme(path: Path | None) -> Theme:
    """Return a theme laid over the one that ships; None gives that one.

    Raises:
        ConfigError: With the first fault of the file.
    """
    if path is None:
        return shipped_theme()
    for fault in theme_faults(path):
        raise fault
    return _laid_over(read_yaml(path))


def theme_faults(path: Path) -> list[ConfigError]:
    """Return everything that is wrong with a theme, each fault with file, line and reason."""
    try:
        if path.stat().st_size > LARGEST:
            return [_fault(path, None, f"a theme holds at most {LARGEST} bytes")]
        raw = read_yaml(path)
    except OSError as error:
        return [_fault(path, None, f"the file cannot be read ({error.strerror})")]
    except CatalogError as error:
        return [_fault(path, None, error.what)]
    faults = list(_wrong_values(path, raw))
    return faults or list(_pale(path, _laid_over(raw)))


def _wrong_values(path: Path, raw: object) -> Iterator[ConfigError]:
    known = {LIGHT: shipped_theme().dark, DARK: shipped_theme().dark, SHAPE: (_LETTER, *_BOUNDS)}
    if not isinstance(raw, dict):
        yield _fault(path, None, f"a theme has the parts {', '.join(known)}")
        return
    for part, tokens in raw.items():
        if part not in known:
            yield _fault(path, [part], f"there is no part '{part}'; choose {', '.join(known)}")
        elif not isinstance(tokens, dict):
            yield _fault(path, [part], f"'{part}' holds names of tokens with their values")
        else:
            for name, value in tokens.items():
                if name not in known[part]:
                    yield _fault(path, [part, name], f"there is no token '{name}' in '{part}'")
                elif reason := _refused(name, value):
                    yield _fault(path, [part, name], f"{name}: {reason}")


def _refused(name: str, value: object) -> str:
    """Return why a value does not fit its token; empty when it does."""
    text = str(value)
    if name == _LETTER:
        families = [family.strip() for family in text.split(",")]
        if all(_FAMILY.fullmatch(family) for family in families) and families[-1] in _GENERIC:
            return ""
        return f"names of letters with commas between them, the last one of {', '.join(_GENERIC)}"
    if name in _BOUNDS:
        low, high = _BOUNDS[name]
        found = _REM.fullmatch(text)
        fits = found is not None and low <= float(found[1]) <= high
        return "" if fits else f"a measure from {low:g}rem to {high:g}rem"
    return "" if _COLOUR.fullmatch(text) else 'a colour is written as "#rrggbb", in quotes'


def _laid_over(raw: Mapping[str, Tokens]) -> Theme:
    ours = shipped_theme()
    shape = {name: str(value) for name, value in raw.get(SHAPE, {}).items()}
    light = {**ours.light, **raw.get(LIGHT, {}), **shape}
    return Theme(light, {**ours.dark, **raw.get(DARK, {})})


def _pale(path: Path, theme: Theme) -> Iterator[ConfigError]:
    """Return the pairs of colours that are too close to each other."""
    for part, tokens in ((LIGHT, theme.light), (DARK, theme.dark)):
        for front, ground, least in _PAIRS:
            found = contrast(tokens[front], tokens[ground])
            if found < least:
                at = next((name for name in (front, ground) if line_of(path, [part, name])), front)
                said = (
                    f"{front} on {ground} has contrast {found:.2f} in '{part}'; "
                    f"{'text' if least == TEXT else 'a drawing'} needs {least:g}"
                )
                yield _fault(path, [part, at], said)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21.

    Source: WCAG 2.2, definitions of contrast ratio and relative luminance.
    """
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _fault(path: Path, at: list[str] | None, why: str) -> ConfigError:
    line = line_of(path, at) if at else None
    where = f"{path}, line {line}" if line else str(path)
    return ConfigError(
        f"{why}.", where=where, next_step="Mend the theme; decision 65 lists the tokens."
    )
