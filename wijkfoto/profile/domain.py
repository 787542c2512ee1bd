"""One domain from figures to its rows: weights, points, draws, classes, certainty.

The order of the steps lives here; each step is a module of its own, and what the country fixes
comes in ready (`fitted`).
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from wijkfoto.catalog import Domain
from wijkfoto.profile.alike import Alike, Sides, beside_comparables
from wijkfoto.profile.classes import Doubts
from wijkfoto.profile.domain_rows import Drawn, Known, in_points, score_rows
from wijkfoto.profile.fitted import FittedDomain
from wijkfoto.profile.gemeente import (
    InGemeente,
    Spread,
    Yardstick,
    bounds,
    judge,
    position,
    whole_gemeenten,
)
from wijkfoto.profile.inputs import Ints
from wijkfoto.profile.leave_out import leave_out
from wijkfoto.profile.score import draw_scores, point_scores, with_least_need
from wijkfoto.profile.select import CoherenceRow
from wijkfoto.profile.shared import Shared
from wijkfoto.profile.tables import evidence_of
from wijkfoto.profile.variance import variance_parts
from wijkfoto.profile.weights import MIN_FACTS, weigh

Record = TypeVar("Record", InGemeente, Alike)

BLOCK = 128
"""Wijken whose draws are made at one time: 128 x 1,000 doubles are one megabyte."""


@dataclass(frozen=True)
class DomainResult:
    """What one domain gives.

    Attributes:
        scores: A row per wijk.
        evidence: The figures behind each score.
        without: Scores of the chosen gemeenten without each figure.
        variance: Variance of those scores by cause.
        draws: Data draws of the standard score [wijk, draw].
        methods: Standard scores under other methods [wijk, variant].
        doubts: What holds the certainty of each score down.
        coherence: What became of each listed indicator.
    """

    scores: pd.DataFrame
    evidence: pd.DataFrame
    without: pd.DataFrame
    variance: pd.DataFrame
    draws: npt.NDArray[np.float32]
    methods: npt.NDArray[np.float32]
    doubts: Doubts
    coherence: tuple[CoherenceRow, ...]


def score_domain(
    domain: Domain, fitted: FittedDomain, shared: Shared, gemeente: Yardstick | None = None
) -> DomainResult:
    """Return the rows of one domain for every wijk, or buurt, of the figures.

    Args:
        domain: The domain.
        fitted: What the country fixes of it.
        shared: Figures, reference and options.
        gemeente: Means of the gemeenten that buurten are held against; None: wijken, which make
            those means themselves and are ranked.
    """
    points = _points_of(fitted, shared)
    pieces = whole_gemeenten(shared.figures.gemeente_codes, BLOCK)
    with ThreadPoolExecutor(shared.options.workers) as pool:
        drawn = _joined(list(pool.map(lambda rows: _draw(points, rows, shared, gemeente), pieces)))
        own = _sides(points, shared, drawn.draws, drawn.methods)
        others = _elsewhere(fitted, shared) or own
        beside = list(
            pool.map(lambda rows: _beside(own, others, points.doubts, rows, shared), pieces)
        )
    chosen = shared.chosen[points.scored[shared.chosen]]
    return DomainResult(
        scores=score_rows(domain.domain_id, shared, points, drawn, _join(Alike, beside)),
        evidence=evidence_of(
            domain.domain_id, shared.figures, shared.scores, points.weighing, points.point
        ),
        without=leave_out(
            fitted.recipe,
            points.weighing,
            points.point.z,
            points.klasse,
            fitted.without,
            shared.figures,
            chosen,
        ),
        variance=variance_parts(
            domain.domain_id,
            points.weighing,
            points.point,
            shared,
            drawn.draws[chosen].astype(np.float64),
            drawn.methods[chosen].astype(np.float64),
            fitted.methods.variants,
            chosen,
        ),
        draws=drawn.draws,
        methods=drawn.methods,
        doubts=points.doubts,
        coherence=fitted.recipe.coherence,
    )


def _points_of(fitted: FittedDomain, shared: Shared) -> Known:
    figures, catalog = shared.figures, shared.catalog
    weighing = weigh(fitted.recipe, figures, catalog)
    point = point_scores(weighing, shared.scores, fitted.scales, fitted.bare, catalog)
    klasse = fitted.limits.classify(point.standard)
    klasse_bare = fitted.bare_limits.classify(point.without_model)
    scored = np.isfinite(point.standard)
    changes = scored & np.isfinite(point.without_model) & (klasse_bare != klasse)
    least = with_least_need(point, weighing, figures, shared.scores, catalog)
    doubts = Doubts(
        smal=scored & (weighing.facts < MIN_FACTS),
        model=scored & weighing.only_model,
        zonder_model=changes,
        geheim=scored & (klasse > 0) & (fitted.limits.classify(least) <= 0),
        gebruik=scored & weighing.by_use,
        jaar_koppeling=scored & weighing.old_boundary,
        alleen_gebruik=scored & ~weighing.has_need,
    )
    return Known(fitted, weighing, point, klasse, klasse_bare, doubts)


def _draw(points: Known, rows: Ints, shared: Shared, gemeente: Yardstick | None) -> Drawn:
    """Draw some whole gemeenten and sum up what the draws say."""
    fitted, point, weighing = points.fitted, points.point, points.weighing
    draws = draw_scores(weighing, point, shared, rows)
    z = shared.normalised[:, rows][:, :, weighing.columns]
    methods = fitted.methods.scores(z, weighing.weights[rows])
    klasse = fitted.limits.classify(draws)
    methode_hoog, methode_laag = fitted.methods.chances(methods)
    score = in_points(point.standard[rows])
    low, high = bounds(in_points(draws), score)
    spread = Spread(in_points(draws), in_points(methods))
    inside = _inside(points, rows, spread, shared, gemeente)
    return Drawn(
        low=low,
        high=high,
        kans_hoog=(klasse > 0).mean(axis=1),
        kans_laag=(klasse < 0).mean(axis=1),
        methode_hoog=methode_hoog,
        methode_laag=methode_laag,
        inside=inside,
        draws=draws.astype(np.float32),
        methods=methods.astype(np.float32),
    )


def _inside(
    points: Known, rows: Ints, spread: Spread, shared: Shared, gemeente: Yardstick | None
) -> InGemeente:
    score, bare = (
        in_points(points.point.standard[rows]),
        in_points(points.point.without_model[rows]),
    )
    doubts = points.doubts.of(rows)
    if gemeente is not None:
        return judge(gemeente.subtract(rows, score, spread, bare), doubts, shared.catalog)
    return position(
        score,
        in_points(points.point.unclipped[rows]),
        spread,
        bare,
        shared.figures.inwoners[rows],
        [shared.figures.gemeente_codes[row] for row in rows],
        doubts,
        shared.catalog,
    )


def _sides(
    points: Known,
    shared: Shared,
    draws: npt.NDArray[np.float32],
    methods: npt.NDArray[np.float32],
) -> Sides:
    point = points.point
    return Sides(point.standard, point.without_model, draws, methods, shared.figures.inwoners)


def _elsewhere(fitted: FittedDomain, shared: Shared) -> Sides | None:
    """Return the scores of comparable wijken that are not among those to score."""
    theirs = shared.peers.elsewhere
    if theirs is None:
        return None
    points = _points_of(fitted, theirs)
    rows = np.arange(len(theirs.figures.region_codes))
    draws = draw_scores(points.weighing, points.point, theirs, rows)
    z = theirs.normalised[:, :, points.weighing.columns]
    methods = fitted.methods.scores(z, points.weighing.weights)
    return _sides(points, theirs, draws.astype(np.float32), methods.astype(np.float32))


def _beside(own: Sides, others: Sides, doubts: Doubts, rows: Ints, shared: Shared) -> Alike:
    peers = shared.peers
    return beside_comparables(
        own.of(rows),
        others,
        peers.rows[rows],
        peers.status[rows],
        doubts.of(rows),
        shared.catalog,
    )


def _joined(parts: list[Drawn]) -> Drawn:
    inside = _join(InGemeente, [part.inside for part in parts])
    arrays = {
        each.name: np.concatenate([getattr(part, each.name) for part in parts])
        for each in fields(Drawn)
        if each.name != "inside"
    }
    return Drawn(inside=inside, **arrays)


def _join(kind: type[Record], parts: list[Record]) -> Record:
    """Join records of arrays over wijken into one."""
    names = [each.name for each in fields(kind)]
    return kind(**{n: np.concatenate([getattr(part, n) for part in parts]) for n in names})
