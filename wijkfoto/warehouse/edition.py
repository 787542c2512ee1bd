"""The id of an edition: a hash of everything that decides its content."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from wijkfoto import METHOD_VERSION, SCHEMA_VERSION, __version__
from wijkfoto.bronnen.snapshot import Snapshot
from wijkfoto.errors import ConfigError
from wijkfoto.resources import catalog_dir, shelf
from wijkfoto.settings import Settings


def edition_id(inputs: str, *, peiljaar: int, previous: str | None = None) -> str:
    """Return the id of the edition that these inputs give after another edition.

    Args:
        inputs: Their hash (`inputs_sha256`).
        peiljaar: Year of the kerncijfers that lead; it stands in front.
        previous: Id of the edition that this one is compared with, if there is one.
    """
    digest = inputs
    if previous:
        digest = hashlib.sha256(f"{inputs} {previous}".encode()).hexdigest()
    return f"{peiljaar}-{digest[:12]}"


def inputs_sha256(
    settings: Settings,
    snapshots: Iterable[Snapshot],
    *,
    peiljaar: int,
    gemeenten: Iterable[str],
    survey: Iterable[str] = (),
    forms: Iterable[str] = (),
    rules: Iterable[str] = (),
) -> str:
    """Hash everything that decides the content of an edition, but for the edition before it.

    The same inputs give the same hash on any machine: addresses, paths, moments and run ids
    stay out of it.

    Args:
        settings: What changes a figure or a text, and the files that it names.
        snapshots: Snapshots of this run.
        peiljaar: Year of the kerncijfers that lead.
        gemeenten: Codes of the chosen gemeenten.
        survey: Hashes of the mapping and of what is told of the survey, never of its file.
        forms: Hash of what is told of the forms, never of the forms.
        rules: Name and hash of each file with norms and rules of the gemeente.

    Raises:
        ConfigError: If a local file that the settings name cannot be read.
    """
    content = {
        "snapshots": sorted((s.source_id, s.table_id, s.sha256) for s in snapshots),
        "files": sorted(_file_sha256(path) for path in settings.local_files()),
        "look": [_file_sha256(path) for path in settings.look_files()],
        "forms": sorted(forms),
        "rules": list(rules),
        "schema_version": SCHEMA_VERSION,
        "method_version": METHOD_VERSION,
        "package_version": __version__,
        "shelves": shelves_sha256(),
        "config": settings.content_sha256(),
        "peiljaar": peiljaar,
        "gemeenten": sorted(gemeenten),
        "survey": list(survey),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def shelves_sha256() -> str:
    """Hash the shipped SQL, templates and catalog: changing one of them changes the edition."""
    total = hashlib.sha256()
    for root in (shelf("sql"), shelf("reports"), catalog_dir()):
        for path in sorted(p for p in root.rglob("*") if p.is_file() and _is_content(p)):
            total.update(path.relative_to(root).as_posix().encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _is_content(path: Path) -> bool:
    """Leave out code, which the package version stands for, and what an editor leaves behind."""
    return path.suffix not in {".py", ".pyc"} and not path.name.startswith((".", "~"))


def _file_sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ConfigError(
            "A local file that the settings name cannot be read.", where=str(path)
        ) from error
