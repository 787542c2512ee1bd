"""Weights of the respondents of one gemeente: held to the margins of wijk or gemeente.

Which margins there are is decided in `margins`; the raking itself is in `rake`.
"""

from dataclasses import dataclass

import numpy as np

from wijkfoto.peiling.coded import Respondents
from wijkfoto.peiling.margins import Margins
from wijkfoto.peiling.rake import Floats, Places, rake

OWN_MARGINS_FROM = 50
"""Fewest respondents for weights at the level of the wijk (method, section 5)."""


@dataclass(frozen=True)
class Weighed:
    """Weights that add up to the adults of each wijk.

    Attributes:
        place: Of each respondent the place of his wijk in the margins, -1 unknown.
        weight: Residents that each respondent stands for.
        gap: Largest distance left to a margin, as a share, over wijken and gemeente.
        own: Number of wijken with margins of their own.
    """

    place: Places
    weight: Floats
    gap: float
    own: int


def weigh(respondents: Respondents, margins: Margins) -> Weighed:
    """Weigh the respondents of one gemeente."""
    place_of = {code: place for place, code in enumerate(margins.wijken)}
    place = np.array([place_of.get(code, -1) for code in respondents.wijk], dtype=np.int64)
    dims = [name for name in respondents.groups if name in margins.groups]
    whole = [
        (respondents.groups[name].astype(np.int64), np.nansum(margins.groups[name], axis=0))
        for name in dims
    ]
    first = rake(respondents.weight, [*whole, (place, margins.adults)])
    weight, gaps, own = first.weight.copy(), [first.gap], 0
    for wijk in range(len(margins.wijken)):
        here = place == wijk
        if here.sum() < OWN_MARGINS_FROM:
            continue
        inside = [
            (respondents.groups[name][here].astype(np.int64), margins.groups[name][wijk])
            for name in dims
            if np.isfinite(margins.groups[name][wijk]).all()
        ]
        raked = rake(respondents.weight[here], inside)
        weight[here] = raked.weight
        gaps.append(raked.gap)
        own += 1
    sums = np.bincount(place[place >= 0], weights=weight[place >= 0], minlength=len(margins.wijken))
    scale = np.divide(margins.adults, sums, out=np.zeros_like(sums), where=sums > 0)
    weight = np.where(place >= 0, weight * scale[np.maximum(place, 0)], 0.0)
    return Weighed(place, weight, max(gaps), own)
