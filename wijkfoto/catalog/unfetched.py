"""Which figures an edition lacks because the tables that hold them were not fetched.

Not what is missing inside a table, and not what nobody publishes: those have other reasons.
"""

from collections.abc import Collection
from dataclasses import dataclass

from wijkfoto.catalog.choice import years_of
from wijkfoto.catalog.models import Derived
from wijkfoto.catalog.tables import Source, SourceTable
from wijkfoto.catalog.whole import Catalog


@dataclass(frozen=True)
class UnfetchedSource:
    """A source of which some figures have no table in an edition.

    Attributes:
        tables: Tables that a run for the peiljaar takes and that are not there.
        indicators: Figures that stand in these tables and in no table that is there.
    """

    source: Source
    tables: tuple[SourceTable, ...]
    indicators: tuple[str, ...]


def unfetched_sources(
    catalog: Catalog, peiljaar: int, present: Collection[str]
) -> tuple[UnfetchedSource, ...]:
    """Return the sources of which figures have no table, in the order of the catalog.

    Args:
        catalog: The catalog.
        peiljaar: Year of the edition.
        present: Ids of the tables that are among the snapshots of the edition.
    """
    found = []
    for source in catalog.sources.values():
        tables = catalog.tables_of_run(source, peiljaar)
        absent = tuple(table for table in tables if table.table_id not in present)
        window = range(peiljaar - int(catalog.norm("venster_jaren")), peiljaar + 1)
        mine = [i for i in catalog.indicators.values() if i.source_id == source.source_id]
        names = tuple(
            i.indicator_id
            for i in mine
            if i.bron
            and (held := [t for t in tables if any(map(i.bron.covers, years_of(t, window)))])
            and all(table in absent for table in held)
        )
        if names:
            found.append(UnfetchedSource(source, absent, names))
    return tuple(found)


def unfetched_figures(catalog: Catalog, peiljaar: int, present: Collection[str]) -> dict[str, str]:
    """Return the figures without a table, each with the source that would give it.

    A figure that is derived is among them when one of those it is made of is.
    """
    found = {
        name: one.source.source_id
        for one in unfetched_sources(catalog, peiljaar, present)
        for name in one.indicators
    }
    derived = {i.indicator_id: i.afgeleid for i in catalog.indicators.values() if i.afgeleid}
    grown = -1
    while grown != len(found):  # a derived figure may be made of another one
        grown = len(found)
        for name, recipe in derived.items():
            lacking = next((one for one in _inputs(recipe) if one in found), None)
            if lacking is not None:
                found.setdefault(name, found[lacking])
    return found


def _inputs(recipe: Derived) -> tuple[str, ...]:
    top = (recipe.teller,) if recipe.teller else ()
    parts = tuple(part.indicator for part in recipe.parts)
    return (*top, *recipe.noemer, *recipe.som, *parts)
