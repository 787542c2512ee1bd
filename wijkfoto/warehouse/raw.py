"""Loading snapshots as received into the raw schema, and the bound columns into `raw.cell`.

Nothing is cleaned here: codes keep their padding and missing stays missing.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import geopandas as gpd
import pandas as pd

from wijkfoto.bronnen.bind import TableColumn, bind_table, table_columns
from wijkfoto.bronnen.snapshot import Snapshot, SnapshotStore
from wijkfoto.catalog import Catalog, Indicator, Source, SourceTable
from wijkfoto.errors import SourceError
from wijkfoto.warehouse.query import one_row

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
    cap_component varchar, cap_share double
);
create or replace table raw.snapshot (
    snapshot_id varchar, source_id varchar, table_id varchar, title varchar, period varchar,
    modified varchar, retrieved_at varchar, url varchar, sha256 varchar, row_count bigint,
    licence varchar, attribution varchar, is_fictief boolean
);
create or replace table raw.parameter (
    peiljaar integer, window_years integer, min_denominator double
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
    rows = _read_pages(con, name, _column_types(properties, snapshot.snapshot_id), snapshot, store)
    _load_titles(con, load, store)
    _load_cells(con, load, name, bound, catalog)
    con.executemany(
        "insert into raw.binding values (?, ?, ?, ?)",
        [
            (load.source.source_id, load.table.table_id, indicator_id, column.key)
            for indicator_id, column in sorted(bound.items())
        ],
    )
    log.info("%s: %d rows, %d indicators bound", load.table.table_id, rows, len(bound))
    return rows


def _column_types(properties: list[dict[str, object]], where: str) -> dict[str, str]:
    types = {"ID": "bigint"}
    for row in properties:
        key = str(row.get("Key") or "")
        if not key or row.get("Type") == "TopicGroup":
            continue
        if not _COLUMN_NAME.fullmatch(key):
            raise SourceError(f"'{key}' is no name of a column.", where=where)
        types[key] = _DUCKDB_TYPES.get(str(row.get("Datatype")), "varchar")
    return types


def _read_pages(
    con: duckdb.DuckDBPyConnection,
    name: str,
    types: dict[str, str],
    snapshot: Snapshot,
    store: SnapshotStore,
) -> int:
    """Read the pages of a snapshot into `raw.<name>`, columns as the service names them."""
    pages = [f.name for f in snapshot.files if f.name.startswith("TypedDataSet-")]
    largest = max(f.size for f in snapshot.files)
    struct = ", ".join(f'"{key}" {kind}' for key, kind in types.items())
    con.execute(f"drop table if exists raw.{name}")
    columns = ", ".join(f'r."{key}"' for key in types)
    for number, page in enumerate(pages):
        path = store.checked_path(snapshot, page)
        select = (
            f"select {columns} from (select unnest(value) as r from read_json(?, "
            f"columns = {{value: 'struct({struct})[]'}}, maximum_object_size = {largest + 1024}))"
        )
        start = f"create table raw.{name} as" if number == 0 else f"insert into raw.{name}"
        with _source_errors(str(path)):
            con.execute(f"{start} {select}", [str(path)])
    rows, distinct = one_row(con, f"select count(*), count(distinct ID) from raw.{name}")
    if rows != snapshot.row_count or distinct != rows:
        raise SourceError(
            f"{rows} rows ({distinct} different), the manifest says {snapshot.row_count}.",
            where=snapshot.snapshot_id,
            next_step="Remove this snapshot and fetch it again.",
        )
    return int(rows)


@contextmanager
def _source_errors(where: str) -> Iterator[None]:
    """Turn a database error about what a source gave into ours."""
    try:
        yield
    except duckdb.Error as error:
        message = str(error).split("\n", maxsplit=1)[0]
        raise SourceError(message, where=where, next_step="Fetch it again.") from error


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
    _append(con, "raw.region_title", titles)


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
        with _source_errors(load.snapshot.snapshot_id):
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


def load_shapes(con: duckdb.DuckDBPyConnection, shapes: gpd.GeoDataFrame | None) -> int:
    """Load the shapes of wijken (EPSG:28992); return how many."""
    if shapes is None or shapes.empty:
        return 0
    frame = pd.DataFrame(
        {
            "region_code": shapes["region_code"],
            "wkb": shapes.geometry.to_wkb(),
            "geometry_year": shapes["geometry_year"],
        }
    )
    con.register("frame_to_insert", frame)
    con.execute(
        "insert into raw.shape select region_code, ST_GeomFromWKB(wkb), geometry_year "
        "from frame_to_insert"
    )
    con.unregister("frame_to_insert")
    return len(frame)


def load_seeds(
    con: duckdb.DuckDBPyConnection,
    catalog: Catalog,
    snapshots: Iterable[Snapshot],
    *,
    peiljaar: int,
    gemeenten: Iterable[str],
) -> None:
    """Load what the models need to know besides figures: catalog, snapshots and the choice made."""
    _replace(con, "raw.indicator", _indicator_seed(catalog))
    _replace(con, "raw.derived", _derived_seed(catalog))
    _replace(con, "raw.snapshot", _snapshot_seed(snapshots))
    _replace(
        con,
        "raw.parameter",
        pd.DataFrame(
            {
                "peiljaar": pd.Series([peiljaar], dtype="int32"),
                "window_years": pd.Series([int(catalog.norm("venster_jaren"))], dtype="int32"),
                "min_denominator": [catalog.norm("min_noemer")],
            }
        ),
    )
    _replace(con, "raw.chosen", pd.DataFrame({"gemeente_code": sorted(gemeenten)}, dtype="str"))


def _indicator_seed(catalog: Catalog) -> pd.DataFrame:
    rows = []
    for i in catalog.indicators.values():
        rounding, secret = i.afronding, i.geheim
        rows.append(
            {
                "indicator_id": i.indicator_id,
                "domain_id": i.domain_id,
                "role": i.role,
                "direction": i.direction,
                "naam": i.naam,
                "unit": i.unit,
                "kind": i.kind,
                "source_id": i.source_id,
                "column_stem": i.bron.stem[0] if i.bron else None,
                "description": i.description,
                "warning": i.warning,
                "denominator": i.noemer,
                "half_width": rounding.half_breedte if rounding else 0.0,
                "zero_high": rounding.nul_tot if rounding else None,
                "all_levels": rounding.alle_niveaus if rounding else False,
                "secret_low": secret.low if secret else None,
                "secret_high": secret.high if secret else None,
            }
        )
    return pd.DataFrame(rows)


def _derived_seed(catalog: Catalog) -> pd.DataFrame:
    """One row per part of a derived figure: part is teller, noemer, som, plus or min."""
    rows: list[tuple[str, str, str, float, float, str | None, float | None]] = []
    for i in catalog.indicators.values():
        d = i.afgeleid
        if d is None:
            continue
        parts = [("teller", d.teller)] if d.teller else []
        parts += [("noemer", name) for name in d.noemer] + [("som", name) for name in d.som]
        for part, name in parts:
            rows.append((i.indicator_id, part, name, d.factor, 1.0, None, None))
        for part, share in (("plus", d.plus_deel), ("min", d.min_deel)):
            if share:
                cap = catalog.norm(share.hooguit_norm) if share.hooguit_norm else None
                rows.append(
                    (
                        i.indicator_id,
                        part,
                        share.indicator,
                        d.factor,
                        catalog.norm(share.norm),
                        share.hooguit_van,
                        cap,
                    )
                )
    names = ["indicator_id", "part", "component", "factor", "share", "cap_component", "cap_share"]
    return pd.DataFrame(rows, columns=names)


def _snapshot_seed(snapshots: Iterable[Snapshot]) -> pd.DataFrame:
    fields = [
        "snapshot_id", "source_id", "table_id", "title", "period", "modified", "retrieved_at",
        "url", "sha256", "row_count", "licence", "attribution", "is_fictief",
    ]  # fmt: skip
    rows = [{name: getattr(s, name) for name in fields} for s in snapshots]
    return pd.DataFrame(rows, columns=fields).astype({"row_count": "Int64"})


def _replace(con: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    con.execute(f"delete from {table}")
    _append(con, table, frame)


def _append(con: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    con.register("frame_to_insert", frame)
    con.execute(f"insert into {table} by name select * from frame_to_insert")
    con.unregister("frame_to_insert")
