"""Rows of what changed and of what is expected, as the site reads them.

Only the shape of the rows; the others stand in `rows`, reading them is `tables`' work.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trend:
    """What changed in one figure between two comparable years, or why nothing is told."""

    region_code: str
    indicator_id: str
    van_jaar: int | None
    tot_jaar: int | None
    waarde_van: float | None
    waarde_tot: float | None
    klasse: str | None
    zekerheid: str | None
    klasse_land: str | None
    zekerheid_land: str | None
    reden: str | None

    @property
    def is_sure(self) -> bool:
        """Whether the change may be told in a sentence."""
        return self.zekerheid in ("stevig", "redelijk")

    @property
    def is_sure_against_land(self) -> bool:
        """Whether the change beyond that of the land may be told."""
        return self.zekerheid_land in ("stevig", "redelijk")

    @property
    def has_changed(self) -> bool:
        """Whether it surely rose or fell."""
        return self.is_sure and self.klasse != "gelijk"


@dataclass(frozen=True)
class Outlook:
    """How many people of a group are expected in a later year."""

    region_code: str
    target_group: str
    jaar: int
    aantal: float | None
    aantal_low: float | None
    aantal_high: float | None
    snapshot_id: str
