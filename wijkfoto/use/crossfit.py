"""Expected use of every area from a model that never saw its gemeente.

Scaling, choice of columns, coefficients and spread all come from the other folds; here they are put
together.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wijkfoto.catalog import Catalog
from wijkfoto.profile.inputs import Bools, Floats
from wijkfoto.use.choose import choose_columns
from wijkfoto.use.counts import Counted, Spread
from wijkfoto.use.fit import expected_elsewhere, fit_mean
from wijkfoto.use.predictors import Areas, column_of, filled
from wijkfoto.use.recipe import Predictor, Recipe, UseModel

SQUARE = "^2"
"""Behind the name of a predictor: its square, after standardising."""

MOST_GAPS = 0.5
"""A required figure that more areas lack than have is one that the land does not have."""


LEAST_EXPECTED = 1e-6
"""Least expected count after rounding, so that an error can be held against it."""


@dataclass(frozen=True)
class Candidates:
    """What one model may choose from, for all areas.

    Attributes:
        names: Name of each column; a square carries `SQUARE`.
        columns: Columns on their own scale [area, column]; NaN where missing.
        squares: Whether a column is to be squared after standardising [column].
        usable: Areas that have every required figure [area].
        complete: Areas that have every figure of `columns` [area]; in the others one stands at its
            mean.
        lacks_required: Whether the land lacks a figure that the model requires.
    """

    names: tuple[str, ...]
    columns: Floats
    squares: Bools
    usable: Bools
    complete: Bools
    lacks_required: bool


@dataclass(frozen=True)
class LeftOut:
    """What the fit without one fold says of the other folds, so that their errors never saw it.

    Attributes:
        spread: Spread around its mean.
        others: Expected count of each area learned from, its own fold left out as well [area];
            NaN elsewhere.
    """

    spread: Spread
    others: Floats


@dataclass(frozen=True)
class CrossFit:
    """Expected use out of fold.

    Attributes:
        expected: Expected count [area]; NaN where the model says nothing.
        left_out: By fold, the fit that the expectations in that fold come from.
        chosen: In how many folds each predictor was chosen.
        most: Largest number of columns of a fold.
    """

    expected: Floats
    left_out: dict[int, LeftOut]
    chosen: dict[str, int]
    most: int


def candidates_of(
    model: UseModel, recipe: Recipe, areas: Areas, learn: Bools, catalog: Catalog
) -> Candidates:
    """Return what a model may choose from, given the areas that may be learned from.

    Which predictors there are depends on how many areas have them, never on use.
    """
    listed = [each for each in recipe.voorspellers if each.groep in model.groepen]
    known = {each.predictor_id: column_of(areas, each, catalog) for each in listed}
    needed = [known[each.predictor_id] for each in listed if each.vereist]
    required = [column for column in needed if filled(column, learn) >= MOST_GAPS]
    usable = np.isfinite(areas.inwoners)
    for column in required:
        usable &= np.isfinite(column)
    least = catalog.norm("gebruik_min_gevuld")
    # What a model does without may still be required, so that it learns from the same areas.
    free = [each for each in listed if each.predictor_id not in model.zonder]
    kept = [each for each in free if filled(known[each.predictor_id], learn & usable) >= least]
    named = [(each, square) for each in kept for square in _powers(each)]
    columns = [known[each.predictor_id] for each, _ in named]
    matrix = np.column_stack(columns) if columns else np.empty((len(usable), 0))
    return Candidates(
        names=tuple(each.predictor_id + SQUARE * square for each, square in named),
        columns=matrix,
        squares=np.array([square for _, square in named], np.bool_),
        usable=usable,
        complete=usable & np.isfinite(matrix).all(axis=1),
        lacks_required=len(required) < len(needed),
    )


def _powers(predictor: Predictor) -> tuple[bool, ...]:
    return (False, True) if predictor.kwadraat else (False,)


def cross_fit(
    model: UseModel,
    candidates: Candidates,
    counted: Counted,
    learn: Bools,
    folds: npt.NDArray[np.int64],
    winsor: float,
) -> CrossFit:
    """Return expected use of every usable area, each from the folds that it is not in.

    Args:
        model: How many columns at most, and how areas weigh.
        candidates: What it may choose from.
        counted: Counts; only those of the areas to learn from are read.
        learn: Areas that may be learned from [area].
        folds: Fold of each area [area].
        winsor: Largest standardised value.
    """
    expected = np.full(len(folds), np.nan)
    fits: dict[int, LeftOut] = {}
    chosen: Counter[str] = Counter()
    most = 0
    learn = learn & candidates.usable
    for fold in np.unique(folds).tolist():
        rows = np.flatnonzero(learn & (folds != fold))
        left_out = np.flatnonzero((folds == fold) & candidates.usable & np.isfinite(counted.people))
        if not len(rows) or not len(left_out):
            continue
        columns = _standardised(candidates, rows, winsor)
        taken = choose_columns(counted.of(rows), columns[rows], model.hooguit)
        chosen_columns = columns[:, list(taken)]
        fit = fit_mean(counted.of(rows), chosen_columns[rows], model.weging)
        inside = expected_elsewhere(counted.of(rows), chosen_columns[rows], fit, folds[rows])
        # Outside the areas learned from, a log-linear mean comes out low in sum.
        total = counted.point[rows].sum()
        level = total / inside.sum() if total > 0 else 1.0
        rate = fit.rate(chosen_columns[left_out])
        expected[left_out] = counted.people[left_out] * rate * level
        others = np.full(len(folds), np.nan)
        others[rows] = np.maximum(np.round(inside * level, 6), LEAST_EXPECTED)
        fits[fold] = LeftOut(fit.spread, others)
        chosen.update(candidates.names[j] for j in taken)
        most = max(most, len(taken))
    # Fits are rounded before use, so that the last digits of a sum are no difference.
    return CrossFit(np.round(expected, 6), fits, dict(chosen), most)


def _standardised(candidates: Candidates, rows: npt.NDArray[np.intp], winsor: float) -> Floats:
    """Scale with mean and sd of the rows to learn from; a missing figure stands at their mean."""
    if not candidates.names:
        return candidates.columns
    learned = candidates.columns[rows]
    mean, sd = np.nanmean(learned, axis=0), np.nanstd(learned, axis=0)
    scaled = (candidates.columns - mean) / np.where(sd > 0, sd, 1.0)
    scaled = np.clip(np.nan_to_num(scaled, nan=0.0), -winsor, winsor)
    return np.asarray(np.where(candidates.squares, scaled**2, scaled))
