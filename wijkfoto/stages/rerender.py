"""Stage beside the line: the pages of one gemeente of the published edition, made once more.

A sealed edition stays what it is: only bytes that its manifest names may enter it (decision 67).
"""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from wijkfoto.bronnen.snapshot import fsync_folder
from wijkfoto.errors import ConfigError, EditionError
from wijkfoto.home import Home
from wijkfoto.settings import Settings
from wijkfoto.site import render_gemeente
from wijkfoto.stages.finish import site_options
from wijkfoto.warehouse.publish import DATABASE, current_edition, read_manifest

FOLDER = "rendered"
"""Folder of the home with pages that differ from those of the edition, to be looked at."""


@dataclass(frozen=True)
class Rerendered:
    """What came of it.

    Attributes:
        edition_id: The published edition.
        pages: Number of pages that were made.
        mended: Pages that were gone or damaged, and were put back as they had been.
        differing: Pages that come out otherwise now; the edition keeps its own.
        folder: Where these lie; None when there are none.
    """

    edition_id: str
    pages: int
    mended: tuple[str, ...]
    differing: tuple[str, ...]
    folder: Path | None


def published_gemeenten(home: Home) -> tuple[str, ...]:
    """Return the gemeenten that have pages in the published edition; none when there is none."""
    identity = current_edition(home)
    return _gemeenten(home.editions / identity / DATABASE) if identity else ()


def rerender_gemeente(settings: Settings, gemeente: str) -> Rerendered:
    """Make the pages of a gemeente again from the tables of the published edition.

    A page that is gone or damaged is put back, when it comes out as the manifest says. Pages that
    come out otherwise, as after an upgrade, are left in a folder beside the editions.

    Raises:
        EditionError: If nothing is published.
        ConfigError: If the published edition has no pages of this gemeente.
        LockedError: If a page has to be put back while a run holds the home.
    """
    home = Home(settings.home)
    identity = current_edition(home)
    if identity is None:
        raise EditionError("Nothing has been published yet.", next_step="Run `wijkfoto run` first.")
    edition = home.editions / identity
    gemeenten = _gemeenten(edition / DATABASE)
    if gemeente not in gemeenten:
        raise ConfigError(
            f"Edition {identity} has no pages of {gemeente}.",
            where="gemeente",
            next_step=f"It has those of {', '.join(gemeenten)}.",
        )
    made = home.root / FOLDER / identity / gemeente
    shutil.rmtree(made, ignore_errors=True)
    options = site_options(settings, gemeenten)
    paths = render_gemeente(edition / DATABASE, made, options, gemeente)
    said = read_manifest(edition).pages
    differing = tuple(path for path in paths if _sha256(made / path) != said.get(path))
    site = edition / "site"
    damaged = [p for p in paths if p not in differing and _sha256(site / p) != said[p]]
    if damaged:
        home.prepare()
        with home.lock():
            for path in damaged:
                _put_back(home, made / path, site / path)
    if not differing:
        shutil.rmtree(made)
    return Rerendered(identity, len(paths), tuple(damaged), differing, made if differing else None)


def _gemeenten(database: Path) -> tuple[str, ...]:
    with duckdb.connect(str(database), read_only=True) as con:
        ((codes,),) = con.execute("select gemeente_codes from edition").fetchall()
    return tuple(json.loads(codes))


def _put_back(home: Home, made: Path, target: Path) -> None:
    """Put a page in its place by one rename: a reader sees the old bytes or the right ones.

    It is copied to the private build first, which the next run empties: what a kill leaves there is
    not in the edition.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = home.build / "put-back.part"
    with made.open("rb") as source, partial.open("wb") as copy:
        shutil.copyfileobj(source, copy)
        copy.flush()
        os.fsync(copy.fileno())
    partial.replace(target)
    fsync_folder(target.parent)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
