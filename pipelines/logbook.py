"""The log of a run in the home: one line per event, as text or JSON, rotated.

What people see at a terminal is `terminal`'s work; which runs there were is the journal's.
"""

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler

from pipelines.terminal import plain
from wijkfoto.home import Home
from wijkfoto.settings_work import Logboek
from wijkfoto.stages.workspace import Progress

LOG = "wijkfoto.log"
"""File in the folder of the logs."""

LOGGERS = ("wijkfoto", "pipelines", "stamina")

log = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """Formats an event as one line of JSON: moment, level, where, what, and what was counted."""

    def __init__(self, run_id: str = "") -> None:
        """Name the run of every line."""
        super().__init__()
        self._run_id = run_id

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "run_id": self._run_id,
            "event": plain(record.getMessage()),
        }
        entry |= getattr(record, "counted", {})
        return json.dumps(entry, ensure_ascii=False)


class TextLines(logging.Formatter):
    """Formats an event as a line for people, with the moment in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%d %H:%M:%S")
        message = " ".join(plain(record.getMessage()).split("\n"))
        return f"{at} {record.levelname:<7} {record.name}: {message}"


@contextmanager
def logged(home: Home, settings: Logboek, run_id: str) -> Iterator[None]:
    """Write the events of our packages to the log of the home, for as long as the context lasts.

    With `vorm = "json"` what goes to stderr is JSON too. Afterwards the loggers are as they were.
    """
    home.logs.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        home.logs / LOG,
        maxBytes=int(settings.mb * 1e6),
        backupCount=settings.bewaar,
        encoding="utf-8",
    )
    is_json = settings.vorm == "json"
    handler.setFormatter(JsonLines(run_id) if is_json else TextLines())
    handler.setLevel(logging.INFO)
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [(each, each.level, list(each.handlers)) for each in loggers]
    shown = {h: (h.level, h.formatter) for _, _, handlers in before for h in handlers}
    for each, level, handlers in before:
        for stream in handlers:
            stream.setLevel(max(stream.level, level))
            if is_json:
                if stream.level < logging.ERROR:  # --quiet asks for errors only
                    stream.setLevel(logging.INFO)
                stream.setFormatter(JsonLines(run_id))
        each.setLevel(min(level, logging.INFO) if level else logging.INFO)
        each.addHandler(handler)
    try:
        yield
    finally:
        for each, level, _ in before:
            each.removeHandler(handler)
            each.setLevel(level)
        for stream, (level, formatter) in shown.items():
            stream.setLevel(level)
            stream.setFormatter(formatter)
        handler.close()


class Timed:
    """Passes progress on, and logs each stage with how long it took and what comes next."""

    def __init__(self, inner: Progress) -> None:
        """Pass on to `inner`."""
        self._inner = inner
        self._name = ""
        self._since = time.monotonic()

    def stage(self, name: str) -> None:
        """Begin a stage; the one before it is done."""
        self.done(name)
        self._name, self._since = name, time.monotonic()
        self._inner.stage(name)

    def done(self, following: str = "") -> None:
        """Log the stage that is under way as done."""
        if self._name:
            seconds = round(time.monotonic() - self._since, 1)
            then = f"; next {following}" if following else ""
            counted = {"stage": self._name, "seconds": seconds, "next": following}
            log.info("%s: done in %.1f s%s", self._name, seconds, then, extra={"counted": counted})
        self._name = ""

    def detail(self, message: str) -> None:
        """Pass it on; details would flood a log."""
        self._inner.detail(message)
