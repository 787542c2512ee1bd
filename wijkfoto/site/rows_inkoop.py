"""Rows of the tables about inkoop, as the site reads them.

Only the shape of the rows; reading them is `tables`' work, choosing that of the blocks.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Focus:
    """Signal for inkoop about one product group in a wijk, with what it was decided on."""

    area_code: str
    product_group_id: str
    signal: str
    zekerheid: str
    rule_id: str
    domain_id: str | None
    behoefte: str
    zekerheid_behoefte: str
    gebruik: str
    vooruitblik: str


@dataclass(frozen=True)
class ChanceRisk:
    """How much a budget for one product group swings by chance alone."""

    area_code: str
    product_group_id: str
    use_id: str
    clienten: float | None
    clienten_low: float | None
    clienten_high: float | None
    basis: str
    variatie: float
    kansrisico: float | None
    kansrisico_low: float | None
    kansrisico_high: float | None
    clienten_min: float
    advies: str


@dataclass(frozen=True)
class DesignChoice:
    """One of the choices in designing a team."""

    volgorde: int
    keuze_id: str
    naam: str
    vraag: str
    opties: str
    risicos: str
    tegen: str
    beslist: str
    bron: str
