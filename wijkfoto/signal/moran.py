"""Moran's I over a map, as a whole and per area, with chances from permutation.

Statistics over arrays; which scores and maps they are taken over is `pattern`'s work. The values
are those of esda, which the tests compare with; decision 0032 says why it is not imported here.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from wijkfoto.profile.inputs import Floats

TIE = 1e-12
"""Statistics that differ less are equal: a sum in another order must not break a tie."""

Thing = TypeVar("Thing", bound=np.generic)


@dataclass(frozen=True)
class Moran:
    """How alike neighbours are over the whole map.

    Attributes:
        i: Moran's I.
        expected: Its mean when values lie at random: -1 / (n - 1).
        p: Two-sided chance of an I this far from the mean when values lie at random.
    """

    i: float
    expected: float
    p: float


@dataclass(frozen=True)
class LocalMoran:
    """How each area goes with its neighbours.

    Attributes:
        i: Local I [area].
        p: Two-sided chance of an I this far out with other neighbours [area].
        above: Whether the area lies above the mean of the map [area].
        near_above: Whether the mean of its neighbours does [area].
    """

    i: Floats
    p: Floats
    above: npt.NDArray[np.bool_]
    near_above: npt.NDArray[np.bool_]


def dealt_out(
    things: npt.NDArray[Thing], times: int, rng: np.random.Generator
) -> npt.NDArray[Thing]:
    """Return `times` random orders of some things [time, thing]."""
    return rng.permuted(np.tile(things, (times, 1)), axis=1)


def moran(values: Floats, weights: Floats, rng: np.random.Generator, permutations: int) -> Moran:
    """Return Moran's I with its chance when the values are dealt out anew over the areas.

    Source: Moran (1950), Biometrika 37, 17-23; Cliff and Ord (1981), Spatial Processes, chapter 2.
    The observed order counts as one of the permutations, so p is never 0.

    Args:
        values: A value per area, not all equal [area].
        weights: Row-standardised weights [area, area].
        rng: Where the permutations come from.
        permutations: How often the values are dealt out.
    """
    n = len(values)
    z = values - values.mean()
    square = float(z @ z)
    observed, expected = float(z @ weights @ z) / square, -1.0 / (n - 1)
    dealt = dealt_out(z, permutations, rng)
    random = np.einsum("ti,ti->t", dealt @ weights.T, dealt) / square
    as_far = np.count_nonzero(np.abs(random - expected) >= abs(observed - expected) - TIE)
    return Moran(observed, expected, (1 + as_far) / (1 + permutations))


def local_moran(
    values: Floats, weights: Floats, rng: np.random.Generator, permutations: int
) -> LocalMoran:
    """Return the local I of each area, with its chance among other neighbours.

    Source: Anselin (1995), Geographical Analysis 27, 93-115: the area keeps its own value, the
    others are dealt out over the rest of the map. One tail counts double, for both are looked at.

    Args:
        values: A value per area, not all equal [area].
        weights: Row-standardised weights [area, area].
        rng: Where the permutations come from; all areas use the same ones.
        permutations: How often the others are dealt out.
    """
    n = len(values)
    z = (values - values.mean()) / values.std()
    near = weights @ z
    scale = (n - 1) / n
    observed = scale * z * near
    orders = dealt_out(np.arange(n - 1), permutations, rng)
    p = np.empty(n)
    for area in range(n):
        others = np.delete(z, area)
        share = weights[area][weights[area] > 0]
        random = scale * z[area] * (others[orders[:, : len(share)]] @ share)
        more = np.count_nonzero(random >= observed[area] - TIE)
        less = np.count_nonzero(random <= observed[area] + TIE)
        p[area] = min(1.0, 2 * (1 + min(more, less)) / (1 + permutations))
    return LocalMoran(observed, p, z > 0, near > 0)
