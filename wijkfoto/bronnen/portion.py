"""The portion of a table that a run asks for: some members of its dimensions, and some years.

A table of every kind of crime has a hundred times the rows that figures read; so the service leaves
out the others. What a figure does with the rows that come is for the warehouse.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from math import prod
from typing import Any

from wijkfoto.bronnen.choose import as_called, chosen_members, find_key, member_fault
from wijkfoto.catalog import Indicator, Source, SourceTable, years_of
from wijkfoto.errors import SourceError

WHOLE_YEAR = "JJ00"
"""How a period that is a whole year ends: 2020JJ00, beside 2020MM01 or 2020KW01."""

Members = Mapping[str, list[dict[str, Any]]]
"""Rows of a dimension, by its name."""


class UnfitError(SourceError):
    """The table does not have what the catalog asks of it, or gives another number of rows."""


@dataclass(frozen=True)
class Portion:
    """What is asked of a table, in the words of the catalog.

    Attributes:
        members: Members by dimension, both in the order of their names.
        year_column: Dimension of the periods; None where the table has one year.
        years: The years that are asked for.
    """

    members: tuple[tuple[str, tuple[str, ...]], ...]
    year_column: str | None
    years: tuple[int, ...]

    @property
    def mark(self) -> str:
        """Eight hexadecimal digits that differ when something else is asked for."""
        asked = json.dumps([self.members, self.year_column, self.years])
        return hashlib.sha256(asked.encode()).hexdigest()[:8]

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Dimensions whose members must be known before the question can be put."""
        given = (self.year_column,) if self.year_column else ()
        return (*(dimension for dimension, _ in self.members), *given)

    def as_called(self, source: Source, dimensions: Collection[str]) -> "Portion":
        """Return the same question in the names that one table gives its dimensions."""
        members = ((as_called(source, name, dimensions), some) for name, some in self.members)
        return replace(self, members=tuple(members))

    def keys(self, lists: Members, where: str) -> dict[str, tuple[str, ...]]:
        """Return the keys to ask for by dimension, with the padding that the service uses.

        Members that one list lacks are left out: the figures that mean them are then missing, which
        loading tells.

        Args:
            lists: Rows of each of `dimensions`.
            where: What an error names.

        Raises:
            UnfitError: If of a dimension none is there.
        """
        found = {
            dimension: _keys(dimension, members, lists[dimension], where)
            for dimension, members in self.members
        }
        if self.year_column:
            periods = tuple(f"{year}{WHOLE_YEAR}" for year in self.years)
            found[self.year_column] = _keys(
                self.year_column, periods, lists[self.year_column], where
            )
        return found


def portion_of(
    source: Source, table: SourceTable, indicators: Iterable[Indicator], window: range
) -> Portion | None:
    """Return what a run asks of a table; None where the whole table is fetched.

    Args:
        source: The series.
        table: The table.
        indicators: All indicators of the catalog.
        window: Years of the run.
    """
    if not source.gefilterd:
        return None
    members: dict[str, set[str]] = {}
    for indicator in indicators:
        if indicator.source_id == source.source_id:
            for dimension, some in chosen_members(source, indicator):
                members.setdefault(dimension, set()).update(some)
    return Portion(
        tuple((dimension, tuple(sorted(members[dimension]))) for dimension in sorted(members)),
        source.year_column,
        tuple(years_of(table, window)) if source.year_column else (),
    )


def _keys(
    dimension: str, members: tuple[str, ...], rows: list[dict[str, Any]], where: str
) -> tuple[str, ...]:
    found = [find_key(member, rows) for member in members]
    keys = tuple(dict.fromkeys(key for key in found if key is not None))
    if not keys:
        raise UnfitError(
            member_fault(dimension, members[0], rows),
            where=where,
            next_step="Run `wijkfoto check --live`, and mend keuze in catalog/indicators.yaml.",
        )
    return keys


def filter_text(keys: Mapping[str, tuple[str, ...]]) -> str:
    """Return the condition in OData, which v3 and v4 share: one of the keys of each dimension."""
    return " and ".join(
        f"({' or '.join(f'{dimension} eq {_quoted(key)}' for key in some)})"
        for dimension, some in keys.items()
    )


def _quoted(key: str) -> str:
    doubled = key.replace("'", "''")
    return f"'{doubled}'"


def expected_rows(keys: Mapping[str, tuple[str, ...]], regions: int) -> int:
    """Return how many rows must come: v3 gives a row for every combination, also without a figure.

    RecordCount is about the whole table, and counting at the service is said to be unreliable.
    """
    return regions * prod(len(some) for some in keys.values())
