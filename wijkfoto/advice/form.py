"""Team form for the gemeente and per teamgebied: the tables team_form and team_form_rule.

The rules stand in YAML and are judged in `judge`; the figures come from `measures`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from wijkfoto.advice.core import core_text
from wijkfoto.advice.follow import follow_area, follow_gemeente
from wijkfoto.advice.fte import floors
from wijkfoto.advice.judge import judge, nearest_flip
from wijkfoto.advice.measures import area_measures, high, ratio, unscored, unsure_high
from wijkfoto.advice.others import other_form
from wijkfoto.advice.wording import (
    NO_ADVICE,
    dutch,
    flip_sentence,
    listed,
    reason,
    ruled_out,
    told_change,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from wijkfoto.advice.core import Core
    from wijkfoto.advice.follow import Follow
    from wijkfoto.advice.judge import Verdict
    from wijkfoto.advice.land import Land
    from wijkfoto.advice.local import Local
    from wijkfoto.advice.measures import Measures
    from wijkfoto.advice.models import FormRule, Measure
    from wijkfoto.advice.numbers import Floats, NormValues
    from wijkfoto.advice.others import Other
    from wijkfoto.advice.rules import AdviceRules

WORDS = ("onzeker", "redelijk", "stevig")
"""Words for certainty, the lowest first."""


@dataclass(frozen=True)
class Judged:
    """Rules of one level with the figures and the verdicts of its areas.

    Attributes:
        codes: Area codes, in order of the rows of the figures.
        remarks: What stands behind the figure of a rule, per area: sentences per measure.
        share: (A,) share of draws in which the same rule decides.
        other: Per area, the form that the other draws give most, and in which share of all draws.
        follow: Per area, what it may look like when one figure goes from here to there.
    """

    level: str
    rules: list[FormRule]
    codes: list[str]
    measures: Measures
    verdict: Verdict
    share: Floats
    other: list[Other]
    remarks: list[dict[Measure, str]]
    follow: list[Follow]

    @property
    def first(self) -> list[FormRule]:
        """The rule that decides in the mid run, per area."""
        return [self.rules[position] for position in self.verdict.first[:, 0]]


def judge_forms(
    local: Local, land: Land, rules: AdviceRules, total: float | None
) -> tuple[Judged, Judged]:
    """Judge the gemeente and its teamgebieden.

    Args:
        local: The gemeente worked out.
        land: The land.
        rules: The advice catalog.
        total: Municipal FTE to spread, or None.

    Returns:
        The verdict on the gemeente and on its teamgebieden.
    """
    mid = area_measures(local, local.mid, land, rules, total)
    drawn = area_measures(local, local.drawn, land, rules, total)
    remarks = _remarks(local, land, rules)
    values = (local.mid.values, local.drawn.values)
    team_rules = [rule for rule in rules.form_rules if "teamgebied" in rule.niveau]
    areas = slice(1, None)
    figures = (_cut(mid, areas), _cut(drawn, areas))
    follow = _follow_areas(local, figures[0], rules, total)
    team = _judged(
        "teamgebied", team_rules, local.area_codes[areas], figures, values, remarks[areas], follow
    )
    firsts = (team.verdict.first, judge(team_rules, figures[1], values[1]).first)
    for measures, first in zip((mid, drawn), firsts, strict=True):
        measures["aandeel_eigen_team"] = _own_team_share(local, team_rules, first, rules)
    whole_rules = [rule for rule in rules.form_rules if "gemeente" in rule.niveau]
    figures = (_cut(mid, slice(1)), _cut(drawn, slice(1)))

    def own_share(areas_then: Measures) -> Floats:
        first = judge(team_rules, areas_then, local.mid.values).first
        return _own_team_share(local, team_rules, first, rules)

    follow = [
        follow_gemeente(figures[0], team.measures, own_share, is_given=total is not None),
    ]
    whole = _judged("gemeente", whole_rules, [local.gemeente], figures, values, remarks[:1], follow)
    return whole, team


def _follow_areas(
    local: Local, areas: Measures, rules: AdviceRules, total: float | None
) -> list[Follow]:
    """Return per teamgebied what may move along with a change of one of its figures."""
    floor = float(floors(rules, local.mid.values, np.ones(1))[0, local.paid, 0].sum())
    teams = np.maximum(local.n_teams[1:], 1)
    parts = np.zeros(len(teams)) if total is None else areas["fte"][:, 0] * teams / total
    is_registered = not bool(np.isnan(local.registered).all())
    return [
        follow_area(
            _cut(areas, slice(row, row + 1)), float(part), floor, is_registered=is_registered
        )
        for row, part in enumerate(parts)
    ]


def _remarks(local: Local, land: Land, rules: AdviceRules) -> list[dict[Measure, str]]:
    """Name per area the domains behind a count, and say which of them are unsure."""
    names = rules.domain_names
    gaps, highs = unscored(local, land, rules), high(local, land, rules)
    doubts = unsure_high(local, land, rules)
    # Only where the registration says enough to be judged at all.
    hidden = (local.member @ local.registration.asked.hidden > 0) & np.isfinite(
        local.mid.asked[:, :, 0]
    )
    registered = {
        name: [rules.domain_ids.index(domain) for domain in measure.domeinen]
        for name, measure in rules.measures.items()
        if measure.registratie
    }
    found: list[dict[Measure, str]] = []
    for gap, is_high, doubt, kept in zip(gaps, highs, doubts, hidden, strict=True):
        of_area: dict[Measure, str] = {}
        if gap.any():
            without = listed(n for n, g in zip(names, gap, strict=True) if g)
            of_area["domeinen_onbekend"] = rules.texts["ontbreekt"].format(namen=without)
        if is_high.any():
            unsure = rules.texts["hoog_onzeker"]
            told = [
                unsure.format(naam=n) if d else n
                for n, h, d in zip(names, is_high, doubt, strict=True)
                if h
            ]
            of_area["domeinen_hoog"] = rules.texts["hoog"].format(
                namen=listed(told), deel=dutch(100 * rules.norm("licht_deel_hoog"), 0)
            )
            if (is_high & doubt).any():
                of_area["domeinen_hoog"] += f" {rules.texts['hoog_onzeker_waarom']}"
        for name, columns in registered.items():
            if kept[columns].any():
                of_area[name] = rules.texts["te_klein_om_te_tonen"]
        found.append(of_area)
    return found


def _own_team_share(
    local: Local, team_rules: list[FormRule], first: NDArray[np.intp], rules: AdviceRules
) -> Floats:
    """Return (1, K) the share of inhabitants in a teamgebied that gets a team of its own."""
    own = np.array(
        [r.form_id is not None and rules.forms[r.form_id].eigen_team for r in team_rules]
    )
    people = local.people[1:]
    return ratio(people @ own[first], np.array(people.sum()))[np.newaxis]


def _cut(measures: Measures, areas: slice) -> Measures:
    return {name: figure[areas] for name, figure in measures.items()}


def _judged(
    level: str,
    rules: list[FormRule],
    codes: list[str],
    figures: tuple[Measures, Measures],
    values: tuple[NormValues, NormValues],
    remarks: list[dict[Measure, str]],
    follow: list[Follow],
) -> Judged:
    verdict = judge(rules, figures[0], values[0])
    in_draws = judge(rules, figures[1], values[1]).first
    share: Floats = (in_draws == verdict.first).mean(axis=1)
    others = [
        other_form(rules, int(first), drawn)
        for first, drawn in zip(verdict.first[:, 0], in_draws, strict=True)
    ]
    return Judged(level, rules, codes, figures[0], verdict, share, others, remarks, follow)


def certainty(share: float, rules: AdviceRules) -> str:
    """Return the certainty word for a share of draws.

    Norms that are assumptions are drawn inside their bands, but nobody measured those bands: as
    long as one lies behind the hours, the word goes no higher than the catalog says (decision 50).
    """
    if share < rules.certainty.fair:
        return "onzeker"
    word = "stevig" if share >= rules.certainty.firm else "redelijk"
    capped = rules.rests_on_assumptions
    return min(word, rules.certainty.assumed, key=WORDS.index) if capped else word


def runner_up(judged: Judged, area: int) -> str | None:
    """Return the form of the next rule that holds, else the one that other draws give most.

    None when there is neither, or no advice.
    """
    position = int(judged.verdict.first[area, 0])
    advised = judged.rules[position].form_id
    if advised == NO_ADVICE:
        return None
    later = zip(
        judged.rules[position + 1 :], judged.verdict.holds[position + 1 :, area, 0], strict=True
    )
    fitting = (r.form_id for r, held in later if held and r.form_id not in (None, advised))
    other = judged.other[area]
    return next(fitting, other[0] if other else None)


def form_rows(judged: Judged, values: NormValues, rules: AdviceRules) -> pd.DataFrame:
    """Return rows of `team_form`."""

    def told(maat: Measure, value: float, change: float) -> float | None:
        return told_change(rules.measures[maat], value, change)

    rows = []
    for area, (code, first) in enumerate(zip(judged.codes, judged.first, strict=True)):
        one = {name: figure[area : area + 1, :1] for name, figure in judged.measures.items()}
        share, other = float(judged.share[area]), judged.other[area]
        unsaid = first.form_id == NO_ADVICE
        # Without advice, what is missing is told however much it is.
        limit = np.inf if unsaid else rules.norm("omslag_grens")
        rows.append(
            {
                "area_code": code,
                "area_level": judged.level,
                "form_id": first.form_id,
                "runner_up_form_id": runner_up(judged, area),
                "other_form_id": other[0] if other else None,
                "other_share": other[1] if other else None,
                "zekerheid": "te_weinig_gegevens" if unsaid else certainty(share, rules),
                "share": share,
                "rule_id": first.rule_id,
                "flips": flip_sentence(
                    nearest_flip(judged.rules, one, values, told, judged.follow[area], limit), rules
                ),
            }
        )
    return pd.DataFrame(rows).astype(
        {"runner_up_form_id": "str", "other_form_id": "str", "other_share": float}
    )


def rule_rows(
    judged: Judged, values: NormValues, rules: AdviceRules, core: Core | None
) -> pd.DataFrame:
    """Return rows of `team_form_rule`: every rule with what it saw.

    Args:
        judged: Verdicts of one level.
        values: Mid norms.
        rules: The advice catalog.
        core: Outcome of the rules on specialities; None for the gemeente, which has no team.
    """
    levels = {judged.level} if core is None else {judged.level, "specialisme"}
    shown = [r for r in rules.form_rules if levels & set(r.niveau)]
    order = {rule.rule_id: number for number, rule in enumerate(rules.form_rules)}
    rows = []
    for area, code in enumerate(judged.codes):
        for rule in shown:
            if core is not None and "specialisme" in rule.niveau:
                # Row 0 of the core is the gemeente.
                matched = core.matched(rule.rule_id, area + 1)
                text = core_text(core, rule, area + 1, rules)
            else:
                matched = _matched(judged, judged.rules.index(rule), area)
                text = _why(judged, rule, area, values, rules)
            rows.append((code, rule.rule_id, order[rule.rule_id], rule.form_id, matched, text))
    columns = ["area_code", "rule_id", "volgorde", "form_id", "matched", "reden"]
    return pd.DataFrame(rows, columns=columns).astype({"matched": "boolean", "form_id": "str"})


def _why(judged: Judged, rule: FormRule, area: int, values: NormValues, rules: AdviceRules) -> str:
    """Return the figures behind the outcome of a rule, and the domains behind those."""
    sentences = [reason(rule, judged.measures, area, values, rules)]
    looked_at: list[Measure] = [condition.maat for condition in rule.als]
    if not rule.als and rule.nodig is None:
        before = judged.rules[: judged.rules.index(rule)]
        failed = ruled_out(before, judged.measures, area, values, rules)
        sentences += failed.values()
        looked_at = list(failed)
    sentences += [judged.remarks[area].get(maat, "") for maat in looked_at]
    return " ".join(filter(None, sentences))


def _matched(judged: Judged, position: int, area: int) -> bool | None:
    if judged.verdict.unknown[position, area, 0]:
        return None
    return bool(judged.verdict.holds[position, area, 0])
