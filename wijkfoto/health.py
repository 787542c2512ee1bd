"""Whether a home is healthy: what is wrong, why, and what to do, the worst first.

Reads the home only: no service is asked, no lock is taken, and nothing is repaired.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from wijkfoto.clock import moments_ahead
from wijkfoto.errors import WijkfotoError
from wijkfoto.home import Home
from wijkfoto.journal import Run, last_runs
from wijkfoto.settings import Settings
from wijkfoto.stages.workspace import INPUTS
from wijkfoto.warehouse.publish import DATABASE, current_edition, read_manifest

LOOKED_BACK = 20
"""Runs of the journal among which the last one that published is looked for."""

NEXT_STEPS = {
    "onthulling": "see 'When an edition is refused' in docs/operations.md",
    "bladzijden": "run `wijkfoto run` again; when it stays, report it",
    "land_out_of_line": "compare the inhabitants of the land with CBS; a revision may be wrong",
    "wijk_missing": "compare the wijken of the gemeente with CBS; a table may be incomplete",
    "unit_out_of_line": "compare the figure with CBS; its unit may have changed (indicators.yaml)",
    "columns_swapped": "compare both figures with CBS; two columns stand in each other's place",
    "year_repeated": "compare with the source: the figures are those of another year",
    "column_emptied": "look at the table of the source; a column that was filled is empty",
    "column_revised": "compare the figure with the source; its unit or column may have changed",
    "contract": "see the rows that the run names; report it when the source is right",
}
"""What to do by the name of the check that stopped a run."""

BY_KIND = {
    "LocalError": "run `wijkfoto check`, and mend the forms that it names",
    "ConfigError": "run `wijkfoto check`, and mend the settings that it names",
    "UnavailableError": "check network and bronnen in wijkfoto.toml, then run again",
    "SourceError": "run `wijkfoto check --live`, and look at the message of the run",
    "BindingError": "run `wijkfoto check --live`: a column has another name",
    "LockedError": "wait until the other run is done, then run again",
}
"""What to do by the class of the error."""


@dataclass(frozen=True)
class Ailment:
    """One thing that is wrong.

    Attributes:
        what: What and why, in one sentence without its point.
        next_step: What to do.
    """

    what: str
    next_step: str

    def __str__(self) -> str:
        """Say both on one line."""
        return f"{self.what}. Next: {self.next_step}."


def ailments(settings: Settings, now: datetime | None = None) -> tuple[Ailment, ...]:
    """Return what is wrong with a home, the worst first; nothing when it is healthy.

    Args:
        settings: The home, and from when on something is old (`[bewaking]`).
        now: The present moment, in UTC; None asks the clock.
    """
    moment = now or datetime.now(UTC)
    home = Home(settings.home)
    runs = last_runs(home, LOOKED_BACK)
    return (
        *_published(home),
        *_last_run(home, runs),
        *_clock(home, moment),
        *_disk(home, settings.bewaking.vrij_mb),
        *_sources(home, timedelta(days=settings.bewaking.dagen_bron), moment),
        *_age(home, runs, timedelta(days=settings.bewaking.dagen_editie), moment),
    )


def _published(home: Home) -> Iterator[Ailment]:
    identity = current_edition(home)
    if identity is None:
        yield Ailment("Nothing is published yet", "run `wijkfoto demo` or `wijkfoto run`")
        return
    edition = home.editions / identity
    try:
        read_manifest(edition)
        with duckdb.connect(str(edition / DATABASE), read_only=True) as con:
            con.execute("select edition_id from edition").fetchall()
    except (WijkfotoError, duckdb.Error) as error:
        yield Ailment(
            f"The published edition {identity} cannot be read ({type(error).__name__})",
            "go back with `wijkfoto rollback`, remove that folder, and run again",
        )
    if not (edition / "site" / "index.html").is_file():
        yield Ailment(
            f"The published edition {identity} has no first page",
            "go back with `wijkfoto rollback`, remove that folder, and run again",
        )


def _last_run(home: Home, runs: list[Run]) -> Iterator[Ailment]:
    if not runs or (runs[0].edition_id and not runs[0].failure):
        return
    last = runs[0]
    began = f"{last.began[:16].replace('T', ' ')} UTC"
    if last.ended is None:
        if not _is_held(home):
            yield Ailment(
                f"The run of {began} ended without a word (killed, or the machine stopped)",
                "run again; nothing needs to be cleared",
            )
        return
    if last.failure is None:
        yield Ailment(f"The run of {began} published nothing", "run again and look at its message")
        return
    check = last.failure.check.partition(" of ")[0]
    step = NEXT_STEPS.get(check) or BY_KIND.get(last.failure.kind)
    if last.edition_id:
        said = f"published {last.edition_id}, and then failed: {last.failure}"
    else:
        what = "was blocked" if check else "failed"
        said = f"{what}: {last.failure}; readers still see the edition before it"
    yield Ailment(
        f"The run of {began} {said}",
        step or "look at the run in the Dagster UI, or run again with --debug",
    )


def _is_held(home: Home) -> bool:
    """Say whether the last holder of the lock is still a process; to try it could stop one."""
    try:
        holder = json.loads((home.root / ".lock").read_text(encoding="utf-8"))
        os.kill(int(holder["pid"]), 0)
    except PermissionError:
        return True  # it lives, and is somebody else's
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return True


def _clock(home: Home, now: datetime) -> Iterator[Ailment]:
    """Say what is dated in the future: its age is not known, and nothing else goes by it."""
    ahead = moments_ahead(home, now)
    if not ahead:
        return
    told = ", ".join(f"{what} ({at:%Y-%m-%d %H:%M} UTC)" for what, at in ahead.items())
    yield Ailment(
        f"Dated in the future: {told}; the clock of this machine was changed, or another one "
        "wrote here",
        "set the clock right and run again; editions keep their order, and nothing needs to be "
        "cleared",
    )


def _disk(home: Home, least_mb: int) -> Iterator[Ailment]:
    place = home.root if home.root.is_dir() else home.root.parent
    if not place.is_dir():
        return
    free = shutil.disk_usage(place).free / 1e6
    if free < least_mb:
        yield Ailment(
            f"Only {free:.0f} MB are free on the disk of the home; {least_mb} MB is the least",
            "make room: `wijkfoto prune --dry-run` says what may go",
        )


def _sources(home: Home, longest: timedelta, now: datetime) -> Iterator[Ailment]:
    """Name the sources that were last asked too long ago; one that never changes is not old."""
    for path in sorted((home.build / INPUTS).glob("*.json")):
        asked = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if now - asked > longest:
            yield Ailment(
                f"The source {path.stem} was last asked {(now - asked).days} days ago",
                "run again, or turn a schedule on ([rooster] in wijkfoto.toml)",
            )
        yield from _older_than_asked(path)


def _older_than_asked(path: Path) -> Iterator[Ailment]:
    """Name a table for which an older snapshot stood in at the last fetch."""
    try:
        tables = json.loads(path.read_text(encoding="utf-8"))["tables"]
    except (ValueError, KeyError, TypeError, OSError):
        return
    stood_in = [str(t["table_id"]) for t in tables if str(t["note"]).startswith("older snapshot")]
    if stood_in:
        yield Ailment(
            f"At the last fetch {path.stem} gave no answer for {', '.join(stood_in)}, and an older "
            "snapshot stood in",
            "check network and bronnen in wijkfoto.toml, then run again",
        )


def _age(home: Home, runs: list[Run], longest: timedelta, now: datetime) -> Iterator[Ailment]:
    """Say when no run has published for long; a run that made the same edition counts."""
    if current_edition(home) is None:
        return
    ended = [run.ended for run in runs if run.edition_id and run.ended]
    made = datetime.fromisoformat(ended[0]) if ended else _changed(home)
    if now - made > longest:
        yield Ailment(
            f"No run has published for {(now - made).days} days",
            "run again, or turn a schedule on ([rooster] in wijkfoto.toml)",
        )


def _changed(home: Home) -> datetime:
    return datetime.fromtimestamp(home.current.lstat().st_mtime, UTC)
