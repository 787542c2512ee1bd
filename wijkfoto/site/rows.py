"""The rows of the published tables that the site reads; a field is a column of that name.

What the columns mean stands in the contracts (sql/marts); nothing is computed here.
"""

from dataclasses import dataclass

from wijkfoto.site.format import bare_name


@dataclass(frozen=True)
class AnyEdition:
    """What this file was made for, as every release since 0.1.0 tells it."""

    edition_id: str
    gemeente_codes: str
    peiljaar: int
    schema_version: int
    method_version: int
    package_version: str
    seed: int
    draws: int
    is_fictief: bool
    referentie: str


@dataclass(frozen=True)
class Edition(AnyEdition):
    """What this file was made for, and after which edition."""

    previous_edition_id: str | None


@dataclass(frozen=True)
class Region:
    """A region on the current boundaries."""

    region_code: str
    boundary_year: int
    level: str
    region_naam: str
    gemeente_code: str | None
    inwoners: int | None
    boundary_change: str
    geometry: bytes | None
    geometry_year: int | None

    @property
    def naam(self) -> str:
        """The name as readers use it."""
        return bare_name(self.region_naam)

    @property
    def has_same_area(self) -> bool:
        """Whether figures of all years are for the area of now, or were brought to it."""
        return self.boundary_change in ("ongewijzigd", "hercodeerd", "geharmoniseerd")

    def has_fewer_than(self, people: float) -> bool:
        """Say whether so few people live here; an unknown number is not few."""
        return self.inwoners is not None and self.inwoners < people


@dataclass(frozen=True)
class Snapshot:
    """What was received from a source."""

    snapshot_id: str
    source_id: str
    table_id: str
    title: str | None
    period: str | None
    modified: str | None
    url: str | None
    row_count: int | None
    licence: str
    attribution: str
    is_fictief: bool


@dataclass(frozen=True)
class Indicator:
    """What a figure means."""

    indicator_id: str
    domain_id: str | None
    role: str
    direction: int
    naam: str
    unit: str
    kind: str
    description: str
    warning: str | None


@dataclass(frozen=True)
class Observation:
    """A figure of a region and a year, or the reason why there is none."""

    region_code: str
    indicator_id: str
    peiljaar: int
    boundary_year: int
    waarde: float | None
    waarde_low: float | None
    waarde_high: float | None
    waarde_status: str
    snapshot_id: str


@dataclass(frozen=True)
class Score:
    """Need of a wijk in one domain."""

    region_code: str
    domain_id: str
    score: float | None
    score_low: float | None
    score_high: float | None
    klasse: str | None
    klasse_gemeente: str | None
    verschil_gemeente: float | None
    verschil_low: float | None
    verschil_high: float | None
    zekerheid_gemeente: str
    klasse_vergelijkbaar: str | None
    verschil_vergelijkbaar: float | None
    verschil_vergelijkbaar_low: float | None
    verschil_vergelijkbaar_high: float | None
    zekerheid_vergelijkbaar: str
    status_vergelijkbaar: str
    klasse_zonder_model: str | None
    score_zonder_model: float | None
    zekerheid: str
    zekerheid_reden: str
    percentile: float | None
    coverage: float
    smal: bool
    model_dependent: bool
    op_basis_van_gebruik: bool

    @property
    def is_scored(self) -> bool:
        """Whether there is a score at all."""
        return self.score is not None

    @property
    def is_sure(self) -> bool:
        """Whether the class may be said in a headline."""
        return self.zekerheid in ("stevig", "redelijk")

    @property
    def is_sure_in_gemeente(self) -> bool:
        """Whether the class inside the gemeente may be said in a headline."""
        return self.zekerheid_gemeente in ("stevig", "redelijk")

    @property
    def is_sure_beside_alike(self) -> bool:
        """Whether the class beside comparable wijken may be said in a headline."""
        return self.zekerheid_vergelijkbaar in ("stevig", "redelijk")


@dataclass(frozen=True)
class Signal:
    """How a counted figure of a wijk stands against the land, and among all wijken."""

    region_code: str
    indicator_id: str
    peiljaar: int
    verschil: str
    signal: str


@dataclass(frozen=True)
class SpatialPattern:
    """Whether wijken with alike scores lie together in a gemeente."""

    gemeente_code: str
    domain_id: str
    status: str


@dataclass(frozen=True)
class Evidence:
    """An indicator behind a score."""

    area_code: str
    item_id: str
    indicator_id: str
    peiljaar: int
    contribution: float


@dataclass(frozen=True)
class ScoreWithout:
    """The class of a score without one of its figures."""

    region_code: str
    domain_id: str
    indicator_id: str
    klasse: str
    klasse_zonder: str | None


@dataclass(frozen=True)
class ScoreVariance:
    """The part of the doubt about a score that one cause has."""

    region_code: str
    domain_id: str
    oorzaak: str
    deel: float | None
