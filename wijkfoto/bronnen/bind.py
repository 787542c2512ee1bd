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
from wijkfoto.catalog import Column, Form, Indicator, SourceTable
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


@dataclass(frozen=True)
class Binding:
    """What came of binding: a column for each indicator found, and what was refused."""

    columns: dict[str, TableColumn]
    faults: tuple[BindingError, ...]


def find_column(
    wanted: Column, columns: Iterable[TableColumn], where: str, peiljaar: int | None = None
) -> TableColumn | None:
    """Return the one column that fits, or None when no column carries a stem of it at all.

    A column fits when stem, unit and the whole group path are those of one of its forms in that
    year. Another unit or group may be another measure under the same name, so it is refused.

    Args:
        wanted: The forms that the column may have, by year.
        columns: The columns of the table.
        where: Table and year, for the message.
        peiljaar: Year of the table; None when it holds several, or when any year will do.

    Raises:
        BindingError: If columns carry a stem but none fits, or if more than one fits.
    """
    forms = wanted.forms(peiljaar)
    stems = {form.stem for form in forms}
    candidates = [column for column in columns if column.stem in stems]
    if not candidates:
        return None
    fitting = [c for c in candidates if any(_fits(form, c) for form in forms)]
    if len(fitting) == 1:
        return fitting[0]
    listed = "; ".join(str(column) for column in candidates)
    problem = "no column fits" if not fitting else f"{len(fitting)} columns fit"
    raise BindingError(
        f"For stem {' / '.join(sorted(stems))} {problem}. Candidates: {listed}.",
        where=where,
        next_step="Mend stem, eenheid or groep in catalog/indicators.yaml.",
    )


def _fits(form: Form, column: TableColumn) -> bool:
    group = tuple(_clean(title) for title in form.groep)
    return (
        column.stem == form.stem
        and column.unit == _clean(form.eenheid)
        and (not group or column.path == group)
    )


def _nearest(wanted: Column, columns: list[TableColumn], peiljaar: int | None) -> str:
    """List the columns with a name like it: a measure may have been renamed."""
    stems = [column.stem for column in columns]
    near = [s for f in wanted.forms(peiljaar) for s in get_close_matches(f.stem, stems, n=3)]
    found = [str(column) for column in columns if column.stem in near]
    return f" Candidates: {'; '.join(found)}." if found else ""


def try_bind(
    indicators: Iterable[Indicator],
    columns: list[TableColumn],
    *,
    table: SourceTable,
    required: bool,
) -> Binding:
    """Bind every indicator that this table should hold, and say of the others why not.

    Args:
        indicators: Indicators of the source of this table.
        columns: The columns of the table.
        table: The table, for its year and for the message.
        required: Whether a missing stem is a fault (the kerncijfers of the peiljaar) or only means
            that the figure was not published.
    """
    bound: dict[str, TableColumn] = {}
    faults: list[BindingError] = []
    for indicator in indicators:
        wanted = indicator.bron
        if wanted is None or (table.peiljaar is not None and not wanted.covers(table.peiljaar)):
            continue
        where = f"{table.label}, indicator {indicator.indicator_id}"
        try:
            column = find_column(wanted, columns, where, table.peiljaar)
        except BindingError as fault:
            faults.append(fault)
            continue
        if column is not None:
            bound[indicator.indicator_id] = column
        elif required and not wanted.mag_ontbreken:
            faults.append(_missing(wanted, columns, where, table.peiljaar))
    return Binding(bound, tuple(faults))


def bind_table(
    indicators: Iterable[Indicator],
    columns: list[TableColumn],
    *,
    table: SourceTable,
    required: bool,
) -> dict[str, TableColumn]:
    """Bind as `try_bind` does; return the column by indicator id, for those found.

    Raises:
        BindingError: With every fault: no match in a required table, or two matches in any.
    """
    binding = try_bind(indicators, columns, table=table, required=required)
    if len(binding.faults) == 1:
        raise binding.faults[0]
    if binding.faults:
        raise BindingError(
            " ".join(f"{fault.where}: {fault.what}" for fault in binding.faults),
            where=f"{len(binding.faults)} indicators",
            next_step="Mend stem, eenheid or groep in catalog/indicators.yaml.",
        )
    return binding.columns


def _missing(
    wanted: Column, columns: list[TableColumn], where: str, peiljaar: int | None
) -> BindingError:
    stems = sorted({form.stem for form in wanted.forms(peiljaar)})
    return BindingError(
        f"No column carries stem {' / '.join(stems)}.{_nearest(wanted, columns, peiljaar)}",
        where=where,
        next_step="Mend the stem in catalog/indicators.yaml, or give it a year (tot).",
    )
