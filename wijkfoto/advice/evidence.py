"""Which indicators carry an advice: those of the domain that decided, brought to the area.

The part that an indicator makes of a wijk's score comes from the profile; it is weighted by people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from wijkfoto.advice.demand import questions
from wijkfoto.advice.fte import matrix
from wijkfoto.advice.measures import unscored

if TYPE_CHECKING:
    from wijkfoto.advice.land import Land
    from wijkfoto.advice.local import Local
    from wijkfoto.advice.numbers import Floats
    from wijkfoto.advice.rules import AdviceRules

COLUMNS = [
    "advice_kind",
    "area_code",
    "item_id",
    "indicator_id",
    "peiljaar",
    "weight",
    "z",
    "contribution",
]
FIGURES = ["weight", "z", "contribution"]


def form_domains(local: Local, land: Land, scale: float, rules: AdviceRules) -> list[int | None]:
    """Return per area the scored domain that moves its questions most from the level of the norms.

    Where need lies above the norm in sum, the one that adds most; else the one that takes off most.
    """
    flat = np.zeros(local.mid.need.shape)
    level = questions(land.targets[local.rows], flat, land, local.mid.values, scale)
    extra = local.mid.cases[:, :, 0] - np.einsum("awd,wd->ad", local.asked, level[:, :, 0])
    known = ~unscored(local, land, rules)
    chosen: list[int | None] = []
    for row, scored in zip(extra, known, strict=True):
        upward = row[scored].sum() > 0
        ranked = np.where(scored, row if upward else -row, -np.inf)
        chosen.append(int(ranked.argmax()) if scored.any() else None)
    return chosen


def discipline_domains(local: Local, land: Land, rules: AdviceRules) -> list[list[int | None]]:
    """Return per area and discipline the scored domain that asks most of its hours."""
    hours = local.mid.cases[:, :, 0][:, :, np.newaxis] * matrix(rules)
    hours = np.where(unscored(local, land, rules)[:, :, np.newaxis], 0.0, hours)
    best: Floats = hours.argmax(axis=1)
    asked = hours.max(axis=1) > 0
    return [
        [int(d) if any_hours else None for d, any_hours in zip(row, flags, strict=True)]
        for row, flags in zip(best, asked, strict=True)
    ]


def area_evidence(local: Local, evidence: pd.DataFrame) -> pd.DataFrame:
    """Bring evidence of wijken to the gemeente and its teamgebieden, weighted by people.

    Returns:
        area_code, domain_id, indicator_id, peiljaar (the oldest), weight, z, contribution.
    """
    _, wijken = np.nonzero(local.member)
    areas, _ = np.nonzero(local.member)
    members = pd.DataFrame(
        {
            "area": np.array(local.area_codes, dtype=object)[areas],
            "area_code": np.array(local.codes, dtype=object)[wijken],
            "people": (local.member * local.wijk_people)[areas, wijken],
        }
    )
    rows = members[members["people"] > 0].merge(evidence, on="area_code")
    key = ["area", "item_id", "indicator_id"]
    for name in FIGURES:
        rows[name] = rows[name].astype(float)
        rows[f"{name}_people"] = rows["people"].where(rows[name].notna(), 0.0)
        rows[name] = (rows[name] * rows["people"]).fillna(0.0)
    summed = rows.groupby(key, sort=True)[[*FIGURES, *(f"{n}_people" for n in FIGURES)]].sum()
    for name in FIGURES:
        summed[name] = summed[name] / summed[f"{name}_people"].replace(0.0, np.nan)
    summed["peiljaar"] = rows.groupby(key, sort=True)["peiljaar"].min()
    found = summed.reset_index()
    return found.rename(columns={"area": "area_code", "item_id": "domain_id"}).drop(
        columns=[f"{n}_people" for n in FIGURES]
    )


def rows_for(kind: str, items: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `evidence` for items that each name the domain that decided.

    Args:
        kind: advice_kind.
        items: area_code, item_id, domain_id (missing = no domain decided).
        evidence: area_code, domain_id, indicator_id, peiljaar, weight, z, contribution.
    """
    decided = items.dropna(subset=["domain_id"]).merge(evidence, on=["area_code", "domain_id"])
    decided = decided.dropna(subset=["contribution"])
    return decided.assign(advice_kind=kind)[COLUMNS].reset_index(drop=True)
