"""Need beside use, and counted use beside expected use: rows of a table that a chart is drawn from.

Which corner of the chart a wijk stands in is chosen here, only where both sides are sure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wijkfoto.catalog import shipped_catalog
from wijkfoto.regio import LAND
from wijkfoto.site import format as fmt
from wijkfoto.site import rows as r
from wijkfoto.site.desk import Cell, Desk
from wijkfoto.site.number_key import Key
from wijkfoto.site.numbers import no_number
from wijkfoto.site.rows_gap import UseGap

SIDES = {"hoger": "meer", "lager": "minder"}
LAND_SCORE = 100.0


@dataclass(frozen=True)
class Point:
    """A wijk in a chart and its table.

    Attributes:
        x: Place along, as a plain number; None where the wijk is not drawn.
        x_low: Lower end of its interval.
        x_high: Upper end.
        y: Place upward, with its ends, in the same way.
        vak: Id of the corner of the chart; "" where none is sure.
        woord: What is said of the wijk.
    """

    naam: str
    href: str
    links: Cell
    rechts: Cell
    woord: str
    vak: str
    x: float | None = None
    x_low: float | None = None
    x_high: float | None = None
    y: float | None = None
    y_low: float | None = None
    y_high: float | None = None


@dataclass(frozen=True)
class Chart:
    """A chart with its table.

    Attributes:
        zin: What it says: beside it, and as its text alternative.
        lijn_x: Where the land lies along; None without a line.
        lijn_y: Where the land, or what is expected, lies upward.
    """

    chart_id: str
    titel: str
    zin: str
    x_titel: str
    y_titel: str
    lijn_x: float | None
    lijn_y: float | None
    punten: tuple[Point, ...]


def need_charts(desk: Desk) -> Iterator[Chart]:
    """Yield need beside use for each kind of help of which figures are there."""
    for use_id, (domain_id, indicator_id) in desk.texts.node("verken.behoefte.paar").items():
        land = desk.book.observation(LAND, indicator_id)
        if land is None or land.waarde is None:
            continue
        points = tuple(
            _need_point(desk, wijk, domain_id, indicator_id) for wijk in desk.tables.wijken
        )
        if any(point.x is not None and point.y is not None for point in points):
            domain = shipped_catalog().domains[domain_id].naam
            figure = desk.tables.indicators[indicator_id].naam
            texts = desk.texts
            yield Chart(
                chart_id=f"behoefte-{use_id}",
                titel=texts.get("verken.behoefte.titel").format(domein=domain, cijfer=figure),
                zin=_corners(desk, points),
                x_titel=texts.get("verken.behoefte.x"),
                y_titel=figure,
                lijn_x=LAND_SCORE,
                lijn_y=land.waarde,
                punten=points,
            )


def _need_point(desk: Desk, wijk: r.Region, domain_id: str, indicator_id: str) -> Point:
    code, texts = wijk.region_code, desk.texts
    row = desk.tables.scores.get((code, domain_id))
    found = desk.book.observation(code, indicator_id)
    use = desk.value(code, indicator_id)
    need: Cell = no_number(texts.get("verken.behoefte.onbekend"))
    href = f"{code}.html"
    if row is not None and row.is_scored:
        href, ends = f"{href}#d-{domain_id}", ("score_low", "score_high")
        need = (
            desk.score(row, "score", *ends, pattern="kort")
            if row.is_sure
            else desk.score(row, *ends, pattern="tot")
        )
    usable = row is not None and row.is_scored and not row.op_basis_van_gebruik
    corner = _corner(desk, row, found) if usable else ""
    return Point(
        naam=desk.book.naam(code),
        href=href,
        links=need,
        rechts=use,
        woord=_word(desk, row, found, corner),
        vak=corner,
        x=row.score if row is not None and usable else None,
        x_low=row.score_low if row is not None and usable else None,
        x_high=row.score_high if row is not None and usable else None,
        y=found.waarde if found else None,
        y_low=found.waarde_low if found else None,
        y_high=found.waarde_high if found else None,
    )


def _corner(desk: Desk, row: r.Score | None, found: r.Observation | None) -> str:
    """Return the corner of a wijk: both need and use surely differ from the land, else none."""
    if row is None or found is None or not row.is_sure:
        return ""
    above = row.score_low is not None and row.score_low > LAND_SCORE
    below = row.score_high is not None and row.score_high < LAND_SCORE
    signal = desk.tables.signals.get((found.region_code, found.indicator_id, found.peiljaar))
    upward = SIDES.get(signal.verschil) if signal else None
    if not (above or below) or upward is None:
        return ""
    return f"{'meer' if above else 'minder'}_{upward}"


def _word(desk: Desk, row: r.Score | None, found: r.Observation | None, corner: str) -> str:
    if corner:
        return desk.texts.get(f"verken.behoefte.vak.{corner}")
    if row is None or not row.is_scored or found is None or found.waarde is None:
        return desk.texts.get("verken.behoefte.onbekend")
    kind = "op_gebruik" if row.op_basis_van_gebruik else "rest"
    return desk.texts.get(f"verken.behoefte.{kind}")


def _corners(desk: Desk, points: Sequence[Point]) -> str:
    """Say which wijken stand in which corner, in the order of their names."""
    texts, told = desk.texts, []
    for corner, word in texts.node("verken.behoefte.vak").items():
        names = [point.naam for point in points if point.vak == corner]
        if names:
            line = texts.get("verken.behoefte.regel")
            told.append(line.format(vak=fmt.capital(str(word)), wijken="; ".join(names)))
    if not told:
        return texts.get("verken.behoefte.niets")
    rest = sum(not point.vak for point in points)
    if rest:
        told.append(texts.get("verken.behoefte.over").format(n=rest))
    return " ".join(told)


def gap_charts(desk: Desk) -> Iterator[Chart]:
    """Yield counted beside expected use for each kind of help that was compared."""
    for use_id in desk.texts.node("verken.behoefte.paar"):
        rows = [
            row
            for wijk in desk.tables.wijken
            for row in desk.tables.gaps.get(wijk.region_code, ())
            if row.use_id == use_id and row.is_compared and row.expected
        ]
        if rows:
            points = tuple(_gap_point(desk, row) for row in rows)
            kind = desk.texts.get(f"klopt.soort.{use_id}")
            yield Chart(
                chart_id=f"verwacht-{use_id}",
                titel=desk.texts.get("verken.verwacht.titel").format(soort=kind),
                zin=_gap_sentence(desk, points),
                x_titel=desk.texts.get("verken.verwacht.x"),
                y_titel=desk.texts.get("verken.verwacht.y"),
                lijn_x=None,
                lijn_y=100.0,
                punten=points,
            )


def _gap_point(desk: Desk, row: UseGap) -> Point:
    expected = row.expected or 1.0
    side = ("meer" if row.is_above else "minder") if row.is_told else ""
    counted = {"observed": row.observed or 0.0}
    if row.observed is None:
        counted = {
            "observed_low": row.observed_low or 0.0, "observed_high": row.observed_high or 0.0,
        }  # fmt: skip
    wanted = {
        "expected": expected,
        "expected_low": row.expected_low or 0.0,
        "expected_high": row.expected_high or 0.0,
    }
    return Point(
        naam=desk.book.naam(row.region_code),
        href=f"{row.region_code}.html",
        links=_use(desk, row, counted, "een" if row.observed is not None else "tot"),
        rechts=_use(desk, row, wanted, "kort"),
        woord=desk.texts.get(f"verken.verwacht.{side or 'binnen'}"),
        vak=side,
        x=expected,
        x_low=_part(row.expected_low, expected),
        x_high=_part(row.expected_high, expected),
        y=_part(row.observed, expected),
        y_low=_part(row.observed_low, expected),
        y_high=_part(row.observed_high, expected),
    )


def _part(value: float | None, whole: float) -> float | None:
    return None if value is None else 100 * value / whole


def _use(desk: Desk, row: UseGap, values: dict[str, float], pattern: str) -> Cell:
    return desk.register.show(
        Key("use_gap", row.region_code, row.use_id, row.peiljaar or desk.jaar),
        values,
        label=desk.label(desk.texts.get(f"klopt.soort.{row.use_id}"), row.region_code),
        snapshot_ids=desk.book.all_snapshots,
        status=desk.texts.name("zekerheden", row.zekerheid),
        pattern=pattern,
    )


def _gap_sentence(desk: Desk, points: Sequence[Point]) -> str:
    told = []
    for side in ("meer", "minder"):
        names = [point.naam for point in points if point.vak == side]
        if names:
            line = desk.texts.get(f"verken.verwacht.zin_{side}")
            told.append(line.format(wijken="; ".join(names)))
    return " ".join(told) or desk.texts.get("verken.verwacht.zin_niets")
