"""Method draws: what the score would be with other weights and another normalisation.

The figures stay what they are here; what they could have been is the work of `draws`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv, ndtri

from wijkfoto.catalog import Catalog
from wijkfoto.profile.classes import class_limits
from wijkfoto.profile.draws import region_keys, uniform_pairs
from wijkfoto.profile.inputs import Bools, Figures, Floats, Ints
from wijkfoto.profile.reference import MIN_WIJKEN, Moments, Reference, has_spread
from wijkfoto.profile.score import clip_z, set_key, sets_of_figures
from wijkfoto.profile.select import Labels, Recipe

NORMALISATIONS = ("z", "robust_z", "percentile")
"""Ways to make figures comparable, in the order in which the variants take turns."""

MAD_TO_SD = 1.0 / float(ndtri(0.75))
"""The sd of a normal distribution in terms of its median absolute deviation: 1.4826."""

DESIGN_SEED = 0
"""Seed of the variants. They are a fixed set of other methods, the same in every edition, so that
the certainty of a class does not change with the seed of the data draws."""


@dataclass(frozen=True)
class Normalisers:
    """What each normalisation needs to know of the reference, by indicator.

    Attributes:
        moments: Weighted mean and sd.
        median: Weighted median [column].
        spread: Weighted median absolute deviation as an sd; the sd where that is 0 [column].
        ranks: Values of the reference, ascending, and the share of the inhabitants below each of
            them plus half of those at it, by column.
    """

    moments: Moments
    median: Floats
    spread: Floats
    ranks: tuple[tuple[Floats, Floats], ...]

    def apply(self, figures: Figures, values: Floats, catalog: Catalog) -> Floats:
        """Return oriented, clipped scores of logits [normalisation, wijk, column].

        Sources: OECD/JRC (2008), section 5 (standardisation, ranking); Rousseeuw and Croux (1993),
        JASA 88, 1273-1283 (median and MAD); Blom (1958), Statistical Estimates and Transformed
        Beta-Variables (ranks to normal scores).
        """
        ranked = np.full(values.shape, np.nan)
        for j in np.flatnonzero(self.moments.compared):
            ranked[:, j] = ndtri(np.interp(values[:, j], *self.ranks[j]))
        safe = np.where(self.moments.compared, 1.0, np.nan)
        plain = safe * (values - self.moments.mean) / self.moments.sd
        robust = safe * (values - self.median) / self.spread
        direction = np.array([each.direction for each in figures.indicators], np.float64)
        return clip_z(direction * np.stack([plain, robust, ranked]), catalog)


def normalisers_of(values: Floats, moments: Moments, reference: Reference) -> Normalisers:
    """Return what the reference says of logits [wijk, column]."""
    inside, people = reference.weights > 0, reference.weights[reference.weights > 0]
    ranks = [_ranks_of(column, people) for column in values[inside].T]
    median, spread = np.full(len(ranks), np.nan), np.full(len(ranks), np.nan)
    for j in np.flatnonzero(moments.compared):
        median[j] = _median(values[inside, j], people)
        mad = MAD_TO_SD * _median(np.abs(values[inside, j] - median[j]), people)
        spread[j] = mad if has_spread(median[j], mad) else moments.sd[j]
    return Normalisers(moments, median, spread, tuple(ranks))


def _median(values: Floats, weights: Floats) -> float:
    """Return the lowest value at or under which half of the inhabitants live."""
    levels, people = _people_at(values, weights)
    return float(levels[np.searchsorted(np.cumsum(people), people.sum() / 2)])


def _ranks_of(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    levels, people = _people_at(values, weights)
    return levels, (np.cumsum(people) - people / 2) / people.sum()


def _people_at(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return the values that occur, ascending, and the inhabitants at each."""
    there = np.isfinite(values)
    levels, place = np.unique(values[there], return_inverse=True)
    people = np.bincount(place, weights=weights[there], minlength=len(levels))
    return levels, people.astype(np.float64)


@dataclass(frozen=True)
class Variants:
    """Other methods for one domain.

    Attributes:
        factors: By what the weight of each figure is multiplied [variant, k].
        kind: Place of the normalisation in `NORMALISATIONS` [variant].
    """

    factors: Floats
    kind: Ints


def variants_of(recipe: Recipe, catalog: Catalog) -> Variants:
    """Return the variants of a domain: weights around the listed ones, normalisations in turn.

    Shares over variants hold for any number of them that each normalisation has an equal part in.
    """
    facts = max(len(set(recipe.need_fact.tolist())), len(set(recipe.use_fact.tolist())))
    # With one fact no weight can vary, and each normalisation need stand there only once.
    count = int(catalog.norm("methode_trekkingen")) if facts > 1 else len(NORMALISATIONS)
    sd = catalog.norm("methode_gewicht_sd")
    need = _factors(recipe.need_gewicht, recipe.need_fact, f"{recipe.domain_id}/need", count, sd)
    use_gewicht = np.ones(len(recipe.use))
    use = _factors(use_gewicht, recipe.use_fact, f"{recipe.domain_id}/use", count, sd)
    return Variants(np.hstack([need, use]), np.arange(count) % len(NORMALISATIONS))


