"""An area inside a larger one: difference, class and certainty; of a wijk in its gemeente its rank.

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
class Verschil:
    """Differences in points; NaN where there is nothing to compare with.

    Attributes:
        point: Of the scores [area].
        data: Of the draws of the figures [area, draw].
        methods: Of other weights and normalisations [area, variant].
        without_model: Of the scores without model figures [area].
    """

    point: Floats
    data: Floats
    methods: Floats
    without_model: Floats


@dataclass(frozen=True)
class Yardstick:
    """Scores that others are held against, in points; NaN where there is none.

    Attributes:
        place: Which of the yardsticks an area is held against [area]; -1: none.
        point: Scores [yardstick].
        data: Their draws [yardstick, draw].
        methods: Their scores by other weights and normalisations [yardstick, variant].
        without_model: Their scores without model figures [yardstick].
    """

    place: Ints
    point: Floats
    data: Floats
    methods: Floats
    without_model: Floats

    def subtract(self, rows: Ints, score: Floats, spread: Spread, bare: Floats) -> Verschil:
        """Return scores minus their yardsticks; the draws of the two are independent.

        Args:
            rows: Which areas the scores are of.
            score: Scores of these [row].
            spread: What they could have been [row, ...].
            bare: Scores without model figures [row].
        """
        place = self.place[rows]
        none = place < 0
        return Verschil(
            point=np.where(none, np.nan, score - self.point[place]),
            data=np.where(none[:, None], np.nan, spread.data - self.data[place]),
            methods=np.where(none[:, None], np.nan, spread.methods - self.methods[place]),
            without_model=np.where(none, np.nan, bare - self.without_model[place]),
        )


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
        result[rows] = scores[rows] - population_mean(scores, inwoners, rows)
    return result


def population_mean(scores: Floats, inwoners: Floats, rows: Ints) -> Floats:
    """Return the mean of some rows of scores, weighted by inhabitants [...]."""
    weights = inwoners[rows] / inwoners[rows].sum()
    mean = np.zeros(scores.shape[1:])
    for row, weight in zip(rows, weights, strict=True):
        mean += weight * scores[row]
    return mean


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
    bare_inside = list(blocks(gemeente_codes, scored & np.isfinite(without_model)))
    verschil = Verschil(
        point=differences(score, inwoners, inside),
        data=differences(spread.data, inwoners, inside),
        methods=differences(spread.methods, inwoners, inside),
        without_model=differences(without_model, inwoners, bare_inside),
    )
    rank, rank_low, rank_high = _ranks(score, unclipped, spread.data, inside)
    judged = judge(verschil, doubts, catalog)
    return replace(judged, rank=rank, rank_low=rank_low, rank_high=rank_high)


def judge(verschil: Verschil, doubts: Doubts, catalog: Catalog) -> InGemeente:
    """Return class, certainty and interval of differences; without ranks.

    Args:
        verschil: The differences.
        doubts: What caps the certainty of the class against the land.
        catalog: Numbers of the method.
    """
    compared = np.isfinite(verschil.point)
    step, needed = catalog.norm("verschil_gemeente_punten"), catalog.norm("kans_gemeente")
    above, below = _beyond(verschil.data, step)
    klasse = np.where(above >= needed, HIGH, np.where(below >= needed, LOW, 0))
    share = share_of_class(klasse, above, below)
    by_method = share_of_class(klasse, *_beyond(verschil.methods, step))
    bare = verschil.without_model
    changes = np.isfinite(bare) & (_side(bare, step) != _side(verschil.point, step))
    level = certainty(np.minimum(share, by_method), catalog)
    level = replace(doubts, zonder_model=changes).cap(level)
    low, high = np.full(len(compared), np.nan), np.full(len(compared), np.nan)
    low[compared], high[compared] = bounds(verschil.data[compared], verschil.point[compared])
    nothing = np.zeros(len(compared), np.int64)
    return InGemeente(
        compared=compared,
        verschil=verschil.point,
        verschil_low=low,
        verschil_high=high,
        klasse=klasse,
        zekerheid=np.where(compared, level, NONE),
        rank=nothing,
        rank_low=nothing,
        rank_high=nothing,
    )


def _side(difference: Floats, step: float) -> Ints:
    """Return 1 where a difference is at least a step up, -1 where it is one down, else 0."""
    return np.asarray((difference >= step).astype(np.int64) - (difference <= -step))


def _beyond(differences: Floats, step: float) -> tuple[Floats, Floats]:
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
