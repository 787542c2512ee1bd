"""What Dagster loads: assets, checks, the job, its schedules and sensors, built from settings."""

import dagster as dg

from pipelines.assets.advice import advice_assets
from pipelines.assets.bronnen import source_assets
from pipelines.assets.change import change_assets
from pipelines.assets.coherence import coherence_assets
from pipelines.assets.gemeente import gemeente_assets
from pipelines.assets.lokaal import local_assets
from pipelines.assets.profile import profile_assets
from pipelines.assets.publish import publish_asset
from pipelines.assets.shown import as_shown
from pipelines.assets.site import site_assets
from pipelines.assets.survey import survey_assets
from pipelines.assets.warehouse import warehouse_assets
from pipelines.jobs import gemeente_job, wijkfoto_job
from pipelines.resources import workspace_resource
from pipelines.schedules import nightly_schedule, quarterly_schedule
from pipelines.sensors import (
    abandoned_sensor,
    alert_sensor,
    figures_sensor,
    files_sensor,
    partitions_sensor,
)
from wijkfoto.settings import Settings, load_settings
from wijkfoto.stages.workspace import Progress
from wijkfoto.warehouse.model import read_models


def build_definitions(
    settings: Settings, *, national: bool = False, progress: Progress | None = None
) -> dg.Definitions:
    """Build all definitions for one set of settings.

    Args:
        settings: What to make, from which sources, where.
        national: Make pages of every gemeente.
        progress: Who is told how far a run is; None for nobody.
    """
    models = read_models()
    return dg.Definitions(
        assets=as_shown(
            [
                *source_assets(),
                *warehouse_assets(models),
                survey_assets(models),
                local_assets(models),
                profile_assets(models),
                coherence_assets(models),
                advice_assets(models),
                change_assets(models),
                *site_assets(models),
                publish_asset(models),
                gemeente_assets(settings),
            ],
            settings,
        ),
        jobs=[wijkfoto_job(settings, national=national), gemeente_job()],  # type: ignore[list-item]
        schedules=[nightly_schedule(settings), quarterly_schedule(settings)],
        sensors=[
            abandoned_sensor(settings),
            figures_sensor(settings),
            files_sensor(settings),
            alert_sensor(settings),
            partitions_sensor(settings),
        ],
        # Steps that write one DuckDB file cannot run beside each other, in a job of the UI neither.
        executor=dg.in_process_executor,
        resources={"workspace": workspace_resource(settings, national=national, progress=progress)},
    )


@dg.definitions
def defs() -> dg.Definitions:
    """Build the definitions that the Dagster UI and daemon load."""
    return build_definitions(load_settings())
