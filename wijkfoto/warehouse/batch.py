"""Rows as received, put together as an Arrow batch of typed columns.

Knows what JSON values may stand in a column of numbers or of text; where rows come from and go to
is for the caller.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from wijkfoto.errors import SourceError

REFETCH = "Remove this snapshot and fetch it again."
"""What to do about a snapshot that holds what it cannot hold."""

_ARROW_TYPES = {"bigint": pa.int64(), "double": pa.float64(), "varchar": pa.string()}

_UNFIT = (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError)
"""What Arrow raises on a value that does not fit a type."""

Row = tuple[Any, ...]


def arrow_schema(types: Mapping[str, str]) -> pa.Schema:
    """Return columns of bigint, double or varchar as Arrow calls them."""
    return pa.schema([(key, _ARROW_TYPES[kind]) for key, kind in types.items()])


def arrow_batch(rows: Sequence[Row], schema: pa.Schema, where: str) -> pa.RecordBatch:
    """Put rows together; in a column of text, JSON writes what is none.

    Args:
        rows: Of each the values of the columns in order; what comes after these is left out. In a
            column of whole numbers a float would lose what follows its point.
        schema: The columns.
        where: What an error names.

    Raises:
        SourceError: If a value is no number in a column of numbers.
    """
    width = len(schema)
    if rows and len(rows[0]) > width:
        rows = [row[:width] for row in rows]
    try:
        # All columns in one call: one by one takes nearly twice as long.
        return pa.RecordBatch.from_struct_array(pa.array(rows, type=pa.struct(schema)))
    except _UNFIT:
        values = zip(*rows, strict=True)
        columns = [_column(*pair, where) for pair in zip(values, schema, strict=True)]
        return pa.RecordBatch.from_arrays(columns, schema=schema)


def _column(values: Row, column: pa.Field, where: str) -> pa.Array:
    """Put the values of one column together, and find the one that does not fit.

    Raises:
        SourceError: If a value is no number in a column of numbers.
    """
    try:
        return pa.array(values, type=column.type)
    except _UNFIT as error:
        if pa.types.is_string(column.type):
            return pa.array([_as_text(value) for value in values], type=column.type)
        wrong = next(value for value in values if not _fits(value, column.type))
        raise SourceError(
            f"'{wrong}' is no number.", where=f"{where}, {column.name}", next_step=REFETCH
        ) from error


def _as_text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _fits(value: object, kind: pa.DataType) -> bool:
    try:
        pa.array([value], type=kind)
    except _UNFIT:
        return False
    return True
