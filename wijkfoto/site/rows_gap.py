"""Rows of registered use beside what is expected, as the site reads them.

Only the shape of the rows; the others stand in `rows`, reading them is `tables`' work.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class UseGap:
    """Registered beside expected use of one kind in a wijk."""

    region_code: str
    use_id: str
    peiljaar: int | None
    observed: float | None
    observed_low: float | None
    observed_high: float | None
    expected: float | None
    expected_low: float | None
    expected_high: float | None
    zekerheid: str

    @property
    def is_compared(self) -> bool:
        """Whether both a registered and an expected number are there."""
        return self.zekerheid != "te_weinig_gegevens"

    @property
    def is_told(self) -> bool:
        """Whether readers may hear of the gap: only of a sure one (decision 0045)."""
        return self.zekerheid == "stevig"

    @property
    def is_above(self) -> bool:
        """Whether even the least registered number lies above what is expected."""
        return (self.observed_low or 0.0) > (self.expected or 0.0)
