"""Three scenarios of the norms: the hours they lead to, and how a total is spread over them.

A scenario is one calculation at chosen norms, without draws; bands stand in `team_advice`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from wijkfoto.advice.apportion import WEIGHTS_PER_FTE, spread, whole_weights
from wijkfoto.advice.fte import floors
from wijkfoto.advice.numbers import mid_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wijkfoto.advice.engine import Engine
    from wijkfoto.advice.local import Local
    from wijkfoto.advice.models import Norm
    from wijkfoto.advice.numbers import Floats, NormValues
    from wijkfoto.advice.rules import AdviceRules

SCENARIOS = ("laag", "midden", "hoog")
GIVEN, ESTIMATED = "opgegeven", "geraamd"
FEWER_HOURS = frozenset({"vragen_per_medewerker"})
"""Norms of which a higher value gives fewer hours."""
MORE_HOURS = frozenset({"gamma", "fte_per_medewerker", "deel_preventie"})
"""Norms of which a higher value gives more hours, beside those on questions."""


def scenario_values(norms: Mapping[str, Norm], scenario: str) -> NormValues:
    """Return the norms of a scenario, each of shape (1,), in the unit of the norm.

    laag holds every norm that decides hours at the end with the fewest hours, hoog at the end with
    the most. What is agreed and not estimated stays: floors, steps and limits.
    """
    values = mid_values(norms)
    for name, norm in norms.items():
        ends = {"laag": norm.low, "midden": norm.midden, "hoog": norm.high}
        if name in FEWER_HOURS:
            ends = {"laag": norm.high, "midden": norm.midden, "hoog": norm.low}
        if norm.domain_id or name in FEWER_HOURS | MORE_HOURS:
            values[name] = np.array([ends[scenario]])
    return values


def scenario_rows(local: Local, engine: Engine, total: float | None) -> pd.DataFrame:
    """Return rows of `team_scenario` for one gemeente: disciplines that the gemeente pays.

    Args:
        local: The gemeente worked out.
        engine: What all gemeenten share.
        total: Municipal FTE to spread; None spreads what the scenario itself leads to.

    Raises:
        ConfigError: If the total does not cover the floors.
    """
    rules = engine.rules
    least = floors(rules, engine.mid, local.n_teams[1:])[:, local.paid, 0]
    tables = []
    for scenario in SCENARIOS:
        run = engine.run_at(local, scenario_values(rules.norms, scenario))
        fte, asked = (cells[1:, local.paid, 0] for cells in (run.fte, run.bare))
        tables.append(_rows(local, rules, (fte, asked, least), total).assign(scenario_id=scenario))
    return pd.concat(tables, ignore_index=True)[COLUMNS]


COLUMNS = [
    "area_code",
    "area_level",
    "discipline_id",
    "scenario_id",
    "fte_norm",
    "gewicht",
    "ondergrens",
    "totaal",
    "totaal_basis",
    "fte",
]


def _rows(
    local: Local, rules: AdviceRules, hours: tuple[Floats, Floats, Floats], total: float | None
) -> pd.DataFrame:
    """Return the rows of one scenario.

    Args:
        local: The gemeente worked out.
        rules: The advice catalog.
        hours: (A, P) FTE with floors, FTE that the questions ask, and floors.
        total: FTE to spread, or None.
    """
    fte, asked, least = hours
    step = rules.norm("stap_fte")
    weights = np.array(whole_weights(asked), dtype=np.int64).reshape(fte.shape)
    if not weights.any():  # as in `given`
        weights = np.array(whole_weights(least), dtype=np.int64).reshape(fte.shape)
    lived_in = bool(weights.any())
    given = total is not None
    spent = total if total is not None else math.floor(fte.sum() / step + 0.5) * step
    parts = (
        spread(spent, weights / WEIGHTS_PER_FTE, least, step)
        if given or lived_in
        else np.full(fte.shape, np.nan)
    )
    names = [p.discipline_id for p, paid in zip(rules.disciplines, local.paid, strict=True) if paid]
    size = len(local.areas) + 1
    return pd.DataFrame(
        {
            "area_code": np.repeat(np.array(local.area_codes, dtype=object), len(names)),
            "area_level": np.repeat(np.array(local.area_levels, dtype=object), len(names)),
            "discipline_id": np.tile(np.array(names, dtype=object), size),
            "fte_norm": _with_sum(fte),
            "gewicht": _with_sum(weights),
            "ondergrens": _with_sum(least),
            "totaal": spent if given or lived_in else np.nan,
            "totaal_basis": GIVEN if given else ESTIMATED,
            "fte": _with_sum(parts),
        }
    )


def _with_sum(cells: np.ndarray) -> np.ndarray:
    """Return the sum over the teamgebieden, and then each of them, in one row."""
    return np.concatenate([cells.sum(axis=0, keepdims=True), cells]).ravel()
