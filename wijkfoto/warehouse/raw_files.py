"""Loading files of the folder into `raw.cell`, beside or instead of the table of the service.

The service wins where both have a figure; a file supplies what the service lacks; a difference is
told, and between two files it is refused. What a file is was found in `bronnen`.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import pandas as pd

from wijkfoto.bronnen.borrow import Filled, with_codes
from wijkfoto.bronnen.figures import INWONERS, figures, remarks
from wijkfoto.bronnen.files import SERVICE, read_snapshot
from wijkfoto.bronnen.snapshot import Snapshot, SnapshotStore
from wijkfoto.catalog import Catalog, Source, SourceTable, shipped_file_names
from wijkfoto.errors import SourceError
from wijkfoto.regio import Level, clean_code, level_or_none
from wijkfoto.warehouse.query import append_rows, one_row

log = logging.getLogger(__name__)

_TOLERANCE = 1e-9
"""Two readings of one decimal number differ by less."""

_LEAST_OF_LAND = 0.9
"""Least share of the inhabitants of the country in the wijken of files that stand alone."""

_CODE = "upper(trim(replace(region_key, chr(160), ' ')))"

_STAGED = """
create or replace temp table file_cell (
    snapshot_id varchar, peiljaar integer, region_key varchar, indicator_id varchar, waarde double
);
create or replace temp table file_title (region_key varchar, title varchar);
"""

# A column without one value in a snapshot was not published then: it says nothing against another.
_PAIRED = f"""
create or replace temp table file_pair as
with

present as (
    select
        *,
        {_CODE} as code,
        count(waarde) over (partition by snapshot_id, indicator_id, peiljaar) > 0 as is_filled
    from raw.cell
    where source_id = $source_id and table_id = $table_id
),

offered as (
    select
        *,
        {_CODE} as code,
        count(waarde) over (partition by indicator_id, peiljaar) > 0 as is_filled
    from file_cell
)

select
    offered.region_key,
    offered.code,
    offered.indicator_id,
    offered.peiljaar,
    offered.waarde,
    present.snapshot_id as present_id,
    present.waarde as present_waarde,
    present.code is null as is_new,
    not present.is_filled and offered.is_filled as fills,
    present.is_filled and offered.is_filled and (
        (present.waarde is null) <> (offered.waarde is null)
        or abs(present.waarde - offered.waarde) > {_TOLERANCE}
    ) as differs
from offered
left join present
    on
        offered.code = present.code
        and offered.indicator_id = present.indicator_id
        and offered.peiljaar = present.peiljaar
