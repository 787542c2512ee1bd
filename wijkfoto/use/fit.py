"""Fits the mean of counts of which an interval is known: log-linear, with the people as exposure.

Which columns explain it is decided in `choose`; chance around the mean lives in `counts`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wijkfoto.errors import WijkfotoError
from wijkfoto.profile.inputs import Floats
from wijkfoto.use.counts import Counted, Spread, expected_count, fit_spread
from wijkfoto.use.recipe import Weighing

MOST_STEPS = 60
TOLERANCE = 1e-8
MOST_STEP = 2.0
"""Largest change of a coefficient in one step: 2 on the log scale is a factor 7."""

LEAST_RATE = 1e-9
"""Least expected use per person, so that a logarithm is taken where nobody uses anything."""


@dataclass(frozen=True)
class Fit:
    """A fitted mean: intercept first, then a coefficient per column; and the spread around it."""

    coefficients: Floats
    spread: Spread
    weighing: Weighing

    def rate(self, columns: Floats) -> Floats:
        """Return expected use per person [area] for columns [area, column]."""
        return np.asarray(_rate(_design(columns), self.coefficients))


def fit_mean(counted: Counted, columns: Floats, weighing: Weighing) -> Fit:
    """Fit log E[Y] = log people + a + columns b to counts of which an interval is known.

    Solved is sum x w (E[Y | interval] - mu) = 0: the score of the counts, expected given what was
    published (Dempster, Laird and Rubin, 1977, JRSS B 39, 1-38). By `mensen` w = 1, the score of a
    Poisson: right for the mean whatever the variance (Gourieroux, Monfort and Trognon, 1984,
    Econometrica 52, 701-720), and the expected counts sum to the counts. By `gebieden`
    w = 1 / (1 + dispersion mu), the score of a negative binomial; its level is then set so that the
    sums are equal. In both, a count in its interval is expected under the negative binomial, whose
    dispersion follows size.

    Args:
        counted: Areas.
        columns: Standardised columns [area, column].
        weighing: How areas weigh.

    Raises:
        WijkfotoError: If the search leaves the numbers.
    """
    design = _design(columns)
    start = np.zeros(design.shape[1])
    start[0] = np.log(max(counted.point.sum() / counted.people.sum(), LEAST_RATE))
    rough = _solve(design, counted, start, None, weighing)
    spread = fit_spread(counted, counted.people * _rate(design, rough))
    found = _solve(design, counted, rough, spread, weighing)
    mean = counted.people * _rate(design, found)
    total = expected_count(counted, mean, spread.of(counted.people)).sum()
    found[0] += np.log(max(total, LEAST_RATE) / mean.sum())
    return Fit(np.round(found, 9), spread, weighing)


def expected_elsewhere(
    counted: Counted, columns: Floats, fit: Fit, folds: npt.NDArray[np.int64]
) -> Floats:
    """Return what a fit expects of each area learned from when it has not seen the area's fold.

    Each fold of the areas learned from is left out in turn, by one Newton step from the whole fit
    and the level set anew (Pregibon, 1981, Annals of Statistics 9, 705-724). Areas outside the fit
    are never looked at. The sum tells by how much expectations are low elsewhere; the errors set
    the bounds of areas outside the fit.

    Args:
        counted: Areas that were learned from.
        columns: Their columns [area, column].
        fit: The fit.
        folds: Fold of each of them [area].

    Returns:
        Expected counts, positive [area]; of the fit itself when all areas are in one fold.
    """
    design, count = _design(columns), counted.point
    mean = counted.people * _rate(design, fit.coefficients)
    weight = np.ones(len(mean))
    if fit.weighing == "gebieden":
        weight = 1.0 / (1.0 + fit.spread.of(counted.people) * mean)
    elsewhere = mean.copy()
    for fold in np.unique(folds):
        out, rest = folds == fold, folds != fold
        if not rest.any():
            break
        score = design[rest].T @ (weight * (count - mean))[rest]
        step = np.linalg.solve(_information(design[rest], (weight * mean)[rest]), score)
        rate = _rate(design, fit.coefficients + np.clip(step, -MOST_STEP, MOST_STEP))
        expected = counted.people * rate
        elsewhere[out] = expected[out] * count[rest].sum() / expected[rest].sum()
    return np.asarray(np.maximum(elsewhere, LEAST_RATE))


def _information(design: Floats, weight: Floats) -> Floats:
    """Return X' W X, with a trace of ridge so that equal columns do not stop the solving."""
    information = (design * weight[:, None]).T @ design
    information[np.diag_indices_from(information)] *= 1 + 1e-9
    return np.asarray(information)


def _design(columns: Floats) -> Floats:
    return np.column_stack([np.ones(len(columns)), columns])


def _rate(design: Floats, coefficients: Floats) -> Floats:
    return np.asarray(np.maximum(np.exp(np.minimum(design @ coefficients, 5.0)), LEAST_RATE))


def _solve(
    design: Floats, counted: Counted, start: Floats, spread: Spread | None, weighing: Weighing
) -> Floats:
    """Find where the score is zero; without a spread the published figure is the count."""
    found = start.copy()
    dispersion = None if spread is None else spread.of(counted.people)
    for _ in range(MOST_STEPS):
        mean = counted.people * _rate(design, found)
        count = counted.point
        weight = np.ones(len(mean))
        if dispersion is not None:
            count = expected_count(counted, mean, dispersion)
            if weighing == "gebieden":
                weight = 1.0 / (1.0 + dispersion * mean)
        score = design.T @ (weight * (count - mean))
        step = np.linalg.solve(_information(design, weight * mean), score)
        found += np.clip(step, -MOST_STEP, MOST_STEP)
        if not np.isfinite(found).all():
            raise WijkfotoError(
                "the model of expected use finds no coefficients.",
                where="use",
                next_step="Check the figures of the kerncijfers for values that cannot be.",
            )
        if np.abs(step).max() < TOLERANCE:
            break
    return found
