"""What a person is told of a fault: one message and an exit code, never a traceback."""

import json
import logging

from pipelines.terminal import tell
from wijkfoto.errors import WijkfotoError

DISK_FULL = ("No space left on device", "disk is full", "disk I/O error")
"""How the system, DuckDB and SQLite each say that a disk takes no more."""


def told(error: Exception) -> int:
    """Tell a fault in one message; return the exit code."""
    known = known_error(error)
    if known is not None:
        tell(f"wijkfoto: {known}")
        return known.exit_code
    if hasattr(error, "format_message"):  # a usage error of the command line itself
        tell(f"wijkfoto: {error.format_message()}")
        return 2
    if any(words in str(error) for words in DISK_FULL):
        tell(
            "wijkfoto: The disk is full, or fails: nothing more could be written. What was "
            "published is unchanged. Make room and run again."
        )
        return 1
    logging.getLogger(__name__).debug("unexpected", exc_info=error)
    what = json.dumps(str(error).split("\n", maxsplit=1)[0], ensure_ascii=False)
    tell(
        f"wijkfoto: something unexpected went wrong: {type(error).__name__} {what}. "
        "What was published is unchanged. Run again with --debug and report what it shows."
    )
    return 1


def known_error(error: BaseException | None) -> WijkfotoError | None:
    """Find our own error in a chain: Dagster wraps what a step raises.

    A chain may come back on itself (an error raised again inside its own handling).
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, WijkfotoError):
            return error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return None
