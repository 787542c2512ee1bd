"""The sensors: what asks for a run when something is new, and what clears runs that are gone.

They only ask and look; the run itself fetches, reads and refuses.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace

import dagster as dg
import duckdb

from pipelines.assets.gemeente import set_gemeenten
from pipelines.failures import failure_of
from pipelines.jobs import JOB_NAME
from pipelines.requests import has_succeeded, request_once
from pipelines.runs import abandoned_runs, fail_runs
from wijkfoto.errors import LockedError, WijkfotoError
from wijkfoto.home import Home
from wijkfoto.settings import Settings
from wijkfoto.warehouse.publish import current_edition

EVERY_SECONDS = 60
EVERY_HOUR = 3600

LOOKED_BACK = 50
"""Runs of the journal among which one is looked for."""

Asked = dg.RunRequest | dg.SkipReason


def abandoned_sensor(settings: Settings) -> dg.SensorDefinition:
    """Return the sensor; it runs whenever the daemon does.

    A process that is killed leaves its run STARTED, and a queue of one would wait for ever. Only
    a run that lives holds the lock of the home, so where nobody holds it there is none.
    """

    @dg.sensor(
        name="verlaten_runs",
        minimum_interval_seconds=EVERY_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Reports runs failed whose process is gone.",
    )
    def verlaten_runs(context: dg.SensorEvaluationContext) -> Iterator[dg.SkipReason]:
        found = abandoned_runs(context.instance, quiet_seconds=2 * EVERY_SECONDS)
        if not found:
            yield dg.SkipReason("No run has been silent for long.")
            return
        try:
            with Home(settings.home).lock():
                fail_runs(context.instance, found)
        except LockedError:
            yield dg.SkipReason("A run holds the home.")
            return
        yield dg.SkipReason(f"Reported failed: {', '.join(run.run_id for run in found)}.")

    return verlaten_runs


def figures_sensor(settings: Settings) -> dg.SensorDefinition:
    """Return the sensor that asks for a run when CBS or RIVM revised a table (`Modified`)."""

    @dg.sensor(
        name="nieuwe_cijfers",
        job_name=JOB_NAME,
        minimum_interval_seconds=EVERY_HOUR,
        default_status=_status(is_on=settings.rooster.nieuwe_cijfers),
        description="Asks CBS and RIVM whether a table was revised; if so, asks for one run.",
    )
    def nieuwe_cijfers(context: dg.SensorEvaluationContext) -> Asked:
        return ask_services(context.instance, settings)

    return nieuwe_cijfers


def ask_services(instance: dg.DagsterInstance, settings: Settings) -> Asked:
    """Ask what the services have that the store lacks; request one run for it, or say why not."""
    from wijkfoto.stages.news import news_of_services
    from wijkfoto.stages.workspace import Workspace

    if settings.bronnen.offline:
        return dg.SkipReason("The settings say offline: no service is asked.")
    try:
        news = news_of_services(Workspace(settings))
    except WijkfotoError as error:
        return dg.SkipReason(f"Could not ask: {error}")
    silence = " ".join(f"No answer of {name}: {why}" for name, why in news.silent.items())
    if not news.revisions:
        said = silence or f"Nothing new in {news.asked} tables."
        return dg.SkipReason(said)
    told = ", ".join(f"{table} of {moment}" for table, moment in sorted(news.revisions.items()))
    return request_once(instance, f"cijfers-{news.key}", f"New: {told}. {silence}".strip())


def files_sensor(settings: Settings) -> dg.SensorDefinition:
    """Return the sensor that asks for a run when a local file was added, changed or taken away.

    A file counts when it was the same, in size and moment, at two looks: it is then complete. What
    a run was asked for is asked for again, a day later, until one succeeded.
    """

    @dg.sensor(
        name="nieuwe_bestanden",
        job_name=JOB_NAME,
        minimum_interval_seconds=EVERY_SECONDS,
        default_status=_status(is_on=settings.rooster.nieuwe_bestanden),
        description="Looks at survey, forms, files and rules; asks for a run when they changed.",
    )
    def nieuwe_bestanden(context: dg.SensorEvaluationContext) -> Asked:
        from wijkfoto.stages.news import local_files

        try:
            now = {name: list(state) for name, state in local_files(settings).items()}
        except WijkfotoError as error:
            return dg.SkipReason(f"Could not look: {error}")
        before = _Files(**json.loads(context.cursor)) if context.cursor else _Files()
        found = _look(context.instance, before, now)
        context.update_cursor(json.dumps(asdict(found.cursor)))
        return found.asked

    return nieuwe_bestanden


State = dict[str, list[int]]
"""Size and moment of the last change, by file."""


@dataclass(frozen=True)
class _Files:
    """The cursor of the sensor of files.

    Attributes:
        seen: The files at the last look.
        taken: The files as the last run that succeeded found them.
        asked: The files that a run was asked for since then, if one was.
        key: What that run was asked for.
    """

    seen: State = field(default_factory=dict)
    taken: State = field(default_factory=dict)
    asked: State | None = None
    key: str = ""


@dataclass(frozen=True)
class _Found:
    cursor: _Files
    asked: Asked


def _look(instance: dg.DagsterInstance, before: _Files, now: State) -> _Found:
    """Say what there is to ask for, and what to know at the next look."""
    cursor = replace(before, seen=now)
    if before.asked is not None and has_succeeded(instance, before.key):
        cursor = replace(cursor, taken=before.asked, asked=None)
    if now == cursor.taken and cursor.asked is None:
        return _Found(cursor, dg.SkipReason(f"Nothing new in {len(now)} files."))
    busy = sorted(n for n, state in now.items() if before.seen.get(n) != state or not state[0])
    if busy or set(now) != set(before.seen):
        waited = ", ".join(busy) or "files"
        return _Found(cursor, dg.SkipReason(f"Waiting until they are complete: {waited}."))
    if now != cursor.asked:
        # The key before it counts too: files that are put back as they once were are new again.
        cursor = replace(cursor, asked=now, key=f"bestanden-{digest([cursor.key, now])}")
    names = now.keys() | cursor.taken.keys()
    count = sum(now.get(name) != cursor.taken.get(name) for name in names)
    return _Found(cursor, request_once(instance, cursor.key, f"{count} files."))


def alert_sensor(settings: Settings) -> dg.SensorDefinition:
    """Return the sensor that tells of runs that could not tell of their failure themselves.

    A run tells when it ends; one that was killed, or never got the home, does not.
    """

    @dg.run_failure_sensor(
        name="meldingen",
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Tells of failed runs: to logs/alerts.jsonl, and by mail or webhook if set.",
    )
    def meldingen(context: dg.RunFailureSensorContext) -> dg.SkipReason | None:
        from wijkfoto.alerts import alert_of, send_alert
        from wijkfoto.journal import Failure, last_runs

        run_id = context.dagster_run.run_id
        known = last_runs(Home(settings.home), LOOKED_BACK)
        if any(run.run_id == run_id and run.failure for run in known):
            return dg.SkipReason("The run told it itself.")
        failure = failure_of(context.instance, run_id) or Failure("ended without a word")
        send_alert(settings, alert_of(run_id, failure))
        return None

    return meldingen


def partitions_sensor(settings: Settings) -> dg.SensorDefinition:
    """Return the sensor that keeps the partitions of `site_by_gemeente` as published.

    The job sets them when it publishes; the commands `publish` and `rollback` load no Dagster.
    """

    @dg.sensor(
        name="gepubliceerde_gemeenten",
        minimum_interval_seconds=EVERY_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Lets the partitions follow a rollback or a publish by hand.",
    )
    def gepubliceerde_gemeenten(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        from wijkfoto.stages.rerender import published_gemeenten

        home = Home(settings.home)
        current = current_edition(home)
        if current is None or current == context.cursor:
            return dg.SkipReason(f"Published is {current or 'nothing yet'}, as before.")
        try:
            set_gemeenten(context.instance, published_gemeenten(home))
        except (duckdb.Error, OSError) as error:
            return dg.SkipReason(f"Edition {current} cannot be read: {type(error).__name__}.")
        context.update_cursor(current)
        return dg.SkipReason(f"The partitions are those of {current}.")

    return gepubliceerde_gemeenten


def digest(state: object) -> str:
    """Return a short hash of what can be written as JSON."""
    import hashlib

    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:16]


def _status(*, is_on: bool) -> dg.DefaultSensorStatus:
    return dg.DefaultSensorStatus.RUNNING if is_on else dg.DefaultSensorStatus.STOPPED
