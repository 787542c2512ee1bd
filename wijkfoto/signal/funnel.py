"""The funnel: how far a figure may lie from the reference by chance and by what wijken differ.

Standard scores that allow for overdispersion live here; what becomes a flag is `figures`' work.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from wijkfoto.profile.inputs import Floats

Kind = Literal["share", "rate"]


@dataclass(frozen=True)
class Funnel:
    """How the figures of one indicator lie around the reference.

    Attributes:
        kind: A share of those counted, or a number per population.
        reference: Value of the land, as a fraction.
        phi: Mean square of the winsorised standard scores, where 1 is chance alone.
        tau: Standard deviation between wijken on the stabilised scale; 0 where phi is at most 1.
    """

    kind: Kind
    reference: float
    phi: float
    tau: float

    def scores(self, share: Floats, n: Floats) -> Floats:
        """Return (y - reference) / sqrt(s^2 + tau^2) on the stabilised scale, s^2 = 1 / 4n."""
        return np.asarray(self._gap(share) / self._error(n))

    def chance_scores(self, share: Floats, n: Floats, margin: float) -> Floats:
        """Return by how many standard errors of chance alone the gap is wider than a margin.

        0 inside the margin. Against the null that the truth lies within the margin of the
        reference this says at most what is so (Hodges and Lehmann 1954, JRSS B 16, 261-268).

        Args:
            share: Figures as fractions.
            n: People or households behind each.
            margin: Gap that does not count, in standard deviations between wijken (tau).
        """
        gap = self._gap(share)
        wider = np.maximum(np.abs(gap) - margin * self.tau, 0.0)
        return np.asarray(np.sign(gap) * wider * np.sqrt(4 * n))

    def limits(self, n: Floats, z: float) -> tuple[Floats, Floats]:
        """Return the limits of the funnel, as fractions, at z standard errors."""
        centre = stabilised(np.array(self.reference), self.kind)
        reach = z * self._error(n)
        return _back(centre - reach, self.kind), _back(centre + reach, self.kind)

    def _gap(self, share: Floats) -> Floats:
        centre = stabilised(np.array(self.reference), self.kind)
        return np.asarray(stabilised(share, self.kind) - centre)

    def _error(self, n: Floats) -> Floats:
        return np.asarray(np.sqrt(1 / (4 * n) + self.tau**2))


def stabilised(share: Floats, kind: Kind) -> Floats:
    """Return a share or rate on the scale on which chance has the variance 1 / 4n.

    arcsin(sqrt(p)) for a share, sqrt(r) for a rate. Source: Spiegelhalter, Sherlaw-Johnson,
    Bardsley, Blunt, Wood and Grigg (2012), Journal of the Royal Statistical Society A 175, 1-47.
    """
    root = np.sqrt(share)
    return np.asarray(np.arcsin(np.minimum(root, 1.0)) if kind == "share" else root)


def _back(value: Floats, kind: Kind) -> Floats:
    if kind == "share":
        return np.asarray(np.sin(np.clip(value, 0.0, np.pi / 2)) ** 2)
    return np.asarray(np.maximum(value, 0.0) ** 2)


def fit_funnel(share: Floats, n: Floats, reference: float, kind: Kind, tail: float) -> Funnel:
    """Measure how much more the figures differ than chance explains, unmoved by outliers.

    Standard scores are winsorised at the lowest and highest `tail` of them, as Spiegelhalter
    (2005), Quality and Safety in Health Care 14, 347-351, does. That alone takes a third off the
    mean square of a normal, so it is divided by what a standard normal keeps. Where the result,
    phi, is above 1, tau is added to each standard error so that phi of the adjusted scores is 1:
    the moment equation of Paule and Mandel (1982), Journal of Research of the National Bureau of
    Standards 87, 377-385. The closed form of DerSimonian and Laird, which the first source takes,
    supposes areas of one size; here n runs from ten to tens of thousands (decision 0031).

    Args:
        share: Figures of the reference wijken as fractions [wijk], at least one.
        n: People or households behind each [wijk].
        reference: Value of the land, as a fraction.
        kind: Share or rate.
        tail: Part of the scores in each tail that is drawn in.
    """
    gap = stabilised(share, kind) - stabilised(np.array(reference), kind)
    chance = 1 / (4 * n)

    def excess(tau: float) -> float:
        return _spread(gap / np.sqrt(chance + tau**2), tail) - 1

    phi = excess(0.0) + 1
    if phi <= 1:
        return Funnel(kind, reference, phi, 0.0)
    # Ten times the largest gap leaves a spread of at most a hundredth.
    tau = brentq(excess, 0.0, 10 * float(np.abs(gap).max()), xtol=1e-12)
    return Funnel(kind, reference, phi, float(tau))


def _spread(z: Floats, tail: float) -> float:
    low, high = np.quantile(z, [tail, 1 - tail])
    return float(np.mean(np.clip(z, low, high) ** 2)) / _kept_by_a_normal(tail)


def _kept_by_a_normal(tail: float) -> float:
    """Return the mean square of a standard normal that is winsorised at its tails."""
    edge = -float(ndtri(tail))
    density = np.exp(-(edge**2) / 2) / np.sqrt(2 * np.pi)
    return float(1 - 2 * tail - 2 * edge * density + 2 * tail * edge**2)


def nearest_to_zero(low: Floats, high: Floats) -> Floats:
    """Return the score in [low, high] that says least: the end nearest to 0, or 0 if that is in."""
    return np.asarray(np.where(low > 0, low, np.where(high < 0, high, 0.0)))


def p_of(z: Floats) -> Floats:
    """Return the two-sided p of standard normal scores."""
    return np.asarray(2 * ndtr(-np.abs(z)))
