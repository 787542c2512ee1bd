"""Rows of teamgebieden and of the advice on them; a field is a column of that name.

What the columns mean stands in the contracts (sql/marts); nothing is computed here.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Teamgebied:
    """An area for which a team is advised."""

    teamgebied_id: str
    naam: str
    inwoners: int
    n_teams: int
    basis: str
    geometry: bytes | None


@dataclass(frozen=True)
class TeamgebiedRegion:
    """A wijk (or part of it) in a teamgebied."""

    teamgebied_id: str
    region_code: str
    share: float


@dataclass(frozen=True)
class TeamForm:
    """The advised form of a team."""

    area_code: str
    form_id: str
    runner_up_form_id: str | None
    other_form_id: str | None
    other_share: float | None
    zekerheid: str
    share: float
    rule_id: str
    flips: str


@dataclass(frozen=True)
class TeamFormRule:
    """A rule on the form, as it was judged for an area."""

    area_code: str
    volgorde: int
    rule_id: str
    form_id: str | None
    matched: bool | None
    reden: str


@dataclass(frozen=True)
class TeamAdvice:
    """Hours of one discipline."""

    area_code: str
    discipline_id: str
    modus: str
    ring: str
    financier: str
    fte: float | None
    fte_low: float | None
    fte_high: float | None
    share: float | None


@dataclass(frozen=True)
class TeamTotal:
    """Hours of an area that the gemeente pays, with the band of the sum."""

    area_code: str
    modus: str
    fte: float
    fte_low: float
    fte_high: float
    keer_gemeente: float | None


@dataclass(frozen=True)
class AdviceNote:
    """A remark on the advice of an area."""

    area_code: str
    note_id: str
    text: str


@dataclass(frozen=True)
class Demand:
    """Expected questions for help per year."""

    area_code: str
    domain_id: str
    cases: float
    cases_low: float
    cases_high: float
    basis: str
