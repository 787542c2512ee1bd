"""What moves along when one figure of an area changes, so that a told change is true.

More questions ask more hours, and a larger area has more of both; which change is the nearest is
sought in `judge`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from wijkfoto.advice.measures import Measures
    from wijkfoto.advice.models import Measure
    from wijkfoto.advice.numbers import Floats

    Follow = Callable[[Measure, float, float], list[Measures]]

MOST_OF_ONE_DOMAIN = 1.25
"""Most that the questions of an area grow when one domain becomes hoog: a third of them, the share
of the largest domain, times 1.7, that is gamma 0.35 over one and a half standard deviations."""

ASKED: tuple[Measure, ...] = ("vragen_tov_land", "fte")
REGISTERED: tuple[Measure, ...] = ("registratie_jeugd", "registratie_specialist")


def follow_area(
    one: Measures, part_of_total: float, floor: float, *, is_registered: bool
) -> Follow:
    """Return what a teamgebied may look like after a change of one figure.

    Args:
        one: (1, 1) per figure.
        part_of_total: Its part of the FTE that is given for the gemeente; 0 when none is given.
        floor: FTE per team that it has whatever is asked.
        is_registered: Whether the own registration has a part in its questions; these stay what
            they are when people are added.
    """

    def follow(maat: Measure, old: float, new: float) -> list[Measures]:
        changed = {**one, maat: np.array([[new]])}
        if maat in ("inwoners", "vragen_tov_land") and old > 0:
            # Hours grow with questions, but those of a floor may stay; a given total stays as well.
            times = new / old
            times /= 1 + (times - 1) * part_of_total
            hours = one["fte"]
            fixed = np.minimum(floor, hours)
            found = [
                {**changed, "fte": hours * times},
                {**changed, "fte": (hours - fixed) * times + fixed},
            ]
            if is_registered and maat == "inwoners":
                rate = one["vragen_tov_land"] * old / new
                found.append({**changed, "vragen_tov_land": rate})
            return found
        if maat == "domeinen_hoog":
            return [changed, _asked(changed, _times(old, new))]
        if maat in REGISTERED:
            return _registered(one, maat, old, new)
        return [changed]

    return follow


def follow_gemeente(
    one: Measures, teams: Measures, own_share: Callable[[Measures], Floats], *, is_given: bool
) -> Follow:
    """Return what a gemeente may look like after a change of one figure in all its teamgebieden.

    Args:
        one: (1, 1) per figure of the gemeente.
        teams: (A, 1) per figure of its teamgebieden.
        own_share: From figures of teamgebieden to (1, 1) the share of people with a team of their
            own.
        is_given: Whether the total of FTE is given, so that questions do not change it.
    """

    def follow(maat: Measure, old: float, new: float) -> list[Measures]:
        changed = {**one, maat: np.array([[new]])}
        if maat == "domeinen_hoog":
            # In which teamgebieden it would be hoog is not known.
            either = [{**changed, "aandeel_eigen_team": np.array([[s]])} for s in (0.0, 1.0)]
            return [*either, *(_asked(e, _times(old, new)) for e in either)]
        if maat in REGISTERED:
            return [
                {**then, "aandeel_eigen_team": own_share(_asked(teams, _ratio(one, then)))}
                for then in _registered(one, maat, old, new)
            ]
        if maat not in ASKED or old <= 0:
            return [changed]
        times = new / old
        moved: tuple[Measure, ...] = ("fte",) if maat == "fte" else ASKED
        if is_given and maat != "fte":
            moved = ("vragen_tov_land",)
        changed |= {name: one[name] * times for name in moved}
        areas = {**teams, **{name: teams[name] * times for name in moved}}
        return [{**changed, "aandeel_eigen_team": own_share(areas)}]

    return follow


def _times(old: float, new: float) -> float:
    return float(MOST_OF_ONE_DOMAIN ** (new - old))


def _asked(one: Measures, times: float) -> Measures:
    return {**one, **{name: one[name] * times for name in ASKED}}


def _ratio(one: Measures, then: Measures) -> float:
    before = float(one["fte"][0, 0])
    return float(then["fte"][0, 0]) / before if before > 0 else 1.0


def _registered(one: Measures, maat: Measure, old: float, new: float) -> list[Measures]:
    """Return what an area may look like when another part of what is registered is about one thing.

    The questions may come on top of the others or in their place, and ask more or less work than
    those; so questions and hours stay, or change by as much as when all of them are added or gone.
    The other part that is looked at stays, gives way in proportion, or gives way alone.
    """
    if new >= 1 or old >= 1:
        return [{**one, maat: np.array([[new]])}]
    kept = (1 - new) / (1 - old)
    (other,) = (name for name in REGISTERED if name != maat)
    beside = one[other]
    alone = np.clip(beside + old - new, 0.0, 1 - new)
    return [
        {**_asked(one, times), maat: np.array([[new]]), other: part}
        for times in (1.0, kept, 1 / kept)
        for part in (np.minimum(beside, 1 - new), beside * kept, alone)
    ]
