"""What figures really weigh in a score, and how much of a domain rests on a model.

A nominal weight says what we chose; what a figure does depends on its spread and on the others.
Everything is weighted by the inhabitants of the reference wijken.
"""

import json
import math
from dataclasses import asdict, dataclass, fields

import numpy as np
import pandas as pd

from wijkfoto.catalog import Catalog
from wijkfoto.profile.classes import class_limits
from wijkfoto.profile.inputs import Bools, Figures, Floats
from wijkfoto.profile.points import DomainPoints, Points
from wijkfoto.profile.reference import MIN_WIJKEN, weighted_correlation, weighted_moments
from wijkfoto.profile.select import fact_weights

KNOTS = (0.25, 0.5, 0.75)
"""Quantiles of inhabitants at which the curve of a main effect may bend."""


@dataclass(frozen=True)
class WeightRow:
    """The weight of a need figure that was chosen, beside what it does.

    Attributes:
        weight: Nominal weight where every used need figure is there.
        r_score: Weighted correlation of its clipped z with the score of the domain.
        linear_effect: Share of the variance of the score that a straight line on it explains.
        main_effect: The same for a smooth curve: the first-order main effect; None with fewer than
            50 wijken, where a curve would fit chance.
        effective_weight: Its main (else linear) effect as a share of those of the domain.
        n: Reference wijken with the figure and a score.
    """

    domain_id: str
    indicator_id: str
    kind: str
    fact: int
    weight: float
    r_score: float | None
    linear_effect: float | None
    main_effect: float | None
    effective_weight: float | None
    n: int


@dataclass(frozen=True)
class ModelRow:
    """How much a domain rests on model figures.

    Attributes:
        model_weight: Weight of model figures in the score of the average inhabitant.
        r_without_model: Weighted correlation of the score with that without model figures.
        other_class: Share of the inhabitants whose wijk has another class without model figures,
            of those whose wijk has both; None when none has.
        counted_twice: Register figures of the score that the model used as input (JSON of ids).
        n: Wijken with both scores.
    """

    domain_id: str
    model_weight: float
    r_without_model: float | None
    other_class: float | None
    counted_twice: str
    n: int


def main_effect(x: Floats, y: Floats, weights: Floats) -> float:
    """Return the share of the variance of y that a smooth curve on x explains.

    This is Pearson's correlation ratio, the first-order main effect by which Paruolo, Saisana and
    Saltelli (2013, Journal of the Royal Statistical Society A 176, 609-634) judge what a figure
    weighs in a composite. The curve is a cubic regression spline with knots at the quartiles of
    inhabitants (Hastie, Tibshirani and Friedman 2009, The Elements of Statistical Learning, 5.2),
    fitted by weighted least squares.

    Args:
        x: Figure [wijk], finite.
        y: Score [wijk], finite.
        weights: Positive weights [wijk].

    Returns:
        From 0 to 1; NaN when x or y has no spread.
    """
    mean_x, sd_x = weighted_moments(x, weights)
    mean_y, sd_y = weighted_moments(y, weights)
    if not sd_x or not sd_y:
        return math.nan
    u = (x - mean_x) / sd_x
    order = np.argsort(u, kind="stable")
    part = np.cumsum(weights[order]) / weights.sum()
    knots = np.unique(u[order][np.searchsorted(part, KNOTS)])
    basis = np.column_stack(
        [np.ones_like(u), u, u**2, u**3, *(np.clip(u - knot, 0, None) ** 3 for knot in knots)]
    )
    root = np.sqrt(weights)
    solution, *_ = np.linalg.lstsq(basis * root[:, None], (y - mean_y) * root, rcond=None)
    _, sd_fit = weighted_moments(basis @ solution, weights)
    return min(1.0, (sd_fit / sd_y) ** 2)


def weight_table(points: Points) -> pd.DataFrame:
    """Return nominal and effective weights of every need figure that is used."""
    rows = [row for domain in points.domains for row in _weights_of(domain, points)]
    return _frame(WeightRow, rows, ("r_score", "linear_effect", "main_effect", "effective_weight"))


