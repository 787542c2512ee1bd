"""A clock that changes: schedules do not run twice, nothing waits for ever, an edition is whole."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from pipelines import requests
from pipelines.jobs import JOB_NAME
from pipelines.requests import FOR, request_once
from pipelines.runs import abandoned_runs
from pipelines.schedules import nightly_schedule, quarterly_schedule
from wijkfoto.home import Home
from wijkfoto.settings import Settings
from wijkfoto.warehouse.publish import current_edition, page_hashes, read_manifest


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    (tmp_path / "dagster").mkdir()
    silent = {"telemetry": {"enabled": False}}
    with dg.DagsterInstance.local_temp(str(tmp_path / "dagster"), overrides=silent) as made:
        yield made


@dg.job(name=JOB_NAME)
def _nothing() -> None:
    """Do nothing."""


def asked(schedule: dg.ScheduleDefinition, instance: dg.DagsterInstance, at: datetime) -> list[str]:
    context = dg.build_schedule_context(instance=instance, scheduled_execution_time=at)
    found = schedule.evaluate_tick(context).run_requests or []
    return [str(request.run_key) for request in found]


def test_a_quarter_that_comes_twice_asks_under_the_same_key(tmp_path: Path, instance):
    schedule = quarterly_schedule(Settings(home=tmp_path))
    five = datetime(2026, 10, 2, 5, tzinfo=UTC)
    first = asked(schedule, instance, five)
    assert first == asked(schedule, instance, five - timedelta(hours=1))
    assert first != asked(schedule, instance, datetime(2027, 1, 2, 5, tzinfo=UTC))


def test_a_night_after_a_run_of_the_future_runs_once(tmp_path: Path, instance):
    home = Home(tmp_path / "home")
    home.prepare()
    night = datetime(2026, 10, 2, 4, 30, tzinfo=UTC)
    began = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    line = f'{{"event": "begin", "run_id": "x", "at": "{began}"}}\n'
    (home.logs / "runs.jsonl").write_text(line, encoding="utf-8")
    schedule = nightly_schedule(Settings(home=home.root))
    assert asked(schedule, instance, night) == ["klok-2026-10-02"]
    assert asked(schedule, instance, night + timedelta(hours=1)) == ["klok-2026-10-02"]


def started(instance: dg.DagsterInstance, status: dg.DagsterRunStatus, **tags: str) -> None:
    instance.create_run_for_job(_nothing, status=status, tags=tags)


def clock(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let the clock that the pipelines ask stand so far from the one that wrote the runs."""
    now = time.time()
    monkeypatch.setattr("pipelines.requests.time.time", lambda: now + seconds)


def test_a_failure_of_the_future_is_tried_again_now(instance, monkeypatch):
    started(instance, dg.DagsterRunStatus.FAILURE, **{FOR: "x"})
    assert isinstance(request_once(instance, "x", "New."), dg.SkipReason)
    clock(monkeypatch, -30 * requests.DAY_S)
    assert isinstance(request_once(instance, "x", "New."), dg.RunRequest)


def test_a_killed_run_with_news_of_the_future_does_not_hold_the_queue(instance, monkeypatch):
    started(instance, dg.DagsterRunStatus.STARTED)
    assert abandoned_runs(instance, quiet_seconds=120) == []
    clock(monkeypatch, -60)  # what two machines may differ
    assert abandoned_runs(instance, quiet_seconds=120) == []
    clock(monkeypatch, -3600)
    assert len(abandoned_runs(instance, quiet_seconds=120)) == 1


FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


@pytest.mark.slow
@pytest.mark.skipif(
    FAKETIME is None,
    reason="needs libfaketime (apt install libfaketime): the clock of the machine stays as it is",
)
def test_a_run_during_which_the_clock_jumps_publishes_a_whole_edition(tmp_path: Path):
    """A day ahead before the figures are judged, and an hour back before the pages are made."""
    home, stands = Home(tmp_path / "home"), tmp_path / "clock"
    stands.write_text("+0", encoding="utf-8")
    environment = os.environ | {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(stands),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    jumps = {"warehouse: raw": "+1d", "samenhang": "-1h"}
    command = [sys.executable, "-c", "from pipelines.cli import main; main()"]
    words = ["demo", "--home", str(home.root)]
    told_path = tmp_path / "told"
    with told_path.open("w", encoding="utf-8") as told_file:
        run = subprocess.Popen(
            [*command, *words], env=environment, stderr=told_file, stdout=told_file,
            start_new_session=True,
        )  # fmt: skip
    try:
        _jump(run, told_path, jumps, stands)
    finally:
        with suppress(ProcessLookupError):  # what it started itself ends with it
            os.killpg(run.pid, signal.SIGKILL)
    assert run.returncode == 0, told_path.read_text(encoding="utf-8")
    assert jumps == {}
    identity = current_edition(home)
    assert identity is not None
    assert page_hashes(home.site) == read_manifest(home.current).pages
    told = subprocess.run(
        [*command, "status", "--home", str(home.root)], capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert f"Dated in the future: the edition {identity}" in told.stdout
    pruned = subprocess.run(
        [*command, "prune", "--dry-run", "--home", str(home.root)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert f"stays      {identity}: published" in pruned.stdout
    shutil.rmtree(home.root)


PATIENCE_S = 300


def _jump(run: subprocess.Popen[bytes], told: Path, jumps: dict[str, str], clock: Path) -> None:
    """Let the clock jump at the stages that are told, until the run ends."""
    end = time.monotonic() + PATIENCE_S
    while run.poll() is None and time.monotonic() < end:
        lines = [line.rstrip() for line in told.read_text(encoding="utf-8").splitlines()]
        for stage in [name for name in jumps if any(line.endswith(name) for line in lines)]:
            clock.write_text(jumps.pop(stage), encoding="utf-8")
        time.sleep(0.05)
