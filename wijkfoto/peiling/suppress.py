"""What may be shown of each wijk, so that no hidden wijk can be found by subtracting.

Only numbers of respondents and residents decide; the answers themselves are not looked at.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

OK, INDICATIE, SUPPRESSED, NOT_ASKED = "ok", "indicatie", "suppressed", "not_asked"

DOMINANT = 0.8
"""Most of the residents of all hidden wijken that one small hidden wijk may have: above it the
difference between gemeente and shown wijken is nearly the answer of that wijk."""


@dataclass(frozen=True)
class Shown:
    """Status of each wijk, and of the gemeente as a whole."""

    wijken: tuple[str, ...]
    gemeente: str


def what_is_shown(
    n: NDArray[np.int64],
    people: NDArray[np.float64],
    asked: NDArray[np.bool_],
    *,
    min_n: int,
    min_cel: int,
    most: str = OK,
) -> Shown:
    """Decide what is shown of one question.

    A wijk under `min_cel` is hidden. Others are hidden with it, the smallest first, until two or
    more are hidden that together hold at least twice `min_cel` respondents and none of the small
    ones has nearly all residents. Where that cannot be reached, the gemeente is hidden too.

    Args:
        n: Respondents of each wijk who gave an answer.
        people: Residents that the answers of each wijk stand for.
        asked: Whether anybody of the wijk took part. That the few who did gave no answer to this
            one question says something about them, so such a wijk is hidden too.
        min_n: Fewest respondents for an estimate without a mark.
        min_cel: Fewest respondents for an estimate.
        most: Best status that this survey can have.
    """
    small = asked & (n < min_cel)
    hidden = small.copy()
    while hidden.any() and not _protected(n, people, small, hidden, min_cel):
        left = np.flatnonzero(~hidden & (n > 0))
        if not len(left):
            break
        hidden[min(left, key=lambda place: (n[place], place))] = True
    whole = int(n.sum())
    safe = not hidden.any() or _protected(n, people, small, hidden, min_cel)
    statuses = (
        SUPPRESSED if hide else _status(int(count), min_n, most) if count else NOT_ASKED
        for count, hide in zip(n, hidden, strict=True)
    )
    if not asked.any():
        return Shown(tuple(statuses), NOT_ASKED)
    own = _status(whole, min_n, most) if safe and whole >= min_cel else SUPPRESSED
    return Shown(tuple(statuses), own)


def _status(count: int, min_n: int, most: str) -> str:
    return INDICATIE if count < min_n or most == INDICATIE else OK


def _protected(
    n: NDArray[np.int64],
    people: NDArray[np.float64],
    small: NDArray[np.bool_],
    hidden: NDArray[np.bool_],
    min_cel: int,
) -> bool:
    # A wijk without an answer is in no sum, so it covers nobody; one other is enough to cover it.
    covers = hidden & (n > 0)
    needed = 2 if (small & covers).any() else 1
    if covers.sum() < needed or n[covers].sum() < 2 * min_cel:
        return False
    largest = float(people[small & covers].max(initial=0.0))
    return largest <= DOMINANT * float(people[covers].sum())
