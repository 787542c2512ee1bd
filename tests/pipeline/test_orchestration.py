"""What Dagster is told: one process, blocking contracts, and no run that is waited for in vain."""

from pathlib import Path

import dagster as dg
import pytest

from pipelines.definitions import build_definitions
from pipelines.jobs import JOB_NAME
from pipelines.runs import abandoned_runs, fail_runs
from pipelines.sensors import abandoned_sensor
from wijkfoto.errors import ContractError, WijkfotoError
from wijkfoto.home import Home
from wijkfoto.settings import Settings, load_settings
from wijkfoto.warehouse.model import Model, read_models


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path / "home")


@pytest.fixture
def definitions(settings: Settings) -> dg.Definitions:
    return build_definitions(settings)


def test_every_job_runs_in_one_process(definitions: dg.Definitions):
    jobs = definitions.resolve_all_job_defs()
    assert JOB_NAME in {job.name for job in jobs}
    assert {job.executor_def.name for job in jobs} == {"in_process"}


def test_every_table_of_the_warehouse_is_an_asset_with_a_blocking_contract(
    definitions: dg.Definitions,
):
    graph = definitions.resolve_asset_graph()
    for model in read_models():
        key = dg.AssetKey(model.qualified.split("."))
        checks = {c.name for c in graph.get_check_keys_for_assets({key})}
        assert "contract" in checks, model.qualified
    specs = [spec for check in definitions.asset_checks or [] for spec in check.check_specs]
    for assets in definitions.assets or []:
        specs += list(getattr(assets, "check_specs", []))
    blocking = {spec.blocking for spec in specs if spec.name == "contract"}
    assert blocking == {True}


def test_the_schedules_are_off_until_somebody_turns_them_on(definitions: dg.Definitions):
    schedules = list(definitions.schedules or [])
    assert {schedule.name for schedule in schedules} == {"elke_nacht", "elk_kwartaal"}
    assert {s.default_status for s in schedules} == {dg.DefaultScheduleStatus.STOPPED}
    assert {schedule.job_name for schedule in schedules} == {JOB_NAME}


@pytest.mark.parametrize(
    "broken", ["marts.observation", pytest.param("marts.team_form", marks=pytest.mark.slow)]
)
def test_a_broken_contract_fails_its_check_and_nothing_is_published(
    tmp_path: Path, monkeypatch, broken: str
):
    from pipelines.demo import sample_settings
    from wijkfoto.stages import derive, tables

    def broke(con: object, model: Model, *rest: object) -> object:
        if model.qualified == broken:
            raise ContractError("'bounds_in_order' is broken by 1 rows.", where=broken)
        return original(con, model, *rest)

    module, name = (tables, "run_model") if "obs" in broken else (derive, "fill_table")
    original = getattr(module, name)
    monkeypatch.setattr(module, name, broke)
    home = Home(tmp_path / "home")
    home.prepare()
    monkeypatch.setenv("DAGSTER_HOME", str(home.dagster))
    with sample_settings(load_settings(home=home.root)) as made, dg.DagsterInstance.get() as kept:
        job = build_definitions(made).resolve_job_def(JOB_NAME)
        result = job.execute_in_process(instance=kept, raise_on_error=False)
    assert not result.success
    failed = [e for e in result.get_asset_check_evaluations() if not e.passed]
    blocked = [e for e in failed if e.severity == dg.AssetCheckSeverity.ERROR]
    assert [".".join(e.asset_key.path) for e in blocked] == [broken]
    assert not home.current.exists()


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def started(instance: dg.DagsterInstance) -> dg.DagsterRun:
    return instance.create_run_for_job(_nothing, status=dg.DagsterRunStatus.STARTED)


@dg.job
def _nothing() -> None:
    """Do nothing."""


def test_a_run_without_a_process_is_found_and_reported_once(instance: dg.DagsterInstance):
    run, own = started(instance), started(instance)
    found = abandoned_runs(instance, own_run_id=own.run_id)
    assert [r.run_id for r in found] == [run.run_id]
    fail_runs(instance, found)
    assert instance.get_run_by_id(run.run_id).status == dg.DagsterRunStatus.FAILURE
    assert abandoned_runs(instance, own_run_id=own.run_id) == []


def test_a_run_that_just_gave_news_is_left_alone(instance: dg.DagsterInstance):
    started(instance)
    assert abandoned_runs(instance, quiet_seconds=3600) == []


def test_the_sensor_waits_for_whoever_holds_the_home(
    settings: Settings, instance: dg.DagsterInstance, monkeypatch
):
    monkeypatch.setattr("pipelines.sensors.EVERY_SECONDS", 0)
    run = started(instance)
    sensor = abandoned_sensor(settings)
    home = Home(settings.home)
    home.prepare()
    with home.lock():
        told = sensor.evaluate_tick(dg.build_sensor_context(instance=instance))
    assert "holds the home" in (told.skip_message or "")
    assert instance.get_run_by_id(run.run_id).status == dg.DagsterRunStatus.STARTED
    sensor.evaluate_tick(dg.build_sensor_context(instance=instance))
    assert instance.get_run_by_id(run.run_id).status == dg.DagsterRunStatus.FAILURE


def test_a_home_whose_folders_lie_elsewhere_is_refused(settings: Settings, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    settings.home.mkdir()
    (settings.home / "build").symlink_to(elsewhere)
    with pytest.raises(WijkfotoError, match="link to elsewhere: build"):
        Home(settings.home).prepare()
