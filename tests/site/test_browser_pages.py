"""Every kind of page in a real browser: on a phone, on a desk, in the dark, and on paper."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.site.browser import (
    DESKTOP,
    PHONE,
    Opened,
    SiteBrowser,
    axe_violations,
    clipped_text,
    sideways_scroll,
)
from tests.site.conftest import Made
from tests.site.faults import UNFOLD, faults, faulty
from tests.site.fixture import GEMEENTE

pytestmark = pytest.mark.browser

# One of each kind, and of the wijken those with the longest words, no people, and odd names.
KINDS = [
    "index.html", "methode.html", "samenhang.html", "bronnen.html", f"{GEMEENTE}/index.html",
    "klopt-het.html", f"{GEMEENTE}/veranderd.html", f"{GEMEENTE}/inkoop.html",
    f"{GEMEENTE}/WK990601.html", f"{GEMEENTE}/WK990609.html", f"{GEMEENTE}/WK9906AA.html",
    f"{GEMEENTE}/team/WK990601.html", "download.html", f"{GEMEENTE}/download.html",
    "begrippen.html", "toegankelijkheid.html", "zoek.html",
    "vergelijk.html", f"{GEMEENTE}/verken.html",
]  # fmt: skip
SCRIPTS = {
    "zoek.html": {"zoek.js", "zoekdata.js"},
    "vergelijk.html": {"aan.js", "vergelijk.js"},
    f"{GEMEENTE}/verken.html": {"aan.js", "plotly.min.js", "grafiek.js"},
}
"""The scripts that a page asks for, beside the style sheet; refused ones are asked for too."""


def _asked(opened: Opened) -> set[str]:
    """Return the names of the files that a page asked for, without itself."""
    return {url.rpartition("/")[2] for url in opened.requests[1:] if url.startswith("file:")}


# On a phone the scripts of the site are refused, so that both ways are seen at no double cost.
@pytest.mark.parametrize(("width", "scripts"), [(PHONE, False), (DESKTOP, True)])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_each_kind_is_without_fault(made, browser, kind, width, scripts):
    with browser.open(made.folder / kind, width=width, scripts=scripts) as opened:
        assert faults(opened) == {}
        assert _asked(opened) == {"wijkfoto.css"} | SCRIPTS.get(kind, set())


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_each_kind_fits_a_tablet_and_paper(made: Made, browser: SiteBrowser, kind):
    # 180 mm between the margins of an A4 are 680 pixels.
    for width, media in ((768, "screen"), (680, "print")):
        with browser.open(made.folder / kind, width=width, media=media) as opened:
            found = [*sideways_scroll(opened.page), *clipped_text(opened.page)]
            assert (media, found) == (media, [])


def test_what_a_gemeente_adds_is_without_fault(made_local: Made, browser: SiteBrowser):
    with browser.open(made_local.wijk("WK990601"), width=PHONE) as opened:
        assert faults(opened) == {}


@pytest.mark.parametrize(
    "kind", ["samenhang.html", f"{GEMEENTE}/index.html", f"{GEMEENTE}/WK990601.html"]
)
def test_a_page_in_the_dark_keeps_its_contrast(made: Made, browser: SiteBrowser, kind):
    with browser.open(made.folder / kind) as opened:
        opened.page.emulate_media(color_scheme="dark")
        opened.page.evaluate(UNFOLD)
        assert axe_violations(opened.page) == []


@pytest.mark.parametrize("kind", [f"{GEMEENTE}/index.html", f"{GEMEENTE}/WK990601.html"])
def test_a_page_flows_into_the_narrowest_window_that_wcag_asks(made, browser, kind):
    # 320 pixels: a window of 1280 enlarged four times (WCAG 1.4.10).
    with browser.open(made.folder / kind, width=320) as opened:
        opened.page.evaluate(UNFOLD)
        assert sideways_scroll(opened.page) == []
        assert clipped_text(opened.page) == []


def test_a_number_opens_its_origin_by_keyboard_alone(made: Made, browser: SiteBrowser):
    with browser.open(made.wijk("WK990601")) as opened:
        page = opened.page
        number = page.locator(".kort .getal").first
        target = page.locator(str(number.get_attribute("href")))
        assert not target.is_visible()
        number.focus()
        page.keyboard.press("Enter")
        target.wait_for(state="visible", timeout=3000)
        assert "select " in target.inner_text()


def test_the_first_key_leads_past_the_head_of_the_page(made: Made, browser: SiteBrowser):
    with browser.open(made.wijk("WK990601")) as opened:
        opened.page.keyboard.press("Tab")
        assert opened.page.evaluate("document.activeElement.className") == "sprong"
        opened.page.keyboard.press("Enter")
        assert opened.page.evaluate("document.activeElement.id") == "inhoud"


def test_one_map_is_chosen_without_scripts_and_then_carries_its_numbers(made, browser):
    with browser.open(made.folder / GEMEENTE / "index.html", scripts=False) as opened:
        page = opened.page
        maps = page.locator(".kaartje")
        assert maps.count() == 8
        assert sum(m.is_visible() for m in maps.all()) == 8
        page.locator("#k-ouderen_zorg").check()
        assert [m.get_attribute("id") for m in maps.all() if m.is_visible()] == [
            "kaart-ouderen_zorg"
        ]
        assert _shown(page, "#kaart-ouderen_zorg .nummers")


def _shown(page: Page, css: str) -> bool:
    return bool(page.locator(css).evaluate("e => getComputedStyle(e).display !== 'none'"))


def test_the_map_is_large_enough_to_read(made: Made, browser: SiteBrowser):
    for width, least in ((PHONE, 300), (DESKTOP, 400)):
        with browser.open(made.folder / GEMEENTE / "index.html", width=width) as opened:
            box = opened.page.locator(".grotekaart svg").first.bounding_box()
            assert box is not None
            assert max(box["width"], box["height"]) >= least


def test_the_letter_of_a_map_is_at_least_twelve_pixels(made: Made, browser: SiteBrowser):
    with browser.open(made.folder / GEMEENTE / "index.html", width=PHONE) as opened:
        sizes = opened.page.locator(".grotekaart text").evaluate_all(
            "all => all.map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)"
        )
        assert sizes
        assert min(sizes) >= 12


def test_a_printed_number_carries_the_numbers_of_its_sources(made: Made, browser: SiteBrowser):
    with browser.open(made.wijk("WK990601"), media="print") as opened:
        note = opened.page.locator(".kort .getal").first.evaluate(
            "e => getComputedStyle(e, '::after').content"
        )
        assert re.fullmatch(r'"[\d, -]+"', note)
        assert opened.page.locator(".bronkort").first.is_visible()
        assert opened.page.locator("#d-werk_inkomen_schulden").is_visible()
        assert opened.page.locator("details.domein .zinnen").first.is_visible()


@pytest.mark.parametrize("code", ["WK990601", "WK990609", "WK9906AA"])
def test_a_team_sheet_prints_on_two_pages(made: Made, browser: SiteBrowser, tmp_path: Path, code):
    sheet = made.folder / GEMEENTE / "team" / f"{code}.html"
    printed = browser.print_pdf(sheet, tmp_path / "blad.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2


def test_a_printed_wijk_page_is_not_shrunk_to_fit(made: Made, browser: SiteBrowser):
    # 180 mm between the margins of an A4 are 680 pixels; wider content makes the letters smaller.
    with browser.open(made.wijk("WK990601"), width=680, media="print") as opened:
        assert sideways_scroll(opened.page) == []


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scripts"), [(PHONE, False), (DESKTOP, True)])
def test_every_page_is_without_fault(made: Made, browser: SiteBrowser, width, scripts):
    assert faulty(made.folder, browser, width, scripts=scripts) == {}


def test_the_axis_of_chance_keeps_its_labels_on_a_phone(made: Made, browser: SiteBrowser):
    with browser.open(made.folder / GEMEENTE / "inkoop.html", width=PHONE) as opened:
        labels = opened.page.locator(".meters .schaalkop i")
        assert labels.count() > 0
        for box in (label.bounding_box() for label in labels.all()):
            assert box is not None
            assert box["height"] > 0
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE


def test_a_wide_table_on_a_phone_says_so_and_keeps_its_caption(made: Made, browser: SiteBrowser):
    with browser.open(made.folder / GEMEENTE / "watals.html", width=PHONE) as opened:
        page = opened.page
        table = page.locator("#scenarios ~ .rolbaar").first
        assert table.evaluate("e => e.scrollWidth > e.clientWidth")
        assert table.evaluate("e => getComputedStyle(e).backgroundImage").count("gradient") == 2
        assert page.locator("#scenarios ~ .veeg").first.is_visible()
        table.evaluate("e => { e.scrollLeft = 200 }")
        caption = table.locator("caption").bounding_box()
        assert caption is not None
        assert caption["x"] >= 0
        assert caption["x"] + caption["width"] <= PHONE
    with browser.open(made.folder / GEMEENTE / "watals.html", width=DESKTOP) as opened:
        assert not opened.page.locator("#scenarios ~ .veeg").first.is_visible()
