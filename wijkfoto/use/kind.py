"""One kind of use from counts to tested models: who may be learned from, folds, fits, intervals.

The order of the steps lives here; each step is a module of its own.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from wijkfoto.catalog import Catalog
from wijkfoto.profile.draws import region_keys, uniform_pairs
from wijkfoto.profile.inputs import Bools
from wijkfoto.use.counts import Counted
from wijkfoto.use.crossfit import Candidates, CrossFit, candidates_of, cross_fit
from wijkfoto.use.folds import folds_of
from wijkfoto.use.interval import Interval, prediction_interval
from wijkfoto.use.predictors import Areas, counted_use
from wijkfoto.use.recipe import Recipe, UseKind, UseModel

Basis = Literal["land", "gemeente"]

NARROW, WIDE = 0.90, 0.95
"""Chances of the published interval, and of the one that a firm gap lies outside."""


@dataclass(frozen=True)
class Trial:
    """What is needed to try one kind of use."""

    kind: UseKind
    areas: Areas
    recipe: Recipe
    catalog: Catalog
    seed: int


@dataclass(frozen=True)
class Tested:
    """A model, what it expects out of fold, and its intervals."""

    model: UseModel
    candidates: Candidates
    fit: CrossFit
    narrow: Interval
    wide: Interval


@dataclass(frozen=True)
class TriedKind:
    """A kind of use after all models were tried.

    Attributes:
        trial: What it was tried on.
        counted: Counts of every area.
        learn: Areas that were learned from [area].
        basis: Learned over the land, or over the areas of a few gemeenten; None when too few.
        folds: Number of folds.
        models: The models that were tried, by id; empty when basis is None.
        wides: The 95% intervals that a firm gap lies outside: of the headline, of its variants, and
            of the headline over further dealings of folds; empty when basis is not the land.
    """

    trial: Trial
    counted: Counted
    learn: Bools
    basis: Basis | None
    folds: int
    models: dict[str, Tested]
    wides: tuple[Interval, ...]

    @property
    def headline(self) -> Tested:
        """The model whose expectation is published."""
        return self.models[self.trial.recipe.headline.model_id]

    @property
    def compared(self) -> Bools:
        """Areas that all models are compared on: those of the headline [area]."""
        return np.asarray(self.learn & np.isfinite(self.headline.fit.expected))


def try_kind(trial: Trial) -> TriedKind:
    """Try every model of the recipe on one kind of use."""
    norm = trial.catalog.norm
    areas = trial.areas
    counted = counted_use(areas, trial.kind, norm("min_noemer"))
    known = np.isfinite(counted.low) & np.isfinite(counted.people)
    learn = known & (areas.inwoners >= norm("min_inwoners_referentie"))
    basis = _basis(areas, learn, trial.catalog)
    count = int(norm("gebruik_delen"))
    if basis is None:
        return TriedKind(trial, counted, learn, None, count, {}, ())
    groups = areas.gemeente_codes if basis == "land" else areas.region_codes
    folds = folds_of(groups, trial.seed, count)
    models = {}
    for model in trial.recipe.modellen:
        candidates = candidates_of(model, trial.recipe, areas, learn, trial.catalog)
        if _can_be_tried(model, trial.recipe, candidates):
            models[model.model_id] = _tested(model, candidates, counted, learn, folds, trial)
    wides = _wides(trial, models, counted, learn) if basis == "land" else ()
    return TriedKind(trial, counted, learn, basis, count, models, wides)


def _wides(
    trial: Trial, models: dict[str, Tested], counted: Counted, learn: Bools
) -> tuple[Interval, ...]:
    """Return the intervals that a firm gap lies outside.

    Which gemeenten are left out together moves a bound, so that which wijken lie just outside one
    depends on the seed. The further dealings are the same for every seed. Variants are not dealt
    again: that changes few outcomes and takes most of the time (decision 0045).
    """
    recipe, norm = trial.recipe, trial.catalog.norm
    head = models[recipe.headline.model_id]
    wides = [
        models[model.model_id].wide for model in (recipe.headline, *recipe.with_role("variant"))
    ]
    for number in range(1, int(norm("gebruik_verdelingen"))):
        folds = folds_of(trial.areas.gemeente_codes, f"deal {number}", int(norm("gebruik_delen")))
        wides.append(_tested(head.model, head.candidates, counted, learn, folds, trial).wide)
    return tuple(wides)


def _basis(areas: Areas, learn: Bools, catalog: Catalog) -> Basis | None:
    """Say over what is learned: one gemeente says nothing about how it differs from others."""
    if learn.sum() < catalog.norm("gebruik_min_gebieden"):
        return None
    gemeenten = {areas.gemeente_codes[place] for place in np.flatnonzero(learn)}
    return "land" if len(gemeenten) >= catalog.norm("gebruik_min_gemeenten") else "gemeente"


def _can_be_tried(model: UseModel, recipe: Recipe, candidates: Candidates) -> bool:
    """A model that is only compared needs a figure of each of its groups, or is another model."""
    if model.rol != "vergelijking":
        return True
    group_of = {each.predictor_id: each.groep for each in recipe.voorspellers}
    return {group_of[name.split("^")[0]] for name in candidates.names} == set(model.groepen)


def _tested(
    model: UseModel,
    candidates: Candidates,
    counted: Counted,
    learn: Bools,
    folds: npt.NDArray[np.int64],
    trial: Trial,
) -> Tested:
    fit = cross_fit(model, candidates, counted, learn, folds, trial.catalog.norm("winsor_z"))
    keys = region_keys(trial.areas.region_codes)
    uniform = uniform_pairs(keys, f"use/{trial.kind.use_id}/secret", trial.seed, 1)[0][:, 0]
    narrow, wide = (
        prediction_interval(fit, counted, trial.areas.inwoners, folds, uniform, level)
        for level in (NARROW, WIDE)
    )
    return Tested(model, candidates, fit, narrow, wide)
