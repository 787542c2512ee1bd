"""Runs in the Dagster instance: finding and reporting those whose process is gone."""

import time

import dagster as dg

UNFINISHED = (
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
)
"""Statuses that fill a place in the queue."""

ENDED = (
    "The process of this run ended without a word: it was killed, there was no memory left, or the "
    "machine stopped. Readers keep the edition that was published. Next: look in logs/wijkfoto.log "
    "of the home at what it did last, and run again."
)


def abandoned_runs(
    instance: dg.DagsterInstance, *, own_run_id: str | None = None, quiet_seconds: float = 0.0
) -> list[dg.DagsterRun]:
    """Return unfinished runs that cannot be running when nobody else holds the lock.

    Args:
        instance: The Dagster instance.
        own_run_id: The run that asks.
        quiet_seconds: How long a run must have been without news; a run that just started may not
            have reached its lock. News of the future says that the clock went back since.
    """
    records = instance.get_run_records(filters=dg.RunsFilter(statuses=list(UNFINISHED)))
    now = time.time()
    newest, latest = now - quiet_seconds, now + quiet_seconds
    return [
        record.dagster_run
        for record in records
        if record.dagster_run.run_id != own_run_id
        and not newest < record.update_timestamp.timestamp() <= latest
    ]


def fail_runs(instance: dg.DagsterInstance, runs: list[dg.DagsterRun]) -> None:
    """Report runs failed; a process that is killed leaves its run STARTED for ever."""
    for run in runs:
        instance.report_run_failed(run, ENDED)
