"""What readers and kills meet: the old edition stays whole, and the next run needs no hand."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.command import environment, wijkfoto
from wijkfoto.home import Home
from wijkfoto.warehouse.publish import (
    current_edition,
    page_hashes,
    read_manifest,
)

pytestmark = pytest.mark.slow

KILLED_AT = {
    "while building": ("wijkfoto.stages.derive", "score_domains"),
    "while rendering": ("wijkfoto.stages.finish", "seal"),
    "just before the rename": ("wijkfoto.stages.finish", "flip"),
}

SCRIPT = """
import importlib, os, signal, sys
module = importlib.import_module({module!r})
def die(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, {name!r}, die)
from pipelines.cli import main
main(["--quiet", "demo"])
"""


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    """A home of its own in which the demo was run."""
    copied = tmp_path / "home"
    shutil.copytree(demo_home, copied, symlinks=True)
    return copied


def fingerprint(home: Path) -> tuple[str | None, dict[str, str], int]:
    edition = (home / "current").resolve()
    con = duckdb.connect(str(edition / "wijkfoto.duckdb"), read_only=True)
    rows = con.execute("select count(*) from observation").fetchall()[0][0]
    con.close()
    return current_edition(Home(home)), page_hashes(edition / "site"), rows


@pytest.mark.parametrize("moment", KILLED_AT)
def test_a_killed_run_leaves_the_old_edition_whole_and_the_next_needs_no_hand(home, moment):
    before = fingerprint(home)
    module, name = KILLED_AT[moment]
    killed = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(module=module, name=name)],
        env=environment({"WIJKFOTO_HOME": str(home)}),
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert fingerprint(home) == before
    again = wijkfoto("--quiet", "demo", home=home)
    assert again.returncode == 0, again.stderr
    assert fingerprint(home)[0] == before[0]
    assert read_manifest((home / "current").resolve()).pages == before[1]


def test_a_run_that_was_killed_is_reported_failed_by_the_next(home, monkeypatch):
    import dagster as dg

    module, name = KILLED_AT["while building"]
    subprocess.run(
        [sys.executable, "-c", SCRIPT.format(module=module, name=name)],
        env=environment({"WIJKFOTO_HOME": str(home)}),
        capture_output=True,
        timeout=300,
        check=False,
    )
    wijkfoto("--quiet", "demo", home=home)
    monkeypatch.setenv("DAGSTER_HOME", str(home / "dagster"))
    with dg.DagsterInstance.get() as instance:
        statuses = [run.status for run in instance.get_runs()]
    assert statuses == [
        dg.DagsterRunStatus.SUCCESS,
        dg.DagsterRunStatus.FAILURE,
        dg.DagsterRunStatus.SUCCESS,
    ]


def test_a_second_run_is_refused_with_the_name_of_the_holder(home):
    with Home(home).lock():
        answer = wijkfoto("--quiet", "demo", home=home)
    assert answer.returncode == 1
    assert f"process {os.getpid()}" in answer.stderr


READER = """
import sys, time, duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
print("open", flush=True)
end = time.monotonic() + float(sys.argv[2])
asked = 0
COUNT = "select count(*), count(distinct edition_id) from domain_score"
first = con.execute(COUNT).fetchone()
assert first[0] > 0 and first[1] == 1
while time.monotonic() < end:
    assert con.execute(COUNT).fetchone() == first
    fresh = duckdb.connect(sys.argv[1], read_only=True)
    assert fresh.execute("select count(*) from edition").fetchall() == [(1,)]
    fresh.close()
    asked += 1
    time.sleep(0.05)
print(asked, flush=True)
"""


def test_a_reader_that_holds_the_file_open_and_a_run_do_not_disturb_each_other(home):
    before = current_edition(Home(home))
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(home / "wijkfoto.duckdb"), "25"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdout.readline().strip() == "open"
    answer = wijkfoto("--quiet", "demo", home=home, env={"WIJKFOTO_PROFILE__SEED": "7"})
    asked, faults = reader.communicate(timeout=120)
    assert answer.returncode == 0, answer.stderr
    assert (reader.returncode, faults) == (0, "")
    assert int(asked) > 10
    assert current_edition(Home(home)) != before
    assert before_this_one(home) == before
    assert told_of_changes(home, str(before)) == {"methode"}


def told_of_changes(home: Path, before: str) -> set[str]:
    """Return the causes of what changed; the page of the gemeente names the edition before."""
    page = (home / "site" / "GM9901" / "veranderd.html").read_text(encoding="utf-8")
    assert f'Vergeleken met editie <span class="code">{before}</span>' in page
    with duckdb.connect(str(home / "wijkfoto.duckdb"), read_only=True) as con:
        assert con.execute("select max(abs(verschil)) from score_change").fetchall() == [(0.0,)]
        causes = con.execute("select distinct oorzaak from change").fetchall()
    return {str(cause) for (cause,) in causes}


def before_this_one(home: Path) -> str:
    """Return the edition that the published one stands beside on klopt-het.html."""
    con = duckdb.connect(str(home / "wijkfoto.duckdb"), read_only=True)
    told = con.execute(
        "select previous_edition_id, "
        "(select bool_and(mape_vorige is not null) from use_backtest where mape is not null) "
        "from edition"
    ).fetchone()
    con.close()
    assert told is not None
    assert told[1]
    assert "In de vorige editie, met cijfers van" in (home / "site" / "klopt-het.html").read_text()
    return str(told[0])
