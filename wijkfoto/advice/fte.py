"""From questions to FTE per discipline: productivity, time for prevention, matrix and floors.

Arrays only; which FTE belongs to which area and how it is shown is for `team`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from wijkfoto.advice.numbers import Bools, Floats, NormValues
    from wijkfoto.advice.rules import AdviceRules


def matrix(rules: AdviceRules) -> Floats:
    """Return the matrix (D, P): which part of a domain's questions goes to which discipline."""
    return np.array(
        [[rules.share(d, p.discipline_id) for p in rules.disciplines] for d in rules.domain_ids]
    )


def municipal(rules: AdviceRules) -> Bools:
    """Return (P,) True for disciplines that the gemeente pays."""
    return np.array([p.financier == "gemeente" for p in rules.disciplines])


def municipal_share(rules: AdviceRules) -> Floats:
    """Return (D,) the part of a domain's questions that the gemeente pays for."""
    share: Floats = matrix(rules)[:, municipal(rules)].sum(axis=1)
    return share


def fte_per_question(values: NormValues) -> Floats:
    """Return (K,) FTE per question a year, with time for prevention on top."""
    per_worker = values["fte_per_medewerker"] / values["vragen_per_medewerker"]
    return per_worker / (1 - values["deel_preventie"])


def floors(rules: AdviceRules, values: NormValues, n_teams: Floats) -> Floats:
    """Return (A, P, K) the least FTE per discipline, for A areas with (A,) teams each."""
    size = len(values["gamma"])
    least = np.zeros((len(n_teams), len(rules.disciplines), size))
    for column, discipline in enumerate(rules.disciplines):
        if discipline.ondergrens is not None:
            least[:, column] = n_teams[:, np.newaxis] * values[discipline.ondergrens]
    return least


def bare_fte(cases: Floats, rules: AdviceRules, values: NormValues) -> Floats:
    """Return FTE per discipline without floors, (A, P, K), from questions (A, D, K) a year."""
    spread = np.einsum("adk,dp->apk", cases, matrix(rules))
    found: Floats = spread * fte_per_question(values)
    return found


def fte(cases: Floats, rules: AdviceRules, values: NormValues, n_teams: Floats) -> Floats:
    """Return FTE per discipline with floors, (A, P, K), from questions (A, D, K) a year."""
    found: Floats = np.maximum(bare_fte(cases, rules, values), floors(rules, values, n_teams))
    return found


def with_sum(per_area: Floats) -> Floats:
    """Return the sum over the areas, and then each of them, in the first dimension."""
    return np.concatenate([per_area.sum(axis=0, keepdims=True), per_area])
