"""Asking for a run once for one thing, and again a day later when that run failed.

What is new is found elsewhere. A run key alone would not do: Dagster never honours one twice, so
that a run that failed on a passing fault would not come back.
"""

import time

import dagster as dg

FOR = "wijkfoto/voor"
"""Tag of a run with the key of what it was asked for."""

REASON = "wijkfoto/reden"
"""Tag with the reason in words."""

DAY_S = 24 * 3600
"""Seconds between a run that failed and the next try."""


def request_once(
    instance: dg.DagsterInstance, key: str, reason: str
) -> dg.RunRequest | dg.SkipReason:
    """Ask for a run for `key`, unless one is under way, succeeded, or failed today.

    Args:
        instance: Where runs are kept.
        key: What the run is for; equal news has an equal key.
        reason: Why, in words; shown with the run.
    """
    records = instance.get_run_records(filters=dg.RunsFilter(tags={FOR: key}))
    if not records:
        return _request(key, reason, 0)
    newest = records[0]
    status = newest.dagster_run.status
    if status == dg.DagsterRunStatus.SUCCESS:
        return dg.SkipReason(
            f"{reason} A run took this already and did not keep it; see the notes of its sources."
        )
    if status not in (dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED):
        return dg.SkipReason(f"{reason} A run for it is under way.")
    # Below zero the clock went back since: that run may be as old as any.
    if 0 <= time.time() - newest.update_timestamp.timestamp() < DAY_S:
        return dg.SkipReason(f"{reason} The run for it failed; it is tried again after a day.")
    return _request(key, reason, len(records))


def has_succeeded(instance: dg.DagsterInstance, key: str) -> bool:
    """Say whether a run that was asked for `key` succeeded."""
    succeeded = dg.RunsFilter(tags={FOR: key}, statuses=[dg.DagsterRunStatus.SUCCESS])
    return instance.get_runs_count(succeeded) > 0


def _request(key: str, reason: str, tries: int) -> dg.RunRequest:
    return dg.RunRequest(run_key=f"{key}-{tries}", tags={FOR: key, REASON: reason[:250]})
