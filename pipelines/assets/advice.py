"""Assets of the advice: teamgebieden, demand, hours, form and procurement focus."""

from collections.abc import Iterator

import dagster as dg

from pipelines.assets.common import metadata, model_spec, table_key
from wijkfoto.stages.derive import ADVICE_TABLES, EMPTY_TABLES, run_advice
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.model import Model

UPSTREAM = ("marts.domain_score", "intermediate.score_draw", "intermediate.region")
TABLES = (*ADVICE_TABLES, "evidence", "reference_fact", *EMPTY_TABLES)


def advice_assets(models: list[Model]) -> dg.AssetsDefinition:
    """Return the multi-asset of the advice."""
    by_name = {m.qualified: m for m in models}
    deps = [table_key(name) for name in UPSTREAM]
    names = [f"marts.{table}" for table in TABLES]

    @dg.multi_asset(
        name="advies",
        specs=[model_spec(by_name[name], group="advies", deps=deps) for name in names],
    )
    def advies(workspace: dg.ResourceParam[Workspace]) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
        workspace.progress.stage("advies")
        report = run_advice(workspace)
        for name in names:
            yield dg.MaterializeResult(asset_key=table_key(name), metadata=metadata(report))

    return advies
