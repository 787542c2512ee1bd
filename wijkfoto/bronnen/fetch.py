"""Fetching what the catalog names into the snapshot store, at most once per revision.

Decides between the service, an older snapshot and "not published"; reads no figures.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wijkfoto.bronnen.http import HttpOptions, NotFoundError, UnavailableError
from wijkfoto.bronnen.identity import identity_faults
from wijkfoto.bronnen.odata import OData3, Page, TableService
from wijkfoto.bronnen.snapshot import Snapshot, SnapshotStore
from wijkfoto.catalog import Source, SourceTable
from wijkfoto.errors import SourceError

log = logging.getLogger(__name__)

FICTIEF = "fictief"
"""A table whose title starts with this word holds made-up figures; every page then says so."""

MAX_ROWS = 20_000_000
"""Most rows of one table, where the service does not say how many there are."""

Notify = Callable[[str], None]


@dataclass(frozen=True)
class Fetched:
    """What came of one table: a snapshot, or the reason why there is none."""

    source_id: str
    table_id: str
    snapshot: Snapshot | None
    is_new: bool = False
    note: str = ""


def service_for(source: Source, urls: dict[str, str], options: HttpOptions) -> TableService:
    """Return the client of a source; the one place that knows protocols."""
    return OData3(base_url=urls[source.service], options=options)


def fetch_table(
    source: Source,
    table: SourceTable,
    service: TableService,
    store: SnapshotStore,
    *,
    required: bool,
    notify: Notify,
) -> Fetched:
    """Bring one table up to date.

    An unchanged `Modified` costs one request. Without a connection, from the start or halfway, the
    newest snapshot serves; without that it is an error. A table that the service does not have is
    an error only when it is required. One that is not what it should be is an error, unless nobody
    confirmed it: then it counts as not published.

    Raises:
        SourceError: As said above, or when the table is not what it should be.
    """
    try:
        info = service.info(table.table_id)
    except NotFoundError as error:
        return _absent(source, table, required=required, error=error)
    except UnavailableError as error:
        return _from_store(source, table, store, reason=str(error), error=error)
    known = store.with_modified(source.service, table.table_id, str(info["Modified"]))
    if known is not None:
        return Fetched(source.source_id, table.table_id, known)
    if required or table.is_confirmed:
        faults = identity_faults(source, table, info)
        if faults:
            raise faults[0]
        return _fetch_new(source, table, info, service, store, notify)
    return _fetch_unconfirmed(source, table, info, service, store, notify)


def from_store(
    source: Source, table: SourceTable, store: SnapshotStore, *, required: bool
) -> Fetched:
    """Take the newest snapshot of a table, without any network (offline).

    Raises:
        SourceError: If a required table has no snapshot.
    """
    snapshot = store.latest(source.service, table.table_id)
    if snapshot is None and required:
        raise SourceError(
            "There is no snapshot of this table and the run is offline.",
            where=f"{source.naam}, {table.table_id} ({table.peiljaar})",
            next_step="Run once without --offline, or copy a snapshots folder into the home.",
        )
    note = "" if snapshot else "no snapshot"
    return Fetched(source.source_id, table.table_id, snapshot, note=note)


def _absent(source: Source, table: SourceTable, *, required: bool, error: NotFoundError) -> Fetched:
    if required:
        raise SourceError(
            "The service does not have the kerncijfers of this peiljaar.",
            where=f"{source.naam}, {table.table_id} ({table.peiljaar})",
            next_step="Choose another --peiljaar, mend the table id in catalog/sources.yaml, or "
            "run with --offline on an older snapshot.",
        ) from error
    level = logging.WARNING if table.is_confirmed else logging.INFO
    log.log(level, "%s %s: not published by the service", source.source_id, table.table_id)
    return Fetched(source.source_id, table.table_id, None, note="not published by the service")


def _fetch_new(
    source: Source,
    table: SourceTable,
    info: dict[str, Any],
    service: TableService,
    store: SnapshotStore,
    notify: Notify,
) -> Fetched:
    try:
        snapshot = _download(source, table, info, service, store, notify)
    except UnavailableError as error:
        return _from_store(source, table, store, reason=str(error), error=error)
    return Fetched(source.source_id, table.table_id, snapshot, is_new=True)


def _fetch_unconfirmed(
    source: Source,
    table: SourceTable,
    info: dict[str, Any],
    service: TableService,
    store: SnapshotStore,
    notify: Notify,
) -> Fetched:
    """Fetch a table that nobody confirmed; if it is another one, it was not published."""
    faults = identity_faults(source, table, info)
    try:
        if not faults:
            return _fetch_new(source, table, info, service, store, notify)
        what = faults[0].what
    except NotFoundError as error:  # a table of another shape: one of its sets is not there
        what = f"{error.where} is not there."
    note = f"not published under this id: {what}"
    log.warning("%s %s: %s", source.source_id, table.table_id, note)
    return Fetched(source.source_id, table.table_id, None, note=note)


def _from_store(
    source: Source, table: SourceTable, store: SnapshotStore, *, reason: str, error: SourceError
) -> Fetched:
    snapshot = store.latest(source.service, table.table_id)
    if snapshot is None:
        raise SourceError(
            f"{reason} There is no snapshot to fall back on.",
            where=f"{source.naam}, {table.table_id} ({table.peiljaar})",
            next_step="Check the network, bronnen.cbs_url and proxies.",
        ) from error
    log.warning("%s: %s Using snapshot %s.", table.table_id, reason, snapshot.snapshot_id)
    return Fetched(source.source_id, table.table_id, snapshot, note=f"older snapshot: {reason}")


def _download(
    source: Source,
    table: SourceTable,
    info: dict[str, Any],
    service: TableService,
    store: SnapshotStore,
    notify: Notify,
) -> Snapshot:
    table_id = table.table_id
    where = f"{source.naam}, {table_id} ({table.peiljaar})"
    with store.draft(source.service, table_id) as draft:
        draft.add_json("TableInfos.json", info)
        draft.add_json("DataProperties.json", service.properties(table_id))
        if source.region_dimension:
            members = service.dimension(table_id, source.region_dimension)
            draft.add_json(f"{source.region_dimension}.json", members)
        ids: set[int] = set()
        for number, page in enumerate(service.pages(table_id), start=1):
            draft.add(f"TypedDataSet-{number:05d}.json.gz", page.body)
            _check_page(page, ids, info, where)
            ids.update(page.ids)
            notify(f"{table_id}: {len(ids)} rows")
        _check_count(len(ids), info, where)
        _check_unrevised(service.info(table_id), info, table_id)
        return store.keep(draft, source.service, _described(source, table_id, info, len(ids)))


def _check_page(page: Page, ids: set[int], info: dict[str, Any], where: str) -> None:
    """Stop a service that gives rows again, or never stops giving them."""
    again = ids.intersection(page.ids)
    if again or len(set(page.ids)) != page.rows:
        raise SourceError(
            f"Rows came twice, such as the one with ID {min(again or page.ids)}.",
            where=where,
            next_step="Try again; nothing of this table was kept.",
        )
    counted = _row_count(info)
    limit = MAX_ROWS if counted is None else counted
    if len(ids) + page.rows > limit:
        _check_count(len(ids) + page.rows, info | {"RecordCount": limit}, where)


def _row_count(info: dict[str, Any]) -> int | None:
    """Return how many rows the service says there are; None when it does not say."""
    counted = info.get("RecordCount")
    return int(str(counted)) if str(counted).isdecimal() else None


def _check_count(received: int, info: dict[str, Any], where: str) -> None:
    expected = _row_count(info)
    if received == 0 or (expected is not None and expected != received):
        raise SourceError(
            f"{received} rows came, the service counts {expected}.",
            where=where,
            next_step="Try again; nothing of this table was kept.",
        )


def _check_unrevised(after: dict[str, Any], before: dict[str, Any], table_id: str) -> None:
    if after["Modified"] != before["Modified"]:
        raise SourceError(
            "The table was revised while it was being fetched.",
            where=table_id,
            next_step="Run again; nothing of this table was kept.",
        )


def _described(
    source: Source, table_id: str, info: dict[str, Any], received: int
) -> dict[str, Any]:
    title = " ".join(str(info.get("Title") or "").split())
    return {
        "source_id": source.source_id,
        "table_id": table_id,
        "title": title,
        "period": str(info.get("Period") or ""),
        "modified": str(info["Modified"]),
        "url": source.statline.format(table_id=table_id),
        "licence": source.licence,
        "attribution": source.attribution,
        "is_fictief": title.lower().startswith(FICTIEF),
        "row_count": received,
    }
