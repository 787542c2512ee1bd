"""What the country fixes: years, moments, recipes, scales, limits; with it a part is scored alone.

Only what needs all wijken lives here; the rows of a wijk are made from it in `domain`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from wijkfoto.catalog import Catalog, Domain
from wijkfoto.profile.classes import Ladder, Limits, class_limits, ladder_of, limits_on
from wijkfoto.profile.comparable import Comparables, find_comparables
from wijkfoto.profile.inputs import Figures, Floats, Layout, ProfileOptions
from wijkfoto.profile.leave_out import Without, fit_without
from wijkfoto.profile.method_draws import (
    MethodScales,
    Normalisers,
    method_scales,
    normalisers_of,
    variants_of,
)
from wijkfoto.profile.reference import (
    Moments,
    Reference,
    Referentie,
    Standardised,
    choose_reference,
    moments_of,
    standardise,
)
from wijkfoto.profile.score import Scales, clip_z, point_scores, scales_of
from wijkfoto.profile.select import Recipe, make_recipe
from wijkfoto.profile.structure import Structure
from wijkfoto.profile.transform import logits
from wijkfoto.profile.weights import weigh


@dataclass(frozen=True)
class FittedDomain:
    """What the country fixes of one domain.

    Attributes:
        recipe: Which figures carry it.
        scales: Scale of each set of figures.
        bare: The same without model figures.
        ladder: Scores that occur and the people below them.
        limits: Where the classes begin.
        bare_limits: The same without model figures.
        methods: Scales and limits under other methods.
        without: Scales and limits without each figure.
    """

    recipe: Recipe
    scales: Scales
    bare: Scales
    ladder: Ladder
    limits: Limits
    bare_limits: Limits
    methods: MethodScales
    without: tuple[Without, ...]


@dataclass(frozen=True)
class ReferenceCache:
    """Everything that a wijk is compared with; independent of draws, seed and chosen gemeenten.

    Attributes:
        referentie: Whether the country or the loaded gemeenten are the reference.
        layout: Indicators and their years.
        normalisers: Moments and ranks of every indicator over the reference.
        domains: What is fixed of each domain.
        figures: The figures of the country, from which comparable wijken are drawn again.
        comparables: The comparable wijken of every wijk.
    """

    referentie: Referentie
    layout: Layout
    normalisers: Normalisers
    domains: Mapping[str, FittedDomain]
    figures: Figures
    comparables: Comparables

    @property
    def moments(self) -> Moments:
        """Mean and sd of every indicator over the reference."""
        return self.normalisers.moments


def fit_reference(
    figures: Figures,
    values: pd.DataFrame,
    catalog: Catalog,
    options: ProfileOptions,
    structure: Structure | None,
) -> ReferenceCache:
    """Return what the wijken of the input fix, in every domain of the catalog.

    Args:
        figures: The figures of the domains.
        values: All figures of the input, the structure of the wijken among them.
        catalog: Domains, indicators and numbers of the method.
        options: Year of the profile.
        structure: What makes wijken comparable.
    """
    reference = choose_reference(figures, catalog)
    compared = logits(figures)
    moments = moments_of(compared, reference)
    normalisers = normalisers_of(compared, moments, reference)
    scores = standardise(figures, compared, moments)
    z = normalisers.apply(figures, compared, catalog)
    return ReferenceCache(
        referentie=reference.naam,
        layout=figures.layout,
        normalisers=normalisers,
        domains={
            domain.domain_id: _fit_domain(domain, figures, scores, z, reference, catalog)
            for domain in catalog.domains.values()
        },
        figures=figures,
        comparables=find_comparables(figures, values, reference, structure, catalog, options),
    )


def _fit_domain(
    domain: Domain,
    figures: Figures,
    scores: Standardised,
    z: Floats,
    reference: Reference,
    catalog: Catalog,
) -> FittedDomain:
    recipe = make_recipe(domain, figures, scores, reference, catalog)
    weighing = weigh(recipe, figures, catalog)
    clipped = clip_z(scores.z[:, weighing.columns], catalog)
    scales = scales_of(clipped, weighing.weights, reference)
    bare = scales_of(clipped, weighing.without_model, reference)
    point = point_scores(weighing, scores, scales, bare, catalog)
    part = catalog.norm("klasse_deel")
    ladder = ladder_of(point.standard, figures.inwoners)
    methods = method_scales(
        z[:, :, weighing.columns],
        weighing.weights,
        variants_of(recipe, catalog),
        reference,
        figures.inwoners,
        part,
    )
    return FittedDomain(
        recipe=recipe,
        scales=scales,
        bare=bare,
        ladder=ladder,
        limits=limits_on(ladder, part),
        bare_limits=class_limits(point.without_model, figures.inwoners, part),
        methods=methods,
        without=fit_without(recipe, weighing, clipped, reference, figures.inwoners, part),
    )
