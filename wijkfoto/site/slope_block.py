"""Scores of the edition before and of now as slopes, a small drawing for each domain.

Places and names only; which scores are told is chosen where the page is made.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from wijkfoto.site.rows_changed import ScoreChangeRow

MOST_NAMES = 10
"""Names that have room beside one drawing; those that moved most are named."""

LONGEST = 18
"""Signs of a name that have room; the whole of it stands in the list below."""

HEIGHT, GAP, EDGE = 220.0, 16.0, 12.0
"""Height of a drawing, least distance between names, and room at its edges, in pixels."""


@dataclass(frozen=True)
class Slope:
    """One wijk: where its line begins and ends; its name stands at `naam_y`, when it is told."""

    van: str
    naar: str
    soort: str
    naam: str
    naam_y: str


@dataclass(frozen=True)
class SlopeChart:
    """The wijken in one domain.

    Attributes:
        zin: What the drawing says.
        lijnen: Those that did not move first, so that the others lie on top.
    """

    naam: str
    zin: str
    hoogte: str
    lijnen: tuple[Slope, ...]


def slope_chart(
    naam: str,
    rows: Sequence[ScoreChangeRow],
    told: Iterable[ScoreChangeRow],
    name_of: Callable[[str], str],
    zin: str,
) -> SlopeChart:
    """Return the drawing of one domain.

    Args:
        naam: Name of the domain.
        rows: Every score of it, before and now.
        told: Those of `rows` that moved enough to tell.
        name_of: Gives the name of a wijk.
        zin: What the drawing says.
    """
    place = _scale([score for row in rows for score in (row.score_was, row.score_nu)])
    most = sorted(told, key=lambda row: (-abs(row.verschil), row.region_code))
    named = {row.region_code for row in most[:MOST_NAMES]}
    ends = {row.region_code: place(row.score_nu) for row in rows}
    labels = _apart({code: ends[code] for code in named})
    moved = {row.region_code for row in most}
    lines = [
        Slope(
            van=f"{place(row.score_was):.1f}",
            naar=f"{place(row.score_nu):.1f}",
            soort=_kind(row) if row.region_code in moved else "stil",
            naam=_short(name_of(row.region_code)) if row.region_code in labels else "",
            naam_y=f"{labels.get(row.region_code, 0.0):.1f}",
        )
        for row in sorted(rows, key=lambda row: (row.region_code in moved, row.region_code))
    ]
    return SlopeChart(naam, zin, f"{HEIGHT:.0f}", tuple(lines))


def _scale(scores: Sequence[float]) -> Callable[[float], float]:
    """Return the place of a score from the top, in pixels; higher scores lie higher."""
    low, high = min(scores), max(scores)
    room, span = HEIGHT - 2 * EDGE, (high - low) or 1.0
    return lambda score: EDGE + room * (high - score) / span


def _kind(row: ScoreChangeRow) -> str:
    return "b" if row.verschil > 0 else "a"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def _apart(wanted: dict[str, float]) -> dict[str, float]:
    """Move names apart: downward in order, and up again where they ran off the foot."""
    order = sorted(wanted, key=lambda code: (wanted[code], code))
    places: list[float] = []
    for code in order:
        least = places[-1] + GAP if places else EDGE
        places.append(max(wanted[code], least))
    most = HEIGHT - EDGE / 2
    for at in reversed(range(len(places))):
        places[at] = min(places[at], most)
        most = places[at] - GAP
    return dict(zip(order, places, strict=True))
