"""CSV as the Dutch Excel opens it by a double click: semicolons, decimal comma, UTF-8 with BOM.

A text that a spreadsheet would take for a formula gets an apostrophe; numbers stay numbers.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

Value = object

DELIMITER, LINE_END = ";", "\r\n"
YES, NO = "ja", "nee"
# What starts a formula (OWASP, CSV injection), in its full-width forms too, behind any number of
# apostrophes: a text that looks as if it was neutralised gets one more, so that this can be undone.
FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def neutralise(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; `as_it_was` undoes it."""
    return f"'{text}" if FORMULA.match(text) else text


def as_it_was(cell: str) -> str:
    """Return the text before it was neutralised."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def written(value: Value) -> str:
    """Return a value as it stands in a cell; missing is empty.

    Args:
        value: A text, number, boolean, day or None.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return neutralise(value)
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float):
        # Nine digits are all that there are (see rows); a power of ten is no number to every Excel.
        return f"{Decimal(f'{value:.9g}'):f}".replace(".", ",")
    return str(value)


def write_excel(path: Path, names: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write a table for the Dutch Excel.

    Args:
        path: The file.
        names: Names of the columns, as the table has them.
        rows: The rows.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, delimiter=DELIMITER, lineterminator=LINE_END)
        writer.writerow(names)
        writer.writerows([written(value) for value in row] for row in rows)
