"""Rows of what changed since the edition before, as the site reads them.

Only the shape of the rows and reading them; what is told of them is `context_changed`'s work.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wijkfoto.verandering.rows import Change

if TYPE_CHECKING:
    from wijkfoto.site.reader import Reader


@dataclass(frozen=True)
class GroundRow:
    """One thing that differs between the editions."""

    cause: str
    kind: str
    item_id: str
    was: str | None
    nu: str | None


@dataclass(frozen=True)
class ScoreChangeRow:
    """One score before and now, with the parts of the difference."""

    region_code: str
    domain_id: str
    score_was: float
    score_nu: float
    verschil: float
    wijk: float
    land: float
    definitie: float
    grens: float
    methode: float
    samen: float


@dataclass(frozen=True)
class Changed:
    """What changed in one gemeente; `scores` is empty when there was nothing to compare with."""

    grounds: tuple[GroundRow, ...] = ()
    scores: tuple[ScoreChangeRow, ...] = ()
    changes: tuple[Change, ...] = ()


NOTHING = Changed()
"""Of a gemeente without an edition before."""


def read_changed(reader: "Reader", gemeente_code: str) -> Changed:
    """Read what changed in one gemeente."""
    return Changed(
        tuple(reader.rows(GroundRow, "change_ground")),
        tuple(
            reader.rows(
                ScoreChangeRow, "score_change", "region_code like ?", [f"WK{gemeente_code[2:]}%"]
            )
        ),
        tuple(reader.rows(Change, "change", "gemeente_code = ?", [gemeente_code])),
    )
