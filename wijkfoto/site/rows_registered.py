"""Rows of the tables that the forms of the gemeente fill, as the site reads them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Comparison:
    """What figures, residents and professionals say about the picture of a domain."""

    region_code: str
    domain_id: str
    cijfers: str
    bewoners: str
    professionals: str
    datum: date
    toelichting: str | None


@dataclass(frozen=True)
class Registration:
    """Questions that the team got about one domain in one year."""

    region_code: str
    domain_id: str
    jaar: int
    vragen: int | None
    heel_jaar: bool


@dataclass(frozen=True)
class Provider:
    """An organisation that offers a product group."""

    area_code: str
    product_group_id: str
    naam: str


@dataclass(frozen=True)
class Event:
    """Something that changes a wijk."""

    event_id: str
    region_code: str
    soort: str
    datum: date
    omschrijving: str


@dataclass(frozen=True)
class Remark:
    """What the gemeente says about a figure, in a wijk or in all of its wijken."""

    region_code: str
    indicator_id: str
    datum: date
    tekst: str
    door: str


@dataclass(frozen=True)
class Rescan:
    """Why it is, or will be, time for a new wijkfoto."""

    region_code: str
    reason: str
    datum: date | None
    detail: str


@dataclass(frozen=True)
class Formation:
    """FTE of one discipline that the gemeente has now."""

    gemeente_code: str
    discipline_id: str
    fte: float


@dataclass(frozen=True)
class Flag:
    """A risk that contracts or providers raise."""

    gemeente_code: str
    model: str
    flag_id: str
    evidence: str
