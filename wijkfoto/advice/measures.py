"""The figures that the rules on team form look at, per area, in the mid run and in the draws.

Which figure is compared with which norm stands in form_rules.yaml; how it is judged, in `judge`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from wijkfoto.advice.given import effective_fte

if TYPE_CHECKING:
    from wijkfoto.advice.land import Land
    from wijkfoto.advice.local import Local, Run
    from wijkfoto.advice.models import Measure
    from wijkfoto.advice.numbers import Bools, Floats
    from wijkfoto.advice.rules import AdviceRules

    Measures = dict[Measure, Floats]


def ratio(above: Floats, below: Floats) -> Floats:
    """Return above / below, NaN where below is 0 or unknown."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > 0, above / below, np.nan)


def area_measures(
    local: Local, run: Run, land: Land, rules: AdviceRules, total: float | None
) -> Measures:
    """Return the figures of the gemeente (row 0) and its teamgebieden, (A + 1, K) or (A + 1, 1)."""
    own = effective_fte(local, run, rules, total)[:, local.paid].sum(axis=1)
    teams = np.maximum(local.n_teams, 1)
    teams[0] = 1
    everyone = run.cases.sum(axis=1)
    found: Measures = {
        "inwoners": _column(np.where(_unknown(local, land), np.nan, local.people)),
        "inwoners_onbekend": _column(_unknown(local, land).astype(float)),
        "domeinen_onbekend": _column(_nothing_known(local, land, rules)),
        "domeinen_hoog": _high_domains(local, run, land, rules),
        "vragen_tov_land": ratio(everyone, _column(local.people) * run.land_rate),
        "fte": own / _column(teams),
        "stedelijkheid": _column(_urbanity(local, land)),
        "afstand_km": _column(_distance(local, rules, total)),
        "sociale_basis": _column(local.places),
    }
    for name, measure in rules.measures.items():
        if not measure.domeinen:
            continue
        chosen = [rules.domain_ids.index(d) for d in measure.domeinen]
        if measure.registratie:
            found[name] = run.asked[:, chosen].sum(axis=1)
        else:
            found[name] = ratio(run.cases[:, chosen].sum(axis=1), everyone)
    return found


def specialist_measures(
    local: Local,
    land: Land,
    pairs: list[tuple[int, int]],
    rules: AdviceRules,
    total: float | None,
) -> Measures:
    """Return the figures per area and pair of discipline and domain, (A + 1, pairs), mid run."""
    disciplines = [discipline for discipline, _ in pairs]
    domains = [domain for _, domain in pairs]
    cases = local.mid.cases[:, :, 0]
    rate = ratio(cases, _column(local.people))
    sure = _people_share(local, land.high_sure[local.rows].astype(float)[:, :, np.newaxis])[:, :, 0]
    own = effective_fte(local, local.mid, rules, total)[:, :, 0]
    return {
        "deel_hoog_zeker": sure[:, domains],
        "vragen_tov_gemeente": ratio(rate, rate[:1])[:, domains],
        "fte_discipline": own[:, disciplines],
        "aandeel_registratie": local.mid.asked[:, domains, 0],
    }


def high(local: Local, land: Land, rules: AdviceRules) -> Bools:
    """Return (A + 1, D) True where a domain counts as hoog in the rules, in the mid run."""
    either = (land.high_own | land.high_land)[local.rows].astype(float)[:, :, np.newaxis]
    found: Bools = _people_share(local, either)[:, :, 0] >= rules.norm("licht_deel_hoog")
    return found


def unsure_high(local: Local, land: Land, rules: AdviceRules) -> Bools:
    """Return (A + 1, D) True where a domain is hoog, but too unsure to move a speciality."""
    sure = land.high_sure[local.rows].astype(float)[:, :, np.newaxis]
    share = _people_share(local, sure)[:, :, 0]
    unsure: Bools = high(local, land, rules) & ~(share >= rules.norm("kern_deel_hoog"))
    return unsure


