"""Running models on the private build file: create from the contract, fill, check.

Opens late and closes early; the first broken contract stops everything after it.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from wijkfoto.errors import ContractError
from wijkfoto.warehouse.contract import comments, create_table, violations
from wijkfoto.warehouse.model import LAYERS, Model
from wijkfoto.warehouse.query import one_row, quoted_path, together

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TableReport:
    """What a step made: the table and its number of rows."""

    table: str
    rows: int


@contextmanager
def open_build(path: Path, *, group_rows: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the private build file for writing; it is readable by its owner only.

    Args:
        path: The file.
        group_rows: Rows that are gathered before they go to disk, for loading wide tables in little
            memory; None is what DuckDB does by itself (122,880 rows), for asking many rows fast.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect(str(path)) if group_rows is None else _attached(path, group_rows)
    try:
        path.chmod(0o600)
        # One thread makes sums of doubles the same in every run (decision 12).
        con.execute("set threads to 1")
        con.execute("set autoinstall_known_extensions = false")
        con.execute("set autoload_known_extensions = false")
        con.execute("set TimeZone = 'UTC'")
        for schema in LAYERS:
            con.execute(f"create schema if not exists {schema}")
        yield con
    finally:
        con.close()


def _attached(path: Path, group_rows: int) -> duckdb.DuckDBPyConnection:
    """Open a file by attaching it: only so can DuckDB be told the size of a group of rows."""
    con = duckdb.connect()
    try:
        con.execute(f"attach '{quoted_path(path)}' as build (row_group_size {group_rows:d})")
        con.execute("use build")
        con.execute("set write_buffer_row_group_count = 1")
    except duckdb.Error:
        con.close()
        raise
    return con


def run_model(con: duckdb.DuckDBPyConnection, model: Model) -> TableReport:
    """Make one SQL model.

    Raises:
        ContractError: If the select does not give the columns of the contract in order, a type
            or permitted value does not fit, or a key, reference or row condition is broken.
    """
    recreate(con, model)
    try:
        _check_columns(con, model)
        con.execute(f"insert into {model.qualified} {model.sql}")
    except duckdb.Error as error:
        raise ContractError(_first_line(error), where=model.qualified) from error
    return check(con, model)


def _check_columns(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Refuse other columns, and types that an insert would bend silently into those promised."""
    given = {row[0]: str(row[1]) for row in con.execute(f"describe ({model.sql})").fetchall()}
    made = {row[0]: str(row[1]) for row in con.execute(f"describe {model.qualified}").fetchall()}
    if list(given) != list(made):
        raise ContractError(
            f"The select gives {list(given)}, the contract says {list(made)}.",
            where=model.qualified,
        )
    bent = [
        f"{name} is {kind}, the contract says {made[name]}"
        for name, kind in given.items()
        if not _fits(kind, made[name])
    ]
    if bent:
        raise ContractError(f"Types differ: {'; '.join(bent)}.", where=model.qualified)


def _fits(given: str, promised: str) -> bool:
    """Say whether values of one type are those of another without loss: 1 is 1.0, 2.7 is not 2."""
    if given in (promised, '"NULL"'):
        return True
    order = ("INTEGER", "BIGINT", "DECIMAL", "DOUBLE")
    names = [kind.split("(", maxsplit=1)[0] for kind in (given, promised)]
    return all(name in order for name in names) and order.index(names[0]) < order.index(names[1])


def fill_table(con: duckdb.DuckDBPyConnection, model: Model, frame: pd.DataFrame) -> TableReport:
    """Make a table that Python fills, from a frame with the columns of its contract.

    Raises:
        ContractError: As `run_model` does.
    """
    recreate(con, model)
    insert_frame(con, model, frame)
    return check(con, model)


def insert_frame(con: duckdb.DuckDBPyConnection, model: Model, frame: pd.DataFrame) -> None:
    """Insert a frame by column name; geometry columns arrive as WKB bytes."""
    missing = set(model.contract.columns) ^ set(frame.columns)
    if missing:
        raise ContractError(
            f"Columns differ from the contract: {sorted(missing)}.", where=model.qualified
        )
    if frame.empty:
        return
    names = ", ".join(f'"{name}"' for name in model.contract.columns)
    values = ", ".join(
        f'ST_GeomFromWKB("{name}")' if c.type == "geometry" else f'"{name}"'
        for name, c in model.contract.columns.items()
    )
    con.register("frame_to_insert", frame)
    try:
        con.execute(f"insert into {model.qualified} ({names}) select {values} from frame_to_insert")
    except duckdb.Error as error:
        raise ContractError(_first_line(error), where=model.qualified) from error
    finally:
        con.unregister("frame_to_insert")


def recreate(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Drop and create a table from its contract, with its comments."""
    created = create_table(model.layer, model.name, model.contract, enforce_keys=False)
    commented = comments(model.layer, model.name, model.contract)
    together(con, [f"drop table if exists {model.qualified}", created, *commented])


def check(con: duckdb.DuckDBPyConnection, model: Model) -> TableReport:
    """Check a filled table against its contract.

    Raises:
        ContractError: Naming the first broken promise, the number of rows and a sample.
    """
    broken = violations(con, model.layer, model.name, model.contract)
    if broken:
        first = broken[0]
        error = ContractError(
            f"'{first.check}' is broken by {first.rows} rows, such as {first.sample}.",
            where=model.qualified,
            next_step="Nothing was published.",
        )
        error.columns, error.rows = first.columns, first.first
        raise error
    rows = one_row(con, f"select count(*) from {model.qualified}")[0]
    report = TableReport(model.qualified, int(rows))
    log.info("%s: %d rows", report.table, report.rows)
    return report


def _first_line(error: duckdb.Error) -> str:
    return str(error).split("\n", maxsplit=1)[0]
