"""Reads the file of a survey into columns: SPSS, CSV or a workbook, told by their first bytes.

What the columns mean is for the mapping. Nothing of it is written anywhere.
"""

import hashlib
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from wijkfoto.bronnen import delimited
from wijkfoto.bronnen.delimited import Line, decode, split_rows
from wijkfoto.bronnen.opened import UnopenedError, read_file
from wijkfoto.bronnen.workbook import is_workbook, read_sheet
from wijkfoto.errors import ConfigError, SourceError
from wijkfoto.peiling.cells import parse_column, why_no_number
from wijkfoto.privacy import kinds_of_number, personal_kinds

MAX_BYTES = 500_000_000
"""A survey of a large gemeente takes some tens of megabytes."""

MAX_CELLS = 20_000_000
"""A hundred thousand respondents with two hundred variables; more would fill the memory."""

_SPSS = (b"$FL2", b"$FL3")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_ANSWER = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?")
_AGAIN = "Export it again as .sav, as CSV (UTF-8) or as a workbook without a password."


@dataclass(frozen=True)
class SurveyFile:
    """A file as columns.

    Attributes:
        name: File name without its folder.
        sha256: Hash of the file.
        size: Bytes.
        kind: sav, csv or xlsx.
        columns: Cells by variable: float, text, or None where there is nothing.
        labels: Text of a variable, where the file has it.
        value_labels: Text of each code, where the file has it.
        lines: The number of each row, as an editor shows it.
    """

    name: str
    sha256: str
    size: int
    kind: str
    columns: dict[str, np.ndarray]
    lines: np.ndarray
    labels: dict[str, str] = field(default_factory=dict)
    value_labels: dict[str, dict[float, str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows in which anything stands."""
        return len(self.lines)

    def keep(self, chosen: np.ndarray) -> "SurveyFile":
        """Return the file with some of its rows, by a mask."""
        columns = {name: column[chosen] for name, column in self.columns.items()}
        return replace(self, columns=columns, lines=self.lines[chosen])

    def line(self, row: int) -> int:
        """Return the number that an editor shows beside a row."""
        return int(self.lines[row])

    def numbers(self, name: str) -> np.ndarray:
        """Return a column as numbers, NaN where nothing stands.

        Raises:
            SourceError: If a cell is text.
        """
        column = self.columns[name]
        text = [row for row, cell in enumerate(column) if isinstance(cell, str)]
        if text:
            raise SourceError(
                f"Column {name} {why_no_number([column[row] for row in text])} in {len(text)} "
                f"rows, the first at line {self.line(text[0])}.",
                where=self.name,
                next_step="Export codes instead of labels, and numbers with one decimal sign and "
                "no sign for thousands.",
            )
        return np.array([np.nan if cell is None else cell for cell in column], dtype=float)

    def text(self, name: str) -> list[str]:
        """Return a column as stripped text; a whole number is written without a point."""
        return [_as_text(cell) for cell in self.columns[name]]


def read_source(path: Path) -> SurveyFile:
    """Read a survey file.

    Raises:
        ConfigError: If the file is not there.
        SourceError: If it is empty, locked with a password, damaged, or holds no rows.
    """
    try:
        body = read_file(path, MAX_BYTES)
    except UnopenedError as error:
        if error.misplaced:
            raise ConfigError(
                f"The file of the survey cannot be read. {error.what}",
                where=str(path),
                next_step=f"{error.next_step} It is named in survey.bestand.",
            ) from error
        raise SourceError(error.what, where=path.name, next_step=error.next_step) from error
    if not body.strip():
        raise _refused("The file is empty.", path)
    digest = hashlib.sha256(body).hexdigest()
    if body.startswith(_SPSS):
        return _spss(path, digest, len(body))
    kind = "xlsx" if is_workbook(body) else "csv"
    if kind == "csv" and len(body) > delimited.MAX_BYTES:
        raise _refused(f"As text it is larger than {delimited.MAX_BYTES // 1_000_000} MB.", path)
    columns, lines = _table(_cells(body, path), path)
    return SurveyFile(path.name, digest, len(body), kind, columns, lines)


def _cells(body: bytes, path: Path) -> list[Line]:
    if _LOCKED in body:
        raise SourceError(
            "The workbook is locked with a password.",
            where=path.name,
            next_step="Save it without a password in a folder that only you can read.",
        )
    try:
        if is_workbook(body):
            return read_sheet(body, path.name).lines
        return split_rows(decode(body, path.name), path.name)
    except SourceError as error:  # its advice is about files of CBS
        raise _refused(error.what, path) from error


def _table(lines: list[Line], path: Path) -> tuple[dict[str, np.ndarray], np.ndarray]:
    filled = [line for line in lines if not line.is_blank()]
    if not filled:
        raise _refused("The file is empty.", path)
    names = [_as_text(cell).replace("\N{NO-BREAK SPACE}", " ").strip() for cell in filled[0].cells]
    if unseen := next((n for n, name in enumerate(names, 1) if _UNSEEN.search(name)), 0):
        raise _refused(f"The name of column {unseen} has signs that cannot be printed.", path)
    if place := _answers_above(names):
        raise _refused(
            f"The first line has an answer instead of the name of a column (column {place}).", path
        )
    if twice := sorted({name for name in names if names.count(name) > 1}):
        # A file without a header has somebody's answers here: those are not repeated.
        places = " and ".join(str(i + 1) for i, name in enumerate(names) if name == twice[0])
        raise _refused(f"Columns {places} have the same name.", path)
    ragged = [line.number for line in filled[1:] if len(line.cells) != len(names)]
    if ragged:
        raise _refused(f"Line {ragged[0]} has another number of columns than the header.", path)
    if len(filled) == 1:
        raise _refused("The file has a header and no respondents.", path)
    rows = [line.cells for line in filled[1:]]
    columns = {name: parse_column([row[i] for row in rows]) for i, name in enumerate(names)}
    return columns, np.array([line.number for line in filled[1:]])


def _answers_above(names: list[str]) -> int:
    """Return which name on the first line is no name but somebody's answer; 0 when none is.

    Such a name would be repeated in messages.
    """
    numbers = [number for number, name in enumerate(names, start=1) if _ANSWER.fullmatch(name)]
    if len(numbers) > len(names) / 2:
        return numbers[0]
    told = (n for n, name in enumerate(names, 1) if personal_kinds(name) or kinds_of_number(name))
    return next(told, 0)


def _spss(path: Path, digest: str, size: int) -> SurveyFile:
    # pyreadstat brings narwhals along; only who reads a survey waits for it.
    import pyreadstat  # noqa: PLC0415

    try:
        _, size_of = pyreadstat.read_sav(str(path), metadataonly=True)
        if (size_of.number_rows or 0) * (size_of.number_columns or 0) > MAX_CELLS:
            raise _refused(f"The file holds more than {MAX_CELLS:,} answers.", path)
        data, meta = pyreadstat.read_sav(str(path), output_format="dict")
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError, OSError) as error:
        raise _refused(f"The SPSS file cannot be read ({error}).", path) from error
    columns = {name: parse_column(cells) for name, cells in data.items()}
    filled = [
        row
        for row in range(meta.number_rows or 0)
        # The empty format of VNG has one row, with nothing but its number.
        if sum(column[row] is not None for column in columns.values()) > 1
    ]
    value_labels = {
        name: {float(code): str(text) for code, text in codes.items()}
        for name, codes in meta.variable_value_labels.items()
        if not any(isinstance(code, str) for code in codes)
    }
    return SurveyFile(
        path.name,
        digest,
        size,
        "sav",
        {name: column[filled] for name, column in columns.items()},
        np.array(filled, dtype=int) + 1,
        {name: str(label) for name, label in meta.column_names_to_labels.items() if label},
        value_labels,
    )


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    return str(cell).strip()


def _refused(what: str, path: Path) -> SourceError:
    return SourceError(what, where=path.name, next_step=_AGAIN)
