"""Assets of the coherence report: what hangs together, and what the classes depend on."""

import dagster as dg

from pipelines.assets.common import Results, contract_check, filled_tables, model_spec, table_key
from wijkfoto.stages.coherence import run_coherence
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.model import Model

TABLES = (
    "marts.coherence_pair",
    "marts.effective_weight",
    "marts.model_share",
    "marts.norm_sensitivity",
)
UPSTREAM = (
    "intermediate.indicator_value",
    "intermediate.region",
    "marts.edition",
    "marts.indicator",
)


def coherence_assets(models: list[Model]) -> dg.AssetsDefinition:
    """Return the multi-asset of the coherence report."""
    by_name = {m.qualified: m for m in models}
    own = [by_name[name] for name in TABLES]
    deps = [table_key(name) for name in UPSTREAM]

    @dg.multi_asset(
        name="samenhang",
        specs=[model_spec(model, group="profiel", deps=deps) for model in own],
        check_specs=[contract_check(model) for model in own],
    )
    def samenhang(workspace: dg.ResourceParam[Workspace]) -> Results:
        workspace.progress.stage("samenhang")
        yield from filled_tables(workspace, own, run_coherence)

    return samenhang
