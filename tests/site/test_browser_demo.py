"""Every page of the sample gemeente in a real browser.

Apart from the other pages: the demo must be made before a browser opens (see open_browser).
"""

import pytest

from tests.site.browser import DESKTOP, PHONE, printed_sheets
from tests.site.faults import faulty

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(("width", "scripts"), [(PHONE, True), (DESKTOP, False)])
def test_every_page_of_the_demo_is_without_fault(demo_home, browser, width, scripts):
    site = (demo_home / "site").resolve()
    every = {str(p.relative_to(site)): p for p in sorted(site.rglob("*.html"))}
    assert faulty(every, browser, width, scripts=scripts) == {}


def test_every_printed_page_of_the_demo_has_its_length(demo_home, browser, tmp_path):
    folder = (demo_home / "site" / "GM9901").resolve()
    wrong = {}
    for path in sorted(folder.glob("**/WK*.html")):
        kind = path.parent.name
        least, most = {"raad": (1, 1), "team": (1, 2), "buurt": (1, 9)}.get(kind, (2, 6))
        count = printed_sheets(browser, path, tmp_path)
        # A wijkfoto with figures fills four pages; one without people says so on two.
        full = kind == "GM9901" and 'class="profiel"' in path.read_text(encoding="utf-8")
        if not (4 if full else least) <= count <= most:
            wrong[str(path.relative_to(folder))] = count
    assert wrong == {}


@pytest.mark.parametrize("page", ["index.html", "inkoop.html"])
def test_a_gemeente_and_its_inkoop_print_on_at_most_ten_sheets(demo_home, browser, tmp_path, page):
    path = (demo_home / "site" / "GM9901" / page).resolve()
    assert printed_sheets(browser, path, tmp_path) <= 10
