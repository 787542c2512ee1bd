"""How much registered questions differ from expected ones: the k of the empirical-Bayes mix.

Only the estimate and its draws; mixing itself is for `registered`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wijkfoto.advice.numbers import median_and_band, stream
from wijkfoto.advice.wording import dutch

if TYPE_CHECKING:
    from wijkfoto.advice.numbers import Floats
    from wijkfoto.advice.rules import AdviceRules

NORM = "registratie_k"
ROUNDING_VARIANCE = 25 / 12
"""Variance that rounding to 5 adds to a count (uniform over a step of 5)."""


@dataclass(frozen=True)
class Weight:
    """The k of a gemeente.

    Attributes:
        mid: Questions at which registration and expectation count alike.
        drawn: (K,) the same in the draws.
        n_wijken: Wijken that it was fitted on; 0 where the norm stands in.
    """

    mid: float
    drawn: Floats
    n_wijken: int


def fitted_k(
    expected: Floats, registered: Floats, gemeente: str, rules: AdviceRules, draws: Draws
) -> Weight:
    """Estimate k from the wijken of a gemeente, one for all domains.

    Registered counts y scatter around expected ones mu more than chance does. By moments,

        1 / k = sum((y - mu)^2 - y - 25/12) / mu) / (m^2 sum(mu)),   m = sum(y) / sum(mu)

    over wijken and domains: y and 25/12 take away chance and rounding to 5, 1 / mu gives cells
    equal say (Pearson's weights). With m = 1 it is the k of a negative binomial count with
    variance mu + mu^2 / k, the prior of Clayton & Kaldor, Biometrics 43 (1987); the moments are
    those of Breslow, Applied Statistics 33 (1984). A level that differs from the norms adds to
    the scatter, so that the registration then counts more.

    The draws resample whole wijken (the domains of one wijk lean together). Under
    `registratie_min_wijken` wijken, or without scatter to see, the norm and its band are used.

    Args:
        expected: (W, D) questions of the mid run.
        registered: (W, D) questions, NaN where none is used.
        gemeente: Names the stream of the draws.
        rules: The advice catalog; laag and hoog of `registratie_k` bound every k.
        draws: How the draws are made.
    """
    norm = rules.norms[NORM]
    rows = np.flatnonzero((~np.isnan(registered) & (expected > 0)).any(axis=1))
    if len(rows) < rules.norm("registratie_min_wijken"):
        return Weight(norm.midden, draws.of_norm, 0)
    scatter, level = _parts(expected[rows], registered[rows])
    chosen = stream(draws.seed, f"registratie_k/{gemeente}").integers(
        0, len(rows), (len(draws.of_norm), len(rows))
    )
    inverse = _inverse(scatter[chosen].sum(axis=1), level[chosen].sum(axis=1))
    mid = _inverse(scatter.sum(axis=0), level.sum(axis=0))
    return Weight(
        float(_within(mid, norm.low, norm.high)), _within(inverse, norm.low, norm.high), len(rows)
    )


def weight_note(weight: Weight, registered: Floats, rules: AdviceRules) -> str | None:
    """Return in words how much the registration weighs; None when none is used."""
    if np.isnan(registered).all():
        return None
    _, low, high = median_and_band(weight.drawn)
    kind = "registratie_geschat" if weight.n_wijken else "registratie_aanname"
    return rules.texts[kind].format(
        k=dutch(weight.mid, 0),
        laag=dutch(float(low), 0),
        hoog=dutch(float(high), 0),
        n=weight.n_wijken,
        minst=dutch(rules.norm("registratie_min_wijken"), 0),
    )


@dataclass(frozen=True)
class Draws:
    """How k is drawn: the seed, and the (K,) draws of the norm for where it stands in."""

    seed: int
    of_norm: Floats


def _parts(expected: Floats, registered: Floats) -> tuple[Floats, Floats]:
    """Return (W,) scatter beyond chance, and (W, 2) registered and expected questions."""
    used = ~np.isnan(registered) & (expected > 0)
    mu = np.where(used, expected, 1.0)
    y = np.where(used, registered, 1.0)
    beyond = ((y - mu) ** 2 - y - ROUNDING_VARIANCE) / mu
    level = np.stack([(y * used).sum(axis=1), (mu * used).sum(axis=1)], axis=1)
    return (beyond * used).sum(axis=1), level


def _inverse(scatter: Floats, level: Floats) -> Floats:
    """Return 1 / k; 0 where there is no more scatter than chance gives."""
    found: Floats = np.maximum(scatter, 0.0) * level[..., 1] / level[..., 0] ** 2
    return found


def _within(inverse: Floats, low: float, high: float) -> Floats:
    return np.asarray(1 / np.clip(inverse, 1 / high, 1 / low))
