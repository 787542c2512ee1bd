"""A page that is put back: a kill halfway leaves nothing in the edition that was not sealed."""

import json
from pathlib import Path

import duckdb
import pytest

from wijkfoto.home import Home
from wijkfoto.settings import Settings
from wijkfoto.stages import rerender
from wijkfoto.stages.rerender import rerender_gemeente
from wijkfoto.warehouse.publish import DATABASE, MANIFEST, flip, page_hashes

EDITION, GEMEENTE = "2020-aa0000000000", "GM9901"
PAGE = f"{GEMEENTE}/index.html"


def render(_: Path, site: Path, *__: object) -> tuple[str, ...]:
    """Make the one page of the edition, as `render_gemeente` does."""
    (site / GEMEENTE).mkdir(parents=True, exist_ok=True)
    (site / PAGE).write_text("<p>heel</p>", encoding="utf-8")
    return (PAGE,)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home of which the one page is damaged since it was sealed."""
    made = Home(tmp_path / "home")
    made.prepare()
    folder = made.editions / EDITION
    site = folder / "site"
    render(folder, site)
    with duckdb.connect(str(folder / DATABASE)) as con:
        con.execute("create table edition as select ? as gemeente_codes", [f'["{GEMEENTE}"]'])
    manifest = {"edition_id": EDITION, "tables": {}, "pages": page_hashes(site)}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    flip(made, EDITION)
    (site / PAGE).write_text("weg", encoding="utf-8")
    monkeypatch.setattr(rerender, "render_gemeente", render)
    return made


def files(home: Home) -> dict[str, str]:
    site = home.editions / EDITION / "site"
    return {p.relative_to(site).as_posix(): p.read_text() for p in site.rglob("*") if p.is_file()}


def test_a_damaged_page_comes_back_and_leaves_nothing_behind(home: Home):
    assert rerender_gemeente(Settings(home=home.root), GEMEENTE).mended == (PAGE,)
    assert files(home) == {PAGE: "<p>heel</p>"}
    assert list(home.build.iterdir()) == []


def test_a_kill_before_the_rename_leaves_the_edition_as_it_was(home: Home, monkeypatch):
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        rerender_gemeente(Settings(home=home.root), GEMEENTE)
    assert files(home) == {PAGE: "weg"}
