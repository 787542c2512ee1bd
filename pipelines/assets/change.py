"""Assets of the comparison with the edition before."""

import dagster as dg

from pipelines.assets.common import Results, contract_check, filled_tables, model_spec, table_key
from wijkfoto.stages.change import CHANGE_TABLES, run_change
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.model import Model

UPSTREAM = (
    "marts.edition",
    "marts.region",
    "marts.observation",
    "marts.indicator",
    "marts.source_snapshot",
    "marts.domain_score",
    "marts.coherence",
    "marts.evidence",
    "marts.teamgebied",
    "marts.teamgebied_region",
    "marts.team_form",
    "marts.team_advice",
    "marts.procurement_focus",
)


def change_assets(models: list[Model]) -> dg.AssetsDefinition:
    """Return the multi-asset of what changed since the edition before."""
    by_name = {m.qualified: m for m in models}
    own = [by_name[f"marts.{table}"] for table in CHANGE_TABLES]
    deps = [table_key(name) for name in UPSTREAM]

    @dg.multi_asset(
        name="verandering",
        specs=[model_spec(model, group="advies", deps=deps) for model in own],
        check_specs=[contract_check(model) for model in own],
    )
    def verandering(workspace: dg.ResourceParam[Workspace]) -> Results:
        workspace.progress.stage("verandering")
        yield from filled_tables(workspace, own, run_change)

    return verandering
