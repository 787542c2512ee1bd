"""Workbooks (xlsx, xls) as rows of cells, read through calamine.

Guards against files made to exhaust a machine; what the cells mean is decided elsewhere.
"""

import io
import math
import re
import zipfile
import zlib
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from wijkfoto.bronnen.delimited import MAX_COLUMNS, Line, check_size, without_unseen
from wijkfoto.bronnen.numerals import Cell
from wijkfoto.errors import SourceError
from wijkfoto.regio import clean_code, level_or_none

MAX_BYTES = 100_000_000
"""The kerncijfers of the whole country take about 10 megabytes as xlsx."""

MAX_UNPACKED = 1_000_000_000
"""Their XML takes about 150."""

MOST_TIMES = 100
"""A workbook unpacks to some ten times its size; far more is made to exhaust the machine."""

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The reader makes room for every cell up to the last one, so a lone cell far away fills memory:
# no column beyond ZZ, no row of six digits.
_FAR_AWAY = re.compile(rb'\br="(?:[A-Za-z]{3,}[0-9]+|[A-Za-z]*[0-9]{6,})"')
_C, _F, _V = (rb"(?:\w+:)?" + name for name in (b"c", b"f", b"v"))
_PLACE = rb'(?=[^>]{0,300}\br="([A-Z]{1,3}[0-9]{1,7})")'
_FAILED = re.compile(rb"<" + _C + rb'\b(?=[^>]{0,300}\bt="e")' + _PLACE)
# Excel keeps the outcome beside a formula; programs that only write files leave it out, and then
# a reader would see an empty cell. An outcome that is an empty text has t="str".
_NOT_COMPUTED = re.compile(
    rb"<" + _C + rb'\b(?![^>]{0,300}\bt="str")' + _PLACE + rb"[^>]{0,300}>\s*"
    rb"<" + _F + rb"\b(?:[^>]{0,300}/>|[^>]{0,300}>[^<]{0,9000}</" + _F + rb">)\s*"
    rb"(?:<" + _V + rb"\s*/>|<" + _V + rb">\s*</" + _V + rb">)?\s*</" + _C + rb">"
)
_HAS_FORMULA = re.compile(rb"[<:]f[ >/]")
_FIRST_ROWS = 40
"""Rows in which a table of regions shows one: the header may have lines above it."""
_PIECE = 1 << 20
_OVERLAP = 16_384
"""Bytes looked at again with the next piece: no formula is longer than 8,192 signs."""


@dataclass(frozen=True)
class Sheet:
    """The sheet of a workbook that holds regions, and how many others hold something.

    Attributes:
        failed: Place of the first cell with an error such as #N/A on any sheet; read as empty.
    """

    name: str
    lines: list[Line]
    others: int = 0
    failed: str = ""


def is_workbook(body: bytes) -> bool:
    """Say whether bytes are a workbook, by their first bytes."""
    return body.startswith((_ZIP, _OLE))


def read_sheet(body: bytes, where: str) -> Sheet:
    """Read the sheet with regions, or the one with most rows; numbers stay numbers.

    Raises:
        SourceError: If more sheets hold regions, or if it cannot be read, is too large, or is
            made to exhaust the machine.
    """
    if len(body) > MAX_BYTES:
        raise _refused(f"The workbook is larger than {MAX_BYTES // 1_000_000} MB.", where)
    failed = _check_archive(body, where) if body.startswith(_ZIP) else ""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
    # The reader is not in Python; what goes wrong inside it comes out as its own errors or these.
    except (CalamineError, OSError, ValueError) as error:
        raise _refused("The workbook cannot be read.", where) from error
    if not sheets:
        raise _refused("The workbook has no sheet.", where)
    of_regions = [s for s in sheets if _holds_regions(s)]
    if len(of_regions) > 1:
        raise SourceError(
            f"More than one sheet holds regions: {', '.join(s.name for s in of_regions)}.",
            where=where,
            next_step="Save each sheet as a workbook of its own, one table of one year in each.",
        )
    # Explanations may be longer than the table of one gemeente.
    sheet = max(of_regions or sheets, key=lambda s: s.height)
    check_size(sheet.height, sheet.width, where)
    first = sheet.start[0] if sheet.start else 0
    rows = enumerate(sheet.to_python(), start=first + 1)
    lines = [Line(number, tuple(_cell(value) for value in row)) for number, row in rows]
    others = sum(s is not sheet and s.height > 0 for s in sheets)
    return Sheet(sheet.name, lines, others, failed)


def _holds_regions(sheet: CalamineSheet) -> bool:
    """Say whether a code of a region stands in one of the first rows."""
    if not sheet.height or sheet.width > MAX_COLUMNS:
        return False  # the size is judged, and told, later
    return any(
        isinstance(value, str) and level_or_none(clean_code(without_unseen(value))) is not None
        for row in sheet.to_python(nrows=_FIRST_ROWS)
        for value in row
    )


def _cell(value: object) -> Cell:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return without_unseen(str(value))
    # Excel writes no such number; a program that does so means an empty cell.
    return float(value) if math.isfinite(value) else ""


def _check_archive(body: bytes, where: str) -> str:
    """Unpack every part once in pieces: what lies about its size fails its checksum.

    Entities in the XML are not expanded by the reader, so they need no guard.

    Returns:
        The place of the first cell that holds an error; empty when there is none.
    """
    unpacked, failed = 0, ""
    most = min(MAX_UNPACKED, max(MOST_TIMES * len(body), MAX_UNPACKED // 20))
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" not in names:
                raise _refused("This is an archive, but no xlsx workbook.", where)
            if sum(part.file_size for part in archive.infolist()) > most:
                raise _refused("Unpacked, the workbook is far too large.", where)
            for name in names:
                tail = b""
                with archive.open(name) as part:
                    while piece := part.read(_PIECE):
                        unpacked += len(piece)
                        if unpacked > most:
                            raise _refused("Unpacked, the workbook is far too large.", where)
                        seen = tail + piece
                        if "worksheets/" in name:
                            failed = failed or _look_through(seen, where)
                        tail = seen[-_OVERLAP:]
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError) as error:
        raise _refused("The workbook is cut off or damaged.", where) from error
    return failed


def _look_through(xml: bytes, where: str) -> str:
    """Refuse what a reader would misread in a piece of a sheet; return where an error stands."""
    if _FAR_AWAY.search(xml):
        raise _refused("The workbook has cells beyond any table; they may look empty.", where)
    if _HAS_FORMULA.search(xml) and (found := _NOT_COMPUTED.search(xml)):
        raise SourceError(
            f"Cell {found.group(1).decode()} holds a formula of which no outcome was saved.",
            where=where,
            next_step="Open the workbook in Excel, save it there, and give that file.",
        )
    error = _FAILED.search(xml) if b't="e"' in xml else None
    return error.group(1).decode() if error else ""


def _refused(what: str, where: str) -> SourceError:
    return SourceError(
        what,
        where=where,
        next_step="Download it again from CBS, or save the sheet as CSV (UTF-8).",
    )
