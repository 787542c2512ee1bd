"""The jobs: `wijkfoto`, the whole line in one process, and `site_by_gemeente` beside it.

They are two, because one job cannot hold assets with partitions and assets without.
"""

import dagster as dg

from pipelines.assets.gemeente import RERENDERED_KEY

JOB_NAME = "wijkfoto"
BY_GEMEENTE = "site_by_gemeente"


def wijkfoto_job() -> dg.JobDefinition | object:
    """Return the job that runs every asset of the line, in order, in one process.

    Steps that write one DuckDB file cannot run beside each other, so the executor is in process.
    """
    return dg.define_asset_job(
        JOB_NAME,
        selection=dg.AssetSelection.all() - dg.AssetSelection.assets(RERENDERED_KEY),
        executor_def=dg.in_process_executor,
        description="From sources to a published site.",
    )


def gemeente_job() -> dg.JobDefinition | object:
    """Return the job that renders the gemeenten of the published edition again, one by one."""
    return dg.define_asset_job(
        BY_GEMEENTE,
        selection=dg.AssetSelection.assets(RERENDERED_KEY),
        executor_def=dg.in_process_executor,
        description="The pages of one gemeente again; puts damaged pages back, changes no edition.",
    )
