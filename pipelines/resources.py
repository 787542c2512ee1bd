"""The one resource: a workspace that holds the lock of the home for the length of a run."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipelines.runs import abandoned_runs, fail_runs
from wijkfoto.journal import write_begin, write_end
from wijkfoto.settings import Settings
from wijkfoto.stages.workspace import Progress, Silent, Workspace


def workspace_resource(
    settings: Settings, *, national: bool = False, progress: Progress | None = None
) -> dg.ResourceDefinition:
    """Return the resource that every asset works with.

    The lock is taken when a run starts and let go by the system when its process ends; a
    second run fails with a message that names the holder.
    """

    @dg.resource(description="Settings, home and lock of a run.")
    def workspace(context: Any) -> Iterator[Workspace]:  # noqa: ANN401 - Dagster passes its own context
        ws = Workspace(settings, national=national, progress=progress or Silent())
        ws.home.prepare()
        with ws.home.lock():
            if context.instance and context.run:
                own = context.run.run_id
                fail_runs(context.instance, abandoned_runs(context.instance, own_run_id=own))
            yield from _noted(ws, context.run.run_id if context.run else "no run")

    return workspace


def _noted(ws: Workspace, run_id: str) -> Iterator[Workspace]:
    """Hand out the workspace, with a line in the journal before and after."""
    ws.save_state(published=None)
    write_begin(ws.home, run_id)
    try:
        yield ws
    finally:
        published = ws.state().get("published")
        write_end(ws.home, run_id, str(published) if published else None)