def _factors(gewicht: Floats, labels: Labels, name: str, count: int, sd: float) -> Floats:
    """Return drawn weight / listed weight of each figure [variant, k]; figures of a fact share it.

    Weights of facts come from a Dirichlet around the listed ones. Its concentration (K - 1) / sd^2
    - 1, for K facts, makes the mean relative variance of the weights, each counted by its weight,
    sd^2. Source: Johnson, Kotz and Balakrishnan (1997), Discrete Multivariate Distributions,
    chapter 40; drawn as gammas over their sum.
    """
    facts = np.unique(labels)
    if len(facts) < 2:
        return np.ones((count, len(labels)))
    listed = np.array([gewicht[labels == fact].max() for fact in facts])
    listed /= listed.sum()
    shape = listed * ((len(facts) - 1) / sd**2 - 1)
    keys = region_keys([f"{name}/{fact}" for fact in facts])
    uniform, _ = uniform_pairs(keys, "methode", DESIGN_SEED, count)
    gammas = gammaincinv(shape[:, None], uniform)
    factors = gammas / gammas.sum(axis=0) / listed[:, None]
    return np.asarray(factors[np.searchsorted(facts, labels)].T)


@dataclass(frozen=True)
class MethodScales:
    """Scales and class limits of every variant, as the country fixes them.

    Attributes:
        variants: The variants themselves.
        known: Mean and sd [variant] by set of figures.
        default: Mean and sd [variant] of all sets together.
        laag: Limit of class laag [variant].
        hoog: Limit of class hoog [variant].
    """

    variants: Variants
    known: Mapping[bytes, tuple[Floats, Floats]]
    default: tuple[Floats, Floats]
    laag: Floats
    hoog: Floats

    def scores(self, z: Floats, weights: Floats) -> Floats:
        """Return the standard score under every variant [wijk, variant]; NaN without a score.

        Args:
            z: Clipped scores [normalisation, wijk, k].
            weights: Weights of the listed method [wijk, k].
        """
        found = np.full((len(weights), len(self.variants.kind)), np.nan)
        for rows in sets_of_figures(weights):
            own = weights[rows[0]]
            mean, sd = self.known.get(set_key(own), self.default)
            found[rows] = (_composites(z[:, rows], own, self.variants) - mean) / sd
        return found

    def chances(self, scores: Floats) -> tuple[Floats, Floats]:
        """Return the share of variants in class hoog and in laag [wijk], each on its own limits."""
        return (scores >= self.hoog).mean(axis=1), (scores <= self.laag).mean(axis=1)


def _composites(z: Floats, weights: Floats, variants: Variants) -> Floats:
    """Return the weighted mean under every variant for wijken with one set of figures.

    Sums run over the few figures in a fixed order, so that a wijk alone gets what it gets in the
    whole country.
    """
    varied = weights * variants.factors
    varied /= varied.sum(axis=1, keepdims=True)
    total = np.zeros((z.shape[1], len(variants.kind)))
    for n in range(len(NORMALISATIONS)):
        mine = variants.kind == n
        part = np.zeros((z.shape[1], int(mine.sum())))
        for k in np.flatnonzero(weights > 0):
            part += z[n, :, k, None] * varied[mine, k]
        total[:, mine] = part
    return total


def method_scales(
    z: Floats,
    weights: Floats,
    variants: Variants,
    reference: Reference,
    inwoners: Floats,
    part: float,
) -> MethodScales:
    """Return what the country fixes of every variant: the same equating as that of the points.

    Args:
        z: Clipped scores of every wijk [normalisation, wijk, k].
        weights: Weights of the listed method [wijk, k].
        variants: The variants.
        reference: The reference wijken.
        inwoners: Inhabitants [wijk].
        part: Part of the inhabitants in each outer class.
    """
    count = len(variants.kind)
    sets = sets_of_figures(weights)
    raw = np.full((len(weights), count), np.nan)
    for rows in sets:
        raw[rows] = _composites(z[:, rows], weights[rows[0]], variants)
    overall = _moments(raw, reference.weights)
    own = {}
    for rows in sets:
        weight = weights[rows[0]]
        own[set_key(weight)] = _moments_of_set(z, weight, variants, reference) or overall
    standard = MethodScales(variants, own, overall, np.empty(0), np.empty(0)).scores(z, weights)
    shift, stretch = _moments(standard, reference.weights)

    def linked(moments: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
        mean, sd = moments
        return mean + shift * sd, sd * stretch

    standard = (standard - shift) / stretch
    limits = [class_limits(standard[:, m], inwoners, part) for m in range(count)]
    return MethodScales(
        variants=variants,
        known={key: linked(moments) for key, moments in own.items()},
        default=linked(overall),
        laag=np.array([each.laag for each in limits]),
        hoog=np.array([each.hoog for each in limits]),
    )


def _moments_of_set(
    z: Floats, weights: Floats, variants: Variants, reference: Reference
) -> tuple[Floats, Floats] | None:
    """Return the moments of every variant over the reference wijken that hold a set of figures."""
    holds: Bools = np.isfinite(z[:, :, weights > 0]).all(axis=(0, 2)) & (reference.weights > 0)
    if reference.naam != "land" or np.count_nonzero(holds) < MIN_WIJKEN:
        return None
    return _moments(_composites(z[:, holds], weights, variants), reference.weights[holds])


def _moments(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return weighted mean and sd per variant [variant]; an sd without spread is NaN."""
    there = np.isfinite(values).all(axis=1) & (weights > 0)
    held, people = values[there], weights[there, None]
    total = people.sum()
    if not total:
        nothing = np.full(values.shape[1], np.nan)
        return nothing, nothing
    mean = (people * held).sum(axis=0) / total
    sd = np.sqrt((people * (held - mean) ** 2).sum(axis=0) / total)
    return mean, np.where(sd > 1e-9 * np.maximum(1.0, np.abs(mean)), sd, np.nan)
