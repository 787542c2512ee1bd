"""The context of verken.html: charts to explore, each drawn in a browser from its own table.

The table carries the message and is complete without scripts; no chart is drawn here (0064).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wijkfoto.site.desk import Desk
from wijkfoto.site.explore_need import Chart, gap_charts, need_charts
from wijkfoto.site.explore_trend import Lines, trend_charts


@dataclass(frozen=True)
class ExploreContext:
    """Everything on verken.html."""

    naam: str
    tekst: Mapping[str, Any]
    behoefte: tuple[Chart, ...]
    verwacht: tuple[Chart, ...]
    verloop: tuple[Lines, ...]


def explore_context(desk: Desk) -> ExploreContext:
    """Return everything on verken.html of a gemeente."""
    return ExploreContext(
        naam=desk.tables.gemeente.naam,
        tekst=desk.texts.node("verken"),
        behoefte=tuple(need_charts(desk)),
        verwacht=tuple(gap_charts(desk)),
        verloop=tuple(trend_charts(desk)),
    )
