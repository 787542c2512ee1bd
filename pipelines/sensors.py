"""The sensor that clears runs whose process is gone, so that the queue never waits for them."""

from collections.abc import Iterator

import dagster as dg

from pipelines.runs import abandoned_runs, fail_runs
from wijkfoto.errors import LockedError
from wijkfoto.home import Home
from wijkfoto.settings import Settings

EVERY_SECONDS = 60


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
