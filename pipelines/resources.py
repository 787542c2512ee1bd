"""The one resource: a workspace that holds the lock of the home for the length of a run."""

import logging
from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipelines.failures import failure_of
from pipelines.logbook import Timed, logged
from pipelines.runs import abandoned_runs, fail_runs
from wijkfoto.alerts import alert_of, send_alert
from wijkfoto.journal import Failure, write_begin, write_end
from wijkfoto.settings import Settings
from wijkfoto.stages.workspace import Progress, Silent, Workspace

log = logging.getLogger(__name__)


def workspace_resource(
    settings: Settings, *, national: bool = False, progress: Progress | None = None
) -> dg.ResourceDefinition:
    """Return the resource that every asset works with.

    The lock is taken when a run starts and let go by the system when its process ends; a
    second run fails with a message that names the holder.
    """

    @dg.resource(description="Settings, home and lock of a run.")
    def workspace(context: Any) -> Iterator[Workspace]:  # noqa: ANN401 - Dagster passes its own context
        timed = Timed(progress or Silent())
        ws = Workspace(settings, national=national, progress=timed)
        ws.home.prepare()
        run_id = context.run.run_id if context.run else "no run"
        with ws.home.lock(), logged(ws.home, settings.logboek, run_id):
            if context.instance and context.run:
                own = context.run.run_id
                fail_runs(context.instance, abandoned_runs(context.instance, own_run_id=own))
            yield from _noted(ws, run_id, context.instance)
            timed.done()

    return workspace


def _noted(ws: Workspace, run_id: str, instance: dg.DagsterInstance | None) -> Iterator[Workspace]:
    """Hand out the workspace, with a line in the journal before and after; tell of a failure."""
    ws.save_state(published=None)
    write_begin(ws.home, run_id)
    try:
        yield ws
    finally:
        published = _published(ws)
        failure = failure_of(instance, run_id) if instance else None
        write_end(ws.home, run_id, published, failure)
        _say_end(ws, published, failure)
        if failure:
            send_alert(ws.settings, alert_of(run_id, failure, published))


def _published(ws: Workspace) -> str | None:
    """Return the edition that this run has published; None when it has none."""
    published = ws.state().get("published")
    return str(published) if published else None


def _say_end(ws: Workspace, published: str | None, failure: Failure | None) -> None:
    """Log how the run ended and what comes next."""
    if published and failure:
        log.warning("published %s, and then %s; next: wijkfoto status", published, failure)
    elif published:
        log.info("published %s; next: open %s", published, ws.home.site / "index.html")
    else:
        log.warning("nothing was published: %s; next: wijkfoto status", failure or "see above")
