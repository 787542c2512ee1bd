"""Delimited text as it comes from StatLine, R and Excel: decoded, and split into rows.

What is no text with columns is refused by what it is; headers and figures are read by others.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from wijkfoto.bronnen.numerals import Cell, clean
from wijkfoto.errors import SourceError

MAX_BYTES = 200_000_000
"""The largest table of kerncijfers is about 15 megabytes as text."""

MAX_ROWS = 99_999
"""A national table has about 18,000 rows."""

MAX_COLUMNS = 702
"""The widest table has about 130; 702 is also column ZZ of a spreadsheet."""

_SAMPLE_ROWS = 40
_DELIMITERS = (";", ",", "\t")
_POINTERS = (
    (b"version https://git-lfs.github.com/spec", "a pointer of git LFS", "git lfs pull"),
    (b"/annex/objects/", "a pointer of git-annex", "git annex get"),
    (b".git/annex/objects/", "a pointer of git-annex", "git annex get"),
    (b"../.git/annex/objects/", "a pointer of git-annex", "git annex get"),
)
_WEB_PAGE = re.compile(rb"(?:<!--.*?-->\s*)?<(?:!doctype|html|head|body|\?xml)", re.IGNORECASE)
# One letter as UTF-8 in a file that is not: pasted together from two files. In Windows-1252 these
# bytes would be a capital A with a sign above it and another sign, as in no word.
_PIECE_OF_UTF8 = re.compile(rb"[\xc2\xc3][\x80-\xbf]|\xe2\x80[\x80-\xbf]|\xe2\x82\xac")
# The same letter read as Windows-1252 and written as UTF-8 once more: a capital A with a sign above
# it and another sign, or what became of a BOM.
_WRITTEN_TWICE = re.compile("[\u00c2\u00c3][\u0080-\u00bf]|\u00ef\u00bb\u00bf|\u00e2\u20ac")
_UNSEEN = re.compile("[\u200b-\u200d\u2060\ufeff]")
"""Signs without width, which come along from web pages and stand in the way of a code or a name."""
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A row, with the number that an editor shows beside it."""

    number: int
    cells: tuple[Cell, ...]

    def is_blank(self) -> bool:
        """Say whether nothing stands in it."""
        return all(isinstance(cell, str) and not clean(cell) for cell in self.cells)


def decode(body: bytes, where: str) -> str:
    """Return the text of a file: UTF-8 with or without BOM, UTF-16 with BOM, or Windows-1252.

    Raises:
        SourceError: If it is empty, a web page, a pointer file, no text, or its letters
            went wrong.
    """
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:2048]
    if not start:
        raise _refused("The file is empty.", where)
    if _WEB_PAGE.match(start):
        raise _refused("This is a web page, whatever its name says.", where)
    for sign, kind, command in _POINTERS:
        if start.startswith(sign):
            raise SourceError(
                f"This is {kind}, not the file itself.",
                where=where,
                next_step=f"Fetch the file with `{command}`, or take it out of the folder.",
            )
    text = _as_text(body, where)
    twice = _WRITTEN_TWICE.search(text)
    if twice:
        # The place and not the words: this may be a form or a survey.
        line = text.count("\n", 0, twice.start()) + 1
        raise _refused(f"Letters such as \u00e9 were written wrong, at line {line}.", where)
    return without_unseen(text)


def without_unseen(text: str) -> str:
    """Return a text without the signs that have no width."""
    return _UNSEEN.sub("", text)


def _as_text(body: bytes, where: str) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(body, "utf-16", where)
    if b"\0" in body[:8192]:
        raise _refused("This is no text file.", where)
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        if _PIECE_OF_UTF8.search(body):
            raise _refused("Two ways of writing letters such as \u00e9 are mixed.", where) from None
        return _decoded(body, "cp1252", where)


def _decoded(body: bytes, encoding: str, where: str) -> str:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        raise _refused("This is no text file.", where) from error


def _refused(what: str, where: str) -> SourceError:
    return SourceError(
        what,
        where=where,
        next_step="Download the CSV again from StatLine, or take the file out of the folder.",
    )


def split_rows(text: str, where: str) -> list[Line]:
    """Split a text into rows of cells; the delimiter is found by content.

    Raises:
        SourceError: If it has no columns, is cut off inside quotes, or is too large.
    """
    told = _SEPARATOR_LINE.match(text)
    skipped = 0 if told is None else told.end()
    delimiter = told.group(1) if told else _delimiter(text)
    if not delimiter and max(map(len, text.splitlines()), default=0) > csv.field_size_limit():
        raise _refused("A line is so long that it is no row of a table.", where)
    if not delimiter:
        raise _refused("No ; or , or tab splits this file into columns.", where)
    reader = csv.reader(io.StringIO(text[skipped:], newline=""), delimiter=delimiter, strict=True)
    lines: list[Line] = []
    begun = 1
    try:
        for cells in reader:
            lines.append(Line(begun + (told is not None), tuple(cells)))
            begun = reader.line_num + 1
            check_size(len(lines), len(cells), where)
    except csv.Error as error:
        raise SourceError(
            f"The file is cut off, or a quote is missing, at line {begun} ({error}).",
            where=where,
            next_step="Download it again; nothing of it was used.",
        ) from error
    return lines


def check_size(rows: int, columns: int, where: str) -> None:
    """Refuse more rows or columns than any table of figures has.

    Raises:
        SourceError: Says the limit.
    """
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise SourceError(
            f"The file has more than {MAX_ROWS} rows or {MAX_COLUMNS} columns.",
            where=where,
            next_step="Export one table of one year.",
        )


def _delimiter(text: str) -> str:
    """Return the delimiter under which most of the first rows have one same width."""
    best: tuple[float, int, str] = (0.0, 0, "")
    for delimiter in _DELIMITERS:
        widths = _widths(text, delimiter)
        width, rows = Counter(widths).most_common(1)[0] if widths else (1, 0)
        if width > 1:
            # A delimiter that stands earlier in the list wins a draw.
            best = max(best, (rows / len(widths), width, delimiter), key=lambda b: b[:2])
    return best[2]


def _widths(text: str, delimiter: str) -> Sequence[int]:
    """Return how many cells the first rows have; none when quotes stand where none can stand."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    widths: list[int] = []
    try:
        for cells in reader:
            if any(cells):
                widths.append(len(cells))
            if len(widths) == _SAMPLE_ROWS:
                break
    except csv.Error:
        # Cut off within the sample is for the caller to tell; a wrong delimiter fails at once.
        return widths if len(widths) > 1 else ()
    return widths
