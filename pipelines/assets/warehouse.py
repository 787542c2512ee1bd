"""Assets of the warehouse: raw tables, and one multi-asset per layer of SQL models.

Layers are steps of their own, because a failed blocking check inside a multi-asset does not
stop its next model; the model runner itself raises at the first broken contract.
"""

from typing import Any

import dagster as dg

from pipelines.assets.common import (
    CHECKED,
    CONTRACT,
    RAW_TABLES,
    Results,
    broken_contract,
    contract_check,
    metadata,
    model_spec,
    plausibility_check,
    source_ids,
    source_key,
    table_key,
)
from pipelines.assets.told import rows_table, told
from wijkfoto.errors import ContractError
from wijkfoto.stages.tables import check_plausibility, choose_gemeenten, load_raw, run_layer
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.model import Model
from wijkfoto.warehouse.plausible import Question, Remark, read_questions, refuse_implausible


def warehouse_assets(models: list[Model]) -> list[dg.AssetsDefinition]:
    """Return the raw assets and those of each layer."""
    return [_raw_assets(), *(_layer_assets(models, layer) for layer in _layers())]


def _layers() -> tuple[str, ...]:
    return ("staging", "intermediate", "marts")


def _raw_assets() -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="raw",
        group_name="warehouse",
        specs=[
            dg.AssetSpec(
                key=table_key(f"raw.{table}"),
                deps=[source_key(source) for source in source_ids()],
                description=f"{RAW_TABLES[table]} As received, before any sum.",
                kinds={"duckdb", "python"},
            )
            for table in RAW_TABLES
        ],
    )
    def raw(workspace: dg.ResourceParam[Workspace]) -> Results:
        workspace.progress.stage("warehouse: raw")
        with told():
            report = load_raw(workspace)
        for table in RAW_TABLES:
            yield dg.MaterializeResult(
                asset_key=table_key(f"raw.{table}"), metadata=metadata(workspace, report)
            )

    return raw


def _layer_assets(models: list[Model], layer: str) -> dg.AssetsDefinition:
    in_layer = [m for m in models if m.layer == layer and m.sql]
    questions = read_questions() if layer == "marts" else []

    @dg.multi_asset(
        name=layer,
        specs=[model_spec(model, group="warehouse") for model in in_layer],
        check_specs=[
            *(contract_check(model) for model in in_layer),
            *(plausibility_check(question) for question in questions),
        ],
    )
    def tables(workspace: dg.ResourceParam[Workspace]) -> Results:
        workspace.progress.stage(f"warehouse: {layer}")
        yield from _run(workspace, layer)
        if layer == "staging":
            with told():
                choose_gemeenten(workspace)
        if layer == "marts":
            yield from _plausibility(workspace, questions)

    return tables


def _plausibility(workspace: Workspace, questions: list[Question]) -> Results:
    with told():
        remarks = check_plausibility(workspace)
    found = {remark.name: remark for remark in remarks}
    for question in questions:
        remark = found.get(question.name)
        blocks = question.blocks if remark is None else remark.blocks  # or a person accepted it
        severity = dg.AssetCheckSeverity.ERROR if blocks else dg.AssetCheckSeverity.WARN
        yield dg.AssetCheckResult(
            asset_key=CHECKED,
            check_name=question.name,
            passed=remark is None,
            severity=severity,
            metadata=_offending(remark) if remark else {},
        )
    with told():
        refuse_implausible(remarks)


def _offending(remark: Remark) -> dict[str, dg.MetadataValue[Any]]:
    """Return the number of rows that a check found, and the first of them as a table."""
    return {
        "what should hold": dg.MetadataValue.text(remark.purpose),
        "rows": dg.MetadataValue.int(remark.rows),
        "such as": rows_table(remark.columns, remark.sample),
    }


def _run(workspace: Workspace, layer: str) -> Results:
    with told():
        yield from _filled(workspace, layer)


def _filled(workspace: Workspace, layer: str) -> Results:
    try:
        for report in run_layer(workspace, layer):
            key = table_key(report.table)
            yield dg.MaterializeResult(
                asset_key=key,
                metadata={"dagster/row_count": report.rows, "peiljaar": workspace.peiljaar},
            )
            yield dg.AssetCheckResult(asset_key=key, check_name=CONTRACT, passed=True)
    except ContractError as error:
        if error.where in {m.qualified for m in workspace.models}:
            yield broken_contract(error, workspace.models)
        raise
