"""How heavy a page may be: what it holds itself, its maps, and what it loads beside it."""

import re
from pathlib import Path

import pytest

from tests.site.conftest import Made
from tests.site.kinds import kind_of
from tests.site.reading import read

MOST = 150_000
"""Bytes of a page (05-site: a wijk page at most 150 kB)."""
MORE = {"GM/index.html": 155_000}
"""The page of a gemeente grows with its wijken: ten by eight subjects, all with origin, and per
subject where need stands out. Down from 190 kB on 2026-11-28: the sample is at 149 kB."""
MOST_MAPS = 60_000
"""Bytes of the maps of a gemeente."""


def too_heavy(folder: Path) -> dict[str, int]:
    sizes = {str(p.relative_to(folder)): p.stat().st_size for p in folder.rglob("*.html")}
    assert sizes
    return {name: size for name, size in sizes.items() if size > MORE.get(kind_of(name), MOST)}


def maps_of(page: Path) -> int:
    return sum(len(svg.encode()) for svg in re.findall(r"<svg.*?</svg>", page.read_text(), re.S))


def test_no_page_is_heavier_than_it_may_be(made: Made, made_local: Made):
    assert too_heavy(made.folder) == {}
    assert too_heavy(made_local.folder) == {}


@pytest.mark.slow
def test_no_page_of_the_demo_is_heavier_than_it_may_be(demo_home: Path):
    site = (demo_home / "site").resolve()
    assert too_heavy(site) == {}
    assert 10_000 < maps_of(site / "GM9901" / "index.html") <= MOST_MAPS


def test_a_page_loads_the_tokens_and_the_sheets_of_its_kind(made: Made):
    """The sheets are few, and the tokens come first so that a gemeente can replace them."""
    for path in made.pages:
        sheets = [e.attrs["href"].rpartition("/")[2] for e in read(path).all("link", "")
                  if e.attrs.get("rel") == "stylesheet"]  # fmt: skip
        assert sheets[:2] == ["huisstijl.css", "wijkfoto.css"], path
        own = {
            "wijk",
            "gemeente",
            "profiel",
            "verken",
            "zoek",
            "download",
            "toets",
            "blad",
            "vellen",
        }
        assert set(sheets[2:]) <= {f"{name}.css" for name in own}, path
