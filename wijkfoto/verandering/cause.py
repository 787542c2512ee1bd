"""The causes of a change, in the fixed order in which they are looked for.

Only names and the choice between them; what shows a cause is found elsewhere.
"""

from collections.abc import Iterable
from enum import StrEnum


class Cause(StrEnum):
    """Why something differs between two editions; earlier ones are looked for first.

    `SHARED` is more than one of them, which two editions alone cannot tell apart. `UNKNOWN` is a
    change for which no cause was found.
    """

    DEFINITION = "definitie"
    BOUNDARY = "grens"
    METHOD = "methode"
    REALITY = "werkelijkheid"
    SHARED = "niet_te_splitsen"
    UNKNOWN = "onbekend"


ORDER = (Cause.DEFINITION, Cause.BOUNDARY, Cause.METHOD, Cause.REALITY)
"""The order of the causes that can be shown."""


def in_order(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Return the causes that can be shown, each once, in the fixed order."""
    found = set(causes)
    return tuple(cause for cause in ORDER if cause in found)


def only(causes: Iterable[Cause]) -> Cause:
    """Return the one cause that was shown; `SHARED` for more of them, `UNKNOWN` for none."""
    found = in_order(causes)
    if not found:
        return Cause.UNKNOWN
    return found[0] if len(found) == 1 else Cause.SHARED