def unscored(local: Local, land: Land, rules: AdviceRules) -> Bools:
    """Return (A + 1, D) True where too few inhabitants live in a wijk with a score."""
    known = (~np.isnan(land.need[local.rows])).astype(float)[:, :, np.newaxis]
    share = _people_share(local, known)[:, :, 0]
    too_few: Bools = ~(share >= rules.norm("min_deel_bekend"))
    return too_few


def _nothing_known(local: Local, land: Land, rules: AdviceRules) -> Floats:
    """Count the domains without a score and without a registration, (A + 1,).

    What the team was asked tells of a domain too: a registration lifts that advice cannot be given
    (03-method, section 8, rule 1).
    """
    told = (~np.isnan(local.registered)).astype(float)[:, :, np.newaxis]
    enough = _people_share(local, told)[:, :, 0] >= rules.norm("min_deel_bekend")
    gaps: Floats = (unscored(local, land, rules) & ~enough).sum(axis=1).astype(float)
    return gaps


def _column(values: Floats) -> Floats:
    return values[:, np.newaxis]


def _people_share(local: Local, wijk: Floats) -> Floats:
    """Return (A + 1, D, K) the share of inhabitants for whom (W, D, K) holds."""
    people = np.einsum("aw,wdk->adk", local.member * local.wijk_people, wijk, optimize=True)
    return ratio(people, local.people[:, np.newaxis, np.newaxis])


def _unknown(local: Local, land: Land) -> Bools:
    """Say for which areas no inhabitants are known and some wijk has an unknown number."""
    gaps = local.member @ np.isnan(land.people[local.rows]).astype(float)
    unknown: Bools = (gaps > 0) & (local.people == 0)
    return unknown


def _high_domains(local: Local, run: Run, land: Land, rules: AdviceRules) -> Floats:
    """Count domains that are hoog for a sizeable part of the inhabitants, (A + 1, K).

    In the draws the class against the land is taken anew; the class against the gemeente is itself
    a verdict over draws and stays. An unscored domain is never hoog: not knowing shows in the
    questions.
    """
    own = land.high_own[local.rows][:, :, np.newaxis]
    if run is local.mid:
        high = own | land.high_land[local.rows][:, :, np.newaxis]
    else:
        scored = land.counts_high[local.rows][:, :, np.newaxis]
        high = own | (scored & (run.need >= land.high_from[:, np.newaxis]))
    share = _people_share(local, high.astype(float))
    counted: Floats = (share >= rules.norm("licht_deel_hoog")).sum(axis=1).astype(float)
    return counted


def _urbanity(local: Local, land: Land) -> Floats:
    """Return (A + 1,) the mean class of urbanity over inhabitants with a known one."""
    classes = land.urbanity[local.rows]
    weights = local.member * local.wijk_people * ~np.isnan(classes)
    return ratio(weights @ np.nan_to_num(classes), weights.sum(axis=1))


def _distance(local: Local, rules: AdviceRules, total: float | None) -> Floats:
    """Return (A + 1,) km from the middle of an area to the nearest other that can carry a team.

    Infinite when no other can; NaN when a place is unknown. The mid run decides who can.
    """
    own = effective_fte(local, local.mid, rules, total)[1:, local.paid, 0].sum(axis=1)
    able = own / np.maximum(local.n_teams[1:], 1) >= rules.norm("kleinste_team")
    centres = np.array(
        [
            shapely.get_coordinates(shapely.centroid(a.part.geometry))[0]
            if a.part.geometry
            else (np.nan,) * 2
            for a in local.areas
        ]
    )
    found = np.full(len(local.areas) + 1, np.nan)
    for number in range(len(local.areas)):
        others = able & (np.arange(len(able)) != number)
        metres = np.hypot(*(centres[others] - centres[number]).T)
        known = metres[~np.isnan(metres)]
        if known.size:
            found[number + 1] = known.min() / 1000
        elif not others.any():
            found[number + 1] = np.inf
    return found
