"""From how much on something may be told of people; the numbers come from settings and catalog."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of what is told, used where numbers are hidden and where they are attacked.

    Attributes:
        min_n: Fewest respondents for an estimate without a mark.
        min_cel: Fewest respondents, or questions to the team, for any number.
        dominant: Most of the residents of all hidden wijken that one small hidden wijk may have,
            0 to 1. Above it the difference between gemeente and shown wijken is nearly its answer.
        effective: Least effective number of respondents. From 4 on, no single answer can carry
            more than half of an estimate, for its part squared is at most 1 / number.
        band: Least width of what can be worked out of a hidden share, 0 to 1.
    """

    min_n: int
    min_cel: int
    dominant: float
    effective: float
    band: float
