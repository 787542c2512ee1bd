"""What a person at the terminal sees: results, a progress bar, and the log.

Without a terminal there is no bar; logs go to stderr so that stdout holds results only.
"""

import logging
import sys
import time
import unicodedata

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from stamina.instrumentation import LoggingOnRetryHook, set_on_retry_hooks


def say(text: str) -> None:
    """Write a result to stdout."""
    sys.stdout.write(f"{plain(text)}\n")
    sys.stdout.flush()


def tell(text: str) -> None:
    """Write something beside the results, such as what to do next, to stderr."""
    sys.stderr.write(f"{plain(text)}\n")
    sys.stderr.flush()


def plain(text: str) -> str:
    """Return a text without what steers a terminal: it may hold words from outside."""
    kept = "\n\t"
    return "".join(
        c
        if c in kept or unicodedata.category(c) not in {"Cc", "Cf", "Cs"}
        else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )


class _PlainFormatter(logging.Formatter):
    """Formats a line of the log without what steers a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return plain(super().format(record))


def setup_logging(*, quiet: bool, verbose: bool) -> None:
    """Send the log of our own packages to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_PlainFormatter("%(levelname)s %(name)s: %(message)s"))
    level = logging.DEBUG if verbose else logging.WARNING if not quiet else logging.ERROR
    # Its own choice would be stdout, which holds results only.
    set_on_retry_hooks([LoggingOnRetryHook])
    for name in ("wijkfoto", "pipelines", "stamina"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False


class Bar:
    """A progress bar on stderr, one step per stage."""

    def __init__(self, stages: int) -> None:
        """Prepare a bar of `stages` steps; it shows from `__enter__` on."""
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[detail]}"),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task("start", total=stages, detail="")
        self._begun = 0

    def __enter__(self) -> "Bar":
        """Show the bar."""
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        self._progress.stop()

    def stage(self, name: str) -> None:
        """Begin a stage."""
        self._progress.update(self._task, completed=self._begun, description=name, detail="")
        self._begun += 1

    def detail(self, message: str) -> None:
        """Show what happens inside the stage."""
        self._progress.update(self._task, detail=message[:48])


class Lines:
    """One line on stderr per stage, for logs and pipes."""

    def __init__(self) -> None:
        """Start the clock."""
        self._start = time.monotonic()

    def __enter__(self) -> "Lines":
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End."""

    def stage(self, name: str) -> None:
        """Write that a stage begins."""
        seconds = time.monotonic() - self._start
        sys.stderr.write(f"{seconds:7.1f} s  {name}\n")

    def detail(self, message: str) -> None:
        """Say nothing: details would flood a log."""


class Quiet:
    """Shows nothing; not a `Silent` of the stages, for which everything would be imported."""

    def __enter__(self) -> "Quiet":
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End."""

    def stage(self, name: str) -> None:
        """Say nothing."""

    def detail(self, message: str) -> None:
        """Say nothing."""


def progress(stages: int, *, quiet: bool) -> Bar | Lines | Quiet:
    """Return how to show progress here: a bar on a terminal, lines elsewhere, or nothing."""
    if quiet:
        return Quiet()
    return Bar(stages) if sys.stderr.isatty() else Lines()
