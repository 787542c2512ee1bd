"""Reads the folder that the analyst fills: every file in it, every fault, and the hash of each.

Files whose name holds `.voorbeeld.` are examples and are not read.
"""

import hashlib
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from wijkfoto.errors import ConfigError
from wijkfoto.lokaal.entries import (
    READERS,
    Comparison,
    Entry,
    RowReader,
    personal_faults,
)
from wijkfoto.lokaal.faults import LocalError
from wijkfoto.lokaal.forms import HEARD_FORMS, Form
from wijkfoto.lokaal.regions import KnownRegions
from wijkfoto.lokaal.sheet import Sheet, read_sheets

EXAMPLE = ".voorbeeld."
READ = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".yaml", ".yml")
LEFT_ALONE = (".html", ".pdf", ".md")
"""Kinds of files that are for people: the guide stands among the forms."""


@dataclass(frozen=True)
class LocalInput:
    """What the gemeente filled in.

    Attributes:
        entries: What was heard, in order of wijk, field, date and place in the files.
        comparisons: Figures, residents and professionals side by side, by wijk and domain.
        faults: Everything that is wrong; with one fault, nothing of it may be used.
        sha256: Hash of each file that was read, sorted.
    """

    entries: tuple[Entry, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    faults: tuple[LocalError, ...] = ()
    sha256: tuple[str, ...] = ()


def read_folder(folder: Path, regions: KnownRegions, today: date | None = None) -> LocalInput:
    """Read every form in a folder, and in the folders inside it.

    Args:
        folder: The folder.
        regions: Which wijken there are.
        today: The day after which nothing can have been heard; None is this day.

    Raises:
        ConfigError: If the folder is not there.
    """
    if not folder.is_dir():
        raise ConfigError(
            "There is no such folder.",
            where=str(folder),
            next_step="Check [kwalitatief] map, or run `wijkfoto init` for the forms.",
        )
    day = today or datetime.now(UTC).date()
    found: list[Entry | Comparison] = []
    faults: list[LocalError] = []
    hashes = []
    for path in _files(folder):
        where = path.relative_to(folder.parent).as_posix()
        try:
            body = path.read_bytes()
            hashes.append(hashlib.sha256(body).hexdigest())
            sheets = _sheets(path, where, body)
        except OSError as error:
            faults.append(LocalError(f"It cannot be read ({error.strerror}).", where=where))
        except LocalError as fault:
            faults.append(fault)
        else:
            for sheet in sheets:
                read, wrong = _read_sheet(sheet, regions, day)
                found += read
                faults += wrong
    entries = [e for e in found if isinstance(e, Entry)]
    comparisons = [c for c in found if isinstance(c, Comparison)]
    faults += _doubles(
        ((e.region_code, e.field, e.text, e.bron, e.datum), e.where) for e in entries
    )
    faults += _doubles(((c.region_code, c.domain_id), c.where) for c in comparisons)
    return LocalInput(
        entries=tuple(sorted(entries, key=lambda e: (e.region_code, e.field, e.datum, e.text))),
        comparisons=tuple(sorted(comparisons, key=lambda c: (c.region_code, c.domain_id))),
        faults=tuple(faults),
        sha256=tuple(sorted(hashes)),
    )


def _files(folder: Path) -> list[Path]:
    """Return the files to read in order of their path; those of an editor and examples are not."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not path.name.startswith((".", "~"))
        and EXAMPLE not in path.name
        and path.suffix.lower() not in LEFT_ALONE
    )


def _sheets(path: Path, where: str, body: bytes) -> list[Sheet]:
    if path.suffix.lower() not in READ:
        raise LocalError(
            "This is no form: only CSV, Excel (xlsx, xls) and YAML are read.",
            where=where,
            next_step="Save it as one of these, or take it out of the folder.",
        )
    return read_sheets(path, where, body)


def _read_sheet(
    sheet: Sheet, regions: KnownRegions, today: date
) -> tuple[list[Entry | Comparison], list[LocalError]]:
    form = _form_of(sheet)
    if form is None:
        names = "; ".join(f"{f.form_id}: {', '.join(f.names)}" for f in HEARD_FORMS)
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
        return next((form for form in HEARD_FORMS if form.form_id == sheet.form_id), None)
    shared = {form: len(set(form.names) & set(sheet.headings)) for form in HEARD_FORMS}
    best = max(HEARD_FORMS, key=lambda form: shared[form])
    return best if shared[best] >= 2 else None


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
            "an empty heading" if not name else f"number {sheet.headings.index(name) + 1}"
            for name in unknown
        )
        step = f"Take them out; the form has: {', '.join(form.names)}."
        faults.append((f"These columns are not in the form {form.form_id}: {places}.", step))
    double = {name for name in sheet.headings if sheet.headings.count(name) > 1}
    if double:
        faults.append((f"These columns stand twice: {', '.join(sorted(double))}.", "Keep one."))
    return [LocalError(what, where=sheet.where, next_step=step) for what, step in faults]


def _doubles(found: Iterable[tuple[Hashable, str]]) -> list[LocalError]:
    """Return a fault for each key that stands at a second place."""
    seen: dict[Hashable, str] = {}
    return [
        LocalError(
            f"The same stands at {seen[key]}.", where=where, next_step="Keep one of the two."
        )
        for key, where in found
        if seen.setdefault(key, where) != where
    ]
