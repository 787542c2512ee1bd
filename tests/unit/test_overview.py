"""The list of editions: newest first, each with what opens it, whatever state it is in."""

import logging
import re
from pathlib import Path

import duckdb
import pytest

from tests.site.fixture import GEMEENTE, make_database
from wijkfoto.home import Home
from wijkfoto.journal import last_runs, write_begin, write_end
from wijkfoto.settings import Settings
from wijkfoto.stages.overview import read_kept, write_overview
from wijkfoto.warehouse.publish import DATABASE

OLD, NEW = "2020-bb0000000000", "2019-aa0000000000"
UNSEEN = "2020-cc0000000000"


def keep(home: Home, edition: str, moment: str, before: str | None) -> Path:
    """Put an edition in the home, with a first page."""
    folder = home.editions / edition
    (folder / "site").mkdir(parents=True)
    (folder / "site" / "index.html").write_text("<!doctype html>", encoding="utf-8")
    with duckdb.connect(str(make_database(folder / DATABASE))) as con:
        con.execute(
            "update edition set edition_id = ?, created_at = ?, previous_edition_id = ?, "
            "peiljaar = ?",
            [edition, moment, before, int(edition[:4])],
        )
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.prepare()
    # The older one has the name that comes last: the order is that of the moment.
    keep(made, OLD, "2026-11-03 09:00:00", None)
    keep(made, NEW, "2026-11-21 12:00:00", OLD)
    made.current.symlink_to(Path("editions") / NEW)
    return made


def written(home: Home) -> str:
    path = write_overview(home, Settings(home=home.root))
    assert path == home.root / "edities.html"
    return path.read_text(encoding="utf-8")


def test_editions_stand_newest_first_with_date_year_and_link(home: Home):
    page = written(home)
    assert re.findall(r'<h2[^>]*><a href="([^"]+)">([^<]+)', page) == [
        (f"editions/{NEW}/site/index.html", "Wijkfoto van 21 november 2026"),
        (f"editions/{OLD}/site/index.html", "Wijkfoto van 3 november 2026"),
    ]
    assert "Cijfers tot en met 2020" in page
    assert f"Gemaakt na editie {OLD}" in page
    assert page.count("De wijkfoto die u nu ziet") == 1
    assert page.index("De wijkfoto die u nu ziet") < page.index("3 november 2026")


def test_every_address_on_it_lies_in_the_folder_itself(home: Home):
    addresses = re.findall(r'(?:href|src)="([^"#]+)"', written(home))
    inside = [a for a in addresses if not a.startswith("data:")]
    assert inside
    assert all(address.startswith("editions/") for address in inside)
    assert not (home.root / "edities.part").exists()


def test_an_edition_that_cannot_be_read_is_named_and_stops_nothing(home: Home):
    (home.editions / OLD / DATABASE).write_bytes(b"gone")
    page = written(home)
    assert "Deze map is niet te lezen als wijkfoto." in page
    assert f'href="editions/{OLD}/site/index.html">{OLD}<' in page  # its pages are still there
    (home.editions / OLD / "site" / "index.html").unlink()
    page = written(home)
    assert OLD in page
    assert f"editions/{OLD}/site" not in page


def test_an_edition_of_the_first_release_is_listed_like_any_other(home: Home):
    """It does not say what came before it; so the column is not there."""
    with duckdb.connect(str(home.editions / OLD / DATABASE)) as con:
        con.execute("alter table edition drop column previous_edition_id")
    kept = read_kept(home.editions / OLD)
    assert (kept.peiljaar, kept.previous_edition_id, kept.has_site) == (2020, None, True)
    assert kept.gemeenten == ("Schiedam",)
    assert "niet te lezen" not in written(home)


def test_the_list_is_written_while_an_edition_of_the_first_release_is_shown(home: Home):
    """After going back to it: its other tables are of no use to the frame of the page."""
    with duckdb.connect(str(home.editions / NEW / DATABASE)) as con:
        con.execute("alter table edition drop column previous_edition_id")
        for table in ("use_backtest", "coherence_pair", "survey"):
            con.execute(f"drop table {table}")
    page = written(home)
    assert f"editions/{NEW}/site/index.html" in page
    assert page.count("De wijkfoto die u nu ziet") == 1


def test_an_edition_that_nobody_published_is_not_listed(home: Home):
    """`render` seals an edition; only `publish` shows it."""
    keep(home, UNSEEN, "2026-11-25 12:00:00", NEW)
    assert UNSEEN not in written(home)


def test_an_edition_that_was_published_by_hand_is_listed_when_another_is_shown(home: Home):
    keep(home, UNSEEN, "2026-11-25 12:00:00", NEW)
    for edition in (UNSEEN, NEW):
        home.current.unlink()
        home.current.symlink_to(Path("editions") / edition)
        assert f"editions/{UNSEEN}/site/index.html" in written(home)
    assert last_runs(home, 5) == []


def test_an_edition_that_a_run_published_is_listed(home: Home):
    keep(home, UNSEEN, "2026-11-25 12:00:00", None)
    write_begin(home, "een")
    write_end(home, "een", UNSEEN)
    assert f"editions/{UNSEEN}/site/index.html" in written(home)


def test_an_edition_without_pages_is_listed_without_a_link(home: Home):
    (home.editions / OLD / "site" / "index.html").unlink()
    assert "Deze wijkfoto heeft geen bladzijden meer." in written(home)


def test_what_is_read_of_an_edition(home: Home):
    kept = read_kept(home.editions / NEW)
    assert str(kept.created_at) == "2026-11-21 12:00:00"
    assert kept.peiljaar == 2019
    assert kept.gemeenten == ("Schiedam",)
    assert GEMEENTE not in kept.gemeenten


def test_a_list_that_cannot_be_written_is_logged_and_does_not_fail(home, caplog):
    (home.root / "edities.part").mkdir()
    with caplog.at_level(logging.WARNING):
        assert write_overview(home, Settings(home=home.root)) is None
    assert "the list of editions was not written" in caplog.text


def test_without_a_published_edition_there_is_no_list(tmp_path: Path):
    empty = Home(tmp_path / "leeg")
    empty.prepare()
    assert write_overview(empty, Settings(home=empty.root)) is None
