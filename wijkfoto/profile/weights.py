"""Rule 3.5: what a wijk has of a domain, whether that is enough, and how each figure weighs.

Only presence and weights live here; the values themselves play no part.
"""

from dataclasses import dataclass

import numpy as np

from wijkfoto.catalog import Catalog
from wijkfoto.profile.inputs import Bools, Figures, Floats, Ints
from wijkfoto.profile.select import Labels, Recipe

MIN_FACTS = 2
"""Independent facts that a score needs to be more than narrow (03-method 3.5)."""


@dataclass(frozen=True)
class Weighing:
    """How the figures of a domain weigh in every wijk.

    Columns are the need figures of the recipe and then its use figures.

    Attributes:
        columns: Columns of the figures [k].
        there: Which of the figures a wijk has [wijk, k].
        use_total: Weight that use figures fill in, on the scale of the listed weights [wijk].
        weights: Weights that sum to 1 in a scored wijk, else 0 [wijk, k].
        without_model: Likewise over what is left without model figures [wijk, k].
        scored: Whether there is a score [wijk].
        facts: Number of independent facts in the score [wijk].
        has_need: Whether any need figure is in the score [wijk].
        by_use: Whether use filled in [wijk].
        only_model: Whether every figure in the score is a model estimate [wijk].
        old_boundary: Whether a figure may be for another area than that of now [wijk].
        oldest_year: Year of the oldest figure in the score [wijk]; 0 when not scored.
        coverage: Share of all listed need weight that has a figure [wijk].
    """

    columns: Ints
    there: Bools
    use_total: Floats
    weights: Floats
    without_model: Floats
    scored: Bools
    facts: Ints
    has_need: Bools
    by_use: Bools
    only_model: Bools
    old_boundary: Bools
    oldest_year: Ints
    coverage: Floats


def spread_over_facts(there: Bools, gewicht: Floats, labels: Labels) -> Floats:
    """Return weights per wijk: each fact that is there weighs once, shared by its figures.

    Args:
        there: Which figures a wijk has [wijk, k].
        gewicht: Listed weights [k].
        labels: Fact of each figure [k].

    Returns:
        Weights [wijk, k], not yet summing to 1.
    """
    weights = np.zeros(there.shape)
    for label in np.unique(labels):
        inside = labels == label
        own = there[:, inside] * gewicht[inside]
        total = own.sum(axis=1, keepdims=True)
        share = np.divide(own, total, out=np.zeros_like(own), where=total > 0)
        weights[:, inside] = gewicht[inside].max() * share
    return weights


def count_facts(there: Bools, labels: Labels) -> Ints:
    """Return the number of different facts that each wijk has [wijk]."""
    found = np.zeros(len(there), np.int64)
    for label in np.unique(labels):
        found += there[:, labels == label].any(axis=1)
    return found


def weigh(recipe: Recipe, figures: Figures, catalog: Catalog) -> Weighing:
    """Apply rule 3.5 to every wijk.

    A wijk is scored on need when it has enough of the published need weight. Else use figures
    fill in the weight that is missing, so that need keeps what it has. Else there is no score:
    a part of the need that is too small is not taken for the whole. Nor is what is secret alone:
    the middle of an interval would rank a wijk of which nothing is known.
    """
    columns = np.array((*recipe.need, *recipe.use), np.int64)
    k = len(recipe.need)
    there = np.isfinite(figures.share[:, columns])
    need_there, use_there = there[:, :k], there[:, k:]
    need = spread_over_facts(need_there, recipe.need_gewicht, recipe.need_fact)
    published = _published_weight(recipe)
    have = need.sum(axis=1)
    enough_people = np.nan_to_num(figures.inwoners) >= catalog.norm("min_inwoners_score")
    enough_need = (have >= catalog.norm("min_dekking") * published - 1e-12) & (have > 0)
    is_open = there & ~figures.censored[:, columns]
    on_need = enough_people & enough_need & is_open[:, :k].any(axis=1)
    by_use = enough_people & ~enough_need & use_there.any(axis=1) & is_open.any(axis=1)
    scored = on_need | by_use

    use_total = np.where(by_use, published - have if published else 1.0, 0.0)
    weights = weights_over(recipe, there, use_total, scored)
    no_model = there & ~_is_model(figures, columns)
    without_model = weights_over(recipe, no_model, use_total, scored)

    used = weights > 0
    years = np.where(used, figures.peiljaar[columns], np.iinfo(np.int64).max)
    return Weighing(
        columns=columns,
        there=there,
        use_total=use_total,
        weights=weights,
        without_model=without_model,
        scored=scored,
        facts=np.where(
            by_use, count_facts(used, recipe.all_fact), count_facts(used[:, :k], recipe.need_fact)
        ),
        has_need=np.asarray(used[:, :k].any(axis=1)),
        by_use=by_use,
        only_model=scored & ~(used & ~_is_model(figures, columns)).any(axis=1),
        old_boundary=np.asarray((used & figures.other_area[:, columns]).any(axis=1)),
        oldest_year=np.where(scored, years.min(axis=1, initial=np.iinfo(np.int64).max), 0),
        coverage=(need_there * recipe.need_gewicht).sum(axis=1) / recipe.listed_weight,
    )


def _published_weight(recipe: Recipe) -> float:
    """Return the weight of the need facts that a loaded source publishes, each fact once."""
    inside = [recipe.need_gewicht[recipe.need_fact == f].max() for f in np.unique(recipe.need_fact)]
    return float(sum(inside))


def _is_model(figures: Figures, columns: Ints) -> Bools:
    return np.array([figures.indicators[j].kind == "model" for j in columns], np.bool_)


def weights_over(recipe: Recipe, there: Bools, use_total: Floats, scored: Bools) -> Floats:
    """Return the weights of the figures that are there: rows sum to 1, or are all 0.

    Args:
        recipe: How the figures count.
        there: The figures that are counted [wijk, k], need first.
        use_total: Weight of the use figures together [wijk].
        scored: Whether there is a score [wijk].
    """
    k = len(recipe.need)
    need = spread_over_facts(there[:, :k], recipe.need_gewicht, recipe.need_fact)
    use = spread_over_facts(there[:, k:], np.ones(len(recipe.use)), recipe.use_fact)
    size = use.sum(axis=1)
    factor = np.divide(use_total, size, out=np.zeros_like(size), where=size > 0)
    joined = np.hstack([need, use * factor[:, None]]) * scored[:, None]
    total = joined.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(joined, total, out=np.zeros_like(joined), where=total > 0))
