"""Small helpers for asking DuckDB something."""

from collections.abc import Sequence
from typing import Any

import duckdb
import pandas as pd


def one_row(
    con: duckdb.DuckDBPyConnection, query: str, parameters: list[Any] | None = None
) -> tuple[Any, ...]:
    """Return the only row of a query.

    Fetches to the end: a result that is left unfinished blocks the connection (DuckDB 2).
    """
    rows = con.execute(query, parameters or []).fetchall()
    return tuple(rows[0])


def quoted_path(path: object) -> str:
    """Return a path as the inside of an SQL string literal."""
    return str(path).replace("'", "''")


def together(con: duckdb.DuckDBPyConnection, statements: Sequence[str]) -> None:
    """Execute statements in one transaction: each by itself is flushed to disk by itself."""
    con.begin()
    try:
        for statement in statements:
            con.execute(statement)
    except duckdb.Error:
        con.rollback()
        raise
    con.commit()


def append_rows(con: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    """Insert a frame into a table by column name."""
    con.register("frame_to_insert", frame)
    try:
        con.execute(f"insert into {table} by name select * from frame_to_insert")
    finally:
        con.unregister("frame_to_insert")


def replace_rows(con: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    """Empty a table and insert a frame by column name."""
    con.execute(f"delete from {table}")
    append_rows(con, table, frame)
