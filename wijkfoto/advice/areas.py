"""Teamgebieden: the wijken of a gemeente joined into areas that can carry a team.

A file of the gemeente goes first (`areafile`); otherwise the rules of 03-method section 7 propose.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from wijkfoto.advice.improve import Size, improve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wijkfoto.advice.neighbours import Neighbours
    from wijkfoto.advice.numbers import Floats
    from wijkfoto.advice.rules import AdviceRules

Group = tuple[int, ...]


@dataclass(frozen=True)
class Part:
    """A piece of a gemeente: wijken as a whole, or shares of them along buurten.

    Attributes:
        members: Positions of its wijken inside the gemeente, sorted.
        share: (M,) share of the people of each.
        asked: (M, D) share of the questions of each, per domain.
    """

    members: Group
    share: tuple[float, ...]
    asked: Floats
    geometry: shapely.Geometry | None


@dataclass(frozen=True)
class Teamgebied:
    """An area for which a team is advised.

    Attributes:
        part: Its wijken, or shares of them.
        people: Known inhabitants.
        n_teams: Teams it has to be split in; 0 where nobody is known to live.
    """

    teamgebied_id: str
    gemeente: str
    naam: str
    part: Part
    people: float
    n_teams: int
    basis: str


def propose(people: Floats, need: Floats, network: Neighbours, rules: AdviceRules) -> list[Group]:
    """Join the wijken of a gemeente into groups of the wanted size.

    First every wijk under `te_klein_inwoners` joins the group with which it shares the longest
    border. Then the smallest group under `teamgebied_min` joins, time and again, a neighbour with
    which it stays within `teamgebied_max`: a small neighbour before a full one, then the one most
    alike in need. At last wijken move between neighbours as long as that makes areas fit better or
    be more alike (`improve`). So no group is left small while it has a neighbour that fits.

    Args:
        people: (W,) inhabitants, 0 where unknown.
        need: (W, D) need in standard deviations, 0 where unscored.
        network: Borders between the wijken.
        rules: The advice catalog.

    Returns:
        Groups of positions, in order of their first wijk; each position stands in exactly one.
    """
    groups: list[Group] = [(position,) for position in range(len(people))]
    units = _join_tiny(groups, people, network.borders, rules.norm("te_klein_inwoners"))
    groups = _join_small(units, people, need, network.borders, rules)
    size = Size(rules.norm("teamgebied_min"), rules.norm("teamgebied_max"))
    return improve(groups, units, people, need, network.borders, size)


def _size(group: Group, people: Floats) -> float:
    return float(people[list(group)].sum())


def _border(one: Group, other: Group, borders: Floats) -> float:
    return float(borders[np.ix_(one, other)].sum())


def _merge(groups: list[Group], one: Group, other: Group) -> list[Group]:
    return [g for g in groups if g not in (one, other)] + [tuple(sorted(one + other))]


def _join_tiny(groups: list[Group], people: Floats, borders: Floats, tiny: float) -> list[Group]:
    """Join every group under the tiny size with the group it shares the longest border with."""
    while len(groups) > 1:
        small = [(_size(g, people), g) for g in groups if _size(g, people) < tiny]
        if not small:
            return groups
        _, group = min(small)
        others = [g for g in groups if g != group]
        partner = max(others, key=lambda g: (_border(group, g, borders), [-p for p in g]))
        groups = _merge(groups, group, partner)
    return groups


def _join_small(
    groups: list[Group], people: Floats, need: Floats, borders: Floats, rules: AdviceRules
) -> list[Group]:
    low, high = rules.norm("teamgebied_min"), rules.norm("teamgebied_max")
    while True:
        for size, group in sorted((_size(g, people), g) for g in groups):
            if size >= low:
                return groups
            beside = borders[list(group)].sum(axis=0) > 0
            partners = [
                (_size(g, people) >= low, _unlike(group, g, people, need), g)
                for g in groups
                if g != group and beside[list(g)].any() and size + _size(g, people) <= high
            ]
            if partners:
                groups = _merge(groups, group, min(partners)[2])
                break
        else:
            return groups


def _unlike(one: Group, other: Group, people: Floats, need: Floats) -> float:
    """Return the mean difference in need over domains, rounded so that noise decides nothing."""
    gap = np.abs(_mean_need(one, people, need) - _mean_need(other, people, need))
    return round(float(gap.mean()), 6)


def _mean_need(group: Group, people: Floats, need: Floats) -> Floats:
    members = list(group)
    weights = people[members]
    if weights.sum() <= 0:
        weights = np.ones(len(members))
    mean: Floats = weights @ need[members] / weights.sum()
    return mean


def build(
    gemeente: str,
    parts: Sequence[tuple[Part, str | None]],
    wijken: tuple[Sequence[str], Sequence[str]],
    people: Floats,
    rules: AdviceRules,
) -> list[Teamgebied]:
    """Number and name the areas of a gemeente.

    Args:
        gemeente: Code such as GM0606.
        parts: Pieces with the name that was given, or None when it is proposed; those that hold a
            share of the same wijk follow each other.
        wijken: Codes and names of the wijken by position.
        people: (W,) inhabitants, 0 where unknown.
        rules: The advice catalog.
    """
    names = told_apart(*wijken, [part.members for part, _ in parts])
    largest = rules.norm("teamgebied_max")
    areas = []
    cut: Counter[int] = Counter()
    for number, (part, given) in enumerate(sorted(parts, key=lambda p: p[0].members), start=1):
        size = float(people[list(part.members)] @ np.array(part.share))
        areas.append(
            Teamgebied(
                teamgebied_id=f"TG{gemeente[2:]}-{number:02d}",
                gemeente=gemeente,
                naam=given or _name_of(part, names, people, cut),
                part=part,
                people=size,
                n_teams=math.ceil(size / largest),
                basis="voorstel" if given is None else "opgegeven",
            )
        )
    return areas


def whole(group: Group, network: Neighbours, n_domains: int) -> Part:
    """Return wijken as a whole as one piece."""
    shapes = [shape for p in group if (shape := network.shapes[p]) is not None]
    return Part(
        members=group,
        share=(1.0,) * len(group),
        asked=np.ones((len(group), n_domains)),
        geometry=shapely.union_all(shapes) if shapes else None,
    )


def too_large(people: float, rules: AdviceRules) -> bool:
    """Say whether so many people are more than one team can serve."""
    return people > rules.norm("teamgebied_max")


def told_apart(codes: Sequence[str], names: Sequence[str], groups: Sequence[Group]) -> list[str]:
    """Return the names of wijken, with the code where another area holds a wijk of that name.

    Args:
        codes: By position.
        names: By position.
        groups: Positions of the wijken of each area.
    """
    bare = [_bare(name) for name in names]
    found = [
        any(
            bare[other] == name and other != position
            for group in groups
            if position not in group
            for other in group
        )
        for position, name in enumerate(bare)
    ]
    return [
        f"{name} ({code})" if again else name
        for code, name, again in zip(codes, bare, found, strict=True)
    ]


def _bare(name: str) -> str:
    """Return the name of a wijk without the number that CBS puts before it."""
    return re.sub(r"^Wijk\s+[0-9A-Z]{1,2}\s+(?=\S)", "", name).strip()


def _name_of(part: Part, names: Sequence[str], people: Floats, cut: Counter[int]) -> str:
    """Return the name of a piece; pieces of one wijk are numbered, and `cut` keeps the count."""
    wijken = [
        (names[p], float(people[p] * share))
        for p, share in zip(part.members, part.share, strict=True)
    ]
    halved = [p for p, share in zip(part.members, part.share, strict=True) if share < 1]
    if not halved:
        return area_name(wijken)
    largest = max(halved, key=lambda p: people[p])
    cut[largest] += 1
    return f"{area_name([(names[largest], 1.0)])} deel {cut[largest]}"


def area_name(wijken: Sequence[tuple[str, float]]) -> str:
    """Return a name from the largest wijken: at most three, then `en omgeving`.

    Args:
        wijken: Name and inhabitants of each wijk, in order of code.
    """
    ordered = sorted(wijken, key=lambda wijk: -wijk[1])
    names = list(dict.fromkeys(_bare(name) for name, _ in ordered))
    if len(names) > 3:
        return f"{', '.join(names[:3])} en omgeving"
    return " en ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def area_rows(areas: Sequence[Teamgebied]) -> pd.DataFrame:
    """Return rows of `teamgebied`."""
    return pd.DataFrame(
        {
            "teamgebied_id": [a.teamgebied_id for a in areas],
            "gemeente_code": [a.gemeente for a in areas],
            "naam": [a.naam for a in areas],
            "inwoners": [round(a.people) for a in areas],
            "n_teams": [max(a.n_teams, 1) for a in areas],
            "basis": [a.basis for a in areas],
            "geometry": pd.Series([a.part.geometry for a in areas], dtype=object),
        }
    )


def member_rows(areas: Sequence[Teamgebied], codes: Sequence[str]) -> pd.DataFrame:
    """Return rows of `teamgebied_region`; the shares of a wijk add up to 1."""
    pairs = [
        (a.teamgebied_id, codes[p], share)
        for a in areas
        for p, share in zip(a.part.members, a.part.share, strict=True)
    ]
    return pd.DataFrame(pairs, columns=["teamgebied_id", "region_code", "share"])
