"""Splits the difference between two scores by cause, so that the parts add up to all of it.

A score is a sum over figures: 100 + 10 x (sum of weight x z - scale_mean) / scale_sd, with
z = direction x (logit - ref_mean) / ref_sd, clipped (docs/method.md). The causes change one part of
that formula each, in a fixed order, and each gets what the score moves by its change. What a cause
gets depends on the order; that they add up does not (decision 0058).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from wijkfoto.verandering.cause import Cause

CENTRE, POINTS_PER_SD = 100.0, 10.0


@dataclass(frozen=True)
class Figure:
    """One figure in a score, as `evidence` holds it."""

    peiljaar: int
    weight: float
    logit: float
    n: float | None
    ref_mean: float
    ref_sd: float
    direction: int

    def z(self, winsor: float) -> float:
        """Return its standard score, oriented and kept within the limit."""
        value = self.direction * (self.logit - self.ref_mean) / self.ref_sd
        return max(-winsor, min(winsor, value))


@dataclass(frozen=True)
class Score:
    """One score with all that it is made of; figures by indicator."""

    score: float
    figures: Mapping[str, Figure]
    scale_mean: float
    scale_sd: float
    winsor: float


@dataclass(frozen=True)
class Lens:
    """What is known to have changed for one score.

    Attributes:
        definition: Whether the domain has other figures or weights, or a figure was redefined.
        used_before: Indicators that the domain used in the country, in the earlier edition.
        used_now: The same now, with the weight of each.
        redefined: Indicators that mean something else now.
        boundary: Whether the wijk is another area than before.
        rebased: Logits of the earlier figures on the area of now, by indicator, where known.
        method: Whether a norm or the version of the method changed, beside the limit of z.
        new_figures: Whether a source changed.
    """

    definition: bool = False
    used_before: frozenset[str] = frozenset()
    used_now: Mapping[str, float] | None = None
    redefined: frozenset[str] = frozenset()
    boundary: bool = False
    rebased: Mapping[str, float] | None = None
    method: bool = False
    new_figures: bool = False


@dataclass(frozen=True)
class Step:
    """The score after one cause; `part` names the column of `score_change`."""

    part: str
    cause: Cause
    score: float


PARTS = ("definitie", "grens", "methode", "wijk", "land", "samen")
"""Parts of a difference: reality is that of the wijk itself and that of the rest of the land."""


def split(before: Score, now: Score, lens: Lens) -> tuple[Step, ...]:
    """Return the score after each cause in turn, from the earlier score to that of now.

    The last step is the score of now as published, so that the moves add up to the difference.

    Args:
        before: The earlier score.
        now: The score of now.
        lens: What changed.
    """
    if not before.figures or not now.figures:
        return (Step("samen", Cause.SHARED, now.score),)
    steps: list[Step] = []
    at = before
    if lens.definition:
        made = _redefined(before, now, lens)
        if made is None:
            return (Step("samen", Cause.SHARED, now.score),)
        at = made
        steps.append(Step("definitie", Cause.DEFINITION, _value(at)))
    if lens.boundary:
        moved = _rebased(at, lens)
        if moved is None:
            # What the area did and what its people did cannot be told apart.
            return (*steps, Step("samen", Cause.SHARED, now.score))
        at = moved
        steps.append(Step("grens", Cause.BOUNDARY, _value(at)))
    if now.winsor != before.winsor:
        at = replace(at, winsor=now.winsor)
        steps.append(Step("methode", Cause.METHOD, _value(at)))
    return (*steps, *_remainder(at, now, lens))


def _remainder(at: Score, now: Score, lens: Lens) -> tuple[Step, ...]:
    """Return what is left: the figures of the wijk itself, and what it is compared with."""
    if not lens.new_figures:
        cause = Cause.METHOD if lens.method else Cause.UNKNOWN
        return (Step("methode" if lens.method else "samen", cause, now.score),)
    own = Step("wijk", Cause.REALITY, _value(_with_own(at, now)))
    if lens.method:
        return own, Step("samen", Cause.SHARED, now.score)
    return own, Step("land", Cause.REALITY, now.score)


def _value(score: Score) -> float:
    total = sum(f.weight * f.z(score.winsor) for _, f in sorted(score.figures.items()))
    return CENTRE + POINTS_PER_SD * (total - score.scale_mean) / score.scale_sd


def _redefined(before: Score, now: Score, lens: Lens) -> Score | None:
    """Return the earlier figures in the domain as it is made up now.

    A figure that is new in the domain, or means something else, has no earlier value: it comes in
    with that of now. The scale goes with the list. None when that leaves no figure at all.
    """
    weights = lens.used_now or {}
    new = {name for name in now.figures if name not in lens.used_before or name in lens.redefined}
    kept = {
        name: figure
        for name, figure in before.figures.items()
        if name in weights and name not in lens.redefined
    }
    figures = kept | {name: now.figures[name] for name in new}
    if not figures:
        return None
    if figures.keys() == now.figures.keys():
        shares = {name: figure.weight for name, figure in now.figures.items()}
    else:
        raw = {name: weights.get(name, 0.0) for name in figures}
        total = sum(raw.values()) or 1.0
        shares = {name: weight / total for name, weight in raw.items()}
    return Score(
        before.score,
        {name: replace(figure, weight=shares[name]) for name, figure in figures.items()},
        now.scale_mean,
        now.scale_sd,
        before.winsor,
    )


def _rebased(at: Score, lens: Lens) -> Score | None:
    """Return the earlier figures on the area of now; None where one of them is not known there.

    A figure that came in with the definition is of now already.
    """
    known = lens.rebased or {}
    earlier = {n for n in at.figures if n in lens.used_before and n not in lens.redefined}
    if not earlier <= known.keys():
        return None
    moved = {name: replace(at.figures[name], logit=known[name]) for name in earlier}
    return replace(at, figures={**at.figures, **moved})


def _with_own(at: Score, now: Score) -> Score:
    """Return the figures of now against the reference and scale of before, where it has them."""
    figures = {}
    for name, figure in now.figures.items():
        known = at.figures.get(name, figure)
        figures[name] = replace(known, logit=figure.logit, weight=figure.weight)
    return replace(at, figures=figures)


def logit_of(share: float, n: float | None) -> float:
    """Return what is compared of a share: log((x + 1/2) / (n - x + 1/2)), x = share x n.

    Without n, or where a share of 0 or 1 has no logit, that of the share alone; NaN if it has none.
    """
    if n is not None and math.isfinite(n) and n > 0:
        return math.log((share * n + 0.5) / (n - share * n + 0.5))
    return math.log(share / (1 - share)) if 0 < share < 1 else math.nan
