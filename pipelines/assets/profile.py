"""Assets of the behoeftenprofiel: scores with their certainty, and the draws behind them."""

from collections.abc import Iterator

import dagster as dg

from pipelines.assets.common import metadata, model_spec, table_key
from wijkfoto.stages.derive import run_profile
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.model import Model

TABLES = ("marts.edition", "marts.domain_score", "intermediate.score_draw")
UPSTREAM = ("intermediate.indicator_value", "intermediate.region", "marts.observation")


def profile_assets(models: list[Model]) -> dg.AssetsDefinition:
    """Return the multi-asset of the profile."""
    by_name = {m.qualified: m for m in models}
    deps = [table_key(name) for name in UPSTREAM]

    @dg.multi_asset(
        name="profiel",
        specs=[model_spec(by_name[name], group="profiel", deps=deps) for name in TABLES],
    )
    def profiel(workspace: dg.ResourceParam[Workspace]) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
        workspace.progress.stage("profiel")
        report = run_profile(workspace)
        for name in TABLES:
            yield dg.MaterializeResult(asset_key=table_key(name), metadata=metadata(report))

    return profiel
