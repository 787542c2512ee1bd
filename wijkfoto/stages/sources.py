"""Stage: bring the tables of a source, and the shapes, into the snapshot store."""

from wijkfoto.bronnen.fetch import Fetched, fetch_table, from_store, service_for
from wijkfoto.bronnen.geo_years import fetch_years
from wijkfoto.bronnen.odata import TableService
from wijkfoto.catalog import Source, SourceTable
from wijkfoto.stages.workspace import StageReport, Workspace


def fetch_source(ws: Workspace, source_id: str) -> StageReport:
    """Fetch all tables of a source that the window of this run can use.

    Raises:
        SourceError: See `fetch_table`.
    """
    source = ws.catalog.sources[source_id]
    fetched = (
        _shapes(ws, source)
        if source.service == "geo"
        else [_table(ws, source, table) for table in wanted_tables(ws, source)]
    )
    ws.remember(source_id, fetched)
    present = [f for f in fetched if f.snapshot]
    return StageReport(
        rows={f.table_id: f.snapshot.row_count or 0 for f in present if f.snapshot},
        snapshot_ids=tuple(f.snapshot.snapshot_id for f in present if f.snapshot),
        notes=tuple(f"{f.table_id}: {f.note}" for f in fetched if f.note),
    )


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


def _table(ws: Workspace, source: Source, table: SourceTable) -> Fetched:
    required = is_required(ws, source, table)
    if ws.settings.bronnen.offline:
        return from_store(source, table, ws.store, required=required)
    service = service_of(ws, source)
    return fetch_table(source, table, service, ws.store, required=required, notify=ws.notify)


def _shapes(ws: Workspace, source: Source) -> list[Fetched]:
    """Fetch the shapes of the peiljaar, and of earlier years for what changed since."""
    bronnen = ws.settings.bronnen
    years = list(reversed(_window(ws)))
    return fetch_years(source, bronnen.geo_url, years, ws.store, ws.http, offline=bronnen.offline)
