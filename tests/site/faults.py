"""Every fault that can be seen on a page, in one look; empty where there is none."""

from collections.abc import Mapping
from pathlib import Path

from tests.site.browser import (
    Opened,
    SiteBrowser,
    axe_violations,
    clipped_text,
    layout_shift,
    overlapping_svg_text,
    sideways_scroll,
    style_bytes,
    unseen_focus,
)

UNFOLD = "document.querySelectorAll('details').forEach(d => d.open = true)"
MOST_SHIFT = 0.01
"""Layout shift while a page loads (05-site: at most 0.01)."""
MOST_STYLE = 40_000
"""Bytes of style that one page loads: its sheets together, and what stands in the page."""


def faults(opened: Opened) -> dict[str, list[object]]:
    """Look at a page as it opens, and again with every folded part open."""
    page = opened.page
    shift, style = layout_shift(page), style_bytes(opened)
    folded = [*sideways_scroll(page), *clipped_text(page), *overlapping_svg_text(page)]
    page.evaluate(UNFOLD)
    found: dict[str, list[object]] = {
        "folded": [*folded],
        "axe": [*axe_violations(page)],
        "sideways": [*sideways_scroll(page)],
        "clipped": [*clipped_text(page)],
        "overlap": [*overlapping_svg_text(page)],
        "focus": [*unseen_focus(page)],
        "shift": [shift] if shift > MOST_SHIFT else [],
        "style": [style] if style > MOST_STYLE else [],
        "outside": [*opened.outside],
        "missing": [*opened.missing],
        "console": [*opened.console_errors],
    }
    return {name: some for name, some in found.items() if some}


def faulty(
    pages: Mapping[str, Path], browser: SiteBrowser, width: int, *, scripts: bool
) -> dict[str, object]:
    """Return the faults of pages, by name."""
    found: dict[str, object] = {}
    for name, path in pages.items():
        with browser.open(path, width=width, scripts=scripts) as opened:
            if some := faults(opened):
                found[name] = some
    return found
