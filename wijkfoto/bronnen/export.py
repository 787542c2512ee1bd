"""An export read whole: its header, its rows by region code, and the rows that are broken.

Text and workbooks end here as the same thing; the meaning of columns is bound by `headers`, the
table and the year are found by `recognise`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wijkfoto.bronnen import delimited, workbook
from wijkfoto.bronnen.delimited import Line
from wijkfoto.bronnen.headers import Header, column_named, read_header
from wijkfoto.bronnen.numerals import clean
from wijkfoto.catalog import FileNames
from wijkfoto.errors import SourceError
from wijkfoto.regio import clean_code, level_or_none

_FOOTER = re.compile(r"(?:bron\s*:|©|\(c\)|toelichting|verklaring van tekens|\*)", re.IGNORECASE)
_NAME = {"wijken en buurten": 0, "regio": 1}
_GEMEENTE_TITLE = re.compile(
    r"(?:regioaanduiding[/|. ]+)?gemeentenaam(?:_\d+)?\b|gm_naam", re.IGNORECASE
)
_DESCRIBED = re.compile(r"soort.?regio|codering|\brecs\b|regiocode", re.IGNORECASE)
_PERIOD = {"perioden": 0, "periode": 1, "peiljaar": 2, "jaar": 3}
_YEAR = re.compile(r"((?:19|20)\d{2})(?:JJ00)?\*{0,2}")
_SPLIT_BY = frozenset({"leeftijd", "marges", "geslacht", "perioden en marges"})
_LAND_OF_RIVM = "NL01"
"""Code of the country in tables of RIVM; CBS writes NL00."""
_SAMPLE_ROWS = 100
_MOST_BROKEN = 0.1
"""Where more rows than this do not fit the header, it is the header that is wrong."""


@dataclass(frozen=True)
class Broken:
    """Rows that were left out because they are not whole.

    Attributes:
        lines: Their line numbers.
        first: The first of them, as it stands in the file.
    """

    lines: tuple[int, ...]
    first: str


@dataclass(frozen=True)
class Export:
    """A file with figures by region.

    Attributes:
        name: File name, for messages.
        title: Title line, or name of the sheet.
        header: Its columns.
        lines: Whole rows of data; where there are codes, only rows of regions.
        codes: Region code of each row as written; empty when the file has no codes.
        names: Name of the region of each row; empty texts where the file has none.
        gemeenten: Name of the gemeente of each row, likewise.
        years: Year of each row; None where the file does not say.
        broken: Rows left out because they are not whole.
        others: Rows left out because their code is not that of a region here.
    """

    name: str
    title: str
    header: Header
    lines: tuple[Line, ...]
    codes: tuple[str, ...]
    names: tuple[str, ...]
    gemeenten: tuple[str, ...]
    years: tuple[int | None, ...]
    broken: Broken | None
    others: int


def read_export(name: str, body: bytes, names: FileNames) -> Export:
    """Read a file of which nothing is known but its bytes.

    Raises:
        SourceError: If it is no export, or not whole.
    """
    if workbook.is_workbook(body):
        sheet = workbook.read_sheet(body, name)
        # A reader sees an empty cell there, which would be a figure that is missing.
        if sheet.failed:
            raise SourceError(
                "A cell of the workbook holds an error of a formula.",
                where=f"{name}, cell {sheet.failed}",
                next_step="Mend that cell or make it empty, or export the table again.",
            )
        lines, title = sheet.lines, sheet.name
    else:
        lines, title = delimited.split_rows(delimited.decode(body, name), name), ""
    header = read_header(lines, names, name)
    _refuse_split(header, name)
    _refuse_long(header, name)
    data = _data(lines[header.first_row :])
    whole, ragged = _fitting(data, header, name)
    code_at = _code_column(whole, header)
    whole, cut = _uncut(whole, header, code_at)
    kept = [line for line in whole if code_at is None or _is_region(line, code_at)]
    if not kept:
        raise SourceError("The file holds no rows of regions.", where=name, next_step=_AGAIN)
    gemeente_at = next(
        (n for n, label in enumerate(header.labels) if _GEMEENTE_TITLE.match(label)), None
    )
    export = Export(
        name=name,
        title=header.title or title,
        header=header,
        lines=tuple(kept),
        codes=tuple(_text(line, code_at) for line in kept) if code_at is not None else (),
        names=_column(kept, column_named(header, _NAME), but=code_at),
        gemeenten=_column(kept, gemeente_at),
        years=_years(kept, column_named(header, _PERIOD), name),
        broken=_broken([*ragged, *cut]),
        others=len(whole) - len(kept),
    )
    _check_unique(export)
    return export


FROM_SERVICE = (
    "Tables of RIVM, which are split by age and by margins, come from the service only: take the "
    "file out of the folder, and run with a network, or copy a snapshots folder into the home."
)
"""What to do with a table that a file cannot give."""


def _refuse_split(header: Header, name: str) -> None:
    """Refuse a table in which a region has a row per age or margin: which one is meant?"""
    split = [label for label in header.labels if label.lower() in _SPLIT_BY]
    if split:
        what = f"The export is split by {', '.join(split)}."
        raise SourceError(what, where=name, next_step=FROM_SERVICE)


def _refuse_long(header: Header, name: str) -> None:
    """Refuse a table with a row per figure: its columns say nothing of what the figures are."""
    if {"onderwerp", "waarde"} <= {label.lower() for label in header.labels}:
        raise SourceError(
            "The export has a row for each figure (Onderwerp, Waarde).",
            where=name,
            next_step="Export it again with the subjects as columns: one row per region.",
        )


_AGAIN = "Export the table again from StatLine, with the column Codering (code)."


def _data(lines: Sequence[Line]) -> list[Line]:
    """Drop empty lines, and the lines below the figures that say where they come from."""
    data = [line for line in lines if not line.is_blank()]
    while data and _is_footer(data[-1]):
        data.pop()
    return data


def _is_footer(line: Line) -> bool:
    filled = [clean(str(cell)) for cell in line.cells if clean(str(cell))]
    return len(filled) == 1 and _FOOTER.match(filled[0]) is not None


def _fitting(data: list[Line], header: Header, name: str) -> tuple[list[Line], list[Line]]:
    """Part the rows that fit the header from those that do not.

    Raises:
        SourceError: If the last row stops halfway, or too many do not fit.
    """
    width = len(header.labels)
    whole: list[Line] = []
    ragged: list[Line] = []
    for line in data:
        surplus = line.cells[width:]
        if len(line.cells) < width or any(clean(str(cell)) for cell in surplus):
            ragged.append(line)
        else:
            whole.append(Line(line.number, line.cells[:width]))
    if ragged and ragged[-1] is data[-1] and len(data[-1].cells) < width:
        raise SourceError(
            f"The file is cut off: line {data[-1].number} stops after {len(data[-1].cells)} of "
            f"{width} columns.",
            where=name,
            next_step="Download it again; nothing of it was used.",
        )
    if len(ragged) > _MOST_BROKEN * len(data):
        raise SourceError(
            f"{len(ragged)} of {len(data)} rows do not fit the {width} columns of the header, the "
            f"first at line {ragged[0].number}.",
            where=name,
            next_step="Export it again with ; between columns.",
        )
    return whole, ragged


def _code_column(lines: Sequence[Line], header: Header) -> int | None:
    """Find the column with most region codes, in a sample of rows; the first of equals."""
    sample = lines[:: max(1, len(lines) // _SAMPLE_ROWS)]
    counted = [
        sum(_is_region(line, position) for line in sample) for position in range(len(header.labels))
    ]
    most = max(counted, default=0)
    return counted.index(most) if most > len(sample) / 2 else None


def _is_region(line: Line, position: int) -> bool:
    return level_or_none(clean_code(str(line.cells[position]))) is not None


def _uncut(lines: list[Line], header: Header, code_at: int | None) -> tuple[list[Line], list[Line]]:
    """Part rows that a comma in a name destroyed: padded to full width, but without any content.

    Such a row has its code, and blanks where every other row describes the region.
    """
    described = [
        n
        for n, label in enumerate(header.labels)
        if n != code_at and _DESCRIBED.search(label) is not None
    ]
    if code_at is None or not described:
        return lines, []
    texts = {code_at, *described, *_text_columns(lines[:1], code_at)}
    figures = [n for n in range(len(header.labels)) if n not in texts and header.labels[n]]
    cut = [
        line
        for line in lines
        if all(not _text(line, n).strip() for n in described)
        and sum(bool(_text(line, n).strip()) for n in figures) <= 1
    ]
    if len(cut) > _MOST_BROKEN * len(lines):  # then it is the export that leaves them empty
        return lines, []
    gone = {line.number for line in cut}
    return [line for line in lines if line.number not in gone], cut


def _text_columns(lines: Iterable[Line], code_at: int) -> set[int]:
    """Return the columns before the code and the first of a row: row numbers and names."""
    return {n for line in lines for n in range(min(code_at + 1, len(line.cells)))}


def _text(line: Line, position: int) -> str:
    cell = line.cells[position]
    return cell if isinstance(cell, str) else f"{cell:g}"


def _column(lines: Sequence[Line], position: int | None, but: int | None = None) -> tuple[str, ...]:
    if position is None or position == but:
        return ("",) * len(lines)
    return tuple(clean(_text(line, position)) for line in lines)


def _years(lines: Sequence[Line], position: int | None, name: str) -> tuple[int | None, ...]:
    if position is None:
        return (None,) * len(lines)
    return tuple(_year(line, position, name) for line in lines)


def _year(line: Line, position: int, name: str) -> int:
    found = _YEAR.fullmatch(clean(_text(line, position)))
    if found is None:
        raise SourceError(
            f"'{_text(line, position)}' is no year.",
            where=f"{name}, line {line.number}",
            next_step="Export whole years only.",
        )
    return int(found.group(1))


def _broken(lines: list[Line]) -> Broken | None:
    if not lines:
        return None
    ordered = sorted(lines, key=lambda line: line.number)
    first = ", ".join(clean(str(cell)) for cell in ordered[0].cells if clean(str(cell)))
    return Broken(tuple(line.number for line in ordered), first[:80])


def _check_unique(export: Export) -> None:
    """Refuse a region that stands twice in one year."""
    seen: dict[tuple[str, int | None], int] = {}
    for code, year, line in zip(export.codes, export.years, export.lines, strict=False):
        key = (clean_code(code), year)
        if key in seen:
            is_rivm = any(clean_code(one) == _LAND_OF_RIVM for one in export.codes)
            raise SourceError(
                f"Region {key[0]} stands twice, at lines {seen[key]} and {line.number}.",
                where=export.name,
                next_step=FROM_SERVICE
                if is_rivm
                else "Export one table of one year, without a split by age or sex.",
            )
        seen[key] = line.number
