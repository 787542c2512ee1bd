"""What an export is: the source, the table and the year, from its content.

A file name only helps where the content is silent, and never against it; the mapping file of the
folder says what neither tells.
"""

import re
from dataclasses import dataclass

from wijkfoto.bronnen.export import Export, read_export
from wijkfoto.bronnen.figures import (
    INWONERS,
    figures,
    land_inwoners,
    refuse_fractions,
    refuse_impossible,
    remarks,
)
from wijkfoto.bronnen.headers import bind_header, candidates
from wijkfoto.catalog import (
    Catalog,
    FileNames,
    Indicator,
    Source,
    SourceTable,
    shipped_file_names,
)
from wijkfoto.errors import SourceError
from wijkfoto.regio import LAND, strip_code

MAPPING = "bestanden.yaml"
"""File in the folder that says which table a file is, where the file does not."""

NEVER_BELOW_0 = frozenset({"aantal", "%", "per 1.000", "per km²", "km", "ha", "klasse", "code"})
"""Units of figures that cannot be below 0."""

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_TABLE_ID = re.compile(r"(?<![0-9A-Za-z])(\d{5}[A-Z]{3})(?![A-Za-z0-9])")


@dataclass(frozen=True)
class Recognised:
    """What an export is.

    Attributes:
        source: The source that its columns belong to.
        table: The table of the catalog.
        by_name: Whether only the name of the file tells the year, or which boundaries.
    """

    source: Source
    table: SourceTable
    by_name: bool


def of_source(catalog: Catalog, source_id: str) -> list[Indicator]:
    """Return the indicators that a source gives."""
    return [i for i in catalog.indicators.values() if i.source_id == source_id]


def read_file(
    name: str, body: bytes, catalog: Catalog, stated: str | None = None
) -> tuple[Export, Recognised]:
    """Read a file and say what it is, so that nothing in the store has to be refused later.

    Args:
        name: Name of the file.
        body: Its bytes.
        catalog: The catalog.
        stated: Table that the mapping file of the folder names for this file.

    Raises:
        SourceError: If it cannot be used.
        BindingError: If a column fits an indicator in more than one way, or not quite.
    """
    names = shipped_file_names()
    export = read_export(name, body, names)
    found = recognise(export, catalog, names, stated)
    if found.table.peiljaar is None and None in export.years:
        raise SourceError(
            f"{found.table.table_id} holds more than one year, and the file has no Perioden.",
            where=name,
            next_step="Export it again with the column Perioden.",
        )
    bound = bind_export(export, found.source, found.table, catalog, names)
    if not bound:
        raise SourceError(
            f"None of its columns is one that an indicator uses in {found.table.peiljaar}.",
            where=name,
            next_step="Export other columns, or take the file out of the folder.",
        )
    numbers = figures(export, bound)
    refuse_impossible(export, bound, numbers, _never_below_0(catalog))
    refuse_fractions(export, bound, numbers, _steps_of_shares(catalog))
    return export, found


def _never_below_0(catalog: Catalog) -> set[str]:
    """Return the indicators that are numbers, parts, classes or sizes; money may be below 0."""
    return {i.indicator_id for i in catalog.indicators.values() if i.unit in NEVER_BELOW_0}


def _steps_of_shares(catalog: Catalog) -> dict[str, float]:
    """Return to how much the publisher rounds each share, in points, where that is known."""
    return {
        i.indicator_id: 2 * i.afronding.half_breedte
        for i in catalog.indicators.values()
        if i.unit == "%" and i.afronding and i.afronding.half_breedte
    }


def bind_export(
    export: Export, source: Source, table: SourceTable, catalog: Catalog, names: FileNames
) -> dict[str, int]:
    """Return the position of the column of each indicator, once table and year are known.

    Raises:
        BindingError: See `bind_header`.
    """
    return bind_header(
        export.header,
        of_source(catalog, source.source_id),
        names,
        table_id=f"{export.name}, {table.table_id}",
        peiljaar=table.peiljaar,
    )


def notes_on(export: Export, found: Recognised, catalog: Catalog) -> list[str]:
    """Say what a user should know of a file: rows left out, and a year told by its name only."""
    bound = bind_export(export, found.source, found.table, catalog, shipped_file_names())
    notes = remarks(export, figures(export, bound))
    if found.by_name:
        notes.append(
            f"{export.name}: taken for {found.table.label} by its name; its content does not tell "
            f"{'the year' if found.table.peiljaar else 'the boundaries'}."
        )
    return notes


def recognise(
    export: Export, catalog: Catalog, names: FileNames, stated: str | None = None
) -> Recognised:
    """Say what an export is.

    Args:
        export: The export.
        catalog: The catalog.
        names: What the catalog says about files.
        stated: Table that the mapping file of the folder names for this file.

    Raises:
        SourceError: If no indicator knows its columns, or source or year cannot be told.
    """
    source = _source(export, catalog, names, stated)
    told = _years_told(export, source, catalog, names)
    if stated is not None:
        table = next(t for t in source.tables if t.table_id == stated)
        _check_agrees(export, table, told)
        return Recognised(source, table, by_name=False)
    if len(set(told.values())) > 1:
        listed = "; ".join(f"{year} by {what}" for what, year in sorted(told.items()))
        raise SourceError(
            f"The file contradicts itself about its year: {listed}.",
            where=export.name,
            next_step=f"Export one year at a time, or name its table in {MAPPING}.",
        )
    years = [year for year in export.years if year is not None and source.overlapt]
    if told or years:
        return _of_year(export, source, min([*told.values(), *years]))
    several = [table for table in source.tables if table.peiljaar is None]
    if len(several) == 1 and None not in export.years:
        return Recognised(source, several[0], by_name=False)
    return Recognised(source, _by_name(export, source), by_name=True)


