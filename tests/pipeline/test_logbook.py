"""The log of a run: one line per event, JSON when it is set, rotated, and gone from the loggers."""

import json
import logging
from pathlib import Path

import pytest

from pipelines.logbook import LOG, LOGGERS, Timed, logged
from pipelines.terminal import setup_logging
from wijkfoto.home import Home
from wijkfoto.settings_work import Logboek
from wijkfoto.stages.workspace import Silent

log = logging.getLogger("wijkfoto.proef")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def lines(home: Home) -> list[str]:
    return (home.logs / LOG).read_text(encoding="utf-8").splitlines()


def test_a_stage_is_logged_with_how_long_it_took_and_what_comes_next(home: Home):
    with logged(home, Logboek(vorm="json"), "een"):
        timed = Timed(Silent())
        timed.stage("bronnen")
        log.info("marts.region: %d rows", 12)
        timed.stage("warehouse")
        timed.done()
    rows, first, last = (json.loads(line) for line in lines(home))
    assert rows["event"] == "marts.region: 12 rows"
    assert (first["stage"], first["next"], last["next"]) == ("bronnen", "warehouse", "")
    assert first["seconds"] >= 0
    assert {row["run_id"] for row in (rows, first, last)} == {"een"}


def test_text_is_for_people_and_an_event_is_one_line(home: Home):
    with logged(home, Logboek(), "een"):
        log.warning("two\nlines with \x1b[31mcolour")
        log.debug("not this")
    (line,) = lines(home)
    assert "WARNING wijkfoto.proef: two lines with" in line
    assert "\x1b" not in line


def test_json_goes_to_stderr_too_and_only_while_it_lasts(home: Home, capsys):
    setup_logging(quiet=False, verbose=False)
    log.info("before")
    with logged(home, Logboek(vorm="json"), "een"):
        log.info("during")
    log.warning("after")
    told = capsys.readouterr().err.splitlines()
    assert json.loads(told[0])["event"] == "during"
    assert told[1:] == ["WARNING wijkfoto.proef: after"]


def test_text_leaves_what_stderr_shows_as_it_was(home: Home, capsys):
    setup_logging(quiet=False, verbose=False)
    with logged(home, Logboek(), "een"):
        log.info("not shown")
    assert capsys.readouterr().err == ""
    assert len(lines(home)) == 1


def test_the_loggers_are_as_they_were(home: Home):
    def state() -> list[tuple[int, list[logging.Handler]]]:
        found = [logging.getLogger(name) for name in LOGGERS]
        return [(each.level, list(each.handlers)) for each in found]

    before = state()
    with logged(home, Logboek(), "een"):
        assert state() != before
    assert state() == before


def test_the_log_makes_room(home: Home):
    with logged(home, Logboek(mb=0.001, bewaar=2), "een"):
        for number in range(100):
            log.info("line %d of a log that may hold a thousand bytes", number)
    assert sorted(path.name for path in home.logs.iterdir()) == [LOG, f"{LOG}.1", f"{LOG}.2"]
    assert "line 99 " in lines(home)[-1]
