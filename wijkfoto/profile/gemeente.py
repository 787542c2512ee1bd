"""A wijk inside its own gemeente: difference from the mean, class, certainty and rank.

Arrays of one domain; wijken are ordered so that those of a gemeente stand together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wijkfoto.catalog import Catalog
from wijkfoto.profile.classes import HIGH, LOW, NONE, Doubts, certainty, share_of_class
from wijkfoto.profile.inputs import Bools, Floats, Ints

MIN_WIJKEN_IN_GEMEENTE = 2
"""Fewest scored wijken for a comparison: a single wijk is its gemeente's mean by definition."""


TAILS = np.array([0.05, 0.95])
"""Every published bound is that of a 90% interval with equal tails (03-method section 4)."""


@dataclass(frozen=True)
class Spread:
    """What scores could have been, in points.

    Attributes:
        data: Draws of the figures [wijk, draw].
        methods: Other weights and normalisations [wijk, variant].
    """

    data: Floats
    methods: Floats


@dataclass(frozen=True)
class InGemeente:
    """Position inside the gemeente [wijk]; NaN, or 0 for ranks, where there is no comparison.

    Differences are in points. ``klasse`` is -1, 0 or 1; ``zekerheid`` is 0 without a comparison.
    """

    compared: Bools
    verschil: Floats
    verschil_low: Floats
    verschil_high: Floats
    klasse: Ints
    zekerheid: Ints
    rank: Ints
    rank_low: Ints
    rank_high: Ints


def blocks(gemeente_codes: Sequence[str], scored: Bools) -> Iterator[Ints]:
    """Yield the scored wijken of each gemeente with at least two of them."""
    codes = np.array(gemeente_codes)
    starts = np.flatnonzero(codes[1:] != codes[:-1]) + 1
    for rows in np.split(np.arange(len(codes)), starts):
        inside = rows[scored[rows]]
        if len(inside) >= MIN_WIJKEN_IN_GEMEENTE:
            yield inside


def whole_gemeenten(gemeente_codes: Sequence[str], size: int) -> list[Ints]:
    """Cut the wijken into pieces of whole gemeenten, of at least `size` wijken but for the last."""
    codes = np.array(gemeente_codes)
    ends = np.append(np.flatnonzero(codes[1:] != codes[:-1]) + 1, len(codes))
    pieces, start = [], 0
    for end in ends:
        if end - start >= size or end == len(codes):
            pieces.append(np.arange(start, end))
            start = int(end)
    return pieces


def differences(scores: Floats, inwoners: Floats, inside: list[Ints]) -> Floats:
    """Return scores minus the population-weighted mean of the gemeente.

    Args:
        scores: Scores [wijk] or [wijk, draw].
        inwoners: Inhabitants [wijk].
        inside: Rows of the scored wijken per gemeente.

    Returns:
        Differences, NaN where there is no comparison; in the shape of the scores.
    """
    result = np.full(scores.shape, np.nan)
    for rows in inside:
        weights = inwoners[rows] / inwoners[rows].sum()
        mean = np.zeros(scores.shape[1:])
        for row, weight in zip(rows, weights, strict=True):
            mean += weight * scores[row]
        result[rows] = scores[rows] - mean
    return result


def rank_from_high(scores: Floats) -> Ints:
    """Return ranks along the first axis, 1 = highest; equal scores share the lowest number."""
    ranks = np.ones(scores.shape, np.int16)
    for other in scores:
        ranks += other > scores
    return ranks.astype(np.int64)


def bounds(draws: Floats, point: Floats) -> tuple[Floats, Floats]:
    """Return the 90% interval over draws (last axis), widened where the point lies outside.

    The point can lie outside: a published 0 stands at the edge of its interval, and clipping pulls
    draws of extreme figures to one side. A bound that leaves it out would contradict the score.
    """
    low, high = tails(draws)
    return np.minimum(low, point), np.maximum(high, point)


