"""SQL from a user on the published tables: read-only, without file or network access."""

import csv
import io
import json
import math
from collections.abc import Iterator, Sequence
from decimal import Decimal

import duckdb

from wijkfoto.errors import ConfigError, WijkfotoError
from wijkfoto.home import Home
from wijkfoto.settings import Settings

FORMATS = ("table", "csv", "json")

LIMITS: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "2GB",
    "temp_directory": "",
}
"""A question that needs more fails cleanly; without a folder nothing spills beside the edition."""

WIDEST = 60
"""Characters of a column of a table; csv and json give a text whole."""

MOST_CELLS = 10_000_000
"""Cells of an answer, which is held in memory whole: about 1 GB."""

PORTION = 10_000
"""Rows that are taken at a time."""

Cell = object
Rows = Sequence[tuple[Cell, ...]]


def open_published(settings: Settings) -> duckdb.DuckDBPyConnection:
    """Open the published file for a user's questions.

    The file is resolved first, so that a publish meanwhile cannot mix two editions.

    Raises:
        WijkfotoError: If nothing has been published yet.
    """
    path = Home(settings.home).published
    if not path.exists():
        raise WijkfotoError(
            "Nothing has been published yet.",
            where=str(path),
            next_step="Run `wijkfoto demo` or `wijkfoto run` first.",
        )
    con = duckdb.connect(str(path.resolve()), read_only=True, config=LIMITS)
    con.execute("set enable_progress_bar = false")  # it would stand in the answer
    # After these, no SQL can reach a file or an address, nor undo them.
    con.execute("set enable_external_access = false")
    con.execute("set autoinstall_known_extensions = false")
    con.execute("set autoload_known_extensions = false")
    con.execute("set lock_configuration = true")
    return con


def ask(settings: Settings, query: str, output: str) -> str:
    """Return the answer to a query as text.

    Args:
        settings: Settings with the home.
        query: One SQL statement.
        output: table, csv or json.

    Raises:
        ConfigError: If the format is unknown or the SQL is not understood.
    """
    if output not in FORMATS:
        raise ConfigError(
            f"'{output}' is no format.", where="--format", next_step="Choose table, csv or json."
        )
    con = open_published(settings)
    try:
        statements = con.extract_statements(query)
        if len(statements) != 1:
            raise ConfigError(
                f"This holds {len(statements)} statements.",
                where="sql",
                next_step="Ask one question at a time.",
            )
        answer = con.execute(statements[0])
        columns = [str(column[0]) for column in answer.description or ()]
        rows = list(_fetched(answer, len(columns)))
    except duckdb.Error as error:
        message = str(error).split("\n", maxsplit=1)[0]
        raise ConfigError(
            message,
            where="sql",
            next_step='Tables are listed by: wijkfoto sql "show tables".',
        ) from error
    finally:
        con.close()
    return written(columns, rows, output)


def _fetched(answer: duckdb.DuckDBPyConnection, width: int) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of an answer that a computer can hold."""
    taken = 0
    while rows := answer.fetchmany(PORTION):
        taken += len(rows) * width
        if taken > MOST_CELLS:
            raise ConfigError(
                f"The answer holds more than {MOST_CELLS} cells.",
                where="sql",
                next_step="Ask for fewer rows or columns, or count and sum in the question.",
            )
        yield from rows


def written(columns: Sequence[str], rows: Rows, output: str) -> str:
    """Write an answer as table, csv or json; missing is empty, or null in json.

    No cell or heading of csv starts a formula in a spreadsheet. What steers a terminal is taken out
    by who writes to one.
    """
    if output == "csv":
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow([_harmless(name) for name in columns])
        writer.writerows([_harmless(cell) for cell in row] for row in rows)
        return buffer.getvalue().rstrip("\n")
    if output == "json":
        names = _told_apart(columns)
        records = [dict(zip(names, map(_for_json, row), strict=True)) for row in rows]
        return json.dumps(records, ensure_ascii=False, indent=1, default=_plain)
    if not rows:
        return "(no rows)"
    return _table(columns, [[_shown(cell) for cell in row] for row in rows])


def _told_apart(columns: Sequence[str]) -> list[str]:
    """Number a name that stands more than once: a record holds each name once."""
    names: list[str] = []
    for column in columns:
        name, number = column, 1
        while name in names or (number > 1 and name in columns):
            name, number = f"{column}_{number}", number + 1
        names.append(name)
    return names


def _for_json(cell: Cell) -> Cell:
    """Return a cell with only the keys and numbers that JSON has; what is no number is null."""
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    if isinstance(cell, dict):
        return {str(_shown(key)): _for_json(value) for key, value in cell.items()}
    if isinstance(cell, list | tuple):
        return [_for_json(value) for value in cell]
    return cell


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Align columns at their right; no pandas, which takes longer to load than most answers."""
    lines = [
        [_on_one_line(name) for name in columns],
        *([_cut(text) for text in row] for row in rows),
    ]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    return "\n".join(
        " ".join(text.rjust(width) for text, width in zip(line, widths, strict=True))
        for line in lines
    )


def _cut(text: str) -> str:
    """Keep a text on one line and within the width of a column."""
    plain = _on_one_line(text)
    return plain if len(plain) <= WIDEST else f"{plain[: WIDEST - 3]}..."


def _on_one_line(text: str) -> str:
    return text.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t")


def _harmless(cell: Cell) -> Cell:
    """Keep a spreadsheet from taking a text for a formula, or a text of two lines for two rows."""
    plain = _plain(cell) if isinstance(cell, bytes) else cell
    if not isinstance(plain, str):
        return plain
    text = plain.replace("\r\n", "\n").replace("\r", "\n")  # a \r alone is not quoted by csv
    return f"'{text}" if text.lstrip()[:1] in {"=", "+", "-", "@"} else text


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.4f}".rstrip("0").rstrip(".")
    return str(_plain(cell) if isinstance(cell, bytes) else cell)


def _plain(cell: Cell) -> object:
    """Return what JSON can hold for a value that it does not know."""
    if isinstance(cell, bytes):
        return cell.hex()
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return str(cell)
