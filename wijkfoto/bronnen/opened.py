"""Opens a file that somebody put in place: whether it can be read, how large it is, which kind.

Size and first bytes are looked at before the rest is read; what the file says is for others.
"""

import errno
import os
import stat
from pathlib import Path

HEAD = 4096
"""Bytes by which a kind is known."""

_SIGNS = (
    (4, b"ftyp", "a film or a picture"),
    (0, b"\x1aE\xdf\xa3", "a film"),
    (0, b"RIFF", "a film or sound"),
    (0, b"\x00\x00\x01\xba", "a film"),
    (0, b"ID3", "sound"),
    (0, b"OggS", "sound"),
    (0, b"\x89PNG", "a picture"),
    (0, b"\xff\xd8\xff", "a picture"),
    (0, b"GIF8", "a picture"),
    (0, b"\x1f\x8b", "a packed file"),
    (0, b"7z\xbc\xaf\x27\x1c", "a packed file"),
    (0, b"Rar!", "a packed file"),
    (0, b"PAR1", "a Parquet file"),
    (0, b"\x7fELF", "a program"),
    (0, b"MZ\x90", "a program"),
)
"""Where a sign stands, the sign, and what such a file is; a header may also begin with ID3."""

_TEXT_SIGNS = ((b"%PDF", "a PDF"), (b"{\\rtf", "a letter (RTF)"))
"""The same for files that may begin as text."""

_TABLES = (b"$FL2", b"$FL3", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of SPSS and of workbooks; these hold zero bytes and are no text."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class UnopenedError(Exception):
    """A file was not read.

    Attributes:
        what: What is wrong, in one sentence.
        next_step: What to do.
        misplaced: Whether the path is wrong, rather than what the file holds.
    """

    def __init__(self, what: str, next_step: str, *, misplaced: bool = False) -> None:
        """Keep what is wrong and what to do."""
        super().__init__(what)
        self.what, self.next_step, self.misplaced = what, next_step, misplaced


def read_file(path: Path, most: int) -> bytes:
    """Read a file of tables: text, workbook or SPSS.

    Args:
        path: The file, or a link to it.
        most: Bytes above which it is not read.

    Raises:
        UnopenedError: If it is no file, cannot be read, is too large, or is another kind.
    """
    try:
        # Without waiting: opening a pipe would wait for somebody to write into it.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise _unopened(path, error) from error
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):  # a folder cannot be opened further
        os.close(handle)
        raise _no_file(found.st_mode)
    with os.fdopen(handle, "rb") as file:
        if found.st_size > most:
            raise UnopenedError(
                f"The file is {found.st_size / 1e6:,.0f} MB and nothing of it was read; "
                f"{most / 1e6:,.0f} MB is the most.",
                "Look whether this is the right file; if so, take out columns that are not used.",
            )
        try:
            head = file.read(HEAD)
            if kind := other_kind(head):
                raise UnopenedError(
                    f"This is {kind}, whatever its name says.",
                    "Give a CSV, a workbook (xlsx) or, for a survey, an SPSS file.",
                )
            return head + file.read(most)
        except OSError as error:
            raise _unopened(path, error) from error


def is_gone(path: Path) -> bool:
    """Say whether nothing stands at a path; what may not be looked at is not gone."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def other_kind(head: bytes) -> str:
    """Return what a file is by its first bytes, where that is no table; else nothing.

    Args:
        head: The first `HEAD` bytes.
    """
    if head.startswith(_TABLES):
        return ""
    for sign, kind in _TEXT_SIGNS:
        if head.startswith(sign):
            return kind
    if b"\0" not in head or head.startswith(_UTF16):
        return ""
    for place, sign, kind in _SIGNS:
        if head[place:].startswith(sign):
            return kind
    return "no text file, no workbook and no SPSS file"


def _unopened(path: Path, error: OSError) -> UnopenedError:
    leads_nowhere = isinstance(error, FileNotFoundError) or error.errno == errno.ELOOP
    if leads_nowhere and path.is_symlink():
        what, step = "This link leads to nothing.", "Make the link again, or put the file here."
    elif isinstance(error, FileNotFoundError):
        what, step = "There is no such file.", "Check its name and its folder."
    elif isinstance(error, PermissionError):
        what, step = "You may not read this file.", "Ask its owner for the right to read it."
    else:
        what = f"The file cannot be read ({error.strerror})."
        step = "Copy it to a disk of your own and name that copy."
    return UnopenedError(what, step, misplaced=True)


def _no_file(mode: int) -> UnopenedError:
    kind = "a folder" if stat.S_ISDIR(mode) else "a pipe or a device"
    return UnopenedError(f"This is {kind}, no file.", "Name the file itself.", misplaced=True)
