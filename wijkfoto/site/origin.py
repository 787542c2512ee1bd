"""Where the numbers of a page come from: one row each, and one explanation for equal figures.

The same figure of a wijk, its gemeente and the land shares its words, its sources and its query;
told once, the page stays small and the three are easy to compare.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wijkfoto.site.numbers import Origin, query_of_regions


@dataclass(frozen=True)
class OriginRow:
    """Where one number comes from.

    Attributes:
        origin: The number.
        bronnen: The numbers of its sources.
        waar: Its area, when other rows share the explanation; else empty.
        rijen: How many rows the explanation stands for; 0 when it stands with a row above.
        query: The query that gives every number of those rows.
    """

    origin: Origin
    bronnen: str
    waar: str
    rijen: int
    query: str


def origin_rows(origins: Sequence[Origin], bronnen: Sequence[str]) -> tuple[OriginRow, ...]:
    """Return the rows of one table, those that share an explanation together.

    Args:
        origins: The numbers, in order of appearance.
        bronnen: The numbers of the sources of each.
    """
    groups: dict[object, list[tuple[Origin, str]]] = {}
    for place, (origin, source) in enumerate(zip(origins, bronnen, strict=True)):
        groups.setdefault(_shared(origin) or place, []).append((origin, source))
    return tuple(row for members in groups.values() for row in _rows(members))


def _shared(origin: Origin) -> object:
    """Return what numbers have in common that share an explanation; None for one on its own."""
    if origin.table != "observation" or not origin.label.waar:
        return None
    key = origin.key
    return (
        key.item, key.jaar, origin.columns, origin.label.wat, origin.status, origin.snapshot_ids,
    )  # fmt: skip


def _rows(members: list[tuple[Origin, str]]) -> list[OriginRow]:
    if len(members) == 1:
        ((origin, source),) = members
        return [OriginRow(origin, source, "", 1, origin.query)]
    first = members[0][0]
    query = query_of_regions([origin.key for origin, _ in members], first.columns)
    return [
        OriginRow(origin, source, origin.label.waar, 0 if place else len(members), query)
        for place, (origin, source) in enumerate(members)
    ]
