"""Binding: which column of a table an indicator means, by stem, unit and group path.

Numbers behind a column name shift from year to year and stems repeat inside a table, so a
position or a title is never trusted; no match or two is an error that lists the candidates.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from wijkfoto.bronnen.stem import stem_of_title
from wijkfoto.catalog import Column, Indicator
from wijkfoto.errors import BindingError

_SUFFIX = re.compile(r"_\d+$")


@dataclass(frozen=True)
class TableColumn:
    """A column of a table: key `AantalInwoners_5`, stem `AantalInwoners`, its unit and path."""

    key: str
    stem: str
    title: str
    unit: str
    path: tuple[str, ...]

    def __str__(self) -> str:
        """Show a candidate in an error message."""
        return f"{self.key} [{' > '.join(self.path) or 'no group'}; {self.unit or 'no unit'}]"


def _clean(text: object) -> str:
    return " ".join(str(text).replace("\u00a0", " ").split()) if isinstance(text, str) else ""


def _stem(row: Mapping[str, Any]) -> str:
    """Read the stem from the key; a measure of v4 has an opaque one, so there the title tells."""
    if "Identifier" in row:
        return stem_of_title(_clean(row.get("Title")))
    return _SUFFIX.sub("", row["Key"])


def table_columns(properties: Iterable[Mapping[str, Any]]) -> list[TableColumn]:
    """Read DataProperties rows into columns, each with the titles of the groups it lies in."""
    rows = list(properties)
    groups = {row.get("ID"): row for row in rows if row.get("Type") == "TopicGroup"}

    def path(row: Mapping[str, Any]) -> tuple[str, ...]:
        titles: list[str] = []
        group = groups.get(row.get("ParentID"))
        while group is not None and len(titles) < len(groups):  # groups may name each other
            titles.insert(0, _clean(group.get("Title")))
            group = groups.get(group.get("ParentID"))
        return tuple(titles)

    return [
        TableColumn(
            key=row["Key"],
            stem=_stem(row),
            title=_clean(row.get("Title")),
            unit=_clean(row.get("Unit")),
            path=path(row),
        )
        for row in rows
        if row.get("Type") == "Topic" and row.get("Key")
    ]


def find_column(wanted: Column, columns: Iterable[TableColumn], where: str) -> TableColumn | None:
    """Return the one column that fits, or None when no column carries the stem at all.

    Args:
        wanted: Stem, unit and end of the group path.
        columns: The columns of the table.
        where: Table and year, for the message.

    Raises:
        BindingError: If columns carry the stem but none fits, or if more than one fits.
    """
    candidates = [column for column in columns if column.stem in wanted.stem]
    if not candidates:
        return None
    fitting = [c for c in candidates if c.unit == _clean(wanted.eenheid) and _in_group(wanted, c)]
    if len(fitting) == 1:
        return fitting[0]
    listed = "; ".join(str(column) for column in candidates)
    problem = "no column fits" if not fitting else f"{len(fitting)} columns fit"
    raise BindingError(
        f"For stem {' / '.join(wanted.stem)} {problem}. Candidates: {listed}.",
        where=where,
        next_step="Mend stem, eenheid or groep in catalog/indicators.yaml.",
    )


def _in_group(wanted: Column, column: TableColumn) -> bool:
    group = tuple(_clean(title) for title in wanted.groep)
    return not group or column.path[-len(group) :] == group


def _nearest(wanted: Column, columns: list[TableColumn]) -> str:
    """List the columns with a name like it: a measure may have been renamed."""
    stems = [column.stem for column in columns]
    near = [s for stem in wanted.stem for s in get_close_matches(stem, stems, n=3)]
    found = [str(column) for column in columns if column.stem in near]
    return f" Candidates: {'; '.join(found)}." if found else ""


def bind_table(
    indicators: Iterable[Indicator],
    columns: list[TableColumn],
    *,
    table_id: str,
    peiljaar: int | None,
    required: bool,
) -> dict[str, TableColumn]:
    """Bind every indicator that this table should hold.

    Args:
        indicators: Indicators of the source of this table.
        columns: The columns of the table.
        table_id: Table, for the message.
        peiljaar: Year of the table; None when it holds several.
        required: Whether a missing stem is an error (the kerncijfers of the peiljaar) or only
            means that the figure was not published.

    Returns:
        Column by indicator id, for those found.

    Raises:
        BindingError: On no match in a required table, or on two matches in any.
    """
    bound: dict[str, TableColumn] = {}
    for indicator in indicators:
        wanted = indicator.bron
        if wanted is None or (peiljaar is not None and not wanted.covers(peiljaar)):
            continue
        where = f"{table_id} ({peiljaar or 'all years'}), indicator {indicator.indicator_id}"
        column = find_column(wanted, columns, where)
        if column is not None:
            bound[indicator.indicator_id] = column
        elif required:
            raise BindingError(
                f"No column carries stem {' / '.join(wanted.stem)}.{_nearest(wanted, columns)}",
                where=where,
                next_step="Mend the stem in catalog/indicators.yaml, or give it a year (tot).",
            )
    return bound
