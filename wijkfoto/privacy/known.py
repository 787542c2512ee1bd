"""Everything that is told of each cell, put together: the sharpest number of each kind."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wijkfoto.privacy.claims import Cell, Claim

HALF_PERCENT, HALF_TENTH = 0.5, 0.05
TENTHS, CLOSE = 10, 1e-9


@dataclass(frozen=True)
class Known:
    """What is told, whoever tells it.

    Attributes:
        claims: By cell and measure the claim that says most precisely what the number is.
    """

    claims: Mapping[Cell, Mapping[str, Claim]] = field(default_factory=dict)

    def of(self, cell: Cell, measure: str) -> Claim | None:
        """Return the sharpest claim about one number; None when nobody tells it."""
        return self.claims.get(cell, {}).get(measure)

    def half_of_share(self, cell: Cell) -> float:
        """Return half of the step of a share, in percentage points.

        A whole percentage without bounds or numbers beside it was rounded before it was told, and
        so was a share in tenths.
        """
        told = self.claims.get(cell, {})
        share = told["waarde"]
        if len(told) == 1 and share.value == round(share.value):
            return max(share.half, HALF_PERCENT)
        tenths = TENTHS * share.value
        return max(share.half, HALF_TENTH) if abs(tenths - round(tenths)) < CLOSE else share.half


def put_together(claims: Iterable[Claim]) -> Known:
    """Put claims together; of equal ones the first counts."""
    found: dict[Cell, dict[str, Claim]] = defaultdict(dict)
    for claim in claims:
        told = found[claim.cell].get(claim.measure)
        if told is None or claim.half < told.half:
            found[claim.cell][claim.measure] = claim
    return Known(dict(found))
