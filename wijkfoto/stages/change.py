"""Stage: what changed since the edition before, from the tables of both to tables of its own.

Only reading and writing; the comparison is that of `wijkfoto.verandering`.
"""

from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd

from wijkfoto.advice.own import own_sha256
from wijkfoto.errors import EditionError
from wijkfoto.resources import catalog_dir
from wijkfoto.stages.workspace import StageReport, Workspace
from wijkfoto.verandering import NOTHING, Comparison, compare, edition_parts, read_side
from wijkfoto.verandering.cause import Cause
from wijkfoto.verandering.grounds import Ground
from wijkfoto.verandering.rows import frame_of
from wijkfoto.verandering.side import gemeenten_of
from wijkfoto.warehouse.publish import DATABASE
from wijkfoto.warehouse.run import fill_table, open_build

CHANGE_TABLES = ("edition_part", "change_ground", "score_change", "change")
"""Tables that this stage fills; the first for the next edition, the others against the last."""


def run_change(ws: Workspace) -> StageReport:
    """Keep what decided this edition, and compare it with the one before.

    Gemeenten that the edition before was not made for have nothing to be compared with.

    Nor has an edition after one of an older release that lacks tables; the run goes on and says so.
    """
    # Of what is told, not of the files: a short form can be guessed, and a hash would confirm it.
    forms = ws.told_forms if ws.form_hashes else None
    own = own_sha256(ws.settings.own_rules)
    parts = edition_parts(ws.catalog, catalog_dir(), ws.settings, forms, own)
    with open_build(ws.home.build_file) as con:
        kept = [_fill(ws, con, "edition_part", parts)]
        previous = con.execute("select previous_edition_id from marts.edition").fetchall()[0][0]
        found = _compared(ws, con, str(previous)) if previous else NOTHING
        tables = {
            "change_ground": found.grounds,
            "score_change": found.scores,
            "change": found.changes,
        }
        filled = kept + [_fill(ws, con, name, frame) for name, frame in tables.items()]
    return StageReport(rows=dict(filled))


def _compared(ws: Workspace, con: duckdb.DuckDBPyConnection, previous: str) -> Comparison:
    database = ws.home.editions / previous / DATABASE
    try:
        return _both(ws, con, database)
    except EditionError as error:
        ws.notify(f"not compared with {previous}: {error}")
        return _incomparable(previous)


def _both(ws: Workspace, con: duckdb.DuckDBPyConnection, database: Path) -> Comparison:
    with duckdb.connect(str(database), read_only=True) as earlier:
        gemeenten = sorted(set(gemeenten_of(earlier)) & set(ws.chosen))
        before = read_side(earlier, gemeenten)
    return compare(before, read_side(con, gemeenten, "marts"))


def _incomparable(previous: str) -> Comparison:
    ground = Ground(Cause.METHOD, "niet_vergelijkbaar", previous, None, None)
    return replace(NOTHING, grounds=frame_of(Ground, [ground]))


def _fill(
    ws: Workspace, con: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame
) -> tuple[str, int]:
    report = fill_table(con, ws.model(f"marts.{name}"), frame.assign(edition_id=ws.edition_id))
    return report.table, report.rows
