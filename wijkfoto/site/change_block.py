"""What changes in a wijk: the sure changes of the past years, and the people of later years.

Which changes are told is decided here; the words stand in reports/text.
"""

from dataclasses import dataclass

from wijkfoto.site import format as fmt
from wijkfoto.site.desk import Cell, Desk
from wijkfoto.site.number_key import Key
from wijkfoto.site.numbers import Shown, no_number
from wijkfoto.site.rows_trend import Outlook, Trend

PEOPLE = ("inwoners", "inwoners_65plus")
"""Counts of which a change is told, and the groups of the outlook; in this order."""

TELLING = ("behoefte", "gebruik", "kracht")
"""Roles of which each sure change is told."""


@dataclass(frozen=True)
class Change:
    """One change: the sentence around the figures, and how sure it is."""

    naam: str
    zin: str
    van_naar: Shown
    jaren: str
    zeker: str
    zekerheid: str
    land: str


@dataclass(frozen=True)
class Later:
    """One group of people now and in later years."""

    naam: str
    nu: Cell
    later: tuple[Cell, ...]


@dataclass(frozen=True)
class Changes:
    """The block of a page.

    Attributes:
        vergeleken: Whether any figure could be compared between years.
        regels: The sure changes.
        jaren: Later years, the heads of the table of the outlook.
        later: Its rows; empty without a prognosis.
    """

    vergeleken: bool
    regels: tuple[Change, ...]
    jaren: tuple[int, ...]
    later: tuple[Later, ...]


NOTHING = Changes(vergeleken=False, regels=(), jaren=(), later=())


def changes(desk: Desk, code: str) -> Changes:
    """Return what changed and what is expected in a wijk."""
    rows = desk.tables.trend.get(code, ())
    order = {name: place for place, name in enumerate((*PEOPLE, *desk.book.catalog.indicators))}
    told = sorted((row for row in rows if _is_told(desk, row)), key=lambda t: order[t.indicator_id])
    outlook = [row for row in desk.tables.outlook.get(code, ()) if row.aantal is not None]
    years = tuple(sorted({row.jaar for row in outlook}))
    return Changes(
        vergeleken=any(row.klasse for row in rows),
        regels=tuple(_change(desk, row) for row in told),
        jaren=years,
        later=tuple(
            _later(desk, code, name, years, outlook)
            for name in PEOPLE
            if any(row.target_group == name for row in outlook)
        ),
    )


def _is_told(desk: Desk, row: Trend) -> bool:
    """Say whether a change is worth a line: prices, say, rise everywhere and tell nothing."""
    if not row.has_changed or row.indicator_id not in desk.tables.indicators:
        return False
    role = desk.tables.indicators[row.indicator_id].role
    if role in TELLING or row.indicator_id in PEOPLE:
        return True
    unlike_land = row.is_sure_against_land and row.klasse_land != "gelijk"
    return unlike_land and desk.tables.indicators[row.indicator_id].unit != "aantal"


def _change(desk: Desk, row: Trend) -> Change:
    indicator = desk.tables.indicators[row.indicator_id]
    found = [
        desk.tables.observations.get((row.region_code, row.indicator_id, year or 0))
        for year in (row.van_jaar, row.tot_jaar)
    ]
    shown = desk.register.show(
        Key("trend", row.region_code, row.indicator_id, desk.jaar),
        {"waarde_van": row.waarde_van or 0.0, "waarde_tot": row.waarde_tot or 0.0},
        label=desk.label(indicator.naam, row.region_code),
        snapshot_ids=[o.snapshot_id for o in found if o],
        unit=indicator.unit,
        status=desk.texts.name("zekerheden", row.zekerheid or "onzeker"),
        pattern="van_naar",
    )
    against = row.klasse_land if row.is_sure_against_land else None
    return Change(
        naam=indicator.naam,
        zin=desk.texts.get(f"zinnen.trend.{row.klasse}"),
        van_naar=shown,
        jaren=desk.texts.get("zinnen.trend.jaren").format(van=row.van_jaar, tot=row.tot_jaar),
        zeker=row.zekerheid or "onzeker",
        zekerheid=desk.texts.name("zekerheden", row.zekerheid or "onzeker"),
        land=desk.texts.get(f"zinnen.trend.land.{against}") if against else "",
    )


def _later(
    desk: Desk, code: str, name: str, years: tuple[int, ...], outlook: list[Outlook]
) -> Later:
    found = {row.jaar: row for row in outlook if row.target_group == name}
    cells = (_expected(desk, found[year]) if year in found else None for year in years)
    nothing = no_number(desk.texts.name("statussen", "not_published"))
    return Later(
        naam=fmt.capital(desk.texts.name("doelgroepen", name)),
        nu=desk.value(code, name),
        later=tuple(cell or nothing for cell in cells),
    )


def _expected(desk: Desk, row: Outlook) -> Shown:
    values = {"aantal": row.aantal or 0.0}
    if row.aantal_low is not None and row.aantal_high is not None:
        values |= {"aantal_low": row.aantal_low, "aantal_high": row.aantal_high}
    return desk.register.show(
        Key("outlook", row.region_code, row.target_group, row.jaar),
        values,
        label=desk.label(desk.texts.name("doelgroepen", row.target_group), row.region_code),
        snapshot_ids=[row.snapshot_id],
        status=desk.texts.name("basis", "vast_aandeel"),
        pattern="band" if len(values) > 1 else "een",
    )
