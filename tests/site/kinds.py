"""The kinds of page that a site has, found in its folder, so that a new kind is tested by itself.

Pages of one kind have one address but for the codes in it. Of each kind the largest stands for all.
"""

import re
from pathlib import Path

_CODES = ((re.compile(r"GM\d{4}"), "GM"), (re.compile(r"WK[0-9A-Z]{6}"), "WK"))


def kind_of(path: str) -> str:
    """Return the kind of a page: its path from the root of the site, without codes."""
    for code, name in _CODES:
        path = code.sub(name, path)
    return path


def kinds(folder: Path) -> dict[str, Path]:
    """Return the largest page of each kind."""
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.html"), key=lambda p: (p.stat().st_size, str(p))):
        found[kind_of(str(path.relative_to(folder)))] = path
    return dict(sorted(found.items()))
