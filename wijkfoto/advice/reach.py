"""Rules on team form that can never decide, found by reasoning with intervals.

A rule holds for a box: per figure the values its conditions leave. A rule without a box contradicts
itself; a rule whose box is filled by rules before it never has its turn. Judged at the mid norms.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wijkfoto.advice.models import Condition, FormRule, Level, Measure, Norm

    Box = dict[Measure, "Span"]


@dataclass(frozen=True)
class Span:
    """Values of one figure: an interval, and whether the figure may also be unknown.

    Attributes:
        low: Lower end and whether it is left out; (2.0, True) is above 2.
        high: Upper end and whether it is still in it; (2.0, False) is under 2.
    """

    low: tuple[float, bool]
    high: tuple[float, bool]
    unknown: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no known value lies in it."""
        return self.low[0] > self.high[0] or (
            self.low[0] == self.high[0] and (self.low[1] or not self.high[1])
        )

    def both(self, other: Span) -> Span:
        """Return what lies in both."""
        return Span(
            max(self.low, other.low), min(self.high, other.high), self.unknown and other.unknown
        )

    def outside(self, other: Span) -> list[Span]:
        """Return the parts that do not lie in another span."""
        below = Span(self.low, min(self.high, (other.low[0], other.low[1])))
        above = Span(max(self.low, (other.high[0], other.high[1])), self.high)
        parts = [part for part in (below, above) if not part.is_empty]
        if self.unknown and not other.unknown:
            parts.append(Span((math.inf, True), (-math.inf, False), unknown=True))
        return parts


def _values(low: float, high: float, *, unknown: bool = True) -> Span:
    return Span((low, False), (high, True), unknown)


SHARE = _values(0, 1)
POSSIBLE: Mapping[Measure, Span] = {
    "inwoners": _values(0, math.inf),
    "inwoners_onbekend": _values(0, 1, unknown=False),
    "domeinen_onbekend": _values(0, 8, unknown=False),
    "domeinen_hoog": _values(0, 8, unknown=False),
    "vragen_tov_land": _values(0, math.inf),
    "fte": _values(0, math.inf),
    "stedelijkheid": _values(1, 5),
    "afstand_km": _values(0, math.inf),
    "aandeel_jeugd": SHARE,
    "aandeel_zorg": SHARE,
    "aandeel_eigen_team": SHARE,
    "deel_hoog_zeker": SHARE,
    "vragen_tov_gemeente": _values(0, math.inf),
    "fte_discipline": _values(0, math.inf),
    "aandeel_registratie": SHARE,
    "registratie_jeugd": SHARE,
    "registratie_specialist": SHARE,
    "sociale_basis": _values(0, math.inf),
}
"""Every value that a figure can have."""

ANYTHING = _values(-math.inf, math.inf)
"""What a figure can be that stands not above: nothing is concluded from its limits."""

WHOLE: frozenset[Measure] = frozenset({"inwoners_onbekend", "domeinen_onbekend", "domeinen_hoog"})
"""Figures that are whole numbers: more than 2 is 3 or more."""

SPECIALIST: frozenset[Measure] = frozenset(
    {"deel_hoog_zeker", "vragen_tov_gemeente", "fte_discipline", "aandeel_registratie"}
)
"""Figures of one discipline in one area."""


def is_known_at(maat: Measure, level: Level) -> bool:
    """Say whether a figure is ever known at a level."""
    if level == "specialisme" or maat in SPECIALIST:
        return level == "specialisme" and maat in SPECIALIST
    # The distance is between teamgebieden; the share of own teams is over all of them.
    return maat != {"gemeente": "afstand_km", "teamgebied": "aandeel_eigen_team"}[level]


def is_judged(rule: FormRule) -> bool:
    """Say whether a rule looks at figures, or always holds; else it waits for what is needed."""
    return rule.nodig is None or bool(rule.als)


def box_of(rule: FormRule, norms: Mapping[str, Norm]) -> Box | None:
    """Return the values for which a rule holds; None where there are none."""
    box: Box = {}
    for condition in rule.als:
        maat = condition.maat
        limit = _limit(condition, norms[condition.norm].midden)
        box[maat] = box.get(maat, POSSIBLE.get(maat, ANYTHING)).both(limit)
    return None if any(span.is_empty for span in box.values()) else box


def _limit(condition: Condition, threshold: float) -> Span:
    """Return the values that one condition leaves; an unknown figure never meets it."""
    closed = condition.is_.endswith("=")
    if condition.maat in WHOLE:
        down = condition.is_.startswith("<")
        whole = math.floor(threshold) if down else math.ceil(threshold)
        if whole == threshold and not closed:
            whole += -1 if down else 1
        threshold, closed = float(whole), True
    if condition.is_.startswith("<"):
        return Span((-math.inf, False), (threshold, closed))
    return Span((threshold, not closed), (math.inf, True))


def without(box: Box, other: Box) -> list[Box]:
    """Return boxes that together hold what lies in one box and not in another."""
    pieces: list[Box] = []
    rest = dict(box)
    for maat, span in other.items():
        mine = rest.get(maat, POSSIBLE.get(maat, ANYTHING))
        pieces += [{**rest, maat: part} for part in _gaps_closed(mine.outside(span), maat)]
        inside = mine.both(span)
        if inside.is_empty:
            return [box]
        rest[maat] = inside
    return pieces


def _gaps_closed(parts: list[Span], maat: Measure) -> list[Span]:
    """Drop parts of a figure in whole numbers that hold no whole number."""
    if maat not in WHOLE:
        return parts
    return [part for part in parts if part.unknown or _has_whole(part)]


def _has_whole(part: Span) -> bool:
    low = math.floor(part.low[0]) + 1 if part.low[1] else math.ceil(part.low[0])
    high = math.floor(part.high[0]) if part.high[1] else math.ceil(part.high[0]) - 1
    return low <= high


def shadow(rules: Sequence[FormRule], place: int, norms: Mapping[str, Norm]) -> list[str]:
    """Return the rules before a rule that leave it nothing to decide; empty where it has its turn.

    Args:
        rules: Rules of one level, in order.
        place: Position of the rule.
        norms: Every norm that they name.
    """
    own = box_of(rules[place], norms)
    if own is None:
        return []
    left, names = [own], []
    for rule in rules[:place]:
        box = box_of(rule, norms) if rule.form_id is not None and is_judged(rule) else None
        if box is None:
            continue
        if not without(own, box):
            return [rule.rule_id]
        before, left = left, [piece for each in left for piece in without(each, box)]
        if left != before:
            names.append(rule.rule_id)
        if not left:
            return names
    return []
