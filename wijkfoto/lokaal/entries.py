"""Rows of the forms as typed entries; a row with a fault gives none, and tells every fault.

What an entry changes in the wijkfoto is decided elsewhere.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from wijkfoto.lokaal.faults import LocalError
from wijkfoto.lokaal.forms import PLACED_FIELDS, Column, Form
from wijkfoto.lokaal.moments import check_moment
from wijkfoto.lokaal.place import to_point
from wijkfoto.lokaal.regions import KnownRegions
from wijkfoto.lokaal.sheet import SheetRow
from wijkfoto.lokaal.values import UnfitError, parse
from wijkfoto.privacy import kinds_of_number, personal_kinds

_NUMBER = re.compile(r"[0-9]+")
_COORDINATE = re.compile(r"-?[0-9]{1,3}[.,][0-9]{1,12}")


@dataclass(frozen=True)
class Place:
    """A place that is open to all: its name, and where it is (metres of RD) when that is known."""

    naam: str
    x: float | None
    y: float | None


@dataclass(frozen=True)
class Entry:
    """One thing that was heard or seen in a wijk.

    Attributes:
        consent: Whether the text may be shown; without it, text and bron stay out of everything.
        niet_bereikt: Groups that were not reached, in words; empty when nothing was said.
        domain_id: The domain it says most about; empty when it is about none, or nobody said.
    """

    where: str
    region_code: str
    field: str
    text: str
    bron: str
    datum: date
    methode: str
    deelnemers: int | None
    niet_bereikt: str
    consent: bool
    place: Place | None
    domain_id: str = ""


@dataclass(frozen=True)
class Comparison:
    """What each side says about the picture of one domain in one wijk."""

    where: str
    region_code: str
    domain_id: str
    cijfers: str
    bewoners: str
    professionals: str
    datum: date
    toelichting: str


def personal_faults(row: SheetRow) -> list[LocalError]:
    """Return a fault for every kind of personal data in a row, also where no heading stands."""
    return [
        LocalError(
            f"Here stands {kind}.",
            where=cell.where,
            next_step="Take it out: nothing that leads to one person belongs in a form.",
        )
        for cell in (*row.cells.values(), *row.loose)
        for kind in _kinds(cell.text)
    ]


def holds_personal(text: str) -> bool:
    """Say whether a cell holds something that leads to one person."""
    return bool(_kinds(text))


def _kinds(text: str) -> tuple[str, ...]:
    plain = text.strip()
    # The digits of a coordinate pass the eleven-test one time in eleven.
    if _COORDINATE.fullmatch(plain):
        return ()
    return kinds_of_number(plain) if _NUMBER.fullmatch(plain) else personal_kinds(plain)


class RowReader:
    """Reads the cells of one row by the columns of its form, and keeps every fault."""

    def __init__(self, row: SheetRow, form: Form, regions: KnownRegions, today: date) -> None:
        """Scan every cell for personal data, and parse those that hold none."""
        self.row, self.today = row, today
        self.faults: list[LocalError] = personal_faults(row)
        self.values: dict[str, Any] = {}
        personal = list(self.faults)
        self._read(form, regions)
        if row.split_wrong and len(self.faults) > len(personal):  # each of its cells has shifted
            self.faults, self.values = personal, {}
            self.fault(
                row.split_wrong,
                row.where,
                'Put " before and after a text with such a sign in it, or take the sign out.',
            )

    def _read(self, form: Form, regions: KnownRegions) -> None:
        row = self.row
        for cell in row.loose:
            self.fault(
                "Something stands here beyond the last heading.",
                cell.where,
                "Put quotes around a text with ; in it, or empty this cell.",
            )
        for column in form.columns:
            found = row.cells.get(column.name)
            if found is not None and holds_personal(found.text):
                continue
            text, where = ("", f"{row.where}, {column.name}") if found is None else found
            try:
                self.values[column.name] = self._value(column, text, regions)
            except UnfitError as unfit:
                self.fault(unfit.what, where, unfit.next_step)

    def _value(self, column: Column, text: str, regions: KnownRegions) -> object:
        value = parse(column, text)
        if value is not None and column.kind == "wijk":
            return regions.wijk(text)
        if value is not None and column.kind == "gebied":
            return regions.area(text)
        if isinstance(value, date) or (column.kind == "jaar" and isinstance(value, int)):
            check_moment(column, value, self.today)
        return value

    def fault(self, what: str, where: str, next_step: str) -> None:
        """Keep a fault."""
        self.faults.append(LocalError(what, where=where, next_step=next_step))

    def fault_in(self, name: str, what: str, next_step: str) -> None:
        """Keep a fault of one column."""
        cell = self.row.cells.get(name)
        self.fault(what, cell.where if cell else f"{self.row.where}, {name}", next_step)

    def text(self, name: str) -> str:
        """Return a text; empty when the cell is."""
        return str(self.values.get(name) or "")


def read_entry(row: RowReader) -> Entry | None:
    """Return what was heard; None when the row has a fault."""
    consent, field = row.text("toestemming"), row.text("veld")
    placed = field in PLACED_FIELDS
    if consent == "nvt" and field and not placed:
        row.fault_in(
            "toestemming",
            f"Without words of a person (nvt) goes only with {', '.join(PLACED_FIELDS)}.",
            "Write ja when the person agreed to be quoted, else nee.",
        )
    place = _place(row, placed=placed or not field)
    if row.faults:
        return None
    return Entry(
        where=row.row.where,
        region_code=row.text("wijk"),
        field=field,
        text=row.text("tekst"),
        bron=row.text("bron"),
        datum=row.values["datum"],
        methode=row.text("methode"),
        deelnemers=row.values.get("deelnemers"),
        niet_bereikt=row.text("niet_bereikt"),
        consent=consent in ("ja", "nvt"),
        place=place,
        domain_id=row.text("onderwerp"),
    )


def _place(row: RowReader, *, placed: bool) -> Place | None:
    given = [name for name in ("plek", "x", "y", "lat", "lon") if row.values.get(name) is not None]
    if not given:
        return None
    if not placed:
        row.fault_in(
            given[0],
            f"A place goes only with {', '.join(PLACED_FIELDS)}.",
            "Empty this cell: where somebody was spoken to can be where somebody lives.",
        )
        return None
    if "plek" not in given:
        row.fault_in("plek", "The place has no name.", "Write what it is called on the door.")
        return None
    x, y, lat, lon = (row.values.get(name) for name in ("x", "y", "lat", "lon"))
    try:
        point = to_point(x, y, lat, lon)
    except UnfitError as unfit:
        row.fault_in(given[1], unfit.what, unfit.next_step)
        return None
    return Place(row.text("plek"), *(point or (None, None)))


def read_comparison(row: RowReader) -> Comparison | None:
    """Return what the sides say about one domain; None when the row has a fault."""
    if row.faults:
        return None
    return Comparison(
        where=row.row.where,
        region_code=row.text("wijk"),
        domain_id=row.text("onderwerp"),
        cijfers=row.text("cijfers"),
        bewoners=row.text("bewoners"),
        professionals=row.text("professionals"),
        datum=row.values["datum"],
        toelichting=row.text("toelichting"),
    )
