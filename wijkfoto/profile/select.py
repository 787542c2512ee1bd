"""Which figures carry a domain: the year, what counts as one fact, and what is shown apart.

The choice is made once for the whole country; what a single wijk has is `weights`' work.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wijkfoto.catalog import Catalog, Domain
from wijkfoto.profile.inputs import Figures, Floats
from wijkfoto.profile.reference import Reference, Standardised, weighted_correlation

MIN_FACTS_TO_JUDGE = 3
"""Fewest facts of which one can be held against the rest: of two, neither is the odd one."""

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class CoherenceRow:
    """What became of one listed indicator in one domain.

    Attributes:
        status: used, shown_apart, other_chosen (an alternative has a newer year) or not_published.
        reason: Why it is shown apart; empty otherwise.
        fact: Number of the fact inside the role, from 1; None when not used.
        weight: Share of the domain's weight where every used figure of that role is there.
        r_rest: Correlation with the weighted mean of the other facts; None when not judged.
    """

    domain_id: str
    role: str
    indicator_id: str
    peiljaar: int | None
    status: str
    reason: str = ""
    fact: int | None = None
    weight: float | None = None
    r_rest: float | None = None


@dataclass(frozen=True)
class Recipe:
    """The figures of one domain and how they count.

    Attributes:
        domain_id: The domain.
        need: Columns of the need figures that are averaged.
        need_gewicht: Listed weight of each.
        need_fact: Label of the fact of each; equal labels share one weight.
        use: Columns of the use figures that may fill in.
        use_fact: Label of the fact of each, among use figures only.
        all_fact: Labels over need and then use, to count independent facts.
        listed_weight: Weight of all listed need facts, loaded or not.
        coherence: What became of every listed indicator.
    """

    domain_id: str
    need: tuple[int, ...]
    need_gewicht: Floats
    need_fact: Labels
    use: tuple[int, ...]
    use_fact: Labels
    all_fact: Labels
    listed_weight: float
    coherence: tuple[CoherenceRow, ...]


def choose_newest(domain: Domain, figures: Figures) -> dict[str, float]:
    """Return the chosen need indicators of a domain with their listed weight.

    Of the alternatives of a fact the first is taken whose year is the newest among them.
    """
    chosen: dict[str, float] = {}
    for fact in domain.behoefte:
        loaded = [name for name in fact.any_of if name in figures.column]
        if loaded:
            newest = max(figures.peiljaar[figures.column[name]] for name in loaded)
            name = next(n for n in loaded if figures.peiljaar[figures.column[n]] == newest)
            chosen[name] = chosen.get(name, 0.0) + fact.gewicht
    return chosen


def one_facts(z: Floats, columns: Sequence[int], weights: Floats, limit: float) -> Labels:
    """Label columns so that those that are one fact carry one label (union-find).

    Args:
        z: Oriented standard scores on the logit scale [wijk, column].
        columns: The columns to label.
        weights: Weights of the reference wijken [wijk].
        limit: Two columns whose |r| is above this are one fact, and so are chains of them.

    Returns:
        Labels 0, 1, ... in the order of the columns.
    """
    root = list(range(len(columns)))

    def find(i: int) -> int:
        while root[i] != i:
            i = root[i]
        return i

    for i, a in enumerate(columns):
        for k in range(i):
            if abs(weighted_correlation(z[:, a], z[:, columns[k]], weights)) > limit:
                low, high = sorted((find(i), find(k)))
                root[high] = low
    roots = [find(i) for i in range(len(columns))]
    order = {label: number for number, label in enumerate(sorted(set(roots)))}
    return np.array([order[label] for label in roots], np.int64)


def fact_weights(gewicht: Floats, labels: Labels) -> Floats:
    """Return the weight of each figure when all are there: one weight per fact, shared.

    A fact weighs as much as its heaviest figure: a second measurement of it adds no weight.
    """
    shared = np.zeros(len(gewicht))
    for label in np.unique(labels):
        inside = labels == label
        shared[inside] = gewicht[inside].max() * gewicht[inside] / gewicht[inside].sum()
    return shared


def correlation_with_rest(
    z: Floats, columns: Sequence[int], gewicht: Floats, labels: Labels, weights: Floats
) -> Floats:
    """Return the correlation of each column with the weighted mean of the other facts.

    The mean is over the other facts that a wijk has; NaN where it cannot be computed.
    """
    shared = fact_weights(gewicht, labels)
    result = np.full(len(columns), np.nan)
    for i, column in enumerate(columns):
        others = [k for k in range(len(columns)) if labels[k] != labels[i]]
        total, size = np.zeros(len(z)), np.zeros(len(z))
        for k in others:
            value = z[:, columns[k]]
            there = np.isfinite(value)
            total += np.where(there, shared[k] * value, 0.0)
            size += np.where(there, shared[k], 0.0)
        rest = np.divide(total, size, out=np.full(len(z), np.nan), where=size > 0)
        result[i] = weighted_correlation(z[:, column], rest, weights)
    return result


@dataclass(frozen=True)
class _Judged:
    """Columns that stay, their r with the rest, and those set apart with the r that did it."""

    kept: list[int]
    r_rest: dict[int, float]
    apart: dict[int, str]


class _Judge:
    """Sets apart what does not belong with the rest of a domain."""

    def __init__(self, scores: Standardised, reference: Reference, catalog: Catalog) -> None:
        self._scores = scores
        self._reference = reference
        self._same = catalog.norm("zelfde_feit_r")
        self._least = catalog.norm("min_samenhang_r")

    def facts(self, columns: Sequence[int]) -> Labels:
        return one_facts(self._scores.z, columns, self._reference.weights, self._same)

    def sift(self, gewicht: dict[int, float], judged: Iterable[int]) -> _Judged:
        """Take the least coherent column out until all cohere or too few facts are left.

        Args:
            gewicht: All columns with their weight.
            judged: The columns that may be set apart.
        """
        candidates = set(judged)
        apart: dict[int, str] = {}
        for column in gewicht:
            if not self._scores.compared[column]:
                apart[column] = "geen vergelijking mogelijk"
        kept = [column for column in gewicht if column not in apart]
        r_rest: dict[int, float] = {}
        while kept:
            labels = self.facts(kept)
            own = np.array([gewicht[column] for column in kept])
            r = correlation_with_rest(self._scores.z, kept, own, labels, self._reference.weights)
            r_rest.update({c: float(x) for c, x in zip(kept, r, strict=True) if c in candidates})
            weak = [
                (x, i)
                for i, x in enumerate(r)
                if kept[i] in candidates and math.isfinite(x) and x < self._least
            ]
            few = labels.max() + 1 < MIN_FACTS_TO_JUDGE
            if not weak or few or self._reference.naam != "land":
                break
            worst = kept.pop(min(weak)[1])
            apart[worst] = "hangt te weinig samen met de rest"
        return _Judged([c for c in kept if c in candidates], r_rest, apart)


def make_recipe(
    domain: Domain,
    figures: Figures,
    scores: Standardised,
    reference: Reference,
    catalog: Catalog,
) -> Recipe:
    """Return how the figures of a domain count, judged over the reference.

    Need figures are judged among themselves; use figures against need and use together. Whether a
    figure belongs is a property of the country: with a gemeente as reference none is set apart.
    """
    judge = _Judge(scores, reference, catalog)
    chosen = choose_newest(domain, figures)
    need_all = {figures.column[name]: gewicht for name, gewicht in chosen.items()}
    need = judge.sift(need_all, need_all)
    use_all = {figures.column[n]: 1.0 for n in domain.gebruik if n in figures.column}
    use_all = {column: one for column, one in use_all.items() if column not in need_all}
    use = judge.sift({**{c: need_all[c] for c in need.kept}, **use_all}, use_all)
    need_gewicht = np.array([need_all[c] for c in need.kept], np.float64)
    need_fact, use_fact = judge.facts(need.kept), judge.facts(use.kept)
    rows = (
        *_rows(domain, "behoefte", figures, need, fact_weights(need_gewicht, need_fact), need_fact),
        *_rows(
            domain,
            "gebruik",
            figures,
            use,
            fact_weights(np.ones(len(use.kept)), use_fact),
            use_fact,
        ),
    )
    return Recipe(
        domain_id=domain.domain_id,
        need=tuple(need.kept),
        need_gewicht=need_gewicht,
        need_fact=need_fact,
        use=tuple(use.kept),
        use_fact=use_fact,
        all_fact=judge.facts([*need.kept, *use.kept]),
        listed_weight=math.fsum(fact.gewicht for fact in domain.behoefte),
        coherence=rows,
    )


def _rows(
    domain: Domain,
    role: str,
    figures: Figures,
    judged: _Judged,
    weights: Floats,
    labels: Labels,
) -> list[CoherenceRow]:
    if role == "behoefte":
        listed = [name for fact in domain.behoefte for name in fact.any_of]
    else:
        listed = list(domain.gebruik)
    total = weights.sum()
    place = {column: i for i, column in enumerate(judged.kept)}
    rows = []
    for name in listed:
        column = figures.column.get(name)
        if column is None:
            rows.append(CoherenceRow(domain.domain_id, role, name, None, "not_published"))
            continue
        year = int(figures.peiljaar[column])
        r = judged.r_rest.get(column)
        if column in place:
            i = place[column]
            row = CoherenceRow(
                domain_id=domain.domain_id,
                role=role,
                indicator_id=name,
                peiljaar=year,
                status="used",
                fact=int(labels[i]) + 1,
                weight=float(weights[i] / total),
                r_rest=r,
            )
        elif column in judged.apart:
            row = CoherenceRow(
                domain.domain_id, role, name, year, "shown_apart", judged.apart[column], r_rest=r
            )
        else:
            row = CoherenceRow(domain.domain_id, role, name, year, "other_chosen")
        rows.append(row)
    return rows
