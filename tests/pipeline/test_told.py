"""A run that fails tells why once: in the journal, in the alerts, by names and never by content."""

import json
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from pipelines.assets import publish, site
from pipelines.failures import failure_of
from pipelines.resources import workspace_resource
from pipelines.sensors import alert_sensor
from wijkfoto.errors import SourceError
from wijkfoto.home import Home
from wijkfoto.journal import last_runs
from wijkfoto.privacy import DisclosureError, Kind, Leak
from wijkfoto.settings import Settings
from wijkfoto.stages.finish import Published
from wijkfoto.stages.workspace import StageReport, Workspace
from wijkfoto.warehouse.model import read_models

PERSON = "Fictief Persoon"
EDITION = "2020-aa0000000000"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def attacked(settings: Settings, instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    assets = {each.op.name: each for each in site.site_assets(read_models())}
    return dg.materialize(
        [assets["aangevallen"]],
        instance=instance,
        resources={"workspace": workspace_resource(settings)},
        raise_on_error=False,
    )


def alerts(settings: Settings) -> list[dict[str, str]]:
    path = settings.home / "logs" / "alerts.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def test_a_blocked_publish_is_told_with_its_check_and_nothing_of_what_it_found(
    settings: Settings, monkeypatch
):
    def leaks(_: object) -> None:
        raise DisclosureError([Leak(Kind.PERSONAL, "qualitative.text", PERSON)])

    monkeypatch.setattr(site, "attack_candidate", leaks)
    with dg.DagsterInstance.ephemeral() as instance:
        result = attacked(settings, instance)
        assert not result.success
        failure = failure_of(instance, result.run_id)
    (run,) = last_runs(Home(settings.home), 2)
    assert run.failure == failure
    assert "stopped by the check onthulling of editie/aangevallen" in run.outcome
    assert failure is not None
    assert failure.kind == "DisclosureError"
    (alert,) = alerts(settings)
    assert alert["check"] == "onthulling of editie/aangevallen"
    assert PERSON not in "".join(p.read_text() for p in (settings.home / "logs").iterdir())


def test_a_step_that_fails_without_a_check_is_told_by_its_step(settings: Settings, monkeypatch):
    def fails(_: object) -> None:
        raise SourceError(PERSON)

    monkeypatch.setattr(site, "attack_candidate", fails)
    with dg.DagsterInstance.ephemeral() as instance:
        attacked(settings, instance)
    (alert,) = alerts(settings)
    assert (alert["kind"], alert["step"], alert["check"]) == ("SourceError", "aangevallen", "")


def test_a_run_that_succeeds_tells_nobody(settings: Settings, monkeypatch):
    monkeypatch.setattr(site, "attack_candidate", lambda _: StageReport())
    with dg.DagsterInstance.ephemeral() as instance:
        assert attacked(settings, instance).success
    assert alerts(settings) == []
    assert last_runs(Home(settings.home), 1)[0].failure is None


def published(settings: Settings, instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    return dg.materialize(
        [publish.publish_asset([])],
        instance=instance,
        resources={"workspace": workspace_resource(settings)},
        raise_on_error=False,
    )


def flipped(ws: Workspace) -> Published:
    ws.save_state(published=EDITION)
    return Published(EDITION, is_new=True)


def test_what_goes_wrong_after_the_flip_fails_no_run_and_keeps_nothing_else_from_being_done(
    settings: Settings, monkeypatch
):
    def unreadable(_: Home) -> tuple[str, ...]:
        raise duckdb.IOException(PERSON)

    monkeypatch.setattr(publish, "publish_edition", flipped)
    monkeypatch.setattr(publish, "published_gemeenten", unreadable)
    monkeypatch.setattr(publish, "_pruned", lambda _: ["2019-old"])
    with dg.DagsterInstance.ephemeral() as instance:
        result = published(settings, instance)
    assert result.success
    (made,) = result.asset_materializations_for_node("editie__gepubliceerd")
    assert made.metadata["not done"].value == ["gemeenten: IOException"]
    assert made.metadata["pruned"].value == ["2019-old"]
    assert last_runs(Home(settings.home), 1)[0].outcome == f"published {EDITION}"
    assert alerts(settings) == []


def test_a_run_that_fails_after_it_published_tells_both(settings: Settings, monkeypatch):
    def breaks(ws: Workspace) -> Published:
        flipped(ws)
        raise SourceError(PERSON)

    monkeypatch.setattr(publish, "publish_edition", breaks)
    with dg.DagsterInstance.ephemeral() as instance:
        assert not published(settings, instance).success
    assert last_runs(Home(settings.home), 1)[0].outcome.startswith(f"published {EDITION}, and then")
    (alert,) = alerts(settings)
    assert alert["what"].startswith(f"A run published {EDITION}, and failed after that")


@dg.op
def _breaks() -> None:
    message = "weg"
    raise ValueError(message)


@dg.job
def _broken() -> None:
    _breaks()


def test_a_run_that_could_not_tell_is_told_by_the_sensor_and_one_that_did_is_not_told_twice(
    settings: Settings, monkeypatch
):
    with dg.DagsterInstance.ephemeral() as instance:
        result = _broken.execute_in_process(instance=instance, raise_on_error=False)
        sensor = alert_sensor(settings)

        def noticed(run_id: str) -> None:
            run = instance.get_run_by_id(run_id)
            event = next(
                entry.dagster_event
                for entry in instance.all_logs(run_id)
                if entry.dagster_event
                and entry.dagster_event.event_type == dg.DagsterEventType.RUN_FAILURE
            )
            context = dg.build_run_status_sensor_context(
                sensor_name="meldingen",
                dagster_event=event,
                dagster_instance=instance,
                dagster_run=run,
            ).for_run_failure()
            sensor(context)

        noticed(result.run_id)
        (alert,) = alerts(settings)
        assert (alert["run_id"], alert["kind"]) == (result.run_id, "ValueError")
        monkeypatch.setattr(
            site, "attack_candidate", lambda _: (_ for _ in ()).throw(SourceError("x"))
        )
        noticed(attacked(settings, instance).run_id)
    assert len(alerts(settings)) == 2
