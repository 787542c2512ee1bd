"""What residents said in the survey of the gemeente, and which groups were hardly heard.

Estimates as published; one that is hidden says so, and nothing here goes back to a person.
"""

from dataclasses import dataclass

from markupsafe import Markup

from wijkfoto.site import format as fmt
from wijkfoto.site import rows as r
from wijkfoto.site.desk import Cell, Desk
from wijkfoto.site.numbers import Key, Shown, no_number

OLDEST = 100
"""The highest class of age has no upper end for a reader."""


@dataclass(frozen=True)
class SurveyRow:
    """One estimate of a wijk, beside the gemeente.

    Attributes:
        vraag: What the share is of.
        waarde: Share with its bounds, or in words why there is none.
        opmerking: A mark such as "indicatie"; empty where none is needed.
        gemeente: Share of the gemeente.
        n: Respondents of the wijk.
    """

    vraag: str
    waarde: Cell
    opmerking: str
    gemeente: Cell
    n: Shown | None


@dataclass(frozen=True)
class SurveyBlock:
    """The survey on the page of a wijk.

    Attributes:
        naam: Name and year of the survey; empty without one.
        regels: One row per question; empty where nothing of this wijk may be shown.
        niet_gehoord: Groups under half their share among the respondents.
        nagegaan: Whether the wijk has enough respondents to tell who was not heard.
    """

    naam: str = ""
    regels: tuple[SurveyRow, ...] = ()
    niet_gehoord: tuple[str, ...] = ()
    nagegaan: bool = False


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
    )


def _rows(
    desk: Desk, code: str, jaar: int, found: tuple[r.SurveyEstimate, ...]
) -> tuple[SurveyRow, ...]:
    questions = desk.tables.survey_questions
    whole = {row.question_id: row for row in desk.tables.survey.get(desk.tables.gemeente_code, ())}
    rows = []
    for row in sorted(found, key=lambda e: questions[e.question_id].volgorde):
        name = questions[row.question_id].naam
        n = None
        if row.n is not None:
            key = Key("survey_estimate", code, row.question_id, jaar)
            n = desk.register.show(key, {"n": row.n}, label=desk.label(name, code), snapshot_ids=[])
        mark = desk.texts.name("statussen", "indicatie") if row.waarde_status == "indicatie" else ""
        beside = whole.get(row.question_id)
        inside = _value(desk, beside, jaar, name) if beside else Markup()
        rows.append(SurveyRow(name, _value(desk, row, jaar, name, band=True), mark, inside, n))
    return tuple(rows)


def _value(desk: Desk, row: r.SurveyEstimate, jaar: int, name: str, *, band: bool = False) -> Cell:
    low, high = row.waarde_low, row.waarde_high
    if row.waarde is None or low is None or high is None:
        return no_number(desk.texts.name("statussen", row.waarde_status))
    values = {"waarde": row.waarde}
    if band:
        values |= {"waarde_low": low, "waarde_high": high}
    return desk.register.show(
        Key("survey_estimate", row.region_code, row.question_id, jaar),
        values,
        label=desk.label(name, row.region_code),
        snapshot_ids=[],
        status=desk.texts.name("statussen", row.waarde_status),
        pattern="band" if band else "een",
    )


def _group(desk: Desk, group: r.SurveyGroup) -> str:
    """Return the name of a group of people for a reader."""
    if group.dimensie != "leeftijd":
        return desk.texts.name("enquete_groepen", group.groep_id)
    low, _, top = group.groep_id.partition("_")
    pattern = "oudste" if int(top) >= OLDEST else "leeftijd"
    return desk.texts.name("enquete_groepen", pattern).format(low, fmt.decimal(int(top)))
