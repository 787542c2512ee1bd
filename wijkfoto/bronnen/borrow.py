"""Codes for an export without them, taken from an export of the same table that has them.

Names are never keys: rows are paired by their order, or by name together with every figure that
both files hold, and only where that leaves one way.
"""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from wijkfoto.bronnen.export import Export
from wijkfoto.errors import SourceError

Filled = tuple[Export, pd.DataFrame]
"""An export with its figures."""


def with_codes(bare: Filled, others: Iterable[Filled]) -> tuple[Filled, int]:
    """Give an export the codes of another one.

    Args:
        bare: The export without codes, and its figures.
        others: Exports of the same table with codes, and their figures.

    Returns:
        The export with codes, only the rows that got one, and how many rows got none.

    Raises:
        SourceError: If no other export tells which region a row is.
    """
    export, numbers = bare
    best: list[str | None] = []
    for other in others:
        found = _paired(bare, other)
        if _known(found) > _known(best):
            best = found
    if not _known(best):
        raise SourceError(
            "The file names regions but has no codes, and no other file of this table tells which "
            "regions its rows are.",
            where=export.name,
            next_step="Export it again with the column Codering (code), or put an export of the "
            "same table with that column beside it.",
        )
    kept = [n for n, code in enumerate(best) if code is not None]
    coded = replace(
        export,
        lines=tuple(export.lines[n] for n in kept),
        codes=tuple(code for code in best if code is not None),
        names=tuple(export.names[n] for n in kept),
        gemeenten=tuple(export.gemeenten[n] for n in kept),
        years=tuple(export.years[n] for n in kept),
    )
    return (coded, numbers.iloc[kept].reset_index(drop=True)), len(best) - len(kept)


def _known(codes: list[str | None]) -> int:
    return sum(code is not None for code in codes)


def _paired(bare: Filled, other: Filled) -> list[str | None]:
    export, numbers = bare
    coded, coded_numbers = other
    shared = sorted({str(name) for name in numbers} & {str(name) for name in coded_numbers})
    here = _rows(export, numbers, shared)
    there = _rows(coded, coded_numbers, shared)
    if here == there:
        return list(coded.codes)
    if not shared:
        return []
    codes: dict[tuple[object, ...], str | None] = {}
    for row, code in zip(there, coded.codes, strict=True):
        codes[row] = None if row in codes else code
    twice = {row for row in here if here.count(row) > 1} if len(here) < len(there) else set()
    return [None if row in twice else codes.get(row) for row in here]


def _rows(export: Export, numbers: pd.DataFrame, shared: list[str]) -> list[tuple[object, ...]]:
    """Return what can be compared of each row: its name and the figures that both files hold."""
    values = numbers[shared].astype(object).where(numbers[shared].notna(), None)
    return [
        (name, *row)
        for name, row in zip(export.names, values.itertuples(index=False, name=None), strict=True)
    ]
