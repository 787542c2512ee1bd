"""What the gemeente itself adds about a wijk: what was heard in the seven fields.

Entries without consent are left out; nothing here goes back to a person.
"""

from dataclasses import dataclass
from datetime import date

from wijkfoto.site import format as fmt
from wijkfoto.site import rows as r
from wijkfoto.site.desk import Desk
from wijkfoto.site.numbers import Key, Shown

FIELDS = (
    "ervaring", "vragen", "ontmoetingspunten", "sterke_punten", "gemist", "aanbieders",
    "initiatieven",
)  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """One of the seven fields, with what was heard; empty when nothing was."""

    naam: str
    regels: tuple["HeardEntry", ...]


@dataclass(frozen=True)
class HeardEntry:
    """One thing that was heard and may be quoted."""

    tekst: str
    bron: str
    datum: str
    methode: str
    deelnemers: Shown | None


def heard(desk: Desk, code: str) -> tuple[Heard, ...]:
    """Return the seven fields; an entry without consent is left out."""
    entries = [e for e in desk.tables.qualitative.get(code, ()) if e.consent]
    return tuple(
        Heard(
            desk.texts.name("velden", field),
            tuple(_entry(desk, e) for e in entries if e.field == field),
        )
        for field in FIELDS
    )


def _entry(desk: Desk, entry: r.Entry) -> HeardEntry:
    people = None
    if entry.deelnemers is not None:
        people = desk.register.show(
            Key("qualitative", entry.region_code, entry.entry_id, desk.jaar),
            {"deelnemers": entry.deelnemers},
            label=desk.label(desk.texts.name("velden", entry.field), entry.region_code),
            snapshot_ids=[],
        )
    day = fmt.long_date(date(entry.datum.year, entry.datum.month, entry.datum.day))
    return HeardEntry(entry.text, entry.bron, day, entry.methode, people)
