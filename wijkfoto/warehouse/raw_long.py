"""Long observations (OData v4) as the wide rows that binding reads: one column per bound measure.

The pages themselves are read by `raw`; which rows and columns count is decided there too.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from wijkfoto.bronnen.snapshot import Snapshot
from wijkfoto.errors import SourceError

DATA_SET = "Observations"
"""How its pages are called; a snapshot that holds them is a long one."""

NUMBER_KEY = "Id"
"""Key of the number of an observation."""

_CELL = {
    NUMBER_KEY: "bigint",
    "Measure": "varchar",
    "ValueAttribute": "varchar",
    "Value": "double",
    "StringValue": "varchar",
}

_FIGURE = "None"
"""What ValueAttribute says of a cell that holds a figure."""

_NO_FIGURE = "Impossible"
"""What it is known to say of a cell that holds none; other words were not seen."""

_MEASURE = re.compile(r"[0-9A-Za-z_.-]+")
"""What a measure may be called, such as 2012657_2; it comes from outside and names a column."""

_DIMENSION = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class LongTable:
    """The observations of one table.

    Attributes:
        name: Table of the raw schema that holds them.
        dimensions: Names of its dimensions.
        texts: For each measure, whether its cells are texts.
        where: Snapshot they come from, for messages.
    """

    name: str
    dimensions: tuple[str, ...]
    texts: Mapping[str, bool]
    where: str

    def types(self) -> dict[str, str]:
        """Return the columns of the observations with their types in DuckDB."""
        return _CELL | dict.fromkeys(self.dimensions, "varchar")


def is_long(snapshot: Snapshot) -> bool:
    """Say whether a snapshot holds observations, one per cell, and not rows."""
    return any(file.name.startswith(f"{DATA_SET}-") for file in snapshot.files)


def long_table(name: str, properties: Iterable[Mapping[str, Any]], where: str) -> LongTable:
    """Describe the observations of a table.

    Raises:
        SourceError: If a dimension or measure has a name that is none.
    """
    rows = [row for row in properties if row.get("Type") != "TopicGroup"]
    texts = {str(r["Key"]): r.get("Datatype") == "String" for r in rows if r["Type"] == "Topic"}
    dimensions = tuple(str(row["Key"]) for row in rows if row["Type"] != "Topic")
    odd = [n for n in dimensions if not _DIMENSION.fullmatch(n) or n in _CELL]
    odd += [n for n in texts if not _MEASURE.fullmatch(n) or n in dimensions]
    if odd:
        raise SourceError(
            f"'{odd[0]}' is no name of a measure or dimension.",
            where=where,
            next_step="Remove this snapshot and fetch it again.",
        )
    return LongTable(name, dimensions, texts, where)


def widen(
    con: duckdb.DuckDBPyConnection,
    table: LongTable,
    measures: Iterable[str],
    region: str | None,
    members: Iterable[str],
) -> str:
    """Make the rows that OData v3 gives of the same table, with the measures asked for.

    v4 leaves empty cells out. So every region of the list meets every combination of the other
    dimensions that occurs, and a cell that did not come is NULL.

    Args:
        con: The build file; its table with observations is filled.
        table: The observations.
        measures: Identifiers of the measures to take.
        region: Dimension of the regions, if any.
        members: Keys of the regions, also of those without any observation.

    Returns:
        The table of the raw schema that was made, with a column for each dimension and measure.

    Raises:
        SourceError: If a cell came twice, or holds a figure under a mark of unknown meaning.
    """
    _refuse_unknown_marks(con, table)
    _refuse_doubled_cells(con, table)
    wanted = sorted(set(measures))
    keys = _listed(table.dimensions)
    cells = "".join(
        f', max("{_value(table, m)}") filter (where "Measure" = ?) as "{m}"' for m in wanted
    )
    grid, parameters = _grid(table, region, list(members))
    wide = f"{table.name}_wide"
    con.execute(
        f"""
        create or replace table raw.{wide} as
        with cells as (
            select {keys}{cells}
            from raw.{table.name}
            where coalesce("ValueAttribute", '{_FIGURE}') = '{_FIGURE}'
            group by {keys}
        )
        select grid.*{"".join(f', cells."{m}"' for m in wanted)}
        from ({grid}) as grid
        left join cells using ({keys})
        """,
        [*wanted, *parameters],
    )
    return wide


def _value(table: LongTable, measure: str) -> str:
    return "StringValue" if table.texts[measure] else "Value"


def _grid(table: LongTable, region: str | None, members: list[str]) -> tuple[str, list[list[str]]]:
    """Return the select of the rows that there should be, and its parameters."""
    source = f"raw.{table.name}"
    if region not in table.dimensions:
        return f"select distinct {_listed(table.dimensions)} from {source}", []
    regions = f'select unnest(?) as "{region}" union select "{region}" from {source}'
    others = tuple(name for name in table.dimensions if name != region)
    if not others:
        return regions, [members]
    combinations = f"select distinct {_listed(others)} from {source}"
    return f"select * from ({combinations}) cross join ({regions})", [members]


def _refuse_unknown_marks(con: duckdb.DuckDBPyConnection, table: LongTable) -> None:
    """Stop at a figure with a mark that may say that it is none."""
    unknown = con.execute(
        f"""
        select "ValueAttribute", count(*) from raw.{table.name}
        where ("Value" is not null or "StringValue" is not null)
            and "ValueAttribute" not in (?, ?)
        group by all order by all
        """,
        [_FIGURE, _NO_FIGURE],
    ).fetchall()
    if unknown:
        mark, cells = unknown[0]
        raise SourceError(
            f"{cells} figures carry the mark '{mark}', and what that says of them is not known.",
            where=table.where,
            next_step="Ask the publisher what it means, or set bronnen.protocol to odata3.",
        )


def _refuse_doubled_cells(con: duckdb.DuckDBPyConnection, table: LongTable) -> None:
    keys = _listed(("Measure", *table.dimensions))
    doubled = con.execute(
        f"select {keys} from raw.{table.name} group by all having count(*) > 1 order by all limit 1"
    ).fetchall()
    if doubled:
        raise SourceError(
            f"A cell came twice: {', '.join(str(part) for part in doubled[0])}.",
            where=table.where,
            next_step="Remove this snapshot and fetch it again.",
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
