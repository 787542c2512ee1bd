"""The context of a wijk page, in the order of the page; the team sheet draws from it too.

Choices about what is shown; wording stands in reports/text, drawing in the templates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site import rows as r
from wijkfoto.site.alike_block import AlikeBlock, alike
from wijkfoto.site.area_block import AreaAdvice, advice_for
from wijkfoto.site.buurt_block import BuurtBlock, buurt_block
from wijkfoto.site.change_block import NOTHING, Changes, changes
from wijkfoto.site.compared_block import ComparedRow, compared, contradicted_domains
from wijkfoto.site.council import Question, questions
from wijkfoto.site.desk import HAS_VALUE, Cell, Desk
from wijkfoto.site.figures import Axis, share_axis
from wijkfoto.site.focus_block import NOTHING as NO_FOCUS
from wijkfoto.site.focus_block import FocusBlock, focus_block
from wijkfoto.site.gap_block import Gaps, gaps
from wijkfoto.site.kort import Message, wijk_messages
from wijkfoto.site.local_block import Heard, heard, not_reached, without_words
from wijkfoto.site.maps import Locator
from wijkfoto.site.number_key import AGES, HOUSEHOLDS, Key
from wijkfoto.site.numbers import Shown
from wijkfoto.site.places_block import Places, places
from wijkfoto.site.profile_block import IndicatorRow, Profile, indicator_rows, profile
from wijkfoto.site.registered_block import (
    Asked,
    EventRow,
    ProductProviders,
    asked,
    events,
    providers,
)
from wijkfoto.site.remark_block import RemarkLine, remarks_elsewhere
from wijkfoto.site.rescan_block import Reason, rescan
from wijkfoto.site.rows_team import Teamgebied
from wijkfoto.site.survey_block import SurveyBlock, survey_block
from wijkfoto.site.voices_block import Voice, voices

FACTS = (
    "huishoudens", "koopwoningen", "corporatiewoningen", "woz_waarde", "inkomen_per_inwoner",
    "bevolkingsdichtheid",
)  # fmt: skip
HELP = (
    "vrijwilligerswerk",
    "mantelzorger",
    "afstand_huisarts",
    "wmo_clienten",
    "jeugdzorg_jongeren",
)


@dataclass(frozen=True)
class Bar:
    """A group of people or households: shares of wijk, gemeente and land."""

    naam: str
    wijk: Cell
    gemeente: Cell
    land: Cell
    breedte: str | None
    gemeente_x: str | None
    land_x: str | None
    titel: str


@dataclass(frozen=True)
class YearCount:
    """Inhabitants in one year."""

    jaar: int
    inwoners: Shown


@dataclass(frozen=True)
class WijkContext:
    """Everything on a wijk page."""

    code: str
    naam: str
    gemeente: str
    inwoners: Cell
    leeg: bool
    klein: bool
    kaart: Locator | None
    maat: str
    kort: tuple[Message, ...]
    leeftijden: tuple[Bar, ...]
    huishoudens: tuple[Bar, ...]
    feiten: tuple[IndicatorRow, ...]
    profiel: Profile
    gebruik: Gaps
    vergelijkbaar: AlikeBlock
    buurten: BuurtBlock
    jaren: tuple[YearCount, ...]
    grens: str
    verandert: Changes
    enquete: SurveyBlock
    stemmen: Mapping[str, Voice]
    gehoord: tuple[Heard, ...]
    iets_gehoord: bool
    zonder_tekst: Shown | None
    naast_elkaar: tuple[ComparedRow, ...]
    plekken: Places
    gevraagd: Asked
    aanbieders: tuple[ProductProviders, ...]
    gebeurtenissen: tuple[EventRow, ...]
    opnieuw: tuple[Reason, ...]
    niet_bereikt: tuple[str, ...]
    hulp: tuple[IndicatorRow, ...]
    teams: tuple[AreaAdvice, ...]
    hoort_bij: tuple[tuple[str, str], ...]
    klein_tekst: Mapping[str, str]
    inkoop: FocusBlock
    vragen: tuple[Question, ...]
    ontbreekt: tuple[str, ...]
    geen_score: tuple[str, ...]
    toelichtingen: tuple[RemarkLine, ...]


def wijk_context(desk: Desk, wijk: r.Region, rules: AdviceRules) -> WijkContext:
    """Return everything on a wijk page."""
    code = wijk.region_code
    teams = [t for t in desk.tables.teams if t.teamgebied_id in _areas_of(desk, code)]
    scores = desk.scores_of(code)
    few = is_small(desk, wijk)
    feiten = () if few else indicator_rows(desk, code, _known(desk, FACTS))
    hulp = () if few else indicator_rows(desk, code, _known(desk, HELP))
    profiel = profile(desk, code)
    domains = () if few else (row for domain in profiel.rijen for row in domain.cijfers)
    shown = {row.indicator_id for row in (*feiten, *hulp, *domains)}
    return WijkContext(
        code=code,
        naam=wijk.naam,
        gemeente=desk.tables.gemeente.naam,
        inwoners=desk.inwoners(code),
        maat=desk.texts.get("kort.wijk.maat"),
        kort=wijk_messages(desk, wijk, teams, rules),
        leeg=not any(row.is_scored for row in scores),
        klein=few,
        kaart=desk.book.locator(code),
        leeftijden=() if few else bars(desk, code, AGES),
        huishoudens=() if few else bars(desk, code, HOUSEHOLDS),
        feiten=feiten,
        profiel=profiel,
        gebruik=gaps(desk, code),
        vergelijkbaar=alike(desk, code),
        buurten=buurt_block(desk, code, klein=few),
        jaren=_years(desk, wijk),
        grens=desk.texts.name("grenzen", wijk.boundary_change),
        verandert=NOTHING if few else changes(desk, code),
        **_of_the_gemeente(desk, code, rules),
        opnieuw=rescan(desk, code),
        hulp=hulp,
        teams=() if few else _advice(desk, teams, rules),
        hoort_bij=tuple((t.naam, f"index.html#team-{t.teamgebied_id}") for t in teams),
        klein_tekst=desk.texts.node("team.klein"),
        inkoop=NO_FOCUS if few else focus_block(desk, code, rules),
        vragen=questions(desk, scores, contradicted_domains(desk, code)),
        ontbreekt=_missing(desk, code),
        geen_score=tuple(
            desk.book.catalog.domains[row.domain_id].naam for row in scores if not row.is_scored
        ),
        toelichtingen=remarks_elsewhere(desk, code, shown),
    )


def _of_the_gemeente(desk: Desk, code: str, rules: AdviceRules) -> dict[str, Any]:
    """Return the parts that the gemeente filled in: survey, what was heard, and registration."""
    fields, survey, sides = heard(desk, code), survey_block(desk, code), compared(desk, code)
    return {
        "enquete": survey,
        "stemmen": voices(desk, code, survey, sides),
        "gehoord": fields,
        "iets_gehoord": any(field.regels or field.stil for field in fields),
        "zonder_tekst": without_words(desk, code),
        "naast_elkaar": sides,
        "plekken": places(desk, code),
        "gevraagd": asked(desk, code),
        "aanbieders": providers(desk, code, rules),
        "gebeurtenissen": events(desk, code),
        "niet_bereikt": not_reached(desk, code),
    }


def _advice(desk: Desk, teams: Sequence[Teamgebied], rules: AdviceRules) -> tuple[AreaAdvice, ...]:
    found = (advice_for(desk, team.teamgebied_id, rules) for team in teams)
    return tuple(advice for advice in found if advice)


def is_small(desk: Desk, wijk: r.Region) -> bool:
    """Say whether so few people live here that the page states nothing about them."""
    return wijk.has_fewer_than(desk.book.catalog.norm("min_inwoners_score"))


def _areas_of(desk: Desk, code: str) -> set[str]:
    return {t.teamgebied_id for t in desk.tables.team_regions if t.region_code == code}


def _known(desk: Desk, names: tuple[str, ...]) -> list[str]:
    """Keep the figures that some source has loaded."""
    return [n for n in names if n in desk.tables.indicators and desk.book.year_of(n)]


def bars(desk: Desk, code: str, group: tuple[str, ...]) -> tuple[Bar, ...]:
    """Return the shares of the groups beside gemeente and land; none when nothing is known."""
    land, gemeente = desk.land_and_gemeente()
    shares = {region: desk.parts(region, group) for region in (code, gemeente, land)}
    if shares[code][0] is None:
        return ()
    axis = share_axis(v for values in shares.values() for v in values)
    return tuple(
        _bar(desk, axis, name, {region: values[i] for region, values in shares.items()})
        for i, name in enumerate(group)
    )


def _bar(desk: Desk, axis: Axis, name: str, shares: dict[str, float | None]) -> Bar:
    width, inside, land = (None if v is None else axis.place(v) for v in shares.values())
    cells = [desk.part(region, name) for region in shares]
    naam = desk.texts.name("groepen", name)
    words = [cell.text if isinstance(cell, Shown) else cell.striptags() for cell in cells]
    title = desk.texts.get("zinnen.leeftijd_titel").format(
        groep=naam, wijk=words[0], gemeente=words[1], land=words[2]
    )
    return Bar(naam, cells[0], cells[1], cells[2], width, inside, land, title)


def _years(desk: Desk, wijk: r.Region) -> tuple[YearCount, ...]:
    """Return the inhabitants per year, oldest first.

    Only where the area is known to be the same: an equal code is not an equal area.
    """
    if not wijk.has_same_area:
        return ()
    code = wijk.region_code
    found = sorted(
        (o for o in desk.tables.observations.values()
         if o.region_code == code and o.indicator_id == "inwoners" and o.waarde is not None
         and o.waarde_status in HAS_VALUE),
        key=lambda o: o.peiljaar,
    )  # fmt: skip
    if len(found) < 2:
        return ()
    naam = desk.tables.indicators["inwoners"].naam
    return tuple(
        YearCount(
            o.peiljaar,
            desk.register.show(
                Key("observation", code, "inwoners", o.peiljaar),
                {"waarde": o.waarde or 0.0},
                label=desk.label(f"{naam} {o.peiljaar}", code),
                snapshot_ids=[o.snapshot_id],
                status=desk.status(o),
            ),
        )
        for o in found
    )


def _missing(desk: Desk, code: str) -> tuple[str, ...]:
    """Return the figures of need that are not there for this wijk."""
    names = [name for domain in desk.book.catalog.domains for name in desk.need_of(domain)]
    absent = []
    for name in dict.fromkeys(names):
        found = desk.book.observation(code, name)
        if found is None or found.waarde is None:
            naam = desk.book.catalog.indicators[name].naam
            said = desk.texts.get("zinnen.cijfer.niet_opgehaald.in_lijst")
            absent.append(said.format(naam=naam) if name in desk.book.unfetched else naam)
    return tuple(absent)
