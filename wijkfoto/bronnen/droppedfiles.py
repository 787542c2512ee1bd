"""What lies in the folder with files: which of it may hold figures, its bytes, what is not read.

What a file is, is found in `recognise`.
"""

from collections.abc import Iterator
from pathlib import Path

from wijkfoto.bronnen import delimited
from wijkfoto.bronnen.recognise import MAPPING
from wijkfoto.catalog.load import parse_yaml
from wijkfoto.errors import SourceError

_SUFFIXES = frozenset({".csv", ".txt", ".tsv", ".xlsx", ".xls", ".xlsm", ".htm", ".html", ".ods"})
_FOR_PEOPLE = frozenset({".pdf", ".md"})
"""Kinds of files that nobody takes for figures; the forms leave them alone too."""

_MAX_FILES = 200


def files_in(folder: Path) -> Iterator[Path]:
    """Give the files of a folder that may hold figures, in order of name.

    Raises:
        SourceError: If there are too many.
    """
    paths = [
        path
        for path in sorted(folder.iterdir())
        if not path.name.startswith((".", "~")) and path.suffix.lower() in _SUFFIXES
    ]
    if len(paths) > _MAX_FILES:
        raise SourceError(
            f"There are more than {_MAX_FILES} files.",
            where=str(folder),
            next_step="Leave only the tables that you need.",
        )
    yield from paths


def body_of(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        SourceError: If it is no file, is too large or cannot be read.
    """
    try:
        if path.is_symlink() and not path.exists():
            raise SourceError(
                "This is a link to a file that is not there, such as a pointer of git-annex.",
                where=path.name,
                next_step="Fetch the file with `git annex get`, or take it out of the folder.",
            )
        if not path.is_file():  # a device or a pipe could be read for ever
            raise SourceError(
                "This is no file.", where=path.name, next_step="Take it out of the folder."
            )
        if path.stat().st_size > delimited.MAX_BYTES:
            raise SourceError(
                f"The file is larger than {delimited.MAX_BYTES // 1_000_000} MB.",
                where=path.name,
                next_step="Export one table of one year.",
            )
        return path.read_bytes()
    except OSError as error:
        raise SourceError(
            "The file cannot be read.", where=path.name, next_step="Check its permissions."
        ) from error


def stated_tables(folder: Path) -> dict[str, str]:
    """Return the table that the mapping file of a folder names for a file, by its name.

    Raises:
        CatalogError: If the mapping file is no mapping of names.
    """
    path = folder / MAPPING
    return parse_yaml(dict[str, str], path) if path.is_file() else {}


def unread(folder: Path) -> tuple[str, ...]:
    """Say which things in a folder are no kind of file that is read, one sentence each."""
    return tuple(
        f"{path.name}: {'a folder' if path.is_dir() else 'this kind of file'} in "
        f"{folder.name} is not read. Put tables there as CSV or xlsx."
        for path in sorted(folder.iterdir())
        if not path.name.startswith((".", "~"))
        and path.name != MAPPING
        and (path.is_dir() or path.suffix.lower() not in _SUFFIXES | _FOR_PEOPLE)
    )
