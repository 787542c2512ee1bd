"""The form that draws give beside the advised one, so that a form that misses by a hair is named.

Judging the rules is `judge`'s work, and what the advice is that of `form`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from wijkfoto.advice.models import FormRule

Other = tuple[str, float] | None
"""A form, and the share of all draws that give it."""

NO_ADVICE = "geen_advies"


def other_form(rules: Sequence[FormRule], first: int, in_draws: NDArray[np.intp]) -> Other:
    """Return the form that the draws give most beside the advised one.

    Of two that come out as often, the one whose rule comes first. None when every draw gives the
    advised form, and where there is no advice.

    Args:
        rules: In order.
        first: Position of the rule that decides in the mid run.
        in_draws: (K,) position of the rule that decides in each draw.
    """
    advised = rules[first].form_id
    if advised == NO_ADVICE:
        return None
    # A Counter keeps the order in which it met them: that of the rules.
    counted = Counter(rules[position].form_id for position in sorted(in_draws.tolist()))
    for form, number in counted.most_common():
        if form not in (None, advised, NO_ADVICE):
            return str(form), number / len(in_draws)
    return None
