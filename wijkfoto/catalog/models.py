"""Typed models of the YAML catalog: sources, indicators, domains and numbers of the method.

What a file may say is decided here; reading the files is `load`'s work.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Role = Literal["behoefte", "gebruik", "kracht", "context"]
Kind = Literal["register", "model", "enquete", "kwalitatief"]
NormStatus = Literal["bron", "geijkt", "aanname", "lokaal"]


class CatalogModel(BaseModel):
    """Base of every catalog entry: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class SourceTable(CatalogModel):
    """One table of a source.

    Attributes:
        table_id: Identifier at the publisher.
        peiljaar: Year of the figures; None when the table holds several.
        boundary_year: Year of the boundaries.
        reference_date: Day the counts are about, if one.
    """

    table_id: str
    peiljaar: int | None
    boundary_year: int
    reference_date: date | None


class Source(CatalogModel):
    """A publisher's series of tables with one protocol and one licence."""

    source_id: str
    naam: str
    publisher: str
    service: Literal["cbs", "rivm", "geo"]
    protocol: Literal["odata3", "odata4", "file"]
    licence: str
    attribution: str
    statline: str
    region_dimension: str | None
    year_column: str | None
    tables: tuple[SourceTable, ...]

    @property
    def shelves(self) -> tuple[str, ...]:
        """Folders of its tables in the snapshot store: first that of its protocol.

        A table over v4 comes in other pages than over v3, so the two never share a folder; what
        the other one holds still serves where the own folder is empty.
        """
        apart = f"{self.service}-odata4"
        return (apart, self.service) if self.protocol == "odata4" else (self.service, apart)


class Column(CatalogModel):
    """How to find one column: by stem, unit and the end of its group path, never by position."""

    source_id: str
    stem: Annotated[tuple[str, ...], Field(min_length=1)]
    eenheid: str
    groep: tuple[str, ...] = ()
    leeftijd: str | None = None
    vanaf: int | None = None
    tot: int | None = None

    def covers(self, peiljaar: int) -> bool:
        """Say whether the source has this column in a year."""
        return (self.vanaf or peiljaar) <= peiljaar <= (self.tot or peiljaar)


class Part(CatalogModel):
    """A share (a number of the method) of an indicator, at most a share of another one."""

    indicator: str
    norm: str
    hooguit_van: str | None = None
    hooguit_norm: str | None = None


class Derived(CatalogModel):
    """A figure made from other indicators: a quotient, or a sum with or without a part."""

    teller: str | None = None
    noemer: tuple[str, ...] = ()
    factor: float = 1.0
    som: tuple[str, ...] = ()
    plus_deel: Part | None = None
    min_deel: Part | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The shares of groups that are added or taken off."""
        return tuple(part for part in (self.plus_deel, self.min_deel) if part)

    @model_validator(mode="after")
    def _one_of_two_kinds(self) -> "Derived":
        is_quotient = self.teller is not None and bool(self.noemer)
        is_sum = bool(self.som or self.plus_deel)
        if is_quotient == is_sum:
            raise ValueError("afgeleid needs teller and noemer, or som/plus_deel, not both")
        return self


class Rounding(CatalogModel):
    """How far the truth can lie from a published value, in the unit of the value."""

    half_breedte: Annotated[float, Field(ge=0)]
    nul_tot: float | None = None
    alle_niveaus: bool = False


class Secret(CatalogModel):
    """The closed interval that a missing value stands for, at wijk and buurt."""

    low: float
    high: float


class Indicator(CatalogModel):
    """One figure: what it means, where it comes from, how sure it is, how it may be used."""

    indicator_id: str
    naam: str
    unit: str
    role: Role
    direction: Literal[-1, 0, 1]
    kind: Kind
    description: str
    domain_id: str | None = None
    noemer: str | None = None
    bron: Column | None = None
    afgeleid: Derived | None = None
    afronding: Rounding | None = None
    geheim: Secret | None = None
    warning: str | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> "Indicator":
        if self.bron is not None and self.afgeleid is not None:
            raise ValueError("an indicator is read (bron) or derived (afgeleid), not both")
        if self.role == "behoefte" and self.direction == 0:
            raise ValueError("a behoefte indicator needs a direction")
        return self

    @property
    def source_id(self) -> str | None:
        """Source of the column; None when derived or without an open source."""
        return self.bron.source_id if self.bron else None


class DomainFact(CatalogModel):
    """A place in a domain: the first of these indicators that the newest year has."""

    any_of: Annotated[tuple[str, ...], Field(min_length=1)]
    gewicht: Annotated[float, Field(gt=0)]


class Domain(CatalogModel):
    """One of the eight domains of need."""

    domain_id: str
    naam: str
    kort: str
    behoefte: tuple[DomainFact, ...]
    gebruik: tuple[str, ...]


class Number(CatalogModel):
    """A number of the method or a policy norm, with its source, date and status.

    laag and hoog are the bounds of a 90% interval, where it has one.
    """

    waarde: float
    laag: float | None = None
    hoog: float | None = None
    status: NormStatus
    datum: date
    bron: str
