"""Prediction intervals, set by how far expectations were off in gemeenten that were left out.

Conformal: no shape is assumed for the error beyond how it grows; per size class of the wijk.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wijkfoto.profile.inputs import Floats
from wijkfoto.use.counts import Counted, drawn_count
from wijkfoto.use.crossfit import CrossFit

SIZE_LIMITS = (500.0, 2_000.0, 10_000.0)
SIZE_CLASSES = ("tot_500", "500_2000", "2000_10000", "boven_10000")
"""Size classes of wijken by inhabitants, as the back-test shows them."""

LEAST_ERRORS = 40
"""Errors that a class needs: with 39 the outermost ones are the bounds of a 95% interval."""


@dataclass(frozen=True)
class Interval:
    """Bounds of a prediction interval [area]; NaN where there is none."""

    low: Floats
    high: Floats


def size_class(inwoners: Floats) -> npt.NDArray[np.int64]:
    """Return the place of each wijk in `SIZE_CLASSES` [area]."""
    return np.searchsorted(SIZE_LIMITS, np.nan_to_num(inwoners), side="right").astype(np.int64)


def prediction_interval(
    crossfit: CrossFit,
    counted: Counted,
    inwoners: Floats,
    folds: npt.NDArray[np.int64],
    uniform: Floats,
    level: float,
) -> Interval:
    """Return an interval around expected use that holds a new count with the given chance.

    The error of a count is scaled by sqrt(mu + dispersion mu^2 + what rounding adds). The bounds
    of a fold are the outer quantiles of the errors in the other folds and the same size class,
    corrected for their number: the k-th of n from outside, k = floor((n + 1)(1 - level) / 2).
    Source: Vovk, Gammerman and Shafer (2005), Algorithmic Learning in a Random World; over folds:
    Barber, Candes, Ramdas and Tibshirani (2021), Annals of Statistics 49, 486-507. Errors and
    spread are those of the fit that left the fold out, so that odd use in a gemeente neither widens
    nor narrows its own bounds. A secret count has the error of a draw between its bounds, under the
    same fit: taken as what lies nearest to the expectation its error would be nothing, and bounds
    too narrow for the count behind it.

    Args:
        crossfit: Expected counts out of fold, and the fits that they come from.
        counted: Counts.
        inwoners: Inhabitants, for the size class [area].
        folds: Fold of each area [area].
        uniform: Numbers between 0 and 1 that secret counts are drawn with [area].
        level: Chance inside, such as 0.9.
    """
    expected, classes = crossfit.expected, size_class(inwoners)
    low, high = np.full((2, len(expected)), np.nan)
    for fold, fit in crossfit.left_out.items():
        here, known = folds == fold, np.flatnonzero(np.isfinite(fit.others))
        usual = float(np.median(counted.rounding_variance[known]))
        dispersion = fit.spread.of(counted.people)
        mean, around = fit.others[known], dispersion[known]
        count = drawn_count(counted.of(known), mean, around, uniform[known])
        error = (count - mean) / _scale(mean, around, usual)
        reach = _scale(expected, dispersion, usual)
        for each in np.unique(classes[here]):
            rows = here & (classes == each)
            errors = error[classes[known] == each]
            if len(errors) < LEAST_ERRORS:
                errors = error
            below, above = _bounds(errors, level)
            low[rows] = expected[rows] + np.minimum(below, 0.0) * reach[rows]
            high[rows] = expected[rows] + np.maximum(above, 0.0) * reach[rows]
    return Interval(np.round(np.maximum(low, 0.0), 6), np.round(high, 6))


def _scale(mean: Floats, dispersion: Floats, rounding: float) -> Floats:
    return np.asarray(np.sqrt(mean + dispersion * mean**2 + rounding))


def side(interval: Interval, counted: Counted) -> npt.NDArray[np.int64]:
    """Return 1 where the count lies above an interval, -1 below it, 0 inside or unknown [area].

    The published figure itself must lie outside; of a secret count the whole of its interval.
    """
    secret = np.isnan(counted.figure)
    low = np.where(secret, counted.low, counted.figure)
    high = np.where(secret, counted.high, counted.figure)
    return np.where(low > interval.high, 1, np.where(high < interval.low, -1, 0))


def _bounds(errors: Floats, level: float) -> tuple[float, float]:
    """Return the outer errors between which a new one lies with the given chance; NaN if few."""
    place = int(np.floor((len(errors) + 1) * (1 - level) / 2))
    if place < 1:
        return np.nan, np.nan
    ordered = np.sort(errors)
    return float(ordered[place - 1]), float(ordered[-place])
