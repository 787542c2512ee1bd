"""Stage: the survey of the gemeente, from its file to the published tables.

Only reading and writing; the numbers are made by `wijkfoto.peiling`. Rows of respondents are never
written: the home keeps the hash and the size of the file, an edition keeps the estimates.
"""

import hashlib
import hmac
import json
import secrets
from pathlib import Path

import duckdb
import pandas as pd

from wijkfoto import METHOD_VERSION
from wijkfoto.bronnen.opened import is_gone
from wijkfoto.errors import SourceError
from wijkfoto.peiling.margins import FIGURES
from wijkfoto.peiling.survey import SurveyInput, faults_of, mapping_sha256, open_survey
from wijkfoto.peiling.tables import SurveyTables, ToldBefore, all_faults, make_tables
from wijkfoto.stages.limits import limits_of
from wijkfoto.stages.workspace import StageReport, Workspace
from wijkfoto.warehouse import lookup
from wijkfoto.warehouse.run import fill_table, open_build
from wijkfoto.warehouse.told import holds_survey, shown_wijken, told_before, told_databases

TABLES = ("survey", "survey_question", "survey_estimate", "survey_group")
"""Published tables of the survey, each before those that refer to it."""

KNOWN = "peilingen.json"
"""File in the home with the hash and size of each survey that was read, by name."""

TOLD_AS, KEY = "verteld_als", "sleutel"
"""Keys in it: the hash that is published, and with what it was made if it is not the plain one."""


def run_survey(ws: Workspace) -> StageReport:
    """Fill the tables of the survey; without one they stay empty.

    Raises:
        SourceError: If the file is wrong, or is gone and no edition holds its estimates.
    """
    with open_build(ws.home.build_file) as con:
        tables, notes = _tables(ws, con)
        reports = [fill_table(con, ws.model(f"marts.{name}"), tables[name]) for name in TABLES]
    for note in notes:
        ws.notify(note)
    return StageReport(rows={r.table: r.rows for r in reports}, notes=notes)


def refuse_faulty_survey(ws: Workspace) -> None:
    """Refuse a survey with a fault before anything is fetched; wijken are looked up later.

    Raises:
        ConfigError: If the file or its mapping is not what the settings say.
        SourceError: With the first fault, and how many there are.
    """
    survey = ws.settings.survey
    path = Path(survey.bestand)
    if not survey.bestand or is_gone(path):
        return
    gemeenten = () if ws.national else ws.settings.gemeente.codes
    faults = faults_of(open_survey(path, survey.mapping, survey.formaat), gemeenten)
    if faults:
        raise all_faults(faults)


def _tables(
    ws: Workspace, con: duckdb.DuckDBPyConnection
) -> tuple[dict[str, pd.DataFrame], tuple[str, ...]]:
    survey = ws.settings.survey
    if not survey.bestand:
        ws.save_state(survey=[], in_need=())
        empty = {
            name: pd.DataFrame(columns=list(ws.model(f"marts.{name}").contract.columns))
            for name in TABLES
        }
        return empty, ()
    path = Path(survey.bestand)
    figures = figures_of_wijken(ws, con)
    mapping = mapping_sha256(survey.mapping)
    inputs = _inputs_sha256(ws, figures)
    if is_gone(path):
        known = known_surveys(ws).get(path.name, {})
        kept, notes = _kept(ws, path, known, (mapping, inputs))
        ws.save_state(survey=[mapping, _told_sha256(kept)], in_need=None)
        return kept, notes
    opened = open_survey(path, survey.mapping, survey.formaat)
    entry = _entry(ws, path.name, opened)
    told = _told(ws, opened.mapping.naam, str(entry[TOLD_AS]))
    made = make_tables(opened, ws.chosen, figures, limits_of(ws.settings, ws.catalog), told)
    tables = _named(made, inputs, entry)
    ws.save_state(survey=[mapping, _told_sha256(tables)], in_need=made.in_need)
    _remember(ws, path.name, entry)
    return tables, made.notes


def _entry(ws: Workspace, name: str, opened: SurveyInput) -> dict[str, object]:
    """Return what the home keeps of a file: its hash, its size, and the hash that is told.

    A file with a row per wijk is small enough to guess, and its hash would say when a guess is
    right. So of such a file a hash with a key is told, and the key stays in the home.
    """
    found: dict[str, object] = {"sha256": opened.file.sha256, "bytes": opened.file.size}
    if opened.mapping.per != "wijk":
        return found | {TOLD_AS: opened.file.sha256}
    key = str(known_surveys(ws).get(name, {}).get(KEY) or secrets.token_hex(32))
    digest = hmac.new(key.encode(), opened.file.sha256.encode(), hashlib.sha256)
    return found | {KEY: key, TOLD_AS: digest.hexdigest()}


