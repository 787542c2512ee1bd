"""Figures of several years: rows of a table that lines are drawn from.

Only years that can be compared with now; whether a wijk changed is said in the table `trend`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wijkfoto.regio import LAND
from wijkfoto.site import rows as r
from wijkfoto.site.desk import HAS_VALUE, Cell, Desk
from wijkfoto.site.number_key import Key
from wijkfoto.site.numbers import no_number
from wijkfoto.site.rows_trend import Trend

COUNT = "aantal"


@dataclass(frozen=True)
class Year:
    """One year of one area: as written, and as a plain number where a line may be drawn."""

    cel: Cell
    waarde: float | None


@dataclass(frozen=True)
class Line:
    """One area: a wijk, the gemeente or the land.

    Attributes:
        veranderd: "gestegen" or "gedaald" where that is sure; else "".
        woord: The same in words, with its years.
    """

    naam: str
    href: str
    soort: str
    jaren: tuple[Year, ...]
    veranderd: str
    woord: str


@dataclass(frozen=True)
class Lines:
    """The lines of one figure, with what they say."""

    chart_id: str
    titel: str
    zin: str
    y_titel: str
    jaren: tuple[int, ...]
    lijnen: tuple[Line, ...]


def trend_charts(desk: Desk) -> Iterator[Lines]:
    """Yield the figures that two or more years can be compared of."""
    for name in desk.texts.items("verken.verloop.cijfers"):
        years = _years(desk, name)
        if len(years) > 1:
            indicator = desk.tables.indicators[name]
            lines = tuple(_lines(desk, indicator, years))
            yield Lines(
                chart_id=f"verloop-{name}",
                titel=desk.texts.get("verken.verloop.titel").format(cijfer=indicator.naam),
                zin=_sentence(desk, lines),
                y_titel=indicator.naam,
                jaren=years,
                lijnen=lines,
            )


def _years(desk: Desk, name: str) -> tuple[int, ...]:
    """Return the years in which any wijk has a comparable figure."""
    codes = [wijk.region_code for wijk in desk.tables.wijken]
    window = desk.book.window()
    return tuple(
        year
        for year in window
        if any(_comparable(desk, desk.tables.observations.get((c, name, year))) for c in codes)
    )


def _comparable(desk: Desk, found: r.Observation | None) -> bool:
    if found is None or found.waarde is None or found.waarde_status not in HAS_VALUE:
        return False
    region = desk.tables.regions[found.region_code]
    same_year = found.boundary_year == desk.tables.gemeente.boundary_year
    return same_year or region.has_same_area or region.level != "wijk"


def _lines(desk: Desk, indicator: r.Indicator, years: Sequence[int]) -> Iterator[Line]:
    land, gemeente = desk.land_and_gemeente()
    # A count of people of the gemeente would press the wijken together at the foot of the chart.
    areas = (
        []
        if indicator.unit == COUNT
        else [(gemeente, "gemeente", "index.html"), (land, "land", "")]
    )
    wijken = [(w.region_code, "wijk", f"{w.region_code}.html") for w in desk.tables.wijken]
    for code, kind, href in (*areas, *wijken):
        changed = _changed(desk, code, indicator.indicator_id)
        side = str(changed.klasse) if changed else ""
        word = ""
        if changed:
            word = desk.texts.get(f"verken.verloop.{side}").format(
                van=changed.van_jaar, tot=changed.tot_jaar
            )
        cells = tuple(_year(desk, code, indicator, year) for year in years)
        naam = desk.tables.regions[LAND].naam if kind == "land" else desk.book.naam(code)
        yield Line(naam, href, kind, cells, side, word)


def _changed(desk: Desk, code: str, name: str) -> Trend | None:
    found = (row for row in desk.tables.trend.get(code, ()) if row.indicator_id == name)
    return next((row for row in found if row.has_changed), None)


def _year(desk: Desk, code: str, indicator: r.Indicator, year: int) -> Year:
    found = desk.tables.observations.get((code, indicator.indicator_id, year))
    if found is None:
        return Year(no_number(desk.texts.get("verken.verloop.geen_jaar")), None)
    if found.waarde is None or found.waarde_status not in HAS_VALUE:
        return Year(no_number(desk.texts.name("statussen", found.waarde_status)), None)
    if not _comparable(desk, found):
        return Year(no_number(desk.texts.get("verken.verloop.andere_grens")), None)
    shown = desk.register.show(
        Key("observation", code, indicator.indicator_id, year),
        {"waarde": found.waarde},
        label=desk.label(indicator.naam, code),
        snapshot_ids=[found.snapshot_id],
        unit=indicator.unit,
        status=desk.status(found),
    )
    return Year(shown, found.waarde)


def _sentence(desk: Desk, lines: Sequence[Line]) -> str:
    told = []
    for side in ("gestegen", "gedaald"):
        names = [line.naam for line in lines if line.veranderd == side and line.soort == "wijk"]
        if names:
            told.append(
                desk.texts.get(f"verken.verloop.zin_{side}").format(wijken="; ".join(names))
            )
    return " ".join(told) or desk.texts.get("verken.verloop.zin_niets")
