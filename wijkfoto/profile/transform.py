"""From a share to the scale on which it is compared: the empirical logit.

Only the formula for one figure lives here; what it is compared with is `reference`'s work.
"""

import numpy as np

from wijkfoto.catalog import Indicator
from wijkfoto.profile.inputs import UNIT_SIZE, Figures, Floats, Ints

FINEST_HALF_WIDTH = 0.05
"""Half of the last digit of figures with one decimal, the finest that the sources publish; for an
indicator whose rounding the catalog does not state (in the unit of the indicator)."""


def half_width(indicator: Indicator) -> float:
    """Return half of the rounding of an indicator, as a fraction."""
    stated = indicator.afronding.half_breedte if indicator.afronding else 0.0
    return (stated or FINEST_HALF_WIDTH) / UNIT_SIZE[indicator.unit]


def logit(share: Floats) -> Floats:
    """Return log(p / (1 - p)) of fractions strictly between 0 and 1."""
    return np.asarray(np.log(share) - np.log1p(-share))


def logit_of_count(share: Floats, n: Floats) -> Floats:
    """Return the empirical logit log((x + 1/2) / (n - x + 1/2)) with x = share * n.

    It is the logit of (x + 1/2) / (n + 1): finite at 0 and n, and free of first-order bias.
    Source: Haldane (1956), Annals of Human Genetics 20, 309-311; Cox (1970), Analysis of Binary
    Data, section 3.2.

    Args:
        share: Fractions from 0 to 1, any shape.
        n: Positive numbers of people or households, of a shape that fits.
    """
    count = share * n
    return np.asarray(np.log(count + 0.5) - np.log(n - count + 0.5))


def logit_without_count(share: Floats, half: float) -> Floats:
    """Return the logit of a share of which n is unknown, kept half a rounding off 0 and 1.

    Args:
        share: Fractions from 0 to 1, any shape.
        half: Half of the rounding, as a fraction.
    """
    return logit(np.clip(share, half, 1.0 - half))


def counts_people(indicator: Indicator) -> bool:
    """Say whether n is the number of observations behind the figures of an indicator.

    A model estimate (RIVM) rests on a model of the whole country, so the number of inhabitants
    says nothing about its error and must not shrink it.
    """
    return indicator.kind != "model"


def as_compared(figures: Figures) -> tuple[Floats, Floats]:
    """Return every figure in the form in which it is compared.

    Returns:
        Fractions [wijk, column]: as they are where n counts, else kept half a rounding off 0 and 1;
        and n [wijk, column]: NaN where it is unknown or does not count.
    """
    share, n = figures.share.copy(), np.full(figures.share.shape, np.nan)
    for j, indicator in enumerate(figures.indicators):
        counts = counts_people(indicator) & (figures.n[:, j] > 0)
        half = half_width(indicator)
        n[counts, j] = figures.n[counts, j]
        share[~counts, j] = np.clip(share[~counts, j], half, 1.0 - half)
    return share, n


def logits(figures: Figures) -> Floats:
    """Return the compared value of every figure [wijk, column]; NaN where there is none."""
    share, n = as_compared(figures)
    counted = np.isfinite(n)
    result = np.full(share.shape, np.nan)
    result[counted] = logit_of_count(share[counted], n[counted])
    result[~counted] = logit(share[~counted])
    return result


def logit_of_column(figures: Figures, column: int, rows: Ints, share: Floats) -> Floats:
    """Return the compared value of other shares of one indicator.

    Args:
        figures: The figures, for n and the rounding.
        column: Column of the indicator.
        rows: Wijken [row].
        share: Fractions [row].
    """
    indicator, n = figures.indicators[column], figures.n[rows, column]
    counts = counts_people(indicator) & (n > 0)
    result = logit_without_count(share, half_width(indicator))
    result[counts] = logit_of_count(share[counts], n[counts])
    return result
