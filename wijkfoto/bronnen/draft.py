"""A snapshot while it is being written: files in a folder of their own, and a journal of its pages.

A fetch that broke off goes on after the last whole page. What a kept snapshot is, and where it
lies, stands in `snapshot`.
"""

import hashlib
import json
import logging
import os
import shutil
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

import msgspec
from isal import igzip, isal_zlib
from isal.igzip_lib import IsalError

from wijkfoto.bronnen.runs import RowNumbers
from wijkfoto.bronnen.service import Page

log = logging.getLogger(__name__)

JOURNAL = "journal.jsonl"
"""Lists the whole pages of a draft, a line each; it does not go into the snapshot."""

GZIP_LEVEL = 2
"""Measured in decision 4: a sixteenth of the bytes, at no cost that is felt."""

MOST_WAITING = 2
"""Pieces that wait to be packed at most: half a megabyte."""

_GZIP = isal_zlib.MAX_WBITS | 16
"""Tells zlib to write the head and tail of a gzip file; the head then holds no moment."""

# The stubs of isal call the class of its error an error.
UNREADABLE = (OSError, EOFError, cast("type[Exception]", IsalError))
"""What reading a damaged file raises."""


class DamagedError(Exception):
    """A stored file does not hold the bytes that were written down."""


@dataclass(frozen=True)
class StoredFile:
    """A file of a snapshot; sha256 and size are those of the bytes as received.

    `packed` is the hash of the file as it lies in the store, where that is packed: a sixteenth of
    the bytes, so that a load need not hash them all. Files of before 28 November 2026 lack it.
    """

    name: str
    sha256: str
    size: int
    packed: str = ""


class PageFile:
    """One gzipped file of a draft, written as the bytes come in; few of them are held here.

    Hashing takes as long as reading the rows, and lets Python go meanwhile: it has a thread of its
    own, so that on two cores they run beside each other.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, empty."""
        self._path = path
        self._handle = path.open("wb")
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pack")
        self._waiting: deque[Future[None]] = deque()
        self.restart()

    def restart(self) -> None:
        """Forget what was written."""
        self._wait(at_most=0)
        self._handle.seek(0)
        self._handle.truncate()
        self._packer = isal_zlib.compressobj(GZIP_LEVEL, wbits=_GZIP)
        self._digest = hashlib.sha256()
        self._packed = hashlib.sha256()
        self._size = 0

    def write(self, piece: bytes) -> None:
        """Pack the next bytes, after those before them; what went wrong there is raised here."""
        self._wait(at_most=MOST_WAITING)
        self._waiting.append(self._pool.submit(self._pack, piece))

    def close(self) -> StoredFile:
        """End the file, and return what the bytes were; `Draft.flush` brings it to disk."""
        with self._handle, self._pool:
            self._wait(at_most=0)
            self._keep(self._packer.flush())
        sha256, packed = self._digest.hexdigest(), self._packed.hexdigest()
        return StoredFile(self._path.name, sha256, self._size, packed)

    def _wait(self, *, at_most: int) -> None:
        """Wait until so many pieces or fewer are left to pack."""
        while len(self._waiting) > at_most:
            self._waiting.popleft().result()

    def _pack(self, piece: bytes) -> None:
        self._digest.update(piece)
        self._size += len(piece)
        self._keep(self._packer.compress(piece))

    def _keep(self, packed: bytes) -> None:
        self._packed.update(packed)
        self._handle.write(packed)


