"""Which specialities stand in the core of a team, by which rule, and what held a rule back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wijkfoto.advice.judge import judge_rule
from wijkfoto.advice.measures import specialist_measures, unsure_high
from wijkfoto.advice.wording import listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from wijkfoto.advice.land import Land
    from wijkfoto.advice.local import Local
    from wijkfoto.advice.models import FormRule
    from wijkfoto.advice.numbers import Bools
    from wijkfoto.advice.rules import AdviceRules


@dataclass(frozen=True)
class Core:
    """Outcome of the rules on specialities; row 0 is the gemeente, which has no team itself.

    Attributes:
        by_rule: rule_id -> (A + 1, P) True where the rule moves a discipline to the core.
        unknown: rule_id -> (A + 1,) True where the rule cannot be judged.
        unsure: Names of the domains that are hoog, but too unsure to count, per area.
    """

    by_rule: dict[str, Bools]
    unknown: dict[str, Bools]
    unsure: list[list[str]]

    @property
    def moved(self) -> Bools:
        """(A + 1, P) True where any rule moves a discipline."""
        moved: Bools = np.logical_or.reduce(list(self.by_rule.values()))
        return moved

    def matched(self, rule_id: str, area: int) -> bool | None:
        """Say whether a rule moves anything in an area; None when it cannot be judged."""
        if self.unknown[rule_id][area]:
            return None
        return bool(self.by_rule[rule_id][area].any())

    def rule_ids(self, other: NDArray[np.str_]) -> NDArray[np.object_]:
        """Return (A + 1, P) the first rule that moves a discipline, `other` where none does."""
        found: NDArray[np.object_] = np.array(other, dtype=object)
        for rule_id, moved in reversed(self.by_rule.items()):
            found = np.where(moved, rule_id, found)
        return found


def to_core(local: Local, land: Land, rules: AdviceRules, total: float | None) -> Core:
    """Judge the rules on specialities for every teamgebied, in the mid run."""
    pairs = [
        (p, rules.domain_ids.index(domain_id))
        for p, discipline in enumerate(rules.disciplines)
        for domain_id in discipline.specialisme_van
    ]
    measures = specialist_measures(local, land, pairs, rules, total)
    by_rule: dict[str, Bools] = {}
    unknown: dict[str, Bools] = {}
    for rule in (r for r in rules.form_rules if "specialisme" in r.niveau):
        holds, gaps = judge_rule(rule, measures, local.mid.values)
        moved = np.zeros((len(local.areas) + 1, len(rules.disciplines)), dtype=bool)
        for column, (discipline, _) in enumerate(pairs):
            moved[1:, discipline] |= holds[1:, column]
        by_rule[rule.rule_id] = moved
        judged = ~gaps.all(axis=1) | moved.any(axis=1)
        unknown[rule.rule_id] = np.logical_not(judged)
    names = np.array(rules.domain_names, dtype=object)
    unsure = [list(names[row]) for row in unsure_high(local, land, rules)]
    return Core(by_rule, unknown, unsure)


def core_text(core: Core, rule: FormRule, area: int, rules: AdviceRules) -> str:
    """Return in words what a rule on specialities does in an area, and what it did not count.

    Args:
        core: Outcome of the rules.
        rule: One of them.
        area: Row of the area.
        rules: The advice catalog.
    """
    if core.unknown[rule.rule_id][area] and rule.nodig is not None:
        return rules.texts["niet_te_beoordelen"].format(nodig=rule.nodig)
    row = core.by_rule[rule.rule_id][area]
    names = [p.naam for p, moved in zip(rules.disciplines, row, strict=True) if moved]
    kind = "specialisme" if names else "geen_specialisme"
    text = rules.texts[kind].format(namen=listed(names))
    looks_at_class = any(c.maat == "deel_hoog_zeker" for c in rule.als)
    if not looks_at_class:
        return text
    if core.unsure[area]:
        text += " " + rules.texts["hoog_te_onzeker"].format(namen=listed(core.unsure[area]))
    is_uncounted = any(unknown[area] for unknown in core.unknown.values())
    if is_uncounted and (names or core.unsure[area]):
        text += " " + rules.texts["kern_open_cijfers"]
    return text
