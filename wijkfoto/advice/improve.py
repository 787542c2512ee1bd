"""Betters a first division into teamgebieden by small changes, each of which makes it better.

What makes a division valid and better stands here; the first division is made in `areas`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wijkfoto.advice.numbers import Floats

    Group = tuple[int, ...]

LEAST_GAIN = 1e-6
"""A smaller gain is noise of sums: it may not decide a border."""


class Quality(NamedTuple):
    """How far a division is from what is wanted; less is better, the first counts first.

    Attributes:
        outside: Number of areas that are smaller or larger than wanted.
        unfit: Inhabitants that areas have too few or too many, plus inhabitants times their squared
            distance from the mean need of their area, in standard deviations, as a mean over
            domains. So one inhabitant too few weighs as one who is one standard deviation unlike.
    """

    outside: int
    unfit: float

    def beats(self, other: Quality) -> bool:
        """Say whether this is better by more than noise."""
        if self.outside != other.outside:
            return self.outside < other.outside
        return self.unfit < other.unfit - LEAST_GAIN


class Division:
    """Units (wijken or buurten, or some of them that may not be parted) divided into areas.

    A unit may move to an area beside it, two units of areas side by side may change places, and
    two areas may become one, as long as each area stays in one piece and no larger than wanted.
    Only a unit that is too large by itself makes an area too large.
    """

    def __init__(
        self, units: list[Group], people: Floats, need: Floats, borders: Floats, size: Size
    ) -> None:
        """Take units of positions, with (P,) people, (P, D) need and (P, P) borders."""
        self.units, self.size = units, size
        member = np.zeros((len(units), len(people)))
        for row, unit in enumerate(units):
            member[row, list(unit)] = 1
        self.beside = (member @ borders @ member.T > 0) & ~np.eye(len(units), dtype=bool)
        self.people = member @ people
        self.moment = member @ (people[:, np.newaxis] * need)
        self.square = member @ (people[:, np.newaxis] * need**2).sum(axis=1)

    def quality(self, areas: Iterable[frozenset[int]]) -> Quality:
        """Return the sum over some areas of unit numbers."""
        outside, unfit = 0, 0.0
        for area in areas:
            rows = sorted(area)
            people = float(self.people[rows].sum())
            outside += not self.size.low <= people <= self.size.high
            unfit += max(self.size.low - people, people - self.size.high, 0.0)
            if people > 0:
                moment = self.moment[rows].sum(axis=0)
                spread = float(self.square[rows].sum() - moment @ moment / people)
                unfit += spread / len(moment)
        return Quality(outside, unfit)

    def is_allowed(self, area: frozenset[int]) -> bool:
        """Say whether an area is in one piece, and not made too large by joining."""
        fits = len(area) == 1 or self.people[sorted(area)].sum() <= self.size.high
        return fits and self.in_one_piece(area)

    def in_one_piece(self, area: frozenset[int]) -> bool:
        """Say whether every unit of an area can be reached from every other inside it."""
        reached: set[int] = set()
        frontier = {min(area)}
        while frontier:
            reached |= frontier
            near = np.flatnonzero(self.beside[sorted(frontier)].any(axis=0)).tolist()
            frontier = (set(near) & area) - reached
        return len(reached) == len(area)

    def changes(self, one: frozenset[int], other: frozenset[int]) -> Iterator[list[frozenset[int]]]:
        """Yield what two areas side by side can become, in a fixed order."""
        yield [one | other]
        rims = [
            [u for u in sorted(a) if self.beside[u, sorted(b)].any()]
            for a, b in ((one, other), (other, one))
        ]
        for unit in rims[0]:
            if len(one) > 1:
                yield [one - {unit}, other | {unit}]
        for unit in rims[1]:
            if len(other) > 1:
                yield [one | {unit}, other - {unit}]
        for mine in rims[0]:
            for theirs in rims[1]:
                yield [(one - {mine}) | {theirs}, (other - {theirs}) | {mine}]

    def better_pair(self, one: frozenset[int], other: frozenset[int]) -> list[frozenset[int]]:
        """Return the best that two areas side by side can become; the same two when nothing is."""
        best, found = self.quality((one, other)), [one, other]
        for changed in self.changes(one, other):
            quality = self.quality(changed)
            if quality.beats(best) and all(self.is_allowed(area) for area in changed):
                best, found = quality, changed
        return found


class Size(NamedTuple):
    """Inhabitants that an area should have at least and at most."""

    low: float
    high: float


def improve(
    groups: list[Group],
    units: list[Group],
    people: Floats,
    need: Floats,
    borders: Floats,
    size: Size,
) -> list[Group]:
    """Better a division until no small change makes it better.

    Each change lowers `Quality`, so it ends; pairs of areas are taken in order of their first
    position, so that the same input gives the same division.

    Args:
        groups: Areas of positions, each of whole units.
        units: Positions that stay together.
        people: (P,) inhabitants.
        need: (P, D) need in standard deviations, 0 where unscored.
        borders: (P, P) length of shared borders.
        size: The wanted size.

    Returns:
        Areas of positions, in order of their first position.
    """
    division = Division(units, people, need, borders, size)
    home = {position: number for number, unit in enumerate(units) for position in unit}
    areas = sorted((frozenset(home[p] for p in group) for group in groups), key=min)
    changed = True
    while changed:
        changed = False
        for one, other in _pairs(areas, division):
            found = division.better_pair(one, other)
            if found != [one, other]:
                areas = sorted([a for a in areas if a not in (one, other)] + found, key=min)
                changed = True
                break
    return sorted(tuple(sorted(p for u in area for p in units[u])) for area in areas)


def _pairs(
    areas: list[frozenset[int]], division: Division
) -> Iterator[tuple[frozenset[int], frozenset[int]]]:
    for place, one in enumerate(areas):
        near = np.any(division.beside[sorted(one)], axis=0).tolist()
        for other in areas[place + 1 :]:
            if any(near[unit] for unit in other):
                yield one, other
