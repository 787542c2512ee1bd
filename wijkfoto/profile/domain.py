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
from wijkfoto.profile.classes import NONE, Doubts, certainty, share_of_class
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
from wijkfoto.profile.inputs import Bools, Floats, Ints
from wijkfoto.profile.leave_out import leave_out
from wijkfoto.profile.score import CENTRE, POINTS_PER_SD, DomainPoint, draw_scores, point_scores
from wijkfoto.profile.select import CoherenceRow
from wijkfoto.profile.shared import Shared
from wijkfoto.profile.tables import (
    SCORE_COLUMNS,
    TEXT_COLUMNS,
    certainty_words,
    class_words,
    evidence_of,
    whole_or_missing,
)
from wijkfoto.profile.variance import variance_parts
from wijkfoto.profile.weights import MIN_FACTS, Weighing, weigh

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


@dataclass(frozen=True)
class _Points:
    """What is known of every wijk before anything is drawn."""

    fitted: FittedDomain
    weighing: Weighing
    point: DomainPoint
    klasse: npt.NDArray[np.int8]
    klasse_bare: npt.NDArray[np.int8]
    doubts: Doubts

    @property
    def scored(self) -> Bools:
        return np.isfinite(self.point.standard)

    @property
    def has_bare(self) -> Bools:
        return self.scored & np.isfinite(self.point.without_model)


@dataclass(frozen=True)
class _Drawn:
    """What the draws say of some wijken; chances are shares of draws or of variants."""

    low: Floats
    high: Floats
    kans_hoog: Floats
    kans_laag: Floats
    methode_hoog: Floats
    methode_laag: Floats
    inside: InGemeente
    draws: npt.NDArray[np.float32]
    methods: npt.NDArray[np.float32]


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
        scores=_rows(domain.domain_id, shared, points, drawn, _join(Alike, beside)),
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


def _points_of(fitted: FittedDomain, shared: Shared) -> _Points:
    figures, catalog = shared.figures, shared.catalog
    weighing = weigh(fitted.recipe, figures, catalog)
    point = point_scores(weighing, shared.scores, fitted.scales, fitted.bare, catalog)
    klasse = fitted.limits.classify(point.standard)
    klasse_bare = fitted.bare_limits.classify(point.without_model)
    scored = np.isfinite(point.standard)
    changes = scored & np.isfinite(point.without_model) & (klasse_bare != klasse)
    doubts = Doubts(
        smal=scored & (weighing.facts < MIN_FACTS),
        model=scored & weighing.only_model,
        zonder_model=changes,
        gebruik=scored & weighing.by_use,
        jaar_koppeling=scored & weighing.old_boundary,
        alleen_gebruik=scored & ~weighing.has_need,
    )
    return _Points(fitted, weighing, point, klasse, klasse_bare, doubts)


def _draw(points: _Points, rows: Ints, shared: Shared, gemeente: Yardstick | None) -> _Drawn:
    """Draw some whole gemeenten and sum up what the draws say."""
    fitted, point, weighing = points.fitted, points.point, points.weighing
    draws = draw_scores(weighing, point, shared, rows)
    z = shared.normalised[:, rows][:, :, weighing.columns]
    methods = fitted.methods.scores(z, weighing.weights[rows])
    klasse = fitted.limits.classify(draws)
    methode_hoog, methode_laag = fitted.methods.chances(methods)
    score = _points(point.standard[rows])
    low, high = bounds(_points(draws), score)
    spread = Spread(_points(draws), _points(methods))
    inside = _inside(points, rows, spread, shared, gemeente)
    return _Drawn(
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
    points: _Points, rows: Ints, spread: Spread, shared: Shared, gemeente: Yardstick | None
) -> InGemeente:
    score, bare = _points(points.point.standard[rows]), _points(points.point.without_model[rows])
    doubts = points.doubts.of(rows)
    if gemeente is not None:
        return judge(gemeente.subtract(rows, score, spread, bare), doubts, shared.catalog)
    return position(
        score,
        _points(points.point.unclipped[rows]),
        spread,
        bare,
        shared.figures.inwoners[rows],
        [shared.figures.gemeente_codes[row] for row in rows],
        doubts,
        shared.catalog,
    )


