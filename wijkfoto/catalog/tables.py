"""Typed models of `sources.yaml`: the publishers' series, and which table holds which year.

What a column of such a table means is said in `models`; which tables a run takes, in `choice`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Status = Literal["bevestigd", "niet_bevestigd"]
Level = Literal["land", "gemeente", "wijk", "buurt"]

Member = Annotated[str, Field(pattern=r"^\S(.*\S)?$")]
Dimension = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Choice = Mapping[Dimension, Member]
"""Dimension and the member that is meant; the name of a dimension enters SQL, a member never.

A member is its key without padding, or `titel: ` and its title where nobody saw the key.
"""

BY_TITLE = "titel: "
"""How a member begins that is named by its title."""

Members = Mapping[Dimension, Annotated[tuple[Member, ...], Field(min_length=2)]]
"""Dimension and the members whose figures are added."""


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
        jaren: The years of a table that holds several.
        status: Whether it was seen that this id is this table. What was not seen may turn out to
            be another table, or none: it is then taken as not published.
        kolommen: Whether the columns of this table were seen; as status where it is not given. If
            not, a figure that cannot be bound is left out with a warning; if so, it is an error.
        region_dimension: Dimension of the regions, where this table calls it otherwise than the
            source: some are called after their boundaries.
        opmerking: What else a maintainer should know.
    """

    table_id: str
    peiljaar: int | None = None
    boundary_year: int
    reference_date: date | None = None
    jaren: tuple[int, ...] = ()
    status: Status = "bevestigd"
    kolommen: Status | None = None
    region_dimension: str | None = None
    opmerking: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether the id is known to be this table."""
        return self.status == "bevestigd"

    @property
    def has_known_columns(self) -> bool:
        """Whether the columns were seen."""
        return (self.kolommen or self.status) == "bevestigd"

    @property
    def label(self) -> str:
        """The id with the year it is about, as messages name it."""
        return f"{self.table_id} ({self.peiljaar or 'all years'})"

    @model_validator(mode="after")
    def _one_year_or_several(self) -> "SourceTable":
        if self.peiljaar is not None and self.jaren:
            raise ValueError("a table has one peiljaar, or jaren, not both")
        return self


class ModelInput(CatalogModel):
    """Something a model of a publisher was told, and which of our figures measure the same.

    Attributes:
        naam: What it is, for a reader.
        cijfers: Indicators of ours that hold it; none where we have none, or use none.
    """

    naam: str
    cijfers: tuple[str, ...] = ()


class Source(CatalogModel):
    """A publisher's series of tables with one protocol and one licence.

    Attributes:
        service: Where it is asked: cbs; rivm (the host of third parties, so that of the police
            too); geo (shapes); bestand (a file that is downloaded by hand).
        titel: Pattern that the title of each of its tables fits; None when there is no title.
        niveaus: Levels of region that the tables hold.
        keuze: Member of each dimension that every figure of this source means.
        ook_genoemd: What some of its tables call a dimension instead, with the same keys of
            members.
        gefilterd: The service is asked for no other members and years than figures read.
        overlapt: The tables repeat each other's years on newer boundaries: a run takes one.
        model_invoer: What the publisher's model was told, where its figures are estimates.
        ongelezen: Why no figure reads it; empty where figures do, and for shapes.
    """

    source_id: str
    naam: str
    publisher: str
    service: Literal["cbs", "rivm", "geo", "bestand"]
    protocol: Literal["odata3", "odata4", "file"]
    licence: str
    attribution: str
    statline: str
    region_dimension: str | None
    year_column: str | None
    titel: str | None = None
    niveaus: tuple[Level, ...] = ("land", "gemeente", "wijk", "buurt")
    keuze: Choice = Field(default_factory=dict)
    ook_genoemd: Mapping[Dimension, tuple[Dimension, ...]] = Field(default_factory=dict)
    gefilterd: bool = False
    overlapt: bool = False
    model_invoer: tuple[ModelInput, ...] = ()
    ongelezen: str = ""
    tables: tuple[SourceTable, ...]

    @property
    def is_table(self) -> bool:
        """Whether it is asked of a service for tables."""
        return self.service in ("cbs", "rivm")

    @property
    def shelves(self) -> tuple[str, ...]:
        """Folders of its tables in the snapshot store: first that of its protocol.

        A table over v4 comes in other pages than over v3, so the two never share a folder; what
        the other one holds still serves where the own folder is empty.
        """
        apart = f"{self.service}-odata4"
        return (apart, self.service) if self.protocol == "odata4" else (self.service, apart)

    def for_table(self, table: SourceTable) -> "Source":
        """Return the source as one of its tables has it."""
        if table.region_dimension is None:
            return self
        return self.model_copy(update={"region_dimension": table.region_dimension})

    @model_validator(mode="after")
    def _each_table_once(self) -> "Source":
        ids = [table.table_id for table in self.tables]
        if len(set(ids)) != len(ids):
            raise ValueError("a table stands twice")
        return self
