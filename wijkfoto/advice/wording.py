"""Fills the Dutch sentences of forms.yaml and form_rules.yaml with figures.

The sentences stand in YAML; only how a number is written is decided here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from wijkfoto.advice.judge import COMPARE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wijkfoto.advice.judge import Flip
    from wijkfoto.advice.measures import Measures
    from wijkfoto.advice.models import Condition, FormRule, Measure, MeasureText
    from wijkfoto.advice.numbers import NormValues
    from wijkfoto.advice.rules import AdviceRules

NO_ADVICE = "geen_advies"
"""The form that advises nothing."""

WORDS = {"<": "woord_kleiner", "<=": "woord_hooguit", ">": "woord_meer", ">=": "woord_minstens"}


def dutch(value: float, decimals: int) -> str:
    """Write a number in Dutch: 1.234,5."""
    text = f"{value:,.{decimals}f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def listed(names: Iterable[str]) -> str:
    """Write names as `a, b en c`."""
    all_names = list(names)
    if len(all_names) < 2:
        return "".join(all_names)
    return f"{', '.join(all_names[:-1])} en {all_names[-1]}"


def with_unit(value: float, measure: MeasureText) -> str:
    """Write a figure with its unit; a share as a percentage."""
    if measure.procent:
        return f"{dutch(100 * value, max(measure.decimalen - 2, 0))}% {measure.eenheid}".strip()
    return f"{dutch(value, measure.decimalen)} {measure.eenheid}".strip()


def reason(
    rule: FormRule, measures: Measures, row: int, values: NormValues, rules: AdviceRules
) -> str:
    """Return the figures that a rule looked at for one area, as sentences."""
    figures = [float(measures[condition.maat][row, 0]) for condition in rule.als]
    if rule.nodig is not None and not (figures and all(map(math.isfinite, figures))):
        return rules.texts["niet_te_beoordelen"].format(nodig=rule.nodig)
    sentences = []
    for condition, value in zip(rule.als, figures, strict=True):
        measure = rules.measures[condition.maat]
        if not math.isfinite(value):
            sentences.append(rules.texts["maat_onbekend"].format(naam=measure.naam))
            continue
        if measure.ja_nee:
            text = rules.texts["maat_ja" if value > 0 else "maat_nee"]
            sentences.append(text.format(naam=measure.naam))
            continue
        told, limit = apart(value, float(values[condition.norm][0]), measure)
        words = {"is": rules.texts[WORDS[condition.is_]]}
        sentences.append(
            rules.texts["maat_regel"].format(naam=measure.naam, waarde=told, grens=limit, **words)
        )
    return " ".join(sentences) or rules.texts["altijd"]


MOST_DECIMALS = 6


def apart(value: float, limit: float, measure: MeasureText) -> tuple[str, str]:
    """Return a figure and the limit of its rule, with decimals enough to tell them apart.

    Else a reader would see 0,85 beside 0,85, and a rule that does not hold.
    """
    for decimals in range(measure.decimalen, MOST_DECIMALS + 1):
        fine = measure.model_copy(update={"decimalen": decimals})
        told, against = with_unit(value, fine), with_unit(limit, fine)
        if told != against or value == limit:
            return told, against
    return told, against


def ruled_out(
    before: Sequence[FormRule], measures: Measures, row: int, values: NormValues, rules: AdviceRules
) -> dict[Measure, str]:
    """Return the figures of one area that other forms did not fit, as sentences.

    A rule without conditions looks at nothing itself: it decides because these failed. Of a
    form that did not fit one figure is told, and of a figure the first form, to keep it short.

    Args:
        before: The rules that come before it.
        measures: (A, 1) per figure.
        row: Row of the area.
        values: Mid norms.
        rules: The advice catalog.
    """
    told: dict[Measure, str] = {}
    for rule in before:
        failed = [c for c in rule.als if _fails(c, measures, row, values)]
        if rule.form_id in (None, NO_ADVICE) or not failed or {c.maat for c in failed} & set(told):
            continue
        first, fits = failed[0], rules.forms[str(rule.form_id)].passend
        measure = rules.measures[first.maat]
        value, limit = apart(
            float(measures[first.maat][row, 0]), float(values[first.norm][0]), measure
        )
        told[first.maat] = rules.texts["maat_past_niet"].format(
            naam=measure.naam,
            waarde=value,
            vorm=fits[:1].upper() + fits[1:],
            **{"is": rules.texts[WORDS[first.is_]]},
            grens=limit,
        )
    return told


def _fails(condition: Condition, measures: Measures, row: int, values: NormValues) -> bool:
    value = measures[condition.maat][row, :1]
    return bool(np.isfinite(value) & ~COMPARE[condition.is_](value, values[condition.norm][:1]))


def flip_sentence(flip: Flip | None, rules: AdviceRules) -> str:
    """Return what would change the advice, in the step of `told_change`."""
    if flip is None:
        return rules.texts["geen_omslag"]
    measure = rules.measures[flip.maat]
    template = (measure.meer if flip.change > 0 else measure.minder) or rules.texts["geen_omslag"]
    size = dutch(abs(flip.change), measure.decimalen)
    if flip.change < 0 and size == "1" and measure.minder_een is not None:
        template = measure.minder_een
    return template.format(
        verschil=size,
        procent=dutch(100 * flip.step_of_value, 0),
        punten=dutch(100 * abs(flip.change), 0),
        vorm=rules.forms[flip.form_id].passend,
    )


def told_change(measure: MeasureText, value: float, change: float) -> float | None:
    """Return a change rounded away from 0 to the step in which it is told.

    None where no sentence tells a change of this figure in that direction.
    """
    sentence = measure.meer if change > 0 else measure.minder
    if sentence is None:
        return None
    if "{procent}" in sentence:
        size = _up(100 * abs(change / value), 0) * abs(value) / 100 if value else abs(change)
    else:
        size = _up(abs(change), measure.decimalen)
    return math.copysign(size, change)


def _up(value: float, decimals: int) -> float:
    size: float = 10.0**decimals
    return max(math.ceil(value * size - 1e-9), 1) / size
