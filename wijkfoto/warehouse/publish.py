"""From marts to a finished edition: freeze the tables, seal with hashes, flip the link.

An edition is a folder; publishing it is one rename of the link `current` (decision 4).
"""

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import pandas as pd

from wijkfoto.errors import EditionError
from wijkfoto.home import Home
from wijkfoto.warehouse.contract import comments, create_table, foreign_keys
from wijkfoto.warehouse.model import Model
from wijkfoto.warehouse.query import quoted_path, together

MANIFEST = "edition.json"
DATABASE = "wijkfoto.duckdb"
SECOND_NAME = f"download/{DATABASE}"
"""The database among the pages; two runs never give equal files, so it is no page to compare."""

VIEWS = (
    "create view region_now as select * from region where is_current",
    "comment on view region_now is 'Regions of the current boundaries.'",
    "create view observation_now as select * from observation semi join region_now "
    "using (region_code) qualify boundary_year = max(boundary_year) over (partition by "
    "region_code, indicator_id, peiljaar)",
    "comment on view observation_now is 'Figures of the regions of region_now: of each year the "
    "row for the newest boundaries, so that a figure for another area than that of now is out.'",
)
"""Views beside the tables, each followed by its comment."""

NOT_COMPARED = frozenset(
    {
        ("edition", "created_at"),
        ("source_snapshot", "retrieved_at"),
        ("survey", "sha256"),
        ("survey", "bytes"),
    }
)
"""Columns that differ between two runs on the same inputs (decisions 12 and 47)."""


@dataclass(frozen=True)
class EditionManifest:
    """What an edition holds: the hash of each table and of each page.

    `database_sha256` tells whether the file itself was touched; two runs never give equal files.
    """

    edition_id: str
    tables: dict[str, str]
    pages: dict[str, str]
    database_sha256: str = ""


def freeze(build: Path, candidate: Path, marts: list[Model]) -> None:
    """Copy the marts into a fresh database with one schema, keys enforced and comments on."""
    candidate.mkdir(parents=True, exist_ok=True)
    target = candidate / DATABASE
    target.unlink(missing_ok=True)
    con = duckdb.connect(str(target))
    try:
        con.execute("set threads to 1")
        con.execute(f"attach '{quoted_path(build)}' as build (read_only)")
        ordered = in_reference_order(marts)
        together(con, [statement for model in ordered for statement in _made(model)])
        for model in ordered:
            key = ", ".join(f'"{c}"' for c in model.contract.key)
            con.execute(
                f'insert into main."{model.name}" select * from build.marts."{model.name}" '
                f"order by {key}"
            )
        together(con, VIEWS)
        con.execute("detach build")
        con.execute("checkpoint")
    finally:
        con.close()


def _made(model: Model) -> list[str]:
    """Return what makes a published table, with its comments."""
    created = create_table("main", model.name, model.contract, enforce_keys=True)
    return [created, *comments("main", model.name, model.contract)]


def add_numbers(candidate: Path, numbers: pd.DataFrame, edition_id: str) -> int:
    """Write the numbers that the pages will show into the candidate; return how many."""
    frame = numbers.assign(edition_id=edition_id).sort_values("number_id")
    con = duckdb.connect(str(candidate / DATABASE))
    try:
        con.execute("delete from number")
        con.register("frame_to_insert", frame)
        con.execute("insert into number by name select * from frame_to_insert")
        con.execute("checkpoint")
    finally:
        con.close()
    return len(frame)


def in_reference_order(marts: list[Model]) -> list[Model]:
    """Order tables so that a referenced table comes before the one that refers to it."""
    placed: list[Model] = []
    waiting = list(marts)
    while waiting:
        names = {m.name for m in placed}
        ready = [m for m in waiting if {f.table for f in foreign_keys(m.contract)} <= names]
        if not ready:
            raise EditionError(
                "References form a ring, or name a table that is not published.",
                where=", ".join(m.name for m in waiting),
                next_step="Mend `references` and `foreign_keys` in the contracts.",
            )
        placed += ready
        waiting = [m for m in waiting if m not in ready]
    return placed


def link_export(candidate: Path) -> None:
    """Give the files to take along their second address `export/`, for who needs no pages."""
    _replace_link(candidate / "export", Path("site") / "download")


def seal(candidate: Path, edition_id: str, marts: list[Model]) -> EditionManifest:
    """Hash every table and page, make the database read-only, and flush all to disk."""
    database = candidate / DATABASE
    leftover = database.with_name(f"{DATABASE}.wal")
    if leftover.exists():
        raise EditionError("The database was not closed (.wal left over).", where=str(database))
    if not _second_name_holds(candidate):
        raise EditionError(
            "The files to take along hold another database.",
            where=str(candidate / "site" / SECOND_NAME),
            next_step="Run `wijkfoto render` again.",
        )
    manifest = EditionManifest(
        edition_id=edition_id,
        tables=table_hashes(database, marts),
        pages=page_hashes(candidate / "site"),
        database_sha256=_file_hash(database),
    )
    database.chmod(0o444)
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True)
    (candidate / MANIFEST).write_text(text, encoding="utf-8")
    for path in (*sorted(candidate.rglob("*")), candidate):  # files, and the names in folders
        _fsync(path)
    return manifest


def _second_name_holds(edition: Path) -> bool:
    """Say whether the database among the files, if it is there, is that of the edition.

    Most often it is the same file; a copy where the disk knows no second names, or after copying.
    """
    database, second = edition / DATABASE, edition / "site" / SECOND_NAME
    if not (second.is_file() and database.is_file()) or second.samefile(database):
        return True
    return _file_hash(second) == _file_hash(database)


