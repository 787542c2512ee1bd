"""Draws of two figures of one region: what each could have been, given rounding and chance.

Only the draws and the scales they are compared on live here; classes are `trend`'s work.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import expit, ndtri

from wijkfoto.profile.draws import Words, beta_noise, uniform_pairs
from wijkfoto.profile.inputs import UNIT_SIZE, Floats, Ints
from wijkfoto.profile.transform import FINEST_HALF_WIDTH, logit

COUNT = "aantal"
"""Unit of figures that count people, households or homes."""

Scale = Literal["aandeel", "aantal", "bedrag"]


def scale_of(unit: str) -> Scale:
    """Return how figures of a unit are compared: as shares, counts or amounts."""
    if unit in UNIT_SIZE:
        return "aandeel"
    return "aantal" if unit == COUNT else "bedrag"


@dataclass(frozen=True)
class Year:
    """The figures of one indicator in one of the two years, in the unit of the indicator.

    Attributes:
        peiljaar: Year [region]; part of the key of the draws, so that two years are independent.
        waarde: Figures [region].
        low: Lower bound by rounding [region].
        high: Upper bound by rounding [region].
        n: People or households behind a share [region]; NaN when unknown.
    """

    peiljaar: Ints
    waarde: Floats
    low: Floats
    high: Floats
    n: Floats

    @classmethod
    def of(cls, rows: pd.DataFrame, which: Literal["van", "tot"]) -> "Year":
        """Take one of the two years from rows of intermediate.trend_pair."""

        def column(name: str) -> Floats:
            return rows[name].to_numpy(np.float64, na_value=np.nan)

        value = f"waarde_{which}"
        return cls(
            peiljaar=rows[f"{which}_jaar"].to_numpy(np.int64),
            waarde=column(value),
            low=column(f"{value}_low"),
            high=column(f"{value}_high"),
            n=column(f"n_{which}"),
        )


def draw_year(
    year: Year, scale: Scale, unit: str, keys: Words, *, name: str, draws: int, seed: int
) -> Floats:
    """Return draws of figures on the scale they are compared on.

    A share is drawn as `profile.draws` does: uniform inside its rounding, then the share behind it
    from its Beta posterior (Jeffreys), on the logit scale. A count likewise: uniform inside its
    rounding, then the rate behind it from Gamma(x + 1/2), the posterior of a Poisson count under
    Jeffreys' prior, on the log scale; that is the Beta of a share whose whole has no end. An amount
    (a mean in euro) has a rounding and no known chance. Two years are independent; mostly they are
    about the same people, so that the interval of a change is rather too wide.

    Args:
        year: The figures [region].
        scale: How they are compared.
        unit: Unit of the indicator.
        keys: Keys of the regions [region].
        name: Indicator, part of the key of the draws.
        draws: Number of draws.
        seed: Seed of the edition.

    Returns:
        Draws [region, draw]: logits of fractions, or logs of figures in their unit.
    """
    first, second = np.empty((len(keys), draws)), np.empty((len(keys), draws))
    for jaar in np.unique(year.peiljaar):
        rows = year.peiljaar == jaar
        first[rows], second[rows] = uniform_pairs(keys[rows], f"{name}/{jaar}", seed, draws)
    value = year.low[:, None] + (year.high - year.low)[:, None] * first
    if scale == "bedrag":
        return np.asarray(np.log(np.maximum(value, FINEST_HALF_WIDTH)))
    normal = ndtri(second)
    if scale == "aantal":
        shape = value + 0.5
        return np.asarray(np.log(shape) + beta_noise(1 / shape, np.zeros_like(shape), normal))
    return _draw_shares(value / UNIT_SIZE[unit], year.n[:, None], normal, unit)


def _draw_shares(share: Floats, n: Floats, normal: Floats, unit: str) -> Floats:
    """Return logits; of a share without n only the rounding is drawn."""
    yes, no = share * n + 0.5, (1 - share) * n + 0.5
    drawn = np.log(yes) - np.log(no) + beta_noise(1 / yes, 1 / no, normal)
    half = FINEST_HALF_WIDTH / UNIT_SIZE[unit]
    return np.asarray(np.where(n > 0, drawn, logit(np.clip(share, half, 1 - half))))


def on_scale(waarde: Floats, scale: Scale, unit: str) -> Floats:
    """Return figures on the scale they are compared on, kept off its ends."""
    if scale != "aandeel":
        return np.asarray(np.log(np.maximum(waarde, FINEST_HALF_WIDTH)))
    half = FINEST_HALF_WIDTH / UNIT_SIZE[unit]
    return logit(np.clip(waarde / UNIT_SIZE[unit], half, 1 - half))


def in_unit(drawn: Floats, scale: Scale, unit: str) -> Floats:
    """Return draws in the unit of the indicator."""
    return np.asarray(UNIT_SIZE[unit] * expit(drawn) if scale == "aandeel" else np.exp(drawn))
