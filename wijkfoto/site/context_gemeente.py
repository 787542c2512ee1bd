"""The context of a gemeente page: messages, maps, matrix, teams and hours.

The class inside the gemeente leads here, because spreading hours is a question inside it.
"""

from dataclasses import dataclass

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site import format as fmt
from wijkfoto.site import rows as r
from wijkfoto.site.area_block import AreaAdvice, advice_for
from wijkfoto.site.carried_block import carried_by, now_together
from wijkfoto.site.context_inkoop import Fact, facts
from wijkfoto.site.design_block import DesignCard, design
from wijkfoto.site.desk import Cell, Desk
from wijkfoto.site.figures import Axis, fte_axis, shade, span
from wijkfoto.site.hours_block import shown_advice, shown_total
from wijkfoto.site.kort import Message
from wijkfoto.site.kort_gemeente import gemeente_messages
from wijkfoto.site.maps import MapShapes, Outline, map_shapes
from wijkfoto.site.numbers import Key, Shown
from wijkfoto.site.registered_block import FlagRow, flags
from wijkfoto.site.rows_registered import Formation
from wijkfoto.site.standout_block import Standout, standouts

SHADES = ("hoog", "laag", "gemiddeld", "onzeker", "geen")
PATTERNS = ("bij_elkaar", "om_en_om")
"""Patterns on the map that are hardly chance."""


@dataclass(frozen=True)
class WijkLink:
    """A wijk as it stands in lists and on the map."""

    nummer: int
    code: str
    naam: str
    href: str
    inwoners: Cell


@dataclass(frozen=True)
class MatrixCell:
    """One wijk and domain: difference from the gemeente first, class against the land beside it."""

    verschil: Shown | None
    soort: str
    land: str
    zekerheid: str
    titel: str


@dataclass(frozen=True)
class MatrixRow:
    """One wijk with a cell per domain."""

    wijk: WijkLink
    cellen: tuple[MatrixCell, ...]


@dataclass(frozen=True)
class DomainMap:
    """A map of one domain: the shade of each wijk, and the same in words."""

    domain_id: str
    naam: str
    kort: str
    vlakken: tuple[tuple[str, str], ...]
    regels: tuple[tuple[str, str], ...]
    titel: str


@dataclass(frozen=True)
class TeamBar:
    """Hours of one teamgebied on a common axis; samen is their sum without a band."""

    letter: str
    advies: AreaAdvice
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


@dataclass(frozen=True)
class GemeenteContext:
    """Everything on a gemeente page."""

    code: str
    naam: str
    inwoners: Cell
    aantal_wijken: Shown
    maat: str
    kort: tuple[Message, ...]
    wijken: tuple[WijkLink, ...]
    nummers: dict[str, int]
    namen: dict[str, str]
    domeinen: tuple[tuple[str, str, str], ...]
    kaart: MapShapes
    kaarten: tuple[DomainMap, ...]
    opvalt: tuple[Standout, ...]
    opvalt_kop: str
    opvalt_uitleg: str
    kaart_jaar: str
    zonder_vorm: tuple[str, ...]
    matrix: tuple[MatrixRow, ...]
    advies: AreaAdvice | None
    teams: tuple[TeamBar, ...]
    teamkaart: MapShapes
    fte: tuple[FteRow, ...]
    heeft_fte: bool
    heeft_formatie: bool
    nu_samen: Shown | None
    contracten: tuple[FlagRow, ...]
    ontwerp: tuple[DesignCard, ...]
    feiten: tuple[Fact, ...]


def gemeente_context(desk: Desk, rules: AdviceRules) -> GemeenteContext:
    """Return everything on a gemeente page."""
    tables = desk.tables
    links = wijk_links(desk)
    kaart = map_shapes([Outline.of(wijk) for wijk in tables.wijken])
    domains = desk.book.catalog.domains
    what = desk.texts.get("zinnen.aantal.wijken")
    teams = _team_bars(desk, rules)
    return GemeenteContext(
        code=tables.gemeente_code,
        naam=tables.gemeente.naam,
        inwoners=desk.inwoners(tables.gemeente_code),
        aantal_wijken=desk.count("region", tables.gemeente_code, "wijken", len(links), what),
        maat=desk.texts.get("kort.gemeente.maat"),
        kort=gemeente_messages(desk, rules),
        wijken=links,
        nummers={link.code: link.nummer for link in links},
        namen={link.code: link.naam for link in links},
        domeinen=tuple((d.domain_id, fmt.capital(d.kort), d.naam) for d in domains.values()),
        kaart=kaart,
        kaarten=tuple(_domain_map(desk, domain) for domain in domains),
        opvalt=standouts(desk),
        opvalt_kop=desk.texts.get("opvalt.kop"),
        opvalt_uitleg=desk.texts.get("opvalt.uitleg"),
        kaart_jaar=_map_year(desk, kaart),
        zonder_vorm=tuple(desk.book.naam(code) for code in kaart.without_shape),
        matrix=tuple(_matrix_row(desk, link) for link in links),
        advies=advice_for(desk, tables.gemeente_code, rules),
        teams=teams,
        teamkaart=map_shapes([Outline(t.teamgebied_id, t.geometry, None) for t in tables.teams]),
        fte=_fte_rows(desk, rules),
        heeft_fte=any(bar.punt is not None for bar in teams),
        heeft_formatie=bool(tables.formation),
        nu_samen=now_together(desk),
        contracten=flags(desk, rules),
        ontwerp=design(desk),
        feiten=facts(rules, "model_", "team_", "nieuwland", "utrecht"),
    )


