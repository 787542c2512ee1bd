"""A total that is given, spread over the teamgebieden: what an area can count on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wijkfoto.advice.apportion import spread
from wijkfoto.advice.fte import floors, with_sum

if TYPE_CHECKING:
    from wijkfoto.advice.local import Local, Run
    from wijkfoto.advice.numbers import Floats
    from wijkfoto.advice.rules import AdviceRules


def least_fte(local: Local, rules: AdviceRules) -> Floats:
    """Return (A + 1, P) the floors of the mid run."""
    return with_sum(floors(rules, local.mid.values, local.n_teams[1:])[:, :, 0])


def given_fte(local: Local, rules: AdviceRules, total: float) -> Floats:
    """Return (A + 1, P) parts of a total that add up to it; NaN for who the gemeente does not pay.

    What is asked decides the parts, so the weights hold no floor; a floor is the least a part is.

    Raises:
        ConfigError: If the total does not cover the floors.
    """
    asked = local.mid.bare[1:, local.paid, 0]
    least = least_fte(local, rules)[1:, local.paid]
    # Where nothing is asked at all the floors are what there is to go by.
    weights = asked if (asked > 0).any() else least
    found = np.full(local.mid.fte.shape[:2], np.nan)
    found[:, local.paid] = with_sum(spread(total, weights, least, rules.norm("stap_fte")))
    return found


def effective_fte(local: Local, run: Run, rules: AdviceRules, total: float | None) -> Floats:
    """Return (A + 1, P, K) the FTE an area can count on.

    Without a total what `ramen` expects. With one, the mid run has the parts that are told, and a
    draw its proportional share. Disciplines outside the municipal sum keep what `ramen` expects.
    """
    if total is None:
        return run.fte
    paid = local.paid[:, np.newaxis]
    if run is local.mid:
        return np.where(paid, given_fte(local, rules, total)[:, :, np.newaxis], run.fte)
    whole = run.municipal_fte(local.paid)[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(whole > 0, total / whole, np.nan)
    return np.where(paid, run.fte * factor, run.fte)
