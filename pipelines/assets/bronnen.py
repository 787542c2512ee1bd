"""Assets of the sources: each brings its tables into the snapshot store."""

import dagster as dg

from pipelines.assets.common import metadata, source_ids, source_key
from wijkfoto.catalog import shipped_catalog
from wijkfoto.stages.sources import fetch_source
from wijkfoto.stages.workspace import Workspace


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
    )
    def fetched(workspace: dg.ResourceParam[Workspace]) -> dg.MaterializeResult:  # type: ignore[type-arg]
        workspace.progress.stage(f"bronnen: {source.naam}")
        return dg.MaterializeResult(
            metadata=metadata(workspace, fetch_source(workspace, source_id))
        )

    return fetched
