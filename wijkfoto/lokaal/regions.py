"""Which wijken a form may be about: those of the gemeenten of this run."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wijkfoto.lokaal.values import UnfitError
from wijkfoto.regio import Level, clean_code, gemeente_of, level_or_none


@dataclass(frozen=True)
class KnownRegions:
    """What is known about regions when a form is read.

    Attributes:
        gemeenten: Codes of the gemeenten of this run; empty when that is not settled yet.
        wijken: Codes of their wijken; empty before the kerncijfers are read.
        names: Names by code, of gemeenten and wijken alike.
    """

    gemeenten: tuple[str, ...] = ()
    wijken: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)

    def wijk(self, text: str) -> str:
        """Return the checked code of a wijk.

        Raises:
            UnfitError: If it is no code of a wijk, one of another gemeente, or an unknown one.
        """
        code = clean_code(text)
        if level_or_none(code) is not Level.WIJK:
            raise UnfitError("This is no code of a wijk.", "Write it as WK060601.")
        gemeente = str(gemeente_of(code))
        if self.gemeenten and gemeente not in self.gemeenten:
            whose = ", ".join(self.named(one) for one in self.gemeenten)
            raise UnfitError(
                f"{self.named(code)} is a wijk of {self.named(gemeente)}; this wijkfoto is of "
                f"{whose}.",
                "Take the row out, or mend the code.",
            )
        if self.wijken and code not in self.wijken:
            raise UnfitError(
                f"{self.named(gemeente)} has no wijk {code} in this peiljaar.",
                "Look up the code of the wijk in the kerncijfers; codes change over the years.",
            )
        return code

    def area(self, text: str) -> str:
        """Return the checked code of a wijk, or of a gemeente of this run.

        Raises:
            UnfitError: If it is neither.
        """
        code = clean_code(text)
        if level_or_none(code) is not Level.GEMEENTE:
            return self.wijk(text)
        if self.gemeenten and code not in self.gemeenten:
            whose = ", ".join(self.named(one) for one in self.gemeenten)
            raise UnfitError(
                f"{self.named(code)} is another gemeente; this wijkfoto is of {whose}.",
                "Take the row out, or mend the code.",
            )
        return code

    def named(self, code: str) -> str:
        """Return a region with its name, where that is known."""
        return f"{self.names[code]} ({code})" if code in self.names else code
