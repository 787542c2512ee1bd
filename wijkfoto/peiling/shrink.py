"""Estimates of small areas: shares of wijken drawn to what the wijken have in common.

Beta-binomial for a few wijken, Fay-Herriot from twenty on. Both average over what is not known of
the common mean and spread, on fixed grids, so that nothing is drawn and nothing is too sure.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaln, ndtr

Floats = NDArray[np.float64]

LEVEL = 0.90
"""Every published interval holds 90%."""

FAY_HERRIOT_FROM = 20
"""Fewest wijken from which the spread between them can be modelled (method, section 5)."""

_MEANS, _SPREADS = 21, 25
_HALVINGS = 40
_LEAST_WEIGHT = 1e-5


@dataclass(frozen=True)
class Shrunk:
    """Shares (0-1) of areas: the estimate and its interval."""

    value: Floats
    low: Floats
    high: Floats


def beta_posterior(yes: Floats, n: Floats, mean: float, sd: float, level: float = LEVEL) -> Shrunk:
    """Return shares after seeing `yes` of `n`, when mean and spread of the areas are known.

    Conjugate: a Beta prior with this mean and standard deviation has a + b = m(1-m)/sd^2 - 1.
    Source: Gelman et al., Bayesian Data Analysis (3rd ed.), section 2.4.

    Args:
        yes: Answers that count, on the scale of the effective number; 0 to n.
        n: Effective numbers of respondents.
        mean: Mean of the areas, 0 to 1.
        sd: Standard deviation between areas, above 0 and under sqrt(m(1-m)).
        level: Share that the interval holds.
    """
    total = mean * (1 - mean) / sd**2 - 1
    one = np.ones(1)
    return _beta_mixture(yes, n, mean * total * one, (1 - mean) * total * one, one, level)


def beta_binomial(yes: Floats, n: Floats, level: float = LEVEL) -> Shrunk:
    """Return shares of areas drawn to their common mean, which is learned from the areas.

    Hierarchical: the mean has a flat prior on the logit scale around the pooled share, the spread
    one on sqrt(rho), rho = 1/(a+b+1) the correlation of two residents of an area. The posterior is
    a mixture of Betas over a grid of both; its mean and quantiles are published.
    Source: Rao and Molina, Small Area Estimation (2nd ed.), section 10.11 (the model).

    Args:
        yes: Answers that count, on the scale of the effective number; 0 to n.
        n: Effective numbers of respondents, some above 0.
        level: Share that the interval holds.
    """
    a0, b0 = _grid(yes, n)
    fit = betaln(a0 + yes[:, None], b0 + (n - yes)[:, None]) - betaln(a0, b0)
    weight = _normal(fit.sum(axis=0))
    keep = weight > _LEAST_WEIGHT
    return _beta_mixture(yes, n, a0[0, keep], b0[0, keep], weight[keep] / weight[keep].sum(), level)


def fay_herriot(share: Floats, n: Floats, x: Floats, level: float = LEVEL) -> Shrunk:
    """Return shares of areas drawn to a line through what is known of the areas.

    The model of Fay and Herriot (1979), Journal of the American Statistical Association 74,
    269-277, on the scale asin(sqrt(p)), where the sampling variance is 1/(4n) whatever p is.
    Averaged over a flat prior of the spread between areas: with the one best spread, intervals are
    too short when it is near 0 (Rao and Molina, 2nd ed., section 10.3).

    Args:
        share: Shares by design, 0 to 1; not used where n is 0.
        n: Effective numbers of respondents.
        x: Predictors of each area, the first a column of ones; shape (areas, predictors).
        level: Share that the interval holds.
    """
    seen = n > 0
    z = np.arcsin(np.sqrt((share * n + 3 / 8) / (n + 3 / 4)))
    sampling = np.where(seen, 1 / (4 * n + 2), np.inf)
    spreads = np.linspace(0.0, 0.35, 71)
    parts = [_at_spread(z, sampling, x, spread, seen) for spread in spreads]
    weight = _normal(np.array([part[0] for part in parts]))
    middle = np.stack([part[1] for part in parts])
    spread = np.sqrt(np.stack([part[2] for part in parts]))
    value = weight @ ((1 - np.cos(2 * middle) * np.exp(-2 * spread**2)) / 2)
    low, high = (
        np.sin(_normal_quantile(tail, middle, spread, weight)) ** 2
        for tail in ((1 - level) / 2, (1 + level) / 2)
    )
    return Shrunk(np.asarray(value), np.asarray(low), np.asarray(high))


def _beta_mixture(
    yes: Floats, n: Floats, a0: Floats, b0: Floats, weight: Floats, level: float
) -> Shrunk:
    """Return mean and bounds of the areas under Beta priors with these weights, shape (grid,)."""
    a = a0[None, :] + yes[:, None]
    b = b0[None, :] + (n - yes)[:, None]
    low, high = (_beta_quantile(tail, a, b, weight) for tail in ((1 - level) / 2, (1 + level) / 2))
    return Shrunk(np.asarray((a / (a + b)) @ weight), low, high)


def _grid(yes: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Return the parameters of the priors on the grid, each of shape (1, grid)."""
    pooled = (yes.sum() + 0.5) / (n.sum() + 1)
    centre = np.log(pooled / (1 - pooled))
    # Wide enough for the spread between a few wijken as well as for chance.
    reach = 3 * np.sqrt(1 / (n.sum() * pooled * (1 - pooled) + 0.5) + 0.5 / max(len(n), 1))
    means = 1 / (1 + np.exp(-(centre + np.linspace(-reach, reach, _MEANS))))
    rho = np.linspace(0.004, 0.6, _SPREADS) ** 2
    mean, total = (grid.ravel() for grid in np.meshgrid(means, 1 / rho - 1))
    return (mean * total)[None, :], ((1 - mean) * total)[None, :]


