"""Places that are open to all in a wijk: a numbered list, and a drawing where they are known.

The list says everything that the drawing does; a place without coordinates stands only there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from wijkfoto.lokaal import FAR
from wijkfoto.site import format as fmt
from wijkfoto.site.desk import Desk
from wijkfoto.site.maps import valid_shapes
from wijkfoto.site.rows_heard import Entry

SIZE = 340.0
"""Longest side of the drawing, in units; about the pixels of a phone."""
MARGIN = 14.0
SMOOTH = 0.8
HIGH, PER_SIGN, PADDING = 22.0, 7.0, 9.0
"""Height of a dot, and the width that its numbers take."""
Group = tuple[list[int], float, float]
"""Numbers that share a dot, and its place in units."""


@dataclass(frozen=True)
class PublicPlace:
    """One place: its number on the drawing, what kind it is, and whether it is drawn.

    Attributes:
        ver: Whether it is not drawn because it was given a spot far outside the wijk.
    """

    nummer: int
    naam: str
    soort: str
    getekend: bool
    ver: bool


@dataclass(frozen=True)
class Dot:
    """A place on the drawing, or several close together; `breed` is its width in units."""

    nummers: str
    x: str
    y: str
    breed: str


@dataclass(frozen=True)
class PlaceMap:
    """The wijk with its neighbours around it, and the places."""

    width: str
    height: str
    buren: tuple[str, ...]
    wijk: str
    punten: tuple[Dot, ...]


@dataclass(frozen=True)
class Places:
    """The places of a wijk; the drawing only when one of them can be drawn."""

    lijst: tuple[PublicPlace, ...]
    kaart: PlaceMap | None


def places(desk: Desk, code: str) -> Places:
    """Return the places of a wijk, by kind and name."""
    order = list(desk.texts.node("namen.velden"))
    entries = sorted(
        (e for e in desk.tables.qualitative.get(code, ()) if e.consent and e.plek),
        key=lambda e: (order.index(e.field), fmt.name_key(e.plek or ""), e.entry_id),
    )
    unique = list({(e.field, e.plek, e.x, e.y): e for e in reversed(entries)}.values())[::-1]
    drawing, drawn, far = _drawing(desk, code, unique)
    listed = tuple(
        PublicPlace(
            number,
            entry.plek or "",
            desk.texts.name("plekken", entry.field),
            number in drawn,
            number in far,
        )
        for number, entry in enumerate(unique, start=1)
    )
    return Places(listed, drawing)


def _drawing(
    desk: Desk, code: str, entries: Sequence[Entry]
) -> tuple[PlaceMap | None, frozenset[int], frozenset[int]]:
    """Return the drawing, the numbers that are on it, and those that lie too far away."""
    shapes = {w.region_code: w.geometry for w in desk.tables.wijken if w.geometry is not None}
    if code not in shapes:
        return None, frozenset(), frozenset()
    outlines = dict(zip(shapes, valid_shapes(list(shapes.values())), strict=True))
    own = outlines[code]
    points = {
        number: shapely.Point(entry.x, entry.y)
        for number, entry in enumerate(entries, start=1)
        if entry.x is not None and entry.y is not None
    }
    near = {number: p for number, p in points.items() if own.distance(p) <= FAR}
    far = frozenset(points) - frozenset(near)
    if not near:
        return None, frozenset(), far
    frame = _Frame(shapely.union_all([own, *near.values()]).bounds)
    around = [
        path for other, shape in outlines.items() if other != code and (path := frame.path(shape))
    ]
    return (
        PlaceMap(
            f"{frame.width:.0f}",
            f"{frame.height:.0f}",
            tuple(around),
            frame.path(own),
            _dots(frame, near),
        ),
        frozenset(near),
        far,
    )


class _Frame:
    """From metres to the units of the drawing, north up."""

    def __init__(self, bounds: tuple[float, float, float, float]) -> None:
        self.x_min, y_min, x_max, self.y_max = bounds
        wide, high = x_max - self.x_min, self.y_max - y_min
        self.scale = (SIZE - 2 * MARGIN) / max(wide, high, 1.0)
        self.width, self.height = wide * self.scale + 2 * MARGIN, high * self.scale + 2 * MARGIN

    def place(self, points: np.ndarray) -> np.ndarray:
        """Return places in units."""
        return np.column_stack(
            [
                (points[:, 0] - self.x_min) * self.scale + MARGIN,
                (self.y_max - points[:, 1]) * self.scale + MARGIN,
            ]
        )

    def path(self, shape: BaseGeometry) -> str:
        """Return the path of the part of a shape that lies on the drawing; empty when none does."""
        moved = shapely.transform(shape, self.place)
        inside = shapely.clip_by_rect(moved, 0, 0, self.width, self.height)
        simple = shapely.simplify(inside, SMOOTH)
        rings = [
            np.asarray(ring.coords)[:-1]
            for part in shapely.get_parts(simple)
            if shapely.get_type_id(part) == shapely.GeometryType.POLYGON and not part.is_empty
            for ring in (part.exterior, *part.interiors)
        ]
        return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "z" for ring in rings)


def _dots(frame: _Frame, near: dict[int, shapely.Point]) -> tuple[Dot, ...]:
    """Return a dot per place; places so near that their dots would overlap share one."""
    groups: list[Group] = []
    for number, point in near.items():
        ((x, y),) = frame.place(np.array([[point.x, point.y]]))
        groups.append(([number], float(x), float(y)))
    while (pair := _overlapping(groups)) is not None:
        other, one = groups.pop(pair[1]), groups.pop(pair[0])
        groups.append(_together(one, other))
    return tuple(
        Dot(fmt.number_ranges(numbers), f"{x:.1f}", f"{y:.1f}", f"{_width(numbers):.0f}")
        for numbers, x, y in sorted(groups)
    )


def _together(one: Group, other: Group) -> Group:
    """Return one dot for two, in the middle of their places."""
    share = len(one[0]) / (len(one[0]) + len(other[0]))
    x, y = (a * share + b * (1 - share) for a, b in zip(one[1:], other[1:], strict=True))
    return sorted(one[0] + other[0]), x, y


def _overlapping(groups: Sequence[Group]) -> tuple[int, int] | None:
    """Return two groups whose dots overlap; None when all stand free."""
    for (i, one), (j, other) in combinations(enumerate(groups), 2):
        room = (_width(one[0]) + _width(other[0])) / 2
        if abs(one[1] - other[1]) < room and abs(one[2] - other[2]) < HIGH:
            return i, j
    return None


def _width(numbers: list[int]) -> float:
    return max(HIGH, PER_SIGN * len(fmt.number_ranges(numbers)) + PADDING)
