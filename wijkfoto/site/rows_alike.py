"""Rows of comparable wijken, as the site reads them.

Only the shape of the rows; the others stand in `rows`, reading them is `tables`' work.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Comparable:
    """A wijk of the land that is like one of ours."""

    region_code: str
    rank: int
    comparable_code: str
    distance: float
    groepen: str
    region_naam: str
    gemeente_naam: str