def _sides(
    points: _Points,
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


def _joined(parts: list[_Drawn]) -> _Drawn:
    inside = _join(InGemeente, [part.inside for part in parts])
    arrays = {
        each.name: np.concatenate([getattr(part, each.name) for part in parts])
        for each in fields(_Drawn)
        if each.name != "inside"
    }
    return _Drawn(inside=inside, **arrays)


def _join(kind: type[Record], parts: list[Record]) -> Record:
    """Join records of arrays over wijken into one."""
    names = [each.name for each in fields(kind)]
    return kind(**{n: np.concatenate([getattr(part, n) for part in parts]) for n in names})


def _rows(
    domain_id: str, shared: Shared, points: _Points, drawn: _Drawn, beside: Alike
) -> pd.DataFrame:
    figures, catalog = shared.figures, shared.catalog
    scored, has_bare, inside, doubts = points.scored, points.has_bare, drawn.inside, points.doubts
    by_data = certainty(share_of_class(points.klasse, drawn.kans_hoog, drawn.kans_laag), catalog)
    by_method = certainty(
        share_of_class(points.klasse, drawn.methode_hoog, drawn.methode_laag), catalog
    )
    level = np.where(scored, doubts.cap(np.minimum(by_data, by_method)), NONE)
    bare = _points(points.point.without_model)
    ranked = inside.rank > 0
    table = pd.DataFrame(
        {
            "region_code": np.array(figures.region_codes, object),
            "domain_id": domain_id,
            "score": _points(points.point.standard),
            "score_low": drawn.low,
            "score_high": drawn.high,
            "klasse": class_words(points.klasse, scored),
            "kans_hoog": np.where(scored, drawn.kans_hoog, np.nan),
            "kans_laag": np.where(scored, drawn.kans_laag, np.nan),
            "kans_hoog_methode": np.where(scored, drawn.methode_hoog, np.nan),
            "kans_laag_methode": np.where(scored, drawn.methode_laag, np.nan),
            "klasse_gemeente": class_words(inside.klasse, inside.compared),
            "verschil_gemeente": inside.verschil,
            "verschil_low": inside.verschil_low,
            "verschil_high": inside.verschil_high,
            "zekerheid_gemeente": certainty_words(inside.zekerheid),
            "klasse_vergelijkbaar": class_words(beside.klasse, beside.compared),
            "verschil_vergelijkbaar": beside.verschil,
            "verschil_vergelijkbaar_low": beside.low,
            "verschil_vergelijkbaar_high": beside.high,
            "zekerheid_vergelijkbaar": certainty_words(beside.zekerheid),
            "n_vergelijkbaar": whole_or_missing(beside.aantal, beside.compared),
            "status_vergelijkbaar": beside.status,
            "klasse_zonder_model": class_words(points.klasse_bare, has_bare),
            "score_zonder_model": np.where(has_bare, bare, np.nan),
            "zekerheid": certainty_words(level),
            "zekerheid_reden": doubts.reasons(by_data, by_method, scored),
            "percentile": points.fitted.ladder.share_below(points.point.standard),
            "rank_in_gemeente": whole_or_missing(inside.rank, ranked),
            "rank_low": whole_or_missing(inside.rank_low, ranked),
            "rank_high": whole_or_missing(inside.rank_high, ranked),
            "coverage": points.weighing.coverage,
            "smal": doubts.smal,
            "model_dependent": doubts.model,
            "op_basis_van_gebruik": doubts.gebruik,
            "oudste_jaar": whole_or_missing(points.weighing.oldest_year, scored),
        }
    )
    return table[list(SCORE_COLUMNS)].astype(TEXT_COLUMNS)


def _points(standard: Floats) -> Floats:
    return np.asarray(CENTRE + POINTS_PER_SD * standard)
