"""Rows of the forms about what is registered: questions, providers, contracts, events.

Counts stay as they were filled in here; what is published of them is decided in `tables`.
"""

from dataclasses import dataclass
from datetime import date

from wijkfoto.lokaal.entries import RowReader
from wijkfoto.regio import Level, level


@dataclass(frozen=True)
class Questions:
    """Questions that the team of a wijk got in one year, about one domain or several at a time.

    Attributes:
        heel_jaar: Whether a team worked in the wijk for the whole year.
    """

    where: str
    region_code: str
    jaar: int
    domains: tuple[str, ...]
    vragen: int
    heel_jaar: bool


@dataclass(frozen=True)
class Provider:
    """An organisation that offers a product group in a wijk, or in the whole gemeente."""

    where: str
    area_code: str
    product_group_id: str
    naam: str


@dataclass(frozen=True)
class Contract:
    """How the gemeente buys one product group."""

    where: str
    gemeente_code: str
    product_group_id: str
    model: str
    peildatum: date
    einddatum: date
    gedeelde_besparing: bool
    tevredenheid_gemeten: bool


@dataclass(frozen=True)
class Event:
    """Something that changes a wijk."""

    where: str
    region_code: str
    soort: str
    datum: date
    omschrijving: str


def read_questions(row: RowReader) -> Questions | None:
    """Return the questions of a row; None when it has a fault."""
    domains: tuple[str, ...] = row.values.get("onderwerpen") or ()
    if len(set(domains)) < len(domains):
        row.fault_in("onderwerpen", "A domain stands here twice.", "Name each once.")
    if row.faults:
        return None
    return Questions(
        where=row.row.where,
        region_code=row.text("wijk"),
        jaar=row.values["jaar"],
        domains=tuple(sorted(domains)),
        vragen=row.values["vragen"],
        heel_jaar=row.text("heel_jaar") == "ja",
    )


def read_provider(row: RowReader) -> Provider | None:
    """Return the provider of a row; None when it has a fault."""
    if row.faults:
        return None
    where, naam = row.row.where, row.text("aanbieder")
    return Provider(where, row.text("gebied"), row.text("product"), naam)


def read_contract(row: RowReader) -> Contract | None:
    """Return the contract of a row; None when it has a fault."""
    code = row.text("gemeente")
    if code and level(code) is not Level.GEMEENTE:
        row.fault_in("gemeente", "This is no code of a gemeente.", "Write it as GM0606.")
    if row.faults:
        return None
    return Contract(
        where=row.row.where,
        gemeente_code=code,
        product_group_id=row.text("product"),
        model=row.text("model"),
        peildatum=row.values["peildatum"],
        einddatum=row.values["einddatum"],
        gedeelde_besparing=row.text("gedeelde_besparing") == "ja",
        tevredenheid_gemeten=row.text("tevredenheid_gemeten") == "ja",
    )


def read_event(row: RowReader) -> Event | None:
    """Return the event of a row; None when it has a fault."""
    if row.faults:
        return None
    where, region = row.row.where, row.text("wijk")
    return Event(where, region, row.text("soort"), row.values["datum"], row.text("omschrijving"))
