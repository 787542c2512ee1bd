"""One gemeente worked out: its teamgebieden, and questions and FTE in the mid run and the draws.

Row 0 of every area array is the gemeente, the rows after it are the teamgebieden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wijkfoto.advice.areas import build, propose
from wijkfoto.advice.asked import Asked, asked_questions, asked_shares
from wijkfoto.advice.demand import centred_scale, land_rates, need_draws, questions
from wijkfoto.advice.fte import fte, municipal
from wijkfoto.advice.neighbours import neighbours
from wijkfoto.advice.numbers import drawn_values, mid_values
from wijkfoto.advice.overdispersion import Draws, Weight, fitted_k
from wijkfoto.advice.registered import mixed, registered_questions
from wijkfoto.errors import WijkfotoError

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    from wijkfoto.advice.areas import Group, Teamgebied
    from wijkfoto.advice.inputs import AdviceInput
    from wijkfoto.advice.land import Land
    from wijkfoto.advice.numbers import Bools, Floats, NormValues
    from wijkfoto.advice.rules import AdviceRules

    Given = Callable[[str, list[str]], list[tuple[Group, str]] | None]


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
        asked: (A + 1, D, K) share of each domain in the registered questions; NaN without.
    """

    values: NormValues
    land_rate: Floats
    need: Floats
    wijk_cases: Floats
    cases: Floats
    fte: Floats
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
        member: (A + 1, W) 1 where a wijk belongs to an area.
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
class Registration:
    """What the own registration of a gemeente adds: to the mix (W, D), and as shares."""

    counted: Floats
    weight: Weight
    asked: Asked
    people: Floats


