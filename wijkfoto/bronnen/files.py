"""The folder with files as a second door: from files as dropped to snapshots in the store.

Says which file can be used and what it is; loading the figures is the warehouse's work.
"""

import hashlib
import logging
import re
from dataclasses import dataclass
from pathlib import Path

from wijkfoto.bronnen.droppedfiles import body_of, files_in, stated_tables, unread
from wijkfoto.bronnen.export import Export, read_export
from wijkfoto.bronnen.fetch import FICTIEF, Fetched
from wijkfoto.bronnen.recognise import Recognised, bind_export, notes_on, read_file
from wijkfoto.bronnen.snapshot import MANIFEST, Snapshot, SnapshotStore, read_manifest
from wijkfoto.catalog import Catalog, FileNames
from wijkfoto.errors import ConfigError, SourceError, WijkfotoError
from wijkfoto.regio import clean_code

log = logging.getLogger(__name__)

SERVICE = "bestand"
"""First part of the path in the store of what came as a file."""

FOLDER = "bestanden"
"""Folder in the home that is read when the settings name none."""


@dataclass(frozen=True)
class Examined:
    """What was seen of one file of the folder.

    Attributes:
        name: Its name.
        fault: Why it cannot be used; None when it can.
        table: What it is, such as `84799NED (2020)`; empty with a fault.
        regions: Number of rows of regions.
        notes: What is worth knowing of a file that can be used.
        table_id: Id of that table; empty with a fault.
        names: Code and name of each region of a file that has codes.
    """

    name: str
    fault: WijkfotoError | None = None
    table: str = ""
    regions: int = 0
    notes: tuple[str, ...] = ()
    table_id: str = ""
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Door:
    """The folder, and what is needed to understand what lies in it.

    Attributes:
        folder: The folder; None when there is none.
        offline: Whether, without a folder, what came last into the store serves.
        catalog: The catalog.
        store: The snapshot store.
    """

    folder: Path | None
    offline: bool
    catalog: Catalog
    store: SnapshotStore

    def received(self, source_id: str) -> list[Fetched]:
        """Bring the files of a source into the store.

        Offline and without a folder the newest snapshot of each file name serves, so that a
        copied store gives what it gave before.

        Raises:
            SourceError: If files cannot be used; names each of them.
            ConfigError: If the mapping file of the folder cannot be used.
        """
        if self.folder is None:
            return [f for f in self._kept() if f.source_id == source_id and self.offline]
        found: list[Fetched] = []
        faults: list[WijkfotoError] = []
        stated = stated_tables(self.folder)
        for path in files_in(self.folder):
            try:
                found.append(self._file(path, stated.get(path.name)))
            except WijkfotoError as fault:
                faults.append(fault)
        if faults:
            raise _all_of(faults, self.folder)
        return [f for f in found if f.source_id == source_id]

    def faults(self) -> list[WijkfotoError]:
        """Return what is wrong with each file of the folder; keeps nothing."""
        return [one.fault for one in self.examined() if one.fault]

    def examined(self) -> list[Examined]:
        """Read each file of the folder and say what was seen; keeps nothing."""
        if self.folder is None:
            return []
        try:
            stated = stated_tables(self.folder)
            paths = list(files_in(self.folder))
        except WijkfotoError as fault:
            return [Examined(self.folder.name, fault)]
        return [self._examine(path, stated.get(path.name)) for path in paths]

    def _examine(self, path: Path, stated: str | None) -> Examined:
        try:
            export, found = read_file(path.name, body_of(path), self.catalog, stated)
        except WijkfotoError as fault:
            return Examined(path.name, fault)
        return Examined(
            path.name,
            table=found.table.label,
            regions=len(export.lines),
            notes=tuple(notes_on(export, found, self.catalog)),
            table_id=found.table.table_id,
            names=tuple(zip(map(clean_code, export.codes), export.names, strict=False)),
        )

    def unread(self) -> tuple[str, ...]:
        """Say which things in the folder are no kind of file that is read, one sentence each."""
        return unread(self.folder) if self.folder else ()

    def _file(self, path: Path, stated: str | None) -> Fetched:
        body = body_of(path)
        # The name and what the mapping says count: they may tell the table.
        said = f"{path.name}\0{stated or ''}\0".encode()
        revision = hashlib.sha256(said + body).hexdigest()[:16]
        known = next(self.store.root.glob(f"{SERVICE}/*/{revision}/{MANIFEST}"), None)
        if known is not None:
            snapshot = read_manifest(known)
            return Fetched(snapshot.source_id, snapshot.table_id, snapshot)
        export, found = read_file(path.name, body, self.catalog, stated)
        notes = notes_on(export, found, self.catalog)
        for note in notes:
            log.warning("%s", note)
        snapshot = self._keep(export, found, body, revision)
        return Fetched(
            found.source.source_id,
            found.table.table_id,
            snapshot,
            is_new=True,
            note=" ".join(notes),
        )

    def _keep(self, export: Export, found: Recognised, body: bytes, revision: str) -> Snapshot:
        source, table = found.source, found.table
        title = export.title or f"{source.naam} {table.peiljaar or ''}".strip()
        with self.store.draft(SERVICE, table.table_id) as draft:
            draft.add(f"{_stored_name(export.name)}.gz", body)
            return self.store.keep(
                draft,
                SERVICE,
                {
                    "source_id": source.source_id,
                    "table_id": table.table_id,
                    "title": f"{title}, bestand {export.name}",
                    "period": str(table.peiljaar or ""),
                    "modified": revision,
                    "url": source.statline.format(table_id=table.table_id),
                    "licence": source.licence,
                    "attribution": source.attribution,
                    "is_fictief": FICTIEF in f"{title} {export.name}".lower(),
                    "row_count": len(export.lines),
                },
            )

    def _kept(self) -> list[Fetched]:
        newest: dict[str, Snapshot] = {}
        for path in sorted(self.store.root.glob(f"{SERVICE}/*/*/{MANIFEST}")):
            if path.parent.name.startswith("."):
                continue
            snapshot = read_manifest(path)
            name = f"{snapshot.table_id}/{snapshot.files[0].name}"
            before = newest.get(name)
            if before is None or before.retrieved_at <= snapshot.retrieved_at:
                newest[name] = snapshot
        return [Fetched(s.source_id, s.table_id, s) for _, s in sorted(newest.items())]


