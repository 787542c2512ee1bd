"""Exports made of a served table: the same figures as StatLine, R and a spreadsheet write them.

Only for tests of reading; titles, units and groups come from the DataProperties of the table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from wijkfoto.bronnen.bind import TableColumn, table_columns
from wijkfoto.sample import ServedTable

Rows = list[list[object]]


@dataclass(frozen=True)
class Layout:
    """How an export is written."""

    delimiter: str = ";"
    end: str = "\r\n"
    encoding: str = "utf-8-sig"
    decimal: str = "."
    missing: str = "       ."
    quoted: bool = True
    label: Callable[[TableColumn], str] = lambda c: "/".join((*c.path, c.title)) + f" ({c.unit})"
    numbered: bool = False


def r_label(column: TableColumn) -> str:
    """Return a title as R mangles it."""
    title = "/".join((*column.path, column.title)) + f" ({column.unit})"
    return "".join(sign if sign.isalpha() or sign in "0123456789" else "." for sign in title)


FLAG = "IndelingswijzigingWijkenEnBuurten"
"""The one column of codes that figures are made of; the service gives it as text."""

STATLINE = Layout()
RESAVED = Layout(decimal=",", missing="\u00a0.", quoted=False, end="\n", encoding="cp1252")
IN_R = Layout(delimiter=",", missing="NA", label=r_label, numbered=True, encoding="utf-8")
LAYOUTS = {"statline": STATLINE, "resaved": RESAVED, "in_r": IN_R}


def export(
    table: ServedTable,
    layout: Layout = STATLINE,
    *,
    only: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
) -> bytes:
    """Return a table as an export.

    Args:
        table: The served table.
        layout: How to write it.
        only: Stems of the columns to take; None for all figures.
        codes: Region codes of the rows to take; None for all.
    """
    columns = [c for c in table_columns(table.properties) if _is_figure(table, c)]
    if only is not None:
        columns = [c for c in columns if c.stem in only]
    names = {m["Key"]: m["Title"] for m in table.dimensions["WijkenEnBuurten"]}
    rows = table.rows
    if codes is not None:
        rows = rows[rows["WijkenEnBuurten"].str.strip().isin(codes)]
    code = TableColumn("", "Codering", "Codering", "code", ("Regioaanduiding",))
    header = [layout.label(column) for column in (code, *columns)]
    first = "Wijken.en.buurten" if layout.numbered else "Wijken en buurten"
    lines: list[list[str]] = [[first, *header]]
    for record in rows.to_dict("records"):
        key = record["WijkenEnBuurten"]
        figures = [_written(record[c.key], layout) for c in columns]
        lines.append([str(names.get(key, "")), str(key), *figures])
    if layout.numbered:
        lines = [["" if n == 0 else str(n), *line] for n, line in enumerate(lines)]
    return "".join(
        layout.delimiter.join(_cell(text, layout) for text in line) + layout.end for line in lines
    ).encode(layout.encoding)


def _is_figure(table: ServedTable, column: TableColumn) -> bool:
    return pd.api.types.is_numeric_dtype(table.rows[column.key]) or column.stem == FLAG


def _written(value: object, layout: Layout) -> str:
    if pd.isna(value) or str(value).strip() in ("", "."):
        return layout.missing
    text = f"{float(value):.10g}"  # type: ignore[arg-type]
    return text.replace(".", layout.decimal)


def _cell(text: str, layout: Layout) -> str:
    if layout.quoted or layout.delimiter in text:
        return '"' + text.replace('"', '""') + '"'
    return text
