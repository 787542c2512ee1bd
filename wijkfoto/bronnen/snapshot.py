"""The immutable store of what was received, with a manifest beside the bytes.

A snapshot is written beside its place and renamed into it once whole; it is never changed.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wijkfoto.errors import SourceError

MANIFEST = "manifest.json"

GZIP_LEVEL = 3
"""Measured in decision 4: an eighth of the bytes, at no cost that is felt."""

_GZIP = zlib.MAX_WBITS | 16
"""Tells zlib to write the head and tail of a gzip file; the head then holds no moment."""

_FOLDER_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]*")
"""What a revision may be called; it comes from outside and becomes a folder."""


@dataclass(frozen=True)
class StoredFile:
    """A file of a snapshot; sha256 and size are those of the bytes as received."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Snapshot:
    """What is known about one received table or file.

    Attributes:
        snapshot_id: service/table/modified, also its path in the store.
        modified: Moment of the last change according to the source.
        row_count: Rows of data received; None for a file.
        sha256: Hash over names and hashes of the files.
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


class PageFile:
    """One gzipped file of a draft, written as the bytes come in; none of them is held here."""

    def __init__(self, path: Path) -> None:
        """Open the file, empty."""
        self._path = path
        self._handle = path.open("wb")
        self.restart()

    def restart(self) -> None:
        """Forget what was written."""
        self._handle.seek(0)
        self._handle.truncate()
        self._packer = zlib.compressobj(GZIP_LEVEL, wbits=_GZIP)
        self._digest = hashlib.sha256()
        self._size = 0

    def write(self, piece: bytes) -> None:
        """Pack the next bytes."""
        self._digest.update(piece)
        self._size += len(piece)
        self._handle.write(self._packer.compress(piece))

    def close(self) -> StoredFile:
        """Flush the file to disk, and return what the bytes were."""
        with self._handle:
            self._handle.write(self._packer.flush())
            self._handle.flush()
            os.fsync(self._handle.fileno())
        return StoredFile(self._path.name, self._digest.hexdigest(), self._size)


@dataclass
class Draft:
    """A snapshot that is being written, in a folder of its own."""

    folder: Path
    files: list[StoredFile] = field(default_factory=list)

    def add(self, name: str, body: bytes) -> None:
        """Write one file, compressed where its name ends in .gz, and flush it to disk."""
        if name.endswith(".gz"):
            with self.page(name) as packed:
                packed.write(body)
            return
        with (self.folder / name).open("wb") as handle:
            handle.write(body)
            handle.flush()
            os.fsync(handle.fileno())
        self.files.append(StoredFile(name, hashlib.sha256(body).hexdigest(), len(body)))

    @contextmanager
    def page(self, name: str) -> Iterator[PageFile]:
        """Give a gzipped file to write into; it counts once the block has ended well."""
        page = PageFile(self.folder / name)
        try:
            yield page
        finally:
            stored = page.close()
        self.files.append(stored)

    def add_json(self, name: str, value: object) -> None:
        """Write metadata that a client already parsed, in one fixed notation."""
        self.add(name, json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode())


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
        path = self.folder(snapshot) / name
        expected = next((f for f in snapshot.files if f.name == name), None)
        try:
            packed = path.read_bytes()
            body = gzip.decompress(packed) if name.endswith(".gz") else packed
        except (OSError, EOFError, zlib.error) as error:
            raise _damaged(path) from error
        if expected is None or hashlib.sha256(body).hexdigest() != expected.sha256:
            raise _damaged(path)
        return body

    def checked_path(self, snapshot: Snapshot, name: str) -> Path:
        """Return the path of a file for a reader of its own, once its hash has been checked.

        Reads in pieces: a page of a national table is never held whole.

        Raises:
            SourceError: If it is missing or its bytes are not those of the manifest.
        """
        path = self.folder(snapshot) / name
        expected = next((f for f in snapshot.files if f.name == name), None)
        digest = hashlib.sha256()
        try:
            with gzip.open(path) if name.endswith(".gz") else path.open("rb") as handle:
                while piece := handle.read(1 << 20):
                    digest.update(piece)
        except (OSError, EOFError, zlib.error) as error:
            raise _damaged(path) from error
        if expected is None or digest.hexdigest() != expected.sha256:
            raise _damaged(path)
        return path

    def read_json(self, snapshot: Snapshot, name: str) -> Any:  # noqa: ANN401 - JSON is untyped
        """Return one metadata file, parsed."""
        return json.loads(self.read(snapshot, name))

    @contextmanager
    def draft(self, service: str, table_id: str) -> Iterator[Draft]:
        """Give an empty folder to write into; what is not kept is thrown away."""
        parent = self.root / service / table_id
        parent.mkdir(parents=True, exist_ok=True)
        for abandoned in parent.glob(".partial-*"):  # one run at a time: nobody writes these
            shutil.rmtree(abandoned, ignore_errors=True)
        folder = parent / f".partial-{os.getpid()}"
        folder.mkdir()
        try:
            yield Draft(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

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
        fsync_folder(draft.folder)
        draft.folder.rename(self.root / snapshot.snapshot_id)
        fsync_folder(self.root / service / table_id)
        return snapshot

    def _free_name(self, service: str, table_id: str, modified: str) -> str:
        """Name a revision by its day; a second one of that day also by its time."""
        names = (modified.split("T", maxsplit=1)[0], modified.replace(":", ""))
        for name in names:
            if not _FOLDER_NAME.fullmatch(name):
                raise SourceError(f"'{modified}' is no moment of change.", where=table_id)
            if not (self.root / service / table_id / name).exists():
                return name
        raise SourceError(
            f"Another snapshot of {modified} is in the store already.",
            where=f"{service}/{table_id}",
            next_step="Remove that folder if it is damaged, and fetch again.",
        )


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