def _source(export: Export, catalog: Catalog, names: FileNames, stated: str | None) -> Source:
    """Return the source that knows most of the columns."""
    if stated is not None:
        for source in catalog.sources.values():
            if any(table.table_id == stated for table in source.tables):
                return source
        raise SourceError(
            f"The catalog has no table {stated}.",
            where=f"{MAPPING}, {export.name}",
            next_step="Name a table of catalog/sources.yaml.",
        )
    known = {
        source.source_id: _known_columns(export, catalog, names, source.source_id)
        for source in catalog.sources.values()
    }
    most = max(known.values(), default=0)
    best = [source_id for source_id, count in known.items() if count == most]
    # A table that someone has seen goes before one whose columns are a guess.
    seen = [s for s in best if any(t.is_confirmed for t in catalog.sources[s].tables)]
    best = seen or best
    if most == 0:
        labels = ", ".join(label for label in export.header.labels if label)[:200]
        raise SourceError(
            f"No indicator knows one of its columns: {labels}.",
            where=export.name,
            next_step="Export a table of kerncijfers with titles, or take the file out of the "
            "folder.",
        )
    if len(best) > 1:
        raise SourceError(
            f"Its columns fit {' and '.join(best)} alike.",
            where=export.name,
            next_step=f"Name its table in {MAPPING}.",
        )
    return catalog.sources[best[0]]


def _known_columns(export: Export, catalog: Catalog, names: FileNames, source_id: str) -> int:
    indicators = of_source(catalog, source_id)
    if export.header.kind == "kwb":
        mine = {i.indicator_id for i in indicators}
        entries = (names.short.get(label.lower()) for label in export.header.labels)
        return sum(entry is not None and entry.indicator in mine for entry in entries)
    wanted = [form for i in indicators if i.bron is not None for form in i.bron.forms(None)]
    # A column that has the name but not the unit counts: binding then says what does not fit.
    return len({column.key for column in candidates(export.header, wanted, names)})


def _years_told(
    export: Export, source: Source, catalog: Catalog, names: FileNames
) -> dict[str, int]:
    """Return the year by each piece of content that tells one."""
    told: dict[str, int] = {}
    in_title = set(_YEAR.findall(export.title))
    years = sorted({year for year in export.years if year is not None})
    if len(years) == 1:
        told["its period"] = years[0]
    elif years and all(table.peiljaar is not None for table in source.tables):
        told |= {f"its period {year}": year for year in years}
    elif not years and len(in_title) == 1:  # beside periods a title tells the year of boundaries
        told["its title"] = int(in_title.pop())
    bound = bind_header(
        export.header,
        [i for i in of_source(catalog, source.source_id) if i.indicator_id == INWONERS],
        names,
        table_id=export.name,
        peiljaar=None,
    )
    # Without the row of the country its number is not asked, so that no style has to be proved.
    if bound and any(strip_code(code) == LAND for code in export.codes):
        land = land_inwoners(export, figures(export, bound))
        if land in names.year_of_land:
            told["the inhabitants of the country"] = names.year_of_land[land]
    return told


def _of_year(export: Export, source: Source, year: int) -> Recognised:
    """Return what an export of a year is; tables that repeat each other's years need their id."""
    named = _named(export, source) if source.overlapt else None
    if named is not None:
        return Recognised(source, named, by_name=True)
    return Recognised(source, _table(export, source, year), by_name=False)


def _named(export: Export, source: Source) -> SourceTable | None:
    """Return the table whose id stands in the name of the file."""
    ids = _TABLE_ID.findall(export.name.upper().replace("_", " "))
    return next((table for table in source.tables if table.table_id in ids), None)


def _table(export: Export, source: Source, year: int) -> SourceTable:
    for table in source.tables:
        if table.peiljaar == year:
            return table
    several = [t for t in source.tables if t.peiljaar is None and year in (t.jaren or (year,))]
    if len(several) > 1:  # beside a period, the title tells the year of the boundaries
        in_title = _YEAR.findall(export.title)
        several = [t for t in several if str(t.boundary_year) in in_title] or several
    if len(several) == 1:
        return several[0]
    if several:
        listed = ", ".join(f"{table.table_id} ({table.boundary_year})" for table in several)
        raise SourceError(
            f"More tables of {source.naam} can hold {year}, each on boundaries of another year: "
            f"{listed}. The file does not tell which it is.",
            where=export.name,
            next_step=f"Write a line '{export.name}: <table id>' in {MAPPING} in the same folder.",
        )
    known = ", ".join(str(table.peiljaar) for table in source.tables if table.peiljaar)
    raise SourceError(
        f"{source.naam} of {year} is not in the catalog, which knows {known or 'no year'}.",
        where=export.name,
        next_step="Take the file out of the folder, or add the table to catalog/sources.yaml.",
    )


def _by_name(export: Export, source: Source) -> SourceTable:
    """Return the table that the name of the file tells, where its content tells none."""
    named = _named(export, source)
    if named is not None:
        return named
    in_name = {int(year) for year in _YEAR.findall(export.name)}
    if len(in_name) == 1:
        return _table(export, source, in_name.pop())
    raise SourceError(
        "Neither the content nor the name of the file tells of which year it is.",
        where=export.name,
        next_step=f"Write a line '{export.name}: <table id>' in {MAPPING} in the same folder.",
    )


def _check_agrees(export: Export, table: SourceTable, told: dict[str, int]) -> None:
    for what, year in told.items():
        if table.peiljaar is not None and year != table.peiljaar:
            raise SourceError(
                f"{MAPPING} says {table.table_id} of {table.peiljaar}, but {what} tells {year}.",
                where=export.name,
                next_step=f"Mend the line of this file in {MAPPING}.",
            )
