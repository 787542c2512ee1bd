"""The journal of a home: when runs began and how they ended, one line of JSON per event.

It is what `wijkfoto status` reads; the Dagster instance keeps the details of each step.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wijkfoto.home import Home

KEPT_LINES = 1000
"""Lines that are kept: two per run, so some years of nightly runs."""


@dataclass(frozen=True)
class Failure:
    """Why a run failed, in names only: a message may quote what somebody filled in.

    Attributes:
        kind: Class of the error, such as `DisclosureError`.
        step: Step of the job that failed.
        check: Asset and name of the check that stopped it; empty when none did.
    """

    kind: str
    step: str = ""
    check: str = ""

    def __str__(self) -> str:
        """Say it in a few words."""
        if self.check:
            return f"stopped by the check {self.check} ({self.kind})"
        return f"failed in the step {self.step} ({self.kind})" if self.step else self.kind


@dataclass(frozen=True)
class Run:
    """What became of one run; `edition_id` only when it was published."""

    run_id: str
    began: str
    ended: str | None
    edition_id: str | None
    failure: Failure | None = None

    @property
    def outcome(self) -> str:
        """Say in a few words how it ended."""
        if self.edition_id:
            after = f", and then failed: {self.failure}" if self.failure else ""
            return f"published {self.edition_id}{after}"
        if self.failure:
            return f"published nothing: {self.failure}"
        return "published nothing" if self.ended else "ended without a word, or is still going on"


def write_begin(home: Home, run_id: str) -> None:
    """Note that a run begins; the oldest lines make room."""
    path = _path(home)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    if len(lines) >= KEPT_LINES:
        kept = lines[-KEPT_LINES // 2 :]
        path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
    _append(path, {"event": "begin", "run_id": run_id, "at": _now()})


def write_end(
    home: Home, run_id: str, edition_id: str | None, failure: Failure | None = None
) -> None:
    """Note that a run ended, and which edition it published, or why it did not."""
    entry = {"event": "end", "run_id": run_id, "at": _now(), "edition_id": edition_id}
    _append(_path(home), entry | ({"failure": asdict(failure)} if failure else {}))


def write_shown(home: Home, edition_id: str) -> None:
    """Note that readers see an edition, however it came to be published."""
    _append(_path(home), {"event": "shown", "run_id": "", "at": _now(), "edition_id": edition_id})


def published_editions(home: Home) -> frozenset[str]:
    """Return the editions that were published, as far as the journal goes back."""
    told = (entry.get("edition_id") for entry in _entries(home))
    return frozenset(str(edition) for edition in told if edition)


def last_runs(home: Home, count: int) -> list[Run]:
    """Return the runs that began last, newest first; a line that is not whole is passed over."""
    runs: dict[str, Run] = {}
    for entry in _entries(home):
        known = runs.get(entry["run_id"])
        if entry["event"] == "begin":
            runs[entry["run_id"]] = Run(entry["run_id"], entry["at"], None, None)
        elif known:
            why = Failure(**entry["failure"]) if entry.get("failure") else None
            runs[known.run_id] = Run(
                known.run_id, known.began, entry["at"], entry["edition_id"], why
            )
    return list(runs.values())[: -count - 1 : -1]


def _entries(home: Home) -> Iterator[dict[str, Any]]:
    path = _path(home)
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        try:
            yield json.loads(line)
        except ValueError:
            continue  # a kill can cut the last line


def _append(path: Path, entry: Mapping[str, object]) -> None:
    with path.open("a+b") as handle:
        handle.seek(0, os.SEEK_END)
        if handle.tell():
            handle.seek(-1, os.SEEK_END)
            if handle.read(1) != b"\n":  # a kill cut the last line
                handle.write(b"\n")
        handle.write(json.dumps(entry).encode() + b"\n")


def _path(home: Home) -> Path:
    return home.logs / "runs.jsonl"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
