"""The edition before this one: what its readers saw last, and what it said of its own test.

Only read here. Which edition it was enters the id of the new one (decision 44), so that the same
inputs after the same edition always give the same content.
"""

from dataclasses import dataclass

import duckdb
import pandas as pd

from wijkfoto.errors import EditionError
from wijkfoto.home import Home
from wijkfoto.warehouse.publish import DATABASE, current_edition

BACKTEST_COLUMNS = ("use_id", "model_id", "basis", "peiljaar", "correlation", "mape")
"""What is kept of the back-test of an earlier edition."""


@dataclass(frozen=True)
class _Row:
    inputs_sha256: str
    previous_edition_id: str | None
    is_fictief: bool


def previous_edition(home: Home, inputs: str, *, is_fictief: bool) -> str | None:
    """Return the edition that a new one on these inputs comes after.

    That is the published one. Was it made from the very same inputs, then this run makes it again,
    and what came before it counts. Made-up and real figures are never each other's past.

    Args:
        home: The home of the run.
        inputs: Hash of everything that decides the content, but for the past.
        is_fictief: Whether a source of the new edition is made up.

    Returns:
        An edition that is there and can be read, or None.
    """
    current = current_edition(home)
    if current is None:
        return None
    row = _row(home, current)
    if row is None or row.is_fictief != is_fictief:
        return None
    if row.inputs_sha256 != inputs:
        return current
    before = row.previous_edition_id
    return before if before and _row(home, before) is not None else None


def edition_before(home: Home, edition: str) -> str | None:
    """Return the edition that an edition says it came after, kept or not; None when it says none.

    Raises:
        EditionError: If the edition cannot be read.
    """
    row = _row(home, edition)
    if row is None or not row.inputs_sha256:
        raise EditionError(
            "This edition does not tell what came before it.",
            where=str(home.editions / edition),
            next_step="Name the edition that you mean.",
        )
    return row.previous_edition_id


def _row(home: Home, edition: str) -> _Row | None:
    """Read who an edition is; None when it is gone or cannot be read.

    One of release 0.1.0 tells neither its inputs nor what came before it. It was seen by readers
    all the same, so the first edition of a newer release comes after it.
    """
    found = _read(home, edition, "select * from edition")
    if found is None or len(found) != 1 or "is_fictief" not in found:
        return None
    told = found.iloc[0]
    before = told.get("previous_edition_id")
    return _Row(
        str(told.get("inputs_sha256", "")),
        before if isinstance(before, str) else None,
        bool(told["is_fictief"]),
    )


def backtest_of(home: Home, edition: str | None) -> pd.DataFrame:
    """Return how well expected use did in an earlier edition; no rows when there is none.

    Returns:
        The columns of `BACKTEST_COLUMNS`, in the order of the key.
    """
    columns = ", ".join(BACKTEST_COLUMNS)
    query = f"select {columns} from use_backtest order by use_id, model_id"
    found = _read(home, edition, query) if edition else None
    return pd.DataFrame(columns=list(BACKTEST_COLUMNS)) if found is None else found


def table_of(home: Home, edition: str | None, query: str) -> pd.DataFrame | None:
    """Return rows of an earlier edition; None without one, or when it has not these columns.

    Args:
        home: The home of the run.
        edition: The edition before.
        query: A select on its published tables.
    """
    return _read(home, edition, query) if edition else None


def _read(home: Home, edition: str, query: str) -> pd.DataFrame | None:
    database = home.editions / edition / DATABASE
    if not database.is_file():
        return None
    try:
        with duckdb.connect(str(database), read_only=True) as con:
            return con.execute(query).df()
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error:
        # An edition of an older release has other columns, and a damaged one gives any error.
        return None
