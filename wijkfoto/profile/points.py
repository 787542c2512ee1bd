"""Point scores of all domains without a single draw: what a report on the method looks into.

Only the order of the steps lives here; each step is the one that the published scores take.
"""

from dataclasses import dataclass, fields, replace

from wijkfoto.catalog import Catalog
from wijkfoto.profile.classes import Limits, class_limits
from wijkfoto.profile.inputs import Bools, Figures
from wijkfoto.profile.reference import (
    Reference,
    Standardised,
    choose_reference,
    moments_of,
    standardise,
)
from wijkfoto.profile.score import DomainPoint, Scale, clip_z, point_scores, scales_of
from wijkfoto.profile.select import Recipe, make_recipe
from wijkfoto.profile.transform import logits
from wijkfoto.profile.weights import Weighing, weigh


@dataclass(frozen=True)
class DomainPoints:
    """One domain: how its figures count, what each wijk has, its scores and class limits."""

    domain_id: str
    recipe: Recipe
    weighing: Weighing
    point: DomainPoint
    limits: Limits


@dataclass(frozen=True)
class Points:
    """The point scores of every wijk in every domain, with what they were made from."""

    figures: Figures
    scores: Standardised
    reference: Reference
    domains: tuple[DomainPoints, ...]


def make_points(figures: Figures, catalog: Catalog) -> Points:
    """Score every wijk in every domain, once."""
    reference = choose_reference(figures, catalog)
    values = logits(figures)
    scores = standardise(figures, values, moments_of(values, reference))
    part = catalog.norm("klasse_deel")
    domains = []
    for domain in catalog.domains.values():
        recipe = make_recipe(domain, figures, scores, reference, catalog)
        weighing = weigh(recipe, figures, catalog)
        clipped = clip_z(scores.z[:, weighing.columns], catalog)
        scales = scales_of(clipped, weighing.weights, reference)
        bare = scales_of(clipped, weighing.without_model, reference)
        point = point_scores(weighing, scores, scales, bare, catalog)
        limits = class_limits(point.standard, figures.inwoners, part)
        domains.append(DomainPoints(domain.domain_id, recipe, weighing, point, limits))
    return Points(figures, scores, reference, tuple(domains))


def only_rows(points: Points, rows: Bools) -> Points:
    """Return the points of some wijken; scales, class limits and the reference stay as they were.

    Args:
        points: Points of the whole input.
        rows: Which wijken to keep [wijk].
    """
    figures = points.figures
    grids = ("share", "low", "high", "n", "censored", "other_area")
    kept = replace(
        figures,
        region_codes=tuple(c for c, has in zip(figures.region_codes, rows, strict=True) if has),
        gemeente_codes=tuple(c for c, has in zip(figures.gemeente_codes, rows, strict=True) if has),
        inwoners=figures.inwoners[rows],
        **{name: getattr(figures, name)[rows] for name in grids},
    )
    return replace(
        points,
        figures=kept,
        scores=replace(points.scores, z=points.scores.z[rows]),
        reference=replace(points.reference, weights=points.reference.weights[rows]),
        domains=tuple(_rows_of_domain(domain, rows) for domain in points.domains),
    )


def _rows_of_domain(domain: DomainPoints, rows: Bools) -> DomainPoints:
    weighing, point = domain.weighing, domain.point
    per_wijk = {
        f.name: getattr(weighing, f.name)[rows] for f in fields(weighing) if f.name != "columns"
    }
    return replace(
        domain,
        weighing=replace(weighing, **per_wijk),
        point=DomainPoint(
            z=point.z[rows],
            scale=Scale(point.scale.mean[rows], point.scale.sd[rows]),
            standard=point.standard[rows],
            unclipped=point.unclipped[rows],
            without_model=point.without_model[rows],
        ),
    )
