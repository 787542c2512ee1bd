"""Which rows of a table an indicator means: one member of each dimension but region and year.

It judges names and members; reading the rows is for whoever has them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from wijkfoto.catalog import Indicator, Source

DIMENSIONS = ("Dimension", "GeoDimension", "GeoDetail", "TimeDimension")
"""What DataProperties calls a column that says what a row is about."""

Chosen = tuple[tuple[str, str], ...]
"""Dimensions and the member of each, in the order of their names."""


def chosen_members(source: Source, indicator: Indicator) -> Chosen:
    """Return what an indicator chooses; what it says itself wins over its source."""
    own = indicator.bron.keuze if indicator.bron else {}
    return tuple(sorted({**source.keuze, **own}.items()))


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


def member_fault(dimension: str, member: str, members: Iterable[object]) -> str:
    """Say that a dimension lacks a member, with those it has; or ""."""
    keys = sorted({str(key).strip() for key in members})
    if member in keys:
        return ""
    return f"Dimension {dimension} has no member {member}. Members: {', '.join(keys)}."
