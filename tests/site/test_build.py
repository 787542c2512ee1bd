"""How pages are made: the same bytes in any number of processes, and few openings of the file."""

from pathlib import Path

import pytest

from tests.site.conftest import OPTIONS, Made
from tests.site.fixture import WIJKEN
from wijkfoto.export import write_downloads
from wijkfoto.site import build, collect_numbers, reader, render_site, useful_workers
from wijkfoto.warehouse.publish import page_hashes


@pytest.mark.slow
def test_the_bytes_of_a_page_do_not_depend_on_how_many_processes_write(
    made: Made, tmp_path: Path, monkeypatch
):
    monkeypatch.setattr(build, "CHUNK", 3)
    said: list[str] = []
    downloads = write_downloads(made.database, tmp_path, OPTIONS.gemeenten)
    report = render_site(
        made.database, tmp_path, OPTIONS, downloads=downloads, workers=2, on_page=said.append
    )
    assert page_hashes(tmp_path) == page_hashes(made.folder)
    assert sorted(said) == sorted(p.relative_to(made.folder).as_posix() for p in made.pages)
    assert report.pages == len(made.pages)


def test_what_did_not_change_is_not_written_again(made: Made, tmp_path: Path):
    render_site(made.database, tmp_path, OPTIONS)
    page, sheet = tmp_path / "index.html", tmp_path / "static" / "wijkfoto.css"
    page.write_bytes(page.read_bytes() + b"more")
    sheet.write_bytes(b"")
    before = {p: p.stat().st_ino for p in tmp_path.rglob("*") if p.is_file()}
    render_site(made.database, tmp_path, OPTIONS)
    after = {p: p.stat().st_ino for p in tmp_path.rglob("*") if p.is_file()}
    assert {p for p in before if after[p] != before[p]} == {page, sheet}
    assert set(after) == set(before)
    assert page.read_bytes() == (made.folder / "index.html").read_bytes()


@pytest.fixture
def opened(monkeypatch) -> list[Path]:
    """Every opening of the file by the site."""
    found: list[Path] = []
    original = reader.Reader.__init__

    def noted(self: reader.Reader, database: Path) -> None:
        found.append(database)
        original(self, database)

    monkeypatch.setattr(reader.Reader, "__init__", noted)
    return found


def test_the_file_is_opened_once_for_the_site_and_once_for_each_gemeente(
    made: Made, tmp_path: Path, opened: list[Path]
):
    render_site(made.database, tmp_path, OPTIONS)
    assert len(opened) == 2
    collect_numbers(made.database, OPTIONS)
    assert len(opened) == 4


def test_more_processes_are_started_only_where_there_are_pages_for_them(made: Made, monkeypatch):
    assert useful_workers(made.database, OPTIONS, 8) == 1
    monkeypatch.setattr(build, "PAYS_FROM", len(WIJKEN))
    assert useful_workers(made.database, OPTIONS, 8) == 8
    monkeypatch.setattr(build, "PAYS_FROM", len(WIJKEN) + 1)
    assert useful_workers(made.database, OPTIONS, 8) == 1


def test_a_condition_on_no_areas_holds_for_none():
    assert reader.within("region_code", []) == ("false", [])
    asked = ["WK1", "WK2"]
    assert reader.within("region_code", asked) == ("region_code in (?, ?)", asked)
