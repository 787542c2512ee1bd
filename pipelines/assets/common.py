"""What the asset files share: keys, and turning stage reports into Dagster results."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import dagster as dg

from pipelines.assets.preview import open_tables
from pipelines.assets.shown import code_version, column_schema
from pipelines.assets.told import fault, rows_table, told
from wijkfoto.catalog import shipped_catalog
from wijkfoto.errors import ContractError
from wijkfoto.stages.workspace import StageReport, Workspace
from wijkfoto.warehouse.model import Model
from wijkfoto.warehouse.plausible import Question

Results = Iterator[dg.MaterializeResult | dg.AssetCheckResult]  # type: ignore[type-arg]
"""What a multi-asset yields."""

CONTRACT = "contract"
"""Name of the blocking check of every table."""

RAW_TABLES = {
    "cell": "Every figure of the sources, one per row.",
    "region_title": "The names of areas in the sources.",
    "shape": "The shapes of areas on the map.",
    "transfer": "Which areas went over into which, by year.",
    "indicator": "The indicators of the catalog.",
    "derived": "How a figure is made of others, from the catalog.",
    "break": "Where a series of figures is broken, from the catalog.",
    "snapshot": "Which snapshots of the sources this run reads.",
    "parameter": "The numbers of the method.",
    "chosen": "The gemeenten of this run.",
}
"""The tables of the first layer, each with what it holds."""


def source_ids() -> tuple[str, ...]:
    """Return the sources that a run fetches."""
    return tuple(shipped_catalog().used_sources())


def source_key(source_id: str) -> dg.AssetKey:
    """Return the key of a source."""
    return dg.AssetKey(["bronnen", source_id])


def table_key(qualified: str) -> dg.AssetKey:
    """Return the key of a table, such as marts/region for marts.region."""
    return dg.AssetKey(qualified.split("."))


CHECKED = table_key("marts.observation")
"""The asset that plausibility checks are shown with."""


def model_spec(model: Model, *, group: str, deps: list[dg.AssetKey] | None = None) -> dg.AssetSpec:
    """Describe a table by its contract; its upstreams are those its SQL reads."""
    upstream = deps if deps is not None else [table_key(name) for name in sorted(model.depends_on)]
    return dg.AssetSpec(
        key=table_key(model.qualified),
        deps=upstream,
        group_name=group,
        description=model.contract.comment,
        kinds={"duckdb", "sql" if model.sql else "python"},
        code_version=code_version(model),
        metadata={
            "dagster/column_schema": column_schema(model.contract),
            "dagster/table_name": model.qualified,
        },
    )


def contract_check(model: Model) -> dg.AssetCheckSpec:
    """Describe the blocking contract check of a table."""
    return dg.AssetCheckSpec(
        name=CONTRACT,
        asset=table_key(model.qualified),
        blocking=True,
        description="Types, key, references and permitted values of the contract hold.",
    )


def plausibility_check(question: Question) -> dg.AssetCheckSpec:
    """Describe a check that warns or blocks; all hang on the published figures."""
    return dg.AssetCheckSpec(
        name=question.name, asset=CHECKED, blocking=question.blocks, description=question.purpose
    )


def metadata(workspace: Workspace, report: StageReport) -> dict[str, dg.MetadataValue[Any]]:
    """Return a stage report as metadata, with the peiljaar it is about."""
    found: dict[str, dg.MetadataValue[Any]] = {"peiljaar": dg.MetadataValue.int(workspace.peiljaar)}
    found |= {f"rows: {name}": dg.MetadataValue.int(rows) for name, rows in report.rows.items()}
    if report.snapshot_ids:
        found["snapshots"] = dg.MetadataValue.json(list(report.snapshot_ids))
    if report.notes:
        found["notes"] = dg.MetadataValue.json(list(report.notes))
    return found


def filled_tables(
    workspace: Workspace, models: list[Model], work: Callable[[Workspace], StageReport]
) -> Results:
    """Run a stage that fills tables; yield each with its rows and the outcome of its contract."""
    with told():
        try:
            report = work(workspace)
        except ContractError as error:
            if error.where in {model.qualified for model in models}:
                yield broken_contract(error, workspace.models)
            raise
    for model in models:
        key = table_key(model.qualified)
        yield dg.MaterializeResult(
            asset_key=key,
            metadata={
                "dagster/row_count": report.rows[model.qualified],
                "peiljaar": workspace.peiljaar,
            },
        )
        yield dg.AssetCheckResult(asset_key=key, check_name=CONTRACT, passed=True)


def broken_contract(error: ContractError, models: Sequence[Model]) -> dg.AssetCheckResult:
    """Return the failed contract check of the table that an error names, with its first rows.

    Rows of a table that is never previewed are not shown here either.
    """
    metadata_of = fault(error)
    if error.rows and error.where in open_tables(models):
        metadata_of["such as"] = rows_table(error.columns, error.rows)
    return dg.AssetCheckResult(
        asset_key=table_key(str(error.where)),
        check_name=CONTRACT,
        passed=False,
        metadata=metadata_of,
    )
