"""Leave one out: the score and the class that a wijk would have without each of its figures.

A sensitivity, not a draw: it answers "what if we had not had this figure", one figure at a time.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from wijkfoto.profile.classes import Limits, class_limits
from wijkfoto.profile.inputs import Figures, Floats, Ints
from wijkfoto.profile.reference import Reference
from wijkfoto.profile.score import CENTRE, POINTS_PER_SD, Scales, composite, scales_of
from wijkfoto.profile.select import Recipe
from wijkfoto.profile.tables import class_words
from wijkfoto.profile.weights import Weighing, weights_over

WITHOUT_COLUMNS = (
    "region_code",
    "domain_id",
    "indicator_id",
    "klasse",
    "score_zonder",
    "klasse_zonder",
)


@dataclass(frozen=True)
class Without:
    """What the country fixes of a domain that lacks one of its figures."""

    scales: Scales
    limits: Limits


def weights_without(recipe: Recipe, weighing: Weighing, k: int) -> Floats:
    """Return the weights when figure k is not there; its fact keeps its weight in its others.

    No least weight is asked, as for the score without model figures: without a figure that fills
    most of a domain the question is what the rest says.
    """
    there = weighing.there.copy()
    there[:, k] = False
    return weights_over(recipe, there, weighing.use_total, weighing.scored)


def fit_without(
    recipe: Recipe,
    weighing: Weighing,
    z: Floats,
    reference: Reference,
    inwoners: Floats,
    part: float,
) -> tuple[Without, ...]:
    """Return scales and class limits of the domain without each figure [k]."""
    found = []
    for k in range(len(weighing.columns)):
        weights = weights_without(recipe, weighing, k)
        scales = scales_of(z, weights, reference)
        standard = scales.of(weights).standard(composite(z, weights))
        found.append(Without(scales, class_limits(standard, inwoners, part)))
    return tuple(found)


def leave_out(
    recipe: Recipe,
    weighing: Weighing,
    z: Floats,
    klasse: npt.NDArray[np.int8],
    fitted: tuple[Without, ...],
    figures: Figures,
    wanted: Ints,
) -> pd.DataFrame:
    """Return one row per wanted wijk and figure in its score.

    Args:
        recipe: How the figures count.
        weighing: How they weigh in every wijk.
        z: Clipped scores [wijk, k].
        klasse: Class of every wijk with all its figures.
        fitted: What the country fixes without each figure [k].
        figures: The figures.
        wanted: Rows of the wijken to tell of.
    """
    parts = []
    for k, column in enumerate(weighing.columns.tolist()):
        rows = wanted[weighing.weights[wanted, k] > 0]
        weights = weights_without(recipe, weighing, k)[rows]
        standard = fitted[k].scales.of(weights).standard(composite(z[rows], weights))
        left = np.isfinite(standard)
        parts.append(
            pd.DataFrame(
                {
                    "region_code": np.array(figures.region_codes, object)[rows],
                    "domain_id": recipe.domain_id,
                    "indicator_id": figures.indicators[column].indicator_id,
                    "klasse": class_words(klasse[rows], np.ones(len(rows), np.bool_)),
                    "score_zonder": CENTRE + POINTS_PER_SD * standard,
                    "klasse_zonder": class_words(fitted[k].limits.classify(standard), left),
                },
                columns=list(WITHOUT_COLUMNS),
            )
        )
    if not parts:
        return pd.DataFrame(columns=list(WITHOUT_COLUMNS))
    return pd.concat(parts, ignore_index=True)
