"""Keeps the history of a run open while it is written, one connection per file.

Dagster opens and closes a file of SQLite for each of the 1,500 things that it notes in a run.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import dagster as dg
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from dagster._core.storage.sql import create_engine
from sqlalchemy.engine import Connection

BUSY_SECONDS = 30
"""How long a write waits for another process, such as the UI, that reads the same file."""


@contextmanager
def held_open(instance: dg.DagsterInstance) -> Iterator[None]:
    """Let an instance write its events over connections that stay open until the end.

    What is written is the same, and others can read it meanwhile. Not each event is flushed to
    disk by itself: a machine that loses its power may lose the last events of the run, never those
    of runs before. An instance that keeps its events elsewhere is left as it is.
    """
    storage = instance.event_log_storage
    if not isinstance(storage, SqliteEventLogStorage):
        yield
        return
    with ExitStack() as open_until_end:
        history = _History(storage, open_until_end)
        storage.run_connection = history.connection  # type: ignore[method-assign]
        storage.index_connection = history.connection  # type: ignore[method-assign]
        try:
            yield
        finally:
            del storage.run_connection, storage.index_connection


class _History:
    """One connection per file, used by one thread at a time."""

    def __init__(self, storage: SqliteEventLogStorage, open_until_end: ExitStack) -> None:
        self._address = storage.conn_string_for_shard
        self._prepare = storage.run_connection
        self._open_until_end = open_until_end
        self._open: dict[str, Connection] = {}
        self._lock = threading.Lock()

    @contextmanager
    def connection(self, run_id: str | None = None) -> Iterator[Connection]:
        """Give the file of a run, or the one that all runs share, in a transaction of its own."""
        name = run_id or INDEX_SHARD_NAME
        with self._lock:
            if name not in self._open:
                self._open[name] = self._opened(name)
            with self._open[name].begin():
                yield self._open[name]

    def _opened(self, name: str) -> Connection:
        with self._prepare(name):
            pass  # makes the file and its tables
        arguments = {"timeout": BUSY_SECONDS, "check_same_thread": False}
        engine = create_engine(self._address(name), connect_args=arguments)
        self._open_until_end.callback(engine.dispose)
        connection = self._open_until_end.enter_context(engine.connect())
        connection.exec_driver_sql("pragma synchronous = normal")
        connection.rollback()
        return connection
