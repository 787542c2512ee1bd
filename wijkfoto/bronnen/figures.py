"""The figures of an export as numbers, and what is missing in the country because rows are broken.

Reads cells by the style of their file; statuses and bounds come later, in SQL.
"""

import math
from collections.abc import Mapping, Set

import pandas as pd

from wijkfoto.bronnen.export import Export
from wijkfoto.bronnen.numerals import Cell, Style, clean, style_of, to_number
from wijkfoto.errors import SourceError
from wijkfoto.regio import LAND, Level, level_or_none, strip_code

INWONERS = "inwoners"
"""The indicator by which the country is compared with its gemeenten."""

_NO_STEP = 1e-6
"""Part of a step within which a double still stands for the rounded figure."""

_NEARLY_WHOLE = 0.9
"""Least share of the country in its gemeenten for the rest to be a shortfall, not a selection."""


def figures(export: Export, bound: dict[str, int]) -> pd.DataFrame:
    """Return the figures of the bound columns.

    Args:
        export: The export.
        bound: Position of the column of each indicator.

    Returns:
        One row per row of the export, one column per indicator; NaN where there is no figure.

    Raises:
        SourceError: If a cell is neither a number nor a missing symbol, or the style is in doubt.
    """
    style = style_of(
        (line.cells[position] for line in export.lines for position in bound.values()),
        export.name,
    )
    return pd.DataFrame(
        {name: _numbers(export, position, style) for name, position in bound.items()},
        index=pd.RangeIndex(len(export.lines)),
        dtype="float64",
    )


def _numbers(export: Export, position: int, style: Style) -> list[float | None]:
    known: dict[Cell, float | None] = {}
    numbers: list[float | None] = []
    for line in export.lines:
        cell = line.cells[position]
        if cell not in known:
            try:
                known[cell] = to_number(cell, style)
            except ValueError as error:
                raise SourceError(
                    f"'{clean(str(cell))}' is neither a number nor a missing symbol.",
                    where=f"{export.name}, line {line.number}, {export.header.labels[position]}",
                    next_step="Mend that cell, or export the file again.",
                ) from error
        numbers.append(known[cell])
    return numbers


def refuse_impossible(
    export: Export, bound: dict[str, int], numbers: pd.DataFrame, positive: Set[str]
) -> None:
    """Refuse a number below 0 where none can be, such as of people or homes.

    Args:
        export: The export.
        bound: Position of the column of each indicator.
        numbers: Its figures.
        positive: Indicators that are never below 0.

    Raises:
        SourceError: Names the first such cell.
    """
    for name in sorted(positive & set(numbers.columns)):
        below = numbers.index[numbers[name] < 0]
        if len(below):
            line = export.lines[below[0]]
            raise SourceError(
                f"'{clean(str(line.cells[bound[name]]))}' is below 0, which this figure never is.",
                where=f"{export.name}, line {line.number}, {export.header.labels[bound[name]]}",
                next_step="Mend that cell, or export the file again.",
            )


def refuse_fractions(
    export: Export, bound: dict[str, int], numbers: pd.DataFrame, steps: Mapping[str, float]
) -> None:
    """Refuse shares from 0 to 1 where per cent belongs, as Excel keeps a cell that shows 40%.

    Low shares may be right; finer than the publisher rounds they are not.

    Args:
        export: The export.
        bound: Position of the column of each indicator.
        numbers: Its figures.
        steps: To how much the publisher rounds each share, in points of per cent.

    Raises:
        SourceError: Names the first cell that is too fine, of a column without a figure above 1.
    """
    for name in sorted(steps.keys() & set(numbers.columns)):
        filled = numbers[name].dropna()
        if filled.empty or filled.max() > 1:
            continue
        rounded = (filled / steps[name]).round() * steps[name]
        finer = filled.index[(filled - rounded).abs() > _NO_STEP * steps[name]]
        if len(finer):
            line = export.lines[finer[0]]
            raise SourceError(
                f"'{clean(str(line.cells[bound[name]]))}' is a share from 0 to 1, as all of its "
                "column; this figure is in per cent.",
                where=f"{export.name}, line {line.number}, {export.header.labels[bound[name]]}",
                next_step="Give 40 for 40%: a cell that Excel shows as a percentage holds 0.4.",
            )


def land_inwoners(export: Export, numbers: pd.DataFrame) -> int | None:
    """Return the inhabitants of the country; None when the file does not hold them."""
    if INWONERS not in numbers or not export.codes:
        return None
    at_land = [value for code, value in _by_code(export, numbers) if code == LAND]
    return int(at_land[0]) if at_land and not math.isnan(at_land[0]) else None


def shortfall(export: Export, numbers: pd.DataFrame) -> int | None:
    """Return how many inhabitants the gemeenten of the file lack against its country.

    None when the file does not hold the country and nearly all of its gemeenten.
    """
    land = land_inwoners(export, numbers)
    if land is None:
        return None
    parts = [v for code, v in _by_code(export, numbers) if level_or_none(code) is Level.GEMEENTE]
    total = int(sum(value for value in parts if not math.isnan(value)))
    return land - total if total >= _NEARLY_WHOLE * land else None


def _by_code(export: Export, numbers: pd.DataFrame) -> list[tuple[str, float]]:
    codes = map(strip_code, export.codes)
    return list(zip(codes, numbers[INWONERS].tolist(), strict=True))


def remarks(export: Export, numbers: pd.DataFrame) -> list[str]:
    """Say what was left out of a file, in one sentence each."""
    said = []
    if export.broken:
        lines = export.broken.lines
        said.append(
            f"{export.name}: {len(lines)} broken rows were left out, the first at line {lines[0]} "
            f"({export.broken.first})."
        )
        lacking = shortfall(export, numbers)
        if lacking:
            said.append(
                f"{export.name}: the gemeenten lack {lacking:,} inhabitants against the country."
            )
    if not any(export.names):
        said.append(
            f"{export.name}: it has no names of wijken, so the pages show codes where no other "
            "table names them. Export it with the column 'Wijken en buurten'."
        )
    if export.others:
        said.append(f"{export.name}: {export.others} rows of other regions were left out.")
    return said
