"""Every fault that can be seen on a page, in one look; empty where there is none."""

from pathlib import Path

from tests.site.browser import (
    Opened,
    SiteBrowser,
    axe_violations,
    clipped_text,
    overlapping_svg_text,
    sideways_scroll,
)

UNFOLD = "document.querySelectorAll('details').forEach(d => d.open = true)"


def faults(opened: Opened) -> dict[str, list[object]]:
    """Look at a page as it opens, and again with every folded part open."""
    page = opened.page
    folded = [*sideways_scroll(page), *clipped_text(page), *overlapping_svg_text(page)]
    page.evaluate(UNFOLD)
    found: dict[str, list[object]] = {
        "folded": [*folded],
        "axe": [*axe_violations(page)],
        "sideways": [*sideways_scroll(page)],
        "clipped": [*clipped_text(page)],
        "overlap": [*overlapping_svg_text(page)],
        "outside": [*opened.outside],
        "missing": [*opened.missing],
        "console": [*opened.console_errors],
    }
    return {name: some for name, some in found.items() if some}


def faulty(folder: Path, browser: SiteBrowser, width: int, *, scripts: bool) -> dict[str, object]:
    """Return the faults of every page of a site, by page."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*.html")):
        with browser.open(path, width=width, scripts=scripts) as opened:
            if some := faults(opened):
                found[str(path.relative_to(folder))] = some
    return found
