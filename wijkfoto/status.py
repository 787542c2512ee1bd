"""`wijkfoto status`: which sources are there, how old, what is missing, what is published."""

from collections.abc import Iterator
from datetime import UTC, datetime

from wijkfoto.ask import open_published
from wijkfoto.bronnen.fetch import newest_snapshot
from wijkfoto.journal import last_runs
from wijkfoto.settings import Settings
from wijkfoto.stages.sources import is_required, wanted_tables
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.publish import current_edition


def status_lines(settings: Settings) -> Iterator[str]:
    """Return the state of a home, line by line."""
    ws = Workspace(settings)
    yield f"home       {ws.home.root}"
    yield from _edition(ws)
    for run in last_runs(ws.home, 3):
        yield f"run        {run.began[:16].replace('T', ' ')} UTC: {run.outcome}"
    yield f"peiljaar   {ws.peiljaar}"
    for source in ws.catalog.sources.values():
        if source.service == "geo":
            snapshot = ws.store.latest_received("geo", source.source_id)
            yield _line(source.naam, "shapes", snapshot.retrieved_at if snapshot else None,
                        snapshot.period if snapshot else "")  # fmt: skip
            continue
        for table in wanted_tables(ws, source):
            found = newest_snapshot(source, table, ws.store)
            required = " (required)" if is_required(ws, source, table) else ""
            label = f"{table.table_id} {table.peiljaar or ''}".strip() + required
            yield _line(source.naam, label, found.retrieved_at if found else None,
                        f"changed {found.modified}" if found else "")  # fmt: skip


def _edition(ws: Workspace) -> Iterator[str]:
    identity = current_edition(ws.home)
    if identity is None:
        yield "published  nothing yet; run `wijkfoto demo` or `wijkfoto run`"
        return
    yield f"published  {identity}"
    con = open_published(ws.settings)
    try:
        made = con.execute("select created_at, gemeente_codes from edition").fetchall()[0]
        wijken = con.execute(
            "select count(*) from region_now where level = 'wijk' and gemeente_code in "
            "(select unnest(cast(gemeente_codes as varchar[])) from edition)"
        ).fetchall()[0][0]
    finally:
        con.close()
    yield f"           made {made[0]:%Y-%m-%d %H:%M} UTC for {made[1]}: {wijken} wijken"
    others = sorted(p.name for p in ws.home.editions.iterdir() if p.name != identity)
    if others:
        yield f"editions   also kept: {', '.join(others)}"


def _line(source: str, table: str, retrieved_at: str | None, detail: str) -> str:
    if retrieved_at is None:
        return f"missing    {source}: {table}"
    age = datetime.now(UTC) - datetime.fromisoformat(retrieved_at)
    return f"present    {source}: {table}, fetched {age.days} days ago, {detail}".rstrip(", ")
