"""Stage: bring the tables of a source, files and the shapes into the snapshot store."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from threading import Event

from wijkfoto.bronnen.fetch import (
    Fetched,
    fetch_table,
    from_store,
    service_for,
)
from wijkfoto.bronnen.geo_years import fetch_years
from wijkfoto.bronnen.http import HttpOptions, UnavailableError
from wijkfoto.bronnen.portion import Portion, portion_of
from wijkfoto.bronnen.service import TableService
from wijkfoto.bronnen.walk import Stopped, StoppedError
from wijkfoto.catalog import Source, SourceTable
from wijkfoto.errors import SourceError
from wijkfoto.stages.workspace import StageReport, Workspace

log = logging.getLogger(__name__)

LEADING = "cbs_kwb"
"""The source whose year leads a run: the kerncijfers."""


def fetch_source(ws: Workspace, source_id: str) -> StageReport:
    """Fetch all tables of a source that the window of this run can use.

    Raises:
        SourceError: See `fetch_table`, or when a file of the folder cannot be used.
    """
    source = ws.catalog.sources[source_id]
    unread = ws.door.unread() if source_id == "cbs_kwb" else ()  # once a run: all sources share it
    for note in unread:
        log.warning("%s", note)
    fetched = _shapes(ws, source) if source.service == "geo" else _tables(ws, source)
    ws.remember(source_id, fetched)
    present = [f for f in fetched if f.snapshot]
    return StageReport(
        rows={f.table_id: f.snapshot.row_count or 0 for f in present if f.snapshot},
        snapshot_ids=tuple(f.snapshot.snapshot_id for f in present if f.snapshot),
        notes=(*unread, *(f"{f.table_id}: {f.note}" for f in fetched if f.note)),
    )


def _tables(ws: Workspace, source: Source) -> list[Fetched]:
    """Fetch the tables of a source, and receive what lies in the folder beside them."""
    tables = wanted_tables(ws, source)
    wanted = {table.table_id for table in tables}
    received = ws.door.received(source.source_id)
    files = [f if f.table_id in wanted else _outside(f, source, wanted) for f in received]
    supplied = {f.table_id for f in files if f.snapshot}

    def fetch(table: SourceTable, stopped: Stopped) -> Fetched:
        return _table(ws, source, table, stopped, by_file=table.table_id in supplied)

    return [*_few_at_a_time(ws, tables, fetch), *files]


def _few_at_a_time(
    ws: Workspace, tables: list[SourceTable], fetch: Callable[[SourceTable, Stopped], Fetched]
) -> list[Fetched]:
    """Fetch a few tables at a time; the results stand in the order of the catalog.

    The table that the run cannot do without goes first: the first failure stops the others, and of
    those that failed by themselves it is the one that is told; else the first of the catalog.
    """
    asked = sorted(tables, key=lambda table: table.peiljaar != ws.peiljaar)
    failed = Event()

    def one(table: SourceTable) -> Fetched:
        try:
            return fetch(table, failed.is_set)
        except BaseException:
            failed.set()
            raise

    with ThreadPoolExecutor(ws.settings.bronnen.gelijktijdig, "fetch") as pool:
        tasks = {table.table_id: pool.submit(one, table) for table in asked}
        try:
            wait(tasks.values())
        finally:  # the user may stop the run: each table then ends at its next bytes
            failed.set()
    faults = [task.exception() for task in tasks.values()]
    for fault in faults:
        if fault and not isinstance(fault, StoppedError):
            raise fault
    return [tasks[table.table_id].result() for table in tables]


def _outside(file: Fetched, source: Source, wanted: set[str]) -> Fetched:
    """Leave a file out that is of no year of this run, or of the table of another one; say so."""
    title = file.snapshot.title if file.snapshot else file.table_id
    reason = "outside the window of years"
    if source.overlapt and wanted:
        taken = ", ".join(sorted(wanted))
        reason = f"on other boundaries than those of {taken}, which this run takes"
    return replace(file, snapshot=None, note=f"{title}: {reason}, not used")


def wanted_tables(ws: Workspace, source: Source) -> list[SourceTable]:
    """Return the tables that an indicator reads inside the window of years."""
    if source.source_id == "cbs_kwb":
        ws.catalog.kwb_table(ws.peiljaar)
    return ws.catalog.tables_of_run(source, ws.peiljaar)


def window_of(ws: Workspace) -> range:
    """Return the years that a run takes figures of, the first one first."""
    return range(ws.peiljaar - int(ws.catalog.norm("venster_jaren")), ws.peiljaar + 1)


def wanted_portion(ws: Workspace, source: Source, table: SourceTable) -> Portion | None:
    """Return what a run asks of a table, where it does not take the whole of it."""
    return portion_of(source, table, ws.catalog.indicators.values(), window_of(ws))


def is_required(ws: Workspace, source: Source, table: SourceTable) -> bool:
    """Only the kerncijfers of the peiljaar are required."""
    return source.source_id == LEADING and table.peiljaar == ws.peiljaar


def service_of(ws: Workspace, source: Source, options: HttpOptions | None = None) -> TableService:
    """Return the client of the service that a source is asked of.

    Args:
        ws: The workspace of the run.
        source: The series.
        options: How to ask; None asks as a fetch does.
    """
    bronnen = ws.settings.bronnen
    urls = {"cbs": bronnen.cbs_url, "rivm": bronnen.rivm_url}
    return service_for(source, urls, options or ws.http)


def _table(
    ws: Workspace, source: Source, table: SourceTable, stopped: Stopped, *, by_file: bool
) -> Fetched:
    """Fetch one table; where a file supplies it, the service may lack it or be out of reach."""
    if stopped():
        raise StoppedError("This fetch was stopped.", where=table.table_id)
    required = is_required(ws, source, table) and not by_file
    portion = wanted_portion(ws, source, table)
    if ws.settings.bronnen.offline:
        return from_store(source, table, ws.store, required=required, portion=portion)
    service = service_of(ws, source)
    try:
        return fetch_table(
            source, table, service, ws.store, required=required, notify=ws.notify,
            stopped=stopped, portion=portion,
        )  # fmt: skip
    except SourceError as error:
        if not by_file or not isinstance(error.__cause__, UnavailableError):
            raise
        return Fetched(source.source_id, table.table_id, None, note=f"from files only: {error}")


def _shapes(ws: Workspace, source: Source) -> list[Fetched]:
    """Fetch the shapes of the peiljaar, and of earlier years for what changed since."""
    bronnen = ws.settings.bronnen
    years = list(reversed(window_of(ws)))
    return fetch_years(source, bronnen.geo_url, years, ws.store, ws.http, offline=bronnen.offline)
