"""Rows of what residents and professionals told: the survey, and what was heard in the wijk.

A field is a column of that name, with its meaning in sql/marts; nothing is computed here.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SurveyEstimate:
    """An estimate from the gemeente's own survey."""

    region_code: str
    question_id: str
    waarde: float | None
    waarde_low: float | None
    waarde_high: float | None
    waarde_gemeente: float | None
    n: int | None
    waarde_status: str


@dataclass(frozen=True)
class Survey:
    """The survey of a gemeente."""

    gemeente_code: str
    naam: str
    jaar: int
    respondenten: int | None
    sha256: str


@dataclass(frozen=True)
class SurveyQuestion:
    """A question of the survey, as a share."""

    question_id: str
    volgorde: int
    naam: str
    domain_id: str | None


@dataclass(frozen=True)
class SurveyGroup:
    """Whether a group of residents was heard enough."""

    region_code: str
    dimensie: str
    groep_id: str
    gehoord: str


@dataclass(frozen=True)
class Entry:
    """Something that was heard or seen in the wijk."""

    region_code: str
    field: str
    entry_id: str
    text: str | None
    bron: str | None
    datum: date
    methode: str | None
    deelnemers: int | None
    niet_bereikt: str | None
    consent: bool
    plek: str | None
    x: float | None
    y: float | None
    domain_id: str | None
