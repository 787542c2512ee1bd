"""Typed models of the YAML catalog: indicators, domains and numbers of the method.

What a file may say about a source and its tables stands in `tables`; reading the files is `load`'s
work.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from wijkfoto.catalog.tables import CatalogModel, Choice, Members

Role = Literal["behoefte", "gebruik", "kracht", "context"]
Kind = Literal["register", "model", "enquete", "kwalitatief"]
NormStatus = Literal["bron", "geijkt", "aanname", "lokaal"]


class Alias(CatalogModel):
    """Another name of a measure, in the years of the tables that use it.

    eenheid and groep are those of the column itself where they are not given.
    """

    stem: str
    vanaf: int | None = None
    tot: int | None = None
    eenheid: str | None = None
    groep: tuple[str, ...] | None = None


class Form(CatalogModel):
    """How a column may look in one table: its stem, unit and whole group path (none: not asked)."""

    stem: str
    eenheid: str
    groep: tuple[str, ...]


class Column(CatalogModel):
    """How to find one column: by stem, unit and group path, never by position.

    Attributes:
        source_id: The source that has it.
        stem: Spellings of its name without the number behind it.
        stem_tot: Last year of these spellings, where the measure was renamed.
        aliassen: Its other names, with their years.
        eenheid: Unit, as DataProperties gives it.
        groep: The whole path of groups it lies in; empty when the source has no groups.
        keuze: Member of each dimension that is meant, besides what the source says for all.
        optellen: Members of a dimension whose figures are added; without one there is no sum.
        vanaf: First year that has the measure.
        tot: Last year that has the measure, as it is meant here.
        mag_ontbreken: Some revisions of a table have it and others have not.
    """

    source_id: str
    stem: Annotated[tuple[str, ...], Field(min_length=1)]
    eenheid: str
    groep: tuple[str, ...] = ()
    stem_tot: int | None = None
    aliassen: tuple[Alias, ...] = ()
    keuze: Choice = Field(default_factory=dict)
    optellen: Members = Field(default_factory=dict)
    vanaf: int | None = None
    tot: int | None = None
    mag_ontbreken: bool = False

    def covers(self, peiljaar: int) -> bool:
        """Say whether the source has this column in a year."""
        return _within(self.vanaf, peiljaar, self.tot)

    def forms(self, peiljaar: int | None) -> tuple[Form, ...]:
        """Return how the column may look in the table of a year; None is a table of more years."""
        names = [Alias(stem=stem, tot=self.stem_tot) for stem in self.stem] + list(self.aliassen)
        return tuple(
            Form(
                stem=name.stem,
                eenheid=self.eenheid if name.eenheid is None else name.eenheid,
                groep=self.groep if name.groep is None else name.groep,
            )
            for name in names
            if peiljaar is None or _within(name.vanaf, peiljaar, name.tot)
        )

    @model_validator(mode="after")
    def _years_in_order(self) -> "Column":
        spans = [(self.vanaf, self.tot), *((alias.vanaf, alias.tot) for alias in self.aliassen)]
        if any(first is not None and last is not None and first > last for first, last in spans):
            raise ValueError("vanaf lies after tot")
        return self

    @model_validator(mode="after")
    def _one_choice_of_a_dimension(self) -> "Column":
        if set(self.keuze) & set(self.optellen):
            raise ValueError("a dimension stands in keuze and in optellen")
        if any(len(set(some)) < len(some) for some in self.optellen.values()):
            raise ValueError("a member stands twice in optellen")
        return self


def _within(first: int | None, year: int, last: int | None) -> bool:
    return (first is None or first <= year) and (last is None or year <= last)


class Break(CatalogModel):
    """From this year on the figure means something else: no trend runs across it."""

    vanaf: int
    reden: Annotated[str, Field(min_length=10)]


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
    breuken: tuple[Break, ...] = ()
    warning: str | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> "Indicator":
        if self.bron is not None and self.afgeleid is not None:
            raise ValueError("an indicator is read (bron) or derived (afgeleid), not both")
        if self.role == "behoefte" and self.direction == 0:
            raise ValueError("a behoefte indicator needs a direction")
        years = [one.vanaf for one in self.breuken]
        if years != sorted(set(years)):
            raise ValueError("breuken stand in the order of their years, each year once")
        return self

    def comparable(self, first: int, last: int) -> bool:
        """Say whether a trend may run between two years.

        Never over estimates of a model: they follow the model as much as the people.
        """
        low, high = sorted((first, last))
        if self.kind == "model":
            return low == high
        return not any(low < one.vanaf <= high for one in self.breuken)

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

    laag and hoog are the lowest and highest value that we hold reasonable; the coherence report
    tries both. Of a share that splits an age group they are the bounds of its 90% interval.
    """

    waarde: float
    laag: float | None = None
    hoog: float | None = None
    status: NormStatus
    datum: date
    bron: str
