"""The score of one domain: the weighted mean of clipped z, standardised again, and its draws.

Only one domain at a time lives here; words and ranks are made elsewhere.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wijkfoto.catalog import Catalog
from wijkfoto.profile.draws import ModelError, draw_logits
from wijkfoto.profile.inputs import Bools, Figures, Floats, Ints
from wijkfoto.profile.reference import (
    MIN_WIJKEN,
    Reference,
    Standardised,
    has_spread,
    weighted_moments,
)
from wijkfoto.profile.shared import Shared
from wijkfoto.profile.transform import logit_of_column
from wijkfoto.profile.weights import Weighing

CENTRE, POINTS_PER_SD = 100.0, 10.0
"""The published scale: 100 is the average inhabitant, 10 points are one standard deviation."""


@dataclass(frozen=True)
class Scale:
    """Mean and sd per wijk that turn a weighted mean into a standard score; NaN without a score."""

    mean: Floats
    sd: Floats

    def standard(self, composite: Floats) -> Floats:
        """Return (composite - mean) / sd of one number per wijk [wijk]."""
        return np.asarray((composite - self.mean) / self.sd)


@dataclass(frozen=True)
class Scales:
    """The scale of each set of figures; a set that the reference does not hold takes the default.

    Attributes:
        known: Mean and sd by set of figures (`set_key`).
        default: Mean and sd of all sets together; NaN when the means have no spread.
    """

    known: Mapping[bytes, tuple[float, float]]
    default: tuple[float, float]

    def of(self, weights: Floats) -> Scale:
        """Return the scale of every wijk from its weights [wijk, k]; NaN without any."""
        mean, sd = np.full(len(weights), np.nan), np.full(len(weights), np.nan)
        for rows in sets_of_figures(weights):
            key = set_key(weights[rows[0]])
            mean[rows], sd[rows] = self.known.get(key, self.default)
        return Scale(mean, sd)


WEIGHT_DIGITS = 9
"""Digits in which weights are one: how they were summed is no difference."""


def set_key(weights: Floats) -> bytes:
    """Return the weights of a set of figures [k], as a key.

    The same figures can weigh differently: without estimates, use keeps the weight that it filled
    in beside all need.
    """
    return np.round(weights, WEIGHT_DIGITS).tobytes()


def sets_of_figures(weights: Floats) -> list[Ints]:
    """Return the rows that weigh each set of figures alike, without those that hold none."""
    scored = np.flatnonzero((weights > 0).any(axis=1))
    if not len(scored):
        return []
    same = np.round(weights[scored], WEIGHT_DIGITS)
    _, pattern = np.unique(same, axis=0, return_inverse=True)
    pattern = pattern.reshape(-1)
    return [scored[pattern == number] for number in range(int(pattern.max()) + 1)]


def clip_z(z: Floats, catalog: Catalog) -> Floats:
    """Return z kept within the winsor limit, so that one extreme figure is not the whole mean.

    Source: OECD/JRC (2008), Handbook on Constructing Composite Indicators, section 5.
    """
    limit = catalog.norm("winsor_z")
    return np.clip(z, -limit, limit)


def composite(z: Floats, weights: Floats) -> Floats:
    """Return the weighted mean of z per wijk; NaN where all weights are 0.

    The sum runs over the few figures in a fixed order, so that it is the same on every machine.

    Args:
        z: Standard scores [wijk, k]; what has weight 0 may be NaN.
        weights: Weights that sum to 1, or all 0 [wijk, k].
    """
    total = np.zeros(len(z))
    for k in range(z.shape[1]):
        total += np.where(weights[:, k] > 0, weights[:, k] * z[:, k], 0.0)
    return np.where((weights > 0).any(axis=1), total, np.nan)


def scales_of(z: Floats, weights: Floats, reference: Reference) -> Scales:
    """Return the scales that give reference wijken weighted mean 0 and sd 1.

    Means of other figures spread differently: of the wijken that have both, need with use filled in
    has an sd of 0.80 where need alone has 0.96 (werk, 2020). So each set of figures is first
    standardised over all reference wijken that hold that set (linear equating: Kolen and Brennan
    2014, Test Equating, Scaling, and Linking, chapter 2), and then all together. A set that too few
    wijken hold, or a gemeente as reference, takes the moments of all means instead.

    Args:
        z: Clipped standard scores [wijk, k].
        weights: Weights that sum to 1, or all 0 [wijk, k].
        reference: The reference wijken.

    Returns:
        The scales; all NaN when the means have no spread.
    """
    raw = composite(z, weights)
    overall = weighted_moments(raw, reference.weights)
    if not has_spread(*overall):
        return Scales({}, (math.nan, math.nan))
    own = {
        set_key(weights[rows[0]]): _moments_of_set(z, weights[rows[0]], reference) or overall
        for rows in sets_of_figures(weights)
    }
    scale = Scales(own, overall).of(weights)
    shift, stretch = weighted_moments(scale.standard(raw), reference.weights)

    def linked(moments: tuple[float, float]) -> tuple[float, float]:
        mean, sd = moments
        return mean + shift * sd, sd * stretch

    return Scales({key: linked(moments) for key, moments in own.items()}, linked(overall))


def _moments_of_set(z: Floats, weights: Floats, reference: Reference) -> tuple[float, float] | None:
    """Return mean and sd of a weighted mean over the wijken that hold all of its figures."""
    holds: Bools = np.asarray(np.isfinite(z[:, weights > 0]).all(axis=1))
    enough = np.count_nonzero(holds & (reference.weights > 0)) >= MIN_WIJKEN
    if reference.naam != "land" or not enough:
        return None
    moments = weighted_moments(composite(z, weights * holds[:, None]), reference.weights)
    return moments if has_spread(*moments) else None


@dataclass(frozen=True)
class DomainPoint:
    """Point scores of one domain.

    Attributes:
        z: Oriented, clipped standard scores [wijk, k]; columns as in the weighing.
        scale: What turned the weighted mean into the score.
        standard: Score in standard deviations [wijk]; NaN without a score.
        unclipped: The same made of z that are not clipped; splits ties in ranks [wijk].
        without_model: Score without model figures, on a scale of its own [wijk].
    """

    z: Floats
    scale: Scale
    standard: Floats
    unclipped: Floats
    without_model: Floats


def point_scores(
    weighing: Weighing, scores: Standardised, scales: Scales, bare_scales: Scales, catalog: Catalog
) -> DomainPoint:
    """Return the point scores of a domain, on its scales with and without model figures."""
    raw = scores.z[:, weighing.columns]
    z = clip_z(raw, catalog)
    scale = scales.of(weighing.weights)
    bare = bare_scales.of(weighing.without_model)
    return DomainPoint(
        z=z,
        scale=scale,
        standard=scale.standard(composite(z, weighing.weights)),
        unclipped=scale.standard(composite(raw, weighing.weights)),
        without_model=bare.standard(composite(z, weighing.without_model)),
    )


def with_least_need(
    point: DomainPoint, weighing: Weighing, figures: Figures, scores: Standardised, catalog: Catalog
) -> Floats:
    """Return the score when every secret figure stood at the end that means the least need [wijk].

    A class that is high only above that end rests on what nobody knows.

    Args:
        point: The point scores, in which a secret figure stands in the middle of its interval.
        weighing: How the figures weigh.
        figures: The figures, with the bounds of those that are secret.
        scores: Mean and sd of the reference.
        catalog: Numbers of the method.
    """
    lower = point.standard.copy()
    for k, column in enumerate(weighing.columns.tolist()):
        secret = figures.censored[:, column] & (weighing.weights[:, k] > 0)
        rows = np.flatnonzero(secret)
        if not len(rows):
            continue
        way = figures.indicators[column].direction
        ends = (figures.low if way > 0 else figures.high)[rows, column]
        value = logit_of_column(figures, column, rows, ends)
        z = clip_z(way * (value - scores.mean[column]) / scores.sd[column], catalog)
        lower[rows] += weighing.weights[rows, k] * (z - point.z[rows, k]) / point.scale.sd[rows]
    return lower


def draw_scores(
    weighing: Weighing,
    point: DomainPoint,
    shared: Shared,
    wanted: Ints,
) -> Floats:
    """Return draws of the standard score of the wanted wijken [row, draw]; NaN without a score.

    Only the figures vary: means, sds and weights of the reference stay those of the points.
    """
    total = np.zeros((len(wanted), shared.options.draws))
    for k, column in enumerate(weighing.columns.tolist()):
        place = np.flatnonzero(weighing.weights[wanted, k] > 0)
        rows = wanted[place]
        total[place] += weighing.weights[rows, k, None] * draw_z(shared, column, rows)
    total -= point.scale.mean[wanted, None]
    total /= point.scale.sd[wanted, None]
    return total


def draw_z(shared: Shared, column: int, rows: Ints, *, chance: bool = True) -> Floats:
    """Return draws of the oriented, clipped score of one indicator [row, draw].

    Args:
        shared: Figures, reference and options.
        column: Column of the indicator.
        rows: Wijken that have a figure.
        chance: Whether chance and model error play a part, beside rounding and secrecy.
    """
    values = draw_logits(
        shared.figures,
        column,
        rows,
        shared.keys[rows],
        draws=shared.options.draws,
        seed=shared.options.seed,
        model=ModelError.of(shared.catalog),
        chance=chance,
    )
    values -= shared.scores.mean[column]
    values *= shared.figures.indicators[column].direction / shared.scores.sd[column]
    return clip_z(values, shared.catalog)
