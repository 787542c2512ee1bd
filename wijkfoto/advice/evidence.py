"""What carries an advice: the figures of the domain that decided, and the own registration.

The part that an indicator makes of a wijk's score comes from the profile; it is weighted by people.
Which domain decided is read from the rule that did.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from wijkfoto.advice.demand import questions
from wijkfoto.advice.fte import matrix
from wijkfoto.advice.measures import unscored

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wijkfoto.advice.core import Core
    from wijkfoto.advice.land import Land
    from wijkfoto.advice.local import Local
    from wijkfoto.advice.models import FormRule
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
    "aandeel",
]
REGISTRATION = "registratie_"
"""Begin of the indicator_id of a share of registered questions; its domain stands behind it."""
FIGURES = ["weight", "z", "contribution"]


@dataclass(frozen=True)
class Cause:
    """What decided one item of advice.

    Attributes:
        row: Row of its area.
        domain: Position of the domain whose open figures carry it; None when there is none.
        registered: Positions of the domains whose registered questions the rule looked at.
    """

    row: int
    item_id: str
    domain: int | None
    registered: tuple[int, ...] = ()


def form_causes(
    local: Local, land: Land, scale: float, rules: AdviceRules, decided: Sequence[FormRule]
) -> list[Cause]:
    """Return per area what decided its form.

    A rule on the share of some domains was decided by the largest of those. Any other rule looks
    at all domains together: there the one counts that moves the questions most.

    Args:
        local: The gemeente worked out.
        land: The land.
        scale: Factor on the norms.
        rules: The advice catalog.
        decided: The rule that decided, per area.
    """
    moved = _moving_domains(local, land, scale, rules)
    causes = []
    for row, rule in enumerate(decided):
        measures = [rules.measures[condition.maat] for condition in rule.als]
        shared = [measure for measure in measures if measure.domeinen]
        named = [rules.domain_ids.index(d) for measure in shared for d in measure.domeinen]
        is_registered = any(measure.registratie for measure in shared)
        figures = (local.mid.asked if is_registered else local.mid.cases)[row, :, 0]
        domain = max(named, key=lambda d: float(figures[d])) if named else moved[row]
        registered = tuple(named) if is_registered else ()
        causes.append(Cause(row, str(rule.form_id), domain, registered))
    return causes


def _moving_domains(local: Local, land: Land, scale: float, rules: AdviceRules) -> list[int | None]:
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


def discipline_causes(local: Local, land: Land, rules: AdviceRules, core: Core) -> list[Cause]:
    """Return per area and discipline what decided it.

    A speciality in the core stands there for a domain; of any other discipline it is the scored
    domain that asks most of its hours.
    """
    hours = local.mid.cases[:, :, 0][:, :, np.newaxis] * matrix(rules)
    hours = np.where(unscored(local, land, rules)[:, :, np.newaxis], 0.0, hours)
    counted = {
        rule.rule_id
        for rule in rules.form_rules
        if any(condition.maat == "aandeel_registratie" for condition in rule.als)
    }
    causes = []
    for row, of_area in enumerate(hours):
        for column, discipline in enumerate(rules.disciplines):
            moved = core.decided(row, column)
            if moved is None:
                asking = of_area[:, column]
                domain = int(asking.argmax()) if asking.max() > 0 else None
                causes.append(Cause(row, discipline.discipline_id, domain))
            else:
                rule_id, chosen = moved
                registered = (chosen,) if rule_id in counted else ()
                causes.append(Cause(row, discipline.discipline_id, chosen, registered))
    return causes


def registered_rows(
    kind: str,
    causes: Iterable[Cause],
    local: Local,
    registration: pd.DataFrame | None,
    rules: AdviceRules,
) -> pd.DataFrame:
    """Return rows of `evidence` for the registered questions that decided, one per domain.

    Args:
        kind: advice_kind.
        causes: What decided each item.
        local: The gemeente worked out.
        registration: Columns of `registration`; None without one.
        rules: The advice catalog.
    """
    rows = [
        {
            "advice_kind": kind,
            "area_code": local.area_codes[cause.row],
            "item_id": cause.item_id,
            "indicator_id": f"{REGISTRATION}{rules.domain_ids[domain]}",
            "peiljaar": _oldest_year(local, cause.row, registration),
            "aandeel": float(local.mid.asked[cause.row, domain, 0]),
        }
        for cause in causes
        for domain in cause.registered
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _oldest_year(local: Local, row: int, registration: pd.DataFrame | None) -> int | None:
    """Return the oldest of the newest whole years of the wijken of an area."""
    if registration is None:
        return None
    inside = {c for c, share in zip(local.codes, local.member[row], strict=True) if share > 0}
    whole = registration[registration["heel_jaar"] & registration["region_code"].isin(inside)]
    return int(whole.groupby("region_code")["jaar"].max().min())


def items_of(causes: Iterable[Cause], local: Local, rules: AdviceRules) -> pd.DataFrame:
    """Return area_code, item_id and domain_id of what was decided, as `rows_for` takes it."""
    rows = [
        (
            local.area_codes[cause.row],
            cause.item_id,
            None if cause.domain is None else rules.domain_ids[cause.domain],
        )
        for cause in causes
    ]
    return pd.DataFrame(rows, columns=["area_code", "item_id", "domain_id"])


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
    return decided.assign(advice_kind=kind, aandeel=np.nan)[COLUMNS].reset_index(drop=True)
