"""Assets of the sources: each brings its tables into the snapshot store."""

import dagster as dg

from pipelines.assets.common import metadata, source_ids, source_key
from pipelines.assets.told import told
from wijkfoto.bronnen.http import UnavailableError
from wijkfoto.catalog import shipped_catalog
from wijkfoto.errors import SourceError
from wijkfoto.stages.sources import LEADING, fetch_source
from wijkfoto.stages.workspace import StageReport, Workspace

MORE_TRIES = 2
"""Times that a source is fetched again in a run that nobody waits for."""

FIRST_WAIT_S = 60.0
"""Seconds before the first of them; the next waits twice as long."""

BY_ITSELF = ("dagster/schedule_name", "dagster/sensor_name", "dagster/backfill")
"""Tags of runs that were started by the daemon."""


def source_assets() -> list[dg.AssetsDefinition]:
    """Return one asset per source that a run fetches."""
    return [_source_asset(source_id) for source_id in source_ids()]


def _source_asset(source_id: str) -> dg.AssetsDefinition:
    source = shipped_catalog().sources[source_id]

    @dg.asset(
        key=source_key(source_id),
        group_name="bronnen",
        description=f"{source.naam} ({source.publisher}), as received, in the snapshot store.",
        kinds={source.protocol},
        # Without the kerncijfers there is nothing to do: they are asked for before anything else.
        deps=[] if source_id == LEADING else [source_key(LEADING)],
    )
    def fetched(
        context: dg.AssetExecutionContext,
        workspace: dg.ResourceParam[Workspace],
    ) -> dg.MaterializeResult:  # type: ignore[type-arg]
        workspace.progress.stage(f"bronnen: {source.naam}")
        return dg.MaterializeResult(metadata=metadata(workspace, _fetch(context, workspace)))

    def _fetch(context: dg.AssetExecutionContext, workspace: Workspace) -> StageReport:
        with told():
            try:
                return fetch_source(workspace, source_id)
            except SourceError as error:
                if not (is_passing(error) and set(BY_ITSELF) & set(context.run.tags)):
                    raise
                wait = FIRST_WAIT_S * 2**context.retry_number
                raise dg.RetryRequested(max_retries=MORE_TRIES, seconds_to_wait=wait) from error

    return fetched


def is_passing(error: SourceError) -> bool:
    """Say whether a source failed because a service was out of reach, which may pass.

    Other faults do not pass by themselves, and no other step has them: those fail at once.
    """
    return isinstance(error, UnavailableError) or isinstance(error.__cause__, UnavailableError)
