"""Assets of the survey of the gemeente: estimates per wijk, and who was heard."""

import dagster as dg

from pipelines.assets.common import Results, contract_check, filled_tables, model_spec, table_key
from wijkfoto.stages.survey import TABLES, run_survey
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.model import Model

UPSTREAM = ("intermediate.indicator_value", "intermediate.region")


def survey_assets(models: list[Model]) -> dg.AssetsDefinition:
    """Return the multi-asset of the survey."""
    by_name = {m.qualified: m for m in models}
    own = [by_name[f"marts.{table}"] for table in TABLES]
    deps = [table_key(name) for name in UPSTREAM]

    @dg.multi_asset(
        name="peiling",
        specs=[model_spec(model, group="profiel", deps=deps) for model in own],
        check_specs=[contract_check(model) for model in own],
    )
    def peiling(workspace: dg.ResourceParam[Workspace]) -> Results:
        workspace.progress.stage("peiling")
        yield from filled_tables(workspace, own, run_survey)

    return peiling
