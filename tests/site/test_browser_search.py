"""Searching as a reader does: by keyboard, with a slip of the pen, from any page."""

import pytest
from playwright.sync_api import Page

from tests.site.browser import PHONE, SiteBrowser, axe_violations, sideways_scroll
from tests.site.conftest import Made
from tests.site.faults import faults
from tests.site.fixture import GEMEENTE, OTHER, SCRIPT
from wijkfoto.site import SiteOptions, render_site, search

pytestmark = pytest.mark.browser

NAMED = ".gevonden a"


def _typed(page: Page, text: str) -> list[str]:
    page.locator("#zoekwoord").fill(text)
    return page.locator(NAMED).all_inner_texts()


def test_a_wijk_is_found_by_keyboard_with_a_slip_of_the_pen(made: Made, browser: SiteBrowser):
    with browser.open(made.wijk("WK990602"), width=PHONE) as opened:
        page = opened.page
        page.locator("#zoek").focus()
        page.keyboard.type("havekwatier")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.url.partition("?")[0].endswith("/zoek.html")
        assert page.locator("#zoekwoord").input_value() == "havekwatier"
        assert page.locator("[role=status]").inner_text().endswith("gevonden.")
        page.locator("#zoekwoord").focus()
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.textContent") == "Havenkwartier"
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.url.endswith(f"/{GEMEENTE}/WK990601.html")
        assert opened.console_errors == []
        assert opened.outside == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("zonnehoek", "Zonnehoek"),  # as it is written
        ("ZÓNNE", "Zonnehoek"),  # accents and capitals, and only its start
        ("zonenhoek", "Zonnehoek"),  # two letters swapped
        ("zonehoek", "Zonnehoek"),  # a letter too few
        ("WK990603", "Zonnehoek"),  # the code of a wijk
        ("bu99060104", "Kade"),  # the code of a buurt
        ("schiedam havenkwartier", "Havenkwartier"),  # with its gemeente
        ("clientondersteuning", "Cliëntondersteuning"),  # a word
        ("betrouwbaarhijd", ""),  # nothing like it
        ("scheidam", "Schiedam"),  # a gemeente
        ("klopt", "Klopt het?"),  # a page
        ("mantelzorger", "Mantelzorg"),  # another form of a word
    ],
)
def test_what_is_typed_finds_what_is_meant(made: Made, browser: SiteBrowser, typed, first):
    with browser.open(made.folder / "zoek.html") as opened:
        assert (_typed(opened.page, typed) or [""])[0] == first


def test_the_number_of_answers_is_said_and_few_are_shown(made: Made, browser: SiteBrowser):
    with browser.open(made.folder / "zoek.html") as opened:
        page = opened.page
        assert len(_typed(page, "e")) <= 20
        assert _typed(page, "qqqqqq") == []
        assert page.locator("[role=status]").inner_text().startswith("Niets gevonden.")
        assert _typed(page, "  ") == []
        assert page.locator("[role=status]").inner_text() == ""
        assert len(_typed(page, "schiedam")) == 20
        assert "Dit zijn de eerste 20." in page.locator("[role=status]").inner_text()


def test_a_name_that_looks_like_a_script_is_found_and_never_run(made: Made, browser: SiteBrowser):
    with browser.open(made.folder / "zoek.html") as opened:
        assert SCRIPT in _typed(opened.page, "alert")
        assert opened.page.locator(".gevonden script").count() == 0
        assert axe_violations(opened.page) == []
        assert opened.console_errors == []


def test_every_answer_leads_to_a_page_that_is_there(made: Made, browser: SiteBrowser):
    with browser.open(made.folder / "zoek.html") as opened:
        found = set()
        for letter in "abcdefghijklmnopqrstuvwxyz":
            _typed(opened.page, letter)
            links = opened.page.locator(NAMED)
            found |= set(links.evaluate_all("all => all.map(a => a.getAttribute('href'))"))
        assert len(found) >= 100
        assert [h for h in found if not (made.folder / h.partition("#")[0]).is_file()] == []


def test_without_scripts_there_is_the_list_and_no_dead_field(made: Made, browser: SiteBrowser):
    with browser.open(made.folder / "zoek.html", scripts=False) as opened:
        assert not opened.page.locator("#zoeken-deel").is_visible()
        assert opened.page.locator(".wijkkeuze a").first.is_visible()
        assert opened.page.locator(".wijkkeuze a").count() > 80


def test_answers_on_a_phone_in_the_dark_are_without_fault(made: Made, browser: SiteBrowser):
    with browser.open(made.folder / "zoek.html", width=PHONE) as opened:
        opened.page.emulate_media(color_scheme="dark")
        assert _typed(opened.page, "wijk")
        assert axe_violations(opened.page) == []
        assert sideways_scroll(opened.page) == []


@pytest.mark.parametrize("kind", ["index.html", "zoek.html", "zoek/s.html"])
def test_the_pages_of_many_gemeenten_are_without_fault(
    made: Made, browser: SiteBrowser, tmp_path, monkeypatch, kind
):
    monkeypatch.setattr(search, "ONE_PAGE", 5)
    options = SiteOptions(titel="Wijkfoto", gemeenten=(GEMEENTE, OTHER))
    render_site(made.database, tmp_path, options, downloads=made.downloads)
    with browser.open(tmp_path / kind, width=PHONE) as opened:
        assert faults(opened) == {}


def test_a_word_leads_to_its_meaning_by_keyboard(made: Made, browser: SiteBrowser):
    with browser.open(made.wijk("WK990601"), width=PHONE) as opened:
        page = opened.page
        page.locator("a.b").first.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.url.endswith("begrippen.html#score")
        assert page.locator("#score").inner_text() == "Score"
        assert page.locator("#score + dd").is_visible()
