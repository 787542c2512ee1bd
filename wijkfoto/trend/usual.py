"""How much wijken usually change: the yardstick without which chance looks like change.

With many small wijken some always seem to change. What is usual is estimated over the wijken of the
country; a single wijk is then moved towards it, the more so the less its own figures say.
"""

from dataclasses import dataclass

import numpy as np

from wijkfoto.profile.inputs import UNIT_SIZE, Floats
from wijkfoto.trend.draws import Scale, Year, on_scale

DIGITS = 9
"""Digits that are kept of an estimate, so that the order of a sum changes no class."""


@dataclass(frozen=True)
class Usual:
    """The usual change of a wijk, on the scale of comparison.

    Attributes:
        mean: Mean change.
        sd: Standard deviation of the true change between wijken; infinite when it is not known.
    """

    mean: float
    sd: float

    @property
    def is_known(self) -> bool:
        """Whether there were enough wijken to tell."""
        return bool(np.isfinite(self.sd))

    def temper(self, draws: Floats) -> Floats:
        """Move draws of a change towards the usual change.

        With a normal change between wijken (mean m, variance t2) and draws of variance s2 around
        their mean d, the posterior has mean m + B (d - m) and variance B s2, B = t2 / (t2 + s2).
        Source: Efron and Morris (1975), JASA 70, 311-319. The form of the draws is kept.

        Args:
            draws: Draws of the change from the figures of the region alone [region, draw].
        """
        if not self.is_known:
            return draws
        centre = draws.mean(axis=1, keepdims=True)
        weight = self.sd**2 / (self.sd**2 + draws.var(axis=1, keepdims=True))
        tempered = self.mean + weight * (centre - self.mean) + np.sqrt(weight) * (draws - centre)
        return np.asarray(tempered)


UNKNOWN = Usual(0.0, float("inf"))


def usual_change(
    change: Floats, variance: Floats, *, least_sd: float, least_wijken: float
) -> Usual:
    """Estimate the usual change over wijken.

    The variance between wijken is what is left after chance and rounding (moments). Source:
    DerSimonian and Laird (1986), Controlled Clinical Trials 7, 177-188.

    Args:
        change: Changes of the published figures on the scale of comparison [wijk].
        variance: Their variance by chance and rounding [wijk].
        least_sd: Standard deviation between wijken that is taken at least.
        least_wijken: Under so many wijken nothing is estimated.
    """
    if len(change) < max(least_wijken, 2):
        return UNKNOWN
    weight = 1 / variance
    mean = (weight * change).sum() / weight.sum()
    spread = (weight * (change - mean) ** 2).sum() - (len(change) - 1)
    between = spread / (weight.sum() - (weight**2).sum() / weight.sum())
    sd = max(float(np.sqrt(max(between, 0.0))), least_sd)
    weight = 1 / (variance + sd**2)
    mean = (weight * change).sum() / weight.sum()
    return Usual(*(float(f"{each:.{DIGITS}g}") for each in (mean, sd)))


def published_change(first: Year, last: Year, scale: Scale, unit: str) -> Floats:
    """Return the change of the published figures on the scale of comparison [region]."""
    return on_scale(last.waarde, scale, unit) - on_scale(first.waarde, scale, unit)


def chance_variance(year: Year, scale: Scale, unit: str) -> Floats:
    """Return the variance of a published figure on the scale of comparison, to first order.

    Chance: 1/a + 1/b of a share with a = x + 1/2 and b = n - x + 1/2, 1/a of a count, none of an
    amount. Rounding: that of a uniform between the bounds on the scale of comparison.
    """
    width = on_scale(year.high, scale, unit) - on_scale(year.low, scale, unit)
    rounding = width**2 / 12
    if scale == "bedrag":
        return rounding
    if scale == "aantal":
        return rounding + 1 / (year.waarde + 0.5)
    share = np.clip(year.waarde / UNIT_SIZE[unit], 0, 1)
    yes, no = share * year.n + 0.5, (1 - share) * year.n + 0.5
    return rounding + np.where(year.n > 0, 1 / yes + 1 / no, 0.0)
