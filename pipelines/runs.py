"""Runs in the Dagster instance: reporting those whose process is gone."""

import dagster as dg


def fail_abandoned_runs(instance: dg.DagsterInstance, own_run_id: str) -> list[str]:
    """Report runs that are STARTED but cannot be running, because this run holds the lock.

    A process that is killed leaves its run STARTED, and a queue of one would wait for ever.

    Returns:
        The ids of the runs that were reported failed.
    """
    started = instance.get_runs(filters=dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
    abandoned = [run for run in started if run.run_id != own_run_id]
    for run in abandoned:
        instance.report_run_failed(run, "The process of this run ended without a word.")
    return [run.run_id for run in abandoned]
