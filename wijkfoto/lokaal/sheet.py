"""One file of a gemeente as rows of text cells: CSV, workbook or YAML, whichever it is.

Which form it is follows from its headings; what the cells mean is decided elsewhere.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import yaml

from wijkfoto.bronnen.delimited import Line, decode, split_rows
from wijkfoto.bronnen.numerals import Cell as RawCell
from wijkfoto.bronnen.numerals import clean
from wijkfoto.bronnen.workbook import is_workbook, read_sheet
from wijkfoto.errors import CatalogError, SourceError
from wijkfoto.lokaal.faults import LocalError
from wijkfoto.lokaal.forms import NAMES
from wijkfoto.lokaal.values import FAILED
from wijkfoto.lokaal.yamlrows import yaml_rows

MAX_BYTES = 5_000_000
"""A sheet with ten thousand conversations is smaller."""

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""Name of the part in which Office keeps a workbook that is locked with a password."""

_COMMENT = re.compile(r'"?\s*#')


class Cell(NamedTuple):
    """One cell: its text, and its place in words."""

    text: str
    where: str


@dataclass(frozen=True)
class SheetRow:
    """One filled row: its place, its cells by heading, and cells without a heading.

    Attributes:
        split_wrong: What seems wrong with the row as a whole: it was cut into other cells than
            the line of headings. Empty when it was not.
    """

    where: str
    cells: dict[str, Cell]
    loose: tuple[Cell, ...] = ()
    split_wrong: str = ""


@dataclass(frozen=True)
class Sheet:
    """One table of a file.

    Attributes:
        where: The file, and for YAML the part of it.
        form_id: The form that the file itself names; empty when the headings must tell.
        headings: The headings as a name, in order; one that stands twice is there twice.
        rows: The filled rows.
    """

    where: str
    form_id: str
    headings: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def read_sheets(path: Path, where: str, body: bytes) -> list[Sheet]:
    """Read one file.

    Args:
        path: The file, for the kind that its name says.
        where: Its name in messages.
        body: Its bytes.

    Raises:
        LocalError: If it cannot be read as rows.
    """
    if len(body) > MAX_BYTES:
        raise LocalError(
            f"The file is larger than {MAX_BYTES // 1_000_000} MB.",
            where=where,
            next_step="Split it, or take out what is no form.",
        )
    try:
        if path.suffix.lower() in (".yaml", ".yml"):
            return _yaml_sheets(decode(body, where), where)
        if is_workbook(body):
            return [_table(_workbook(body, where), where, is_text=False)]
        return [_table(split_rows(_without_comments(decode(body, where)), where), where)]
    except (SourceError, CatalogError) as error:
        step = "Save the form again as CSV (UTF-8) or as xlsx, or take the file out of the folder."
        raise LocalError(error.what, where=where, next_step=step) from error


def _workbook(body: bytes, where: str) -> list[Line]:
    if _ENCRYPTED in body:
        raise LocalError(
            "The workbook is locked with a password.",
            where=where,
            next_step="Save it without a password, in a folder that only the analyst can read.",
        )
    sheet = read_sheet(body, where)
    if sheet.others:
        raise LocalError(
            "The workbook has more than one sheet with something on it; only one would be read.",
            where=where,
            next_step="Save each sheet as a workbook or CSV of its own.",
        )
    if sheet.failed:
        raise LocalError(
            "A formula failed here (#N/A or the like); it would be read as an empty cell.",
            where=f"{where}, cell {sheet.failed}",
            next_step="Type the value itself in this cell, or empty it.",
        )
    return sheet.lines


def _without_comments(text: str) -> str:
    """Empty the lines of explanation above the headings, so that they decide no delimiter."""
    lines = text.splitlines(keepends=True)
    for place, line in enumerate(lines):
        if line.strip() and not _COMMENT.match(line):
            break
        lines[place] = "\n"
    return "".join(lines)


