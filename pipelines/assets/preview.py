"""The first rows of published tables, for the UI; only after the attack has let an edition through.

They are read from the published file, never from the private build. What people said or answered,
and what the gemeente registered or wrote down, is left out even then: the history of Dagster is
kept longer than an edition that has to be taken back.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import dagster as dg
import duckdb

from wijkfoto.warehouse.model import Model

ROWS = 5
"""Rows that a preview shows."""

WIDTH = 60
"""Characters of a cell that it shows."""

OPEN = frozenset(
    f"marts.{name}"
    for name in (
        "advice_note", "buurt_in_wijk", "chance_risk", "change", "coherence", "coherence_pair",
        "comparable", "demand", "domain_score", "edition", "effective_weight", "indicator_signal",
        "model_share", "norm_sensitivity", "outlook", "procurement_focus", "reference_fact",
        "score_change", "score_variance", "score_without", "spatial_cluster", "spatial_pattern",
        "team_advice", "team_form", "team_form_rule", "team_scenario", "team_total", "teamgebied",
        "teamgebied_region", "teamontwerp", "trend", "use_backtest", "use_calibration",
        "use_coverage", "use_gap", "use_gradient",
    )
)  # fmt: skip
"""Tables filled by Python of which rows are shown; each was looked at. One that is not named here
is withheld, such as `rescan`, which repeats what is written of an event, and `number`, which
repeats the survey."""


def open_tables(models: Iterable[Model]) -> frozenset[str]:
    """Return the tables of which rows may be shown; one of SQL is as open as what it reads."""
    by_name = {model.qualified: model for model in models}

    def is_open(name: str) -> bool:
        model = by_name.get(name)
        if model is None:
            return name.startswith("raw.")  # the sources and the catalog
        return all(map(is_open, model.depends_on)) if model.sql else name in OPEN

    return frozenset(filter(is_open, by_name))


SHAPES = frozenset({"geometry", "blob"})
"""Types of columns that say nothing as text."""


def previewed(models: list[Model]) -> list[Model]:
    """Return the published tables of which the first rows are shown."""
    opened = open_tables(models)
    return [m for m in models if m.layer == "marts" and m.qualified in opened]


def previews(published: Path, models: list[Model]) -> Iterator[tuple[Model, str]]:
    """Yield each table that has rows with its first ones as Markdown, in order of its key.

    Args:
        published: The published database; opened read-only.
        models: The models; those that are not published, or are withheld, are passed over.
    """
    wanted = previewed(models)
    if not wanted:
        return
    with duckdb.connect(str(published), read_only=True) as con:
        there = {row[0] for row in con.execute("select table_name from duckdb_tables()").fetchall()}
        for model in wanted:
            if model.name in there:
                table = _markdown(con, model)
                if table:
                    yield model, table


def _markdown(con: duckdb.DuckDBPyConnection, model: Model) -> str:
    columns = [n for n, c in model.contract.columns.items() if c.type.lower() not in SHAPES]
    names = ", ".join(f'"{name}"' for name in columns)
    key = ", ".join(f'"{name}"' for name in model.contract.key)
    asked = f'select {names} from "{model.name}" order by {key} limit {ROWS}'  # noqa: S608 - names of contracts
    rows = con.execute(asked).fetchall()
    if not rows:
        return ""
    lines = [columns, ["---"] * len(columns), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    """Return a value as one line of a table; what is missing stays empty, as it is in the table."""
    if value is None:
        return ""
    text = f"{value:.6g}" if isinstance(value, float) else " ".join(str(value).split())
    return (text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…").replace("|", "\\|")


def observations(published: Path, edition: str, models: list[Model]) -> list[dg.AssetObservation]:
    """Return what the UI shows of each published table: its first rows, and of which edition."""
    return [
        dg.AssetObservation(
            asset_key=dg.AssetKey(model.qualified.split(".")),
            description=f"The first rows as published in edition {edition}.",
            metadata={"first rows": dg.MetadataValue.md(table), "edition": edition},
        )
        for model, table in previews(published, models)
    ]
