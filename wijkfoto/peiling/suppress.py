"""What may be shown of each wijk, so that no hidden wijk can be found by subtracting.

Only numbers of respondents and residents decide; the answers themselves are not looked at.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wijkfoto.privacy import Limits

OK, INDICATIE, SUPPRESSED, NOT_ASKED = "ok", "indicatie", "suppressed", "not_asked"

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Answered:
    """How many answered one question, per wijk; no word on what they answered.

    Attributes:
        n: Respondents with an answer.
        effective: Effective numbers of respondents (Kish).
        people: Residents that the answers of each wijk stand for.
        asked: Whether anybody of the wijk took part. That the few who did gave no answer to this
            one question says something about them, so such a wijk is hidden too.
        told: Whether an earlier edition showed this number.
    """

    n: NDArray[np.int64]
    effective: Floats
    people: Floats
    asked: Mask
    told: Mask


@dataclass(frozen=True)
class Shown:
    """Status of each wijk, and of the gemeente as a whole.

    Attributes:
        in_need: Which wijken are hidden for their own sake, and not only to cover another. This is
            for checks: told, it would say that hardly anybody there took part.
    """

    wijken: tuple[str, ...]
    gemeente: str
    in_need: Mask = field(default_factory=lambda: np.zeros(0, dtype=bool), compare=False)


def what_is_shown(answered: Answered, limits: Limits, most: str = OK) -> Shown:
    """Decide what is shown of one question.

    A wijk under `min_cel`, or in which one answer may carry more than half, is hidden. Others are
    hidden with it, the smallest first, until two or more are hidden that together hold at least
    twice `min_cel` respondents and none of the small ones has nearly all residents. What an earlier
    edition showed covers nobody. Where that cannot be reached, the gemeente is hidden too.

    Args:
        answered: How many answered.
        limits: From how much on something is told.
        most: Best status that this survey can have.
    """
    n = answered.n
    small = answered.asked & ((n < limits.min_cel) | (answered.effective < limits.effective))
    hidden = small.copy()
    while not _protected(answered, small, hidden, limits):
        left = np.flatnonzero(~hidden & (n > 0) & ~answered.told)
        if not len(left):
            break
        hidden[min(left, key=lambda place: (n[place], place))] = True
    statuses = (
        SUPPRESSED if hide else _status(int(count), limits, most) if count else NOT_ASKED
        for count, hide in zip(n, hidden, strict=True)
    )
    if not answered.asked.any():
        return Shown(tuple(statuses), NOT_ASKED, small)
    safe = _protected(answered, small, hidden, limits) and n.sum() >= limits.min_cel
    whole = _status(int(n.sum()), limits, most) if safe else SUPPRESSED
    return Shown(tuple(statuses), whole, small & ~answered.told)


def _status(count: int, limits: Limits, most: str) -> str:
    return INDICATIE if count < limits.min_n or most == INDICATIE else OK


def _protected(answered: Answered, small: Mask, hidden: Mask, limits: Limits) -> bool:
    in_need = small & ~answered.told
    if not in_need.any():
        return True
    # A wijk without an answer is in no sum, so it covers nobody; one other is enough to cover it.
    covers = hidden & (answered.n > 0) & ~answered.told
    needed = 2 if (in_need & covers).any() else 1
    if covers.sum() < needed or answered.n[covers].sum() < 2 * limits.min_cel:
        return False
    largest = float(answered.people[in_need & covers].max(initial=0.0))
    return largest <= limits.dominant * float(answered.people[covers].sum())
