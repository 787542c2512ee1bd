"""Sensors and schedules: what is new asks for one run, nothing new or no answer for none."""

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from pipelines import requests
from pipelines.assets import bronnen
from pipelines.definitions import build_definitions
from pipelines.jobs import JOB_NAME
from pipelines.requests import FOR, request_once
from pipelines.schedules import nightly_schedule
from pipelines.sensors import figures_sensor, files_sensor
from tests.made_portion import TABLE, police_table
from wijkfoto.bronnen.http import HttpOptions, UnavailableError
from wijkfoto.errors import SourceError
from wijkfoto.home import Home
from wijkfoto.journal import write_begin
from wijkfoto.sample import ODataService, sample_tables
from wijkfoto.sample.served import ServedTable
from wijkfoto.settings import Bronnen, Kwalitatief, Settings, load_settings
from wijkfoto.stages.news import news_of_services
from wijkfoto.stages.sources import fetch_source
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.publish import current_edition

KWB = "84799NED"


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    silent = {"telemetry": {"enabled": False}}
    folder = tmp_path / "dagster"
    folder.mkdir()
    with dg.DagsterInstance.local_temp(str(folder), overrides=silent) as made:
        yield made


def revised(tables: list[ServedTable], moment: str) -> list[ServedTable]:
    return [
        replace(table, info=table.info | {"Modified": moment}) if table.table_id == KWB else table
        for table in tables
    ]


def asks(home: Path, url: str) -> Settings:
    return Settings(home=home, bronnen=Bronnen(peiljaar=2020, cbs_url=url, rivm_url=url))


def tick(sensor: dg.SensorDefinition, instance: dg.DagsterInstance, cursor: str | None = None):
    return sensor.evaluate_tick(dg.build_sensor_context(instance=instance, cursor=cursor))


def started_as(instance: dg.DagsterInstance, status: dg.DagsterRunStatus, key: str) -> None:
    instance.create_run_for_job(_nothing, status=status, tags={FOR: key})


def run_all(instance: dg.DagsterInstance, told, status: dg.DagsterRunStatus) -> None:
    """Run what a tick asked for, as the daemon does: with its tags."""
    for request in told.run_requests:
        instance.create_run_for_job(_nothing, status=status, tags=dict(request.tags))


@dg.job
def _nothing() -> None:
    """Do nothing."""


