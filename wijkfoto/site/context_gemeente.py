"""The context of a gemeente page: messages, maps, matrix, teams and hours.

The class inside the gemeente leads here, because spreading hours is a question inside it.
"""

from dataclasses import dataclass

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site import format as fmt
from wijkfoto.site.area_block import AreaAdvice, advice_for
from wijkfoto.site.carried_block import now_together
from wijkfoto.site.context_inkoop import Fact, facts
from wijkfoto.site.design_block import DesignCard, design
from wijkfoto.site.desk import Cell, Desk
from wijkfoto.site.domain_map import DomainMap, domain_map, map_year
from wijkfoto.site.kort import Message
from wijkfoto.site.kort_gemeente import gemeente_messages
from wijkfoto.site.maps import MapShapes, Outline, map_shapes
from wijkfoto.site.matrix_block import MatrixRow, WijkLink, matrix_row, wijk_links
from wijkfoto.site.numbers import Shown
from wijkfoto.site.registered_block import FlagRow, flags
from wijkfoto.site.standout_block import Standout, standouts
from wijkfoto.site.team_hours import FteRow, TeamBar, fte_rows, team_bars

TEAM_MAP_CHARS = 4_000
"""Length of the outlines of teamgebieden: the wijken stand on the map above in full detail."""


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
    teams = team_bars(desk, rules)
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
        kaarten=tuple(domain_map(desk, domain) for domain in domains),
        opvalt=standouts(desk),
        opvalt_kop=desk.texts.get("opvalt.kop"),
        opvalt_uitleg=desk.texts.get("opvalt.uitleg"),
        kaart_jaar=map_year(desk, kaart),
        zonder_vorm=tuple(desk.book.naam(code) for code in kaart.without_shape),
        matrix=tuple(matrix_row(desk, link) for link in links),
        advies=advice_for(desk, tables.gemeente_code, rules),
        teams=teams,
        teamkaart=map_shapes(
            [Outline(t.teamgebied_id, t.geometry, None) for t in tables.teams], TEAM_MAP_CHARS
        ),
        fte=fte_rows(desk, rules),
        heeft_fte=any(bar.punt is not None for bar in teams),
        heeft_formatie=bool(tables.formation),
        nu_samen=now_together(desk),
        contracten=flags(desk, rules),
        ontwerp=design(desk),
        feiten=facts(rules, "model_", "team_", "nieuwland", "utrecht"),
    )
