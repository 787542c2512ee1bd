"""Finished sites for the tests of the site, each made once per worker.

`made` holds rows made by hand, so every odd wijk is in it; `demo_home` is the whole line on the
sample gemeente and stands in the conftest of tests.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from tests.site.browser import SiteBrowser, open_browser
from tests.site.fixture import GEMEENTE, make_database
from wijkfoto.export import Downloads, write_downloads
from wijkfoto.site import SiteOptions, collect_numbers, render_site

OPTIONS = SiteOptions(titel="Wijkfoto", gemeenten=(GEMEENTE,))


@dataclass(frozen=True)
class Made:
    """A site on disk with the database it was rendered from."""

    folder: Path
    database: Path
    numbers: pd.DataFrame
    downloads: Downloads

    @property
    def pages(self) -> list[Path]:
        """Every page, in order of its path."""
        return sorted(self.folder.rglob("*.html"))

    def wijk(self, code: str) -> Path:
        """Return the page of a wijk."""
        return self.folder / GEMEENTE / f"{code}.html"


def _make(folder: Path, *, fictief: bool, local: bool) -> Made:
    return finish(make_database(folder / "wijkfoto.duckdb", fictief=fictief, local=local), folder)


def finish(database: Path, folder: Path) -> Made:
    """Make the site of a database."""
    numbers = collect_numbers(database, OPTIONS)
    downloads = write_downloads(database, folder / "site", OPTIONS.gemeenten)
    render_site(database, folder / "site", OPTIONS, downloads=downloads)
    return Made(folder / "site", database, numbers, downloads)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A fictitious gemeente without anything of its own."""
    return _make(tmp_path_factory.mktemp("made"), fictief=True, local=False)


@pytest.fixture(scope="session")
def made_local(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A gemeente that is not fictitious, with a survey and with what was heard."""
    return _make(tmp_path_factory.mktemp("local"), fictief=False, local=True)


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[SiteBrowser]:
    with open_browser(chromium_path) as started:
        yield started
