"""Norms as numbers: the mid value, or one value per draw, from streams that do not depend on order.

Every stream of random numbers is named by the seed and a text, never by a position in a table.
"""

import hashlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from wijkfoto.advice.models import Norm

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
NormValues = Mapping[str, Floats]
"""Values per norm; shape (1,) in the mid run, (draws,) in the draws."""


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the generator of a named stream; the same seed and name give the same numbers."""
    key = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return np.random.default_rng([seed, int.from_bytes(key, "little")])


def mid_values(norms: Mapping[str, Norm]) -> dict[str, Floats]:
    """Return the mid value of every norm, each of shape (1,), in the unit of the norm."""
    return {name: np.array([norm.midden]) for name, norm in norms.items()}


def drawn_values(norms: Mapping[str, Norm], seed: int, n_draws: int) -> dict[str, Floats]:
    """Return draws of every norm, each of shape (n_draws,), in the unit of the norm.

    Triangular between laag, midden (the mode) and hoog; without a band it is the same each time.
    """
    return {
        name: _triangle(norm, stream(seed, f"norm/{name}"), n_draws) for name, norm in norms.items()
    }


def _triangle(norm: Norm, generator: np.random.Generator, n_draws: int) -> Floats:
    if norm.low == norm.high:
        return np.full(n_draws, norm.midden)
    return generator.triangular(norm.low, norm.midden, norm.high, n_draws)


def median_and_band(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the median and the 90% interval over the last axis."""
    low, mid, high = np.quantile(values, [0.05, 0.5, 0.95], axis=-1)
    return mid, low, high
