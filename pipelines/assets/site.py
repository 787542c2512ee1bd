"""Assets of the edition: frozen tables, rendered pages, a sealed folder."""

import dagster as dg

from pipelines.assets.common import Results, metadata, table_key
from pipelines.assets.told import fault, rows_table, told
from wijkfoto.privacy import DisclosureError
from wijkfoto.stages.attack import attack_candidate
from wijkfoto.stages.finish import freeze_tables, render_pages, seal_candidate
from wijkfoto.stages.whole import PagesError, check_pages
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.model import Model

TABLES_KEY = dg.AssetKey(["editie", "tabellen"])
PAGES_KEY = dg.AssetKey(["editie", "paginas"])
ATTACKED_KEY = dg.AssetKey(["editie", "aangevallen"])
SEALED_KEY = dg.AssetKey(["editie", "verzegeld"])

WHOLE = "bladzijden"
"""Name of the blocking check of which pages there are."""

DISCLOSURE = "onthulling"
"""Name of the blocking check of the attack."""


def site_assets(models: list[Model]) -> list[dg.AssetsDefinition]:
    """Return the assets that make an edition out of the marts."""
    marts = [table_key(m.qualified) for m in models if m.layer == "marts"]

    @dg.asset(
        key=TABLES_KEY,
        deps=marts,
        group_name="site",
        description="The published tables in one file, keys enforced, with every number shown.",
        kinds={"duckdb", "python"},
    )
    def tabellen(workspace: dg.ResourceParam[Workspace]) -> dg.MaterializeResult:  # type: ignore[type-arg]
        workspace.progress.stage("editie: tabellen")
        with told():
            report = freeze_tables(workspace)
        return dg.MaterializeResult(metadata=metadata(workspace, report))

    @dg.multi_asset(
        name="paginas",
        specs=[
            dg.AssetSpec(
                PAGES_KEY,
                deps=[TABLES_KEY],
                group_name="site",
                description="The pages, rendered from the frozen tables.",
                kinds={"html"},
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(
                name=WHOLE,
                asset=PAGES_KEY,
                blocking=True,
                description="Every wijk has its pages, and no two pages are the same.",
            )
        ],
    )
    def paginas(workspace: dg.ResourceParam[Workspace]) -> Results:
        workspace.progress.stage("editie: pagina's")
        with told():
            report = render_pages(workspace)
            try:
                check_pages(workspace)
            except PagesError as error:
                yield dg.AssetCheckResult(
                    asset_key=PAGES_KEY, check_name=WHOLE, passed=False, metadata=fault(error)
                )
                raise
        yield dg.MaterializeResult(asset_key=PAGES_KEY, metadata=metadata(workspace, report))
        yield dg.AssetCheckResult(asset_key=PAGES_KEY, check_name=WHOLE, passed=True)

    @dg.multi_asset(
        name="aangevallen",
        specs=[
            dg.AssetSpec(
                ATTACKED_KEY,
                deps=[PAGES_KEY],
                group_name="site",
                description="An attack on tables, pages and downloads: they tell of no person.",
                kinds={"python"},
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(
                name=DISCLOSURE,
                asset=ATTACKED_KEY,
                blocking=True,
                description="Nothing of a few people can be worked out of what is published.",
            )
        ],
    )
    def aangevallen(workspace: dg.ResourceParam[Workspace]) -> Results:
        workspace.progress.stage("editie: aangevallen")
        with told():
            try:
                report = attack_candidate(workspace)
            except DisclosureError as error:
                yield _disclosed(error)
                raise
        yield dg.MaterializeResult(asset_key=ATTACKED_KEY, metadata=metadata(workspace, report))
        yield dg.AssetCheckResult(asset_key=ATTACKED_KEY, check_name=DISCLOSURE, passed=True)

    @dg.asset(
        key=SEALED_KEY,
        deps=[ATTACKED_KEY],
        group_name="site",
        description="The edition folder, hashed and flushed, not yet published.",
        kinds={"file"},
    )
    def verzegeld(workspace: dg.ResourceParam[Workspace]) -> dg.MaterializeResult:  # type: ignore[type-arg]
        workspace.progress.stage("editie: verzegeld")
        with told():
            report = seal_candidate(workspace)
        return dg.MaterializeResult(metadata=metadata(workspace, report))

    return [tabellen, paginas, aangevallen, verzegeld]


def _disclosed(error: DisclosureError) -> dg.AssetCheckResult:
    """Return the failed check, with each leak as a row; a leak says where, never what of whom."""
    leaks = [(leak.kind, leak.where, leak.what) for leak in error.leaks]
    return dg.AssetCheckResult(
        asset_key=ATTACKED_KEY,
        check_name=DISCLOSURE,
        passed=False,
        metadata={"leaks": rows_table(("kind", "where", "what"), leaks)},
    )
