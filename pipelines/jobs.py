"""The job `wijkfoto`: the whole line, in one process."""

import dagster as dg

JOB_NAME = "wijkfoto"


def wijkfoto_job() -> dg.JobDefinition | object:
    """Return the job that runs every asset, in order, in one process.

    Steps that write one DuckDB file cannot run beside each other, so the executor is in process.
    """
    return dg.define_asset_job(
        JOB_NAME,
        selection=dg.AssetSelection.all(),
        executor_def=dg.in_process_executor,
        description="From sources to a published site.",
    )
