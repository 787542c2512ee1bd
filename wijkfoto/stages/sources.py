"""Stage: bring the tables of a source, files and the shapes into the snapshot store."""

from dataclasses import replace

from wijkfoto.bronnen.fetch import Fetched, fetch_table, from_store, service_for
from wijkfoto.bronnen.geo_years import fetch_years
from wijkfoto.bronnen.http import UnavailableError
from wijkfoto.bronnen.odata import TableService
from wijkfoto.catalog import Source, SourceTable
from wijkfoto.errors import SourceError
from wijkfoto.stages.workspace import StageReport, Workspace


def fetch_source(ws: Workspace, source_id: str) -> StageReport:
    """Fetch all tables of a source that the window of this run can use.

    Raises:
        SourceError: See `fetch_table`, or when a file of the folder cannot be used.
    """
    source = ws.catalog.sources[source_id]
    fetched = _shapes(ws, source) if source.service == "geo" else _tables(ws, source)
    ws.remember(source_id, fetched)
    present = [f for f in fetched if f.snapshot]
    return StageReport(
        rows={f.table_id: f.snapshot.row_count or 0 for f in present if f.snapshot},
        snapshot_ids=tuple(f.snapshot.snapshot_id for f in present if f.snapshot),
        notes=tuple(f"{f.table_id}: {f.note}" for f in fetched if f.note),
    )


def _tables(ws: Workspace, source: Source) -> list[Fetched]:
    """Fetch the tables of a source, and receive what lies in the folder beside them."""
    tables = wanted_tables(ws, source)
    wanted = {table.table_id for table in tables}
    files = [f if f.table_id in wanted else _outside(f) for f in ws.door.received(source.source_id)]
    supplied = {f.table_id for f in files if f.snapshot}
    return [*(_table(ws, source, t, by_file=t.table_id in supplied) for t in tables), *files]


def _outside(file: Fetched) -> Fetched:
    """Leave a file out that is of no year of this run, and say so."""
    title = file.snapshot.title if file.snapshot else file.table_id
    return replace(file, snapshot=None, note=f"{title}: outside the window of years, not used")


def wanted_tables(ws: Workspace, source: Source) -> list[SourceTable]:
    """Return the tables that an indicator reads inside the window of years."""
    if source.source_id == "cbs_kwb":
        ws.catalog.kwb_table(ws.peiljaar)
    return ws.catalog.tables_of_run(source, ws.peiljaar)


def _window(ws: Workspace) -> range:
    return range(ws.peiljaar - int(ws.catalog.norm("venster_jaren")), ws.peiljaar + 1)


def is_required(ws: Workspace, source: Source, table: SourceTable) -> bool:
    """Only the kerncijfers of the peiljaar are required."""
    return source.source_id == "cbs_kwb" and table.peiljaar == ws.peiljaar


def service_of(ws: Workspace, source: Source) -> TableService:
    """Return the client of the service that a source is asked of."""
    bronnen = ws.settings.bronnen
    return service_for(source, {"cbs": bronnen.cbs_url, "rivm": bronnen.rivm_url}, ws.http)


def _table(ws: Workspace, source: Source, table: SourceTable, *, by_file: bool) -> Fetched:
    """Fetch one table; where a file supplies it, the service may lack it or be out of reach."""
    required = is_required(ws, source, table) and not by_file
    if ws.settings.bronnen.offline:
        return from_store(source, table, ws.store, required=required)
    service = service_of(ws, source)
    try:
        return fetch_table(source, table, service, ws.store, required=required, notify=ws.notify)
    except SourceError as error:
        if not by_file or not isinstance(error.__cause__, UnavailableError):
            raise
        return Fetched(source.source_id, table.table_id, None, note=f"from files only: {error}")


def _shapes(ws: Workspace, source: Source) -> list[Fetched]:
    """Fetch the shapes of the peiljaar, and of earlier years for what changed since."""
    bronnen = ws.settings.bronnen
    years = list(reversed(_window(ws)))
    return fetch_years(source, bronnen.geo_url, years, ws.store, ws.http, offline=bronnen.offline)