@pytest.fixture(scope="module")
def fetched_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose store has every table of the made service."""
    home = tmp_path_factory.mktemp("asked") / "home"
    with ODataService(sample_tables()) as service:
        ws = Workspace(asks(home, service.url))
        ws.home.prepare()
        for source_id in ws.catalog.used_sources():
            fetch_source(ws, source_id)
    return home


def test_nothing_new_is_no_run_and_costs_a_request_for_each_table(fetched_home, instance):
    with ODataService(sample_tables()) as service:
        told = tick(figures_sensor(asks(fetched_home, service.url)), instance)
        asked = list(service.requests)
    assert told.run_requests == []
    assert f"Nothing new in {len(asked)} tables" in (told.skip_message or "")
    assert len(set(asked)) == len(asked) >= len(sample_tables())


def test_a_revised_table_asks_for_one_run_however_often_it_is_seen(fetched_home, instance):
    tables = revised(sample_tables(), "2021-11-02T02:00:00")
    with ODataService(tables) as service:
        sensor = figures_sensor(asks(fetched_home, service.url))
        first, second = tick(sensor, instance), tick(sensor, instance)
    (request,) = first.run_requests
    assert f"{KWB} of 2021-11-02T02:00:00" in request.tags[requests.REASON]
    assert [r.run_key for r in second.run_requests] == [request.run_key]


def test_a_service_that_is_away_is_no_run_and_no_crash(fetched_home, instance, monkeypatch):
    with ODataService([]) as service:
        gone = service.url
    monkeypatch.setattr(Workspace, "http", HttpOptions(wait_s=0.01))
    told = tick(figures_sensor(asks(fetched_home, gone)), instance)
    assert told.run_requests == []
    assert "No answer of cbs" in (told.skip_message or "")


def test_offline_no_service_is_asked(fetched_home, instance):
    with ODataService(sample_tables()) as service:
        settings = asks(fetched_home, service.url)
        bronnen_off = settings.bronnen.model_copy(update={"offline": True})
        sensor = figures_sensor(settings.model_copy(update={"bronnen": bronnen_off}))
        assert "offline" in (tick(sensor, instance).skip_message or "")
        assert service.requests == []


@pytest.mark.parametrize(
    ("status", "said"),
    [("SUCCESS", "took this already"), ("STARTED", "under way"), ("FAILURE", "after a day")],
)
def test_what_was_asked_for_is_not_asked_again_today(instance, status, said):
    started_as(instance, dg.DagsterRunStatus[status], "x")
    told = request_once(instance, "x", "New.")
    assert isinstance(told, dg.SkipReason)
    assert said in (told.skip_message or "")


def test_what_failed_is_asked_again_a_day_later_under_another_key(instance, monkeypatch):
    first = request_once(instance, "x", "New.")
    started_as(instance, dg.DagsterRunStatus.FAILURE, "x")
    now = time.time()
    monkeypatch.setattr("pipelines.requests.time.time", lambda: now + requests.DAY_S + 60)
    again = request_once(instance, "x", "New.")
    assert isinstance(first, dg.RunRequest)
    assert isinstance(again, dg.RunRequest)
    assert again.run_key != first.run_key


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    folder = tmp_path / "gesprekken"
    folder.mkdir()
    return folder


def listening(tmp_path: Path, forms: Path) -> dg.SensorDefinition:
    return files_sensor(Settings(home=tmp_path / "home", kwalitatief=Kwalitatief(map=str(forms))))


def test_a_file_that_grows_is_waited_for_until_two_looks_are_the_same(tmp_path, forms, instance):
    sensor, path = listening(tmp_path, forms), forms / "gesprekken.csv"
    cursor, asked = None, []
    for text in ("", "wijk;", "wijk;veld", "wijk;veld", "wijk;veld"):
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
        told = tick(sensor, instance, cursor)
        cursor = told.cursor
        asked.append(len(told.run_requests))
        run_all(instance, told, dg.DagsterRunStatus.SUCCESS)
    assert asked == [0, 0, 0, 1, 0]


def test_names_of_unfinished_files_are_passed_over(tmp_path, forms, instance):
    for name in (".gesprekken.csv.swp", "~$lijst.xlsx", "a.csv.part", "b.csv.crdownload", "c.tmp"):
        (forms / name).write_text("x", encoding="utf-8")
    sensor, cursor = listening(tmp_path, forms), None
    for _ in range(3):
        told = tick(sensor, instance, cursor)
        cursor = told.cursor
        assert told.run_requests == []
    assert "Nothing new in 0 files" in (told.skip_message or "")


def test_a_file_that_is_taken_away_or_replaced_by_an_older_one_counts_too(
    tmp_path, forms, instance
):
    sensor, path = listening(tmp_path, forms), forms / "a.csv"
    path.write_text("een", encoding="utf-8")
    cursor, keys = None, []
    for step in range(9):
        if step == 3:
            path.write_text("two", encoding="utf-8")
            os.utime(path, (1, 1))
        if step == 6:
            path.unlink()
        told = tick(sensor, instance, cursor)
        cursor = told.cursor
        keys += [request.run_key for request in told.run_requests]
        run_all(instance, told, dg.DagsterRunStatus.SUCCESS)
    assert len(keys) == len(set(keys)) == 3


def test_files_whose_run_failed_are_asked_for_again_a_day_later_until_one_succeeds(
    tmp_path, forms, instance, monkeypatch
):
    (forms / "a.csv").write_text("een", encoding="utf-8")
    sensor, cursor, keys, said = listening(tmp_path, forms), None, [], []
    clock, began = [0.0], time.time()
    monkeypatch.setattr("pipelines.requests.time.time", lambda: began + clock[0])
    for step in range(6):
        if step == 3:
            clock[0] = requests.DAY_S + 60
        told = tick(sensor, instance, cursor)
        cursor = told.cursor
        keys += [request.run_key for request in told.run_requests]
        said.append(told.skip_message or "")
        ended = dg.DagsterRunStatus.FAILURE if step < 3 else dg.DagsterRunStatus.SUCCESS
        run_all(instance, told, ended)
    assert len(keys) == len(set(keys)) == 2
    assert "tried again after a day" in said[2]
    assert said[4:] == ["Nothing new in 1 files."] * 2


def test_files_that_are_put_back_as_they_once_were_are_asked_for_again(tmp_path, forms, instance):
    sensor, path = listening(tmp_path, forms), forms / "a.csv"
    cursor, keys = None, set()
    for step, text in enumerate(("een", "een", "two", "two", "een", "een")):
        path.write_text(text, encoding="utf-8")
        os.utime(path, (len(text), 1 if text == "een" else 2))
        told = tick(sensor, instance, cursor)
        cursor = told.cursor
        assert len(told.run_requests) == step % 2
        keys |= {request.run_key for request in told.run_requests}
        run_all(instance, told, dg.DagsterRunStatus.SUCCESS)
    assert len(keys) == 3  # Dagster honours a key once


def nightly(settings: Settings, instance: dg.DagsterInstance) -> dg.RunRequest | None:
    context = dg.build_schedule_context(
        instance=instance, scheduled_execution_time=datetime(2026, 11, 28, 4, 30, tzinfo=UTC)
    )
    requested = nightly_schedule(settings).evaluate_tick(context).run_requests
    return requested[0] if requested else None


def test_the_night_runs_first_and_then_only_for_what_is_new(
    fetched_home, tmp_path, forms, instance
):
    with ODataService(sample_tables()) as service:
        home = tmp_path / "home"
        shutil.copytree(fetched_home / "snapshots", home / "snapshots")
        settings = asks(home, service.url).model_copy(
            update={"kwalitatief": Kwalitatief(map=str(forms))}
        )
        assert nightly(settings, instance) is not None
        Home(home).prepare()
        write_begin(Home(home), "een")
        assert nightly(settings, instance) is None
        time.sleep(1.1)  # the journal knows whole seconds
        (forms / "a.csv").write_text("wijk", encoding="utf-8")
        asked = nightly(settings, instance)
    assert asked is not None
    assert "1 files" in asked.tags[requests.REASON]


@pytest.mark.parametrize(
    "name", ["nieuwe_cijfers", "nieuwe_bestanden", "elke_nacht", "elk_kwartaal"]
)
def test_each_is_off_until_its_setting_says_on(tmp_path, name):
    def status(settings: Settings) -> str:
        made = build_definitions(settings)
        listed = [*(made.sensors or []), *(made.schedules or [])]
        return next(each.default_status.value for each in listed if each.name == name)

    home = tmp_path / "home"
    assert status(load_settings(home=home)) == "STOPPED"
    assert status(load_settings(home=home, rooster={name: True})) == "RUNNING"


@pytest.mark.parametrize(
    ("error", "by_itself", "tries"),
    [
        (UnavailableError("away"), True, 3),
        (UnavailableError("away"), False, 1),
        (SourceError("another table"), True, 1),
    ],
)
def test_only_a_passing_fault_of_a_source_is_tried_again_and_only_when_nobody_waits(
    monkeypatch, instance, error, by_itself, tries
):
    calls = []

    def failing(*_: object) -> None:
        calls.append(1)
        raise error

    monkeypatch.setattr(bronnen, "fetch_source", failing)
    monkeypatch.setattr(bronnen, "FIRST_WAIT_S", 0.0)
    asset = bronnen.source_assets()[0]
    result = dg.materialize(
        [asset],
        resources={"workspace": dg.ResourceDefinition.hardcoded_resource(_Quiet())},
        tags={"dagster/sensor_name": "nieuwe_cijfers"} if by_itself else {},
        instance=instance,
        raise_on_error=False,
    )
    assert not result.success
    assert len(calls) == tries


class _Quiet:
    """A workspace of which only the progress is asked."""

    @property
    def progress(self) -> "_Quiet":
        return self

    def stage(self, name: str) -> None:
        """Say nothing."""


@pytest.mark.slow
def test_a_revision_at_the_service_leads_to_a_new_edition_and_nothing_else_is_touched(
    demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """From the tick of the sensor to the flip of the link, as the daemon does it."""
    home = Home(tmp_path / "home")
    shutil.copytree(demo_home, home.root, symlinks=True)
    monkeypatch.setenv("DAGSTER_HOME", str(home.dagster))
    before = current_edition(home)
    kept = {path: path.stat().st_mtime_ns for path in _files(home.root)}
    tables = revised(sample_tables(), "2021-11-02T02:00:00")
    with ODataService(tables) as service, dg.DagsterInstance.get() as kept_by:
        settings = asks(home.root, service.url)
        settings = settings.model_copy(
            update={"gemeente": settings.gemeente.model_copy(update={"codes": ("GM9901",)})}
        )
        sensor = figures_sensor(settings)
        (request,) = tick(sensor, kept_by).run_requests
        job = build_definitions(settings).resolve_job_def(JOB_NAME)
        result = job.execute_in_process(instance=kept_by, tags=request.tags)
        again = tick(sensor, kept_by)
    assert result.success
    assert current_edition(home) not in (before, None)
    assert again.run_requests == []
    assert "Nothing new" in (again.skip_message or "")
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    new = {path.parent.name for path in (home.snapshots / "cbs" / KWB).glob("*/manifest.json")}
    assert new == {"2021-09-30", "2021-11-02"}


def _files(root: Path) -> list[Path]:
    """Give the files of what must not change: earlier editions and snapshots."""
    return [
        p for part in ("editions", "snapshots") for p in (root / part).rglob("*") if p.is_file()
    ]


def test_a_portion_that_was_fetched_is_no_news(tmp_path):
    with ODataService([*sample_tables(), police_table()]) as service:
        ws = Workspace(asks(tmp_path / "home", service.url))
        ws.home.prepare()
        before = news_of_services(ws).revisions
        for source_id in ws.catalog.used_sources():
            fetch_source(ws, source_id)
        after = news_of_services(ws).revisions
    assert any(table.endswith(f"/{TABLE.table_id}") for table in before)
    assert after == {}
