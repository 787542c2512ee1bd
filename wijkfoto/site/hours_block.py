"""The hours of an area on a page: per discipline with their band, and in sum.

Which hours are shown is decided here: a given total that was spread, else the estimate.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site.desk import Desk
from wijkfoto.site.figures import Axis, fte_axis, span
from wijkfoto.site.numbers import Shown
from wijkfoto.site.rows_team import TeamAdvice, TeamTotal


@dataclass(frozen=True)
class DisciplineRow:
    """Hours of one discipline: a point with its band, and its share of the gemeente."""

    naam: str
    uitleg: str
    ring: str
    financier: str
    fte: Shown | None
    heeft_uren: bool
    aandeel: Shown | None
    punt: str
    laag: str
    breedte: str
    titel: str


def shown_advice(tables_rows: Sequence[TeamAdvice]) -> list[TeamAdvice]:
    """Return the rows that carry hours: a given total that is spread, else the estimate."""
    spread = [row for row in tables_rows if row.modus == "verdelen"]
    estimate = [row for row in tables_rows if row.modus == "ramen"]
    return spread if any(row.fte is not None for row in spread) else estimate


def discipline_rows(desk: Desk, area: str, rules: AdviceRules) -> list[DisciplineRow]:
    """Return the disciplines of an area in the order of the catalog."""
    rows = shown_advice(desk.tables.team_advice.get(area, ()))
    axis = fte_axis(row.fte_high for row in rows)
    order = {d.discipline_id: place for place, d in enumerate(rules.disciplines)}
    rows.sort(key=lambda row: (order.get(row.discipline_id, len(order)), row.discipline_id))
    return [_discipline_row(desk, row, axis, rules) for row in rows]


def _discipline_row(desk: Desk, row: TeamAdvice, axis: Axis, rules: AdviceRules) -> DisciplineRow:
    texts = desk.texts
    known = next((d for d in rules.disciplines if d.discipline_id == row.discipline_id), None)
    name = known.naam if known else row.discipline_id.replace("_", " ")
    fte, place, title = None, ("0", "0", "0"), ""
    if row.fte is not None and (row.fte > 0 or (row.fte_high or 0) > 0):
        low, high = row.fte_low or row.fte, row.fte_high or row.fte
        values = {"fte": row.fte, "fte_low": low, "fte_high": high}
        item = f"{row.discipline_id}.{row.modus}"
        fte = desk.of_area("team_advice", row.area_code, item, values, name, "band")
        place = (axis.place(row.fte), *span(axis, low, high))
        title = f"{name}: {fte.text}"
    return DisciplineRow(
        naam=name,
        uitleg=known.omschrijving if known else "",
        ring=row.ring,
        financier=texts.name("financiers", row.financier),
        fte=fte,
        heeft_uren=bool(row.fte),
        aandeel=_share(desk, row, name),
        punt=place[0],
        laag=place[1],
        breedte=place[2],
        titel=title,
    )


def _share(desk: Desk, row: TeamAdvice, name: str) -> Shown | None:
    if row.share is None:
        return None
    item = f"{row.discipline_id}.{row.modus}"
    return desk.of_area("team_advice", row.area_code, item, {"share": row.share}, name, "een")


def _municipal(desk: Desk, area: str) -> list[TeamAdvice]:
    rows = shown_advice(desk.tables.team_advice.get(area, ()))
    return [row for row in rows if row.financier == "gemeente"]


def shown_total(desk: Desk, area: str) -> TeamTotal | None:
    """Return the sum of an area in the way in which its hours are shown; None without hours."""
    rows = shown_advice(desk.tables.team_advice.get(area, ()))
    return desk.tables.totals.get((area, rows[0].modus)) if rows else None


def total(desk: Desk, area: str) -> Shown | None:
    """Return the hours that the gemeente pays, with the band of the sum where it has one."""
    total = shown_total(desk, area)
    if total is None:
        return None
    values = {"fte": total.fte, "fte_low": total.fte_low, "fte_high": total.fte_high}
    what = desk.texts.get("zinnen.team.totaal")
    if is_given(total):
        return desk.of_area("team_total", area, total.modus, {"fte": total.fte}, what)
    return desk.of_area("team_total", area, total.modus, values, what, "band")


def is_given(total: TeamTotal | None) -> bool:
    """Say whether the hours are a total that the gemeente gave, so that there is no band."""
    return total is not None and total.fte_low == total.fte == total.fte_high


def times(desk: Desk, area: str) -> Shown | None:
    """Return the hours per inhabitant as a multiple of those of the gemeente."""
    total = shown_total(desk, area)
    if total is None or total.keer_gemeente is None or area == desk.tables.gemeente_code:
        return None
    what = desk.texts.get("zinnen.team.keer")
    return desk.of_area(
        "team_total", area, total.modus, {"keer_gemeente": total.keer_gemeente}, what
    )


def total_share(desk: Desk, area: str) -> Shown | None:
    """Return the part of the hours of the gemeente that an area has; None for the gemeente."""
    rows = [row for row in _municipal(desk, area) if row.share is not None]
    if not rows or area == desk.tables.gemeente_code:
        return None
    values = {"share": sum(row.share or 0.0 for row in rows)}
    what = desk.texts.get("zinnen.team.deel_team")
    return desk.of_area("team_advice", area, f"totaal.{rows[0].modus}", values, what, "een")
