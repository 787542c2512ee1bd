"""Chooses which columns explain use, one by one, from the areas that it is handed alone.

It never sees the areas that the choice is tested on; which those are is decided in `crossfit`.
"""

import numpy as np

from wijkfoto.profile.inputs import Floats
from wijkfoto.use.counts import Counted
from wijkfoto.use.fit import LEAST_RATE

STEPS_BETWEEN = 4
"""Newton steps after each added column: the choice needs no more digits."""

LEAST_LEFT = 0.02
"""Part of the information of a column that must be its own: below it, others say the same."""


def choose_columns(counted: Counted, columns: Floats, most: int) -> tuple[int, ...]:
    """Return the columns that explain the counts, in the order in which they were taken.

    Forward: each time the column with the greatest score statistic is added (Rao, 1948), with the
    overdispersion of the fit so far, until it is no more than log(number of areas): the price of a
    column by the criterion of Schwarz (1978, Annals of Statistics 6, 461-464). For the choice the
    published figure is the count (of a secret one the middle), and areas weigh by people.

    Args:
        counted: Areas.
        columns: Standardised candidates [area, column].
        most: Largest number of columns.
    """
    chosen: list[int] = []
    people, count = counted.people, counted.point
    design = np.ones((len(count), 1))
    beta = np.array([np.log(max(count.sum() / people.sum(), LEAST_RATE))])
    while len(chosen) < min(most, columns.shape[1]):
        beta = _refit(design, people, count, beta)
        mean = people * np.exp(design @ beta)
        statistic = _statistics(design, columns, count - mean, mean)
        statistic[chosen] = 0.0
        # Rounded, so that the last digits of a sum never decide between two columns.
        best = int(np.argmax(np.round(statistic, 6)))
        if statistic[best] <= np.log(len(count)):
            break
        chosen.append(best)
        design = np.column_stack([design, columns[:, best]])
        beta = np.append(beta, 0.0)
    return tuple(chosen)


def _refit(design: Floats, people: Floats, count: Floats, start: Floats) -> Floats:
    beta = start.copy()
    for _ in range(STEPS_BETWEEN):
        mean = people * np.exp(np.clip(design @ beta, -20.0, 5.0))
        information = (design * mean[:, None]).T @ design
        information[np.diag_indices_from(information)] *= 1 + 1e-9
        beta += np.clip(np.linalg.solve(information, design.T @ (count - mean)), -2.0, 2.0)
    return beta


def _statistics(design: Floats, columns: Floats, residual: Floats, mean: Floats) -> Floats:
    """Return the score statistic of every column, given those in the design [column]."""
    weighted = design * mean[:, None]
    inside = np.linalg.solve(weighted.T @ design, weighted.T @ columns)
    rest = columns - design @ inside
    information = (mean[:, None] * rest**2).sum(axis=0)
    own = information > LEAST_LEFT * (mean[:, None] * columns**2).sum(axis=0)
    free = max(len(mean) - design.shape[1], 1)
    overdispersion = max(float((residual**2 / mean).sum()) / free, 1.0)
    score = rest.T @ residual
    safe = np.where(own, information, 1.0) * overdispersion
    return np.asarray(np.where(own, score**2 / safe, 0.0))
