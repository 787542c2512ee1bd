"""What residents said in the survey of the gemeente, and which groups were hardly heard.

Estimates as published; one that is hidden says so, and nothing here goes back to a person.
"""

from dataclasses import dataclass

from wijkfoto.site import format as fmt
from wijkfoto.site.desk import Cell, Desk
from wijkfoto.site.number_key import Key
from wijkfoto.site.numbers import Shown, no_number
from wijkfoto.site.rows_heard import SurveyEstimate, SurveyGroup, SurveyQuestion

OLDEST = 100
"""The highest class of age has no upper end for a reader."""


@dataclass(frozen=True)
class SurveyRow:
    """One estimate of a wijk, beside the gemeente.

    Attributes:
        question_id: The question.
        domain_id: The domain that it is about; None for none.
        vraag: What the share is of.
        waarde: Share with its bounds, or in words why there is none.
        opmerking: A mark such as "indicatie"; empty where none is needed.
        gemeente: Share of the gemeente.
        n: Respondents of the wijk.
        cijfers: Place and name of a figure, or else of a domain, about the same; None for none.
    """

    question_id: str
    domain_id: str | None
    vraag: str
    waarde: Cell
    opmerking: str
    gemeente: Cell
    n: Shown | None
    cijfers: tuple[str, str] | None


@dataclass(frozen=True)
class SurveyBlock:
    """The survey on the page of a wijk.

    Attributes:
        naam: Name and year of the survey; empty without one.
        regels: One row per question; empty where nothing of this wijk may be shown.
        niet_gehoord: Groups under half their share among the respondents.
        nagegaan: Whether the wijk has enough respondents to tell who was not heard.
        anders: Why an answer differs from a figure about the same.
    """

    naam: str = ""
    regels: tuple[SurveyRow, ...] = ()
    niet_gehoord: tuple[str, ...] = ()
    nagegaan: bool = False
    anders: str = ""


def survey_block(desk: Desk, code: str) -> SurveyBlock:
    """Return the survey of a wijk; an empty block where the gemeente loaded none."""
    loaded = desk.tables.surveys.get(desk.tables.gemeente_code)
    found = desk.tables.survey.get(code, ())
    if loaded is None or not found:
        return SurveyBlock()
    groups = desk.tables.survey_groups.get(code, ())
    shown = any(row.waarde is not None for row in found)
    return SurveyBlock(
        naam=f"{loaded.naam} {loaded.jaar}",
        regels=_rows(desk, code, loaded.jaar, found) if shown else (),
        niet_gehoord=tuple(_group(desk, g) for g in groups if g.gehoord == "te_weinig"),
        nagegaan=any(g.gehoord != "onbekend" for g in groups),
        anders=desk.texts.get("zinnen.enquete.anders"),
    )


def _rows(
    desk: Desk, code: str, jaar: int, found: tuple[SurveyEstimate, ...]
) -> tuple[SurveyRow, ...]:
    questions = desk.tables.survey_questions
    ordered = sorted(found, key=lambda e: questions[e.question_id].volgorde)
    return tuple(_row(desk, code, jaar, row, questions[row.question_id]) for row in ordered)


def surveyed_domains(desk: Desk, code: str) -> frozenset[str]:
    """Return the domains on which the survey shows a figure of this wijk."""
    questions = desk.tables.survey_questions
    shown = [e for e in desk.tables.survey.get(code, ()) if e.waarde is not None]
    asked = {questions[e.question_id].domain_id for e in shown if e.question_id in questions}
    return frozenset(domain for domain in asked if domain is not None)


def _row(
    desk: Desk, code: str, jaar: int, row: SurveyEstimate, question: SurveyQuestion
) -> SurveyRow:
    """Return one estimate; its numbers share one row of the table, and so one explanation."""
    naam = question.naam
    key = Key("survey_estimate", code, row.question_id, jaar)
    status = desk.texts.name("statussen", row.waarde_status)

    def shown(pattern: str, **values: float | None) -> Shown | None:
        given = {name: value for name, value in values.items() if value is not None}
        if len(given) < len(values):
            return None
        label = desk.label(naam, code)
        return desk.register.show(
            key, given, label=label, snapshot_ids=[], status=status, pattern=pattern
        )

    own = shown("band", waarde=row.waarde, waarde_low=row.waarde_low, waarde_high=row.waarde_high)
    beside = shown("een", waarde_gemeente=row.waarde_gemeente)
    return SurveyRow(
        row.question_id,
        question.domain_id,
        naam,
        own or no_number(status),
        status if own and row.waarde_status == "indicatie" else "",
        beside or no_number(desk.texts.name("statussen", "suppressed")),
        shown("een", n=row.n),
        _figure_beside(desk, code, question),
    )


def _figure_beside(desk: Desk, code: str, question: SurveyQuestion) -> tuple[str, str] | None:
    """Return place and name of the figure that asks about the same, else of the whole domain."""
    domains, named = desk.book.catalog.domains, f"zinnen.enquete.naast.{question.question_id}"
    if desk.texts.has(named):
        name = desk.texts.get(named)
        indicator, found = desk.tables.indicators.get(name), desk.book.observation(code, name)
        if indicator and found and found.waarde is not None and indicator.domain_id in domains:
            return f"#d-{indicator.domain_id}", indicator.naam
    score = desk.tables.scores.get((code, question.domain_id or ""))
    if question.domain_id not in domains or score is None or not score.is_scored:
        return None
    return f"#d-{question.domain_id}", domains[question.domain_id].kort


def _group(desk: Desk, group: SurveyGroup) -> str:
    """Return the name of a group of people for a reader."""
    if group.dimensie != "leeftijd":
        return desk.texts.name("enquete_groepen", group.groep_id)
    low, _, top = group.groep_id.partition("_")
    pattern = "oudste" if int(top) >= OLDEST else "leeftijd"
    return desk.texts.name("enquete_groepen", pattern).format(low, fmt.decimal(int(top)))
