"""The home: where everything generated lies, and the lock that lets one run write at a time.

Paths and the lock only; what the files hold is for others.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from wijkfoto.errors import LockedError, WijkfotoError
from wijkfoto.resources import shelf


@dataclass(frozen=True)
class Home:
    """Paths below `$WIJKFOTO_HOME`."""

    root: Path

    @property
    def snapshots(self) -> Path:
        """The immutable snapshot store."""
        return self.root / "snapshots"

    @property
    def build(self) -> Path:
        """The private working folder of the run that holds the lock."""
        return self.root / "build"

    @property
    def build_file(self) -> Path:
        """The private build database."""
        return self.build / "build.duckdb"

    @property
    def candidate(self) -> Path:
        """The edition that is being made."""
        return self.build / "candidate"

    @property
    def editions(self) -> Path:
        """Finished editions."""
        return self.root / "editions"

    @property
    def current(self) -> Path:
        """The link to the published edition."""
        return self.root / "current"

    @property
    def published(self) -> Path:
        """The published database, through `current`."""
        return self.root / "wijkfoto.duckdb"

    @property
    def site(self) -> Path:
        """The published site, through `current`."""
        return self.root / "site"

    @property
    def dagster(self) -> Path:
        """Folder of the Dagster instance."""
        return self.root / "dagster"

    @property
    def logs(self) -> Path:
        """Folder of the logs."""
        return self.root / "logs"

    def prepare(self) -> None:
        """Make the folders that every command needs, and put dagster.yaml in its place.

        Raises:
            WijkfotoError: If the home cannot be written.
        """
        own = (self.snapshots, self.editions, self.dagster, self.logs, self.build)
        linked = [folder.name for folder in own if folder.is_symlink()]
        if linked:
            raise WijkfotoError(
                f"A folder of the home is a link to elsewhere: {', '.join(linked)}.",
                where=str(self.root),
                next_step="Put the folder itself there, or choose another --home.",
            )
        try:
            for folder in own[:-1]:
                folder.mkdir(parents=True, exist_ok=True)
            self.build.mkdir(mode=0o700, exist_ok=True)
            self.build.chmod(0o700)
            target = self.dagster / "dagster.yaml"
            shipped = shelf("dagster.yaml")
            if not target.exists():
                shutil.copyfile(shipped, target)
        except OSError as error:
            raise self._not_writable(error) from error

    def _not_writable(self, error: OSError) -> WijkfotoError:
        return WijkfotoError(
            f"The home cannot be written: {error.strerror}.",
            where=str(self.root),
            next_step="Choose another folder with --home or WIJKFOTO_HOME.",
        )

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the home for one writing run; the system lets go when the process ends.

        Raises:
            LockedError: If another run holds it; the message names it.
            WijkfotoError: If the home cannot be written.
        """
        path = self.root / ".lock"
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        except OSError as error:
            raise self._not_writable(error) from error
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise _held(path) from error
            started = datetime.now(UTC).isoformat(timespec="seconds")
            holder = {"pid": os.getpid(), "started": started}
            os.ftruncate(handle, 0)
            os.pwrite(handle, json.dumps(holder).encode(), 0)
            yield
        finally:
            os.close(handle)


def _held(path: Path) -> LockedError:
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        who = f"process {holder['pid']}, started {holder['started']}"
    except (OSError, ValueError, KeyError, TypeError):
        who = "another process"
    return LockedError(
        f"Another run holds this home: {who}.",
        where=str(path.parent),
        next_step="Wait until it is done, or stop that process.",
    )
