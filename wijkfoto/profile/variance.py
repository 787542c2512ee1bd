"""How much of the doubt about a score comes from what: rounding, secrecy, chance, model, method.

The parts say what would make a score surer; whether it is sure is decided in `classes`.
"""

import numpy as np
import pandas as pd

from wijkfoto.catalog import Indicator
from wijkfoto.profile.inputs import Figures, Floats, Ints
from wijkfoto.profile.method_draws import NORMALISATIONS, Variants
from wijkfoto.profile.score import POINTS_PER_SD, DomainPoint, draw_z
from wijkfoto.profile.shared import Shared
from wijkfoto.profile.weights import Weighing

CAUSES = ("afronding", "geheim", "toeval", "enquete", "model", "gewichten", "normalisatie")
"""Causes in the order in which they are told; the first five are of the data."""

VARIANCE_COLUMNS = ("region_code", "domain_id", "oorzaak", "soort", "variantie", "deel")

OF_DATA = CAUSES[:5]


def variance_parts(
    domain_id: str,
    weighing: Weighing,
    point: DomainPoint,
    shared: Shared,
    draws: Floats,
    methods: Floats,
    variants: Variants,
    wanted: Ints,
) -> pd.DataFrame:
    """Return the variance of the wanted wijken by cause, in squared points.

    Args:
        domain_id: The domain.
        weighing: How its figures weigh.
        point: Its point scores.
        shared: Figures, reference and options.
        draws: Data draws of the standard score [wanted, draw].
        methods: Standard scores under the variants [wanted, variant].
        variants: The variants.
        wanted: Rows of the wijken, scored ones only.
    """
    parts = dict.fromkeys(CAUSES, np.zeros(len(wanted)))
    total = draws - draws.mean(axis=1, keepdims=True)
    for k, column in enumerate(weighing.columns.tolist()):
        place = np.flatnonzero(weighing.weights[wanted, k] > 0)
        rows = wanted[place]
        size = weighing.weights[rows, k] / point.scale.sd[rows]
        bounded, whole = (
            size * _covariance(draw_z(shared, column, rows, chance=chance), total[place])
            for chance in (False, True)
        )
        secret = shared.figures.censored[rows, column]
        for cause, share in (
            ("geheim", np.where(secret, bounded, 0.0)),
            ("afronding", np.where(secret, 0.0, bounded)),
            (_cause_of_chance(shared.figures.indicators[column]), whole - bounded),
        ):
            parts[cause] = _added(parts[cause], place, share)
    parts["normalisatie"], parts["gewichten"] = _of_method(methods, variants)
    return _table(domain_id, shared.figures, wanted, parts)


def _cause_of_chance(indicator: Indicator) -> str:
    return indicator.kind if indicator.kind in ("model", "enquete") else "toeval"


def _covariance(part: Floats, total: Floats) -> Floats:
    """Return the covariance of a part with a centred total; over all parts it sums to the variance.

    Source: the rule of Euler for a sum, var(sum of X) = sum of cov(X, sum); as in Tasche (1999),
    Risk contributions and performance measurement.
    """
    return np.asarray((part * total).mean(axis=1))


def _added(base: Floats, place: Ints, share: Floats) -> Floats:
    total = base.copy()
    total[place] += share
    return total


def _of_method(methods: Floats, variants: Variants) -> tuple[Floats, Floats]:
    """Return the variance between normalisations and, within them, that of the weights [wijk]."""
    overall = methods.mean(axis=1)
    between, within = np.zeros(len(methods)), np.zeros(len(methods))
    for n in range(len(NORMALISATIONS)):
        mine = methods[:, variants.kind == n]
        part = mine.shape[1] / methods.shape[1]
        between += part * (mine.mean(axis=1) - overall) ** 2
        within += part * mine.var(axis=1)
    return between, within


def _table(
    domain_id: str, figures: Figures, wanted: Ints, parts: dict[str, Floats]
) -> pd.DataFrame:
    # A covariance of causes that hardly play a part can come out a little under 0 by chance.
    points = POINTS_PER_SD**2 * np.stack([np.maximum(parts[cause], 0.0) for cause in CAUSES], 1)
    total = points.sum(axis=1, keepdims=True)
    share = np.divide(points, total, out=np.full_like(points, np.nan), where=total > 0)
    soort = ["data" if cause in OF_DATA else "methode" for cause in CAUSES]
    return pd.DataFrame(
        {
            "region_code": np.repeat(np.array(figures.region_codes, object)[wanted], len(CAUSES)),
            "domain_id": domain_id,
            "oorzaak": np.tile(np.array(CAUSES, object), len(wanted)),
            "soort": np.tile(np.array(soort, object), len(wanted)),
            "variantie": points.ravel(),
            "deel": share.ravel(),
        },
        columns=list(VARIANCE_COLUMNS),
    )
