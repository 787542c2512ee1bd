"""Why a form is advised for an area, and what speaks against it in the wijken of that area.

The rules wrote their sentences when they were judged; what people said stands with each wijk.
"""

from collections.abc import Sequence

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site import format as fmt
from wijkfoto.site import rows as r
from wijkfoto.site.against_block import MOST, against
from wijkfoto.site.compared_block import contradicted_domains
from wijkfoto.site.desk import Desk
from wijkfoto.site.rows_team import TeamForm, TeamFormRule

BUSIEST = 2
"""Domains that are named as those with most questions."""


def members(desk: Desk, area: str) -> list[r.Region]:
    """Return the wijken of a teamgebied, or all of the gemeente, in the order of their names."""
    if area == desk.tables.gemeente_code:
        return list(desk.tables.wijken)
    inside = {t.region_code for t in desk.tables.team_regions if t.teamgebied_id == area}
    return [wijk for wijk in desk.tables.wijken if wijk.region_code in inside]


def deciding(desk: Desk, form: TeamForm) -> TeamFormRule | None:
    """Return the rule that decided the form of an area, as it was judged there."""
    rules = desk.tables.rules.get(form.area_code, ())
    return next((rule for rule in rules if rule.rule_id == form.rule_id), None)


def busiest(desk: Desk, area: str) -> str:
    """Name the domains in which an area is expected to ask most; empty without any."""
    known = [
        (-desk.tables.demand[area, domain].cases, fmt.lower_first(found.naam))
        for domain, found in desk.book.catalog.domains.items()
        if (area, domain) in desk.tables.demand
    ]
    if not known:
        return ""
    # Names of domains hold "en" themselves, so that a list with "en" could not be read.
    names = "; ".join(name for _, name in sorted(known)[:BUSIEST])
    return desk.texts.get("zinnen.team.vragen").format(onderwerpen=names)


def contradictions(desk: Desk, area: str, rules: AdviceRules) -> tuple[str, ...]:
    """Return what people and figures contradict in the wijken of an area, and what is unsure.

    A wijk in which people contradict the picture comes first. At most three wijken are told of.

    Args:
        desk: The desk of the page.
        area: A teamgebied or the gemeente.
        rules: The advice catalog, for the specialities.
    """
    least = desk.book.catalog.norm("min_inwoners_score")
    wijken = [wijk for wijk in members(desk, area) if not wijk.has_fewer_than(least)]
    told = [(wijk, _in_wijk(desk, wijk.region_code)) for wijk in wijken]
    doubted = {w.region_code: contradicted_domains(desk, w.region_code) for w in wijken}
    found = sorted(
        ((wijk, said) for wijk, said in told if said), key=lambda t: not doubted[t[0].region_code]
    )
    in_wijk = "{zin}" if len(wijken) == 1 else desk.texts.get("zinnen.team.in_wijk")
    sentences = [
        in_wijk.format(wijk=desk.book.naam(wijk.region_code), zin=said)
        for wijk, said in found[:MOST]
    ]
    if len(found) > MOST:
        sentences.append(desk.texts.get("zinnen.team.meer_wijken"))
    domains = {domain for said in doubted.values() for domain in said}
    return (
        *sentences,
        *_needier_buurten(desk, wijken),
        *_touches(desk, area, domains, rules),
        *_unsure(desk, wijken),
    )


def _in_wijk(desk: Desk, code: str) -> str:
    """Return what speaks against the picture of a wijk: of what stands out, or was doubted."""
    doubted = contradicted_domains(desk, code)
    decided = [
        (score.domain_id, score.klasse or "gemiddeld")
        for score in desk.scores_of(code)
        if score.klasse in ("hoog", "laag") or score.domain_id in doubted
    ]
    return " ".join(against(desk, code, decided))


def _needier_buurten(desk: Desk, wijken: Sequence[r.Region]) -> tuple[str, ...]:
    """Name the buurten that surely need more than the mean of their wijk, which hides them."""
    buurten = desk.book.buurten
    names = [
        buurten.namen[buurt.region_code]
        for wijk in wijken
        for buurt in buurten.of_wijk.get(wijk.region_code, ())
        if any(
            row.is_clear and row.klasse_wijk == "hoog"
            for domain in desk.book.catalog.domains
            if (row := buurten.in_wijk.get((buurt.region_code, domain))) is not None
        )
    ]
    if not names:
        return ()
    return (desk.texts.get("zinnen.team.buurten").format(buurten="; ".join(names)),)


def _touches(desk: Desk, area: str, domains: set[str], rules: AdviceRules) -> tuple[str, ...]:
    """Name the specialities that stand in the core for a domain that was contradicted."""
    rows = desk.tables.team_advice.get(area, ())
    in_core = {row.discipline_id for row in rows if row.ring == "kern"}
    names = [
        discipline.naam
        for discipline in rules.disciplines
        if discipline.discipline_id in in_core and domains & set(discipline.specialisme_van)
    ]
    if not names:
        return ()
    return (desk.texts.get("zinnen.team.toch_kern").format(vakken=fmt.and_list(names)),)


def _unsure(desk: Desk, wijken: Sequence[r.Region]) -> tuple[str, ...]:
    """Name the domains that have a score in these wijken, but a sure one in none."""
    scores = [score for wijk in wijken for score in desk.scores_of(wijk.region_code)]
    scored = {score.domain_id for score in scores if score.is_scored}
    sure = {score.domain_id for score in scores if score.is_scored and score.is_sure}
    domains = desk.book.catalog.domains
    names = [fmt.lower_first(d.naam) for key, d in domains.items() if key in scored - sure]
    if not names:
        return ()
    return (desk.texts.get("zinnen.team.onzeker").format(onderwerpen=fmt.and_list(names)),)
