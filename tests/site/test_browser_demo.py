"""Every page of the sample gemeente in a real browser.

Apart from the other pages: the demo must be made before a browser opens (see open_browser).
"""

import pytest

from tests.site.browser import DESKTOP, PHONE
from tests.site.faults import faulty

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(("width", "scripts"), [(PHONE, True), (DESKTOP, False)])
def test_every_page_of_the_demo_is_without_fault(demo_home, browser, width, scripts):
    site = (demo_home / "site").resolve()
    every = {str(p.relative_to(site)): p for p in sorted(site.rglob("*.html"))}
    assert faulty(every, browser, width, scripts=scripts) == {}
