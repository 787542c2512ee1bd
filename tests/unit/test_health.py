"""Whether a home is healthy: what can be wrong is named, each with its reason and next step."""

import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from wijkfoto.health import BY_KIND, NEXT_STEPS, ailments
from wijkfoto.home import Home
from wijkfoto.journal import Failure, write_begin, write_end
from wijkfoto.settings import Settings
from wijkfoto.settings_work import Bewaking
from wijkfoto.warehouse.plausible import read_questions
from wijkfoto.warehouse.publish import DATABASE, MANIFEST, flip

EDITION = "2020-aa0000000000"
LATER = datetime.now(UTC) + timedelta(days=10, hours=1)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with a published edition, a run that made it, and sources that were just asked."""
    made = Home(tmp_path / "home")
    made.prepare()
    folder = made.editions / EDITION
    (folder / "site").mkdir(parents=True)
    (folder / "site" / "index.html").write_text("x", encoding="utf-8")
    with duckdb.connect(str(folder / DATABASE)) as con:
        con.execute("create table edition as select 1 as edition_id")
    from wijkfoto.warehouse.publish import page_hashes

    manifest = {"edition_id": EDITION, "tables": {}, "pages": page_hashes(folder / "site")}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    flip(made, EDITION)
    (made.build / "inputs").mkdir()
    asked = {"peiljaar": 2020, "tables": [{"table_id": "84799NED", "note": ""}]}
    (made.build / "inputs" / "cbs_kwb.json").write_text(json.dumps(asked), encoding="utf-8")
    write_begin(made, "een")
    write_end(made, "een", EDITION)
    return made


def said(home: Home, now: datetime | None = None, **limits: int) -> list[str]:
    bewaking = Bewaking(**{"vrij_mb": 0} | limits)
    return [str(each) for each in ailments(Settings(home=home.root, bewaking=bewaking), now)]


def test_a_home_in_order_is_healthy(home: Home):
    assert said(home) == []


def test_nothing_published_is_the_first_thing_to_see(tmp_path: Path):
    (only,) = said(Home(tmp_path / "nieuw"))
    assert only == "Nothing is published yet. Next: run `wijkfoto demo` or `wijkfoto run`."


def failed(home: Home, failure: Failure | None) -> str:
    write_begin(home, "twee")
    write_end(home, "twee", None, failure)
    (only,) = said(home)
    return only


@pytest.mark.parametrize("check", ["onthulling", "bladzijden", "wijk_missing", "contract"])
def test_a_blocked_publish_is_named_with_its_check_and_what_to_do(home: Home, check: str):
    told = failed(home, Failure("SomeError", "step", f"{check} of editie/x"))
    assert f"was blocked: stopped by the check {check} of editie/x" in told
    assert "readers still see the edition before it" in told
    assert NEXT_STEPS[check] in told


def test_a_failed_run_is_named_with_its_step(home: Home):
    told = failed(home, Failure("UnavailableError", "bronnen__cbs_kwb"))
    assert "failed: failed in the step bronnen__cbs_kwb (UnavailableError)" in told
    assert BY_KIND["UnavailableError"] in told


def test_a_run_that_failed_after_it_had_published_is_told_as_that(home: Home):
    write_begin(home, "twee")
    write_end(home, "twee", EDITION, Failure("PermissionError", "editie__gepubliceerd"))
    (only,) = said(home)
    assert f"published {EDITION}, and then failed: failed in the step editie__gepub" in only
    assert "the edition before it" not in only


def test_a_run_that_published_after_a_failure_makes_the_home_healthy_again(home: Home):
    failed(home, Failure("SourceError", "x"))
    write_begin(home, "drie")
    write_end(home, "drie", EDITION)
    assert said(home) == []


def test_every_check_that_blocks_has_a_next_step():
    blocking = {question.name for question in read_questions() if question.blocks}
    assert blocking <= NEXT_STEPS.keys()
    assert len(blocking) == 7


def test_a_killed_run_is_told_and_one_that_is_going_on_is_not(home: Home):
    write_begin(home, "twee")
    (home.root / ".lock").write_text(json.dumps({"pid": 2**22 + 1}), encoding="utf-8")
    (only,) = said(home)
    assert "ended without a word" in only
    (home.root / ".lock").write_text(json.dumps({"pid": os.getpid()}), encoding="utf-8")
    assert said(home) == []


def test_an_edition_that_cannot_be_read_is_told_before_all_else(home: Home):
    write_begin(home, "twee")
    write_end(home, "twee", None, Failure("SourceError", "x"))
    (home.editions / EDITION / MANIFEST).write_text("half", encoding="utf-8")
    first, second = said(home)
    assert f"The published edition {EDITION} cannot be read" in first
    assert "SourceError" in second
    shutil.rmtree(home.editions / EDITION)
    assert len(said(home)) == 3


def test_a_source_that_nobody_asked_for_long_is_stale_and_an_old_run_too(home: Home):
    assert said(home, LATER, dagen_bron=11, dagen_editie=11) == []
    source, edition = said(home, LATER, dagen_bron=9, dagen_editie=9)
    assert "cbs_kwb was last asked 10 days ago" in source
    assert "No run has published for 10 days" in edition


def test_a_source_that_gave_no_answer_is_told_with_its_table(home: Home):
    asked = {"tables": [{"table_id": "84799NED", "note": "older snapshot: no connection"}]}
    (home.build / "inputs" / "cbs_kwb.json").write_text(json.dumps(asked), encoding="utf-8")
    (only,) = said(home)
    assert "cbs_kwb gave no answer for 84799NED" in only


def test_a_full_disk_is_told_before_it_is_full(home: Home):
    free = shutil.disk_usage(home.root).free / 1e6
    (only,) = said(home, vrij_mb=int(free * 2))
    assert "MB are free" in only
    assert "wijkfoto prune --dry-run" in only