class Draft:
    """A snapshot that is being written, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        """Write into `folder`, which is there."""
        self.folder = folder
        self.files: list[StoredFile] = []
        self.whole_pages: list[Page] = []

    def add(self, name: str, body: bytes) -> None:
        """Write one file, compressed where its name ends in .gz."""
        if name.endswith(".gz"):
            with self.page(name) as packed:
                packed.write(body)
            return
        (self.folder / name).write_bytes(body)
        self.files.append(StoredFile(name, hashlib.sha256(body).hexdigest(), len(body)))

    def add_json(self, name: str, value: object) -> None:
        """Write metadata that a client already parsed, in one fixed notation."""
        packed = msgspec.json.encode(value, order="sorted")
        self.add(name, msgspec.json.format(packed, indent=1))

    @contextmanager
    def page(self, name: str) -> Iterator[PageFile]:
        """Give a gzipped file to write into."""
        packed = PageFile(self.folder / name)
        try:
            yield packed
        finally:
            stored = packed.close()
        self.files.append(stored)

    def keep_page(self, page: Page) -> None:
        """Note that the file written last is a whole page, so that a later fetch can go on here."""
        self.whole_pages.append(page)
        stored = self.files[-1]
        line = asdict(stored) | {
            "rows": page.rows,
            "runs": page.numbers.runs,
            "following": page.following,
        }
        self._append(line)

    def begin_journal(self, mark: dict[str, str]) -> None:
        """Begin the journal with what this is a draft of, or take up the one that is there.

        Pages count as far as their files are whole, one after the other; the rest is removed. A
        journal with another mark is not of this draft: everything is removed.
        """
        kept = _whole_pages(self.folder, mark)
        names = {stored.name for stored, _ in kept}
        for path in self.folder.iterdir():
            if path.name not in names:
                path.unlink()
        self._append(mark)
        for stored, page in kept:
            self.files.append(stored)
            self.keep_page(page)
        if kept:
            log.info("%s: going on after %d whole pages", self.folder.parent.name, len(kept))

    def flush(self) -> None:
        """Bring all files to disk, once: while others came in, the system wrote most of them.

        A draft needs it no earlier. After a power cut a later fetch goes on with those pages alone
        whose bytes have the hash that the journal gives.
        """
        for stored in self.files:
            with (self.folder / stored.name).open("rb") as handle:
                os.fsync(handle.fileno())

    def end_journal(self) -> None:
        """Remove the journal: the draft is about to be a snapshot."""
        (self.folder / JOURNAL).unlink(missing_ok=True)

    def discard(self) -> None:
        """Throw everything away, because it cannot be trusted or is not wanted."""
        self.whole_pages = []
        shutil.rmtree(self.folder, ignore_errors=True)

    def _append(self, line: dict[str, object] | dict[str, str]) -> None:
        with (self.folder / JOURNAL).open("a", encoding="utf-8") as handle:
            handle.write(json.dumps(line) + "\n")


def unpacked(path: Path) -> Iterator[bytes]:
    """Give the bytes of a stored file as received, in pieces: a page is never held whole.

    Raises:
        OSError, EOFError, IsalError: See `UNREADABLE`.
    """
    # isal tells no types of its files.
    packed = path.name.endswith(".gz")
    with igzip.open(path) if packed else path.open("rb") as handle:  # type: ignore[no-untyped-call]
        while piece := handle.read(1 << 16):
            yield piece


def checked_pieces(path: Path, expected: StoredFile) -> Iterator[bytes]:
    """Give the bytes of a stored file as `unpacked` does, checked against what was written down.

    Raises:
        DamagedError: If they differ: before the first piece where the file has a hash as packed,
            else after the last one. Nor may more be unpacked than came.
        OSError, EOFError, IsalError: See `UNREADABLE`.
    """
    if expected.packed:
        with path.open("rb") as handle:
            if hashlib.file_digest(handle, "sha256").hexdigest() != expected.packed:
                raise DamagedError(path)
    digest, size = hashlib.sha256(), 0
    for piece in unpacked(path):
        size += len(piece)
        if size > expected.size:
            raise DamagedError(path)
        if not expected.packed:
            digest.update(piece)
        yield piece
    if size != expected.size or not (expected.packed or digest.hexdigest() == expected.sha256):
        raise DamagedError(path)


def is_whole(path: Path, expected: StoredFile) -> bool:
    """Say whether a file holds the bytes that were written down."""
    try:
        for _ in checked_pieces(path, expected):
            pass
    except (DamagedError, *UNREADABLE):
        return False
    return True


def _whole_pages(folder: Path, mark: dict[str, str]) -> list[tuple[StoredFile, Page]]:
    """Read the journal of an earlier fetch, up to its end or the first thing that is wrong."""
    try:
        lines = (folder / JOURNAL).read_text(encoding="utf-8").splitlines()
        if not lines or json.loads(lines[0]) != mark:
            return []
    except (OSError, ValueError):
        return []
    kept = []
    for line in lines[1:]:
        try:
            stored, page = _read_line(json.loads(line))
        except (ValueError, KeyError, TypeError):  # a line that was cut off while it was written
            break
        if Path(stored.name).name != stored.name or not is_whole(folder / stored.name, stored):
            break
        kept.append((stored, page))
    return kept


def _read_line(line: dict[str, object]) -> tuple[StoredFile, Page]:
    runs, following = line["runs"], line["following"]
    if not isinstance(runs, list) or not isinstance(following, str):
        raise TypeError
    packed = str(line.get("packed", ""))
    stored = StoredFile(str(line["name"]), str(line["sha256"]), int(str(line["size"])), packed)
    numbers = RowNumbers((int(first), int(last)) for first, last in runs)
    return stored, Page(int(str(line["rows"])), numbers, following)
