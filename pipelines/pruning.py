"""`wijkfoto prune`: editions and snapshots by the library, and old runs of Dagster."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from pipelines.instance import prepare_instance
from wijkfoto.home import Home
from wijkfoto.prune import carry_out, plan_prune
from wijkfoto.settings import Settings
from wijkfoto.stages.overview import write_overview

AT_A_TIME = 100
"""Runs that are read from the history at once."""


def prune_home(settings: Settings, *, dry_run: bool) -> Iterator[str]:
    """Take away what the policy does not keep; say what, line by line.

    Raises:
        LockedError: If a run holds the home.
        EditionError: If the published edition cannot be read.
    """
    home = Home(settings.home)
    home.prepare()
    with home.lock():
        now = datetime.now(UTC)
        plan = plan_prune(home, settings.edities, now)
        if not dry_run:
            carry_out(home, plan)
            write_overview(home, settings)
        yield from plan.lines(dry_run=dry_run)
        if any((home.dagster / "history").glob("*")) or settings.dagster.postgres_url:
            old = now - timedelta(days=settings.edities.dagen_runs)
            prepare_instance(settings)
            count = _prune_runs(old, dry_run=dry_run)
            verb = "would go" if dry_run else "gone"
            yield f"{verb:<10} {count} runs older than {settings.edities.dagen_runs} days"


def _prune_runs(older_than: datetime, *, dry_run: bool) -> int:
    """Delete the finished runs of before a moment from Dagster's history; return how many.

    Dagster keeps ticks for the days that dagster.yaml says, and runs until somebody deletes them.
    """
    import dagster as dg

    finished = [
        dg.DagsterRunStatus.SUCCESS,
        dg.DagsterRunStatus.FAILURE,
        dg.DagsterRunStatus.CANCELED,
    ]
    chosen = dg.RunsFilter(statuses=finished, created_before=older_than)
    with dg.DagsterInstance.get() as instance:
        if dry_run:
            return instance.get_runs_count(chosen)
        count = 0
        while found := instance.get_runs(chosen, limit=AT_A_TIME):
            for run in found:
                instance.delete_run(run.run_id)
            count += len(found)
        return count
