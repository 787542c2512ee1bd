"""One gemeente worked out: its teamgebieden, and questions and FTE in the mid run and the draws.

Row 0 of every area array is the gemeente, the rows after it are the teamgebieden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wijkfoto.advice.areas import build, propose, too_large, whole
from wijkfoto.advice.demand import centred_scale, land_rates, need_draws, questions
from wijkfoto.advice.fte import fte, municipal
from wijkfoto.advice.neighbours import neighbours
from wijkfoto.advice.numbers import drawn_values, mid_values
from wijkfoto.advice.registered import mixed, registered_questions
from wijkfoto.advice.split import Splitter
from wijkfoto.errors import WijkfotoError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from wijkfoto.advice.areas import Group, Part, Teamgebied
    from wijkfoto.advice.inputs import AdviceInput
    from wijkfoto.advice.land import Land
    from wijkfoto.advice.neighbours import Neighbours
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
    """

    values: NormValues
    land_rate: Floats
    need: Floats
    wijk_cases: Floats
    cases: Floats
    fte: Floats

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
        registered: (W, D) questions of the own registration, NaN where none is used.
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
    registered: Floats

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
        member, asked = _shares(areas, len(rows), len(self.rules.domain_ids))
        n_teams = np.array([float(area.n_teams) for area in areas])
        mid_need = np.nan_to_num(land.need[rows])[:, :, np.newaxis]
        drawn_need = need_draws(land, rows, self.inputs.draws, self.rules, self.seed)
        counted = registered_questions(self.inputs.registration, codes, people, self.rules)
        return Local(
            gemeente=gemeente,
            rows=rows,
            codes=codes,
            areas=areas,
            fallbacks=fallbacks,
            member=member,
            asked=asked,
            people=member @ people,
            wijk_people=people,
            paid=municipal(self.rules),
            mid=self._run(rows, mid_need, asked, n_teams, counted, drawn=False),
            drawn=self._run(rows, drawn_need, asked, n_teams, counted, drawn=True),
            registered=counted,
        )

    def _areas(
        self, gemeente: str, rows: NDArray[np.intp], codes: list[str], given: Given
    ) -> tuple[list[Teamgebied], dict[int, str]]:
        """Return the teamgebieden, and the fallbacks that a proposal needed."""
        people = self.land.known_people[rows]
        network = neighbours(codes, self.inputs.shapes)
        found = given(gemeente, codes)
        n_domains = len(self.rules.domain_ids)
        parts: list[tuple[Part, str | None]]
        if found is None:
            need = np.nan_to_num(self.land.need[rows])
            groups = propose(people, need, network, self.rules)
            proposed = [self._parts(group, rows, people, network) for group in groups]
            parts = [(part, None) for pieces in proposed for part in pieces]
        else:
            parts = [(whole(group, network, n_domains), name) for group, name in found]
        names = [str(name) for name in self.land.names[rows]]
        areas = build(gemeente, parts, names, people, self.rules)
        return areas, network.fallbacks if found is None else {}

    def _parts(
        self, group: Group, rows: NDArray[np.intp], people: Floats, network: Neighbours
    ) -> list[Part]:
        """Return a proposed area, split along buurten where it is too large and that can be."""
        buurten, shapes = self.inputs.buurten, self.inputs.shapes
        size = float(people[list(group)].sum())
        if buurten is not None and shapes is not None and too_large(size, self.rules):
            splitter = Splitter(self.land, rows, buurten, shapes, self.mid, self.rules)
            if (found := splitter.split(group)) is not None:
                return found
        return [whole(group, network, len(self.rules.domain_ids))]

    def _run(
        self,
        rows: NDArray[np.intp],
        need: Floats,
        asked: Floats,
        n_teams: Floats,
        counted: Floats,
        *,
        drawn: bool,
    ) -> Run:
        values = self.drawn if drawn else self.mid
        scale = self.drawn_scale if drawn else self.scale
        expected = questions(self.land.targets[rows], need, self.land, values, scale)
        codes = [str(code) for code in self.land.codes[rows]]
        wijk_cases = mixed(expected, counted, codes, self.rules, self.seed if drawn else None)
        cases = np.einsum("awd,wdk->adk", asked, wijk_cases, optimize=True)
        per_team = fte(cases[1:], self.rules, values, n_teams)
        return Run(
            values=values,
            land_rate=self.drawn_rate if drawn else self.mid_rate,
            need=need,
            wijk_cases=wijk_cases,
            cases=cases,
            fte=np.concatenate([per_team.sum(axis=0, keepdims=True), per_team]),
        )


def _shares(areas: list[Teamgebied], n_wijken: int, n_domains: int) -> tuple[Floats, Floats]:
    """Return (A + 1, W) shares of people and (A + 1, W, D) of questions; row 0 is the gemeente."""
    member = np.zeros((len(areas) + 1, n_wijken))
    asked = np.zeros((len(areas) + 1, n_wijken, n_domains))
    member[0], asked[0] = 1, 1
    for number, area in enumerate(areas, start=1):
        members = list(area.part.members)
        member[number, members] = area.part.share
        asked[number, members] = area.part.asked
    return member, asked
