"""Which wijken lie beside each other, and how long their shared border is.

Where the map gives no answer a stated fallback does; joining wijken is `areas`' work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from wijkfoto.advice.numbers import Floats

MADE_UP = 1e-6
"""Length in metres of a border that a fallback made up: any real border is longer."""


@dataclass(frozen=True)
class Neighbours:
    """The wijken of one gemeente as a network.

    Attributes:
        borders: (W, W) length of the shared border in metres, symmetric; 0 = not beside each other.
        shapes: Geometry per wijk, None where there is none.
        fallbacks: Wijk position -> text name of the fallback (geen_kaart, geen_vorm, geen_buur).
    """

    borders: Floats
    shapes: tuple[shapely.Geometry | None, ...]
    fallbacks: dict[int, str]


def neighbours(codes: Sequence[str], shapes: gpd.GeoDataFrame | None) -> Neighbours:
    """Return the network of some wijken.

    A wijk without a shape is tied to the wijken before and after it in order of code; a group of
    wijken that touches no other is tied to the nearest by centroid.

    Args:
        codes: Wijk codes in order.
        shapes: region_code and geometry in EPSG:28992, or None.
    """
    found = _geometries(codes, shapes)
    mapped = [position for position, shape in enumerate(found) if shape is not None]
    borders = _shared_borders(found, mapped)
    fallbacks = _tie_groups(borders, found, mapped)
    for position in range(len(codes)):
        if found[position] is None:
            fallbacks[position] = "geen_vorm" if mapped else "geen_kaart"
            for other in (position - 1, position + 1):
                if 0 <= other < len(codes):
                    borders[position, other] = borders[other, position] = MADE_UP
    return Neighbours(borders, tuple(found), fallbacks)


def _geometries(
    codes: Sequence[str], shapes: gpd.GeoDataFrame | None
) -> list[shapely.Geometry | None]:
    if shapes is None:
        return [None] * len(codes)
    by_code = dict(zip(shapes["region_code"], shapes.geometry, strict=True))
    found = [by_code.get(code) for code in codes]
    return [
        shapely.make_valid(shape) if shape is not None and not shape.is_empty else None
        for shape in found
    ]


def _shared_borders(found: list[shapely.Geometry | None], mapped: list[int]) -> Floats:
    """Measure what two shapes share; where they overlap a little, the rim of the overlap."""
    borders = np.zeros((len(found), len(found)))
    if len(mapped) < 2:
        return borders
    geometries = np.array([found[position] for position in mapped], dtype=object)
    left, right = shapely.STRtree(geometries).query(geometries, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    lengths = shapely.length(shapely.intersection(geometries[left], geometries[right]))
    position = np.array(mapped)
    borders[position[left], position[right]] = lengths
    borders[position[right], position[left]] = lengths
    return borders


def _groups(borders: Floats, members: list[int]) -> list[list[int]]:
    """Return the connected groups among some positions, each sorted, in order of first member."""
    left, groups = set(members), []
    while left:
        group, frontier = set(), {min(left)}
        while frontier:
            group |= frontier
            touching = (borders[sorted(frontier)] > 0).any(axis=0)
            frontier = (set(np.flatnonzero(touching).tolist()) & left) - group
        groups.append(sorted(group))
        left -= group
    return groups


def _tie_groups(
    borders: Floats, found: list[shapely.Geometry | None], mapped: list[int]
) -> dict[int, str]:
    """Tie each separate group to the nearest wijk outside it; return who was tied."""
    fallbacks: dict[int, str] = {}
    centres = {p: shapely.get_coordinates(shapely.centroid(found[p]))[0] for p in mapped}
    while len(groups := _groups(borders, mapped)) > 1:
        group = min(groups, key=lambda g: (len(g), g[0]))
        outside = [p for p in mapped if p not in group]
        distance = [
            (float(np.hypot(*(centres[a] - centres[b]))), a, b) for a in group for b in outside
        ]
        _, a, b = min(distance)
        borders[a, b] = borders[b, a] = MADE_UP
        fallbacks[a] = "geen_buur"
    return fallbacks
