"""A real browser for the tests of the site: open a page from disk, look, and measure.

Here: the system's Chromium through Playwright, and detectors for faults that a reader would meet.
Not here: what a page of the site should say; that stands in the tests beside this file.

Use::

    with open_browser(chromium_path) as browser, browser.open(page_path, width=360) as opened:
        assert opened.outside == []
        assert axe_violations(opened.page) == []
        assert clipped_text(opened.page) == []
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Route,
    sync_playwright,
)

CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
WCAG_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
PHONE, TABLET, DESKTOP = 360, 768, 1280
_INSIDE = ("file:", "data:")


@dataclass(frozen=True)
class Fault:
    """One thing that a detector found.

    Attributes:
        kind: The rule of axe, or the name of the detector's case.
        where: CSS path of the element.
        detail: The text concerned, or what axe says about it.
        pixels: How far it is over the edge; 0 where that has no meaning.
    """

    kind: str
    where: str
    detail: str
    pixels: float = 0.0


@dataclass
class Opened:
    """A page that is open, with everything it asked for and complained about.

    Attributes:
        page: The page of Playwright.
        requests: Every address asked for, the page itself first.
        outside: The addresses that were neither file: nor data:; all were refused.
        missing: The files asked for that do not exist.
        console_errors: Errors on the console, uncaught exceptions and refusals by the
            Content-Security-Policy.
    """

    page: Page
    requests: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)


class SiteBrowser:
    """A running Chromium that opens pages of a site from disk, each in a fresh context."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    @contextmanager
    def open(
        self,
        path: Path,
        *,
        width: int = DESKTOP,
        height: int = 900,
        scripts: bool = True,
        fragment: str = "",
        media: str = "screen",
    ) -> Iterator[Opened]:
        """Open a page from disk without any network.

        Args:
            path: The HTML file.
            width: Width of the window in CSS pixels.
            height: Height of the window in CSS pixels.
            scripts: False refuses the script files of the site. Scripting itself stays on,
                because axe hangs where it is off; scripts written in the page still run.
            fragment: What follows `#` in the address.
            media: "screen" or "print".

        Yields:
            The open page with its records. Its context closes afterwards.
        """
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            locale="nl-NL",
            service_workers="block",
            accept_downloads=False,
        )
        try:
            page = context.new_page()
            opened = Opened(page)
            _watch(context, page, opened, scripts=scripts)
            page.emulate_media(media="print" if media == "print" else "screen")
            address = path.resolve(strict=True).as_uri()
            page.goto(f"{address}#{fragment}" if fragment else address, wait_until="load")
            yield opened
        finally:
            context.close()

    def screenshots(
        self, path: Path, folder: Path, widths: Sequence[int] = (PHONE, DESKTOP)
    ) -> list[Path]:
        """Take a picture of the whole page at each width.

        Args:
            path: The HTML file.
            folder: Where the PNG files go; made when absent.
            widths: Window widths in CSS pixels.

        Returns:
            The PNG files, in the order of the widths.
        """
        folder.mkdir(parents=True, exist_ok=True)
        pictures = []
        for width in widths:
            picture = folder / f"{path.stem}-{width}.png"
            with self.open(path, width=width) as opened:
                opened.page.screenshot(path=picture, full_page=True)
            pictures.append(picture)
        return pictures

    def print_pdf(self, path: Path, target: Path) -> Path:
        """Print the page on A4 as a reader would, and return the PDF."""
        target.parent.mkdir(parents=True, exist_ok=True)
        with self.open(path, media="print") as opened:
            opened.page.pdf(path=target, format="A4", prefer_css_page_size=True)
        return target