def is_file_snapshot(snapshot_id: str) -> bool:
    """Say whether a snapshot came through this door."""
    return snapshot_id.startswith(f"{SERVICE}/")


def folder_of(home: Path, named: str) -> Path | None:
    """Return the folder with files: the one that is named, else the one in the home.

    Raises:
        ConfigError: If the folder that is named is not there.
    """
    if not named:
        own = home / FOLDER
        return own if own.is_dir() else None
    folder = Path(named).expanduser()
    if not folder.is_dir():
        raise ConfigError(
            "The folder with files is not there.",
            where=named,
            next_step="Make it, mend bronnen.map, or leave bronnen.map empty.",
        )
    return folder


def read_snapshot(
    snapshot: Snapshot, store: SnapshotStore, catalog: Catalog, names: FileNames
) -> tuple[Export, dict[str, int]]:
    """Read a file back from the store, with the position of the column of each indicator.

    Raises:
        SourceError: If the snapshot is damaged, or the catalog no longer knows its table.
        BindingError: If the catalog changed, so that its columns no longer fit.
    """
    stored = snapshot.files[0].name
    export = read_export(stored.removesuffix(".gz"), store.read(snapshot, stored), names)
    source = catalog.sources[snapshot.source_id]
    table = next((t for t in source.tables if t.table_id == snapshot.table_id), None)
    if table is None:
        raise SourceError(
            "The catalog no longer knows the table of this file.",
            where=snapshot.snapshot_id,
            next_step="Remove this snapshot, or add the table to catalog/sources.yaml.",
        )
    return export, bind_export(export, source, table, catalog, names)


def _stored_name(name: str) -> str:
    kept = re.sub(r"[^0-9A-Za-z._-]+", "_", name)[-100:].lstrip(".")
    return f"bestand-{kept}" if f"{kept}.gz" in ("", MANIFEST) else kept


def _all_of(faults: list[WijkfotoError], folder: Path) -> WijkfotoError:
    if len(faults) == 1:
        return faults[0]
    return SourceError(
        f"{len(faults)} files cannot be used. " + " ".join(str(fault) for fault in faults),
        where=str(folder),
    )
