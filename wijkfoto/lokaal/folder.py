"""Which files of a folder are forms, and their bytes; nothing in it is passed over without a word.

Files whose name holds `.voorbeeld.` are examples and are not read.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from wijkfoto.bronnen.opened import UnopenedError, read_file
from wijkfoto.errors import ConfigError
from wijkfoto.lokaal.faults import LocalError
from wijkfoto.lokaal.sheet import MAX_BYTES

EXAMPLE = ".voorbeeld."
READ = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".yaml", ".yml")
LEFT_ALONE = (".html", ".pdf", ".md")
"""Kinds of files that are for people: the guide stands among the forms."""


def find_files(
    sources: Sequence[tuple[str, Path]],
) -> tuple[list[tuple[Path, str]], list[LocalError]]:
    """Return the files to read with their names, each once, and what of a folder is not read.

    Args:
        sources: Setting and folder (or one file) of each. A link that the settings name is
            followed; one inside a folder to another folder is a fault, for it may lead anywhere.

    Raises:
        ConfigError: If a folder is not there.
    """
    found: dict[str, tuple[Path, str]] = {}
    faults: list[LocalError] = []
    for setting, source in sources:
        if source.is_dir():
            for path in _inside(source, faults):
                name = path.relative_to(source.parent).as_posix()
                found.setdefault(os.path.realpath(path), (path, name))
        elif os.path.lexists(source):  # what is no file is told when it is opened
            found.setdefault(os.path.realpath(source), (source, source.name))
        else:
            raise ConfigError(
                "There is no such folder or file.",
                where=str(source),
                next_step=f"Check {setting}, or run `wijkfoto init` for the forms.",
            )
    return sorted(found.values(), key=lambda item: item[1]), faults


def read_form(path: Path, where: str) -> bytes:
    """Return the bytes of a file that can be a form, by its name, its size and its first bytes.

    Raises:
        LocalError: If it is none; a film among the forms is not read.
    """
    if path.suffix.lower() not in READ:
        raise LocalError(
            "This is no form: only CSV, Excel (xlsx, xls) and YAML are read.",
            where=where,
            next_step="Save it as one of these, or take it out of the folder.",
        )
    try:
        return read_file(path, MAX_BYTES)
    except UnopenedError as error:
        raise LocalError(
            error.what, where=where, next_step="Mend it, or take it out of the folder."
        ) from error


def _inside(folder: Path, faults: list[LocalError]) -> list[Path]:
    """Return the files of a folder and the folders in it, in order of their path."""

    def unread(error: OSError) -> None:
        faults.append(
            LocalError(
                f"This folder cannot be read ({error.strerror}).",
                where=Path(error.filename).relative_to(folder.parent).as_posix(),
                next_step="Ask its owner for the right to read it, or take it out.",
            )
        )

    paths: list[Path] = []
    for inside, folders, names in os.walk(folder, onerror=unread):
        here = Path(inside)
        paths += [here / name for name in names if _may_be_form(here / name)]
        faults += [
            LocalError(
                "This is a link to another folder; the forms in it are not read.",
                where=(here / name).relative_to(folder.parent).as_posix(),
                next_step="Put the folder itself here, or name it in the settings.",
            )
            for name in sorted(folders)
            if (here / name).is_symlink()
        ]
    return sorted(paths)


def _may_be_form(path: Path) -> bool:
    is_of_editor = path.name.startswith((".", "~"))
    is_for_people = EXAMPLE in path.name or path.suffix.lower() in LEFT_ALONE
    return not is_of_editor and not is_for_people
