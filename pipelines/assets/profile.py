"""Assets of the behoeftenprofiel: scores with their certainty, and what stands out."""

import dagster as dg

from pipelines.assets.common import Results, contract_check, filled_tables, model_spec, table_key
from wijkfoto.stages.derive import run_profile
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.model import Model

TABLES = (
    "marts.edition",
    "marts.domain_score",
    "marts.comparable",
    "marts.buurt_in_wijk",
    "marts.coherence",
    "marts.score_without",
    "marts.score_variance",
    "marts.indicator_signal",
    "marts.spatial_pattern",
    "marts.spatial_cluster",
    "marts.trend",
    "marts.use_gap",
    "marts.use_backtest",
    "marts.use_calibration",
    "marts.use_coverage",
    "marts.use_gradient",
    "marts.outlook",
    "intermediate.score_draw",
    "intermediate.score_evidence",
)
UPSTREAM = (
    "intermediate.indicator_value",
    "intermediate.outlook",
    "intermediate.region",
    "intermediate.trend_pair",
    "marts.observation",
    "marts.survey_estimate",
    "marts.qualitative",
    "marts.triangulation",
)


def profile_assets(models: list[Model]) -> dg.AssetsDefinition:
    """Return the multi-asset of the profile."""
    by_name = {m.qualified: m for m in models}
    own = [by_name[name] for name in TABLES]
    deps = [table_key(name) for name in UPSTREAM]

    @dg.multi_asset(
        name="profiel",
        specs=[model_spec(model, group="profiel", deps=deps) for model in own],
        check_specs=[contract_check(model) for model in own],
    )
    def profiel(workspace: dg.ResourceParam[Workspace]) -> Results:
        workspace.progress.stage("profiel")
        yield from filled_tables(workspace, own, run_profile)

    return profiel