def table_hashes(database: Path, marts: list[Model]) -> dict[str, str]:
    """Hash each table in key order, doubles at 9 significant digits (decision 12)."""
    con = duckdb.connect(str(database), read_only=True)
    try:
        con.execute("set threads to 1")
        return {m.name: _table_hash(con, m, database.parent) for m in sorted(marts, key=_by_name)}
    finally:
        con.close()


def _by_name(model: Model) -> str:
    return model.name


def _table_hash(con: duckdb.DuckDBPyConnection, model: Model, folder: Path) -> str:
    columns = []
    for name, contract in model.contract.columns.items():
        if (model.name, name) in NOT_COMPARED:
            continue
        columns.append(f'{_comparable(name, contract.type)} as "{name}"')
    key = ", ".join(f'"{c}"' for c in model.contract.key)
    scratch = folder / f".{model.name}.csv"
    try:
        con.execute(
            f'copy (select {", ".join(columns)} from "{model.name}" order by {key}) '
            f"to '{quoted_path(scratch)}' (format csv, header true)"
        )
        return _file_hash(scratch)
    finally:
        scratch.unlink(missing_ok=True)


def _comparable(name: str, kind: str) -> str:
    if kind == "double":
        # Adding 0.0 makes minus zero plain zero.
        return f"format('{{:.9g}}', \"{name}\" + 0.0)"
    if kind == "geometry":
        return f'md5(hex(ST_AsWKB("{name}")))'
    return f'"{name}"'


def page_hashes(site: Path) -> dict[str, str]:
    """Hash every file of a site by its path, but for the database."""
    files = sorted(p for p in site.rglob("*") if p.is_file()) if site.exists() else []
    named = {p.relative_to(site).as_posix(): p for p in files}
    return {name: _file_hash(path) for name, path in named.items() if name != SECOND_NAME}


def read_manifest(edition: Path) -> EditionManifest:
    """Read the manifest of an edition.

    Raises:
        EditionError: If it is missing or damaged.
    """
    try:
        raw = json.loads((edition / MANIFEST).read_text(encoding="utf-8"))
        return EditionManifest(**raw)
    except (OSError, ValueError, TypeError) as error:
        raise EditionError(
            "The edition has no readable manifest.",
            where=str(edition),
            next_step="Remove this folder and run again.",
        ) from error


def place(home: Home, candidate: Path, manifest: EditionManifest) -> bool:
    """Move a sealed candidate among the editions; return False when it was there already.

    Raises:
        EditionError: If an edition with the same id holds something else, or was damaged.
    """
    target = home.editions / manifest.edition_id
    if target.exists():
        kept = read_manifest(target)
        _compare(kept, manifest, target)
        _check_untouched(kept, target)
        shutil.rmtree(candidate)
        return False
    candidate.rename(target)
    _fsync(home.editions)
    return True


def _compare(old: EditionManifest, new: EditionManifest, where: Path) -> None:
    differing = [
        name
        for ours, theirs in ((old.tables, new.tables), (old.pages, new.pages))
        for name in sorted(ours.keys() | theirs.keys())
        if ours.get(name) != theirs.get(name)
    ]
    if differing:
        raise EditionError(
            f"The same inputs gave other content: {', '.join(differing[:5])}.",
            where=str(where),
            next_step="The published edition is unchanged. Please report this with both files.",
        )


def _check_untouched(manifest: EditionManifest, edition: Path) -> None:
    """Compare the files of an edition with what its manifest says of them."""
    found = {**page_hashes(edition / "site"), DATABASE: _file_hash_or_empty(edition / DATABASE)}
    said = {**manifest.pages, DATABASE: manifest.database_sha256 or found[DATABASE]}
    differing = sorted(n for n in found.keys() | said.keys() if found.get(n) != said.get(n))
    if not _second_name_holds(edition):
        differing.append(SECOND_NAME)
    if differing:
        raise EditionError(
            f"Files were changed after they were made: {', '.join(differing[:5])}.",
            where=str(edition),
            next_step="Remove this folder and run again.",
        )


def flip(home: Home, edition_id: str) -> None:
    """Publish an edition: one rename of the link `current`.

    Raises:
        EditionError: If there is no such edition, it is not whole, or it was touched.
    """
    edition = home.editions / edition_id
    if edition.parent != home.editions or not edition.is_dir():
        raise EditionError(
            "There is no such edition.",
            where=edition_id,
            next_step=f"Choose one of those in {home.editions}.",
        )
    manifest = read_manifest(edition)
    if manifest.edition_id != edition_id or not (edition / DATABASE).is_file():
        raise EditionError(
            "The edition is not whole.",
            where=str(edition),
            next_step="Remove this folder and run again.",
        )
    _check_untouched(manifest, edition)
    # These two point through `current`, so that tables and pages flip together. They come first:
    # the rename of `current` is what publishes, and nothing after it may fail.
    for link, target in ((home.published, DATABASE), (home.site, "site")):
        through = Path("current") / target
        if not link.is_symlink() or link.readlink() != through:
            _replace_link(link, through)
    _replace_link(home.current, Path("editions") / edition_id)
    _fsync(home.root)


def current_edition(home: Home) -> str | None:
    """Return the id of the published edition, or None."""
    return home.current.readlink().name if home.current.is_symlink() else None


def _replace_link(link: Path, target: Path) -> None:
    # One writer at a time holds the home, so one name will do: what a kill leaves is used up by
    # the next time.
    fresh = link.with_name(f".{link.name}.next")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    try:
        fresh.replace(link)
    except OSError as error:  # a folder stands where the link belongs
        fresh.unlink()
        raise EditionError(
            "Something that is no link stands here.",
            where=str(link),
            next_step="Move it away and publish again.",
        ) from error


def _file_hash_or_empty(path: Path) -> str:
    return _file_hash(path) if path.is_file() else ""


def _file_hash(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
