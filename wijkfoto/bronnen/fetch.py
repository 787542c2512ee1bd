"""Fetching what the catalog names into the snapshot store, at most once per revision.

Decides between the service, an older snapshot and "not published"; reads no figures.
"""

import json
import logging
from dataclasses import dataclass
from typing import Any

from wijkfoto.bronnen.choose import table_dimensions
from wijkfoto.bronnen.draft import Draft
from wijkfoto.bronnen.http import HttpOptions, NotFoundError, RefusedError, UnavailableError
from wijkfoto.bronnen.identity import identity_faults
from wijkfoto.bronnen.odata import OData3
from wijkfoto.bronnen.odata4 import OData4
from wijkfoto.bronnen.portion import Portion, UnfitError, expected_rows, filter_text
from wijkfoto.bronnen.service import Rows, TableService
from wijkfoto.bronnen.snapshot import Snapshot, SnapshotStore
from wijkfoto.bronnen.walk import (
    CountError,
    Notify,
    Stopped,
    Told,
    check_count,
    check_unrevised,
    take_pages,
)
from wijkfoto.catalog import Source, SourceTable
from wijkfoto.errors import SourceError

log = logging.getLogger(__name__)

FILES_INSTEAD = (
    "put the CSV of StatLine of the whole country in the folder bestanden (bronnen.map) and run "
    'with --offline: docs/operations.md, "Files instead of, or beside, the services"'
)
"""What serves where no service can be reached, as part of a sentence."""

FICTIEF = "fictief"
"""A table whose title starts with this word holds made-up figures; every page then says so."""


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
    url = urls[source.service]
    if source.protocol == "odata4":
        return OData4(base_url=url, catalog=source.service.upper(), options=options)
    return OData3(base_url=url, options=options)


def shelves_of(source: Source, portion: Portion | None) -> tuple[str, ...]:
    """Return the folders of a table in the store: a portion never stands in for another one."""
    apart = f"-keuze-{portion.mark}" if portion else ""
    return tuple(f"{shelf}{apart}" for shelf in source.shelves)


def newest_snapshot(
    source: Source, table: SourceTable, store: SnapshotStore, portion: Portion | None = None
) -> Snapshot | None:
    """Return the newest snapshot of a table; one of another protocol where there is no own one."""
    found = (store.latest(shelf, table.table_id) for shelf in shelves_of(source, portion))
    return next((snapshot for snapshot in found if snapshot), None)


def fetch_table(
    source: Source,
    table: SourceTable,
    service: TableService,
    store: SnapshotStore,
    *,
    required: bool,
    notify: Notify,
    stopped: Stopped = lambda: False,
    portion: Portion | None = None,
) -> Fetched:
    """Bring one table up to date, or the portion of it that is given.

    An unchanged `Modified` costs one request. Without a connection, from the start or halfway, the
    newest snapshot serves; without that it is an error. A table that the service does not have is
    an error only when it is required. One that is not what it should be is an error, unless nobody
    confirmed it: then it counts as not published. `stopped` is asked all along whether to give up.

    Raises:
        SourceError: As said above, or when the table is not what it should be.
        StoppedError: If `stopped` says so.
    """
    source = source.for_table(table)
    try:
        info = service.info(table.table_id)
    except NotFoundError as error:
        return _absent(source, table, required=required, error=error)
    except UnavailableError as error:
        return _from_store(source, table, store, portion, reason=str(error), error=error)
    shelf = shelves_of(source, portion)[0]
    known = store.with_modified(shelf, table.table_id, str(info["Modified"]))
    if known is not None:
        return Fetched(source.source_id, table.table_id, known)
    fetch = _Fetch(source, table, info, service, store, Told(notify, stopped), portion)
    if required or table.is_confirmed:
        faults = identity_faults(source, table, info)
        if faults:
            raise faults[0]
        return _fetch_new(fetch)
    return _fetch_unconfirmed(fetch)


