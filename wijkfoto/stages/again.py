"""Stage: an edition once more, from the inputs that it was made of.

Finds those inputs, or says which is gone; making the tables is the work of the other stages.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import duckdb

from wijkfoto import METHOD_VERSION, SCHEMA_VERSION, __version__
from wijkfoto.bronnen.fetch import Fetched
from wijkfoto.bronnen.snapshot import MANIFEST, read_manifest
from wijkfoto.errors import EditionError, SourceError
from wijkfoto.home import Home
from wijkfoto.settings import Settings
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.previous import edition_before
from wijkfoto.warehouse.publish import DATABASE, table_hashes
from wijkfoto.warehouse.publish import read_manifest as read_edition

NAMED = 5
"""Most differences that one message names."""


@dataclass(frozen=True)
class Made:
    """How an edition was made, as it tells itself."""

    gemeenten: tuple[str, ...]
    peiljaar: int
    versions: tuple[str, int, int]
    config_sha256: str


def settings_of(settings: Settings, edition: str) -> Settings:
    """Return the settings of a run that makes an edition again.

    Year and gemeenten are those of the edition; what else changes a figure must be as it was.

    Raises:
        EditionError: If another release made it, or the settings are not those of then.
    """
    made = _made(Home(settings.home), edition)
    now = (__version__, SCHEMA_VERSION, METHOD_VERSION)
    if made.versions != now:
        was, is_now = (" ".join(str(part) for part in each) for each in (made.versions, now))
        raise EditionError(
            f"Release, schema and method were {was}, and are {is_now}.",
            where=edition,
            next_step="Install the release that made it.",
        )
    gemeente = settings.gemeente.model_copy(update={"codes": made.gemeenten})
    bronnen = settings.bronnen.model_copy(update={"peiljaar": made.peiljaar})
    again = settings.model_copy(update={"gemeente": gemeente, "bronnen": bronnen})
    if again.content_sha256() != made.config_sha256:
        raise EditionError(
            "The settings are not those that this edition was made with.",
            where=edition,
            next_step="Use the settings file of then; the table edition_part holds some of them.",
        )
    return again


def take_inputs(ws: Workspace) -> None:
    """Take the snapshots of the edition that is made again as the inputs of this run.

    Raises:
        SourceError: If a snapshot is gone, with the name of each.
        EditionError: If the edition before it is gone.
    """
    edition = str(ws.again)
    before = edition_before(ws.home, edition)
    if before and not (ws.home.editions / before / DATABASE).is_file():
        raise EditionError(
            f"The edition before {edition} is gone, and its pages stand beside it.",
            where=before,
            next_step="Put its folder back.",
        )
    with duckdb.connect(str(ws.home.editions / edition / DATABASE), read_only=True) as con:
        rows = con.execute(
            "select source_id, table_id, snapshot_id, sha256 from source_snapshot order by all"
        ).fetchall()
    kept: dict[str, list[Fetched]] = {source: [] for source in ws.catalog.used_sources()}
    gone = []
    for source, table, snapshot_id, sha256 in rows:
        path = ws.store.root / str(snapshot_id) / MANIFEST
        found = read_manifest(path) if path.is_file() else None
        if found is None or found.sha256 != sha256:
            gone.append(str(snapshot_id))
            continue
        kept.setdefault(str(source), []).append(Fetched(str(source), str(table), found))
    if gone:
        raise SourceError(
            f"Of this edition {len(gone)} snapshots are gone or are others now.",
            where=", ".join(gone),
            next_step="Put them back in the store, from a backup of `snapshots`.",
        )
    for source, fetched in kept.items():
        ws.remember(source, fetched)


def same_again(ws: Workspace) -> None:
    """Compare the tables that were made with those of the edition.

    Raises:
        EditionError: If they differ, with what is known of why.
    """
    edition = str(ws.again)
    candidate, kept = ws.home.candidate / DATABASE, ws.home.editions / edition
    if ws.edition_id != edition:
        raise EditionError(
            f"These inputs give {ws.edition_id}: {_why(candidate, kept / DATABASE)}.",
            where=edition,
            next_step="Put that back as it was when the edition was made.",
        )
    made, told = table_hashes(candidate, ws.marts()), read_edition(kept).tables
    differing = sorted(n for n in made.keys() | told.keys() if made.get(n) != told.get(n))
    if differing:
        raise EditionError(
            f"The same inputs gave other tables: {', '.join(differing[:NAMED])}.",
            where=edition,
            next_step="The published edition is unchanged. Please report this with both files.",
        )


def _why(candidate: Path, kept: Path) -> str:
    """Name the parts that differ from those that an edition kept."""
    query = "select kind, item_id, value from edition_part"
    parts = []
    for path in (candidate, kept):
        with duckdb.connect(str(path), read_only=True) as con:
            parts.append(set(con.execute(query).fetchall()))
    names = sorted({f"{kind} {item}" for kind, item, _ in parts[0] ^ parts[1]})
    return ", ".join(names[:NAMED]) or "a template, a local file, or the survey is another one"


def _made(home: Home, edition: str) -> Made:
    with duckdb.connect(str(home.editions / edition / DATABASE), read_only=True) as con:
        ((codes, peiljaar, package, schema, method, config),) = con.execute(
            "select gemeente_codes, peiljaar, package_version, schema_version, method_version, "
            "config_sha256 from edition"
        ).fetchall()
    return Made(
        tuple(json.loads(codes)),
        int(peiljaar),
        (str(package), int(schema), int(method)),
        str(config),
    )
