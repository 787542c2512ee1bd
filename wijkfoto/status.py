"""`wijkfoto status`: which sources are there, how old, what is missing, what is published."""

from collections.abc import Container, Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby

from wijkfoto.ask import open_published
from wijkfoto.bronnen.fetch import newest_snapshot
from wijkfoto.bronnen.files import SERVICE
from wijkfoto.bronnen.geo_years import kept_shapes
from wijkfoto.catalog import Column, Source, SourceTable, unfetched_figures, years_of
from wijkfoto.journal import last_runs
from wijkfoto.resources import shelf
from wijkfoto.settings import Settings
from wijkfoto.stages.sources import is_required, wanted_portion, wanted_tables, window_of
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.publish import current_edition


def status_lines(settings: Settings) -> Iterator[str]:
    """Return the state of a home, line by line."""
    ws = Workspace(settings)
    yield f"home       {ws.home.root}"
    yield from _edition(ws)
    for run in last_runs(ws.home, 3):
        yield f"run        {run.began[:16].replace('T', ' ')} UTC: {run.outcome}"
    newest, ws = ws.peiljaar, _as_published(ws)
    note = "" if newest == ws.peiljaar else f" as published; a new run takes {newest}"
    yield f"peiljaar   {ws.peiljaar}{note}"
    for source in ws.catalog.used_sources().values():
        yield from _shapes(ws, source) if source.service == "geo" else _tables(ws, source)
    for source in ws.catalog.unread_sources():
        yield f"not read   {source.naam}, {len(source.tables)} tables: {source.ongelezen}"
    yield from _coverage(ws)


def _shapes(ws: Workspace, source: Source) -> Iterator[str]:
    kept = kept_shapes(ws.store, source)
    for snapshot in kept:
        yield _line(source.naam, "shapes", snapshot.retrieved_at, snapshot.period)
    if not kept:
        yield _line(source.naam, "shapes", None, "")


def _tables(ws: Workspace, source: Source) -> Iterator[str]:
    """Say of each table that a run takes whether it is there, of which years, and how old."""
    for table in wanted_tables(ws, source):
        found = newest_snapshot(source, table, ws.store, wanted_portion(ws, source, table))
        from_file = ws.store.latest_received(SERVICE, table.table_id)
        if found is None and from_file is not None:
            label = f"{table.table_id} from a file"
            yield _line(source.naam, label, from_file.retrieved_at, from_file.title)
            continue
        required = " (required)" if is_required(ws, source, table) else ""
        years = _years(ws, table) or (found.period if found else "")
        label = f"{table.table_id} {years}".rstrip() + required
        if found is not None:
            yield _line(source.naam, label, found.retrieved_at, f"changed {found.modified[:10]}")
        else:
            why = "" if table.is_confirmed else "nobody confirmed that this id is this table"
            yield _line(source.naam, label, None, why)


def _years(ws: Workspace, table: SourceTable) -> str:
    """Return the years that a run takes of a table, as 2016/2020; "" where none are known."""
    is_known = table.peiljaar is not None or table.jaren
    return "/".join(map(str, years_of(table, window_of(ws)))) if is_known else ""


def _as_published(ws: Workspace) -> Workspace:
    """Return the workspace of the year that is published, where the settings leave it open."""
    identity = current_edition(ws.home)
    if identity is None or ws.settings.bronnen.peiljaar != "newest":
        return ws
    bronnen = ws.settings.bronnen.model_copy(update={"peiljaar": int(identity.partition("-")[0])})
    return Workspace(ws.settings.model_copy(update={"bronnen": bronnen}))


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


def _coverage(ws: Workspace) -> Iterator[str]:
    """Say what the published tables hold and lack; the analyst can ask the same queries."""
    if current_edition(ws.home) is None:
        return
    con = open_published(ws.settings)
    try:
        filled = con.execute(_example("gevuld_per_bron")).fetchall()
        gaps = con.execute(_example("gaten_per_gemeente")).fetchall()
        peiljaar = con.execute("select peiljaar from edition").fetchall()[0][0]
        present = {row[0] for row in con.execute("select table_id from source_snapshot").fetchall()}
    finally:
        con.close()
    for source_id, table_id, year, _, indicators, land, here in filled:
        yield (
            f"filled     {table_id} {year} ({source_id}): {indicators} indicators, {land} with a "
            f"figure in the country, {here} in the chosen gemeenten"
        )
    unfetched = unfetched_figures(ws.catalog, peiljaar, present)
    elsewhere = _without_wijken(ws)
    for gemeente, rows in groupby(gaps, key=lambda row: str(row[0])):
        reasons: dict[str, list[str]] = {}
        for _, name, _, status in rows:
            if name not in elsewhere:
                reason = _reason(ws, name, status, unfetched)
                reasons.setdefault(reason, []).append(name)
        for reason, names in sorted(reasons.items()):
            yield f"gaps       {gemeente}: no wijk has, {reason} ({len(names)}): {', '.join(names)}"


def _reason(ws: Workspace, name: str, status: str, unfetched: Container[str]) -> str:
    """Say why no wijk has a figure, in words for who has to act on it."""
    indicator = ws.catalog.indicators.get(name)
    if name in unfetched:
        return "not fetched"
    if indicator is not None and not indicator.bron and not indicator.afgeleid:
        return "no open source"
    if indicator is not None and indicator.bron and not _has_table(ws, indicator.bron):
        return f"no table of {window_of(ws)[0]}-{ws.peiljaar} holds it"
    return status.replace("_", " ")


def _has_table(ws: Workspace, column: Column) -> bool:
    """Say whether a table of the run can hold a figure, by what the catalog says of its years."""
    return any(
        column.covers(year)
        for table in wanted_tables(ws, ws.catalog.sources[column.source_id])
        for year in years_of(table, window_of(ws))
    )


def _without_wijken(ws: Workspace) -> set[str]:
    """Return the figures of sources that have none per wijk: that no wijk has them is no gap."""
    sources = ws.catalog.sources
    return {
        i.indicator_id
        for i in ws.catalog.indicators.values()
        if i.source_id and "wijk" not in sources[i.source_id].niveaus
    }


def _example(name: str) -> str:
    """Return one of the example queries of the shelf."""
    return (shelf("sql") / "queries" / f"{name}.sql").read_text(encoding="utf-8")


def _line(source: str, table: str, retrieved_at: str | None, detail: str) -> str:
    if retrieved_at is None:
        return f"missing    {source}: {table}, {detail}".rstrip(", ")
    moment = datetime.fromisoformat(retrieved_at)
    age = datetime.now(UTC) - moment
    when = f"{age.days} days ago" if age >= timedelta() else f"{moment:%Y-%m-%d}, in the future"
    return f"present    {source}: {table}, fetched {when}, {detail}".rstrip(", ")
