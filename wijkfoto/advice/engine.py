"""Works out a gemeente: areas, questions and FTE, in the mid run and in every draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wijkfoto.advice.areas import build, propose, too_large, whole
from wijkfoto.advice.asked import asked_questions, asked_shares
from wijkfoto.advice.demand import centred_scale, land_rates, need_draws, questions
from wijkfoto.advice.fte import bare_fte, floors, municipal, with_sum
from wijkfoto.advice.local import Division, Local, Registration, Run
from wijkfoto.advice.neighbours import neighbours
from wijkfoto.advice.numbers import drawn_values, mid_values
from wijkfoto.advice.overdispersion import Draws, fitted_k
from wijkfoto.advice.registered import mixed, registered_questions
from wijkfoto.advice.split import Splitter
from wijkfoto.errors import WijkfotoError

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    from wijkfoto.advice.areas import Group, Part, Teamgebied
    from wijkfoto.advice.inputs import AdviceInput
    from wijkfoto.advice.land import Land
    from wijkfoto.advice.neighbours import Neighbours
    from wijkfoto.advice.numbers import Floats, NormValues
    from wijkfoto.advice.rules import AdviceRules

    Given = Callable[[str, list[str]], list[tuple[Group, str]] | None]


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
        division = _divided(areas, len(rows), len(self.rules.domain_ids))
        n_teams = np.array([float(area.n_teams) for area in areas])
        mid_need = np.nan_to_num(land.need[rows])[:, :, np.newaxis]
        drawn_need = need_draws(land, rows, self.inputs.draws, self.rules, self.seed)
        counted = registered_questions(self.inputs.registration, codes, people, self.rules)
        expected = questions(land.targets[rows], mid_need, land, self.mid, self.scale)[:, :, 0]
        weight = fitted_k(
            expected, counted, gemeente, self.rules, Draws(self.seed, self.drawn["registratie_k"])
        )
        told = asked_questions(self.inputs.registration, codes, self.rules, self.inputs.hidden_most)
        registration = Registration(counted, weight, told, people)
        member = division.member
        return Local(
            gemeente=gemeente,
            rows=rows,
            codes=codes,
            areas=areas,
            fallbacks=fallbacks,
            member=member,
            asked=division.asked,
            people=member @ people,
            wijk_people=people,
            paid=municipal(self.rules),
            mid=self._run(rows, mid_need, division, n_teams, registration, drawn=False),
            drawn=self._run(rows, drawn_need, division, n_teams, registration, drawn=True),
            registration=registration,
            places=told_places(
                self.inputs.places, codes, member, people, self.rules.norm("min_deel_bekend")
            ),
        )

    def run_at(self, local: Local, values: NormValues) -> Run:
        """Return the run at other norms, (1,) each, and the scores as they are.

        The scale stays that of the mid run: other norms may lead to another level.
        """
        return self._run(
            local.rows,
            local.mid.need,
            Division(local.member, local.asked),
            local.n_teams[1:],
            local.registration,
            drawn=False,
            values=values,
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
        areas = build(gemeente, parts, (codes, names), people, self.rules)
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
        division: Division,
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
        cases = np.einsum("awd,wdk->adk", division.asked, wijk_cases, optimize=True)
        bare = bare_fte(cases[1:], self.rules, values)
        per_team = np.maximum(bare, floors(self.rules, values, n_teams))
        return Run(
            values=values,
            land_rate=self.drawn_rate if drawn else self.mid_rate,
            need=need,
            wijk_cases=wijk_cases,
            cases=cases,
            fte=with_sum(per_team),
            bare=with_sum(bare),
            asked=asked_shares(
                registration.asked,
                expected,
                division.member,
                registration.people,
                codes,
                self.rules,
                seed,
            ),
        )


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


def _divided(areas: list[Teamgebied], n_wijken: int, n_domains: int) -> Division:
    """Return which share of each wijk belongs to each area; row 0 is the gemeente."""
    member = np.zeros((len(areas) + 1, n_wijken))
    asked = np.zeros((len(areas) + 1, n_wijken, n_domains))
    member[0], asked[0] = 1, 1
    for number, area in enumerate(areas, start=1):
        members = list(area.part.members)
        member[number, members] = area.part.share
        asked[number, members] = area.part.asked
    return Division(member, asked)
