"""Places that lie far outside the wijk that their row names, told where the shapes are known.

Whether a place lies in the Netherlands at all is judged in `place`.
"""

from collections.abc import Iterable, Mapping

from shapely import Point
from shapely.geometry.base import BaseGeometry

from wijkfoto.lokaal.entries import Entry

FAR = 1_500.0
"""Metres that a place may lie outside its wijk; further away the wijk would be a dot on its map."""


def far_places(entries: Iterable[Entry], shapes: Mapping[str, BaseGeometry]) -> list[str]:
    """Say which places lie far outside the wijk that their row names: a slip, or another wijk.

    Args:
        entries: What was heard; those without a place, or without a shape of their wijk, are left.
        shapes: Shape of each wijk (EPSG:28992).
    """
    said = []
    for entry in entries:
        place, shape = entry.place, shapes.get(entry.region_code)
        if place is None or place.x is None or place.y is None or shape is None:
            continue
        off = shape.distance(Point(place.x, place.y))
        if off > FAR:
            said.append(
                f"{entry.where}: the place lies {max(1, round(off / 1000))} km outside "
                f"{entry.region_code} and will not be on its map. Look at the coordinates and at "
                "the code of the wijk."
            )
    return said
