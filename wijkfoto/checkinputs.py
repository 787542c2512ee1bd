"""`wijkfoto check` on what the analyst put ready: files and forms, and which codes are known.

What is wrong elsewhere (settings, catalog, rules) is found in `checkup`; nothing is kept.
"""

import contextlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from wijkfoto.ask import open_published
from wijkfoto.bronnen.fetch import newest_snapshot
from wijkfoto.bronnen.files import Examined
from wijkfoto.errors import WijkfotoError
from wijkfoto.lokaal import KnownRegions, LocalInput
from wijkfoto.regio import Level, clean_code, gemeente_of, level_or_none
from wijkfoto.stages.lokaal import read_forms
from wijkfoto.stages.workspace import Workspace

Names = dict[str, str]
"""Names of gemeenten and wijken by code."""


@dataclass(frozen=True)
class Inputs:
    """What was put ready, as it was read.

    Attributes:
        files: The files of the folder.
        unread: Things in that folder that are not read, one sentence each.
        forms: What the forms hold.
        known_by: Where the codes of wijken were looked up; empty when nowhere yet.
        faults: What is wrong with any of them.
    """

    files: tuple[Examined, ...]
    unread: tuple[str, ...]
    forms: LocalInput
    known_by: str
    faults: tuple[WijkfotoError, ...]

    def remarks(self) -> Iterator[str]:
        """Give what is no fault and worth knowing, one sentence each."""
        for one in self.files:
            yield from one.notes
        yield from self.unread

    def lines(self) -> Iterator[str]:
        """Give what was read, one line each."""
        for one in self.files:
            what = "cannot be used" if one.fault else f"{one.table}, {one.regions:,} regions"
            yield f"file       {one.name}: {what}"
        if not self.files:
            yield "file       none"
        yield f"forms      {_counted(self.forms)}"
        if self.known_by:
            yield f"codes      of wijken were looked up in {self.known_by}"
        else:
            yield (
                "codes      of wijken will be checked at the run: this home has no kerncijfers of "
                "the gemeente in this peiljaar yet"
            )


def read_inputs(ws: Workspace) -> Inputs:
    """Read files and forms; codes in the forms are looked up where this home can tell them."""
    files: tuple[Examined, ...] = ()
    unread: tuple[str, ...] = ()
    # That the folder with files is gone is a fault of the settings, and told there.
    with contextlib.suppress(WijkfotoError):
        files, unread = tuple(ws.door.examined()), ws.door.unread()
    faults = [one.fault for one in files if one.fault]
    regions, known_by, forms = None, "", LocalInput()
    try:
        regions, known_by = known_regions(ws, files)
    except WijkfotoError as fault:  # a damaged snapshot
        faults.append(fault)
    try:
        forms = read_forms(ws, regions)
        faults += forms.faults
    except WijkfotoError as fault:  # the folder that the settings name is not there
        faults.append(fault)
    return Inputs(files, unread, forms, known_by, tuple(faults))


def known_regions(ws: Workspace, files: tuple[Examined, ...]) -> tuple[KnownRegions | None, str]:
    """Return the wijken of the peiljaar as far as this home knows them, and where they stand.

    Only a source that has wijken of every chosen gemeente counts: what it lacks is then unknown.
    """
    chosen = () if ws.national else ws.settings.gemeente.codes
    for found, where in _told(ws, files):
        wijken = frozenset(c for c in found if level_or_none(c) is Level.WIJK)
        own = frozenset(c for c in wijken if gemeente_of(c) in chosen)
        if chosen and {gemeente_of(c) for c in own} == set(chosen):
            return KnownRegions(tuple(chosen), own, found), where
    return None, ""


def _told(ws: Workspace, files: tuple[Examined, ...]) -> Iterator[tuple[Names, str]]:
    """Give names by code, from what a run would read first to what an earlier run made."""
    source = ws.catalog.sources["cbs_kwb"]
    table = next((t for t in source.tables if t.peiljaar == ws.peiljaar), None)
    if table is None:
        return
    snapshot = newest_snapshot(source, table, ws.store)
    dimension = source.for_table(table).region_dimension
    if snapshot is not None and dimension is not None:
        members = ws.store.read_json(snapshot, f"{dimension}.json")
        found = {clean_code(str(m["Key"])): str(m.get("Title") or "").strip() for m in members}
        yield _named(found), f"snapshot {snapshot.snapshot_id}"
    for one in files:
        if one.table_id == table.table_id:
            yield _named(dict(one.names)), f"file {one.name}"
    yield _published(ws), "the published edition"


def _named(found: Names) -> Names:
    return {code: name or code for code, name in found.items()}


def _published(ws: Workspace) -> Names:
    """Return names of the published edition, when it is of this peiljaar."""
    if not ws.home.published.exists():
        return {}
    con = open_published(ws.settings)
    try:
        peiljaar, gemeenten = con.execute(
            "select peiljaar, gemeente_codes from edition"
        ).fetchall()[0]
        if peiljaar != ws.peiljaar:
            return {}
        rows = con.execute(
            "select region_code, region_naam from region_now "
            "where level in ('gemeente', 'wijk') and gemeente_code in (select unnest(?))",
            [json.loads(gemeenten)],
        ).fetchall()
    finally:
        con.close()
    return {str(code): str(name or code) for code, name in rows}


def _counted(forms: LocalInput) -> str:
    """Say how many rows of each form were read."""
    numbers = Counter(
        {
            "gesprekken": len(forms.entries),
            "naast_elkaar": len(forms.comparisons),
            "vragen": len(forms.questions),
            "aanbieders": len(forms.providers),
            "contracten": len(forms.contracts),
            "gebeurtenissen": len(forms.events),
            "toelichtingen": len(forms.remarks),
        }
    )
    files = f"{len(forms.sha256)} {'file' if len(forms.sha256) == 1 else 'files'}"
    filled = [f"{name} {number}" for name, number in numbers.items() if number]
    return f"{files}, rows: {', '.join(filled) or 'none'}"