def _told(ws: Workspace, naam: str, sha256: str) -> ToldBefore:
    """Return what editions of a survey with this name, or of this file, showed."""
    editions = told_before(ws.home)

    def told(gemeente: str, jaar: int) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for edition in editions:
            if holds_survey(edition, gemeente, naam, jaar, sha256):
                for question, wijken in shown_wijken(edition, gemeente).items():
                    found[question] = found.get(question, frozenset()) | wijken
        return found

    return told


def _told_sha256(tables: dict[str, pd.DataFrame]) -> str:
    """Hash what is told of a survey, for the id of the edition.

    Not the file: whoever knows the other inputs could try guesses of its rows against the id.
    """
    total = hashlib.sha256()
    for name in TABLES:
        told = tables[name].drop(columns=["sha256", "bytes"], errors="ignore")
        rows = told.sort_values(list(told.columns[:3])).to_csv(index=False, float_format="%.9g")
        total.update(rows.encode())
    return total.hexdigest()


def _named(made: SurveyTables, inputs: str, entry: dict[str, object]) -> dict[str, pd.DataFrame]:
    survey = made.survey.assign(sha256=str(entry[TOLD_AS]), inputs_sha256=inputs)
    if KEY in entry:
        survey["bytes"] = None
    return {
        "survey": survey.astype({"bytes": "Int64"}),
        "survey_question": made.questions,
        "survey_estimate": made.estimates,
        "survey_group": made.heard,
    }


def figures_of_wijken(ws: Workspace, con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return the figures of CBS of the wijken of this run."""
    wijken = lookup.current_wijken(con)
    own = wijken[wijken["gemeente_code"].isin(ws.chosen)][["region_code", "gemeente_code"]]
    values = lookup.groups_of_wijken(con, FIGURES)
    return own.merge(values, on="region_code", how="left", validate="one_to_one").sort_values(
        "region_code", ignore_index=True
    )


def _inputs_sha256(ws: Workspace, figures: pd.DataFrame) -> str:
    privacy = ws.settings.privacy
    text = figures.to_csv(index=False, float_format="%.9g")
    parts = (text, METHOD_VERSION, privacy.min_n, privacy.min_cel, ws.chosen)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def known_surveys(ws: Workspace) -> dict[str, dict[str, object]]:
    """Return hash and size of each survey that was read in this home, by file name."""
    try:
        kept = json.loads((ws.home.root / KNOWN).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _remember(ws: Workspace, name: str, entry: dict[str, object]) -> None:
    known = known_surveys(ws) | {name: entry}
    target = ws.home.root / KNOWN
    partial = target.with_suffix(".part")
    partial.write_text(json.dumps(known, indent=1, sort_keys=True), encoding="utf-8")
    partial.chmod(0o600)
    partial.replace(target)


def _kept(
    ws: Workspace, path: Path, known: dict[str, object], wanted: tuple[str, str]
) -> tuple[dict[str, pd.DataFrame], tuple[str, ...]]:
    """Take the estimates of an edition that was made of the same file in the same way."""
    if not known:
        raise SourceError(
            "The file of the survey is not there.",
            where=str(path),
            next_step="Mend survey.bestand, or leave it empty.",
        )
    hashes = {(str(known.get(TOLD_AS, known["sha256"])), *wanted)}
    for edition, database in told_databases(ws.home):
        with duckdb.connect(str(database), read_only=True) as con:
            found = {row[0] for row in con.execute("show tables").fetchall()}
            if not found.issuperset(TABLES):
                continue
            made_of = con.execute(
                "select sha256, mapping_sha256, inputs_sha256 from survey order by 1, 2, 3"
            ).fetchall()
            if set(made_of) == hashes:
                tables = {name: con.execute(f"from {name} order by all").df() for name in TABLES}
                return tables, (f"The estimates of {edition} were taken over.",)
    raise SourceError(
        f"The file of the survey (sha256 {known['sha256']}, {known['bytes']} bytes) is gone, and "
        "no edition was made of it with these figures, thresholds and mapping.",
        where=str(path),
        next_step="Put this very file back for one run, or leave survey.bestand empty.",
    )