def wijk_links(desk: Desk) -> tuple[WijkLink, ...]:
    """Return the wijken in the order of their names, numbered for the map."""
    return tuple(
        WijkLink(
            number,
            wijk.region_code,
            desk.book.naam(wijk.region_code),
            f"{wijk.region_code}.html",
            desk.inwoners(wijk.region_code),
        )
        for number, wijk in enumerate(desk.tables.wijken, start=1)
    )


def _map_year(desk: Desk, kaart: MapShapes) -> str:
    boundary = desk.tables.gemeente.boundary_year
    if kaart.year is None or kaart.year == boundary:
        return ""
    return desk.texts.get("zinnen.kaart.jaar").format(kaart=kaart.year, grens=boundary)


def _domain_map(desk: Desk, domain_id: str) -> DomainMap:
    """Shade every wijk; the lines beside the map hold what differs, its title holds all."""
    found: dict[str, list[str]] = {name: [] for name in SHADES}
    areas = []
    for wijk in desk.tables.wijken:
        row = desk.tables.scores.get((wijk.region_code, domain_id))
        name = shade(row) if row else "geen"
        areas.append((wijk.region_code, name))
        found[name].append(desk.book.naam(wijk.region_code))
    lines = {
        name: desk.texts.get(f"zinnen.kaart.{name}").format(wijken=fmt.and_list(names))
        for name, names in found.items()
        if names
    }
    told: list[tuple[str, str]] = [(n, lines[n]) for n in ("hoog", "laag") if n in lines]
    nothing = ("geen", desk.texts.get("zinnen.kaart.niets"))
    domain = desk.book.catalog.domains[domain_id]
    return DomainMap(
        domain_id,
        domain.naam,
        fmt.capital(domain.kort),
        tuple(areas),
        (*(told or [nothing]), *_pattern(desk, domain_id)),
        " ".join(lines.values()),
    )


def _pattern(desk: Desk, domain_id: str) -> tuple[tuple[str, str], ...]:
    """Say that wijken which are alike lie together, or apart, where that is hardly chance."""
    found = desk.tables.patterns.get(domain_id)
    if found is None or found.status not in PATTERNS:
        return ()
    return (("patroon", desk.texts.get(f"zinnen.kaart.patroon.{found.status}")),)


def _matrix_row(desk: Desk, link: WijkLink) -> MatrixRow:
    rows = [desk.tables.scores.get((link.code, d)) for d in desk.book.catalog.domains]
    return MatrixRow(link, tuple(_matrix_cell(desk, row) for row in rows))


def _matrix_cell(desk: Desk, row: r.Score | None) -> MatrixCell:
    if row is None or not row.is_scored or row.verschil_gemeente is None:
        word = desk.texts.get("namen.zekerheden.te_weinig_gegevens")
        return MatrixCell(None, "geen", "", "", word)
    soort = shade(row)
    land = row.klasse if row.is_sure and row.klasse else "onzeker"
    land_word = desk.texts.name("klassen" if land != "onzeker" else "zekerheden", land)
    title = desk.texts.get("zinnen.matrix_titel").format(land=land_word)
    return MatrixCell(
        verschil=desk.score(row, "verschil_gemeente"),
        soort=soort,
        land=land,
        zekerheid=desk.texts.name("zekerheden", row.zekerheid_gemeente),
        titel=title,
    )


def _team_bars(desk: Desk, rules: AdviceRules) -> tuple[TeamBar, ...]:
    """Return the teamgebieden in the order of their names, with hours on one axis."""
    sums = {t.teamgebied_id: shown_total(desk, t.teamgebied_id) for t in desk.tables.teams}
    axis = fte_axis(total.fte_high for total in sums.values() if total)
    bars = []
    for place, team in enumerate(desk.tables.teams):
        advice = advice_for(desk, team.teamgebied_id, rules, full=False)
        if advice:
            bars.append(_team_bar(desk, letter(place), advice, axis, sums[team.teamgebied_id]))
    return tuple(bars)


def letter(place: int) -> str:
    """Return A to Z, then AA, AB and so on: a label that no wijk on the map carries."""
    first, last = divmod(place, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)


def _team_bar(
    desk: Desk, letter: str, advice: AreaAdvice, axis: Axis, total: r.TeamTotal | None
) -> TeamBar:
    if total is None:
        return TeamBar(letter, advice, None, None, "0", "0")
    what = desk.texts.get("zinnen.team.totaal")
    hours = desk.of_area("team_total", advice.area, total.modus, {"fte": total.fte}, what)
    band = span(axis, total.fte_low, total.fte_high)
    return TeamBar(letter, advice, hours, axis.place(total.fte), *band)


def _fte_rows(desk: Desk, rules: AdviceRules) -> tuple[FteRow, ...]:
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
    desk: Desk, now: Formation | None, row: r.TeamAdvice | None, name: str
) -> Shown | None:
    """Return how far the advice lies from the present hours of a discipline."""
    if now is None or row is None or row.fte is None:
        return None
    item = f"{row.discipline_id}.{row.modus}"
    values = {"verschil": row.fte - now.fte}
    return desk.of_area("team_advice", row.area_code, item, values, name)


def _fte(desk: Desk, row: r.TeamAdvice | None, name: str) -> Shown | None:
    if row is None or row.fte is None:
        return None
    item = f"{row.discipline_id}.{row.modus}"
    return desk.of_area("team_advice", row.area_code, item, {"fte": row.fte}, name, "een")
