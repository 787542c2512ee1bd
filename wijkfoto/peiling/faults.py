"""Collects what is wrong with a survey file, each fault with its column and line."""

from collections.abc import Iterable

import numpy as np

from wijkfoto.errors import SourceError, WijkfotoError
from wijkfoto.peiling.source import SurveyFile

MOST_OF_CODE = 1e4
"""Codes of answers are shorter than this."""


class Faults:
    """Collects faults of one file."""

    def __init__(self, file: SurveyFile) -> None:
        self.file = file
        self.found: list[WijkfotoError] = []

    def add(self, what: str, next_step: str) -> None:
        """Note a fault."""
        self.found.append(SourceError(what, where=self.file.name, next_step=next_step))

    def numbers(self, name: str) -> np.ndarray:
        """Return a column as numbers; one that holds text is a fault and gives none."""
        try:
            return self.file.numbers(name)
        except SourceError as fault:
            self.found.append(fault)
            return np.full(self.file.rows, np.nan)

    def outside(self, name: str, values: np.ndarray, allowed: Iterable[float]) -> None:
        """Note values that no label knows."""
        codes = sorted(set(allowed))
        wrong = np.flatnonzero(~np.isnan(values) & ~np.isin(values, codes))
        if len(wrong):
            # A long number is no code, and may be that of a person: no message repeats it.
            short = [plain(v) for v in np.unique(values[wrong]) if abs(v) < MOST_OF_CODE]
            seen = ", ".join(short[:5]) or "numbers that are no code"
            self.add(
                f"Column {name} holds {seen} in {len(wrong)} rows, the first at line "
                f"{self.file.line(int(wrong[0]))}; it can be {', '.join(map(plain, codes))}.",
                "Mend these rows, or put the code in the mapping.",
            )


def plain(value: float) -> str:
    """Return a code as it is written in a file: 3, not 3.0."""
    return f"{value:g}"
