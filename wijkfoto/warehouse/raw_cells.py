"""From a table as received to `raw.cell`: one row per region, indicator and year.

Which column an indicator means was decided by `bronnen.bind`; here its dimensions and its years are
chosen. Values stay as received.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from wijkfoto.bronnen.bind import TableColumn
from wijkfoto.bronnen.snapshot import Snapshot
from wijkfoto.catalog import Indicator, Source, SourceTable
from wijkfoto.errors import SourceError

WHOLE_YEAR = "JJ00"
"""How a period that is a whole year ends: 2020JJ00, beside 2020MM01 or 2020KW01."""

_DIMENSIONS = ("Dimension", "GeoDimension", "GeoDetail", "TimeDimension")
"""What DataProperties calls a column that says what a row is about."""

Bound = Mapping[str, tuple[Indicator, TableColumn]]
Chosen = tuple[tuple[str, str], ...]
"""Dimensions and the member of each, in the order of their names."""


@dataclass(frozen=True)
class TableLoad:
    """A table to load: its catalog entry and its snapshot."""

    source: Source
    table: SourceTable
    snapshot: Snapshot
    required: bool


def load_cells(
    con: duckdb.DuckDBPyConnection,
    load: TableLoad,
    name: str,
    properties: Iterable[Mapping[str, Any]],
    bound: Bound,
) -> None:
    """Unpivot the bound columns of `raw.<name>`, each in the rows of the members it means.

    Raises:
        SourceError: If a dimension is not chosen, does not exist, or lacks the member chosen;
            nothing of the table enters then.
    """
    groups = _by_choice(load.source, bound)
    dimensions = {str(row["Key"]) for row in properties if row.get("Type") in _DIMENSIONS}
    for chosen, indicator_ids in groups.items():
        _check_chosen(con, load, name, dimensions, chosen, indicator_ids)
    for chosen, indicator_ids in groups.items():
        _insert(con, load, name, chosen, {i: bound[i][1].key for i in indicator_ids})


def _by_choice(source: Source, bound: Bound) -> dict[Chosen, list[str]]:
    """Group indicators that mean the same rows; what a column says wins over its source."""
    groups: dict[Chosen, list[str]] = {}
    for indicator_id in sorted(bound):
        column = bound[indicator_id][0].bron
        own = column.keuze if column else {}
        chosen = tuple(sorted({**source.keuze, **own}.items()))
        groups.setdefault(chosen, []).append(indicator_id)
    return groups


def _check_chosen(
    con: duckdb.DuckDBPyConnection,
    load: TableLoad,
    name: str,
    dimensions: set[str],
    chosen: Chosen,
    indicator_ids: list[str],
) -> None:
    """Refuse rows that would mean something else, or several things at once."""
    where = f"{load.table.label}, {', '.join(indicator_ids[:3])}"
    given = {load.source.region_dimension, load.source.year_column}
    open_ones = sorted(dimensions - given - {dimension for dimension, _ in chosen})
    absent = sorted({dimension for dimension, _ in chosen} - dimensions)
    if open_ones or absent:
        problem = "does not choose from" if open_ones else "chooses from what is not there:"
        raise SourceError(
            f"keuze {problem} {', '.join(open_ones or absent)}. "
            f"Dimensions: {', '.join(sorted(dimensions))}.",
            where=where,
            next_step="Mend keuze in catalog/indicators.yaml or catalog/sources.yaml.",
        )
    for dimension, member in chosen:
        found = con.execute(
            f'select distinct trim("{dimension}") as member from raw.{name} order by member'
        ).fetchall()
        members = [str(row[0]) for row in found]
        if member not in members:
            raise SourceError(
                f"Dimension {dimension} has no member {member}. Members: {', '.join(members)}.",
                where=where,
                next_step="Mend keuze in catalog/indicators.yaml or catalog/sources.yaml.",
            )


def _insert(
    con: duckdb.DuckDBPyConnection,
    load: TableLoad,
    name: str,
    chosen: Chosen,
    columns: Mapping[str, str],
) -> None:
    """Insert the cells of the indicators that mean the same rows.

    Args:
        con: The build.
        load: The table.
        name: Its table in the raw schema.
        chosen: Dimensions with the member that counts.
        columns: Name of the column by indicator.
    """
    source = load.source
    year, conditions = str(load.table.peiljaar), [f'trim("{key}") = ?' for key, _ in chosen]
    if source.year_column is not None:
        year = f'cast(left("{source.year_column}", 4) as integer)'
        conditions.append(f"right(trim(\"{source.year_column}\"), 4) = '{WHOLE_YEAR}'")
    where = f"where {' and '.join(conditions)}" if conditions else ""
    selected = ", ".join(f'cast("{key}" as double) as "{i}"' for i, key in columns.items())
    listed = ", ".join(f'"{i}"' for i in columns)
    con.execute(
        f"""
        insert into raw.cell
        select ?, ?, ?, ?, peiljaar, region_key, indicator_id, waarde
        from (
            select "{source.region_dimension}" as region_key, {year} as peiljaar, {selected}
            from raw.{name} {where}
        )
        unpivot include nulls (waarde for indicator_id in ({listed}))
        """,
        [
            source.source_id,
            load.table.table_id,
            load.snapshot.snapshot_id,
            load.table.boundary_year,
            *(member for _, member in chosen),
        ],
    )
