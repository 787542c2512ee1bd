"""The history of a run is what Dagster writes by itself, over one connection per file."""

from pathlib import Path

import dagster as dg
import pytest

from pipelines import history
from pipelines.history import held_open


@dg.asset(check_specs=[dg.AssetCheckSpec(name="filled", asset="figures")])
def figures() -> dg.MaterializeResult:
    """Make one table with one check."""
    return dg.MaterializeResult(
        metadata={"rows": 3}, check_results=[dg.AssetCheckResult(check_name="filled", passed=True)]
    )


def ran(instance: dg.DagsterInstance) -> str:
    return dg.materialize([figures], instance=instance).run_id


def events(instance: dg.DagsterInstance, run_id: str) -> list[dg.DagsterEventType]:
    records = instance.get_records_for_run(run_id).records
    return [record.event_log_entry.dagster_event_type for record in records]


@pytest.fixture
def instance(tmp_path: Path):
    silent = {"telemetry": {"enabled": False}}
    with dg.DagsterInstance.local_temp(str(tmp_path), overrides=silent) as made:
        yield made


def test_the_events_are_those_that_are_written_without_it(instance: dg.DagsterInstance):
    plain = events(instance, ran(instance))
    with held_open(instance):
        run_id = ran(instance)
        assert len(events(instance, run_id)) == len(plain)
    with dg.DagsterInstance.from_ref(instance.get_ref()) as other:
        kept = events(other, run_id)
        latest = other.get_latest_materialization_event(dg.AssetKey("figures"))
    assert kept == plain
    assert latest is not None
    assert latest.run_id == run_id


def test_another_reader_sees_an_event_at_once(instance: dg.DagsterInstance):
    with held_open(instance), dg.DagsterInstance.from_ref(instance.get_ref()) as other:
        run_id = ran(instance)
        assert events(other, run_id) == events(instance, run_id)


def test_a_file_is_opened_once_and_the_storage_is_given_back(
    instance: dg.DagsterInstance, monkeypatch
):
    opened: list[str] = []
    original = history.create_engine

    def counted(address: str, **how: object) -> object:
        opened.append(address)
        return original(address, **how)

    monkeypatch.setattr(history, "create_engine", counted)
    storage = instance.event_log_storage
    before = (storage.run_connection, storage.index_connection)
    with held_open(instance):
        runs = [ran(instance), ran(instance)]
    assert (storage.run_connection, storage.index_connection) == before
    assert len(set(runs)) == 2
    assert len(opened) == len(set(opened)) == 3


def test_an_instance_that_keeps_its_events_elsewhere_is_left_as_it_is():
    with dg.DagsterInstance.ephemeral() as made:
        storage = made.event_log_storage
        with held_open(made):
            assert vars(storage).keys() & {"run_connection", "index_connection"} == set()
            assert events(made, ran(made))
