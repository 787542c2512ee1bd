"""Raking: weights that bring a sample to known margins, held within bounds.

Pure arithmetic on arrays; where margins come from, and over which area, is decided elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

TRIM = (0.2, 5.0)
"""Least and most that a respondent may weigh, against the mean."""

TOLERANCE = 0.005
"""Margins of CBS are rounded: a closer fit than half a percent point would be a fit to rounding."""

LEAST_IN_GROUP = 5
"""A group with fewer respondents is joined to the next: its weight would rest on a few people."""

_ROUNDS = 200


@dataclass(frozen=True)
class Raked:
    """Weights with mean 1, and the largest distance left to a margin (as a share)."""

    weight: Floats
    gap: float

    @property
    def fits(self) -> bool:
        """Say whether every margin is met within the tolerance."""
        return self.gap <= TOLERANCE


def rake(base: Floats, margins: Sequence[tuple[Places, Floats]]) -> Raked:
    """Rake weights to margins, and trim them to 0.2 and 5 times the mean in each round.

    Source: Deming and Stephan (1940), Annals of Mathematical Statistics 11, 427-444.

    Args:
        base: Weights to begin with, above 0.
        margins: Of each dimension the place of the group of each respondent (-1 unknown) and the
            number of people in each group. Who is unknown in a dimension is left by it as he is.
    """
    weight = base / base.mean()
    joined = [join_small(groups, people) for groups, people in margins]
    used = [(groups, people / people.sum()) for groups, people in joined if len(people) > 1]
    gap = 0.0
    for _ in range(_ROUNDS):
        for groups, share in used:
            weight = weight * _factors(weight, groups, share)
        weight = _trimmed(weight)
        gap = max((_gap(weight, groups, share) for groups, share in used), default=0.0)
        if gap <= TOLERANCE:
            break
    return Raked(weight / weight.mean(), gap)


def join_small(groups: Places, people: Floats) -> tuple[Places, Floats]:
    """Join a group with fewer than five respondents, or without people, to its neighbour."""
    groups, people = groups.copy(), people.copy()
    while len(people) > 1:
        found = np.bincount(groups[groups >= 0], minlength=len(people))
        small = np.flatnonzero((found < LEAST_IN_GROUP) | ~(people > 0))
        if not len(small):
            break
        place = int(small[0])
        into = place - 1 if place else 1
        people[into] += people[place]
        people = np.delete(people, place)
        groups[groups == place] = into
        groups[groups > place] -= 1
    return groups, people


def kish(weight: Floats) -> float:
    """Return the effective number of respondents: (sum w)^2 / sum w^2; 0 without respondents.

    Source: Kish (1965), Survey Sampling, section 11.7.
    """
    return float(weight.sum() ** 2 / (weight**2).sum()) if len(weight) else 0.0


def _trimmed(weight: Floats) -> Floats:
    """Hold weights within the bounds; each time that moves the mean, and so the bounds, a bit."""
    for _ in range(_ROUNDS):
        low, high = (bound * weight.mean() for bound in TRIM)
        if weight.min() >= low * (1 - 1e-9) and weight.max() <= high * (1 + 1e-9):
            break
        weight = np.clip(weight, low, high)
    return weight


def _factors(weight: Floats, groups: Places, share: Floats) -> Floats:
    known = groups >= 0
    now = _shares(weight, groups, len(share))
    factor = np.ones(len(weight))
    factor[known] = (share / now)[groups[known]]
    return factor


def _gap(weight: Floats, groups: Places, share: Floats) -> float:
    return float(np.abs(_shares(weight, groups, len(share)) - share).max())


def _shares(weight: Floats, groups: Places, size: int) -> Floats:
    known = groups >= 0
    sums = np.bincount(groups[known], weights=weight[known], minlength=size)
    return np.asarray(sums / sums.sum())