def told_places(
    places: pd.Series | None, codes: list[str], member: Floats, people: Floats, covered: float
) -> Floats:
    """Return (A + 1,) places per 1,000 inhabitants of the wijken that told of any.

    A wijk without a form about places is not one without places. NaN where the wijken that told
    hold too small a part of the people.

    Args:
        places: Number per region_code; None when nothing was heard.
        codes: The W wijken.
        member: (A + 1, W) 1 where a wijk belongs to an area.
        people: (W,) inhabitants.
        covered: Least part of the people that must live in such a wijk.
    """
    if places is None:
        return np.full(len(member), np.nan)
    counts = places.reindex(codes).fillna(0).to_numpy(dtype=float)
    asked = member @ (people * (counts > 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(
            (asked > 0) & (asked >= covered * (member @ people)),
            1000 * (member @ counts) / asked,
            np.nan,
        )


class Engine:
    """What all gemeenten of one run share: the land, the norms and their draws."""

    def __init__(
        self, inputs: AdviceInput, land: Land, rules: AdviceRules, scale: float, seed: int
    ) -> None:
        """Draw the norms once, so that all gemeenten and areas share them."""
        self.inputs, self.land, self.rules = inputs, land, rules
        self.scale, self.seed = scale, seed
        self.mid = mid_values(rules.norms)
        self.drawn = drawn_values(rules.norms, seed, inputs.draws.values.shape[2])
        self.drawn_scale = centred_scale(land, rules, self.drawn, scale)
        self.mid_rate = land_rates(land, self.mid, scale).sum(axis=0)
        self.drawn_rate = land_rates(land, self.drawn, self.drawn_scale).sum(axis=0)

    def local(self, gemeente: str, given: Given) -> Local:
        """Work out one gemeente.

        Args:
            gemeente: Its code.
            given: Returns its teamgebieden from a file, or None.

        Raises:
            WijkfotoError: If it has no wijken.
        """
        land, rows = self.land, self.land.rows(gemeente)
        if not len(rows):
            raise WijkfotoError("It has no wijken in this peiljaar.", where=gemeente)
        codes = [str(code) for code in land.codes[rows]]
        people = land.known_people[rows]
        areas, fallbacks = self._areas(gemeente, rows, codes, given)
        member = np.zeros((len(areas) + 1, len(rows)))
        member[0] = 1
        for number, area in enumerate(areas, start=1):
            member[number, list(area.members)] = 1
        n_teams = np.array([float(area.n_teams) for area in areas])
        mid_need = np.nan_to_num(land.need[rows])[:, :, np.newaxis]
        drawn_need = need_draws(land, rows, self.inputs.draws, self.rules, self.seed)
        counted = registered_questions(self.inputs.registration, codes, people, self.rules)
        expected = questions(land.targets[rows], mid_need, land, self.mid, self.scale)[:, :, 0]
        weight = fitted_k(
            expected, counted, gemeente, self.rules, Draws(self.seed, self.drawn["registratie_k"])
        )
        asked = asked_questions(
            self.inputs.registration, codes, self.rules, self.inputs.hidden_most
        )
        registration = Registration(counted, weight, asked, people)
        return Local(
            gemeente=gemeente,
            rows=rows,
            codes=codes,
            areas=areas,
            fallbacks=fallbacks,
            member=member,
            people=member @ people,
            wijk_people=people,
            paid=municipal(self.rules),
            mid=self._run(rows, mid_need, member, n_teams, registration, drawn=False),
            drawn=self._run(rows, drawn_need, member, n_teams, registration, drawn=True),
            registration=registration,
            places=told_places(
                self.inputs.places, codes, member, people, self.rules.norm("min_deel_bekend")
            ),
        )

    def fte_at(self, local: Local, values: NormValues) -> Floats:
        """Return (A + 1, P) FTE with floors at other norms, (1,) each, and the scores as they are.

        The scale stays that of the mid run: other norms may lead to another level.
        """
        found = self._run(
            local.rows,
            local.mid.need,
            local.member,
            local.n_teams[1:],
            local.registration,
            drawn=False,
            values=values,
        )
        fte_there: Floats = found.fte[:, :, 0]
        return fte_there

    def _areas(
        self, gemeente: str, rows: NDArray[np.intp], codes: list[str], given: Given
    ) -> tuple[list[Teamgebied], dict[int, str]]:
        """Return the teamgebieden, and the fallbacks that a proposal needed."""
        people = self.land.known_people[rows]
        network = neighbours(codes, self.inputs.shapes)
        found = given(gemeente, codes)
        groups: list[tuple[Group, str | None]]
        if found is None:
            need = np.nan_to_num(self.land.need[rows])
            groups = [(group, None) for group in propose(people, need, network, self.rules)]
        else:
            groups = [(group, name) for group, name in found]
        names = [str(name) for name in self.land.names[rows]]
        areas = build(gemeente, groups, names, people, network, self.rules)
        return areas, network.fallbacks if found is None else {}

    def _run(
        self,
        rows: NDArray[np.intp],
        need: Floats,
        member: Floats,
        n_teams: Floats,
        registration: Registration,
        *,
        drawn: bool,
        values: NormValues | None = None,
    ) -> Run:
        values = values or (self.drawn if drawn else self.mid)
        scale = self.drawn_scale if drawn else self.scale
        expected = questions(self.land.targets[rows], need, self.land, values, scale)
        codes = [str(code) for code in self.land.codes[rows]]
        weight, seed = registration.weight, self.seed if drawn else None
        k = weight.drawn if drawn else np.array([weight.mid])
        wijk_cases = mixed(expected, registration.counted, codes, k, seed)
        cases = np.einsum("aw,wdk->adk", member, wijk_cases, optimize=True)
        per_team = fte(cases[1:], self.rules, values, n_teams)
        return Run(
            values=values,
            land_rate=self.drawn_rate if drawn else self.mid_rate,
            need=need,
            wijk_cases=wijk_cases,
            cases=cases,
            fte=np.concatenate([per_team.sum(axis=0, keepdims=True), per_team]),
            asked=asked_shares(
                registration.asked,
                member,
                registration.people,
                codes,
                self.rules,
                (expected.shape[2], seed),
            ),
        )
