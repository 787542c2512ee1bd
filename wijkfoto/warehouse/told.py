"""What editions in this home told of the people of a gemeente: what cannot be taken back.

Any finished edition counts, published or not: who looks at one may keep it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from wijkfoto.errors import EditionError
from wijkfoto.home import Home
from wijkfoto.warehouse.publish import DATABASE
from wijkfoto.warehouse.query import one_row, quoted_path

OWN_TABLES = ("survey", "survey_estimate", "survey_group", "registration")
"""Published tables with numbers about few people, that no other source gives."""

OF_SURVEY = ("survey_question",)
"""Table that is kept beside them, so that the estimates of a pruned edition can be used again."""

TOLD = "told"
"""Folder of the home with what pruned editions told of people."""

SHOWN = ("ok", "indicatie")


@dataclass(frozen=True)
class Told:
    """What one edition told.

    Attributes:
        edition_id: The edition.
        tables: The tables of `OWN_TABLES` that it holds, by name.
    """

    edition_id: str
    tables: dict[str, pd.DataFrame]


def told_by(con: duckdb.DuckDBPyConnection, edition_id: str) -> Told:
    """Read what an open edition tells."""
    there = {str(name) for (name,) in con.execute("show tables").fetchall()}
    tables = {
        name: con.execute(f'from "{name}" order by all').df()
        for name in OWN_TABLES
        if name in there
    }
    return Told(edition_id, tables)


def told_before(home: Home, *, but: str | None = None) -> tuple[Told, ...]:
    """Return what the editions of a home told, in order of their ids.

    Args:
        home: The home.
        but: Edition that is left out.

    Raises:
        EditionError: If an edition cannot be read; what it told is then not known.
    """
    found = []
    for edition, database in told_databases(home):
        if edition == but:
            continue
        try:
            with duckdb.connect(str(database), read_only=True) as con:
                found.append(told_by(con, edition))
        except duckdb.Error as error:
            raise EditionError(
                "This edition cannot be read, so that what it told of people is not known.",
                where=str(database.parent),
                next_step="Put it back whole, or remove its folder if nobody ever saw it.",
            ) from error
    return tuple(found)


def told_databases(home: Home) -> list[tuple[str, Path]]:
    """Return each edition that told something, with the file that says what, in order of ids.

    Of an edition that was pruned that is the part that was kept of it.
    """
    pruned = {path.stem: path for path in (home.root / TOLD).glob(f"*{Path(DATABASE).suffix}")}
    kept = {path.parent.name: path for path in home.editions.glob(f"*/{DATABASE}")}
    return sorted((pruned | kept).items())


def keep_told(home: Home, edition: str) -> Path | None:
    """Keep what an edition told of people, before its folder goes; None when it told nothing.

    What was published cannot be taken back: later editions are compared with it, so that two
    together never tell what each hides.

    Raises:
        EditionError: If the edition cannot be read.
    """
    target = home.root / TOLD / f"{edition}{Path(DATABASE).suffix}"
    partial = home.build / f"{edition}.told"
    partial.unlink(missing_ok=True)
    source = home.editions / edition / DATABASE
    try:
        with duckdb.connect(str(partial)) as con:
            con.execute(f"attach '{quoted_path(source)}' as edition (read_only)")
            rows = _copy_told(con)
    except duckdb.Error as error:
        partial.unlink(missing_ok=True)
        raise EditionError(
            "This edition cannot be read, so that what it told of people would be lost.",
            where=str(source.parent),
            next_step="Put it back whole, or remove its folder if nobody ever saw it.",
        ) from error
    if not rows:
        partial.unlink()
        return None
    partial.chmod(0o444)
    target.parent.mkdir(exist_ok=True)
    partial.replace(target)
    return target


def _copy_told(con: duckdb.DuckDBPyConnection) -> int:
    """Copy the tables about few people out of the attached edition; return their rows."""
    rows = 0
    names = con.execute(
        "select table_name from duckdb_tables() where database_name = 'edition' order by 1"
    ).fetchall()
    for name in sorted({str(each) for (each,) in names} & {*OWN_TABLES, *OF_SURVEY}):
        con.execute(f'create table "{name}" as from edition."{name}" order by all')
        if name in OWN_TABLES:
            rows += int(one_row(con, f'select count(*) from "{name}"')[0])
    con.execute("detach edition")
    return rows


def holds_survey(told: Told, gemeente: str, naam: str, jaar: int, sha256: str) -> bool:
    """Say whether an edition told of a survey: one of this name and year, or of this very file."""
    surveys = told.tables.get("survey")
    if surveys is None:
        return False
    named = (surveys["naam"] == naam) & (surveys["jaar"] == jaar)
    found = (surveys["gemeente_code"] == gemeente) & (named | (surveys["sha256"] == sha256))
    return bool(found.any())


def shown_wijken(told: Told, gemeente: str) -> dict[str, frozenset[str]]:
    """Return which wijken of a gemeente an edition, or one before it, showed; by question."""
    rows = told.tables["survey_estimate"]
    own = rows[rows["region_code"].str.startswith(f"WK{gemeente[2:]}")]
    seen = own["waarde_status"].isin(SHOWN)
    if "eerder_getoond" in own:
        seen |= own["eerder_getoond"]
    return {
        str(question): frozenset(part["region_code"].astype(str))
        for question, part in own[seen].groupby("question_id")
    }


def texts_of(con: duckdb.DuckDBPyConnection, table: str, column: str) -> list[tuple[str, str]]:
    """Return the texts of a column, each with its region, in order."""
    rows = con.execute(
        f'select region_code, "{column}" from "{table}" where "{column}" is not null order by all'
    ).fetchall()
    return [(str(region), str(text)) for region, text in rows]


def every_text(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """Yield each different text of every published table, behind the name of its column."""
    columns = con.execute(
        "select table_name, column_name from duckdb_columns() where data_type = 'VARCHAR' "
        "and schema_name = 'main' and not internal order by all"
    ).fetchall()
    for table, column in columns:
        texts = con.execute(f'select distinct "{column}" from "{table}" order by 1').fetchall()
        yield from ((f"{table}.{column}", str(text)) for (text,) in texts if text)


def own_numbers(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Return id and text of the numbers on pages that come from a table of `OWN_TABLES`."""
    starts = " or ".join(f"starts_with(number_id, '{name}/')" for name in OWN_TABLES)
    rows = con.execute(f"select number_id, text from number where {starts} order by 1").fetchall()
    return [(str(number_id), str(text)) for number_id, text in rows]


def question_names(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the ids of the questions of the survey by the name that readers see."""
    rows = con.execute("select naam, question_id from survey_question order by all").fetchall()
    return {str(naam): str(question) for naam, question in rows}
