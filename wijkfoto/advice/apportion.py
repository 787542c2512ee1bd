"""Spreads a given total over cells so that the parts add up to it exactly.

Knows nothing of teams: weights, floors and a step go in, parts come out.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_array, hstack, identity, vstack

from wijkfoto.errors import ConfigError

if TYPE_CHECKING:
    from wijkfoto.advice.numbers import Floats

CLOSE = 1e-9
"""Quotas this near a whole step count as whole, so that float noise moves nothing."""


def quotas(total: float, weights: Floats, floor: Floats) -> Floats:
    """Return the proportional parts of a total where no part is under its floor.

    Parts that would fall under their floor get it; the others share the rest in proportion.

    Args:
        total: What is spread; at least the sum of the floors.
        weights: Non-negative, any shape, of which at least one is positive.
        floor: Least part per cell, the same shape.
    """
    held = np.zeros(weights.shape, dtype=bool)
    while True:
        free = np.where(held, 0.0, weights)
        rest = total - floor[held].sum()
        share = free * (rest / free.sum()) if free.sum() > 0 else free
        under = ~held & (share < floor)
        if not under.any():
            return np.where(held, floor, share)
        held |= under


def spread(total: float, weights: Floats, floor: Floats, step: float) -> Floats:
    """Spread a total over a table in whole steps; the parts sum to the total exactly.

    Largest remainder, under the condition that every row and column, and so every area and every
    discipline, also stays within one step of its proportional part (controlled rounding; Cox 1987,
    JASA 82(398)). What a total has beyond whole steps goes to the largest cell.

    Args:
        total: What is spread.
        weights: (A, P) non-negative.
        floor: (A, P) least part, in whole steps.
        step: Size of a step, in the unit of the total.

    Returns:
        (A, P) parts.

    Raises:
        ConfigError: If the total does not cover the floors, or nothing can be weighed.
    """
    least = math.fsum(floor.ravel())
    if total < least:
        raise ConfigError(
            f"{total:g} fte is less than the base that every team needs together.",
            where="[team] fte_total",
            next_step=f"The least total is {least:g} fte.",
        )
    if not (weights > 0).any():
        raise ConfigError(
            "Nobody lives here, so there is nothing to spread fte over.",
            where="[team] fte_total",
            next_step="Leave it out.",
        )
    n_steps = math.floor(total / step)
    odd = total - n_steps * step
    due = quotas(n_steps * step, weights, floor) / step
    parts = _controlled_rounding(due, n_steps) * step
    largest = np.unravel_index(np.argmax(parts + CLOSE * due), parts.shape)
    parts[largest] += odd
    return parts


def _controlled_rounding(due: Floats, n_steps: int) -> Floats:
    """Round a table so that cells, rows and columns move less than one, and the sum is n_steps.

    A flow problem: its corner solutions are whole numbers, so a linear program finds them.
    """
    base = np.floor(due + CLOSE)
    rest = np.maximum(due - base, 0.0)
    n_rows, n_columns = due.shape
    rows = block_diag([np.ones((1, n_columns))] * n_rows)
    columns = hstack([identity(n_columns)] * n_rows)
    sums = np.concatenate([due.sum(axis=1), due.sum(axis=0)])
    taken = np.concatenate([base.sum(axis=1), base.sum(axis=0)])
    limits = csr_array(vstack([rows, columns]))
    upper = np.ceil(sums - CLOSE) - taken
    lower = np.floor(sums + CLOSE) - taken
    # Ties go to the earlier cell: without this the choice among equals would be the solver's.
    order = np.arange(rest.size)[::-1] * (CLOSE / max(rest.size, 1))
    solution = linprog(
        -(rest.ravel() + order),
        A_ub=vstack([limits, -limits]),
        b_ub=np.concatenate([upper, -lower]),
        A_eq=np.ones((1, rest.size)),
        b_eq=[n_steps - base.sum()],
        bounds=np.column_stack([np.zeros(rest.size), (rest > CLOSE).ravel().astype(float)]),
        method="highs-ds",
    )
    if solution.x is None:
        return _largest_remainder(base, rest, n_steps)
    rounded: Floats = base + np.round(solution.x).reshape(due.shape)
    return rounded


def _largest_remainder(base: Floats, rest: Floats, n_steps: int) -> Floats:
    """Round cell by cell, for when float noise leaves the flow problem without a solution."""
    left = int(n_steps - base.sum())
    order = np.argsort(-rest.ravel(), kind="stable")[:left]
    rounded = base.ravel().copy()
    rounded[order] += 1
    return rounded.reshape(base.shape)
