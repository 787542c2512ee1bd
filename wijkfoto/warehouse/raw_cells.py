"""From a table as received to `raw.cell`: one row per region, indicator and year.

Which column an indicator means was decided by `bronnen.bind`; here its dimensions and its years are
chosen. Values stay as received.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import duckdb

from wijkfoto.bronnen.bind import TableColumn
from wijkfoto.bronnen.choose import (
    Chosen,
    choice_fault,
    chosen_in,
    find_key,
    is_by_title,
    member_fault,
    table_dimensions,
)
from wijkfoto.bronnen.portion import WHOLE_YEAR, Members
from wijkfoto.bronnen.snapshot import Snapshot
from wijkfoto.catalog import Indicator, Source, SourceTable
from wijkfoto.errors import SourceError

log = logging.getLogger(__name__)

Bound = Mapping[str, tuple[Indicator, TableColumn]]


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
    types: Mapping[str, str],
    properties: Iterable[Mapping[str, Any]],
    bound: Bound,
    lists: Members,
) -> None:
    """Unpivot the bound columns of `raw.<name>`, each in the rows of the members it means.

    Args:
        con: The build.
        load: The table.
        name: Its table in the raw schema.
        types: DuckDB type of each of its columns.
        properties: What the service says the columns are.
        bound: Indicator and column by indicator id.
        lists: Rows of the dimensions of which a member is named by its title.

    Of a table whose columns nobody saw, figures that mean a member it lacks are left out with a
    warning, as long as others are left.

    Raises:
        SourceError: If a dimension is not chosen, does not exist, or lacks the member chosen;
            nothing of the table enters then.
    """
    dimensions = table_dimensions(properties)
    groups: dict[Chosen, list[str]] = {}
    for indicator_id in sorted(bound):
        chosen = chosen_in(load.source, bound[indicator_id][0], dimensions)
        groups.setdefault(chosen, []).append(indicator_id)
    faults: dict[Chosen, SourceError] = {}
    for chosen, indicator_ids in groups.items():
        impossible = choice_fault(load.source, dimensions, chosen)
        fault = impossible or _members_fault(con, name, chosen, lists)
        if fault:
            faults[chosen] = SourceError(
                fault,
                where=f"{load.table.label}, {', '.join(indicator_ids[:3])}",
                next_step="Mend keuze in catalog/indicators.yaml or catalog/sources.yaml.",
            )
            if impossible or load.table.has_known_columns:
                raise faults[chosen]
    if faults and len(faults) == len(groups):
        raise next(iter(faults.values()))
    for error in faults.values():
        log.warning("left out: %s", error)
    for chosen, indicator_ids in groups.items():
        if chosen in faults:
            continue
        numbers = {i: _number(bound[i][1].key, types) for i in indicator_ids}
        _insert(con, load, name, _by_key(chosen, lists), numbers)


def _number(key: str, types: Mapping[str, str]) -> str:
    """Return the SQL of a column as a number; in a text column a point or a blank is no code."""
    if types.get(key) == "varchar":
        return f"""cast(nullif(nullif(trim("{key}"), '.'), '') as double)"""
    return f'cast("{key}" as double)'


def _members_fault(
    con: duckdb.DuckDBPyConnection, name: str, chosen: Chosen, lists: Members
) -> str:
    """Say which member no row has, or ""."""
    for dimension, members in chosen:
        found = con.execute(f'select distinct "{dimension}" from raw.{name}').fetchall()
        rows = [{"Key": row[0]} for row in found]
        for member in members:
            listed = lists[dimension] if is_by_title(member) else rows
            fault = member_fault(dimension, member, listed)
            if fault:
                return fault
    return ""


def _by_key(chosen: Chosen, lists: Members) -> Chosen:
    """Return a choice with the keys, without padding, of members that are named by their title."""
    return tuple(
        (
            dimension,
            tuple(
                str(find_key(m, lists[dimension])).strip() if is_by_title(m) else m for m in members
            ),
        )
        for dimension, members in chosen
    )


def _insert(
    con: duckdb.DuckDBPyConnection,
    load: TableLoad,
    name: str,
    chosen: Chosen,
    numbers: Mapping[str, str],
) -> None:
    """Insert the cells of the indicators that mean the same rows.

    Args:
        con: The build.
        load: The table.
        name: Its table in the raw schema.
        chosen: Dimensions with the members that count; figures of several are added, and where one
            of them has none, so has the sum.
        numbers: SQL of the figure by indicator.
    """
    source = load.source
    year = str(load.table.peiljaar)
    conditions = [f'list_contains(?, trim("{key}"))' for key, _ in chosen]
    if source.year_column is not None:
        year = f'cast(left("{source.year_column}", 4) as integer)'
        conditions.append(f"right(trim(\"{source.year_column}\"), 4) = '{WHOLE_YEAR}'")
        if load.table.peiljaar is not None:
            conditions.append(f"{year} = {load.table.peiljaar}")
    where = f"where {' and '.join(conditions)}" if conditions else ""
    added = prod(len(members) for _, members in chosen)
    grouped = ""
    if added > 1:
        numbers = {
            i: f"if(count({number}) = {added}, sum({number}), null)"
            for i, number in numbers.items()
        }
        grouped = "group by region_key, peiljaar"
    selected = ", ".join(f'{number} as "{i}"' for i, number in numbers.items())
    listed = ", ".join(f'"{i}"' for i in numbers)
    con.execute(
        f"""
        insert into raw.cell
        select ?, ?, ?, ?, peiljaar, region_key, indicator_id, waarde
        from (
            select "{source.region_dimension}" as region_key, {year} as peiljaar, {selected}
            from raw.{name} {where} {grouped}
        )
        unpivot include nulls (waarde for indicator_id in ({listed}))
        """,
        [
            source.source_id,
            load.table.table_id,
            load.snapshot.snapshot_id,
            load.table.boundary_year,
            *(list(members) for _, members in chosen),
        ],
    )
