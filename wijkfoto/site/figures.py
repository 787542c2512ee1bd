"""Where things stand in a drawing: axes, strips with an interval, bars and cells.

Positions only, as percentages of the width, so that a drawing fits any screen and its text keeps
its size. The words of a drawing come from its context; the drawing itself is a macro.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from wijkfoto.site import rows as r


@dataclass(frozen=True)
class Axis:
    """A straight scale from `low` to `high`."""

    low: float
    high: float
    step: float = 10.0

    def place(self, value: float) -> str:
        """Return the position of a value, in percent; outside the scale it is put at the edge."""
        share = (value - self.low) / (self.high - self.low)
        return f"{100 * min(max(share, 0.0), 1.0):.1f}"

    def ticks(self) -> tuple[tuple[str, str], ...]:
        """Return positions and texts of the marks, without the two edges."""
        count = round((self.high - self.low) / self.step)
        values = [self.low + self.step * i for i in range(1, count)]
        return tuple((self.place(v), f"{v:g}") for v in values)


@dataclass(frozen=True)
class Ground:
    """What lies under every row of a chart: a band of reference and the place of the land."""

    band: str
    band_width: str
    land: str


@dataclass(frozen=True)
class Strip:
    """One row of a chart: a dot with its interval, and the marker of the gemeente."""

    dot: str
    low: str
    width: str
    gemeente: str | None
    klasse: str
    titel: str


def span(axis: Axis, low: float, high: float) -> tuple[str, str]:
    """Return start and width of an interval, in percent."""
    start, end = float(axis.place(low)), float(axis.place(high))
    return f"{start:.1f}", f"{max(end - start, 0.5):.1f}"


def score_axis(scores: Iterable[r.Score]) -> Axis:
    """Return the common axis of the scores of a gemeente: at least 70 to 130, in tens."""
    scored = [s for s in scores if s.is_scored]
    lows = [s.score_low for s in scored if s.score_low is not None]
    highs = [s.score_high for s in scored if s.score_high is not None]
    low = min(70.0, 10 * math.floor(min(lows, default=70.0) / 10))
    high = max(130.0, 10 * math.ceil(max(highs, default=130.0) / 10))
    return Axis(max(low, 40.0), min(high, 160.0))


def score_ground(axis: Axis) -> Ground:
    """Return the ground of scores: the land at 100, with one standard deviation either way."""
    band, band_width = span(axis, 90.0, 110.0)
    return Ground(band, band_width, axis.place(100.0))


def score_strip(axis: Axis, row: r.Score, titel: str) -> Strip:
    """Return the strip of one domain: score with interval, and the gemeente."""
    score = row.score or 0.0
    low, width = span(axis, row.score_low or score, row.score_high or score)
    inside = None if row.verschil_gemeente is None else axis.place(score - row.verschil_gemeente)
    return Strip(
        dot=axis.place(score),
        low=low,
        width=width,
        gemeente=inside,
        klasse=(row.klasse or "gemiddeld") if row.is_sure else "onzeker",
        titel=titel,
    )


def share_axis(values: Iterable[float | None]) -> Axis:
    """Return an axis from 0 to the next ten above the largest share."""
    top = max((v for v in values if v is not None), default=10.0)
    return Axis(0.0, max(10.0, 10 * math.ceil(top / 10)))


def fte_axis(values: Iterable[float | None]) -> Axis:
    """Return an axis from 0 to just above the largest upper bound."""
    top = max((v for v in values if v is not None), default=1.0)
    return Axis(0.0, max(1.0, math.ceil(top)), 1.0)


def shade(row: r.Score) -> str:
    """Return the class of a wijk against its gemeente as it is coloured: unsure has its own."""
    if not row.is_scored or row.klasse_gemeente is None:
        return "geen"
    return row.klasse_gemeente if row.is_sure_in_gemeente else "onzeker"
