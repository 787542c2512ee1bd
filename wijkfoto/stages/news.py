"""Whether a run would find something new: revisions at the services, and changed local files.

Asks and looks, and keeps nothing; whether to run is for the one who asked.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from wijkfoto.bronnen.fetch import shelves_of
from wijkfoto.bronnen.files import folder_of
from wijkfoto.bronnen.http import NotFoundError
from wijkfoto.bronnen.identity import identity_faults
from wijkfoto.catalog import Source, SourceTable
from wijkfoto.errors import ConfigError, SourceError
from wijkfoto.settings import Settings
from wijkfoto.stages.sources import service_of, wanted_portion, wanted_tables
from wijkfoto.stages.workspace import Workspace

PATIENCE_S = 5.0
"""Longest wait for a service that is only asked what is new, in seconds."""

UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", ".swp")
"""How a file is called that a program is still writing."""

MOST_FILES = 5_000
"""Most files of a folder that are looked at; forms and exports are a few dozen."""

State = tuple[int, int]
"""Size in bytes, and moment of the last change in nanoseconds."""


@dataclass(frozen=True)
class News:
    """What the services said.

    Attributes:
        revisions: Revision that the store lacks, by service and table.
        silent: Services that gave no answer, each with the reason.
        asked: Number of tables that were asked about.
    """

    revisions: dict[str, str]
    silent: dict[str, str]
    asked: int

    @property
    def key(self) -> str:
        """Hash of the revisions: the same revisions ask for one run, not for two."""
        return hashlib.sha256(json.dumps(self.revisions, sort_keys=True).encode()).hexdigest()[:16]


def news_of_services(ws: Workspace) -> News:
    """Ask the services for the revision of each table of a run: one small request per table.

    The same record is asked that a fetch compares, so that what is called new is fetched. A
    service that gives no answer is not asked about its other tables. A table that the service does
    not have, or that nobody confirmed and is another one, is no news.

    Raises:
        ConfigError: If the catalog has no table of the peiljaar.
    """
    revisions: dict[str, str] = {}
    silent: dict[str, str] = {}
    asked = 0
    for source in ws.catalog.used_sources().values():
        if not source.is_table:
            continue
        for table in wanted_tables(ws, source):
            if source.service in silent:
                break
            asked += 1
            try:
                revision = _unknown_revision(ws, source, table)
            except SourceError as error:
                silent[source.service] = str(error)
                break
            if revision:
                revisions[f"{_shelf(ws, source, table)}/{table.table_id}"] = revision
    return News(revisions, silent, asked)


def _unknown_revision(ws: Workspace, source: Source, table: SourceTable) -> str:
    """Return the revision of a table that the store lacks; empty when there is none."""
    options = replace(ws.http, timeout_s=min(PATIENCE_S, ws.http.timeout_s))
    try:
        info = service_of(ws, source, options).info(table.table_id)
    except NotFoundError:
        return ""
    revision = str(info["Modified"])
    if ws.store.with_modified(_shelf(ws, source, table), table.table_id, revision) is not None:
        return ""
    if not table.is_confirmed and identity_faults(source.for_table(table), table, info):
        return ""
    return revision


def _shelf(ws: Workspace, source: Source, table: SourceTable) -> str:
    """Return where a fetch keeps this table: a portion lies on a shelf of its own."""
    return shelves_of(source, wanted_portion(ws, source, table))[0]


def local_files(settings: Settings) -> dict[str, State]:
    """Return the state of each file that the gemeente gives: survey, forms, files, rules, areas.

    Files that are hidden, or that a program is still writing, are passed over.

    Raises:
        ConfigError: If a folder holds more than `MOST_FILES` files.
    """
    found: dict[str, State] = {}
    for place in _places(settings):
        for path in _files_at(place):
            try:
                seen = path.stat()
            except OSError:
                continue  # gone since it was listed
            found[str(path)] = (seen.st_size, seen.st_mtime_ns)
            if len(found) > MOST_FILES:
                raise ConfigError(
                    f"There are more than {MOST_FILES} files to look at.",
                    where=str(place),
                    next_step="Keep only the input of wijkfoto in this folder.",
                )
    return dict(sorted(found.items()))


def changed_since(settings: Settings, moment: datetime) -> tuple[str, ...]:
    """Return the local files that were written, or put in their place, after a moment."""
    found = []
    for name in local_files(settings):
        try:
            seen = Path(name).stat()
        except OSError:
            continue  # gone since it was listed
        # A file that is moved in keeps its own moment, but not that of its entry.
        if max(seen.st_mtime, seen.st_ctime) > moment.timestamp():
            found.append(name)
    return tuple(found)


def _places(settings: Settings) -> Iterator[Path]:
    """Give each file or folder that the settings name as input of the gemeente."""
    survey = settings.survey
    named = [survey.bestand, survey.mapping, settings.team.gebieden, settings.advies.map]
    yield from (Path(name) for name in named if name)
    yield from (path for _, path in settings.forms())
    if folder := folder_of(settings.home, settings.bronnen.map):
        yield folder


def _files_at(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    elif place.is_dir():
        yield from (
            path
            for path in sorted(place.rglob("*"))
            if path.is_file() and not any(map(_is_unfinished, path.relative_to(place).parts))
        )


def _is_unfinished(name: str) -> bool:
    return name.startswith((".", "~")) or name.endswith("~") or name.lower().endswith(UNFINISHED)