def _at_spread(
    z: Floats, sampling: Floats, x: Floats, spread: float, seen: NDArray[np.bool_]
) -> tuple[float, Floats, Floats]:
    """Return log likelihood (of the errors), mean and variance of the areas at one spread."""
    total = spread**2 + sampling[seen]
    own = x[seen]
    precision = own.T @ (own / total[:, None])
    inverse = np.linalg.inv(precision)
    beta = inverse @ (own.T @ (z[seen] / total))
    rest = z[seen] - own @ beta
    fit = -0.5 * (np.log(total).sum() + np.linalg.slogdet(precision)[1] + (rest**2 / total).sum())
    line = x @ beta
    trust = np.where(seen, spread**2 / (spread**2 + np.where(seen, sampling, 1.0)), 0.0)
    middle = trust * np.where(seen, z, 0.0) + (1 - trust) * line
    of_line = np.einsum("ij,jk,ik->i", x, inverse, x)
    return float(fit), middle, (1 - trust) * spread**2 + (1 - trust) ** 2 * of_line


def _normal(log_weight: Floats) -> Floats:
    weight = np.exp(log_weight - log_weight.max())
    return np.asarray(weight / weight.sum())


def _beta_quantile(tail: float, a: Floats, b: Floats, weight: Floats) -> Floats:
    """Return the quantile of a mixture of Betas for each area, by halving."""
    low, high = np.zeros(len(a)), np.ones(len(a))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        under = betainc(a, b, middle[:, None]) @ weight < tail
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    return np.asarray((low + high) / 2)


def _normal_quantile(tail: float, middle: Floats, spread: Floats, weight: Floats) -> Floats:
    low, high = np.zeros(middle.shape[1]), np.full(middle.shape[1], np.pi / 2)
    for _ in range(_HALVINGS):
        at = (low + high) / 2
        under = weight @ ndtr((at - middle) / np.maximum(spread, 1e-12)) < tail
        low, high = np.where(under, at, low), np.where(under, high, at)
    return np.asarray((low + high) / 2)
