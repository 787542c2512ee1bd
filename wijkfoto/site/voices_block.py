"""What residents said and what was heard on each domain, to stand beside its score.

One answer and one quote per domain; all answers and quotes stand in their own sections.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten

from wijkfoto.site.compared_block import ComparedRow, Side
from wijkfoto.site.desk import Cell, Desk
from wijkfoto.site.numbers import Shown
from wijkfoto.site.rows_heard import Entry
from wijkfoto.site.survey_block import SurveyBlock, SurveyRow

LONGEST = 160
"""Signs of a quote beside a score; the whole of it stands where everything heard is told."""
NOBODYS_WORDS = ("aanbieders", "ontmoetingspunten", "initiatieven")
"""Fields about places: quoted only when nobody was heard on the domain."""


@dataclass(frozen=True)
class Voice:
    """What stands beside the score of one domain.

    Attributes:
        vraag: What the share of the survey is of; empty without one.
        waarde: The share with its bounds.
        gemeente: The share of the gemeente.
        zonder: Why there is no share; empty with one.
        aantal: How many things were heard on it that may be shown; None for nothing.
        citaat: One of them.
        bron: Who said it, as a group or role.
        kanten: Who was asked whether the picture of the score is right, and what they say.
    """

    vraag: str
    waarde: Cell | None
    gemeente: Cell | None
    zonder: str
    aantal: Shown | None
    citaat: str
    bron: str
    kanten: tuple[tuple[str, Side], ...]


def voices(
    desk: Desk, code: str, survey: SurveyBlock, compared: Sequence[ComparedRow]
) -> dict[str, Voice]:
    """Return the voices by domain; empty where no answer is shown and nothing was heard."""
    heard = [e for e in desk.tables.qualitative.get(code, ()) if e.consent and e.text]
    if not (survey.regels or compared or any(e.domain_id for e in heard)):
        return {}
    sides = {row.domain_id: row for row in compared}
    return {
        domain: _voice(desk, code, domain, survey, heard, sides.get(domain))
        for domain in desk.book.catalog.domains
    }


def _voice(
    desk: Desk,
    code: str,
    domain: str,
    survey: SurveyBlock,
    heard: Sequence[Entry],
    compared: ComparedRow | None,
) -> Voice:
    answer = _answer(desk, domain, survey)
    mine = [e for e in heard if e.domain_id == domain]
    quoted = min(mine, key=_before) if mine else None
    what = desk.texts.get("zinnen.stem.aantal").format(naam=desk.book.catalog.domains[domain].naam)
    return Voice(
        vraag=answer.vraag if answer else "",
        waarde=answer.waarde if answer else None,
        gemeente=answer.gemeente if answer else None,
        zonder="" if answer else desk.texts.get(f"zinnen.stem.{_why(desk, domain, survey)}"),
        aantal=desk.count("qualitative", code, f"over.{domain}", len(mine), what) if mine else None,
        citaat=shorten(quoted.text or "", LONGEST, placeholder=" …") if quoted else "",
        bron=(quoted.bron or "") if quoted else "",
        kanten=_sides(desk, compared),
    )


def _answer(desk: Desk, domain: str, survey: SurveyBlock) -> SurveyRow | None:
    """Return the answer about the same as a figure of the domain, else the first of the domain."""
    shown = [r for r in survey.regels if r.domain_id == domain and isinstance(r.waarde, Shown)]
    same = [r for r in shown if desk.texts.has(f"zinnen.enquete.naast.{r.question_id}")]
    return next(iter([*same, *shown]), None)


def _why(desk: Desk, domain: str, survey: SurveyBlock) -> str:
    """Say why there is no share: no survey, no question on the domain, or too few answers."""
    if not survey.naam:
        return "geen_enquete"
    asked = any(q.domain_id == domain for q in desk.tables.survey_questions.values())
    return "te_weinig" if asked else "niet_gevraagd"


def _before(entry: Entry) -> tuple[bool, int, str]:
    """Order entries: words of people first, then the newest."""
    return entry.field in NOBODYS_WORDS, -entry.datum.toordinal(), entry.entry_id


def _sides(desk: Desk, row: ComparedRow | None) -> tuple[tuple[str, Side], ...]:
    if row is None:
        return ()
    names = desk.texts.node("zinnen.stem.kanten")
    return tuple(zip(names, row.kanten, strict=True))
