"""What a home dates later than now: a sign that the clock of the machine was changed.

Nothing is decided by these moments: editions follow each other by what each says came before it.
An age below zero would hide that something is old, so it is told.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from wijkfoto.home import Home
from wijkfoto.journal import last_runs
from wijkfoto.stages.workspace import INPUTS
from wijkfoto.warehouse.publish import DATABASE, current_edition

TOLERANCE = timedelta(minutes=5)
"""What two clocks of a home on a network may differ."""


def moments_ahead(home: Home, now: datetime) -> dict[str, datetime]:
    """Return what is dated later than now, with its moment, in the order of the names.

    Args:
        home: The home.
        now: The present moment, with its zone.
    """
    found = dict(_moments(home))
    return {what: found[what] for what in sorted(found) if found[what] > now + TOLERANCE}


def _moments(home: Home) -> Iterator[tuple[str, datetime]]:
    for run in last_runs(home, 1):
        yield "the last run", _moment(run.ended or run.began)
    identity = current_edition(home)
    if identity is not None:
        yield from _made(home, identity)
    for path in (home.build / INPUTS).glob("*.json"):
        yield f"the last fetch of {path.stem}", _changed(path)
    yield from _held(home)


def _made(home: Home, identity: str) -> Iterator[tuple[str, datetime]]:
    try:
        with duckdb.connect(str(home.editions / identity / DATABASE), read_only=True) as con:
            rows = con.execute("select created_at from edition").fetchall()
    except duckdb.Error:
        return  # that it cannot be read is told elsewhere
    for (at,) in rows:
        yield f"the edition {identity}", at if at.tzinfo else at.replace(tzinfo=UTC)


def _held(home: Home) -> Iterator[tuple[str, datetime]]:
    """Give when the lock was taken last; who let it go leaves the file."""
    try:
        holder = json.loads((home.root / ".lock").read_text(encoding="utf-8"))
        yield "the lock", _moment(str(holder["started"]))
    except (OSError, ValueError, KeyError, TypeError):
        return  # never taken, or half written by a run that was killed


def _changed(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
