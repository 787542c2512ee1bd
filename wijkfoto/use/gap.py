"""Registered against expected use of a wijk, and how sure it is that they differ.

A gap says that use is unlike that of wijken with the same figures; why, it does not say.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wijkfoto.profile.inputs import Bools, Floats
from wijkfoto.use.counts import Counted
from wijkfoto.use.interval import Interval, side
from wijkfoto.use.kind import WIDE, TriedKind

FIRM, FAIR, UNSURE, NONE = 3, 2, 1, 0
WORDS = np.array(["te_weinig_gegevens", "onzeker", "redelijk", "stevig"], object)
"""Words of certainty, in the order of the levels."""


@dataclass(frozen=True)
class Verdict:
    """What is said of each wijk.

    Attributes:
        expected: Expected count [area]; NaN where nothing is said.
        narrow: The published 90% interval.
        level: Level of certainty that use differs [area].
        falls_back: Where the fallback speaks instead of the headline [area].
        firm_possible: Where the count could be called firmly different [area].
    """

    expected: Floats
    narrow: Interval
    level: npt.NDArray[np.int64]
    falls_back: Bools
    firm_possible: Bools

    @property
    def n_tested(self) -> int:
        """Wijken whose count could be called firmly different."""
        return int(self.firm_possible.sum())

    @property
    def n_told(self) -> int:
        """Wijken whose count is called so."""
        return int((self.level == FIRM).sum())

    @property
    def n_by_chance(self) -> float:
        """Wijken outside one 95% interval when use differs nowhere but by chance.

        The bounds are quantiles of the errors themselves, so that about as many lie outside when it
        does differ: `n_told` cannot show whether there are gaps, only which wijken lie furthest.
        """
        return (1.0 - WIDE) * self.n_tested


def judge(kind: TriedKind) -> Verdict:
    """Return what is said of each wijk; nothing where the model is not one of the land.

    Nothing is said of wijken under the size that the back-test starts at: nothing shows how far off
    an expectation is there.
    """
    areas, norm = kind.trial.areas, kind.trial.catalog.norm
    if kind.basis != "land":
        nothing = np.full((2, len(areas.inwoners)), np.nan)
        nowhere = np.zeros(len(areas.inwoners), np.bool_)
        return Verdict(
            nothing[0], Interval(*nothing), np.full(len(nowhere), NONE), nowhere, nowhere
        )
    head, back = kind.headline, kind.models[kind.trial.recipe.fallback.model_id]
    falls_back = ~np.isfinite(head.fit.expected)
    expected = np.where(falls_back, back.fit.expected, head.fit.expected)
    narrow = _either(head.narrow, back.narrow, falls_back)
    shown = (areas.inwoners >= norm("min_inwoners_referentie")) & np.isfinite(expected + narrow.low)
    capped = falls_back | ~head.candidates.complete | head.candidates.lacks_required
    level = certainty_of_gap(list(kind.wides), narrow, kind.counted, capped)
    return Verdict(
        expected=np.where(shown, expected, np.nan),
        narrow=Interval(np.where(shown, narrow.low, np.nan), np.where(shown, narrow.high, np.nan)),
        level=np.where(shown, level, NONE),
        falls_back=falls_back,
        firm_possible=shown & (level != NONE) & ~capped,
    )


def _either(first: Interval, second: Interval, use_second: Bools) -> Interval:
    return Interval(
        np.where(use_second, second.low, first.low), np.where(use_second, second.high, first.high)
    )


def certainty_of_gap(
    wide: list[Interval], narrow: Interval, counted: Counted, capped: Bools
) -> npt.NDArray[np.int64]:
    """Return the level of certainty that use differs from what was expected [area].

    `stevig`: outside the 95% interval on the same side by every way of fitting and every dealing of
    folds. `redelijk`: outside the published 90% interval. `onzeker`: inside it, so no gap. One in
    ten wijken without a gap lies outside the 90% interval, one in twenty outside the 95% interval.

    Args:
        wide: The 95% intervals, by the headline, by each variant, and in each further dealing.
        narrow: The published 90% interval.
        counted: Counts.
        capped: Areas that are at most `redelijk`: a figure was missing [area].
    """
    sides = np.array([side(interval, counted) for interval in wide])
    agreed = (sides[0] != 0) & (sides == sides[0]).all(axis=0) & ~capped
    known = np.isfinite(counted.low) & np.isfinite(narrow.low) & np.isfinite(narrow.high)
    outside = side(narrow, counted) != 0
    return np.select([~known, agreed, outside], [NONE, FIRM, FAIR], UNSURE)
