"""How a fault of ours reaches the UI: in words, with the place and the next step, before any trace.

The error itself stays the cause, so that the command line and the alerts find it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import dagster as dg

from wijkfoto.errors import WijkfotoError

KEPT = "Readers keep the edition that was published before."


@contextmanager
def told() -> Iterator[None]:
    """Let a step fail with what went wrong, where, and what to do now.

    Raises:
        dagster.Failure: For each error of ours; other errors pass as they are.
    """
    try:
        yield
    except WijkfotoError as error:
        raise dg.Failure(
            description=f"{error} {KEPT}", metadata=fault(error), allow_retries=False
        ) from error


def fault(error: WijkfotoError) -> dict[str, dg.MetadataValue[Any]]:
    """Return an error as metadata: what, where, and the next step, those that it has."""
    parts = {"what": error.what, "where": error.where, "next step": error.next_step}
    return {name: dg.MetadataValue.text(str(part)) for name, part in parts.items() if part}


def rows_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> dg.TableMetadataValue:
    """Return rows as a table of the UI; a value that is missing is an empty cell."""
    records = [
        dg.TableRecord(
            {
                name: "" if value is None else str(value)
                for name, value in zip(columns, row, strict=True)
            }
        )
        for row in rows
    ]
    schema = dg.TableSchema(columns=[dg.TableColumn(name) for name in columns])
    return dg.MetadataValue.table(records, schema=schema)
