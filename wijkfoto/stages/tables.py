"""Stages: snapshots into the raw schema, and the SQL models layer by layer."""

import logging
from collections.abc import Iterator

import duckdb

from wijkfoto.bronnen.geo import read_shapes
from wijkfoto.bronnen.snapshot import Snapshot
from wijkfoto.catalog import Source, SourceTable
from wijkfoto.errors import ConfigError, SourceError
from wijkfoto.stages.lokaal import refuse_faulty_forms
from wijkfoto.stages.sources import is_required, wanted_tables
from wijkfoto.stages.workspace import StageReport, Workspace
from wijkfoto.warehouse.bounds import load_before
from wijkfoto.warehouse.plausible import Question, Remark, accept, read_questions, remarks
from wijkfoto.warehouse.raw import (
    TableLoad,
    create_raw_tables,
    load_seeds,
    load_shapes,
    load_table,
)
from wijkfoto.warehouse.raw_files import FileLoad, load_files
from wijkfoto.warehouse.run import TableReport, open_build, run_model
from wijkfoto.warehouse.transfer import load_transfers

log = logging.getLogger(__name__)

GROUP_ROWS = 8192
"""Rows of a raw table that are held before they go to disk: 8 MB of the widest table."""


def load_raw(ws: Workspace) -> StageReport:
    """Load the snapshots of this run as received, and the catalog beside them.

    Raises:
        BindingError: If an indicator does not match exactly one column.
        SourceError: If a snapshot is damaged, the required table was not fetched, two files
            disagree, or made figures stand beside real ones.
        WijkfotoError: If a form of the gemeente cannot be used.
    """
    ws.begin()
    refuse_faulty_forms(ws)
    _refuse_mixed(ws.all_inputs())
    rows: dict[str, int] = {}
    notes: list[str] = []
    with open_build(ws.home.build_file, group_rows=GROUP_ROWS) as con:
        create_raw_tables(con)
        for source in ws.catalog.used_sources().values():
            if source.service == "geo":
                rows |= _load_maps(con, ws, source)
            else:
                loaded = _load_source(con, ws, source)
                rows |= loaded.rows
                notes += loaded.notes
        rows["transfer"] = load_transfers(con, ws.catalog, ws.peiljaar)
        load_seeds(con, ws.catalog, ws.all_inputs(), peiljaar=ws.peiljaar, gemeenten=())
    ids = tuple(s.snapshot_id for s in ws.all_inputs())
    return StageReport(rows=rows, snapshot_ids=ids, notes=tuple(notes))


def _load_source(con: duckdb.DuckDBPyConnection, ws: Workspace, source: Source) -> StageReport:
    """Load the tables of a source, and the files that stand beside them or in their place."""
    snapshots, files = ws.inputs(source.source_id), ws.file_inputs(source.source_id)
    rows: dict[str, int] = {}
    notes: list[str] = []
    for table in wanted_tables(ws, source):
        snapshot, beside = snapshots.get(table.table_id), files.get(table.table_id, ())
        required = is_required(ws, source, table)
        if snapshot is None and required and not beside:
            raise _not_fetched(table)
        if snapshot is not None:
            load = TableLoad(source.for_table(table), table, snapshot, required=required)
            rows[table.table_id] = load_table(con, load, ws.store, ws.catalog)
            ws.notify(f"{table.table_id}: loaded")
        if beside:
            door = FileLoad(source, table, beside, alone=required and snapshot is None)
            loaded = load_files(con, door, ws.store, ws.catalog)
            rows |= loaded.cells
            notes += loaded.notes
            ws.notify(f"{table.table_id}: files loaded")
    return StageReport(rows=rows, notes=tuple(notes))


def _load_maps(con: duckdb.DuckDBPyConnection, ws: Workspace, source: Source) -> dict[str, int]:
    """Load the shapes of every year that was received; return how many of each."""
    rows: dict[str, int] = {}
    for table_id, snapshot in ws.inputs(source.source_id).items():
        rows[table_id] = load_shapes(con, read_shapes(ws.store, snapshot))
        ws.notify(f"{table_id}: loaded")
    return rows


def _not_fetched(table: SourceTable) -> SourceError:
    return SourceError(
        "The table that this peiljaar cannot do without was not fetched.",
        where=f"{table.table_id} ({table.peiljaar})",
        next_step="Run `wijkfoto fetch` with the same --peiljaar first.",
    )


def _refuse_mixed(snapshots: list[Snapshot]) -> None:
    """Refuse made figures beside real ones, as when a demo and a gemeente share a home.

    Raises:
        SourceError: Names the made tables.
    """
    made = [s.snapshot_id for s in snapshots if s.is_fictief]
    if made and len(made) < len(snapshots):
        raise SourceError(
            "Figures of the fictitious gemeente would stand beside real ones.",
            where=", ".join(made),
            next_step="Use another --home for the demo than for your gemeente.",
        )


def choose_gemeenten(ws: Workspace) -> tuple[str, ...]:
    """Settle which gemeenten this run is about, now that their names are known.

    Raises:
        ConfigError: If one does not exist in the peiljaar.
    """
    with open_build(ws.home.build_file) as con:
        chosen = ws.gemeenten(con)
        con.execute("delete from raw.chosen")
        con.executemany("insert into raw.chosen values (?)", [[code] for code in chosen])
    ws.save_state(gemeenten=list(chosen))
    return chosen


def run_layer(ws: Workspace, layer: str) -> Iterator[TableReport]:
    """Run the SQL models of a layer, one after the other.

    Raises:
        ContractError: At the first broken contract.
    """
    with open_build(ws.home.build_file) as con:
        for model in ws.models:
            if model.layer == layer and model.sql:
                yield run_model(con, model)
                ws.notify(model.qualified)


def check_plausibility(ws: Workspace) -> list[Remark]:
    """Run the plausibility checks on the tables; log and return what they found.

    They compare with the edition that readers see now; one that is made again has no such edition.

    Raises:
        ConfigError: If the settings accept a check that does not exist.
    """
    questions = _questions(ws)
    with open_build(ws.home.build_file) as con:
        if ws.again is None:
            is_fictief = any(snapshot.is_fictief for snapshot in ws.all_inputs())
            load_before(con, ws.home, is_fictief=is_fictief)
        found = remarks(con, questions)
    for remark in found:
        log.warning("plausibility: %s", remark)
    for name in sorted(set(ws.settings.bewaking.aanvaard) - {remark.name for remark in found}):
        log.warning("bewaking.aanvaard: %s finds nothing; take it out of the settings", name)
    return found


def _questions(ws: Workspace) -> list[Question]:
    """Return the checks, those that the settings accept with a warning in the place of a block."""
    questions, accepted = read_questions(), ws.settings.bewaking.aanvaard
    blocking = {question.name for question in questions if question.blocks}
    unknown = sorted(set(accepted) - blocking)
    if unknown:
        raise ConfigError(
            f"No check that blocks is called {', '.join(unknown)}.",
            where="bewaking.aanvaard",
            next_step=f"Choose from {', '.join(sorted(blocking))}, or leave it out.",
        )
    return accept(questions, accepted)
