"""The hours on a gemeente page: teamgebieden on one axis, and disciplines in a table.

Which hours of the two kinds are shown is told by `hours_block`.
"""

from dataclasses import dataclass

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site.area_block import AreaAdvice, advice_for
from wijkfoto.site.carried_block import carried_by
from wijkfoto.site.desk import Desk
from wijkfoto.site.figures import Axis, fte_axis, span
from wijkfoto.site.hours_block import shown_advice, shown_total
from wijkfoto.site.number_key import Key
from wijkfoto.site.numbers import Shown
from wijkfoto.site.rows_registered import Formation
from wijkfoto.site.rows_team import TeamAdvice, TeamTotal


@dataclass(frozen=True)
class TeamBar:
    """Hours of one teamgebied on a common axis; samen is their sum without a band.

    Attributes:
        nieuw: Whether the page has not yet told what this form is, and what speaks for it.
    """

    letter: str
    advies: AreaAdvice
    nieuw: bool
    samen: Shown | None
    punt: str | None
    laag: str
    breedte: str


@dataclass(frozen=True)
class FteCell:
    """Hours of one discipline in one area."""

    fte: Shown | None


@dataclass(frozen=True)
class FteRow:
    """Hours of one discipline over the teamgebieden, and in the whole gemeente.

    Attributes:
        waarom: Domains that carry the hours, and whether these are sure; empty without hours.
    """

    naam: str
    financier: str
    waarom: str
    nu: Shown | None
    gemeente: Shown | None
    verschil: Shown | None
    gebieden: tuple[FteCell, ...]


def team_bars(desk: Desk, rules: AdviceRules) -> tuple[TeamBar, ...]:
    """Return the teamgebieden in the order of their names, with hours on one axis."""
    sums = {t.teamgebied_id: shown_total(desk, t.teamgebied_id) for t in desk.tables.teams}
    axis = fte_axis(total.fte_high for total in sums.values() if total)
    whole = desk.tables.forms.get(desk.tables.gemeente_code)
    told = {whole.form_id} if whole else set()
    bars = []
    for place, team in enumerate(desk.tables.teams):
        code = team.teamgebied_id
        advice = advice_for(desk, code, rules, full=False)
        if advice:
            form = desk.tables.forms[code].form_id
            head = (letter(place), advice, form not in told)
            bars.append(_team_bar(desk, head, axis, sums[code]))
            told.add(form)
    return tuple(bars)


def letter(place: int) -> str:
    """Return A to Z, then AA, AB and so on: a label that no wijk on the map carries."""
    first, last = divmod(place, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)


def _team_bar(
    desk: Desk, head: tuple[str, AreaAdvice, bool], axis: Axis, total: TeamTotal | None
) -> TeamBar:
    if total is None:
        return TeamBar(*head, None, None, "0", "0")
    what = desk.texts.get("zinnen.team.totaal")
    hours = desk.of_area("team_total", head[1].area, total.modus, {"fte": total.fte}, what)
    band = span(axis, total.fte_low, total.fte_high)
    return TeamBar(*head, hours, axis.place(total.fte), *band)


def fte_rows(desk: Desk, rules: AdviceRules) -> tuple[FteRow, ...]:
    """Return the hours per discipline: the gemeente, then each teamgebied."""
    areas = [desk.tables.gemeente_code, *(t.teamgebied_id for t in desk.tables.teams)]
    hours = {
        (area, row.discipline_id): row
        for area in areas
        for row in shown_advice(desk.tables.team_advice.get(area, ()))
        if row.fte
    }
    rows = []
    for discipline in rules.disciplines:
        found = [hours.get((area, discipline.discipline_id)) for area in areas]
        now = desk.tables.formation.get(discipline.discipline_id)
        if any(found) or now is not None:
            cells = [FteCell(_fte(desk, row, discipline.naam)) for row in found]
            payer = next((row.financier for row in found if row), discipline.financier)
            rows.append(
                FteRow(
                    discipline.naam,
                    desk.texts.name("financiers", payer),
                    carried_by(desk, discipline.discipline_id, rules) if found[0] else "",
                    _now(desk, now, discipline.naam),
                    cells[0].fte,
                    _difference(desk, now, found[0], discipline.naam),
                    tuple(cells[1:]),
                )
            )
    return tuple(rows)


def _now(desk: Desk, row: Formation | None, name: str) -> Shown | None:
    """Return the present hours of a discipline, as the gemeente gave them."""
    if row is None:
        return None
    return desk.register.show(
        Key("formation", row.gemeente_code, row.discipline_id, desk.jaar),
        {"fte": row.fte},
        label=desk.label(f"{name}, {desk.texts.get('zinnen.formatie')}", row.gemeente_code),
        snapshot_ids=[],
    )


def _difference(
    desk: Desk, now: Formation | None, row: TeamAdvice | None, name: str
) -> Shown | None:
    """Return how far the advice lies from the present hours of a discipline."""
    if now is None or row is None or row.fte is None:
        return None
    item = f"{row.discipline_id}.{row.modus}"
    values = {"verschil": row.fte - now.fte}
    return desk.of_area("team_advice", row.area_code, item, values, name)


def _fte(desk: Desk, row: TeamAdvice | None, name: str) -> Shown | None:
    if row is None or row.fte is None:
        return None
    item = f"{row.discipline_id}.{row.modus}"
    return desk.of_area("team_advice", row.area_code, item, {"fte": row.fte}, name, "een")