def from_store(
    source: Source,
    table: SourceTable,
    store: SnapshotStore,
    *,
    required: bool,
    portion: Portion | None = None,
) -> Fetched:
    """Take the newest snapshot of a table, without any network (offline).

    Raises:
        SourceError: If a required table has no snapshot.
    """
    snapshot = newest_snapshot(source, table, store, portion)
    if snapshot is None and required:
        raise SourceError(
            "There is no snapshot of this table and the run is offline.",
            where=f"{source.naam}, {table.table_id} ({table.peiljaar})",
            next_step=f"Run once without --offline, copy a snapshots folder into the home, or "
            f"{FILES_INSTEAD}.",
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


@dataclass(frozen=True)
class _Fetch:
    """A table that the service has and the store has not: all that bringing it in takes."""

    source: Source
    table: SourceTable
    info: dict[str, Any]
    service: TableService
    store: SnapshotStore
    told: Told
    portion: Portion | None

    @property
    def where(self) -> str:
        """What a message calls the table."""
        return f"{self.source.naam}, {self.table.table_id} ({self.table.peiljaar})"


def _fetch_new(fetch: _Fetch) -> Fetched:
    source, table = fetch.source, fetch.table
    try:
        snapshot = _download(fetch)
    except UnavailableError as error:
        return _from_store(
            source, table, fetch.store, fetch.portion, reason=str(error), error=error
        )
    return Fetched(source.source_id, table.table_id, snapshot, is_new=True)


def _fetch_unconfirmed(fetch: _Fetch) -> Fetched:
    """Fetch a table that nobody confirmed; if it is another one, it was not published."""
    source, table = fetch.source, fetch.table
    faults = identity_faults(source, table, fetch.info)
    try:
        if not faults:
            return _fetch_new(fetch)
        what = faults[0].what
    except NotFoundError as error:  # a table of another shape: one of its sets is not there
        what = f"{error.where} is not there."
    except (UnfitError, RefusedError, CountError) as error:
        if fetch.portion is None:
            raise
        what = error.what
    note = f"not published under this id: {what}"
    log.warning("%s %s: %s", source.source_id, table.table_id, note)
    return Fetched(source.source_id, table.table_id, None, note=note)


def _from_store(
    source: Source,
    table: SourceTable,
    store: SnapshotStore,
    portion: Portion | None,
    *,
    reason: str,
    error: SourceError,
) -> Fetched:
    snapshot = newest_snapshot(source, table, store, portion)
    if snapshot is None:
        raise SourceError(
            f"{reason} There is no snapshot to fall back on.",
            where=f"{source.naam}, {table.table_id} ({table.peiljaar})",
            next_step=f"Check the network, bronnen.cbs_url and proxies, or {FILES_INSTEAD}.",
        ) from error
    log.warning("%s: %s Using snapshot %s.", table.table_id, reason, snapshot.snapshot_id)
    return Fetched(source.source_id, table.table_id, snapshot, note=f"older snapshot: {reason}")


def _download(fetch: _Fetch) -> Snapshot:
    table_id, info, service = fetch.table.table_id, fetch.info, fetch.service
    shelf = shelves_of(fetch.source, fetch.portion)[0]
    origin = f"{service.base_url} {service.data_set}"
    revision = str(info["Modified"])
    with fetch.store.draft(shelf, table_id, revision=revision, origin=origin) as draft:
        try:
            draft.add_json("TableInfos.json", info)
            properties = service.properties(table_id)
            draft.add_json("DataProperties.json", properties)
            only, counted = _asked(fetch, draft, properties)
            received = take_pages(table_id, counted, service, draft, fetch.where, fetch.told, only)
            check_count(received, counted, fetch.where)
            check_unrevised(service.info(table_id), info, table_id)
        except UnavailableError:
            raise  # a later fetch goes on after the last whole page
        except SourceError:
            draft.discard()
            raise
        described = _described(fetch.source, table_id, info, received)
        return fetch.store.keep(draft, shelf, described | {"portion": only})


def _asked(fetch: _Fetch, draft: Draft, properties: Rows) -> tuple[str, dict[str, Any]]:
    """Put the lists of members that are needed into the draft.

    Returns:
        The condition of the rows to ask for, and the record of the table with RecordCount of those.
    """
    service, portion, region = fetch.service, fetch.portion, fetch.source.region_dimension
    if portion:
        portion = portion.as_called(fetch.source, table_dimensions(properties))
    lists = {}
    for name in filter(None, [region, *(portion.dimensions if portion else ())]):
        members = service.dimension(fetch.table.table_id, name)
        draft.add(f"{name}.json", members)
        if portion:
            lists[name] = json.loads(members)
    if portion is None:
        return "", fetch.info
    keys = portion.keys(lists, fetch.where)
    regions = len(lists[region]) if region else 1
    count = expected_rows(keys, regions) if service.is_full_grid else None
    return filter_text(keys), fetch.info | {"RecordCount": count}


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
