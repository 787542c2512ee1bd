"""Assets of the advice: teamgebieden, demand, hours, form and procurement focus."""

import dagster as dg

from pipelines.assets.common import Results, contract_check, filled_tables, model_spec, table_key
from wijkfoto.stages.derive import ADVICE_TABLES, EMPTY_TABLES, RECORDS, run_advice
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.model import Model

UPSTREAM = (
    "marts.domain_score",
    "intermediate.score_draw",
    "intermediate.score_evidence",
    "intermediate.region",
    "intermediate.contract",
    "marts.provider",
    "marts.registration",
    "marts.use_gap",
    "marts.outlook",
    "marts.qualitative",
    "marts.event",
    "marts.survey",
    "marts.region",
    "marts.observation",
)
TABLES = (*ADVICE_TABLES, *RECORDS, "contract_flag", "formation", "rescan", *EMPTY_TABLES)


def advice_assets(models: list[Model]) -> dg.AssetsDefinition:
    """Return the multi-asset of the advice."""
    by_name = {m.qualified: m for m in models}
    own = [by_name[f"marts.{table}"] for table in TABLES]
    deps = [table_key(name) for name in UPSTREAM]

    @dg.multi_asset(
        name="advies",
        specs=[model_spec(model, group="advies", deps=deps) for model in own],
        check_specs=[contract_check(model) for model in own],
    )
    def advies(workspace: dg.ResourceParam[Workspace]) -> Results:
        workspace.progress.stage("advies")
        yield from filled_tables(workspace, own, run_advice)

    return advies
