"""Gamma: how steeply use rises with the score of need, learned over the wijken of the land.

The ratio between wijken is fitted; the level is not, because use reflects supply and consent too.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from wijkfoto.profile.inputs import Bools, Floats
from wijkfoto.use.counts import Counted
from wijkfoto.use.fit import fit_mean

LEAST_GROUPS = 10
"""Gemeenten that are needed for an interval: their number stands behind it, not that of wijken."""


@dataclass(frozen=True)
class Gradient:
    """Gamma with its 90% interval, per standard deviation of the score (10 points)."""

    gamma: float
    low: float
    high: float
    n_wijken: int


def gradient(
    counted: Counted, scores: Floats, groups: tuple[str, ...], rows: Bools
) -> Gradient | None:
    """Fit log E[use] = log people + a + gamma s, with an interval over gemeenten.

    Counts of one gemeente share its policy, so the variance is that of sums over gemeenten (Liang
    and Zeger, 1986, Biometrika 73, 13-22), with their number less one as degrees of freedom.

    Args:
        counted: Counts.
        scores: Standard scores of need, mean 0 and sd 1 over the land [area]; NaN without one.
        groups: Gemeente of each area.
        rows: Areas to learn from [area].

    Returns:
        The gradient; None with too few gemeenten, or without differences in need.
    """
    rows = rows & np.isfinite(scores)
    names, group = np.unique(np.array(groups, object)[rows], return_inverse=True)
    if len(names) < LEAST_GROUPS or np.ptp(scores[rows]) == 0:
        return None
    part, s = counted.of(rows), scores[rows]
    fit = fit_mean(part, s[:, None], "mensen")
    mean = part.people * fit.rate(s[:, None])
    design = np.column_stack([np.ones(len(s)), s])
    bread = np.linalg.inv((design * mean[:, None]).T @ design)
    sums = np.zeros((len(names), 2))
    np.add.at(sums, group, design * (part.point - mean)[:, None])
    variance = bread @ (sums.T @ sums) @ bread * len(names) / (len(names) - 1)
    half = student.ppf(0.95, len(names) - 1) * np.sqrt(variance[1, 1])
    gamma = fit.coefficients[1]
    low, mid, high = np.round([gamma - half, gamma, gamma + half], 6).tolist()
    return Gradient(mid, low, high, len(s))
