"""A wijk beside the wijken that are like it: difference of the scores, class and certainty.

Arrays of one domain; which wijken are alike is settled in `comparable`.
"""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from wijkfoto.catalog import Catalog
from wijkfoto.profile.classes import NONE, Doubts
from wijkfoto.profile.comparable import FOUND
from wijkfoto.profile.gemeente import Verschil, judge
from wijkfoto.profile.inputs import Bools, Floats, Ints
from wijkfoto.profile.score import POINTS_PER_SD

NO_SCORE, FEW_SCORES = "geen_score", "te_weinig_scores"
"""Why there is no comparison in a domain though the wijk has comparable ones."""

Singles = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Sides:
    """Scores of some wijken in standard deviations; NaN without a score.

    Attributes:
        standard: Points [wijk].
        bare: Points without model figures [wijk].
        draws: Data draws [wijk, draw].
        methods: Other weights and normalisations [wijk, variant].
        inwoners: Inhabitants [wijk].
    """

    standard: Floats
    bare: Floats
    draws: Singles
    methods: Singles
    inwoners: Floats

    def of(self, rows: Ints) -> "Sides":
        """Return some of the wijken."""
        return Sides(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})


@dataclass(frozen=True)
class Alike:
    """Each wijk beside its comparable ones [wijk]; NaN where there is no comparison.

    Differences are in points. ``klasse`` is -1, 0 or 1; ``zekerheid`` is 0 without a comparison;
    ``aantal`` counts the comparable wijken that have a score; ``status`` says why there is none.
    """

    compared: Bools
    verschil: Floats
    low: Floats
    high: Floats
    klasse: Ints
    zekerheid: Ints
    aantal: Ints
    status: npt.NDArray[np.object_]


def beside_comparables(
    own: Sides,
    others: Sides,
    rows: Ints,
    status: npt.NDArray[np.object_],
    doubts: Doubts,
    catalog: Catalog,
) -> Alike:
    """Return how every wijk differs from its comparable wijken.

    The draws of both sides are taken, so that the interval is that of the difference. A difference
    counts from the same step and in the same share of draws as inside a gemeente.

    Args:
        own: Scores of the wijken.
        others: Scores of the wijken that rows refer to.
        rows: Comparable wijken, rows of `others` [wijk, rank]; -1 for none.
        status: Whether a wijk has comparable ones, or why not [wijk].
        doubts: What caps the certainty of the class against the land.
        catalog: Numbers of the method.
    """
    weights = _weights(others.standard, others.inwoners, rows)
    aantal = np.count_nonzero(weights, axis=1)
    has_others = status == FOUND
    enough = aantal >= catalog.norm("vergelijkbaar_min") if has_others.any() else has_others
    has_score = np.isfinite(own.standard)
    compared = has_others & has_score & enough
    told = np.where(has_others, np.where(has_score, FEW_SCORES, NO_SCORE), status)
    found = _nothing(compared, aantal, np.where(compared, FOUND, told))
    if compared.any():
        _fill(found, own, others, rows, weights, doubts, catalog)
    return found


def _nothing(compared: Bools, aantal: Ints, status: npt.NDArray[np.object_]) -> Alike:
    count = len(compared)
    return Alike(
        compared=compared,
        verschil=np.full(count, np.nan),
        low=np.full(count, np.nan),
        high=np.full(count, np.nan),
        klasse=np.zeros(count, np.int64),
        zekerheid=np.full(count, NONE, np.int64),
        aantal=aantal,
        status=status,
    )


def _fill(
    found: Alike,
    own: Sides,
    others: Sides,
    rows: Ints,
    weights: Floats,
    doubts: Doubts,
    catalog: Catalog,
) -> None:
    """Work out the wijken that are compared, and write them into what was found."""
    at = np.flatnonzero(found.compared)
    mine, rows, weights = own.of(at), rows[at], weights[at]
    bare_weights = _weights(others.bare, others.inwoners, rows)
    has_bare = (bare_weights > 0).any(axis=1)
    bare = _differences(mine.bare, others.bare, rows, bare_weights)
    verschil = Verschil(
        point=_differences(mine.standard, others.standard, rows, weights),
        data=_differences(mine.draws, others.draws, rows, weights),
        methods=_differences(mine.methods, others.methods, rows, weights),
        without_model=np.where(has_bare, bare, np.nan),
    )
    judged = judge(verschil, doubts.of(at), catalog)
    found.verschil[at] = judged.verschil
    found.low[at], found.high[at] = judged.verschil_low, judged.verschil_high
    found.klasse[at], found.zekerheid[at] = judged.klasse, judged.zekerheid


def _weights(standard: Floats, inwoners: Floats, rows: Ints) -> Floats:
    """Return the weight of each comparable wijk by its inhabitants, 0 without a score.

    Returns:
        Weights [wijk, rank] that sum to 1, or all 0.
    """
    scored = (rows >= 0) & np.isfinite(standard[rows])
    people = np.where(scored, inwoners[rows], 0.0)
    total = people.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(people, total, out=np.zeros_like(people), where=total > 0))


def _differences(
    own: Floats | Singles, others: Floats | Singles, rows: Ints, weights: Floats
) -> Floats:
    """Return scores minus the weighted mean of the comparable wijken, in points.

    Args:
        own: Standard scores [wijk] or [wijk, draw].
        others: Standard scores of the wijken that rows refer to, likewise.
        rows: Comparable wijken [wijk, rank].
        weights: Their weights, 0 where one does not count.
    """
    mean = np.zeros(own.shape)
    for rank in range(rows.shape[1]):
        there = np.flatnonzero(weights[:, rank] > 0)
        weight = weights[there, rank].reshape(-1, *[1] * (own.ndim - 1))
        mean[there] += weight * others[rows[there, rank]]
    return np.asarray(POINTS_PER_SD * (own - mean))
