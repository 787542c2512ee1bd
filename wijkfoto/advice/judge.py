"""The interpreter of form_rules.yaml: which rules hold, in which order, and what tips the first.

Knows no rule by name. A figure that is not known makes a condition unknown, not false.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from wijkfoto.advice.measures import Measures
    from wijkfoto.advice.models import Condition, FormRule, Measure
    from wijkfoto.advice.numbers import Bools, Floats, NormValues

COMPARE: dict[str, Callable[[Floats, Floats], Bools]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Verdict:
    """Outcome of R rules for A areas in K draws.

    Attributes:
        holds: (R, A, K) all conditions hold.
        unknown: (R, A, K) a figure is missing and no condition fails, or the rule cannot be judged.
        first: (A, K) position of the first rule with a form that holds.
    """

    holds: Bools
    unknown: Bools
    first: NDArray[np.intp]


def judge_rule(rule: FormRule, measures: Measures, values: NormValues) -> tuple[Bools, Bools]:
    """Return whether a rule holds and whether it is unknown, of the shape of its measures."""
    shape = np.broadcast_shapes(*(m.shape for m in measures.values()), (1, _size(values)))
    if rule.nodig is not None and not rule.als:
        return np.zeros(shape, dtype=bool), np.ones(shape, dtype=bool)
    fails, gaps = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for condition in rule.als:
        figure = measures[condition.maat]
        missing = np.isnan(figure)
        fails |= ~missing & ~COMPARE[condition.is_](figure, values[condition.norm])
        gaps |= missing
    return ~fails & ~gaps, gaps if rule.nodig is not None else ~fails & gaps


def judge(rules: Sequence[FormRule], measures: Measures, values: NormValues) -> Verdict:
    """Judge ordered rules for all areas.

    Args:
        rules: In order; the last with a form always holds.
        measures: (A, K) or (A, 1) per figure.
        values: Norms of shape (K,) or (1,).
    """
    pairs = [judge_rule(rule, measures, values) for rule in rules]
    holds = np.stack([held for held, _ in pairs])
    leads = np.array([rule.form_id is not None for rule in rules])
    return Verdict(
        holds=holds,
        unknown=np.stack([unknown for _, unknown in pairs]),
        first=np.argmax(holds & leads[:, np.newaxis, np.newaxis], axis=0),
    )


def _size(values: NormValues) -> int:
    return max((len(v) for v in values.values()), default=1)


@dataclass(frozen=True)
class Flip:
    """A change of one figure, as it is told, that gives another form.

    Attributes:
        change: In the unit of the figure, in steps that can be told.
        value: Where the figure stands now.
        step: Change as a part of the larger of old and new.
    """

    maat: Measure
    change: float
    value: float
    form_id: str
    step: float

    @property
    def step_of_value(self) -> float:
        """Return the change as a fraction of where the figure stands."""
        return abs(self.change) / abs(self.value) if self.value else abs(self.change)


def nearest_flip(
    rules: Sequence[FormRule],
    measures: Measures,
    values: NormValues,
    told: Callable[[Measure, float, float], float | None],
    follow: Callable[[Measure, float, float], list[Measures]],
    limit: float,
) -> Flip | None:
    """Return the smallest relative change of one figure that changes the form of one area.

    Args:
        rules: In order.
        measures: (1, 1) per figure: the one area.
        values: Mid norms.
        told: From a figure, where it stands and a change, to the change in steps that can be told,
            or None where that change is never told.
        follow: From a figure, where it stands and where it goes, to what the area may look like
            then: what else moves along. A change is told only when all of these give one form.
        limit: Largest step that is worth telling, as a part of the larger of old and new.
    """
    now = rules[judge(rules, measures, values).first[0, 0]].form_id
    flips = []
    for condition in (c for rule in rules for c in rule.als):
        old = float(measures[condition.maat][0, 0])
        across = _across(condition, old, float(values[condition.norm][0]))
        change = told(condition.maat, old, across - old) if np.isfinite(old) else None
        if change is None:
            continue
        new = old + change
        forms = {
            rules[judge(rules, after, values).first[0, 0]].form_id
            for after in follow(condition.maat, old, new)
        }
        form_id = forms.pop()
        step = abs(change) / max(abs(old), abs(new), 1e-9)
        if not forms and form_id is not None and form_id != now and step <= limit:
            flips.append(Flip(condition.maat, change, old, form_id, step))
    return min(flips, key=lambda flip: flip.step, default=None)


def _across(condition: Condition, old: float, threshold: float) -> float:
    """Return the nearest value at which a condition turns over."""
    holds = bool(COMPARE[condition.is_](np.array(old), np.array(threshold)))
    closed = condition.is_.endswith("=")
    if holds != closed:
        return threshold
    nudge = max(abs(threshold), 1.0) * 1e-8
    upward = condition.is_.startswith("<") == holds
    return threshold + nudge if upward else threshold - nudge
