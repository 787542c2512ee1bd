"""Assets of what the gemeente knows itself: what was heard in the wijk, beside the figures."""

import dagster as dg

from pipelines.assets.common import Results, contract_check, filled_tables, model_spec, table_key
from wijkfoto.stages.lokaal import LOCAL_TABLES, run_local
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.model import Model

UPSTREAM = ("staging.region",)


def local_assets(models: list[Model]) -> dg.AssetsDefinition:
    """Return the multi-asset of the forms."""
    by_name = {m.qualified: m for m in models}
    own = [by_name[name] for name in LOCAL_TABLES]
    deps = [table_key(name) for name in UPSTREAM]

    @dg.multi_asset(
        name="lokaal",
        specs=[model_spec(model, group="lokaal", deps=deps) for model in own],
        check_specs=[contract_check(model) for model in own],
    )
    def lokaal(workspace: dg.ResourceParam[Workspace]) -> Results:
        workspace.progress.stage("lokaal")
        yield from filled_tables(workspace, own, run_local)

    return lokaal
