"""Intervals of a counted share (Wilson) and of a count per population (Byar).

Chance alone lives here; what rounding and secrecy leave open is the caller's to put in.
"""

import numpy as np
from scipy.special import ndtri
from statsmodels.stats.proportion import proportion_confint

from wijkfoto.profile.inputs import Floats

LEVEL = 0.90
"""Every published interval holds 90%."""


def two_sided(level: float) -> float:
    """Return how many standard errors an interval of a level reaches to either side."""
    return float(ndtri((1 + level) / 2))


def wilson(count: Floats, n: Floats, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Return the Wilson score interval of a share.

    Source: Wilson (1927), Journal of the American Statistical Association 22, 209-212; preferred
    to the plain interval by Brown, Cai and DasGupta (2001), Statistical Science 16, 101-133.

    Args:
        count: Number with the property, from 0 to n; not whole where it was derived of a share.
        n: People or households counted, above 0, of the same shape.
        level: Share of repetitions that hold the truth.

    Returns:
        Lower and upper bound as fractions.
    """
    low, high = proportion_confint(count, n, alpha=1 - level, method="wilson")
    return np.asarray(low), np.asarray(high)


def byar(count: Floats, n: Floats, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Return Byar's approximation to the exact Poisson interval of a count per population.

    Source: Breslow and Day (1987), Statistical Methods in Cancer Research II, IARC, page 69. From
    a count of 10 it lies within 1% of the exact bounds; a count of 0 has the lower bound 0.

    Args:
        count: Events, at least 0.
        n: Population that they come from, above 0, of the same shape.
        level: Share of repetitions that hold the truth.

    Returns:
        Lower and upper bound of count / n.
    """
    z = two_sided(level)
    some = np.maximum(count, 1e-12)
    base = 1 - 1 / (9 * some) - z / (3 * np.sqrt(some))
    low = np.where(base > 0, some * np.maximum(base, 0.0) ** 3, 0.0)
    next_one = count + 1
    high = next_one * (1 - 1 / (9 * next_one) + z / (3 * np.sqrt(next_one))) ** 3
    return low / n, high / n
