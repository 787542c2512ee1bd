"""The schedule: every night, off until someone turns it on."""

import dagster as dg

from pipelines.jobs import JOB_NAME


def nightly_schedule() -> dg.ScheduleDefinition:
    """Return the nightly schedule, stopped by default."""
    return dg.ScheduleDefinition(
        name="elke_nacht",
        job_name=JOB_NAME,
        cron_schedule="30 4 * * *",
        execution_timezone="Europe/Amsterdam",
        default_status=dg.DefaultScheduleStatus.STOPPED,
        description="Looks for new figures; an unchanged source costs one request.",
    )