@contextmanager
def open_browser(chromium: Path) -> Iterator[SiteBrowser]:
    """Start the system's Chromium and close it afterwards.

    Args:
        chromium: Path of the program; the fixture `chromium_path` gives it.

    Yields:
        The browser. Keep it for one module of tests at most: while it is open, Playwright holds
        an event loop, and other code in the same process cannot call `asyncio.run`.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, headless=True, args=list(CHROMIUM_ARGS)
        )
        try:
            yield SiteBrowser(browser)
        finally:
            browser.close()


def printed_sheets(browser: SiteBrowser, path: Path, folder: Path) -> int:
    """Print a page into a folder, and return the number of sheets of A4."""
    pdf = browser.print_pdf(path, folder / "printed.pdf").read_bytes()
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def _watch(context: BrowserContext, page: Page, opened: Opened, *, scripts: bool) -> None:
    """Record what the page asks for and says; refuse everything outside the disk."""

    refused: set[str] = set()

    def answer(route: Route) -> None:
        request = route.request
        if not request.url.startswith(_INSIDE):
            opened.outside.append(request.url)
            route.abort()
        elif request.resource_type == "script" and not scripts:
            refused.add(request.url)
            route.abort()
        else:
            route.continue_()

    def failed(request: Request) -> None:
        if "ERR_FILE_NOT_FOUND" in (request.failure or ""):
            opened.missing.append(request.url)

    context.route("**/*", answer)
    page.on("request", lambda request: opened.requests.append(request.url))
    page.on("requestfailed", failed)
    page.on("websocket", lambda socket: opened.outside.append(socket.url))
    page.on("pageerror", lambda error: opened.console_errors.append(str(error)))

    def said(message: ConsoleMessage) -> None:
        # That a script was refused here is no fault of the page.
        if message.type == "error" and message.location["url"] not in refused:
            opened.console_errors.append(message.text)

    page.on("console", said)


@cache
def _axe_script() -> str:
    """Return the source of axe-core as its Python package carries it."""
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def axe_violations(page: Page, *, also_undecided: bool = False) -> list[Fault]:
    """Run axe with the rules of WCAG 2.0, 2.1 and 2.2, levels A and AA.

    Args:
        page: An open page.
        also_undecided: True adds what axe could not decide (text on a gradient, say).

    Returns:
        One fault for each element that breaks a rule.
    """
    options: dict[str, Any] = {
        "runOnly": {"type": "tag", "values": list(WCAG_TAGS)},
        # Off by default in axe, though WCAG 2.2 AA asks for it (2.5.8).
        "rules": {"target-size": {"enabled": True}},
        "resultTypes": ["violations", "incomplete"],
        # axe would fetch the style sheet again, which the policy of a page rightly refuses.
        "preload": False,
    }
    page.evaluate(_axe_script())
    result = page.evaluate("options => axe.run(document, options)", options)
    groups = result["violations"] + (result["incomplete"] if also_undecided else [])
    return [
        Fault(
            kind=rule["id"],
            where=" ".join(str(target) for target in node["target"]),
            detail=f"{rule['help']}: {node.get('failureSummary') or node['html']}",
        )
        for rule in groups
        for node in rule["nodes"]
    ]


def sideways_scroll(page: Page) -> list[Fault]:
    """Return the elements that make the page wider than its window.

    An element inside a box that scrolls by itself (a wide table, say) is no fault.
    """
    return _detect(page, "sidewaysScroll")


def clipped_text(page: Page) -> list[Fault]:
    """Return the text that does not fit: cut off, running out of its box, or off its drawing.

    Kinds: `cut` (an ancestor hides part of it), `overflow` (it runs out of its own block and over
    what lies beside it), `field` (a form field shows part of it), `svg` (outside the viewBox).
    Text hidden on purpose (for screen readers, or in a closed `details`) is no fault.
    """
    return _detect(page, "clippedText")


def overlapping_svg_text(page: Page) -> list[Fault]:
    """Return the pairs of labels in one drawing that are printed over each other."""
    return _detect(page, "overlappingSvgText")


def unseen_focus(page: Page) -> list[Fault]:
    """Return what the keyboard can reach without showing where it is.

    Each element gets the focus as a key would give it; its outline must then be at least two pixels
    wide and keep a contrast of 3 with the page (WCAG 2.2, 1.4.11 and 2.4.7).
    """
    return _detect(page, "unseenFocus")


def layout_shift(page: Page) -> float:
    """Return how much of the page moved by itself since it began to load (web-vitals CLS)."""
    return float(page.evaluate(_SHIFT))


_SHIFT = """() => new Promise(done => {
  let total = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) total += entry.value;
  }).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(total), 60);
})"""


def style_bytes(opened: Opened) -> int:
    """Return the bytes of every style sheet that a page loaded, and of the styles written in it.

    What plotly.js adds while it draws is part of that file, and delays no first paint.
    """
    sheets = [unquote(urlsplit(url).path) for url in opened.requests if url.endswith(".css")]
    html = Path(unquote(urlsplit(opened.page.url).path)).read_text(encoding="utf-8")
    inside = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    return sum(Path(sheet).stat().st_size for sheet in sheets) + sum(map(len, inside))


def _detect(page: Page, name: str) -> list[Fault]:
    """Run one of the detectors of detectors.js in the page."""
    found = page.evaluate(f"() => {{ {_detector_script()}; return {name}(); }}")
    return [Fault(**item) for item in found]


@cache
def _detector_script() -> str:
    """Return the source of the detectors that run inside the page."""
    return (Path(__file__).parent / "detectors.js").read_text(encoding="utf-8")
