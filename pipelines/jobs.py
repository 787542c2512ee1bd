"""The jobs: `wijkfoto`, the whole line in one process, and `site_by_gemeente` beside it.

They are two, because one job cannot hold assets with partitions and assets without.
"""

import dagster as dg

from pipelines.assets.gemeente import RERENDERED_KEY
from wijkfoto.settings import Settings

JOB_NAME = "wijkfoto"
BY_GEMEENTE = "site_by_gemeente"


ALL = "alle"
"""What the tag of a run says instead of every gemeente."""


def wijkfoto_job(settings: Settings, *, national: bool = False) -> dg.JobDefinition | object:
    """Return the job that runs every asset of the line, in order, in one process.

    Steps that write one DuckDB file cannot run beside each other, so the executor is in process.
    Its tags tell runs apart in the list of runs: for which gemeenten, and which year was asked.
    """
    gemeenten = ALL if national else " ".join(settings.gemeente.codes)
    tags = {"wijkfoto/gemeente": gemeenten, "wijkfoto/peiljaar": str(settings.bronnen.peiljaar)}
    return dg.define_asset_job(
        JOB_NAME,
        selection=dg.AssetSelection.all() - dg.AssetSelection.assets(RERENDERED_KEY),
        executor_def=dg.in_process_executor,
        description="From sources to a published site.",
        tags=tags,
    )


def gemeente_job() -> dg.JobDefinition | object:
    """Return the job that renders the gemeenten of the published edition again, one by one."""
    return dg.define_asset_job(
        BY_GEMEENTE,
        selection=dg.AssetSelection.assets(RERENDERED_KEY),
        executor_def=dg.in_process_executor,
        description="The pages of one gemeente again; puts damaged pages back, changes no edition.",
    )
