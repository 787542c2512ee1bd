"""What every domain of a profile shares: the figures, what they are compared with, the draws' keys.

Only the record lives here; who uses which part of it is for the steps.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wijkfoto.catalog import Catalog
from wijkfoto.profile.draws import Words
from wijkfoto.profile.inputs import Figures, Floats, Ints, ProfileOptions
from wijkfoto.profile.reference import Standardised


@dataclass(frozen=True)
class Peers:
    """The comparable wijken of the wijken to score.

    Attributes:
        rows: Row of each comparable wijk, the nearest first [wijk, rank]; -1 where there is none.
        status: Whether a wijk has comparable ones, or why not [wijk].
        elsewhere: The wijken that rows refer to; None when they are among the wijken to score.
    """

    rows: Ints
    status: npt.NDArray[np.object_]
    elsewhere: "Shared | None" = None


def nobody(count: int, reason: str = "") -> Peers:
    """Return that none of some areas has a comparable one, and why not."""
    return Peers(np.full((count, 1), -1, np.int64), np.full(count, reason, object))


@dataclass(frozen=True)
class Shared:
    """What all domains have in common.

    Attributes:
        figures: The figures of the wijken to score.
        scores: The same as standard scores against the reference.
        normalised: Clipped scores by each normalisation [normalisation, wijk, column].
        keys: Key of each wijk for its draws [wijk].
        chosen: Rows of the wijken of the chosen gemeenten.
        peers: Comparable wijken of the wijken to score.
        catalog: Indicators, domains and numbers of the method.
        options: Year, draws, seed, workers.
    """

    figures: Figures
    scores: Standardised
    normalised: Floats
    keys: Words
    chosen: Ints
    peers: Peers
    catalog: Catalog
    options: ProfileOptions
