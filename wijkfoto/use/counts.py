"""Counts of which only an interval is known: what the count is expected to be, and its spread.

One negative binomial per area, given its mean and dispersion; what explains the mean is for `fit`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from wijkfoto.profile.inputs import Bools, Floats

LEAST_DISPERSION = 1e-4
"""Below this a negative binomial is a Poisson for every count of a wijk (variance +1% at 100)."""

MOST_DISPERSION = 25.0
"""Above this (a standard deviation of five times the mean) nothing is explained."""


@dataclass(frozen=True)
class Counted:
    """Areas with a count of which an interval is known.

    Attributes:
        low: Least count that the published one stands for, whole [area].
        high: Greatest count, likewise [area].
        figure: The published count [area]; NaN where it is secret.
        people: Number of people of the target group, positive [area].
    """

    low: Floats
    high: Floats
    figure: Floats
    people: Floats

    @property
    def point(self) -> Floats:
        """The published count; of a secret one the middle of its interval [area]."""
        return np.where(np.isnan(self.figure), (self.low + self.high) / 2, self.figure)

    @property
    def rounding_variance(self) -> Floats:
        """Variance of a count that lies anywhere in its interval [area]."""
        return np.asarray(((self.high - self.low + 1) ** 2 - 1) / 12)

    def of(self, rows: Bools | npt.NDArray[np.intp]) -> "Counted":
        """Return some of the areas."""
        return Counted(self.low[rows], self.high[rows], self.figure[rows], self.people[rows])


@dataclass(frozen=True)
class Spread:
    """Dispersion that follows size: log dispersion = at_thousand + slope log(people / 1000)."""

    at_thousand: float
    slope: float

    def of(self, people: Floats) -> Floats:
        """Return the dispersion of areas with so many people [area]."""
        logs = self.at_thousand + self.slope * np.log(people / 1000)
        bounds = np.log([LEAST_DISPERSION, MOST_DISPERSION])
        return np.asarray(np.exp(np.clip(logs, *bounds)))


def expected_count(counted: Counted, mean: Floats, dispersion: Floats) -> Floats:
    """Return E[Y | low <= Y <= high] for Y negative binomial [area].

    Its variance is mu + dispersion mu^2. The chances of neighbouring counts have the ratio
    (y + r) / (y + 1) x mu / (r + mu) with r = 1 / dispersion (Johnson, Kemp and Kotz, 2005,
    Univariate Discrete Distributions, section 5.3), so inside an interval they follow from each
    other, however small the chance of the interval itself is.

    Args:
        counted: Areas.
        mean: Expected count, positive [area].
        dispersion: Dispersion, positive [area].
    """
    count, chance = _chances(counted, mean, dispersion)
    return np.asarray((chance * count).sum(axis=1) / chance.sum(axis=1))


def drawn_count(counted: Counted, mean: Floats, dispersion: Floats, uniform: Floats) -> Floats:
    """Return the published count; of a secret one a draw of Y given low <= Y <= high [area].

    The draw is the least count whose chance of being reached is at least the uniform, from the
    distribution that `expected_count` takes the mean of.

    Args:
        counted: Areas.
        mean: Expected count, positive [area].
        dispersion: Dispersion, positive [area].
        uniform: Numbers between 0 and 1 [area].
    """
    found, secret = counted.figure.copy(), np.isnan(counted.figure)
    if secret.any():
        count, chance = _chances(counted.of(secret), mean[secret], dispersion[secret])
        reached = np.cumsum(chance, axis=1)
        above = (reached < uniform[secret, None] * reached[:, -1:]).sum(axis=1)
        found[secret] = count[np.arange(len(above)), above]
    return found


def _chances(counted: Counted, mean: Floats, dispersion: Floats) -> tuple[Floats, Floats]:
    """Return each count of an interval and its chance beside that of the least [area, count]."""
    size = 1.0 / dispersion
    odds = mean / (size + mean)
    above = np.arange(int(np.max(counted.high - counted.low, initial=0.0)) + 1.0)
    count = counted.low[:, None] + above
    ratio = (count[:, :-1] + size[:, None]) / (count[:, :-1] + 1.0) * odds[:, None]
    chance = np.cumprod(np.column_stack([np.ones(len(mean)), ratio]), axis=1)
    chance[count > counted.high[:, None]] = 0.0
    return np.asarray(count), np.asarray(chance, np.float64)


def fit_spread(counted: Counted, mean: Floats) -> Spread:
    """Return the dispersion as it follows size, by pseudo-likelihood.

    Least is sum log v + (y - mu)^2 / v with v = mu + dispersion mu^2 + what rounding adds (Davidian
    and Carroll, 1987, Journal of the American Statistical Association 82, 1079-1091). In large
    wijken differences average out, so one dispersion would make their intervals too wide.

    Args:
        counted: Areas.
        mean: Expected count, positive [area].
    """
    squared = (counted.point - mean) ** 2
    fixed = mean + counted.rounding_variance

    def loss(numbers: npt.NDArray[np.float64]) -> float:
        spread = Spread(float(numbers[0]), float(numbers[1]))
        variance = fixed + spread.of(counted.people) * mean**2
        return float(np.sum(np.log(variance) + squared / variance))

    options = {"xatol": 1e-4, "fatol": 1e-6, "maxiter": 400}
    found = minimize(loss, np.array([-2.5, -0.3]), method="Nelder-Mead", options=options)
    return Spread(float(found.x[0]), float(found.x[1]))
