"""One domain from figures to its rows: recipe, weights, points, draws, classes, certainty.

The order of the steps lives here; each step is a module of its own.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wijkfoto.catalog import Catalog, Domain
from wijkfoto.profile.classes import NONE, Doubts, Limits, certainty, class_limits, share_below
from wijkfoto.profile.draws import Words
from wijkfoto.profile.gemeente import bounds, position
from wijkfoto.profile.inputs import Bools, Figures, Floats, ProfileOptions
from wijkfoto.profile.reference import Reference, Standardised
from wijkfoto.profile.score import CENTRE, POINTS_PER_SD, DomainPoint, draw_scores, point_scores
from wijkfoto.profile.select import CoherenceRow, make_recipe
from wijkfoto.profile.tables import (
    SCORE_COLUMNS,
    TEXT_COLUMNS,
    certainty_words,
    class_words,
    evidence_of,
    whole_or_missing,
)
from wijkfoto.profile.weights import MIN_FACTS, Weighing, weigh


@dataclass(frozen=True)
class Shared:
    """What all domains have in common."""

    figures: Figures
    scores: Standardised
    reference: Reference
    keys: Words
    catalog: Catalog
    options: ProfileOptions


@dataclass(frozen=True)
class DomainResult:
    """What one domain gives: its rows, its evidence, its draws [wijk, draw], its coherence."""

    scores: pd.DataFrame
    evidence: pd.DataFrame
    draws: Floats
    coherence: tuple[CoherenceRow, ...]


def score_domain(domain: Domain, shared: Shared) -> DomainResult:
    """Return the rows of one domain for every wijk."""
    figures, catalog = shared.figures, shared.catalog
    recipe = make_recipe(domain, figures, shared.scores, shared.reference, catalog)
    weighing = weigh(recipe, figures, catalog)
    point = point_scores(weighing, shared.scores, shared.reference, catalog)
    draws = draw_scores(
        weighing, point, figures, shared.scores, shared.keys, shared.options, catalog
    )
    return DomainResult(
        scores=_rows(domain.domain_id, shared, weighing, point, draws),
        evidence=evidence_of(domain.domain_id, figures, shared.scores, weighing, point),
        draws=draws,
        coherence=recipe.coherence,
    )


def _rows(
    domain_id: str, shared: Shared, weighing: Weighing, point: DomainPoint, draws: Floats
) -> pd.DataFrame:
    figures, catalog = shared.figures, shared.catalog
    scored = np.isfinite(point.standard)
    part = catalog.norm("klasse_deel")
    limits = class_limits(point.standard, figures.inwoners, part)
    klasse = limits.classify(point.standard)
    bare = class_limits(point.without_model, figures.inwoners, part)
    klasse_bare = bare.classify(point.without_model)
    has_bare = scored & np.isfinite(point.without_model)
    doubts = _doubts(weighing, scored, has_bare & (klasse_bare != klasse))
    kans_hoog, kans_laag = _chances(draws, limits)
    kans_midden = 1 - kans_hoog - kans_laag
    in_class = np.select([klasse > 0, klasse < 0], [kans_hoog, kans_laag], kans_midden)
    level = certainty(in_class, catalog)
    score = _points(point.standard)
    low, high = np.full(len(score), np.nan), np.full(len(score), np.nan)
    low[scored], high[scored] = bounds(_points(draws[scored]), score[scored])
    inside = position(
        score,
        _points(point.unclipped),
        _points(draws),
        _points(point.without_model),
        figures.inwoners,
        figures.gemeente_codes,
        doubts,
        catalog,
    )
    table = pd.DataFrame(
        {
            "region_code": np.array(figures.region_codes, object),
            "domain_id": domain_id,
            "score": score,
            "score_low": low,
            "score_high": high,
            "klasse": class_words(klasse, scored),
            "kans_hoog": np.where(scored, kans_hoog, np.nan),
            "kans_laag": np.where(scored, kans_laag, np.nan),
            "klasse_gemeente": class_words(inside.klasse, inside.compared),
            "verschil_gemeente": inside.verschil,
            "verschil_low": inside.verschil_low,
            "verschil_high": inside.verschil_high,
            "zekerheid_gemeente": certainty_words(inside.zekerheid),
            "klasse_vergelijkbaar": None,
            "verschil_vergelijkbaar": np.nan,
            "klasse_zonder_model": class_words(klasse_bare, has_bare),
            "score_zonder_model": np.where(has_bare, _points(point.without_model), np.nan),
            "zekerheid": certainty_words(np.where(scored, doubts.cap(level), NONE)),
            "zekerheid_reden": doubts.reasons(level, scored),
            "percentile": share_below(point.standard, figures.inwoners)[0],
            "rank_in_gemeente": whole_or_missing(inside.rank, inside.compared),
            "rank_low": whole_or_missing(inside.rank_low, inside.compared),
            "rank_high": whole_or_missing(inside.rank_high, inside.compared),
            "coverage": weighing.coverage,
            "smal": doubts.smal,
            "model_dependent": doubts.model,
            "op_basis_van_gebruik": doubts.gebruik,
            "oudste_jaar": whole_or_missing(weighing.oldest_year, scored),
        }
    )
    return table[list(SCORE_COLUMNS)].astype(TEXT_COLUMNS)


def _points(standard: Floats) -> Floats:
    return np.asarray(CENTRE + POINTS_PER_SD * standard)


def _chances(draws: Floats, limits: Limits) -> tuple[Floats, Floats]:
    klasse = limits.classify(draws)
    return (klasse > 0).mean(axis=1), (klasse < 0).mean(axis=1)


def _doubts(weighing: Weighing, scored: Bools, changes: Bools) -> Doubts:
    return Doubts(
        smal=scored & (weighing.facts < MIN_FACTS),
        model=scored & weighing.only_model,
        zonder_model=changes,
        gebruik=scored & weighing.by_use,
        jaar_koppeling=scored & weighing.old_boundary,
        alleen_gebruik=scored & ~weighing.has_need,
    )
