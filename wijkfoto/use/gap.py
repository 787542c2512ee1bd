"""Registered against expected use of a wijk, and how sure it is that they differ.

A gap says that use is unlike that of wijken with the same figures; why, it does not say.
"""

import numpy as np
import numpy.typing as npt

from wijkfoto.profile.inputs import Bools
from wijkfoto.use.counts import Counted
from wijkfoto.use.interval import Interval, side

FIRM, FAIR, UNSURE, NONE = 3, 2, 1, 0
WORDS = np.array(["te_weinig_gegevens", "onzeker", "redelijk", "stevig"], object)
"""Words of certainty, in the order of the levels."""


def certainty_of_gap(
    wide: list[Interval], narrow: Interval, counted: Counted, capped: Bools
) -> npt.NDArray[np.int64]:
    """Return the level of certainty that use differs from what was expected [area].

    `stevig`: outside the 95% interval on the same side by every way of fitting. `redelijk`: outside
    the published 90% interval. `onzeker`: inside it, so no gap. One in ten wijken without a gap
    lies outside the 90% interval, one in twenty outside the 95% interval.

    Args:
        wide: The 95% intervals, by the headline and by each variant.
        narrow: The published 90% interval.
        counted: Counts.
        capped: Areas that are at most `redelijk`: a figure was missing [area].
    """
    sides = np.array([side(interval, counted) for interval in wide])
    agreed = (sides[0] != 0) & (sides == sides[0]).all(axis=0) & ~capped
    known = np.isfinite(counted.low) & np.isfinite(narrow.low) & np.isfinite(narrow.high)
    outside = side(narrow, counted) != 0
    return np.select([~known, agreed, outside], [NONE, FIRM, FAIR], UNSURE)
