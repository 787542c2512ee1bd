"""What a wijk is compared with: the wijken of the country, weighted by their inhabitants.

Weighted moments and correlations live here; which figures are compared is `select`'s work.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from wijkfoto.catalog import Catalog
from wijkfoto.profile.inputs import Bools, Figures, Floats

MIN_WIJKEN = 50
"""Fewest reference wijken that can stand for the country; with fewer a gemeente is its own
reference, and an indicator with fewer figures has no national comparison (assumption)."""

MIN_PAIRS = 3
"""Fewest wijken for a correlation: with two it is always 1 or -1."""

Referentie = Literal["land", "gemeente"]


@dataclass(frozen=True)
class Reference:
    """The reference wijken and their weights.

    Attributes:
        naam: Whether the country or the loaded gemeenten are the reference.
        weights: Inhabitants of reference wijken, 0 for the other wijken [wijk].
        min_wijken: Fewest reference wijken with a figure for an indicator to be compared.
    """

    naam: Referentie
    weights: Floats
    min_wijken: int


def choose_reference(figures: Figures, catalog: Catalog) -> Reference:
    """Choose the reference: the country's wijken of some size, else the loaded gemeenten.

    A gemeente of which no two wijken reach that size is compared with all its scored wijken.
    """
    known = np.nan_to_num(figures.inwoners, nan=0.0)
    weights = np.where(known >= catalog.norm("min_inwoners_referentie"), known, 0.0)
    is_land = len(set(figures.gemeente_codes)) > 1 and np.count_nonzero(weights) >= MIN_WIJKEN
    if is_land:
        return Reference("land", weights, MIN_WIJKEN)
    if np.count_nonzero(weights) < 2:
        weights = np.where(known >= catalog.norm("min_inwoners_score"), known, 0.0)
    return Reference("gemeente", weights, 2)


def weighted_moments(values: Floats, weights: Floats) -> tuple[float, float]:
    """Return the weighted mean and population sd of the values that are there.

    Sums are exact (`math.fsum`), so they depend on neither order nor threads.

    Args:
        values: Numbers [wijk], NaN where absent.
        weights: Weights of at least 0 [wijk].

    Returns:
        Mean and sd; both NaN without any weight.
    """
    there = np.isfinite(values) & (weights > 0)
    v, w = values[there], weights[there]
    total = math.fsum(w)
    if total <= 0:
        return math.nan, math.nan
    mean = math.fsum(w * v) / total
    return mean, math.sqrt(math.fsum(w * (v - mean) ** 2) / total)


def weighted_correlation(a: Floats, b: Floats, weights: Floats) -> float:
    """Return the weighted Pearson correlation over wijken that have both values.

    Returns:
        The correlation; NaN with fewer than three pairs or without spread.
    """
    both = np.isfinite(a) & np.isfinite(b) & (weights > 0)
    if np.count_nonzero(both) < MIN_PAIRS:
        return math.nan
    x, y, w = a[both], b[both], weights[both]
    mean_x, sd_x = weighted_moments(x, w)
    mean_y, sd_y = weighted_moments(y, w)
    if not has_spread(mean_x, sd_x) or not has_spread(mean_y, sd_y):
        return math.nan
    covariance = math.fsum(w * (x - mean_x) * (y - mean_y)) / math.fsum(w)
    return max(-1.0, min(1.0, covariance / (sd_x * sd_y)))


def has_spread(mean: float, sd: float) -> bool:
    """Say whether an sd is more than what rounding in a computer leaves of equal values."""
    return bool(np.isfinite(sd)) and sd > 1e-9 * max(1.0, abs(mean))


@dataclass(frozen=True)
class Standardised:
    """Figures as oriented standard scores against the reference.

    Attributes:
        z: (value - mean) / sd, + means more need, not clipped [wijk, column]; NaN where absent.
        mean: Reference mean on the logit scale [column]; NaN where there is no comparison.
        sd: Reference sd, likewise.
        compared: Whether the reference has enough figures and spread [column].
    """

    z: Floats
    mean: Floats
    sd: Floats
    compared: Bools


@dataclass(frozen=True)
class Moments:
    """What the reference fixes of every indicator; the columns of `Standardised` without z."""

    mean: Floats
    sd: Floats
    compared: Bools


def moments_of(values: Floats, reference: Reference) -> Moments:
    """Return mean and sd of logits [wijk, column] over the reference."""
    columns = values.shape[1]
    mean, sd = np.full(columns, np.nan), np.full(columns, np.nan)
    compared = np.zeros(columns, np.bool_)
    for j in range(columns):
        mean[j], sd[j] = weighted_moments(values[:, j], reference.weights)
        enough = np.count_nonzero(np.isfinite(values[:, j]) & (reference.weights > 0))
        compared[j] = enough >= reference.min_wijken and has_spread(mean[j], sd[j])
    return Moments(mean, sd, compared)


def standardise(figures: Figures, values: Floats, moments: Moments) -> Standardised:
    """Return oriented standard scores of logits [wijk, column] against the reference."""
    direction = np.array([each.direction for each in figures.indicators], np.float64)
    safe = np.where(moments.compared, moments.sd, np.nan)
    z = direction * (values - moments.mean) / safe
    return Standardised(z, moments.mean, moments.sd, moments.compared)
