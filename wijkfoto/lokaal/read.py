"""Reads what the analyst filled in: every file, every fault, and the hash of each file.

Which files these are is in `folder`.
"""

import difflib
import hashlib
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from wijkfoto.lokaal import registered
from wijkfoto.lokaal.entries import (
    Comparison,
    Entry,
    RowReader,
    personal_faults,
    read_comparison,
    read_entry,
)
from wijkfoto.lokaal.faults import LocalError
from wijkfoto.lokaal.folder import find_files, read_form
from wijkfoto.lokaal.forms import ALL_FORMS, Form
from wijkfoto.lokaal.regions import KnownRegions
from wijkfoto.lokaal.remarks import Remark, read_remark
from wijkfoto.lokaal.sheet import Sheet, read_sheets

T = TypeVar("T")

_SLIP = 0.75
"""Least likeness (difflib, 0 to 1) of two headings for one to be a slip of the other."""

READERS: dict[str, Callable[[RowReader], Any]] = {
    "gesprekken": read_entry,
    "naast_elkaar": read_comparison,
    "vragen": registered.read_questions,
    "aanbieders": registered.read_provider,
    "contracten": registered.read_contract,
    "gebeurtenissen": registered.read_event,
    "toelichtingen": read_remark,
}
"""How a row of each form becomes an entry."""


@dataclass(frozen=True)
class LocalInput:
    """What the gemeente filled in, each kind in an order that files and rows do not change.

    Attributes:
        faults: Everything that is wrong; with one fault, nothing of it may be used.
        sha256: Hash of each file that was read, sorted.
    """

    entries: tuple[Entry, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    questions: tuple[registered.Questions, ...] = ()
    providers: tuple[registered.Provider, ...] = ()
    contracts: tuple[registered.Contract, ...] = ()
    events: tuple[registered.Event, ...] = ()
    remarks: tuple[Remark, ...] = ()
    faults: tuple[LocalError, ...] = ()
    sha256: tuple[str, ...] = ()


# What makes two rows the same, by kind; also the order of their entries.
_KEYS: dict[type, tuple[str, ...]] = {
    Entry: ("region_code", "field", "datum", "text", "bron"),
    Comparison: ("region_code", "domain_id"),
    registered.Questions: ("region_code", "jaar", "domains"),
    registered.Provider: ("area_code", "product_group_id", "naam"),
    registered.Contract: ("gemeente_code", "product_group_id", "model"),
    registered.Event: ("region_code", "datum", "soort", "omschrijving"),
    Remark: ("region_code", "indicator_id", "datum"),
}


def read_local(
    sources: Sequence[tuple[str, Path]], regions: KnownRegions, today: date | None = None
) -> LocalInput:
    """Read every form in some folders, and in the folders inside them.

    Args:
        sources: Setting and folder (or one file) of each.
        regions: Which wijken there are.
        today: The day after which nothing can have been heard; None is this day.

    Raises:
        ConfigError: If a folder is not there.
    """
    day = today or datetime.now(UTC).date()
    found: list[Any] = []
    files, faults = find_files(sources)
    hashes = []
    for path, where in files:
        try:
            body = read_form(path, where)
            hashes.append(hashlib.sha256(body).hexdigest())
            sheets = read_sheets(path, where, body)
        except LocalError as fault:
            faults.append(fault)
        else:
            for sheet in sheets:
                read, wrong = _read_sheet(sheet, regions, day)
                found += read
                faults += wrong
    faults += [fault for kind in _KEYS for fault in _doubles(_of_kind(found, kind))]
    return LocalInput(
        entries=_of_kind(found, Entry),
        comparisons=_of_kind(found, Comparison),
        questions=_of_kind(found, registered.Questions),
        providers=_of_kind(found, registered.Provider),
        contracts=_of_kind(found, registered.Contract),
        events=_of_kind(found, registered.Event),
        remarks=_of_kind(found, Remark),
        faults=tuple(faults),
        sha256=tuple(sorted(hashes)),
    )


def _of_kind(found: Iterable[Any], kind: type[T]) -> tuple[T, ...]:
    return tuple(sorted((one for one in found if type(one) is kind), key=_key))


def _key(one: object) -> tuple[Any, ...]:
    return tuple(getattr(one, name) for name in _KEYS[type(one)])


def _read_sheet(
    sheet: Sheet, regions: KnownRegions, today: date
) -> tuple[list[Any], list[LocalError]]:
    form = _form_of(sheet)
    if form is None:
        names = "; ".join(f"{f.form_id}: {', '.join(f.names)}" for f in ALL_FORMS)
        what = "The headings are those of no form."
        return [], [LocalError(what, where=sheet.where, next_step=f"The forms are {names}.")]
    faults = _heading_faults(sheet, form)
    if faults:
        return [], [*faults, *(fault for row in sheet.rows for fault in personal_faults(row))]
    entries = []
    for row in sheet.rows:
        reader = RowReader(row, form, regions, today)
        entry = READERS[form.form_id](reader)
        faults += reader.faults
        if entry is not None:
            entries.append(entry)
    return entries, faults


def _form_of(sheet: Sheet) -> Form | None:
    """Return the form that a file names, else the one with which it shares most headings."""
    if sheet.form_id:
        return next((form for form in ALL_FORMS if form.form_id == sheet.form_id), None)

    def shared(form: Form) -> tuple[int, int]:
        mine = set(form.names) & set(sheet.headings)
        return len(mine), -len(form.names)

    best = max(ALL_FORMS, key=shared)
    return best if shared(best)[0] >= 2 else None


def _heading_faults(sheet: Sheet, form: Form) -> list[LocalError]:
    """Say which headings are missing, unknown or there twice; YAML says it per entry."""
    faults = []
    if not sheet.form_id:
        missing = [c.name for c in form.columns if c.required and c.name not in sheet.headings]
        if missing:
            faults.append((f"These columns are missing: {', '.join(missing)}.", "Add them."))
    unknown = [name for name in dict.fromkeys(sheet.headings) if name not in form.names]
    if unknown:
        places = ", ".join(
            "an empty heading" if not name else _told_heading(sheet, form, name) for name in unknown
        )
        step = f"Mend them or take them out; the form has: {', '.join(form.names)}."
        faults.append((f"These columns are not in the form {form.form_id}: {places}.", step))
    double = {name for name in sheet.headings if sheet.headings.count(name) > 1 and name}
    if double & set(form.names):
        named = ", ".join(sorted(double & set(form.names)))
        faults.append((f"These columns stand twice: {named}.", "Keep one."))
    return [LocalError(what, where=sheet.where, next_step=step) for what, step in faults]


def _told_heading(sheet: Sheet, form: Form, name: str) -> str:
    """Tell which heading is unknown; it is named only when it is a slip of one of the form.

    Where a row of somebody stands in the place of the headings, its words are not repeated.
    """
    number = f"number {sheet.headings.index(name) + 1}"
    absent = [known for known in form.names if known not in sheet.headings]
    meant = difflib.get_close_matches(name, absent, n=1, cutoff=_SLIP)
    return f"{number} ({name}: is {meant[0]} meant?)" if meant else number


def _doubles(entries: Sequence[Any]) -> list[LocalError]:
    """Return a fault for each entry that stands at a second place."""
    seen: dict[Hashable, str] = {}
    return [
        LocalError(
            f"The same stands at {seen[_key(one)]}.",
            where=one.where,
            next_step="Keep one of the two.",
        )
        for one in entries
        if seen.setdefault(_key(one), one.where) != one.where
    ]
