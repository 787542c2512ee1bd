"""The list of editions in a real browser: it opens each of them, and looks as they do."""

import shutil
from pathlib import Path

import pytest

from tests.site.browser import DESKTOP, PHONE, SiteBrowser
from tests.site.conftest import Made
from tests.site.faults import faults
from tests.site.fixture import EDITION
from wijkfoto.home import Home
from wijkfoto.settings import Settings
from wijkfoto.stages.overview import write_overview
from wijkfoto.warehouse.publish import DATABASE

pytestmark = pytest.mark.browser


@pytest.fixture
def listed(made: Made, tmp_path: Path) -> Path:
    """The list of a home with one edition."""
    home = Home(tmp_path / "home")
    home.prepare()
    folder = home.editions / EDITION
    folder.mkdir(parents=True)
    shutil.copyfile(made.database, folder / DATABASE)
    (folder / "site").symlink_to(made.folder)
    home.current.symlink_to(Path("editions") / EDITION)
    found = write_overview(home, Settings(home=home.root))
    assert found is not None
    return found


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_list_is_without_fault_and_opens_an_edition(listed, browser: SiteBrowser, width: int):
    with browser.open(listed, width=width) as opened:
        assert faults(opened) == {}
        opened.page.locator("h2 a").click()
        opened.page.wait_for_url("**/site/index.html")
        assert opened.missing == []
