"""The schedules: a look every night, and everything once a quarter; off until they are set.

A schedule says when; what is new is asked by the sensors' functions.
"""

from datetime import UTC, datetime

import dagster as dg

from pipelines.jobs import JOB_NAME
from pipelines.sensors import Asked, ask_services
from wijkfoto.errors import WijkfotoError
from wijkfoto.home import Home
from wijkfoto.settings import Settings

ZONE = "Europe/Amsterdam"


def nightly_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """Return the schedule that looks every night whether there is something to do."""

    @dg.schedule(
        name="elke_nacht",
        job_name=JOB_NAME,
        cron_schedule="30 4 * * *",
        execution_timezone=ZONE,
        default_status=_status(is_on=settings.rooster.elke_nacht),
        description="Looks for new figures and local files; runs only when there are.",
    )
    def elke_nacht(context: dg.ScheduleEvaluationContext) -> Asked:
        return _tonight(context, settings)

    return elke_nacht


def _tonight(context: dg.ScheduleEvaluationContext, settings: Settings) -> Asked:
    from wijkfoto.clock import TOLERANCE
    from wijkfoto.journal import last_runs
    from wijkfoto.stages.news import changed_since

    runs = last_runs(Home(settings.home), 1)
    night = context.scheduled_execution_time.date().isoformat()
    if not runs:
        return dg.RunRequest(run_key=f"eerste-{night}")
    began = datetime.fromisoformat(runs[0].began)
    if began > datetime.now(UTC) + TOLERANCE:
        # The clock went back since that run, so nobody can say what changed after it.
        return dg.RunRequest(run_key=f"klok-{night}")
    try:
        changed = changed_since(settings, began)
    except WijkfotoError as error:
        return dg.SkipReason(f"Could not look: {error}")
    if changed:
        return dg.RunRequest(
            run_key=f"bestanden-{night}", tags={"wijkfoto/reden": f"{len(changed)} files"}
        )
    return ask_services(context.instance, settings)


def quarterly_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """Return the schedule that runs everything four times a year, new or not.

    The key of a run is its day, so that a clock that goes back over the hour gives no second one.
    """

    @dg.schedule(
        name="elk_kwartaal",
        job_name=JOB_NAME,
        cron_schedule="0 5 2 1,4,7,10 *",
        execution_timezone=ZONE,
        default_status=_status(is_on=settings.rooster.elk_kwartaal),
        description="Runs everything, so that it is known to work; the same gives the same.",
    )
    def elk_kwartaal(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        return dg.RunRequest(run_key=f"kwartaal-{context.scheduled_execution_time:%Y-%m-%d}")

    return elk_kwartaal


def _status(*, is_on: bool) -> dg.DefaultScheduleStatus:
    return dg.DefaultScheduleStatus.RUNNING if is_on else dg.DefaultScheduleStatus.STOPPED
