"""What of a hidden wijk follows from the gemeente and the wijken that are shown."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def hidden_bounds(
    people: Floats,
    share: Floats,
    hidden: NDArray[np.bool_],
    whole: tuple[float, float],
    step: Floats,
) -> tuple[Floats, Floats]:
    """Return between which shares each hidden wijk must lie, when all others may lie anywhere.

    The whole is the mean of the wijken by residents, so that the hidden ones together are known;
    one of them is highest when the others are 0, and lowest when they are 1. An estimate that was
    drawn to the others is taken for the answer itself: that drawing can be undone.

    Args:
        people: Residents that the answers of each wijk stand for.
        share: Shares (0-1) of the wijken; what stands at a hidden one is not looked at.
        hidden: Which wijken are hidden.
        whole: Share (0-1) of the gemeente, and half of the step in which it is told.
        step: Half of the step in which the share of each wijk is told.

    Returns:
        Lowest and highest share (0-1) of each hidden wijk, in order; with no residents 0 and 1.
    """
    rest = people.sum() * whole[0] - people[~hidden] @ share[~hidden]
    slack = people.sum() * whole[1] + people[~hidden] @ step[~hidden]
    own = people[hidden]
    others = own.sum() - own
    # A share is at least 0 and at most 1, whatever the sum says.
    low = np.divide(rest - slack - others, own, out=np.zeros_like(own), where=own > 0)
    high = np.divide(rest + slack, own, out=np.ones_like(own), where=own > 0)
    return np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)


def narrowest_band(
    people: Floats,
    share: Floats,
    hidden: NDArray[np.bool_],
    in_need: NDArray[np.bool_],
    whole: tuple[float, float],
    step: Floats,
) -> float:
    """Return the width (0-1) of what is known of the hidden wijk in need of which most is known.

    Args:
        people: Residents that the answers of each wijk stand for.
        share: Shares (0-1) of the wijken; what stands at a hidden one is not looked at.
        hidden: Which wijken are hidden.
        in_need: Which of them must not be found; others are hidden to cover these.
        whole: Share (0-1) of the gemeente, and half of the step in which it is told.
        step: Half of the step in which the share of each wijk is told.
    """
    low, high = hidden_bounds(people, share, hidden, whole, step)
    return float((high - low)[in_need[hidden]].min(initial=1.0))
