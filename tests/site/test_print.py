"""The site on paper: no more pages than it may, nothing cut through, and a foot on each."""

from pathlib import Path

import pytest

from tests.site.browser import SiteBrowser, printed_sheets
from tests.site.conftest import Made
from tests.site.fixture import GEMEENTE
from tests.site.kinds import kinds
from wijkfoto.site.build import css_string

pytestmark = pytest.mark.browser

MOST_OF_A_WIJK = 6
"""Pages of a wijkfoto on A4."""
# What a reader takes in at once, and so may not lie on two pages.
WHOLE = "tr, figure, .rij, .bericht, .raadsvragen li, svg[role=img]"
CUT = """all => all.filter(e => e.getClientRects().length && !e.closest('.herkomst')).filter(e => {
  for (let each = e; each; each = each.parentElement)
    if (getComputedStyle(each).breakInside === 'avoid') return false;
  return true;
}).map(e => e.outerHTML.slice(0, 80))"""


def test_the_summary_for_the_council_is_one_page(made: Made, browser: SiteBrowser, tmp_path: Path):
    sheets = sorted((made.folder / GEMEENTE / "raad").glob("*.html"))
    assert len(sheets) > 5
    assert {p.name: printed_sheets(browser, p, tmp_path) for p in sheets} == {
        p.name: 1 for p in sheets
    }


def test_what_a_gemeente_adds_stays_on_its_pages(made_local, browser, tmp_path):
    folder = made_local.folder / GEMEENTE
    assert printed_sheets(browser, folder / "raad" / "WK990601.html", tmp_path) == 1
    assert printed_sheets(browser, folder / "WK990601.html", tmp_path) <= MOST_OF_A_WIJK
    assert printed_sheets(browser, folder / "team" / "WK990601.html", tmp_path) == 2


@pytest.mark.parametrize("code", ["WK990601", "WK990609", "WK9906AA"])
def test_a_team_sheet_is_at_most_two_pages(made: Made, browser: SiteBrowser, tmp_path: Path, code):
    assert printed_sheets(browser, made.folder / GEMEENTE / "team" / f"{code}.html", tmp_path) <= 2


def test_no_row_and_no_drawing_is_cut_in_two(made: Made, browser: SiteBrowser):
    found = {}
    for name, path in kinds(made.folder).items():
        with browser.open(path, media="print") as opened:
            if cut := opened.page.locator(WHOLE).evaluate_all(CUT):
                found[name] = cut
    assert found == {}


def test_the_foot_of_each_sheet_names_page_and_edition(made: Made, browser: SiteBrowser):
    with browser.open(made.wijk("WK990601")) as opened:
        foot = opened.page.evaluate(
            "[...document.styleSheets].filter(s => !s.href)"
            ".flatMap(s => [...s.cssRules]).map(r => r.cssText).join(' ')"
        )
        edition = opened.page.locator(".editie .code").inner_text()
        title = opened.page.title().rpartition(" | ")[0].removeprefix("Fictief: ")
    assert "counter(pages)" in foot
    for said in (edition, title):
        assert said in foot


def test_a_name_stays_text_in_the_foot():
    assert css_string("Wijk 1") == '"Wijk 1"'
    assert css_string('a"}</style><script>') == (
        '"a\\22 \\7d \\3c \\2f style\\3e \\3c script\\3e "'
    )
