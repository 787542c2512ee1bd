"""Data draws: what the figures could have been, given rounding, secrecy, chance and model error.

A draw depends only on the seed, the wijk's code, the indicator and the number of the draw: not on
the order of rows, on other wijken or on how the work is cut up.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from wijkfoto.catalog import Catalog, Indicator
from wijkfoto.profile.inputs import Bools, Figures, Floats, Ints
from wijkfoto.profile.transform import counts_people, half_width, logit, logit_without_count

Words = npt.NDArray[np.uint64]

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""Step of SplitMix64: the odd integer nearest to 2**64 divided by the golden ratio."""


@dataclass(frozen=True)
class ModelError:
    """How far estimates of a model may be off.

    Attributes:
        sd: Standard error of one estimate on the logit scale.
        shared: Part of its variance that the figures of one model share in a region: the
            correlation between the errors of two of them.
    """

    sd: float
    shared: float

    @classmethod
    def of(cls, catalog: Catalog) -> "ModelError":
        """Return what the method says."""
        return cls(catalog.norm("rivm_sd_logit"), catalog.norm("rivm_samenhang"))


def mix(words: Words) -> Words:
    """Return the output function of SplitMix64, which scrambles every bit.

    Source: Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators, OOPSLA;
    constants: variant 13 of Stafford, as in java.util.SplittableRandom.
    """
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


def text_key(text: str) -> int:
    """Return a 64-bit key of a text that is the same on every machine and in every run."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def region_keys(codes: Sequence[str]) -> Words:
    """Return the key of each region code [region]."""
    return np.array([text_key(code) for code in codes], np.uint64)


def uniform_pairs(keys: Words, indicator_id: str, seed: int, draws: int) -> tuple[Floats, Floats]:
    """Return two independent uniforms per region and draw, each strictly between 0 and 1.

    Each region and indicator has a SplitMix64 stream of its own; the halves of one 64-bit word
    make the two uniforms, on a grid of 2**-32.

    Args:
        keys: Keys of the regions [region].
        indicator_id: Indicator, part of the key of the stream.
        seed: Seed of the edition, likewise.
        draws: Number of draws.

    Returns:
        Two arrays [region, draw].
    """
    start = mix(keys ^ np.uint64(text_key(f"{seed}/{indicator_id}")))
    steps = np.arange(1, draws + 1, dtype=np.uint64) * GOLDEN
    words = mix(start[:, None] + steps)
    first = ((words >> np.uint64(32)).astype(np.float64) + 0.5) * 2.0**-32
    second = ((words & np.uint64(0xFFFFFFFF)).astype(np.float64) + 0.5) * 2.0**-32
    return first, second


def draw_logits(
    figures: Figures,
    column: int,
    rows: Ints,
    keys: Words,
    *,
    draws: int,
    seed: int,
    model: ModelError,
    chance: bool = True,
) -> Floats:
    """Return draws of one indicator on the logit scale.

    Args:
        figures: The figures.
        column: Column of the indicator.
        rows: Wijken that have a figure [row].
        keys: Keys of those wijken [row].
        draws: Number of draws.
        seed: Seed of the edition.
        model: How far estimates of a model may be off.
        chance: Whether chance and model error play a part, beside rounding and secrecy.

    Returns:
        Draws [row, draw].
    """
    indicator = figures.indicators[column]
    uniform, other = uniform_pairs(keys, indicator.indicator_id, seed, draws)
    half = half_width(indicator)
    censored = figures.censored[rows, column]
    if not counts_people(indicator):
        centre = logit_without_count(figures.share[rows, column], half)
        result = np.repeat(centre[:, None], draws, axis=1)
        if chance:
            result += model.sd * _model_noise(indicator, keys, ndtri(other), model, seed)
        share = _inside(figures, column, rows[censored], uniform[censored])
        result[censored] = logit_without_count(share, half)
        return np.asarray(result)
    share = _inside(figures, column, rows, uniform)
    n = figures.n[rows, column]
    known = n > 0
    size = np.where(known, n, figures.inwoners[rows])
    return _register(share, size[:, None], ndtri(other) if chance else None, known, half)


def _model_noise(
    indicator: Indicator, keys: Words, own: Floats, model: ModelError, seed: int
) -> Floats:
    """Return standard normals of which the figures of one model share a part in each region.

    What is shared pulls all figures of a region the same way in need: a model that takes a wijk
    for healthier than it is does so in most of its figures. So errors do not average out over the
    figures of a domain, nor over domains.

    Args:
        indicator: The indicator; its source tells the model, its direction the way.
        keys: Keys of the regions [row].
        own: Normals of this indicator [row, draw].
        model: The part that is shared.
        seed: Seed of the edition.
    """
    if indicator.kind != "model" or model.shared == 0:
        return own
    name = f"model/{indicator.source_id or ''}"
    _, uniform = uniform_pairs(keys, name, seed, own.shape[1])
    way = -1.0 if indicator.direction < 0 else 1.0
    common = way * np.sqrt(model.shared) * ndtri(uniform)
    return np.asarray(common + np.sqrt(1.0 - model.shared) * own)


def _inside(figures: Figures, column: int, rows: Ints, uniform: Floats) -> Floats:
    low, high = figures.low[rows, column], figures.high[rows, column]
    return np.asarray(low[:, None] + (high - low)[:, None] * uniform)


def _register(
    share: Floats, size: Floats, normal: Floats | None, known: Bools, half: float
) -> Floats:
    """Return logits of shares, with the chance of a count when normals are given.

    A secret count has the chance of a count too, on top of its interval: a simulation with 30%
    secret counts holds the share behind them in 93% with it and in 83% without (decision 0027).
    Without n the inhabitants stand in: n is at most that, so the chance is at least this.
    """
    yes = share * size + 0.5
    no = size - share * size + 0.5
    centre = np.log(yes) - np.log(no)
    if not known.all():
        centre[~known] = logit(np.clip(share[~known], half, 1.0 - half))
    if normal is None:
        return np.asarray(centre)
    return np.asarray(centre + beta_noise(1.0 / yes, 1.0 / no, normal))


def beta_noise(per_yes: Floats, per_no: Floats, normal: Floats) -> Floats:
    """Return logit(P) - log(a / b) for P from Beta(a, b), made of a standard normal.

    P is the share behind x of n after Jeffreys' prior: a = x + 1/2, b = n - x + 1/2. Its logit has
    cumulants that are differences of polygamma functions; their first terms in 1/a and 1/b go into
    the Cornish-Fisher expansion to skewness. Against the exact Beta the 90% interval holds between
    90.0 and 91.3% for every x, 0 included (a test repeats this); a plain normal with variance
    1/a + 1/b holds 75 to 90%. Sources: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate
    Distributions 2, chapter 25; Cornish and Fisher (1938), Revue de l'Institut International de
    Statistique 5, 307-320; Brown, Cai and DasGupta (2001), Statistical Science 16, 101-133.

    Args:
        per_yes: 1/a, any shape.
        per_no: 1/b, likewise.
        normal: Standard normals, likewise.
    """
    variance = per_yes + per_no + (per_yes**2 + per_no**2) / 2
    third = per_no**2 - per_yes**2
    shift = (per_no - per_yes) / 2
    skew = third / (6 * variance)
    return np.asarray(shift + np.sqrt(variance) * normal + skew * (normal**2 - 1))