"""


@dataclass(frozen=True)
class FileLoad:
    """The files of one table.

    Attributes:
        source: Source that the table belongs to.
        table: The table of the catalog.
        snapshots: The files, as kept in the store.
        alone: Whether the run needs this table and no service gave it.
    """

    source: Source
    table: SourceTable
    snapshots: tuple[Snapshot, ...]
    alone: bool = False


@dataclass(frozen=True)
class FilesLoaded:
    """What came of the files of a table: cells added by snapshot, and what a user should know."""

    cells: dict[str, int]
    notes: tuple[str, ...]


def load_files(
    con: duckdb.DuckDBPyConnection, load: FileLoad, store: SnapshotStore, catalog: Catalog
) -> FilesLoaded:
    """Load the files of one table.

    Raises:
        SourceError: If a file is damaged, two files disagree, or what the run needs is not there.
        BindingError: If a column fits an indicator in more than one way.
    """
    cells: dict[str, int] = {}
    notes: list[str] = []
    for snapshot, filled, bound in _read(load, store, catalog, notes):
        export, numbers = filled
        notes += remarks(export, numbers)
        _stage(con, load, snapshot, filled)
        cells[snapshot.snapshot_id] = _merge(con, load, snapshot, notes)
        _note_binding(con, load, {name: export.header.labels[n] for name, n in bound.items()})
    if load.alone:
        _check_sufficient(con, load)
    for note in notes:
        log.warning("%s", note)
    log.info("%s: %d files, %d cells", load.table.table_id, len(cells), sum(cells.values()))
    return FilesLoaded(cells, tuple(notes))


def _read(
    load: FileLoad, store: SnapshotStore, catalog: Catalog, notes: list[str]
) -> Iterable[tuple[Snapshot, Filled, dict[str, int]]]:
    """Read the files; those without codes come last, with the codes of the others."""
    names = shipped_file_names()
    read: list[tuple[Snapshot, Filled, dict[str, int]]] = []
    for snapshot in sorted(load.snapshots, key=lambda s: s.snapshot_id):
        export, bound = read_snapshot(snapshot, store, catalog, names)
        read.append((snapshot, (export, figures(export, bound)), bound))
    coded = [filled for _, filled, _ in read if filled[0].codes]
    yield from (entry for entry in read if entry[1][0].codes)
    for snapshot, filled, bound in read:
        if filled[0].codes:
            continue
        paired, left_out = with_codes(filled, coded)
        if left_out:
            notes.append(
                f"{filled[0].name}: {left_out} rows were left out, because the file has no codes "
                "and no other file tells which region they are."
            )
        yield snapshot, paired, bound


def _stage(
    con: duckdb.DuckDBPyConnection, load: FileLoad, snapshot: Snapshot, filled: Filled
) -> None:
    """Put the figures of one file into a table of their own, long, codes as written."""
    export, numbers = filled
    con.execute(_STAGED)
    years = pd.Series([load.table.peiljaar or year for year in export.years], dtype="Int64")
    wide = numbers.assign(
        snapshot_id=snapshot.snapshot_id, peiljaar=years, region_key=list(export.codes)
    )
    keys = ["snapshot_id", "peiljaar", "region_key"]
    append_rows(con, "file_cell", wide.melt(keys, var_name="indicator_id", value_name="waarde"))
    titles = pd.DataFrame({"region_key": list(export.codes), "title": _titles(filled)}, dtype="str")
    append_rows(con, "file_title", titles)
    con.execute("update file_cell set waarde = null where isnan(waarde)")


def _titles(filled: Filled) -> list[str | None]:
    """Return the name of each region; a file without names still names its gemeenten."""
    export, _ = filled
    levels = [level_or_none(clean_code(code)) for code in export.codes]
    return [
        name or (gemeente if level in (Level.GEMEENTE, Level.LAND) else "") or None
        for name, gemeente, level in zip(export.names, export.gemeenten, levels, strict=True)
    ]


def _merge(
    con: duckdb.DuckDBPyConnection, load: FileLoad, snapshot: Snapshot, notes: list[str]
) -> int:
    """Add what is not there yet; return how many cells came from this file."""
    source_id, table_id = load.source.source_id, load.table.table_id
    con.execute(_PAIRED, {"source_id": source_id, "table_id": table_id})
    _tell_differences(con, snapshot, notes)
    con.execute(
        f"""
        delete from raw.cell
        where source_id = ? and table_id = ? and exists (
            select 1 from file_pair
            where fills and file_pair.code = {_CODE.replace("region_key", "cell.region_key")}
                and file_pair.indicator_id = cell.indicator_id
                and file_pair.peiljaar = cell.peiljaar
        )
        """,
        [source_id, table_id],
    )
    con.execute(
        """
        insert into raw.cell
        select ?, ?, ?, ?, peiljaar, region_key, indicator_id, waarde
        from file_pair
        where is_new or fills
        """,
        [source_id, table_id, snapshot.snapshot_id, load.table.boundary_year],
    )
    con.execute(
        f"""
        insert into raw.region_title
        select ?, ?, region_key, title
        from file_title
        where {_CODE} not in (
            select {_CODE} from raw.region_title where source_id = ? and boundary_year = ?
        )
        """,
        [source_id, load.table.boundary_year, source_id, load.table.boundary_year],
    )
    return int(one_row(con, "select count(*) from file_pair where is_new or fills")[0])


def _tell_differences(con: duckdb.DuckDBPyConnection, snapshot: Snapshot, notes: list[str]) -> None:
    """Refuse figures that another file contradicts; tell those that the service contradicts."""
    found = con.execute(
        """
        select
            starts_with(present_id, ? || '/'),
            count(*),
            min_by(present_id, (code, indicator_id)),
            min((code, indicator_id)),
            min_by(present_waarde, (code, indicator_id)),
            min_by(waarde, (code, indicator_id))
        from file_pair
        where differs
        group by all
        """,
        [SERVICE],
    ).fetchall()
    for by_file, count, present_id, example, present, offered in found:
        said = (
            f"{count} figures differ from those of {present_id}, such as {example[1]} of "
            f"{example[0]}: {_shown(offered)} here, {_shown(present)} there."
        )
        if by_file:
            raise SourceError(
                said,
                where=snapshot.snapshot_id,
                next_step="Leave the file that is right in the folder and take out the other.",
            )
        notes.append(f"{snapshot.snapshot_id}: {said} Those of the service were kept.")


def _shown(value: float | None) -> str:
    return "no figure" if value is None else f"{value:g}"


def _note_binding(con: duckdb.DuckDBPyConnection, load: FileLoad, labels: dict[str, str]) -> None:
    binding = pd.DataFrame(
        {
            "source_id": load.source.source_id,
            "table_id": load.table.table_id,
            "indicator_id": sorted(labels),
            "column_key": [labels[name] for name in sorted(labels)],
        },
        dtype="str",
    )
    append_rows(con, "raw.binding", binding)


def _check_sufficient(con: duckdb.DuckDBPyConnection, load: FileLoad) -> None:
    """Refuse files in place of the required table that do not hold the country.

    Every score and every advice is set against the country; with one gemeente instead, pages
    would say "vergeleken met Nederland" of a comparison that was never made.
    """
    land, wijken, part = one_row(
        con,
        f"""
        select
            sum(waarde) filter (where {_CODE} in ('NL00', 'NL01')),
            count(waarde) filter (where {_CODE} like 'WK%'),
            coalesce(sum(waarde) filter (where {_CODE} like 'WK%'), 0)
        from raw.cell
        where source_id = ? and table_id = ? and indicator_id = ?
        """,
        [load.source.source_id, load.table.table_id, INWONERS],
    )
    if land is None or part < _LEAST_OF_LAND * land:
        country = "the country is not in them" if land is None else f"of {land:,.0f} in the country"
        raise SourceError(
            f"The files of the peiljaar do not hold the country, which scores are set against: "
            f"{part:,.0f} inhabitants in {wijken} wijken, {country}.",
            where=f"{load.table.table_id} ({load.table.peiljaar})",
            next_step="Export the table with all regions and with Aantal inwoners, or use the "
            "kwb spreadsheet of that year; files of one gemeente serve beside it.",
        )
