"""From scores to words: classes over inhabitants, percentile, and the certainty of a class.

Everything here works on arrays of one domain; which caps apply is decided here too.
"""

import json
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from wijkfoto.catalog import Catalog
from wijkfoto.profile.inputs import Bools, Floats, Ints

LOW, MIDDLE, HIGH = -1, 0, 1
CLASS_WORD = {LOW: "laag", MIDDLE: "gemiddeld", HIGH: "hoog"}

NONE, UNSURE, FAIR, FIRM = 0, 1, 2, 3
CERTAINTY_WORD = {
    NONE: "te_weinig_gegevens",
    UNSURE: "onzeker",
    FAIR: "redelijk",
    FIRM: "stevig",
}

REASONS = (
    "smal",
    "model",
    "klasse_zonder_model",
    "geheim",
    "gebruik",
    "jaar_koppeling",
    "spreiding",
    "methode",
    "geen_cijfers",
)
"""Reasons in the order in which they are told (sql/marts/domain_score.yml)."""


@dataclass(frozen=True)
class Limits:
    """A score at or below ``laag`` is low, at or above ``hoog`` high; infinite when no wijk is."""

    laag: float
    hoog: float

    def classify(self, scores: Floats) -> npt.NDArray[np.int8]:
        """Return -1, 0 or 1 for every score; 0 for NaN."""
        return (scores >= self.hoog).astype(np.int8) - (scores <= self.laag).astype(np.int8)


@dataclass(frozen=True)
class Ladder:
    """The scores that occur, with the share of inhabitants below and at each [level]."""

    levels: Floats
    below: Floats
    equal: Floats

    def share_below(self, scores: Floats) -> Floats:
        """Return the share of inhabitants in wijken with a lower score; NaN for NaN."""
        shares = np.r_[self.below, 1.0][np.searchsorted(self.levels, scores)]
        return np.where(np.isfinite(scores), shares, np.nan)


def ladder_of(scores: Floats, inwoners: Floats) -> Ladder:
    """Return the ladder of scored wijken; shares are of their inhabitants.

    Args:
        scores: Scores [wijk], NaN where there is none.
        inwoners: Inhabitants [wijk].
    """
    there = np.isfinite(scores)
    levels, place = np.unique(scores[there], return_inverse=True)
    # Inhabitants are whole numbers, so these sums are exact in any order.
    people = np.bincount(place, weights=inwoners[there], minlength=len(levels))
    total = people.sum()
    return Ladder(levels, (np.cumsum(people) - people) / total, people / total)


def class_limits(scores: Floats, inwoners: Floats, part: float) -> Limits:
    """Return the limits that put a part of the inhabitants in class hoog and a part in laag.

    A wijk belongs to the top part when at least half of its inhabitants do. A limit lies half way
    between the neighbouring scores, so that a draw is as likely to be wrong to either side.

    Args:
        scores: Scores [wijk], NaN where there is none.
        inwoners: Inhabitants [wijk].
        part: Part of the inhabitants in each outer class, such as 0.2.
    """
    return limits_on(ladder_of(scores, inwoners), part)


def limits_on(ladder: Ladder, part: float) -> Limits:
    """Return the limits of `class_limits` from a ladder."""
    middle = ladder.below + ladder.equal / 2
    high = ladder.levels[middle >= 1.0 - part]
    low = ladder.levels[middle <= part]
    hoog = _between(ladder.levels, float(high[0]), -1) if len(high) else np.inf
    laag = _between(ladder.levels, float(low[-1]), +1) if len(low) else -np.inf
    return Limits(laag, hoog)


def _between(levels: Floats, edge: float, step: int) -> float:
    """Return the middle between an edge of a class and the next score outside it."""
    place = int(np.searchsorted(levels, edge)) + step
    if not 0 <= place < len(levels):
        return edge
    middle = (edge + float(levels[place])) / 2
    # Two neighbouring floats have no middle: then the edge itself is the limit.
    return edge if middle == levels[place] else middle


def share_of_class(klasse: npt.NDArray[np.integer], hoog: Floats, laag: Floats) -> Floats:
    """Return the share of draws in the class of each wijk, from its shares in hoog and laag."""
    # Rounded: 1 - 0.06 - 0.04 is a hair under 0.9, and certainty begins at exactly that.
    return np.round(np.select([klasse > 0, klasse < 0], [hoog, laag], 1 - hoog - laag), 12)


def certainty(share: Floats, catalog: Catalog) -> Ints:
    """Return the certainty that a share of draws in one class gives, before any cap."""
    level = np.full(share.shape, UNSURE, np.int64)
    level[share >= catalog.norm("zeker_redelijk")] = FAIR
    level[share >= catalog.norm("zeker_stevig")] = FIRM
    return level


@dataclass(frozen=True)
class Doubts:
    """What can hold certainty down, each an array over wijken.

    Attributes:
        smal: One fact.
        model: Every figure is a model estimate.
        zonder_model: The class is another one without model figures.
        geheim: The class is hoog, but not with secret figures at the end of the least need.
        gebruik: Use of services filled in.
        jaar_koppeling: A figure of another year is linked by equal code alone, or harmonised.
        alleen_gebruik: There is no need figure at all.
    """

    smal: Bools
    model: Bools
    zonder_model: Bools
    geheim: Bools
    gebruik: Bools
    jaar_koppeling: Bools
    alleen_gebruik: Bools

    def cap(self, level: Ints) -> Ints:
        """Return certainty after the caps of rule 3.5 and principle 4."""
        fair = self.model | self.gebruik | self.jaar_koppeling
        unsure = self.smal | self.zonder_model | self.geheim | self.alleen_gebruik
        capped = np.where(fair, np.minimum(level, FAIR), level)
        return np.where(unsure, np.minimum(capped, UNSURE), capped)

    def of(self, rows: Ints) -> "Doubts":
        """Return the doubts about some of the wijken."""
        return Doubts(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})

    def reasons(self, level: Ints, method: Ints, scored: Bools) -> list[str]:
        """Return per wijk what holds certainty under stevig, as a JSON list in a fixed order.

        Args:
            level: Certainty from the data draws alone [wijk].
            method: Certainty from the method draws alone [wijk].
            scored: Whether there is a score [wijk].
        """
        found = (
            self.smal,
            self.model,
            self.zonder_model,
            self.geheim,
            self.gebruik,
            self.jaar_koppeling,
            level < FIRM,
            method < FIRM,
        )
        names = np.array(REASONS, object)
        flags = np.stack([*found, ~scored], axis=1)
        flags[~scored, :-1] = False
        kinds, place = np.unique(flags, axis=0, return_inverse=True)
        texts = [json.dumps(names[kind].tolist()) for kind in kinds]
        return [texts[number] for number in place.reshape(-1)]
