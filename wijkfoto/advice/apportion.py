"""Spreads a given total over cells so that the parts add up to it exactly.

Knows nothing of teams: weights, floors and a step go in, parts come out. Between them stand whole
numbers alone, so that a browser that does the same finds the same (reports/static/verdelen.js).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from wijkfoto.advice.rounding import Table, round_table
from wijkfoto.errors import ConfigError

if TYPE_CHECKING:
    from wijkfoto.advice.numbers import Floats

WEIGHTS_PER_FTE = 1_000_000
"""Weights are whole numbers of millionths of an FTE."""


def whole_weights(fte: Floats) -> Table:
    """Return FTE as whole weights, in millionths."""
    return [[int(cell) for cell in row] for row in np.rint(fte * WEIGHTS_PER_FTE)]


def whole_steps(fte: Floats, step: float) -> Table:
    """Return FTE that is in whole steps as the number of steps."""
    return [[int(cell) for cell in row] for row in np.rint(fte / step)]


def due(total: int, weights: Table, floor: Table) -> tuple[Table, int]:
    """Return the proportional parts of a total where no part is under its floor.

    Parts that would fall under their floor get it; the others share the rest in proportion.

    Args:
        total: What is spread; at least the sum of the floors.
        weights: (A, P) non-negative, of which at least one is positive.
        floor: (A, P) least part per cell.

    Returns:
        Numerators (A, P) and their one denominator.
    """
    cells = [(i, j) for i, row in enumerate(weights) for j in range(len(row))]
    held: set[tuple[int, int]] = set()
    while True:
        free = sum(weights[i][j] for i, j in cells if (i, j) not in held)
        rest = total - sum(floor[i][j] for i, j in held)
        under = {
            (i, j)
            for i, j in cells
            if (i, j) not in held and weights[i][j] * rest < floor[i][j] * free
        }
        if not under:
            break
        held |= under
    numerators = [
        [floor[i][j] * free if (i, j) in held else weight * rest for j, weight in enumerate(row)]
        for i, row in enumerate(weights)
    ]
    return numerators, free


def spread_steps(total: int, weights: Table, floor: Table) -> Table:
    """Spread a number of steps over a table; the parts are whole and sum to the total.

    Largest remainder, under the condition that every row and column, and so every area and every
    discipline, also stays within one step of its proportional part (decision 0013 and 0055).
    """
    numerators, denominator = due(total, weights, floor)
    return round_table(numerators, denominator, total)


def spread(total: float, weights: Floats, floor: Floats, step: float) -> Floats:
    """Spread a total over a table in whole steps; the parts sum to the total exactly.

    What a total has beyond whole steps goes to the largest cell: the one with most steps, of those
    the one with the largest weight, of those the first.

    Args:
        total: What is spread.
        weights: (A, P) non-negative, in FTE.
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
    whole = whole_weights(weights)
    if not any(map(any, whole)):
        raise ConfigError(
            "Nobody lives here, so there is nothing to spread fte over.",
            where="[team] fte_total",
            next_step="Leave it out.",
        )
    n_steps = math.floor(total / step)
    steps = spread_steps(n_steps, whole, whole_steps(floor, step))
    parts: Floats = np.array(steps, dtype=float) * step
    row, column = max(
        ((i, j) for i, row in enumerate(steps) for j in range(len(row))),
        key=lambda cell: (steps[cell[0]][cell[1]], whole[cell[0]][cell[1]]),
    )
    parts[row, column] += total - n_steps * step
    return parts
