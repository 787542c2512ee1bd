"""From arrays to the published tables: domain_score, evidence and the coherence of the domains.

Only column names and missing values are decided here; every number comes in ready.
"""

from collections.abc import Sequence
from dataclasses import asdict, fields

import numpy as np
import numpy.typing as npt
import pandas as pd

from wijkfoto.profile.classes import CERTAINTY_WORD, CLASS_WORD
from wijkfoto.profile.inputs import Bools, Figures, Ints
from wijkfoto.profile.reference import Standardised
from wijkfoto.profile.score import POINTS_PER_SD, DomainPoint
from wijkfoto.profile.select import CoherenceRow
from wijkfoto.profile.transform import as_compared, logits
from wijkfoto.profile.weights import Weighing

SCORE_COLUMNS = (
    "region_code",
    "domain_id",
    "score",
    "score_low",
    "score_high",
    "klasse",
    "kans_hoog",
    "kans_laag",
    "kans_hoog_methode",
    "kans_laag_methode",
    "klasse_gemeente",
    "verschil_gemeente",
    "verschil_low",
    "verschil_high",
    "zekerheid_gemeente",
    "klasse_vergelijkbaar",
    "verschil_vergelijkbaar",
    "verschil_vergelijkbaar_low",
    "verschil_vergelijkbaar_high",
    "zekerheid_vergelijkbaar",
    "n_vergelijkbaar",
    "status_vergelijkbaar",
    "klasse_zonder_model",
    "score_zonder_model",
    "zekerheid",
    "zekerheid_reden",
    "percentile",
    "rank_in_gemeente",
    "rank_low",
    "rank_high",
    "coverage",
    "smal",
    "model_dependent",
    "op_basis_van_gebruik",
    "oudste_jaar",
)
"""Columns of domain_score in the order of its contract, without edition_id."""

TEXT_COLUMNS = dict.fromkeys(
    (
        "region_code",
        "domain_id",
        "klasse",
        "klasse_gemeente",
        "klasse_vergelijkbaar",
        "zekerheid_vergelijkbaar",
        "status_vergelijkbaar",
        "klasse_zonder_model",
        "zekerheid_gemeente",
        "zekerheid",
        "zekerheid_reden",
    ),
    "str",
)
"""Text columns of domain_score: one type whether or not a domain has any text in them."""

UNFOLDING_COLUMNS = (
    "aandeel",
    "n",
    "logit",
    "ref_mean",
    "ref_sd",
    "z_unclipped",
    "scale_mean",
    "scale_sd",
)
"""Columns of evidence that lead from a score back to its figures; an advice has none."""

EVIDENCE_COLUMNS = (
    "advice_kind",
    "area_code",
    "item_id",
    "indicator_id",
    "peiljaar",
    "weight",
    "z",
    "contribution",
    *UNFOLDING_COLUMNS,
)
"""Columns of evidence in the order of its contract, without edition_id."""

Words = npt.NDArray[np.object_]


def class_words(klasse: npt.NDArray[np.integer], there: Bools) -> Words:
    """Return the words of classes -1, 0 and 1, None where there is no class."""
    words = [
        CLASS_WORD[int(value)] if has else None for value, has in zip(klasse, there, strict=True)
    ]
    return np.array(words, object)


def certainty_words(level: Ints) -> Words:
    """Return the words of certainty levels 0 to 3."""
    return np.array([CERTAINTY_WORD[int(value)] for value in level], object)


def whole_or_missing(numbers: Ints, there: Bools) -> pd.Series:
    """Return integers that may be missing."""
    return pd.Series(numbers, dtype="Int64").where(pd.Series(there), pd.NA)


def evidence_of(
    domain_id: str,
    figures: Figures,
    scores: Standardised,
    weighing: Weighing,
    point: DomainPoint,
) -> pd.DataFrame:
    """Return which figures carry the scores of a domain, and every step from figure to score.

    A contribution is 10 x weight x (z - mean) / sd in points, with the mean and sd of the scale of
    the wijk; as its weights sum to 1, its contributions sum to score - 100.
    """
    scored = np.isfinite(point.standard)
    row, k = np.nonzero((weighing.weights > 0) & scored[:, None])
    weight, z = weighing.weights[row, k], point.z[row, k]
    from_mean = (z - point.scale.mean[row]) / point.scale.sd[row]
    column = weighing.columns[k]
    names = np.array([each.indicator_id for each in figures.indicators], object)
    share, n = as_compared(figures)
    return pd.DataFrame(
        {
            "advice_kind": "domain_score",
            "area_code": np.array(figures.region_codes, object)[row],
            "item_id": domain_id,
            "indicator_id": names[column],
            "peiljaar": figures.peiljaar[column],
            "weight": weight,
            "z": z,
            "contribution": POINTS_PER_SD * weight * from_mean,
            "aandeel": share[row, column],
            "n": n[row, column],
            "logit": logits(figures)[row, column],
            "ref_mean": scores.mean[column],
            "ref_sd": scores.sd[column],
            "z_unclipped": scores.z[row, column],
            "scale_mean": point.scale.mean[row],
            "scale_sd": point.scale.sd[row],
        },
        columns=list(EVIDENCE_COLUMNS),
    )


def coherence_table(rows: Sequence[CoherenceRow]) -> pd.DataFrame:
    """Return what became of every listed indicator, in the order of the catalog."""
    columns = [field.name for field in fields(CoherenceRow)]
    table = pd.DataFrame([asdict(row) for row in rows], columns=columns)
    kinds = {"peiljaar": "Int64", "fact": "Int64", "weight": "float64", "r_rest": "float64"}
    return table.astype(kinds)
