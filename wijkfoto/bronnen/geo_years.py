"""Shapes of several years, so that boundaries can be compared: one location per year, or one.

What a single location gives is for `geo`; which year is drawn is decided in the models.
"""

import logging
from collections.abc import Sequence

from wijkfoto.bronnen.fetch import Fetched
from wijkfoto.bronnen.geo import fetch_shapes, table_of_year
from wijkfoto.bronnen.http import HttpOptions, NotFoundError, UnavailableError
from wijkfoto.bronnen.snapshot import Snapshot, SnapshotStore
from wijkfoto.catalog import Source

log = logging.getLogger(__name__)

YEAR_MARK = "{jaar}"
"""Stands in `bronnen.geo_url` for each year of the window."""


def fetch_years(
    source: Source,
    location: str,
    years: Sequence[int],
    store: SnapshotStore,
    options: HttpOptions,
    *,
    offline: bool,
) -> list[Fetched]:
    """Bring the shapes of some years into the store, where the location tells years apart.

    Args:
        source: The catalog entry of the shapes.
        location: A file, a folder, an address of a file or a collection; may hold `{jaar}`. Empty
            when there are no shapes.
        years: The years that are of use, the most wanted first.
        store: The snapshot store.
        options: How to fetch.
        offline: Unless the location is a file or folder that is there, take what came last.

    Returns:
        One entry per year, or one when the location has no `{jaar}`. A year that is not there has
        no snapshot and a note.

    Raises:
        SourceError: If there is nothing for any year, or what came is no map.
    """
    if offline and not location:
        return [Fetched(source.source_id, s.table_id, s) for s in kept_shapes(store, source)]
    if YEAR_MARK not in location:
        return [_one(source, location, store, options, None, offline=offline)]
    found = [
        _one(source, location.replace(YEAR_MARK, str(year)), store, options, year, offline=offline)
        for year in years
    ]
    if not offline and not any(fetched.snapshot for fetched in found):
        raise NotFoundError(
            f"There are no shapes of any year from {min(years)} to {max(years)}.",
            where=location,
            next_step="Check bronnen.geo_url, or leave it empty to go without a map.",
        )
    return found


def kept_shapes(store: SnapshotStore, source: Source) -> list[Snapshot]:
    """Return the shapes that came last: of a location without years, or one snapshot per year."""
    folders = sorted((store.root / source.service).glob(f"{source.source_id}_[0-9]*"))
    groups = [
        [s for name in names if (s := store.latest_received(source.service, name))]
        for names in ([source.source_id], [folder.name for folder in folders])
    ]
    return max(groups, key=lambda group: max((s.retrieved_at for s in group), default=""))


def _one(
    source: Source,
    location: str,
    store: SnapshotStore,
    options: HttpOptions,
    year: int | None,
    *,
    offline: bool,
) -> Fetched:
    """Fetch one location; an older snapshot stands in for a service that fails."""
    table_id = table_of_year(source, year)
    try:
        snapshot = fetch_shapes(source, location, store, options, offline=offline, year=year)
    except NotFoundError as error:
        if year is None:
            raise
        log.warning("%s: no shapes of %d (%s)", source.source_id, year, error.what)
        return Fetched(source.source_id, table_id, None, note=f"no shapes of {year}")
    except UnavailableError as error:
        known = store.latest_received(source.service, table_id)
        if known is None:
            raise
        log.warning("%s: %s Using snapshot %s.", table_id, error, known.snapshot_id)
        return Fetched(source.source_id, table_id, known, note=f"older snapshot: {error.what}")
    note = "" if snapshot else "no shapes, so there is no map"
    return Fetched(source.source_id, table_id, snapshot, note=note)
