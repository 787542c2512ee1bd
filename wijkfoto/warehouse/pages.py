"""Reading the pages of a snapshot into a table, with the columns as the service names them.

Rows pass through a few at a time, so that memory does not grow with the table. Which table, and
what its columns mean, is for the caller.
"""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb
import msgspec
import pyarrow as pa

from wijkfoto.bronnen.jsonrows import NotJsonError, NotRowsError, RowReader
from wijkfoto.bronnen.runs import RowNumbers
from wijkfoto.bronnen.snapshot import Snapshot, SnapshotStore
from wijkfoto.errors import SourceError

BATCH = 1 << 19
"""Bytes of JSON that become one Arrow batch: about 140 rows of the widest table. With half of it,
a quarter of the time of reading went to starting on a column; with more, memory grows."""

_ARROW_TYPES = {"bigint": pa.int64(), "double": pa.float64(), "varchar": pa.string()}

_UNFIT = (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError)
"""What Arrow raises on a value that does not fit a type."""

_REFETCH = "Remove this snapshot and fetch it again."


def read_pages(
    con: duckdb.DuckDBPyConnection,
    table: str,
    types: dict[str, str],
    snapshot: Snapshot,
    store: SnapshotStore,
    *,
    data_set: str = "TypedDataSet",
    number_key: str = "ID",
) -> int:
    """Read the pages of a snapshot into a new table, all of them or none.

    Args:
        con: The private build file.
        table: Qualified name of the table; one of that name is replaced.
        types: Column -> bigint, double or varchar. Other keys of a row are left out.
        snapshot: What was received.
        store: Where it lies.
        data_set: How the pages are called.
        number_key: Key of the number of a row, which no other row has.

    Returns:
        The number of rows.

    Raises:
        SourceError: If a page is damaged, a value does not fit its column, or there are other rows
            than the manifest says.
    """
    names = [f.name for f in snapshot.files if f.name.startswith(f"{data_set}-")]
    if not names:
        raise SourceError(
            "The snapshot holds no figures.", where=snapshot.snapshot_id, next_step=_REFETCH
        )
    rows = _PageRows(store, snapshot, names, types, number_key)
    columns = ", ".join(f'"{key}" {kind}' for key, kind in types.items())
    con.execute(f"create or replace table {table} ({columns})")
    try:
        _insert(con, table, rows)
        rows.check_count()
    except BaseException:  # an interrupted load leaves no half table either
        con.execute(f"drop table {table}")
        raise
    return rows.count


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: "_PageRows") -> None:
    reader = pa.RecordBatchReader.from_batches(rows.schema, _ahead(rows.batches()))
    con.register("rows_of_pages", reader)
    try:
        with source_errors(rows.snapshot.snapshot_id):
            con.execute(f"insert into {table} select * from rows_of_pages")
    except SourceError as error:
        # What went wrong while a row was read comes back as a fault of the database.
        raise rows.fault or error  # noqa: B904 - the first fault carries its own cause
    finally:
        con.unregister("rows_of_pages")


def _ahead(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Give batches while the next one is made, so that on two cores reading and storing overlap."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="read") as pool:
        coming = pool.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = pool.submit(next, batches, None)
            yield batch


@contextmanager
def source_errors(where: str) -> Iterator[None]:
    """Turn a database error about what a source gave into ours."""
    try:
        yield
    except duckdb.Error as error:
        message = str(error).split("\n", maxsplit=1)[0]
        raise SourceError(message, where=where, next_step="Fetch it again.") from error


@dataclass
class _PageRows:
    """The rows of a snapshot as Arrow batches; counts them on the way."""

    store: SnapshotStore
    snapshot: Snapshot
    names: list[str]
    types: dict[str, str]
    number_key: str
    count: int = 0
    numbers: RowNumbers = field(default_factory=RowNumbers)
    fault: BaseException | None = None

    @property
    def keys(self) -> list[str]:
        """Keys that are read of a row: the columns, and the number where that is none of them."""
        return list(dict.fromkeys([*self.types, self.number_key]))

    @property
    def schema(self) -> pa.Schema:
        """Columns and their types."""
        return pa.schema([(key, _ARROW_TYPES[kind]) for key, kind in self.types.items()])

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Give the rows, a batch for each few that are whole."""
        schema = self.schema
        try:
            for name in self.names:
                for rows in self._rows(name):
                    values = list(zip(*map(msgspec.structs.astuple, rows), strict=True))
                    self._note(values[self.keys.index(self.number_key)])
                    columns = [self._column(*pair) for pair in zip(values, schema, strict=False)]
                    yield pa.RecordBatch.from_arrays(columns, schema=schema)
        except BaseException as error:  # DuckDB would make a fault of its own of it
            self.fault = error
            raise

    def check_count(self) -> None:
        """Compare what came with the manifest.

        Raises:
            SourceError: If there are more or fewer rows, or one stands there twice.
        """
        if self.count != self.snapshot.row_count or len(self.numbers) != self.count:
            raise SourceError(
                f"{self.count} rows ({len(self.numbers)} different), "
                f"the manifest says {self.snapshot.row_count}.",
                where=self.snapshot.snapshot_id,
                next_step=_REFETCH,
            )

    def _rows(self, name: str) -> Iterator[list[msgspec.Struct]]:
        reader = RowReader(self._struct(), batch=BATCH)
        try:
            for piece in self.store.pieces(self.snapshot, name):
                if rows := reader.feed(piece):
                    yield rows
            if rows := reader.finish():
                yield rows
        except (NotJsonError, NotRowsError) as error:
            where = str(self.store.folder(self.snapshot) / name)
            raise SourceError(str(error), where=where, next_step=_REFETCH) from error

    def _struct(self) -> type[msgspec.Struct]:
        """What a row is read into, in the order of `keys`, whatever these are called."""
        fields = {f"c{n}": key for n, key in enumerate(self.keys)}
        return msgspec.defstruct(
            "Row", [(name, Any, None) for name in fields], rename=fields, gc=False
        )

    def _note(self, found: tuple[object, ...]) -> None:
        self.count += len(found)
        self.numbers.take_in([number for number in found if isinstance(number, int)])

    def _column(self, values: tuple[Any, ...], column: pa.Field) -> pa.Array:
        """Put the values of one column together; in a column of text, JSON writes what is none.

        Raises:
            SourceError: If a value is no number in a column of numbers.
        """
        if values.count(None) == len(values):  # half of a table that was published in part
            return pa.nulls(len(values), column.type)
        try:
            return pa.array(values, type=column.type)
        except _UNFIT as error:
            if pa.types.is_string(column.type):
                return pa.array([_as_text(value) for value in values], type=column.type)
            wrong = next(value for value in values if not _fits(value, column.type))
            raise SourceError(
                f"'{wrong}' is no number.",
                where=f"{self.snapshot.snapshot_id}, {column.name}",
                next_step=_REFETCH,
            ) from error


def _as_text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _fits(value: object, kind: pa.DataType) -> bool:
    try:
        pa.array([value], type=kind)
    except _UNFIT:
        return False
    return True
