"""The read-only connection to a finished file that gives rows as frozen dataclasses.

Which rows a site needs is not known here.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from wijkfoto.errors import EditionError
from wijkfoto.warehouse.query import one_row

Row = TypeVar("Row")


class Reader:
    """One read-only connection to a finished file."""

    def __init__(self, database: Path) -> None:
        if not database.is_file():
            raise EditionError(
                "There is no database here.",
                where=database.name,
                next_step="Build an edition first (wijkfoto build).",
            )
        self._con = duckdb.connect(str(database), read_only=True)
        # Some rows of many tables: a second thread would only take time from another process.
        self._con.execute("set threads to 1")

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self._con.close()

    def rows(
        self, kind: type[Row], table: str, where: str = "true", values: Sequence[Any] = ()
    ) -> list[Row]:
        """Read the rows of a table, with the fields of `kind` as columns, in order of them all."""
        names = [f.name for f in fields(kind)]  # type: ignore[arg-type]
        columns = [f"ST_AsWKB({n}) as {n}" if n == "geometry" else n for n in names]
        # Names come from our own dataclasses and tables; values are bound.
        query = (
            f"select {', '.join(columns)} from {table} where {where} order by {', '.join(names)}"  # noqa: S608
        )
        return [kind(*row) for row in self._con.execute(query, list(values)).fetchall()]

    def count(self, table: str, where: str, values: Sequence[Any]) -> int:
        """Count the rows of a table."""
        query = f"select count(*) from {table} where {where}"  # noqa: S608 - ours, values are bound
        return int(one_row(self._con, query, list(values))[0])


@contextmanager
def reading(source: Path | Reader) -> Iterator[Reader]:
    """Give a reader of a file, or the one that is open already: opening costs as much as a page."""
    if isinstance(source, Reader):
        yield source
        return
    with Reader(source) as reader:
        yield reader


def within(column: str, codes: Sequence[str]) -> tuple[str, list[Any]]:
    """Return a condition on a column, and its values; as an `in` it skips rows of other areas."""
    places = ", ".join("?" * len(codes))
    return (f"{column} in ({places})" if codes else "false"), list(codes)


def grouped(found: Sequence[Row], key: str) -> dict[str, tuple[Row, ...]]:
    """Return rows by the value of one of their fields, in the order they came."""
    groups: dict[str, list[Row]] = {}
    for row in found:
        groups.setdefault(getattr(row, key), []).append(row)
    return {name: tuple(rows) for name, rows in groups.items()}
