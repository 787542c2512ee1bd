"""Stage: bring the tables of a source, and the shapes, into the snapshot store."""

from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event

from wijkfoto.bronnen.fetch import (
    Fetched,
    Stopped,
    StoppedError,
    fetch_table,
    from_store,
    service_for,
)
from wijkfoto.bronnen.geo import fetch_shapes
from wijkfoto.catalog import Source, SourceTable
from wijkfoto.stages.workspace import StageReport, Workspace


def fetch_source(ws: Workspace, source_id: str) -> StageReport:
    """Fetch all tables of a source that the window of this run can use.

    Raises:
        SourceError: See `fetch_table`.
    """
    source = ws.catalog.sources[source_id]
    fetched = [_shapes(ws, source)] if source.service == "geo" else _tables(ws, source)
    ws.remember(source_id, fetched)
    present = [f for f in fetched if f.snapshot]
    return StageReport(
        rows={f.table_id: f.snapshot.row_count or 0 for f in present if f.snapshot},
        snapshot_ids=tuple(f.snapshot.snapshot_id for f in present if f.snapshot),
        notes=tuple(f"{f.table_id}: {f.note}" for f in fetched if f.note),
    )


def wanted_tables(ws: Workspace, source: Source) -> list[SourceTable]:
    """Return the tables with figures inside the window of years."""
    window = int(ws.catalog.norm("venster_jaren"))
    years = range(ws.peiljaar - window, ws.peiljaar + 1)
    if source.source_id == "cbs_kwb":
        ws.catalog.kwb_table(ws.peiljaar)
    return [t for t in source.tables if t.peiljaar is None or t.peiljaar in years]


def is_required(ws: Workspace, source: Source, table: SourceTable) -> bool:
    """Only the kerncijfers of the peiljaar are required."""
    return source.source_id == "cbs_kwb" and table.peiljaar == ws.peiljaar


def _tables(ws: Workspace, source: Source) -> list[Fetched]:
    """Fetch the tables of a source, a few at a time; the results stand in the order of the catalog.

    The first failure stops the others; of those that failed by themselves, the one that the catalog
    names first is raised.
    """
    tables = wanted_tables(ws, source)
    failed = Event()

    def fetch(table: SourceTable) -> Fetched:
        try:
            return _table(ws, source, table, failed.is_set)
        except BaseException:
            failed.set()
            raise

    with ThreadPoolExecutor(ws.settings.bronnen.gelijktijdig, "fetch") as pool:
        tasks = [pool.submit(fetch, table) for table in tables]
        try:
            wait(tasks)
        finally:  # the user may stop the run: each table then ends at its next bytes
            failed.set()
    faults = [task.exception() for task in tasks]
    for fault in faults:
        if fault and not isinstance(fault, StoppedError):
            raise fault
    return [task.result() for task in tasks]


def _table(ws: Workspace, source: Source, table: SourceTable, stopped: Stopped) -> Fetched:
    if stopped():
        raise StoppedError("This fetch was stopped.", where=table.table_id)
    required = is_required(ws, source, table)
    bronnen = ws.settings.bronnen
    if bronnen.offline:
        return from_store(source, table, ws.store, required=required)
    urls = {"cbs": bronnen.cbs_url, "rivm": bronnen.rivm_url}
    service = service_for(source, urls, ws.http)
    return fetch_table(
        source, table, service, ws.store, required=required, notify=ws.notify, stopped=stopped
    )


def _shapes(ws: Workspace, source: Source) -> Fetched:
    bronnen = ws.settings.bronnen
    snapshot = fetch_shapes(source, bronnen.geo_url, ws.store, ws.http, offline=bronnen.offline)
    note = "" if snapshot else "no shapes: bronnen.geo_url is empty, so there is no map"
    return Fetched(source.source_id, source.source_id, snapshot, note=note)
