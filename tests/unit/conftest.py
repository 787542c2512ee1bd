"""Fixtures of more than one unit test of the warehouse."""

from collections.abc import Iterator

import duckdb
import pytest

from wijkfoto.warehouse.raw import create_raw_tables


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse with the raw tables, empty."""
    with duckdb.connect() as con:
        con.execute("create schema raw")
        create_raw_tables(con)
        yield con
