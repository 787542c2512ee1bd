"""Loading snapshots as received into the raw schema, and the bound columns into `raw.cell`.

Nothing is cleaned here: codes keep their padding and missing stays missing. Shapes and the seeds of
the catalog come from `raw_seeds`.
"""

import logging
import re
from dataclasses import dataclass

import duckdb
import pandas as pd

from wijkfoto.bronnen.bind import TableColumn, bind_table, table_columns
from wijkfoto.bronnen.snapshot import Snapshot, SnapshotStore
from wijkfoto.catalog import Catalog, Indicator, Source, SourceTable
from wijkfoto.errors import SourceError
from wijkfoto.warehouse.pages import read_pages, source_errors
from wijkfoto.warehouse.query import append_rows
from wijkfoto.warehouse.raw_long import DATA_SET, NUMBER_KEY, LongTable, is_long, long_table, widen
from wijkfoto.warehouse.raw_seeds import load_seeds, load_shapes

__all__ = ["TableLoad", "create_raw_tables", "load_seeds", "load_shapes", "load_table"]

log = logging.getLogger(__name__)

RIVM_VALUE = "MW00000"
"""Member of the dimension Marges that carries the value itself."""

_DUCKDB_TYPES = {"Long": "bigint", "Double": "double", "String": "varchar", "Float": "double"}

_TABLES = """
create or replace table raw.cell (
    source_id varchar, table_id varchar, snapshot_id varchar, boundary_year integer,
    peiljaar integer, region_key varchar, indicator_id varchar, waarde double
);
create or replace table raw.region_title (
    source_id varchar, boundary_year integer, region_key varchar, title varchar
);
create or replace table raw.binding (
    source_id varchar, table_id varchar, indicator_id varchar, column_key varchar
);
create or replace table raw.shape (
    region_code varchar, geometry geometry, geometry_year integer
);
create or replace table raw.indicator (
    indicator_id varchar, domain_id varchar, role varchar, direction integer, naam varchar,
    unit varchar, kind varchar, source_id varchar, column_stem varchar, description varchar,
    warning varchar, denominator varchar, half_width double, zero_high double,
    all_levels boolean, secret_low double, secret_high double
);
create or replace table raw.derived (
    indicator_id varchar, part varchar, component varchar, factor double, share double,
    cap_component varchar, cap_share double, share_low double, share_high double
);
create or replace table raw.snapshot (
    snapshot_id varchar, source_id varchar, table_id varchar, title varchar, period varchar,
    modified varchar, retrieved_at varchar, url varchar, sha256 varchar, row_count bigint,
    licence varchar, attribution varchar, is_fictief boolean
);
create or replace table raw.parameter (
    peiljaar integer, window_years integer, min_denominator double, model_sd double
);
create or replace table raw.chosen (gemeente_code varchar);
"""

_COLUMN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""What a source may call a column; the name comes from outside and enters SQL."""


@dataclass(frozen=True)
class TableLoad:
    """A table to load: its catalog entry and its snapshot."""

    source: Source
    table: SourceTable
    snapshot: Snapshot
    required: bool


def create_raw_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Make the raw tables, empty, with the types that the models count on."""
    con.execute(_TABLES)


def load_table(
    con: duckdb.DuckDBPyConnection, load: TableLoad, store: SnapshotStore, catalog: Catalog
) -> int:
    """Load one OData table; return the number of rows.

    Raises:
        BindingError: If an indicator does not match exactly one column.
        SourceError: If a snapshot file is damaged, or holds other rows than its manifest says.
    """
    snapshot = load.snapshot
    properties = store.read_json(snapshot, "DataProperties.json")
    bound = bind_table(
        [i for i in catalog.indicators.values() if i.source_id == load.source.source_id],
        table_columns(properties),
        table_id=load.table.table_id,
        peiljaar=load.table.peiljaar,
        required=load.required,
    )
    name = f"{load.source.service}_{load.table.table_id}".lower()
    if is_long(snapshot):
        table = long_table(name, properties, snapshot.snapshot_id)
        rows = read_pages(
            con, f"raw.{name}", table.types(), snapshot, store,
            data_set=DATA_SET, number_key=NUMBER_KEY,
        )  # fmt: skip
        name = _widened(con, table, load, bound, store)
    else:
        types = _column_types(properties, snapshot.snapshot_id)
        rows = read_pages(con, f"raw.{name}", types, snapshot, store)
    _load_titles(con, load, store)
    _load_cells(con, load, name, bound, catalog)
    binding = pd.DataFrame(
        {
            "source_id": load.source.source_id,
            "table_id": load.table.table_id,
            "indicator_id": sorted(bound),
            "column_key": [bound[indicator_id].key for indicator_id in sorted(bound)],
        },
        dtype="str",
    )
    append_rows(con, "raw.binding", binding)
    log.info("%s: %d rows, %d indicators bound", load.table.table_id, rows, len(bound))
    return rows