def _table(lines: Iterable[Line], where: str, *, is_text: bool = True) -> Sheet:
    """Return the rows below the first one that is filled and no explanation."""
    filled = [line for line in lines if not line.is_blank() and not _is_comment(line)]
    if not filled:
        raise LocalError(
            "The file holds no headings.", where=where, next_step="Start from a form of `init`."
        )
    headings = [heading(_text(cell)) for cell in filled[0].cells]
    while headings and not headings[-1]:
        headings.pop()
    width = len(filled[0].cells) if is_text else 0
    rows = tuple(_row(line, headings, where, width) for line in filled[1:])
    return Sheet(where, "", tuple(headings), rows)


def _is_comment(line: Line) -> bool:
    text = _text(line.cells[0]).strip()
    return text.startswith("#") and text.upper() not in FAILED


def _row(line: Line, headings: list[str], where: str, width: int) -> SheetRow:
    """Return a row; `width` is that of the line of headings, 0 where no sign parts the cells."""
    place = f"{where}, line {line.number}"
    cells: dict[str, Cell] = {}
    loose: list[Cell] = []
    for number, raw in enumerate(line.cells):
        name = headings[number] if number < len(headings) else ""
        cell = Cell(_text(raw), f"{place}, {_told(name, number)}")
        if name and name not in cells:
            cells[name] = cell
        elif clean(cell.text):
            loose.append(cell)
    for number, name in enumerate(headings):
        cells.setdefault(name, Cell("", f"{place}, {_told(name, number)}"))
    wrong = (
        _split_wrong([_text(cell) for cell in line.cells], len(headings), width) if width else ""
    )
    return SheetRow(place, cells, tuple(loose), wrong)


def _split_wrong(cells: list[str], headings: int, width: int) -> str:
    """Say that a row of text has more cells than the line of headings, or stands in one cell."""
    told = f"the form {headings}"
    if len(cells) > width:
        return f"This row has {len(cells)} cells, {told}: is there a , or ; in the text?"
    filled = [number for number, text in enumerate(cells) if clean(text)]
    if headings > 2 and filled == [0] and max(cells[0].count(sign) for sign in ",;\t") > 1:
        return f"This row has 1 cell, {told}: is another sign between the cells than above?"
    return ""


def _told(name: str, number: int) -> str:
    """Name a column; a heading of no form is not repeated, for it may be a row of somebody."""
    return f"column {name} ({letters(number)})" if name in NAMES else f"column {letters(number)}"


def _text(cell: RawCell) -> str:
    """Return a cell as text; a workbook holds 14 as 14.0."""
    if isinstance(cell, str):
        return cell
    return f"{cell:.0f}" if cell.is_integer() else repr(cell)


def heading(text: str) -> str:
    """Return a heading as a name: 'Niet bereikt' is niet_bereikt."""
    return clean(text).lower().replace(" ", "_").strip("_*:")


def letters(number: int) -> str:
    """Return the letters above a column of a spreadsheet; 0 is A."""
    high, low = divmod(number, 26)
    return (letters(high - 1) if high else "") + chr(ord("A") + low)


def _yaml_sheets(text: str, where: str) -> list[Sheet]:
    try:
        parts = yaml_rows(text, where)
    except (yaml.YAMLError, RecursionError) as error:
        # Its own words quote the line, and what an error rests on goes into the history of runs.
        raise CatalogError(_yaml_words(error)) from None
    return [
        Sheet(
            where,
            heading(name),
            tuple(dict.fromkeys(heading(key) for row in rows for key in row.values)),
            tuple(
                SheetRow(
                    f"{where}, line {row.line}",
                    {
                        heading(key): Cell(value, f"{where}, line {line}{_named(heading(key))}")
                        for key, (value, line) in row.values.items()
                    },
                )
                for row in rows
            ),
        )
        for name, rows in parts.items()
    ]


def _named(name: str) -> str:
    return f", {name}" if name in NAMES else ""


def _yaml_words(error: Exception) -> str:
    """Say where YAML breaks; its own words repeat a piece of the file."""
    mark = getattr(error, "problem_mark", None)
    return f"The YAML breaks at line {mark.line + 1}." if mark else "The YAML cannot be read."
