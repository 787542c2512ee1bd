"""Small helpers for asking DuckDB something."""

from typing import Any

import duckdb


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