def _weights_of(domain: DomainPoints, points: Points) -> list[WeightRow]:
    recipe = domain.recipe
    nominal = fact_weights(recipe.need_gewicht, recipe.need_fact)
    effects = [_effects(domain, k, points) for k in range(len(recipe.need))]
    best = np.array([linear if math.isnan(main) else main for _, linear, main, _ in effects])
    return [
        WeightRow(
            domain_id=domain.domain_id,
            indicator_id=points.figures.indicators[column].indicator_id,
            kind=points.figures.indicators[column].kind,
            fact=int(recipe.need_fact[k]) + 1,
            weight=float(nominal[k] / nominal.sum()),
            r_score=_or_none(effects[k][0]),
            linear_effect=_or_none(effects[k][1]),
            main_effect=_or_none(effects[k][2]),
            effective_weight=_or_none(best[k] / best.sum()) if best.sum() else None,
            n=effects[k][3],
        )
        for k, column in enumerate(recipe.need)
    ]


def _effects(domain: DomainPoints, k: int, points: Points) -> tuple[float, float, float, int]:
    """Return r, its square, the main effect and the number of wijken of one need figure."""
    z, score, weights = domain.point.z[:, k], domain.point.standard, points.reference.weights
    both: Bools = np.isfinite(z) & np.isfinite(score) & (weights > 0)
    n = int(np.count_nonzero(both))
    r = weighted_correlation(z, score, weights)
    curved = n >= MIN_WIJKEN and math.isfinite(r)
    main = main_effect(z[both], score[both], weights[both]) if curved else math.nan
    return r, r * r, main, n


def model_table(points: Points, catalog: Catalog) -> pd.DataFrame:
    """Return what model figures do in every scored domain."""
    scored = [d for d in points.domains if np.isfinite(d.point.standard).any()]
    rows = [_model_of(domain, points, catalog) for domain in scored]
    return _frame(ModelRow, rows, ("model_weight", "r_without_model", "other_class"))


def _model_of(domain: DomainPoints, points: Points, catalog: Catalog) -> ModelRow:
    point, weighing, figures = domain.point, domain.weighing, points.figures
    people = np.nan_to_num(figures.inwoners)
    is_model = np.array([figures.indicators[c].kind == "model" for c in weighing.columns])
    share, _ = weighted_moments(
        np.where(np.isfinite(point.standard), weighing.weights[:, is_model].sum(axis=1), np.nan),
        points.reference.weights,
    )
    both = np.isfinite(point.standard) & np.isfinite(point.without_model)
    bare = class_limits(point.without_model, figures.inwoners, catalog.norm("klasse_deel"))
    differs = both & (bare.classify(point.without_model) != domain.limits.classify(point.standard))
    total = people[both].sum()
    r = weighted_correlation(point.standard, point.without_model, points.reference.weights)
    return ModelRow(
        domain_id=domain.domain_id,
        model_weight=share,
        r_without_model=_or_none(r),
        other_class=float(people[differs].sum() / total) if total else None,
        counted_twice=json.dumps(counted_twice(domain, figures, catalog)),
        n=int(np.count_nonzero(both)),
    )


def counted_twice(domain: DomainPoints, figures: Figures, catalog: Catalog) -> list[str]:
    """Return the register figures of a score that a model figure beside them already knew.

    Need figures only; use stands beside a model figure in a few wijken and is not counted here.
    """
    need = [figures.indicators[column] for column in domain.recipe.need]
    models = {i.source_id for i in need if i.kind == "model" and i.source_id}
    known = {
        name
        for source_id in models
        for entry in catalog.sources[source_id].model_invoer
        for name in entry.cijfers
    }
    return sorted(i.indicator_id for i in need if i.kind != "model" and i.indicator_id in known)


def _or_none(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _frame(
    kind: type[WeightRow] | type[ModelRow],
    rows: list[WeightRow] | list[ModelRow],
    numbers: tuple[str, ...],
) -> pd.DataFrame:
    table = pd.DataFrame([asdict(row) for row in rows], columns=[f.name for f in fields(kind)])
    return table.astype(dict.fromkeys(numbers, "float64"))