def tails(draws: Floats) -> tuple[Floats, Floats]:
    """Return the quantiles of TAILS over the last axis, between neighbours in proportion.

    The same as `np.quantile` to seven digits: sorting single precision takes a third of the time.
    """
    ordered = np.sort(draws.astype(np.float32), axis=-1)
    place = TAILS * (ordered.shape[-1] - 1)
    under = np.floor(place).astype(np.int64)
    above = np.ceil(place).astype(np.int64)
    first, last = ordered[..., under].astype(np.float64), ordered[..., above]
    found = first + (place - under) * (last - first)
    return found[..., 0], found[..., 1]


def position(
    score: Floats,
    unclipped: Floats,
    spread: Spread,
    without_model: Floats,
    inwoners: Floats,
    gemeente_codes: Sequence[str],
    doubts: Doubts,
    catalog: Catalog,
) -> InGemeente:
    """Return where every wijk stands inside its gemeente.

    Args:
        score: Scores in points [wijk], NaN without.
        unclipped: Scores of figures that are not clipped; they split ties in ranks [wijk].
        spread: What the score could have been.
        without_model: Scores without model figures [wijk].
        inwoners: Inhabitants [wijk].
        gemeente_codes: Gemeente of each wijk, equal ones together.
        doubts: What caps the certainty of the class against the land.
        catalog: Numbers of the method.
    """
    scored = np.isfinite(score)
    inside = list(blocks(gemeente_codes, scored))
    compared = np.zeros(len(score), np.bool_)
    for rows in inside:
        compared[rows] = True
    step = catalog.norm("verschil_gemeente_punten")
    verschil = differences(score, inwoners, inside)
    drawn = differences(spread.data, inwoners, inside)
    above, below = share_beyond(drawn, step)
    needed = catalog.norm("kans_gemeente")
    klasse = np.where(above >= needed, HIGH, np.where(below >= needed, LOW, 0))
    share = share_of_class(klasse, above, below)
    by_method = share_of_class(
        klasse, *share_beyond(differences(spread.methods, inwoners, inside), step)
    )
    bare_inside = list(blocks(gemeente_codes, scored & np.isfinite(without_model)))
    bare = differences(without_model, inwoners, bare_inside)
    changes = np.isfinite(bare) & (side_of(bare, step) != side_of(verschil, step))
    level = certainty(np.minimum(share, by_method), catalog)
    level = replace(doubts, zonder_model=changes).cap(level)
    low, high = np.full(len(score), np.nan), np.full(len(score), np.nan)
    low[compared], high[compared] = bounds(drawn[compared], verschil[compared])
    rank, rank_low, rank_high = _ranks(score, unclipped, spread.data, inside)
    return InGemeente(
        compared=compared,
        verschil=verschil,
        verschil_low=low,
        verschil_high=high,
        klasse=klasse,
        zekerheid=np.where(compared, level, NONE),
        rank=rank,
        rank_low=rank_low,
        rank_high=rank_high,
    )


def side_of(difference: Floats, step: float) -> Ints:
    """Return 1 where a difference is at least a step up, -1 where it is one down, else 0."""
    return np.asarray((difference >= step).astype(np.int64) - (difference <= -step))


def share_beyond(differences: Floats, step: float) -> tuple[Floats, Floats]:
    """Return the share of draws at least a step above what is compared with, and below [wijk]."""
    return (differences >= step).mean(axis=1), (differences <= -step).mean(axis=1)


def _ranks(
    score: Floats, unclipped: Floats, draws: Floats, inside: list[Ints]
) -> tuple[Ints, Ints, Ints]:
    rank, low, high = (np.zeros(len(score), np.int64) for _ in range(3))
    for rows in inside:
        order = np.lexsort((-unclipped[rows], -score[rows]))
        pairs = np.stack([score[rows], unclipped[rows]], axis=1)[order]
        new = np.r_[True, (pairs[1:] != pairs[:-1]).any(axis=1)]
        number = np.arange(1, len(rows) + 1)
        rank[rows[order]] = np.maximum.accumulate(np.where(new, number, 0))
        spread = rank_from_high(draws[rows])
        lower, upper = bounds(spread.astype(np.float64), rank[rows].astype(np.float64))
        # Ranks are whole: a bound between two ranks is rounded outward.
        low[rows], high[rows] = np.floor(lower), np.ceil(upper)
    return rank, low, high
