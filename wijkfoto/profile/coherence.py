"""What hangs together: correlations between the figures, and between the domains, of an edition.

Everything is weighted by the inhabitants of the reference wijken; what a figure weighs in its
domain is `effective`'s work.
"""

import math
from dataclasses import asdict, dataclass, fields
from itertools import combinations

import numpy as np
import pandas as pd

from wijkfoto.catalog import Catalog
from wijkfoto.profile.inputs import Floats
from wijkfoto.profile.points import DomainPoints, Points
from wijkfoto.profile.reference import weighted_correlation

ONE_FACT, ACROSS, WEAK, NOTHING = "een_feit", "over_domeinen", "laag", "geen"


@dataclass(frozen=True)
class PairRow:
    """How two figures, or two domains, go together in the reference.

    Attributes:
        kind: ``indicator`` or ``domain``.
        left_id: Indicator or domain; of a pair the one that the catalog lists first.
        role_left: Role of the indicator in its domain; None for a domain.
        r: Weighted Pearson correlation, oriented so that + means more need on both sides; None
            with too few wijken or without spread.
        n: Reference wijken that have both.
        flag: ``een_feit`` (the pair shares one weight), ``over_domeinen`` (nearly the same figure
            in two domains), ``laag`` (two needs of one domain that hardly agree), else ``geen``.
    """

    kind: str
    domain_left: str
    left_id: str
    role_left: str | None
    domain_right: str
    right_id: str
    role_right: str | None
    r: float | None
    n: int
    flag: str


@dataclass(frozen=True)
class _Member:
    """One side of a pair, with its values [wijk]."""

    domain_id: str
    name: str
    role: str | None
    values: Floats


def pair_table(points: Points, catalog: Catalog) -> pd.DataFrame:
    """Return every pair of used figures, and every pair of scored domains.

    Figures are compared as z on the logit scale, not clipped: as `select` judges what is one fact.
    Domains are compared as scores.

    Returns:
        One row per pair, with the fields of `PairRow` as columns, in the order of the catalog.
    """
    used = [member for domain in points.domains for member in _figures_of(domain, points)]
    scored = [
        _Member(d.domain_id, d.domain_id, None, d.point.standard)
        for d in points.domains
        if np.isfinite(d.point.standard).any()
    ]
    rows = [
        *(_pair("indicator", a, b, points, catalog) for a, b in combinations(used, 2)),
        *(_pair("domain", a, b, points, catalog) for a, b in combinations(scored, 2)),
    ]
    table = pd.DataFrame([asdict(row) for row in rows], columns=[f.name for f in fields(PairRow)])
    return table.astype({"r": "float64", "n": "int64"})


def _figures_of(domain: DomainPoints, points: Points) -> list[_Member]:
    roles = {"behoefte": domain.recipe.need, "gebruik": domain.recipe.use}
    names = points.figures.indicators
    return [
        _Member(domain.domain_id, names[column].indicator_id, role, points.scores.z[:, column])
        for role, columns in roles.items()
        for column in columns
    ]


def _pair(kind: str, left: _Member, right: _Member, points: Points, catalog: Catalog) -> PairRow:
    weights = points.reference.weights
    both = np.isfinite(left.values) & np.isfinite(right.values) & (weights > 0)
    r = weighted_correlation(left.values, right.values, weights)
    return PairRow(
        kind=kind,
        domain_left=left.domain_id,
        left_id=left.name,
        role_left=left.role,
        domain_right=right.domain_id,
        right_id=right.name,
        role_right=right.role,
        r=r if math.isfinite(r) else None,
        n=int(np.count_nonzero(both)),
        flag=_flag(r, left, right, catalog),
    )


def _flag(r: float, left: _Member, right: _Member, catalog: Catalog) -> str:
    """Return what section 2 of the method says of a pair."""
    same = left.domain_id == right.domain_id
    if abs(r) > catalog.norm("zelfde_feit_r"):
        return ONE_FACT if same else ACROSS
    needs = left.role == right.role == "behoefte"
    return WEAK if same and needs and r < catalog.norm("min_samenhang_r") else NOTHING
