"""How well expected use did in gemeenten that were left out: on rates, per person.

On counts the number of people alone would already give a high correlation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import fsum

import numpy as np
import pandas as pd

from wijkfoto.profile.inputs import Bools, Floats
from wijkfoto.use.counts import Counted
from wijkfoto.use.interval import SIZE_CLASSES, Interval, side, size_class

PER = 1000.0
TENTHS = 10
NO_LINE = (np.nan, np.nan, np.nan)


@dataclass(frozen=True)
class Measures:
    """What the back-test of one model says; NaN where it cannot be said.

    Attributes:
        correlation: Pearson, between expected and registered rates of wijken.
        mape: Mean of |registered - expected| / registered, over wijken with enough counted.
        total_ratio: Sum of expected over sum of registered counts.
        slope: Of the line of registered on expected rates; 1 is right.
        intercept: Of that line, per 1,000 people; 0 is right.
        n_wijken: Wijken compared.
        n_mape: Wijken in mape.
    """

    correlation: float
    mape: float
    total_ratio: float
    slope: float
    intercept: float
    n_wijken: int
    n_mape: int


def measure(
    expected: Floats, counted: Counted, rows: Bools, least_count: float, *, explains: bool
) -> Measures:
    """Compare expected with registered use in some areas.

    One rate everywhere still differs by a hair per fold, the other way round from the fold that it
    is for: a line through that says nothing of wijken.

    Args:
        expected: Expected count [area].
        counted: Counts; of a secret one the middle of its interval stands for it.
        rows: Areas to compare [area].
        least_count: Least count that a relative error is taken of.
        explains: Whether the model chose any column; without, there is no line and no correlation.
    """
    count, mean, people = counted.point[rows], expected[rows], counted.people[rows]
    observed_rate, expected_rate = count / people, mean / people
    slope, intercept, r = _line(expected_rate, observed_rate) if explains else NO_LINE
    large = count >= least_count
    errors = np.abs(count - mean)[large] / count[large]
    total = fsum(count)
    return Measures(
        correlation=r,
        mape=fsum(errors) / len(errors) if len(errors) else np.nan,
        total_ratio=fsum(mean) / total if total > 0 else np.nan,
        slope=slope,
        intercept=intercept * PER,
        n_wijken=len(count),
        n_mape=len(errors),
    )


def _line(x: Floats, y: Floats) -> tuple[float, float, float]:
    """Return slope, intercept and correlation; NaN when x does not vary."""
    if len(x) < 3 or np.ptp(x) <= 1e-12 * np.abs(x).max() or np.ptp(y) == 0:
        return NO_LINE
    dx, dy = x - x.mean(), y - y.mean()
    slope = float(dx @ dy / (dx @ dx))
    r = float(dx @ dy / np.sqrt((dx @ dx) * (dy @ dy)))
    return slope, float(y.mean() - slope * x.mean()), r


def coverage(
    interval: Interval, counted: Counted, expected: Floats, inwoners: Floats, rows: Bools
) -> pd.DataFrame:
    """Return how often the interval held the count: in all, and by size class.

    Only open counts can show it, and the published figure itself must lie inside; how many were
    left out because they are secret is told beside it. NaN where none is open.
    """
    secret = np.isnan(counted.figure)
    inside = np.isfinite(interval.low) & (side(interval, counted) == 0)
    width = (interval.high - interval.low) / expected
    classes = size_class(inwoners)
    chosen = [("totaal", rows)]
    chosen += [(name, rows & (classes == j)) for j, name in enumerate(SIZE_CLASSES)]
    return pd.DataFrame(
        [
            {
                "size_class": name,
                "n_wijken": int((part & ~secret).sum()),
                "n_geheim": int((part & secret).sum()),
                "coverage": _or_nothing(np.mean, inside[part & ~secret]),
                "breedte": _or_nothing(np.median, width[part & ~secret]),
            }
            for name, part in chosen
            if part.any()
        ]
    )


def _or_nothing(of: Callable[[Floats | Bools], np.floating], values: Floats | Bools) -> float:
    return float(of(values)) if len(values) else float("nan")


def beside(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Set the back-test of the edition before beside that of this one.

    Args:
        now: Back-test of this edition.
        before: That of the edition before; only the same model on the same basis compares.

    Returns:
        `now` with `peiljaar_vorige`, `correlation_vorige` and `mape_vorige`; empty where the
        edition before says nothing.
    """
    key = ["use_id", "model_id", "basis"]
    figures = {name: f"{name}_vorige" for name in ("peiljaar", "correlation", "mape")}
    told = before[[*key, *figures]].rename(columns=figures)
    joined = now.merge(told, on=key, how="left", validate="one_to_one")
    year = joined["peiljaar_vorige"].astype("Int64")
    figures_only = joined[["correlation_vorige", "mape_vorige"]].astype(float)
    return joined.assign(peiljaar_vorige=year, **figures_only)


def calibration(expected: Floats, counted: Counted, rows: Bools) -> pd.DataFrame:
    """Return expected and registered use per 1,000 people, by tenth of the wijken.

    Wijken are ordered by expected rate; a tenth sums its counts and its people.
    """
    place = np.flatnonzero(rows)
    order = place[np.argsort(np.round(expected[place] / counted.people[place], 9), kind="stable")]
    parts = np.array_split(order, min(TENTHS, len(order))) if len(order) else []
    return pd.DataFrame(
        [
            {
                "tiende": number + 1,
                "n_wijken": len(part),
                "expected": PER * fsum(expected[part]) / fsum(counted.people[part]),
                "observed": PER * fsum(counted.point[part]) / fsum(counted.people[part]),
            }
            for number, part in enumerate(parts)
        ],
        columns=["tiende", "n_wijken", "expected", "observed"],
    )