def _column_types(properties: list[dict[str, object]], where: str) -> dict[str, str]:
    types = {"ID": "bigint"}
    for row in properties:
        key = str(row.get("Key") or "")
        if not key or row.get("Type") == "TopicGroup":
            continue
        if not _COLUMN_NAME.fullmatch(key):
            raise SourceError(
                f"'{key}' is no name of a column.",
                where=where,
                next_step="Remove this snapshot and fetch it again.",
            )
        types[key] = _DUCKDB_TYPES.get(str(row.get("Datatype")), "varchar")
    return types


def _widened(
    con: duckdb.DuckDBPyConnection,
    table: LongTable,
    load: TableLoad,
    bound: dict[str, TableColumn],
    store: SnapshotStore,
) -> str:
    """Make the wide rows of observations, with the bound measures as columns; return their name."""
    dimension = load.source.region_dimension
    members = store.read_json(load.snapshot, f"{dimension}.json") if dimension else []
    measures = [column.key for column in bound.values()]
    return widen(con, table, measures, dimension, [str(member["Key"]) for member in members])


def _load_titles(con: duckdb.DuckDBPyConnection, load: TableLoad, store: SnapshotStore) -> None:
    dimension = load.source.region_dimension
    if dimension is None:
        return
    members = store.read_json(load.snapshot, f"{dimension}.json")
    titles = pd.DataFrame(
        {
            "source_id": load.source.source_id,
            "boundary_year": load.table.boundary_year,
            "region_key": [member["Key"] for member in members],
            "title": [member.get("Title") for member in members],
        }
    )
    append_rows(con, "raw.region_title", titles)


def _load_cells(
    con: duckdb.DuckDBPyConnection,
    load: TableLoad,
    name: str,
    bound: dict[str, TableColumn],
    catalog: Catalog,
) -> None:
    for age, indicator_ids in _by_age(bound, catalog.indicators).items():
        selected = ", ".join(f'cast("{bound[i].key}" as double) as "{i}"' for i in indicator_ids)
        year, where = _year_and_filter(load, age)
        listed = ", ".join(f'"{i}"' for i in indicator_ids)
        with source_errors(load.snapshot.snapshot_id):
            con.execute(
                f"""
                insert into raw.cell
                select ?, ?, ?, ?, peiljaar, region_key, indicator_id, waarde
                from (
                    select "{load.source.region_dimension}" as region_key,
                        {year} as peiljaar, {selected}
                    from raw.{name} {where}
                )
                unpivot include nulls (waarde for indicator_id in ({listed}))
                """,
                [
                    load.source.source_id,
                    load.table.table_id,
                    load.snapshot.snapshot_id,
                    load.table.boundary_year,
                ],
            )


def _by_age(
    bound: dict[str, TableColumn], indicators: dict[str, Indicator]
) -> dict[str | None, list[str]]:
    groups: dict[str | None, list[str]] = {}
    for indicator_id in sorted(bound):
        column = indicators[indicator_id].bron
        groups.setdefault(column.leeftijd if column else None, []).append(indicator_id)
    return groups


def _year_and_filter(load: TableLoad, age: str | None) -> tuple[str, str]:
    """Return the SQL of the year of a row, and of the rows that count."""
    if load.source.year_column is None:
        return str(load.table.peiljaar), ""
    year = f'cast(left("{load.source.year_column}", 4) as integer)'
    where = f"where trim(\"Marges\") = '{RIVM_VALUE}' and trim(\"Leeftijd\") = '{age}'"
    return year, where
