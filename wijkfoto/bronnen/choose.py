"""Which rows of a table an indicator means: the members of each dimension but region and year.

It judges names and members; reading the rows is for whoever has them.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from wijkfoto.catalog import BY_TITLE, Indicator, Source

DIMENSIONS = ("Dimension", "GeoDimension", "GeoDetail", "TimeDimension")
"""What DataProperties calls a column that says what a row is about."""

Chosen = tuple[tuple[str, tuple[str, ...]], ...]
"""Dimensions and the members of each, by name: the figures of several are added."""


def chosen_members(source: Source, indicator: Indicator) -> Chosen:
    """Return what an indicator chooses; what it says itself wins over its source."""
    chosen: dict[str, tuple[str, ...]] = {}
    chosen |= {dimension: (member,) for dimension, member in source.keuze.items()}
    if indicator.bron:
        chosen |= {dimension: (member,) for dimension, member in indicator.bron.keuze.items()}
        chosen |= {dimension: tuple(some) for dimension, some in indicator.bron.optellen.items()}
    return tuple(sorted(chosen.items()))


def as_called(source: Source, dimension: str, dimensions: Collection[str]) -> str:
    """Return what a table calls a dimension of the catalog; the same where it has no name of it.

    Args:
        source: The series, with the other names that its tables give.
        dimension: The name in the catalog.
        dimensions: Names of the dimensions of the table.
    """
    names = (dimension, *source.ook_genoemd.get(dimension, ()))
    return next((name for name in names if name in dimensions), dimension)


def chosen_in(source: Source, indicator: Indicator, dimensions: Collection[str]) -> Chosen:
    """Return what an indicator chooses, in the names of the dimensions of one table."""
    return tuple(
        sorted(
            (as_called(source, dimension, dimensions), members)
            for dimension, members in chosen_members(source, indicator)
        )
    )


def table_dimensions(properties: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the names of the dimensions of a table, region and year among them."""
    return {str(row["Key"]) for row in properties if row.get("Type") in DIMENSIONS}


def choice_fault(source: Source, dimensions: set[str], chosen: Chosen) -> str:
    """Say why a choice leaves rows that mean several things, or names what is not there; or ""."""
    chosen_names = {dimension for dimension, _ in chosen}
    given = {name for name in (source.region_dimension, source.year_column) if name}
    left_open = sorted(dimensions - given - chosen_names)
    absent = sorted((chosen_names | given) - dimensions)
    if not left_open and not absent:
        return ""
    problems = [
        f"{problem} {', '.join(names)}"
        for problem, names in (
            ("does not choose from", left_open),
            ("speaks of what is not there:", absent),
        )
        if names
    ]
    listed = ", ".join(sorted(dimensions)) or "none"
    return f"keuze {' and '.join(problems)}. Dimensions: {listed}."


def is_by_title(member: str) -> bool:
    """Say whether a member is named by its title, because nobody saw its key."""
    return member.startswith(BY_TITLE)


def find_key(member: str, members: Iterable[Mapping[str, Any]]) -> str | None:
    """Return the key of a member as the service writes it, padding and all; None if it has none.

    Args:
        member: A key without padding, or `titel: ` and a title.
        members: Rows of the dimension. Of two with one title neither is meant.
    """
    if not is_by_title(member):
        return next(
            (str(row.get("Key")) for row in members if _plain(row.get("Key")) == member), None
        )
    title = member.removeprefix(BY_TITLE)
    found = [str(row.get("Key")) for row in members if _plain(row.get("Title")) == title]
    return found[0] if len(found) == 1 else None


def member_fault(dimension: str, member: str, members: Iterable[Mapping[str, Any]]) -> str:
    """Say that a dimension lacks a member, with those it has; or ""."""
    rows = list(members)
    if find_key(member, rows) is not None:
        return ""
    field = "Title" if is_by_title(member) else "Key"
    listed = ", ".join(sorted({_plain(row.get(field)) for row in rows}))
    return f"Dimension {dimension} has no member {member}. Members: {listed}."


def _plain(text: object) -> str:
    return " ".join(str(text).split())
