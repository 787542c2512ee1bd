"""Loading snapshots as received into the raw schema.

Nothing is cleaned here: codes keep their padding and missing stays missing. The bound columns enter
`raw.cell` by `raw_cells`; shapes and the seeds of the catalog come from `raw_seeds`.
"""

import logging
import re

import duckdb
import pandas as pd

from wijkfoto.bronnen.bind import TableColumn, bind_table, table_columns, try_bind
from wijkfoto.bronnen.portion import Members
from wijkfoto.bronnen.snapshot import SnapshotStore
from wijkfoto.catalog import Catalog, Indicator
from wijkfoto.errors import BindingError, SourceError
from wijkfoto.warehouse.bounds import TABLES as PLAUSIBLE_TABLES
from wijkfoto.warehouse.pages import read_pages, source_errors
from wijkfoto.warehouse.query import append_rows
from wijkfoto.warehouse.raw_cells import TableLoad, load_cells
from wijkfoto.warehouse.raw_long import DATA_SET, NUMBER_KEY, LongTable, is_long, long_table, widen
from wijkfoto.warehouse.raw_seeds import load_seeds, load_shapes

__all__ = ["TableLoad", "create_raw_tables", "load_seeds", "load_shapes", "load_table"]

log = logging.getLogger(__name__)

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
    region_code varchar not null, geometry geometry not null, geometry_year integer,
    outline geometry,
    unique (region_code, geometry_year)
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
create or replace table raw.break (indicator_id varchar, vanaf integer);
create or replace table raw.snapshot (
    snapshot_id varchar, source_id varchar, table_id varchar, title varchar, period varchar,
    modified varchar, retrieved_at varchar, url varchar, sha256 varchar, row_count bigint,
    licence varchar, attribution varchar, is_fictief boolean
);
create or replace table raw.parameter (
    peiljaar integer, window_years integer, min_denominator double, model_sd double,
    jump_people_share double, jump_people double, jump_area_share double,
    recode_people_share double, min_covered double, min_filled double,
    max_prognosis_off double
);
create or replace table raw.transfer (
    boundary_year integer, earlier_code varchar, region_code varchar, overlap_ha double,
    share_of_earlier double, share_of_region double
);
create or replace table raw.chosen (gemeente_code varchar);
"""

POPULATION = "inwoners"
"""The indicator without which a run has no regions to speak of."""

_COLUMN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""What a source may call a column; the name comes from outside and enters SQL."""


def create_raw_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Make the raw tables, empty, with the types that the models count on."""
    con.execute(_TABLES)
    con.execute(PLAUSIBLE_TABLES)


def load_table(
    con: duckdb.DuckDBPyConnection, load: TableLoad, store: SnapshotStore, catalog: Catalog
) -> int:
    """Load one OData table; return the number of rows.

    Of a table that nobody confirmed, what cannot be used is left out with a warning.

    Raises:
        BindingError: If an indicator does not match exactly one column of a table whose columns
            are known, or the inhabitants are not found in a required one.
        SourceError: If a snapshot file is damaged, or holds other rows than its manifest says; or
            if a dimension lacks the member that a figure means.
    """
    snapshot = load.snapshot
    properties = store.read_json(snapshot, "DataProperties.json")
    indicators = {
        i.indicator_id: i
        for i in catalog.indicators.values()
        if i.source_id == load.source.source_id
    }
    bound = _bound(load, indicators, properties)
    name = f"{load.source.service}_{load.table.table_id}".lower()
    if is_long(snapshot):
        table = long_table(name, properties, snapshot.snapshot_id)
        rows = read_pages(
            con, f"raw.{name}", table.types(), snapshot, store,
            data_set=DATA_SET, number_key=NUMBER_KEY,
        )  # fmt: skip
        name = _widened(con, table, load, bound, store)
        types = {key: "varchar" if text else "double" for key, text in table.texts.items()}
    else:
        types = _column_types(properties, snapshot.snapshot_id)
        rows = read_pages(con, f"raw.{name}", types, snapshot, store)
    _load_titles(con, load, store)
    chosen = {i: (indicators[i], bound[i]) for i in bound}
    try:
        with source_errors(snapshot.snapshot_id):
            load_cells(con, load, name, types, properties, chosen, _lists(load, store))
    except SourceError as error:
        if load.table.is_confirmed:
            raise
        log.warning("not used: %s", error)
        return rows
    append_rows(con, "raw.binding", _binding_rows(load, bound))
    log.info("%s: %d rows, %d indicators bound", load.table.table_id, rows, len(bound))
    return rows


def _bound(
    load: TableLoad, indicators: dict[str, Indicator], properties: list[dict[str, object]]
) -> dict[str, TableColumn]:
    """Bind the columns; where nobody saw them, warn of those that cannot be bound."""
    columns = table_columns(properties)
    table, required = load.table, load.required
    if table.has_known_columns:
        return bind_table(indicators.values(), columns, table=table, required=required)
    binding = try_bind(indicators.values(), columns, table=table, required=required)
    for fault in binding.faults:
        log.warning("left out: %s", fault)
    if required and POPULATION not in binding.columns:
        raise BindingError(
            "The inhabitants are not in this table, and nothing can be told without them.",
            where=table.label,
            next_step="Run `wijkfoto check --live`, and mend catalog/indicators.yaml.",
        )
    return binding.columns


def _binding_rows(load: TableLoad, bound: dict[str, TableColumn]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source_id": load.source.source_id,
            "table_id": load.table.table_id,
            "indicator_id": sorted(bound),
            "column_key": [bound[indicator_id].key for indicator_id in sorted(bound)],
        },
        dtype="str",
    )


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


def _lists(load: TableLoad, store: SnapshotStore) -> Members:
    """Return the dimensions that came with a portion of a table: of it members may have titles."""
    if not load.source.gefilterd:
        return {}
    listed = {file.name.removesuffix(".json") for file in load.snapshot.files}
    names = listed - {"TableInfos", "DataProperties", load.source.region_dimension}
    return {
        name: store.read_json(load.snapshot, f"{name}.json")
        for name in sorted(names)
        if not name.endswith(".gz")
    }


def _load_titles(con: duckdb.DuckDBPyConnection, load: TableLoad, store: SnapshotStore) -> None:
    dimension = load.source.region_dimension
    # Regions are those that have wijken: a table of gemeenten alone would add years without any.
    # Nor does a table that nobody confirmed: with boundaries of another year it would bring
    # wijken that the kerncijfers do not have.
    if dimension is None or "wijk" not in load.source.niveaus or not load.table.is_confirmed:
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
