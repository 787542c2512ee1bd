"""What the gemeente itself adds about a wijk: what was heard in the seven fields.

Entries without consent are left out; nothing here goes back to a person.
"""

from dataclasses import dataclass
from datetime import date

from wijkfoto.site import format as fmt
from wijkfoto.site.desk import Desk
from wijkfoto.site.number_key import Key
from wijkfoto.site.numbers import Shown
from wijkfoto.site.rows_heard import Entry

FIELDS = (
    "ervaring", "vragen", "ontmoetingspunten", "sterke_punten", "gemist", "aanbieders",
    "initiatieven",
)  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """One of the seven fields, with what was heard; empty when nothing was.

    Attributes:
        stil: Whether something was heard that may not be shown.
        elders: Whether the page lists providers of this wijk elsewhere.
    """

    naam: str
    regels: tuple["HeardEntry", ...]
    stil: bool
    elders: bool

    @property
    def is_leeg(self) -> bool:
        """Whether nothing was heard, and nothing stands elsewhere."""
        return not (self.regels or self.stil or self.elders)


@dataclass(frozen=True)
class HeardEntry:
    """One thing that was heard and may be quoted.

    Attributes:
        alleen: Whether one person was spoken to.
        plek: The place it is about; empty when it is about none.
    """

    tekst: str
    bron: str
    datum: str
    methode: str
    deelnemers: Shown | None
    alleen: bool
    plek: str


def heard(desk: Desk, code: str) -> tuple[Heard, ...]:
    """Return the seven fields; of an entry without consent only that there is one."""
    every = desk.tables.qualitative.get(code, ())
    entries = [e for e in every if e.consent]
    silent = {e.field for e in every if not e.consent}
    areas = (code, desk.tables.gemeente_code)
    offered = any(desk.tables.providers.get(area) for area in areas)
    return tuple(
        Heard(
            desk.texts.name("velden", field),
            tuple(_entry(desk, e) for e in entries if e.field == field),
            field in silent,
            field == "aanbieders" and offered,
        )
        for field in FIELDS
    )


def _entry(desk: Desk, entry: Entry) -> HeardEntry:
    people = None
    if entry.deelnemers is not None:
        people = desk.register.show(
            Key("qualitative", entry.region_code, entry.entry_id, desk.jaar),
            {"deelnemers": entry.deelnemers},
            label=desk.label(desk.texts.name("velden", entry.field), entry.region_code),
            snapshot_ids=[],
        )
    return HeardEntry(
        tekst=entry.text or "",
        bron=entry.bron or "",
        datum=long_day(entry.datum),
        methode=_unless_said(entry.methode or "", entry.bron or ""),
        deelnemers=people,
        alleen=entry.deelnemers == 1,
        plek=entry.plek or "",
    )


def _unless_said(methode: str, bron: str) -> str:
    """Return the method; nothing when it says what the source says ("eigen waarneming")."""
    return "" if methode.strip().casefold() == bron.strip().casefold() else methode


def long_day(day: date) -> str:
    """Return a day as 1 maart 2026; DuckDB may give a moment."""
    return fmt.long_date(date(day.year, day.month, day.day))


def not_reached(desk: Desk, code: str) -> tuple[str, ...]:
    """Return the groups that those who held the conversations did not reach, each once."""
    entries = [e for e in desk.tables.qualitative.get(code, ()) if e.consent and e.niet_bereikt]
    names = (name.strip() for e in entries for name in (e.niet_bereikt or "").split(","))
    found = {fmt.lower_first(name): None for name in names if name}
    return tuple(sorted(found, key=fmt.name_key))


def without_words(desk: Desk, code: str) -> Shown | None:
    """Return how many entries say nothing here for want of consent; None when there are none."""
    number = sum(not e.consent for e in desk.tables.qualitative.get(code, ()))
    if not number:
        return None
    what = desk.texts.get("zinnen.gehoord.zonder_tekst")
    return desk.count("qualitative", code, "zonder_tekst", number, what)
