"""Every kind of page in a real browser: on a phone, on a desk, in the dark, and on paper."""

import re

import pytest
from playwright.sync_api import Page

from tests.site.browser import (
    DESKTOP,
    PHONE,
    TABLET,
    SiteBrowser,
    axe_violations,
    clipped_text,
    sideways_scroll,
)
from tests.site.conftest import Made
from tests.site.faults import UNFOLD, faults, faulty
from tests.site.fixture import GEMEENTE
from tests.site.kinds import kinds

pytestmark = pytest.mark.browser

# Of the wijken also those without people, and with an odd name.
ODD = [f"{GEMEENTE}/WK990609.html", f"{GEMEENTE}/WK9906AA.html", f"{GEMEENTE}/raad/WK990609.html"]


# On a phone the scripts of the site are refused, so that both ways are seen at no double cost.
@pytest.mark.parametrize(("width", "scripts"), [(PHONE, False), (TABLET, True), (DESKTOP, True)])
def test_every_kind_of_page_is_without_fault(made, browser, width, scripts):
    assert faulty(kinds(made.folder), browser, width, scripts=scripts) == {}


@pytest.mark.parametrize("page", ODD)
def test_an_odd_wijk_is_without_fault(made, browser, page):
    with browser.open(made.folder / page, width=PHONE, scripts=False) as opened:
        assert faults(opened) == {}


def test_every_kind_of_page_on_paper_loses_no_text_and_is_not_shrunk(made, browser):
    # 182 mm between the margins of an A4 are 688 pixels; wider content makes the letters smaller.
    found = {}
    for name, path in kinds(made.folder).items():
        with browser.open(path, width=688, media="print") as opened:
            wrong = [*sideways_scroll(opened.page), *clipped_text(opened.page)]
            if wrong:
                found[name] = wrong
    assert found == {}


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
        query = page.locator("table.getallen").filter(has=target).locator("code").first
        assert query.inner_text().startswith("select ")
        # Both the number and its query are in sight, however long the table.
        for part in (target, query):
            box = part.bounding_box()
            assert box is not None
            assert 0 <= box["y"] < box["y"] + box["height"] <= 900


REACHABLE = """() => [
    ...document.querySelectorAll('a[href], button, input, select, summary, [tabindex]')
  ]
  .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true}))
  .filter(e => e.type !== 'radio' || e.checked)
  .map((e, i) => { e.dataset.tab = i; return i; }).length"""


@pytest.mark.parametrize("kind", ["GM/index.html", "GM/raad/WK.html", "GM/watals.html"])
def test_every_link_and_control_is_reached_by_the_tab_key(made, browser, kind):
    with browser.open(kinds(made.folder)[kind]) as opened:
        page = opened.page
        expected = page.evaluate(REACHABLE)
        assert expected > 5
        reached = []
        for _ in range(expected):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.dataset.tab"))
        assert reached == [str(i) for i in range(expected)]


FIRST_SCREEN = """() => {
  const words = 'h1, h2, h3, p, li, td, th, dd, dt, caption, svg title';
  const seen = e => {
    const box = e.getBoundingClientRect();
    return box.height > 0 && box.top < innerHeight;
  };
  // What only a script can do is not there without one, and takes no text away.
  return [...document.querySelectorAll(words)].filter(e => !e.closest('.alleen-js'))
    .filter(e => seen(e.closest('svg') ?? e))
    .map(e => e.textContent.trim()).filter(Boolean);
}"""


def test_the_first_screen_is_whole_when_the_scripts_do_not_come(made: Made, browser: SiteBrowser):
    with_scripts = {
        name: path
        for name, path in kinds(made.folder).items()
        if "<script" in path.read_text(encoding="utf-8")
    }
    assert with_scripts
    for name, path in with_scripts.items():
        seen = {}
        for scripts in (True, False):
            with browser.open(path, scripts=scripts) as opened:
                seen[scripts] = opened.page.evaluate(FIRST_SCREEN)
        assert len(seen[False]) > 5, name
        assert set(seen[True]) <= set(seen[False]), name


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
        # What is folded on a screen is open on paper; the sentences stay behind, and it says so.
        assert opened.page.locator("details.domein .cijfers").first.is_visible()
        assert not opened.page.locator("details.domein .zinnen").first.is_visible()
        assert "zinnen per onderwerp" in opened.page.locator(".alleen-print").inner_text()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scripts"), [(PHONE, False), (DESKTOP, True)])
def test_every_page_is_without_fault(made: Made, browser: SiteBrowser, width, scripts):
    every = {str(p.relative_to(made.folder)): p for p in made.pages}
    assert faulty(every, browser, width, scripts=scripts) == {}


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
