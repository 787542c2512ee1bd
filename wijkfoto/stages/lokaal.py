"""Stage: the forms of the gemeente into their tables, and what they mean for certainty.

Only reading and writing; forms are read and judged by `wijkfoto.lokaal`.
"""

import hashlib
import logging
from dataclasses import replace

import duckdb
import pandas as pd

from wijkfoto.lokaal import (
    KnownRegions,
    LocalInput,
    all_faults,
    comparison_rows,
    contract_rows,
    entry_rows,
    event_rows,
    far_places,
    lower_certainty,
    provider_rows,
    read_local,
    registration_rows,
    remark_rows,
)
from wijkfoto.profile import Profile
from wijkfoto.stages.workspace import StageReport, Workspace
from wijkfoto.warehouse.lookup import shapes_of_wijken
from wijkfoto.warehouse.run import fill_table, open_build

log = logging.getLogger(__name__)

LOCAL_TABLES = (
    "marts.qualitative",
    "marts.triangulation",
    "marts.registration",
    "marts.provider",
    "marts.event",
    "marts.toelichting",
    "intermediate.contract",
)
"""Tables that the forms fill."""


def read_forms(ws: Workspace, regions: KnownRegions | None = None) -> LocalInput:
    """Read the forms of the gemeente, faults included; nothing when the settings name no folder.

    Args:
        ws: The workspace.
        regions: Which wijken there are; None when only the settings are known.

    Raises:
        ConfigError: If the folder is not there.
    """
    chosen = () if ws.national else ws.settings.gemeente.codes
    return read_local(ws.settings.forms(), regions or KnownRegions(chosen))


def refuse_faulty_forms(ws: Workspace) -> None:
    """Refuse forms with a fault before anything else is done.

    Raises:
        LocalError: With every fault that can be seen without the kerncijfers.
        ConfigError: If the folder is not there.
    """
    _faultless(read_forms(ws))


def run_local(ws: Workspace) -> StageReport:
    """Write what was heard and registered, and keep the hashes of the forms as they were read.

    Raises:
        LocalError: With every fault, unknown wijken included.
        ConfigError: If the folder is not there.
    """
    with open_build(ws.home.build_file) as con:
        local = _faultless(read_forms(ws, _regions(ws, con)))
        tables = {
            "marts.qualitative": entry_rows(local.entries),
            "marts.triangulation": comparison_rows(local.comparisons),
            "marts.registration": registration_rows(local.questions, ws.settings.privacy.min_cel),
            "marts.provider": provider_rows(local.providers),
            "marts.event": event_rows(local.events),
            "marts.toelichting": remark_rows(local.remarks),
            "intermediate.contract": contract_rows(local.contracts),
        }
        notes = _far_places(con, local, ws.chosen)
        filled = [fill_table(con, ws.model(name), table) for name, table in tables.items()]
    for note in notes:
        log.warning("%s", note)
    ws.save_state(forms=list(local.sha256), forms_told=_told_sha256(tables))
    return StageReport(rows={report.table: report.rows for report in filled}, notes=notes)


def _told_sha256(tables: dict[str, pd.DataFrame]) -> str:
    """Hash what is told of the forms, for the id of the edition.

    Not the files: a short form can be guessed, and the id would say when a guess is right.
    """
    total = hashlib.sha256()
    for name, table in tables.items():
        if len(table):
            total.update(f"{name}\n{table.to_csv(index=False)}".encode())
    return total.hexdigest()


def doubted(con: duckdb.DuckDBPyConnection, profile: Profile) -> Profile:
    """Return a profile in which a domain that was contradicted is one class less sure."""
    rows = con.execute(
        "select region_code, domain_id from marts.triangulation "
        "where 'spreekt_tegen' in (cijfers, bewoners, professionals)"
    ).fetchall()
    contradicted = {(str(region), str(domain)) for region, domain in rows}
    return replace(profile, scores=lower_certainty(profile.scores, contradicted))


def told_places(con: duckdb.DuckDBPyConnection) -> pd.Series:
    """Return how many meeting places and initiatives were told of with consent, per wijk."""
    return (
        con.execute(
            "select region_code, count(*) as n from marts.qualitative "
            "where consent and field in ('ontmoetingspunten', 'initiatieven') "
            "group by region_code order by region_code"
        )
        .df()
        .set_index("region_code")["n"]
    )


def _far_places(
    con: duckdb.DuckDBPyConnection, local: LocalInput, gemeenten: tuple[str, ...]
) -> tuple[str, ...]:
    """Say which places lie far outside their wijk; nothing where no shapes are known."""
    placed = [entry for entry in local.entries if entry.place and entry.place.x is not None]
    shapes = shapes_of_wijken(con, gemeenten) if placed else None
    if shapes is None:
        return ()
    outlines = dict(zip(shapes["region_code"], shapes.geometry, strict=True))
    return tuple(far_places(placed, outlines))


def _faultless(local: LocalInput) -> LocalInput:
    if local.faults:
        raise all_faults(local.faults)
    return local


def _regions(ws: Workspace, con: duckdb.DuckDBPyConnection) -> KnownRegions:
    found = con.execute(
        "select region_code, region_naam, region_level from staging.region "
        "where region_level in ('gemeente', 'wijk') and boundary_year = ?",
        [ws.peiljaar],
    ).fetchall()
    chosen = ws.chosen
    own = {f"WK{code[2:]}" for code in chosen}
    return KnownRegions(
        gemeenten=chosen,
        wijken=frozenset(c for c, _, level in found if level == "wijk" and c[:6] in own),
        names={str(code): str(name) for code, name, _ in found if name},
    )
