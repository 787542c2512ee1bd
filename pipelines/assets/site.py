"""Assets of the edition: frozen tables, rendered pages, a sealed folder."""

import dagster as dg

from pipelines.assets.common import metadata, table_key
from wijkfoto.stages.finish import freeze_tables, render_pages, seal_candidate
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.model import Model

TABLES_KEY = dg.AssetKey(["editie", "tabellen"])
PAGES_KEY = dg.AssetKey(["editie", "paginas"])
SEALED_KEY = dg.AssetKey(["editie", "verzegeld"])


def site_assets(models: list[Model]) -> list[dg.AssetsDefinition]:
    """Return the assets that make an edition out of the marts."""
    marts = [table_key(m.qualified) for m in models if m.layer == "marts"]

    @dg.asset(
        key=TABLES_KEY,
        deps=marts,
        group_name="site",
        description="The published tables in one file, keys enforced, with every number shown.",
        kinds={"duckdb"},
    )
    def tabellen(workspace: dg.ResourceParam[Workspace]) -> dg.MaterializeResult:  # type: ignore[type-arg]
        workspace.progress.stage("editie: tabellen")
        return dg.MaterializeResult(metadata=metadata(workspace, freeze_tables(workspace)))

    @dg.asset(
        key=PAGES_KEY,
        deps=[TABLES_KEY],
        group_name="site",
        description="The pages, rendered from the frozen tables.",
        kinds={"html"},
    )
    def paginas(workspace: dg.ResourceParam[Workspace]) -> dg.MaterializeResult:  # type: ignore[type-arg]
        workspace.progress.stage("editie: pagina's")
        return dg.MaterializeResult(metadata=metadata(workspace, render_pages(workspace)))

    @dg.asset(
        key=SEALED_KEY,
        deps=[PAGES_KEY],
        group_name="site",
        description="The edition folder, hashed and flushed, not yet published.",
    )
    def verzegeld(workspace: dg.ResourceParam[Workspace]) -> dg.MaterializeResult:  # type: ignore[type-arg]
        workspace.progress.stage("editie: verzegeld")
        return dg.MaterializeResult(metadata=metadata(workspace, seal_candidate(workspace)))

    return [tabellen, paginas, verzegeld]
