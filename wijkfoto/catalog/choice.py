"""Which sources and tables a run needs, worked out from the figures that the catalog describes.

Nothing is switched on by hand: a table that no indicator reads is known, and is not fetched.
"""

from collections.abc import Iterable

from wijkfoto.catalog.models import Indicator
from wijkfoto.catalog.tables import Source, SourceTable


def is_used(source: Source, indicators: Iterable[Indicator]) -> bool:
    """Say whether a run needs a source: shapes always, tables when an indicator reads them."""
    return source.service == "geo" or any(i.source_id == source.source_id for i in indicators)


def tables_of_run(
    source: Source, indicators: Iterable[Indicator], *, peiljaar: int, window: int
) -> list[SourceTable]:
    """Return the tables of a source that a run fetches and loads, in the order of the catalog.

    Args:
        source: The series.
        indicators: All indicators of the catalog.
        peiljaar: Year of the run.
        window: Years back that a figure may be taken from.
    """
    years = range(peiljaar - window, peiljaar + 1)
    columns = [i.bron for i in indicators if i.bron and i.source_id == source.source_id]
    found = [
        table
        for table in source.tables
        if any(column.covers(year) for column in columns for year in years_of(table, years))
    ]
    return _on_nearest_boundaries(found, peiljaar) if source.overlapt else found


def years_of(table: SourceTable, window: range) -> list[int]:
    """Return the years of a table inside the window; all of it where its years are not known."""
    if table.peiljaar is None and not table.jaren:
        return list(window)
    own = (table.peiljaar,) if table.peiljaar is not None else table.jaren
    return [year for year in own if year in window]


def _on_nearest_boundaries(tables: list[SourceTable], peiljaar: int) -> list[SourceTable]:
    """Take the newest boundaries that the peiljaar knows, else the oldest there are.

    A later table of such a series gives the earlier years again on its own boundaries: with two
    tables the same region and year would come twice.
    """
    known = [table for table in tables if table.boundary_year <= peiljaar]
    if known:
        return [max(known, key=lambda table: table.boundary_year)]
    return [min(tables, key=lambda table: table.boundary_year)] if tables else []
