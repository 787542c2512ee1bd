"""Reading the pages of a snapshot into a table, with the columns as the service names them.

Rows pass through a few at a time, so that memory does not grow with the table. Which table, and
what its columns mean, is for the caller.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb
import msgspec
import pyarrow as pa
from msgspec.structs import astuple

from wijkfoto.bronnen.jsonrows import NotJsonError, NotRowsError, RowReader
from wijkfoto.bronnen.runs import RowNumbers
from wijkfoto.bronnen.snapshot import Snapshot, SnapshotStore
from wijkfoto.errors import SourceError
from wijkfoto.warehouse.batch import REFETCH, arrow_batch, arrow_schema

CELLS = 1 << 15
"""Cells that become one Arrow batch: about 280 rows of the widest table. Half of it takes a sixth
more time, twice as much takes 4 MB more memory."""

_ANYTHING = bool | int | float | str | list[Any] | dict[str, Any] | None
"""What JSON can hold, by name: msgspec asks `_whole` about the decimals of fields of Any alone."""


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
            "The snapshot holds no figures.", where=snapshot.snapshot_id, next_step=REFETCH
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
    """Give batches while the next one is made, so that on two cores reading and storing overlap.

    With more of them ahead nothing was won, and memory was two megabytes more.
    """
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
        return arrow_schema(self.types)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Give the rows, a batch for each few that are whole."""
        try:
            for name in self.names:
                for rows in self._rows(name):
                    self._note(rows)
                    batch = arrow_batch(rows, self.schema, self.snapshot.snapshot_id)
                    rows.clear()  # else they would stay until the next ones are there
                    yield batch
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
                next_step=REFETCH,
            )

    def _rows(self, name: str) -> Iterator[list[tuple[Any, ...]]]:
        """Give the rows of a page, enough for a batch at a time, with their values as `keys`."""
        reader = RowReader(self._struct(), decimal=_whole)
        few = CELLS // len(self.keys)
        rows: list[tuple[Any, ...]] = []
        try:
            for piece in self.store.pieces(self.snapshot, name):
                rows += map(astuple, reader.feed(piece))
                if len(rows) > few:
                    yield rows
                    rows = []
            rows += map(astuple, reader.finish())
            if rows:
                yield rows
        except (NotJsonError, NotRowsError) as error:
            where = str(self.store.folder(self.snapshot) / name)
            raise SourceError(str(error), where=where, next_step=REFETCH) from error

    def _struct(self) -> type[msgspec.Struct]:
        """What a row is read into, in the order of `keys`, whatever these are called."""
        fields = {f"c{n}": key for n, key in enumerate(self.keys)}
        kinds = [Any if self.types.get(key) == "bigint" else _ANYTHING for key in self.keys]
        return msgspec.defstruct(
            "Row",
            [(name, kind, None) for name, kind in zip(fields, kinds, strict=True)],
            rename=fields,
            gc=False,
        )

    def _note(self, rows: list[tuple[Any, ...]]) -> None:
        place = self.keys.index(self.number_key)
        self.count += len(rows)
        self.numbers.take_in([row[place] for row in rows if isinstance(row[place], int)])


def _whole(number: str) -> int | str:
    """Read a decimal in a column of whole numbers: 3.0 is 3, and 1.5 stays the text that it is.

    Arrow would cut off what follows the point, and say nothing; of a text it says that it is none.
    """
    value = float(number)
    return int(value) if value.is_integer() else number
