"""One gemeente worked out: its teamgebieden, and questions and FTE in the mid run and the draws.

Row 0 of every area array is the gemeente, the rows after it are the teamgebieden. What makes these
is in `engine`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from wijkfoto.advice.areas import Teamgebied
    from wijkfoto.advice.asked import Asked
    from wijkfoto.advice.numbers import Bools, Floats, NormValues
    from wijkfoto.advice.overdispersion import Weight


@dataclass(frozen=True)
class Run:
    """Questions and FTE; K is 1 in the mid run, the number of draws otherwise.

    Attributes:
        values: Norms, (K,) each.
        land_rate: (K,) questions per inhabitant of the land.
        need: (W, D, K) need in standard deviations, unscored filled in.
        wijk_cases: (W, D, K) questions a year.
        cases: (A + 1, D, K) questions a year.
        fte: (A + 1, P, K) FTE with floors, before any total is spread.
        bare: (A + 1, P, K) FTE that the questions ask, without floors.
        asked: (A + 1, D, K) share of each domain in the registered questions; NaN without.
    """

    values: NormValues
    land_rate: Floats
    need: Floats
    wijk_cases: Floats
    cases: Floats
    fte: Floats
    bare: Floats
    asked: Floats

    def municipal_fte(self, paid: Bools) -> Floats:
        """Return (A + 1, K) FTE that the gemeente pays, for (P,) disciplines that it pays."""
        total: Floats = self.fte[:, paid].sum(axis=1)
        return total


@dataclass(frozen=True)
class Local:
    """One gemeente.

    Attributes:
        rows: Positions of its wijken in the land.
        member: (A + 1, W) share of the people of a wijk that belongs to an area.
        asked: (A + 1, W, D) share of its questions.
        people: (A + 1,) known inhabitants.
        registration: Questions of the own registration, and how much they weigh.
        places: (A + 1,) meeting places and initiatives that were told of, per 1,000 inhabitants.
        fallbacks: Position of a wijk inside the gemeente -> fallback that placed it.
    """

    gemeente: str
    rows: NDArray[np.intp]
    codes: list[str]
    areas: list[Teamgebied]
    fallbacks: dict[int, str]
    member: Floats
    asked: Floats
    people: Floats
    wijk_people: Floats
    paid: Bools
    mid: Run
    drawn: Run
    registration: Registration
    places: Floats

    @property
    def registered(self) -> Floats:
        """(W, D) questions of the own registration, NaN where none is used."""
        return self.registration.counted

    @property
    def weight(self) -> Weight:
        """How many registered questions weigh as much as the expectation."""
        return self.registration.weight

    @property
    def area_codes(self) -> list[str]:
        """Codes of the gemeente and its teamgebieden, in order of the area arrays."""
        return [self.gemeente, *(area.teamgebied_id for area in self.areas)]

    @property
    def area_levels(self) -> list[str]:
        """Level of each row of the area arrays."""
        return ["gemeente", *(["teamgebied"] * len(self.areas))]

    @property
    def n_teams(self) -> Floats:
        """(A + 1,) number of teams; 0 where nobody is known to live."""
        teams = [float(area.n_teams) for area in self.areas]
        return np.array([sum(teams), *teams])


@dataclass(frozen=True)
class Division:
    """How the wijken of a gemeente are divided over it and its teamgebieden.

    Attributes:
        member: (A + 1, W) share of the people of a wijk that belongs to an area.
        asked: (A + 1, W, D) share of its questions.
    """

    member: Floats
    asked: Floats


@dataclass(frozen=True)
class Registration:
    """What the own registration of a gemeente adds: to the mix (W, D), and as shares."""

    counted: Floats
    weight: Weight
    asked: Asked
    people: Floats
