"""What an attack on a finished edition can find, and the error that stops its publication."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from wijkfoto.errors import WijkfotoError

MOST_TOLD = 40
"""One wrong column gives a leak per row; so many are told one by one."""


class Kind(StrEnum):
    """The ways in which what is published can tell something of a person."""

    SINGLE = "a single cell"
    COMPLEMENT = "a complement"
    REMAINDER = "gemeente minus wijken"
    TWO = "a gemeente of two wijken"
    EDITIONS = "difference between editions"
    CHANNELS = "one place tells what another hides"
    DOMINATED = "a dominated cell"
    QUOTE = "words without consent"
    PERSONAL = "personal data"


@dataclass(frozen=True, order=True)
class Leak:
    """One thing that would be told.

    Attributes:
        kind: How.
        where: Table, page or file, with the row; never what it tells.
        what: What would be known of whom, in one sentence.
    """

    kind: Kind
    where: str
    what: str

    def __str__(self) -> str:
        """Return the leak as one line of a report."""
        return f"{self.kind}: {self.where}: {self.what}"


class DisclosureError(WijkfotoError):
    """An edition would tell something of a person, and is not published (exit code 1).

    Attributes:
        leaks: Everything that was found.
    """

    def __init__(self, leaks: Sequence[Leak]) -> None:
        """Compose the message: every leak on its own line, and what to do."""
        self.leaks = tuple(leaks)
        lines = [f"- {leak}" for leak in self.leaks[:MOST_TOLD]]
        if len(leaks) > MOST_TOLD:
            lines.append(f"- and {len(leaks) - MOST_TOLD} more.")
        number = "One leak was" if len(leaks) == 1 else f"{len(leaks)} leaks were"
        super().__init__(
            "\n".join([f"{number} found; nothing was published.", *lines]),
            next_step=f"\nNext: {NEXT_STEP}",
        )


NEXT_STEP = (
    "take away what tells too much and build again. What was published before stays as it is. "
    "See 'When an edition is refused' in docs/operations.md."
)
