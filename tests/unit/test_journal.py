"""The journal of runs: newest first, and whole lines survive a cut one."""

from pathlib import Path

import pytest

from wijkfoto import journal
from wijkfoto.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.prepare()
    return made


def test_runs_are_told_newest_first_with_their_outcome(home: Home):
    journal.write_begin(home, "a")
    journal.write_end(home, "a", "2020-x")
    journal.write_begin(home, "b")
    journal.write_end(home, "b", None)
    journal.write_begin(home, "c")
    outcomes = [(run.run_id, run.outcome) for run in journal.last_runs(home, 2)]
    assert outcomes == [
        ("c", "ended without a word, or is still going on"),
        ("b", "published nothing"),
    ]
    assert journal.last_runs(home, 5)[-1].outcome == "published 2020-x"


def test_a_run_that_failed_after_publishing_tells_both(home: Home):
    journal.write_begin(home, "a")
    journal.write_end(home, "a", "2020-x", journal.Failure("OSError"))
    assert journal.last_runs(home, 1)[0].outcome == "published 2020-x, and then failed: OSError"


def test_a_line_that_a_kill_cut_costs_no_other_line(home: Home):
    journal.write_begin(home, "a")
    with (home.logs / "runs.jsonl").open("a", encoding="utf-8") as handle:
        handle.write('{"event": "end", "run')
    journal.write_begin(home, "b")
    journal.write_end(home, "b", "2020-y")
    assert [run.run_id for run in journal.last_runs(home, 5)] == ["b", "a"]


def test_the_oldest_lines_make_room(home: Home, monkeypatch):
    monkeypatch.setattr(journal, "KEPT_LINES", 10)
    for number in range(20):
        journal.write_begin(home, str(number))
        journal.write_end(home, str(number), None)
    lines = (home.logs / "runs.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 12
    assert journal.last_runs(home, 1)[0].run_id == "19"
