"""A copy of a home in one tar file, also while a run goes on: `backup.py HOME TARGET.tar`.

Needs Python only, takes no lock and changes nothing in the home. Left out: `build/` (private, and
made again by the next run) and what is half written. docs/operations.md puts it back with tar.
"""

import os
import sqlite3
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

FIRST = ("current", "site", "wijkfoto.duckdb", "editions", "told")
"""In this order: the edition that `current` names is then among those copied after it, and what a
prune keeps of an edition is copied after the editions."""

LEFT_OUT = frozenset({"build", ".lock"})
MOVING = frozenset({"logs", "dagster"})
"""Folders that grow and shrink while they are copied; a file that went away there is no loss."""


def parts(home: Path) -> Iterator[Path]:
    """Yield what is copied, folders before what they hold."""
    there = {entry.name for entry in home.iterdir()} - LEFT_OUT
    for name in (*FIRST, *sorted(there - set(FIRST))):
        if name in there:
            yield home / name
            yield from _below(home / name)


def _below(top: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(top) if not top.is_symlink() else ():
        folders[:] = sorted(name for name in folders if not name.startswith(".partial-"))
        for name in sorted([*folders, *files]):
            if not name.endswith((".db-wal", ".db-shm", ".db-journal", ".part")):
                yield Path(folder) / name


def whole(database: Path) -> bytes:
    """Return a SQLite database as it is between two writes."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        with (
            closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        return copy.read_bytes()


def add(tar: tarfile.TarFile, home: Path, path: Path) -> None:
    """Add one file, folder or link; a second name of a file stays a second name."""
    if path.is_socket():  # tar cannot hold it, and it says nothing
        return
    moving = path.relative_to(home).parts[0] in MOVING
    try:
        info = tar.gettarinfo(path, str(path.relative_to(home)))
        if not info.isreg():
            tar.addfile(info)
        elif moving:
            content = whole(path) if path.suffix == ".db" else path.read_bytes()
            info.size = len(content)
            tar.addfile(info, BytesIO(content))
        else:
            with path.open("rb") as file:
                tar.addfile(info, file)
    except FileNotFoundError:
        if not moving:
            raise


def back_up(home: Path, target: Path) -> None:
    """Copy a home into a tar file that only its owner can read; it is there whole, or not at all.

    Raises:
        FileNotFoundError: If something went away meanwhile, as by a prune, or is no home.
        OSError: If the copy would lie in the home, where readers could fetch it, or in a next copy.
    """
    home = home.resolve()
    edition = (home / "current").resolve(strict=True)
    if target.parent.resolve().is_relative_to(home):
        raise OSError(f"{target} lies in the home itself")
    # A new file under a name that nobody could know: one that lay ready there keeps its readers.
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                for path in parts(home):
                    add(tar, home, path)
                named = Path(tar.getmember("current").linkname)
                if str(named / "edition.json") not in tar.getnames():
                    raise FileNotFoundError(edition)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def main(words: list[str]) -> int:
    """Make the copy; return the exit code."""
    if len(words) != 2:
        print("usage: backup.py HOME TARGET.tar", file=sys.stderr)
        return 2
    try:
        back_up(Path(words[0]), Path(words[1]))
    except (OSError, sqlite3.Error) as error:
        print(f"No copy was made: {error}. Was a prune going on? Try again.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
