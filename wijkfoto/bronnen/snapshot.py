"""The immutable store of what was received, with a manifest beside the bytes.

A snapshot is written beside its place and renamed into it once whole; it is never changed.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wijkfoto.bronnen.draft import UNREADABLE, DamagedError, Draft, StoredFile, checked_pieces
from wijkfoto.errors import SourceError

MANIFEST = "manifest.json"

_DRAFT = ".partial-"
"""How the folder of a draft begins; what begins with a dot is no snapshot."""

_FOLDER_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]*")
"""What a revision may be called; it comes from outside and becomes a folder."""


@dataclass(frozen=True)
class Snapshot:
    """What is known about one received table or file.

    Attributes:
        snapshot_id: service/table/modified, also its path in the store.
        modified: Moment of the last change according to the source.
        row_count: Rows of data received; None for a file.
        sha256: Hash over names and hashes of the files.
        portion: Condition of the rows that were asked for; empty for a whole table.
    """

    snapshot_id: str
    source_id: str
    table_id: str
    title: str
    period: str
    modified: str
    retrieved_at: str
    url: str
    licence: str
    attribution: str
    is_fictief: bool
    row_count: int | None
    sha256: str
    files: tuple[StoredFile, ...]
    portion: str = ""


class SnapshotStore:
    """Snapshots under one folder: `<service>/<table>/<modified>/`."""

    def __init__(self, root: Path) -> None:
        """Use `root` as the store; it is made when the first snapshot is kept."""
        self.root = root

    def latest(self, service: str, table_id: str) -> Snapshot | None:
        """Return the snapshot with the newest `modified`, or None when there is none."""
        found = [read_manifest(path) for path in self._manifests(service, table_id)]
        return max(found, key=lambda s: (s.modified, s.snapshot_id), default=None)

    def latest_received(self, service: str, table_id: str) -> Snapshot | None:
        """Return the snapshot that came last, for sources whose `modified` is no moment."""
        found = [read_manifest(path) for path in self._manifests(service, table_id)]
        return max(found, key=lambda s: (s.retrieved_at, s.snapshot_id), default=None)

    def with_modified(self, service: str, table_id: str, modified: str) -> Snapshot | None:
        """Return the snapshot of exactly this revision, or None."""
        for path in self._manifests(service, table_id):
            snapshot = read_manifest(path)
            if snapshot.modified == modified:
                return snapshot
        return None

    def _manifests(self, service: str, table_id: str) -> list[Path]:
        found = (self.root / service / table_id).glob(f"*/{MANIFEST}")
        # A killed run can leave a whole draft, manifest and all: not renamed is not kept.
        return sorted(path for path in found if not path.parent.name.startswith("."))

    def folder(self, snapshot: Snapshot) -> Path:
        """Return where the files of a snapshot lie."""
        return self.root / snapshot.snapshot_id

    def read(self, snapshot: Snapshot, name: str) -> bytes:
        """Return one file as received.

        Raises:
            SourceError: If it is missing or its bytes are not those of the manifest.
        """
        return b"".join(self.pieces(snapshot, name))

    def pieces(self, snapshot: Snapshot, name: str) -> Iterator[bytes]:
        """Give one file as received, in pieces.

        Raises:
            SourceError: If it is missing or its bytes are not those of the manifest. Until the end
                was reached, what came may be wrong.
        """
        path = self.folder(snapshot) / name
        expected = next((f for f in snapshot.files if f.name == name), None)
        if expected is None:
            raise _damaged(path)
        try:
            yield from checked_pieces(path, expected)
        except (DamagedError, *UNREADABLE) as error:
            raise _damaged(path) from error

    def checked_path(self, snapshot: Snapshot, name: str) -> Path:
        """Return the path of a file for a reader of its own, once its hash has been checked.

        Raises:
            SourceError: If it is missing or its bytes are not those of the manifest.
        """
        for _ in self.pieces(snapshot, name):
            pass
        return self.folder(snapshot) / name

    def read_json(self, snapshot: Snapshot, name: str) -> Any:  # noqa: ANN401 - JSON is untyped
        """Return one metadata file, parsed."""
        return json.loads(self.read(snapshot, name))

    @contextmanager
    def draft(
        self, service: str, table_id: str, *, revision: str = "", origin: str = ""
    ) -> Iterator[Draft]:
        """Give a folder to write into; what is not kept is thrown away, but for whole pages.

        Args:
            service: First part of the path: cbs, rivm or geo.
            table_id: Second part of the path.
            revision: `modified` of what is fetched. With it the draft begins with the whole pages
                of an earlier fetch of that revision, and leaves its own for a later one; without
                it, it begins empty and leaves nothing.
            origin: What else must be equal before an earlier fetch is gone on with.
        """
        parent = self.root / service / table_id
        name = _DRAFT + (_checked_name(revision, table_id) if revision else str(os.getpid()))
        folder = parent / name
        folder.mkdir(parents=True, exist_ok=bool(revision))
        for abandoned in parent.glob(f"{_DRAFT}*"):  # one run at a time: nobody writes these
            if abandoned != folder:
                shutil.rmtree(abandoned, ignore_errors=True)
        draft = Draft(folder)
        if revision:
            draft.begin_journal({"revision": revision, "origin": origin})
        try:
            yield draft
        finally:
            if not draft.whole_pages:
                draft.discard()

    def keep(self, draft: Draft, service: str, described: dict[str, Any]) -> Snapshot:
        """Turn a draft into a snapshot by one rename.

        Args:
            draft: The written files.
            service: First part of the path: cbs, rivm or geo.
            described: The manifest fields that the source decides.

        Raises:
            SourceError: If the source gives a revision that cannot be the name of a folder, or
                gives the same moment to two revisions.
        """
        table_id = described["table_id"]
        name = self._free_name(service, table_id, described["modified"])
        files = tuple(sorted(draft.files, key=lambda f: f.name))
        snapshot = Snapshot(
            snapshot_id=f"{service}/{table_id}/{name}",
            retrieved_at=datetime.now(UTC).isoformat(timespec="seconds"),
            sha256=_combined(files),
            files=files,
            **described,
        )
        manifest = json.dumps(asdict(snapshot), ensure_ascii=False, indent=1).encode()
        draft.add(MANIFEST, manifest)
        draft.end_journal()
        draft.flush()
        fsync_folder(draft.folder)
        draft.folder.rename(self.root / snapshot.snapshot_id)
        fsync_folder(self.root / service / table_id)
        return snapshot

    def _free_name(self, service: str, table_id: str, modified: str) -> str:
        """Name a revision by its day; a second one of that day also by its time."""
        for moment in (modified.split("T", maxsplit=1)[0], modified):
            name = _checked_name(moment, table_id)
            if not (self.root / service / table_id / name).exists():
                return name
        raise SourceError(
            f"Another snapshot of {modified} is in the store already.",
            where=f"{service}/{table_id}",
            next_step="Remove that folder if it is damaged, and fetch again.",
        )


def _checked_name(moment: str, table_id: str) -> str:
    """Turn a moment, which comes from outside, into the name of a folder."""
    name = moment.replace(":", "")
    if not _FOLDER_NAME.fullmatch(name):
        raise SourceError(f"'{moment}' is no moment of change.", where=table_id)
    return name


def read_manifest(path: Path) -> Snapshot:
    """Read a manifest.

    Raises:
        SourceError: If it cannot be read or is not a manifest.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(StoredFile(**entry) for entry in raw.pop("files"))
        snapshot = Snapshot(files=files, **raw)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path) from error
    if _combined(files) != snapshot.sha256:
        raise _damaged(path)
    return snapshot


def _combined(files: tuple[StoredFile, ...]) -> str:
    lines = "".join(f"{f.sha256}  {f.name}\n" for f in files)
    return hashlib.sha256(lines.encode()).hexdigest()


def fsync_folder(folder: Path) -> None:
    """Flush the names in a folder to disk, so that a rename outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _damaged(path: Path) -> SourceError:
    return SourceError(
        "This snapshot file is missing or damaged.",
        where=str(path),
        next_step="Remove the folder it lies in and fetch again.",
    )
