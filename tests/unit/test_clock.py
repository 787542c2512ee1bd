"""A home with moments in the future: they are told, and nothing is decided by them."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from wijkfoto.clock import moments_ahead
from wijkfoto.health import ailments
from wijkfoto.home import Home
from wijkfoto.settings import Settings
from wijkfoto.settings_work import Bewaking
from wijkfoto.warehouse.editions import before_published
from wijkfoto.warehouse.previous import previous_edition
from wijkfoto.warehouse.publish import DATABASE, MANIFEST, flip, page_hashes

NOW = datetime.now(UTC)
TOMORROW = NOW + timedelta(days=1)
OLDER, NEWER = "2020-aaaaaaaaaaaa", "2020-bbbbbbbbbbbb"


def edition(home: Home, identity: str, before: str | None, made: datetime) -> None:
    folder = home.editions / identity
    (folder / "site").mkdir(parents=True)
    (folder / "site" / "index.html").write_text("x", encoding="utf-8")
    with duckdb.connect(str(folder / DATABASE)) as con:
        con.execute(
            "create table edition as select ? as edition_id, ? as inputs_sha256, "
            "?::varchar as previous_edition_id, false as is_fictief, ?::timestamp as created_at",
            [identity, identity, before, made.replace(tzinfo=None)],
        )
    manifest = {"edition_id": identity, "tables": {}, "pages": page_hashes(folder / "site")}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def note(home: Home, began: datetime, ended: datetime, identity: str) -> None:
    """Write a run into the journal as it would stand there."""
    at = {"begin": began, "end": ended}
    with (home.logs / "runs.jsonl").open("a", encoding="utf-8") as journal:
        for event, moment in at.items():
            entry = {"event": event, "run_id": identity, "at": moment.isoformat()}
            journal.write(json.dumps(entry | {"edition_id": identity}) + "\n")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Two editions; the older was made when the clock stood a day ahead."""
    made = Home(tmp_path / "home")
    made.prepare()
    edition(made, OLDER, None, TOMORROW)
    edition(made, NEWER, OLDER, NOW)
    note(made, TOMORROW, TOMORROW, OLDER)
    note(made, NOW, NOW, NEWER)
    flip(made, NEWER)
    return made


def said(home: Home) -> list[str]:
    settings = Settings(home=home.root, bewaking=Bewaking(vrij_mb=0))
    return [str(ailment) for ailment in ailments(settings, NOW)]


def test_once_the_clock_is_right_and_a_run_was_made_there_is_nothing_to_tell(home: Home):
    assert moments_ahead(home, NOW) == {}
    assert said(home) == []


def test_the_edition_before_is_the_one_before_and_not_the_earlier_one(home: Home):
    assert before_published(home) == OLDER
    assert previous_edition(home, "others", is_fictief=False) == NEWER


def test_a_published_edition_of_the_future_is_told_with_what_to_do(home: Home):
    flip(home, OLDER)
    (only,) = said(home)
    assert f"Dated in the future: the edition {OLDER} ({TOMORROW:%Y-%m-%d}" in only
    assert "set the clock right and run again" in only


def test_a_run_a_fetch_and_a_lock_of_the_future_are_told(home: Home):
    note(home, TOMORROW, TOMORROW, "later")
    (home.build / "inputs").mkdir()
    listed = home.build / "inputs" / "cbs_kwb.json"
    listed.write_text("{}", encoding="utf-8")
    os.utime(listed, (TOMORROW.timestamp(), TOMORROW.timestamp()))
    held = {"pid": 1, "started": TOMORROW.isoformat()}
    (home.root / ".lock").write_text(json.dumps(held), encoding="utf-8")
    assert list(moments_ahead(home, NOW)) == [
        "the last fetch of cbs_kwb", "the last run", "the lock",
    ]  # fmt: skip


def test_what_two_clocks_of_a_network_differ_is_no_future(home: Home):
    note(home, NOW, NOW + timedelta(minutes=4), "later")
    assert moments_ahead(home, NOW) == {}


@pytest.mark.parametrize("text", ["", "{", '{"pid": 1}', '{"started": 5}', "[]"])
def test_a_lock_that_is_half_written_is_passed_over(home: Home, text: str):
    (home.root / ".lock").write_text(text, encoding="utf-8")
    assert moments_ahead(home, NOW) == {}
