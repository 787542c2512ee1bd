"""The score of one domain: the weighted mean of clipped z, standardised again, and its draws.

Only one domain at a time lives here; words and ranks are made elsewhere.
"""

from dataclasses import dataclass

import numpy as np

from wijkfoto.catalog import Catalog
from wijkfoto.profile.draws import Words, draw_logits
from wijkfoto.profile.inputs import Bools, Figures, Floats, Ints, ProfileOptions
from wijkfoto.profile.reference import (
    MIN_WIJKEN,
    Reference,
    Standardised,
    has_spread,
    weighted_moments,
)
from wijkfoto.profile.weights import Weighing

CENTRE, POINTS_PER_SD = 100.0, 10.0
"""The published scale: 100 is the average inhabitant, 10 points are one standard deviation."""

BLOCK = 128
"""Wijken whose draws are made at one time: 128 x 1,000 doubles are one megabyte."""


@dataclass(frozen=True)
class Scale:
    """Mean and sd per wijk that turn a weighted mean into a standard score; NaN without a score."""

    mean: Floats
    sd: Floats

    def standard(self, composite: Floats) -> Floats:
        """Return (composite - mean) / sd of one number per wijk [wijk]."""
        return np.asarray((composite - self.mean) / self.sd)


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


def scale_of(z: Floats, weights: Floats, reference: Reference) -> Scale:
    """Return the scale that gives reference wijken weighted mean 0 and sd 1.

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
        The scale; NaN without a score, and everywhere when the means have no spread.
    """
    mean, sd = np.full(len(z), np.nan), np.full(len(z), np.nan)
    raw = composite(z, weights)
    overall = weighted_moments(raw, reference.weights)
    scored = np.flatnonzero(np.isfinite(raw))
    if not has_spread(*overall):
        return Scale(mean, sd)
    _, first, pattern = np.unique(
        weights[scored] > 0, axis=0, return_index=True, return_inverse=True
    )
    for number, row in enumerate(scored[first]):
        rows = scored[pattern.reshape(-1) == number]
        mean[rows], sd[rows] = _moments_of_set(z, weights[row], reference) or overall
    linked_mean, linked_sd = weighted_moments((raw - mean) / sd, reference.weights)
    return Scale(mean + linked_mean * sd, sd * linked_sd)


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
    weighing: Weighing, scores: Standardised, reference: Reference, catalog: Catalog
) -> DomainPoint:
    """Return the point scores of a domain."""
    raw = scores.z[:, weighing.columns]
    z = clip_z(raw, catalog)
    scale = scale_of(z, weighing.weights, reference)
    bare = scale_of(z, weighing.without_model, reference)
    return DomainPoint(
        z=z,
        scale=scale,
        standard=scale.standard(composite(z, weighing.weights)),
        unclipped=scale.standard(composite(raw, weighing.weights)),
        without_model=bare.standard(composite(z, weighing.without_model)),
    )


def draw_scores(
    weighing: Weighing,
    point: DomainPoint,
    figures: Figures,
    scores: Standardised,
    keys: Words,
    options: ProfileOptions,
    catalog: Catalog,
) -> Floats:
    """Return draws of the standard score [wijk, draw]; NaN without a score.

    Only the figures vary: means, sds and weights of the reference stay those of the points.
    """
    total = np.zeros((len(figures.region_codes), options.draws))
    model_sd = catalog.norm("rivm_sd_logit")
    for k, column in enumerate(weighing.columns.tolist()):
        per_sd = figures.indicators[column].direction / scores.sd[column]
        for rows in _blocks(np.flatnonzero(weighing.weights[:, k] > 0)):
            values = draw_logits(
                figures,
                column,
                rows,
                keys[rows],
                draws=options.draws,
                seed=options.seed,
                model_sd=model_sd,
            )
            z = clip_z((values - scores.mean[column]) * per_sd, catalog)
            total[rows] += weighing.weights[rows, k, None] * z
    total -= point.scale.mean[:, None]
    total /= point.scale.sd[:, None]
    return total


def _blocks(rows: Ints) -> list[Ints]:
    """Return rows in pieces whose draws fit the cache of a processor; the answer is the same."""
    return [rows[start : start + BLOCK] for start in range(0, len(rows), BLOCK)]
