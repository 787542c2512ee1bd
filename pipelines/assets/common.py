"""What the asset files share: keys, and turning stage reports into Dagster results."""

from typing import Any

import dagster as dg

from wijkfoto.stages.workspace import StageReport
from wijkfoto.warehouse.model import Model
from wijkfoto.warehouse.plausible import Question

SOURCES = ("cbs_kwb", "rivm_gezondheid", "geo_wijken")
RAW_TABLES = (
    "cell",
    "region_title",
    "shape",
    "indicator",
    "derived",
    "snapshot",
    "parameter",
    "chosen",
)


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
    )


def contract_check(model: Model) -> dg.AssetCheckSpec:
    """Describe the blocking contract check of a table."""
    return dg.AssetCheckSpec(
        name="contract",
        asset=table_key(model.qualified),
        blocking=True,
        description="Types, key, references and permitted values of the contract hold.",
    )


def plausibility_check(question: Question) -> dg.AssetCheckSpec:
    """Describe a check that warns; all hang on the published figures."""
    return dg.AssetCheckSpec(
        name=question.name, asset=CHECKED, blocking=False, description=question.purpose
    )


def metadata(report: StageReport) -> dict[str, dg.MetadataValue[Any]]:
    """Return a stage report as metadata."""
    found: dict[str, dg.MetadataValue[Any]] = {
        f"rows: {name}": dg.MetadataValue.int(rows) for name, rows in report.rows.items()
    }
    if report.snapshot_ids:
        found["snapshots"] = dg.MetadataValue.json(list(report.snapshot_ids))
    if report.notes:
        found["notes"] = dg.MetadataValue.json(list(report.notes))
    return found
