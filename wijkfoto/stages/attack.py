"""Stage: an attack on the candidate edition, before it can be published.

Gathers what a reader could: tables, pages, downloads, earlier editions. The attack itself is in
`wijkfoto.privacy`; what it cannot see stands in decision 0047.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from wijkfoto.errors import EditionError
from wijkfoto.export import StoredTable, read_back, stored_tables
from wijkfoto.export.files import FOLDER
from wijkfoto.lokaal import LocalInput
from wijkfoto.peiling.margins import adults_of
from wijkfoto.privacy import (
    Cell,
    Claim,
    DisclosureError,
    Edition,
    Kind,
    Leak,
    Survey,
    Unsaid,
    attack,
    of_frame,
    of_number,
    of_page,
    of_script,
    personal_kinds,
    read_page,
    read_script,
)
from wijkfoto.privacy.words import RUN
from wijkfoto.site.logo import LOGO, read_logo
from wijkfoto.site.scripts import FOLDER as STATIC
from wijkfoto.site.scripts import is_shared
from wijkfoto.stages.limits import limits_of
from wijkfoto.stages.lokaal import read_forms
from wijkfoto.stages.survey import figures_of_wijken
from wijkfoto.stages.workspace import StageReport, Workspace
from wijkfoto.warehouse import lookup
from wijkfoto.warehouse.publish import DATABASE
from wijkfoto.warehouse.run import open_build
from wijkfoto.warehouse.told import (
    Told,
    every_text,
    own_numbers,
    question_names,
    texts_of,
    told_before,
    told_by,
)

FREE_TEXT = {
    "qualitative": ("text", "bron", "niet_bereikt", "plek"),
    "triangulation": ("toelichting",),
    "event": ("omschrijving",),
    "toelichting": ("tekst", "door"),
}
"""Columns that people fill in freely."""

READ_AS_TEXT = frozenset({".html", ".js", ".json", ".css", ".svg", ".txt", ".xml"})
UNREAD = "An edition may hold only what its attack can read; take the file away."


@dataclass(frozen=True)
class _Seen:
    """What was read in one file of an edition, outside its tables."""

    claims: tuple[Claim, ...] = ()
    leaks: tuple[Leak, ...] = ()


def attack_candidate(ws: Workspace) -> StageReport:
    """Attack the candidate edition; only what comes through may be sealed.

    Raises:
        DisclosureError: With every leak.
        EditionError: If the forms changed since the tables were built.
    """
    candidate = ws.home.candidate
    ws.save_state(attacked=None)
    with duckdb.connect(str(candidate / DATABASE), read_only=True) as con:
        told = told_by(con, ws.edition_id)
        questions = _asked_alone(question_names(con), ws)
        numbers = [c for number in own_numbers(con) for c in of_number(*number, "number")]
        unsaid = _unsaid(ws)
        leaks = [*_personal(con), *_unsaid_in_tables(con, unsaid)]
    own = _gemeenten_with_own(told)
    if not own and not unsaid and not leaks:
        ws.save_state(attacked=ws.edition_id)
        return StageReport(rows={"leaks": 0}, notes=("nothing of the gemeente itself is told",))
    site = candidate / "site"
    logo = read_logo(ws.settings.site.logo_file)
    seen = [
        *_read_site(site, own, questions, unsaid, logo.content if logo else None),
        *_read_downloads(site, candidate / DATABASE, unsaid),
    ]
    leaks += [leak for one in seen for leak in one.leaks]
    elsewhere = (*numbers, *(claim for one in seen for claim in one.claims))
    edition = replace(_edition(told, elsewhere), in_need=_in_need(ws))
    before = [_edition(earlier) for earlier in told_before(ws.home, but=ws.edition_id)]
    leaks += attack(edition, before, _adults(ws), limits_of(ws.settings, ws.catalog))
    if leaks:
        raise DisclosureError(sorted(set(leaks)))
    ws.save_state(attacked=ws.edition_id)
    claims = len(edition.table) + len(edition.elsewhere)
    return StageReport(rows={"leaks": 0, "claims": claims, "editions before": len(before)})


def _edition(told: Told, elsewhere: tuple[Claim, ...] = ()) -> Edition:
    claims = [c for name, frame in told.tables.items() for c in of_frame(frame, name)]
    estimates = told.tables.get("survey_estimate", pd.DataFrame(columns=["waarde_status"]))
    nobody = estimates[estimates["waarde_status"] == "not_asked"]
    return Edition(
        told.edition_id,
        tuple(_survey(row) for row in _records(told.tables.get("survey"))),
        tuple(claims),
        elsewhere,
        frozenset(
            Cell("survey_estimate", str(row["region_code"]), str(row["question_id"]))
            for row in _records(nobody)
        ),
    )


def _asked_alone(questions: dict[str, str], ws: Workspace) -> dict[str, str]:
    """Return the questions whose name no other row of a page has, such as that of a figure."""
    catalog = ws.catalog
    others = {i.naam for i in catalog.indicators.values()}
    others |= {d.naam for d in catalog.domains.values()}
    return {naam: question for naam, question in questions.items() if naam not in others}


def _in_need(ws: Workspace) -> frozenset[Cell] | None:
    kept = ws.state().get("in_need")
    if not isinstance(kept, list):
        return None
    return frozenset(Cell("survey_estimate", str(wijk), str(question)) for wijk, question in kept)


def _records(frame: pd.DataFrame | None) -> list[dict[str, Any]]:
    return [] if frame is None else [dict(row) for _, row in frame.iterrows()]


def _survey(row: dict[str, Any]) -> Survey:
    return Survey(
        gemeente=row["gemeente_code"],
        naam=row["naam"],
        jaar=int(row["jaar"]),
        made_of=(row["sha256"], row["mapping_sha256"]),
        respondents=None if pd.isna(row["respondenten"]) else int(row["respondenten"]),
    )


def _gemeenten_with_own(told: Told) -> frozenset[str]:
    """Return the gemeenten of which something is told that no other source gives."""
    areas = {
        str(area)
        for name, frame in told.tables.items()
        for area in frame["gemeente_code" if name == "survey" else "region_code"]
    }
    return frozenset(f"GM{area[2:6]}" for area in areas)


def _adults(ws: Workspace) -> dict[str, float]:
    with open_build(ws.home.build_file) as con:
        figures = figures_of_wijken(ws, con)
    found: dict[str, float] = {}
    for _, part in figures.groupby("gemeente_code"):
        found |= dict(zip(part["region_code"].astype(str), adults_of(part), strict=True))
    return found


def _unsaid(ws: Workspace) -> Unsaid:
    """Return the words without consent, from the forms as they were when the tables were built."""
    forms = read_forms(ws)
    if forms.sha256 != ws.form_hashes:
        raise EditionError(
            "The forms changed since the tables were built.",
            where=ws.edition_id,
            next_step="Run `wijkfoto build` again.",
        )
    hidden = [entry for entry in forms.entries if not entry.consent]
    texts = [(entry.where, entry.text) for entry in hidden]
    texts += [(entry.where, entry.place.naam) for entry in hidden if entry.place]
    # Which groups were not reached is told in words that stand everywhere; a sentence is found.
    texts += [(e.where, e.niet_bereikt) for e in hidden if len(e.niet_bereikt.split()) >= RUN]
    return Unsaid(texts, [*_said(forms), *_of_product(ws)])


def _of_product(ws: Workspace) -> Iterator[str]:
    """Return the names that stand on every page: of figures, domains and regions."""
    catalog = ws.catalog
    yield from (indicator.naam for indicator in catalog.indicators.values())
    yield from (domain.naam for domain in catalog.domains.values())
    with open_build(ws.home.build_file) as con:
        yield from lookup.current_wijken(con)["region_naam"].dropna().astype(str)


def _said(forms: LocalInput) -> Iterator[str]:
    """Return every text that may be shown."""
    for entry in forms.entries:
        if entry.consent:
            yield from (entry.text, entry.bron, entry.niet_bereikt)
            if entry.place:
                yield entry.place.naam
    yield from (provider.naam for provider in forms.providers)
    yield from (event.omschrijving for event in forms.events)
    yield from (text for remark in forms.remarks for text in (remark.tekst, remark.door))
    yield from (comparison.toelichting for comparison in forms.comparisons)


def _personal(con: duckdb.DuckDBPyConnection) -> Iterator[Leak]:
    """Look once more for what leads to one person in the texts that are published."""
    for table, columns in FREE_TEXT.items():
        for column in columns:
            for region, text in texts_of(con, table, column):
                for kind in personal_kinds(text):
                    yield Leak(Kind.PERSONAL, f"{table}.{column}, {region}", f"here stands {kind}.")


def _unsaid_in_tables(con: duckdb.DuckDBPyConnection, unsaid: Unsaid) -> Iterator[Leak]:
    if unsaid:
        found = {(where, unsaid.within(text)) for where, text in every_text(con)}
        yield from (_quote(where, source) for where, source in sorted(found) if source)


def _read_site(
    site: Path, own: frozenset[str], questions: dict[str, str], unsaid: Unsaid, logo: bytes | None
) -> Iterator[_Seen]:
    """Read every page that can tell something: those of a gemeente with figures of its own.

    A picture cannot be read. The logo of the gemeente is known to be that, byte for byte.
    """
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        where = path.relative_to(site)
        folder = where.parts[0]
        if folder == FOLDER or (folder.startswith("GM") and folder not in own):
            continue
        if where == Path(STATIC) / LOGO and path.read_bytes() == logo:
            continue
        if path.suffix not in READ_AS_TEXT:
            raise EditionError(
                "What this file tells cannot be read.", where=str(path), next_step=UNREAD
            )
        if is_shared(path):
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".js":
            yield _read_script(text, path, where.as_posix(), unsaid)
            continue
        source = unsaid.within_page(text)
        leaks = (_quote(where.as_posix(), source),) if source else ()
        area = path.stem if path.stem.startswith("WK") else None
        page = path.suffix == ".html"
        claims = of_page(read_page(text), area, questions, where.as_posix()) if page else ()
        yield _Seen(tuple(claims), leaks)


def _read_script(text: str, path: Path, where: str, unsaid: Unsaid) -> _Seen:
    """Read the data that a page loads; its letters may be written as numbers, so decoded too."""
    data = read_script(text)
    if not data.values:
        raise EditionError(
            "What this script tells cannot be read.", where=str(path), next_step=UNREAD
        )
    source = unsaid.within_page(text) or next(filter(None, map(unsaid.within, data.words)), "")
    leaks = (_quote(where, source),) if source else ()
    return _Seen(tuple(of_script(data, where)), leaks)


def _read_downloads(site: Path, database: Path, unsaid: Unsaid) -> Iterator[_Seen]:
    """Read every table that is given away, in each of its formats."""
    for stored in _stored(site / FOLDER):
        # Under its second name the database is the same file: its tables were read already.
        if stored.path.name == DATABASE and stored.path.samefile(database):
            continue
        where = f"{stored.path.relative_to(site).as_posix()} {stored.layer or ''}".strip()
        frame = read_back(stored.path, stored.layer)
        source = next(filter(None, map(unsaid.within, _texts(frame))), "")
        leaks = (_quote(where, source),) if source else ()
        yield _Seen(tuple(of_frame(frame, where)), leaks)


def _texts(frame: pd.DataFrame) -> Iterator[str]:
    """Yield each different text of a table once per column."""
    for _, cells in frame.items():
        if isinstance(cells.dtype, pd.StringDtype):
            yield from (str(text) for text in cells.dropna().unique())


def _stored(folder: Path) -> tuple[StoredTable, ...]:
    try:
        return stored_tables(folder)
    except ValueError as error:
        raise EditionError(f"{error}.", where=str(folder), next_step=UNREAD) from error


def _quote(where: str, source: str) -> Leak:
    return Leak(Kind.QUOTE, where, f"words without consent stand here ({source}).")
