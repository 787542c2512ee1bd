"""Shapes to small drawings: the wijken of a gemeente, simplified as one coverage.

Neighbours stay glued, because the whole coverage is simplified at once. Only outlines and places
of labels are made here; classes and words come from the context.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from wijkfoto.site.rows import Region

_log = logging.getLogger(__name__)

SIZE = 320.0
"""Width or height of the drawing in units, whichever is the larger; about the pixels of a phone."""
LABEL_ROOM = 6.5
"""A label needs a circle of this radius inside the shape."""
MAX_CHARS = 24_000
"""Largest length of all outlines together; above it the outlines are made coarser."""
FINEST, COARSEST, SMALL = 0.8, 16.0, 3.0
"""Tolerances of simplifying in units; a locator is drawn at a fifth of the size of a map."""


@dataclass(frozen=True)
class Outline:
    """A shape as it was published: its code, WKB in metres, and its year."""

    code: str
    geometry: bytes | None
    year: int | None

    @classmethod
    def of(cls, region: Region) -> "Outline":
        """Return the outline of a region."""
        return cls(region.region_code, region.geometry, region.geometry_year)


@dataclass(frozen=True)
class Shape:
    """One outline: the path of an SVG, with the place of its label."""

    code: str
    path: str
    x: str
    y: str
    has_room: bool


@dataclass(frozen=True)
class MapShapes:
    """The outlines of a gemeente in one frame.

    Attributes:
        width: Width of the frame in units.
        height: Height of the frame in units.
        shapes: The outlines, in the order in which they were given.
        year: Year of the shapes; None when there are none.
        without_shape: Codes that have no shape.
    """

    width: str
    height: str
    shapes: tuple[Shape, ...]
    year: int | None
    without_shape: tuple[str, ...]


@dataclass(frozen=True)
class Locator:
    """A small drawing: the gemeente, and one wijk in it."""

    width: str
    height: str
    gemeente: str
    wijk: str


@dataclass(frozen=True)
class Ground:
    """The gemeente in coarse outline, with the shapes of its wijken in the same frame."""

    width: str
    height: str
    outline: str
    paths: dict[str, str]

    def locate(self, code: str) -> Locator | None:
        """Return the drawing of one wijk; None when it has no shape."""
        if code not in self.paths:
            return None
        return Locator(self.width, self.height, self.outline, self.paths[code])


def ground(outlines: Sequence[Outline]) -> Ground | None:
    """Return what the locators of the wijken of a gemeente share; None without shapes."""
    with_shape = [o for o in outlines if o.geometry is not None]
    if not with_shape:
        return None
    polygons = _fit(valid_shapes([o.geometry for o in with_shape]))
    coarse = shapely.coverage_simplify(polygons, SMALL)
    _, _, width, height = shapely.total_bounds(coarse)
    paths = {o.code: _path(shape) for o, shape in zip(with_shape, coarse, strict=True)}
    return Ground(f"{width:.0f}", f"{height:.0f}", _path(shapely.union_all(coarse)), paths)


def map_shapes(outlines: Sequence[Outline], most: int = MAX_CHARS) -> MapShapes:
    """Return outlines in one frame, simplified together.

    Args:
        outlines: The shapes, neighbours among them.
        most: Largest length of all paths together; above it they are made coarser.
    """
    with_shape = [o for o in outlines if o.geometry is not None]
    without = tuple(o.code for o in outlines if o.geometry is None)
    if not with_shape:
        return MapShapes("0", "0", (), None, without)
    polygons = _fit(valid_shapes([o.geometry for o in with_shape]))
    tolerance, paths = FINEST, _paths(polygons, FINEST)
    while sum(map(len, paths)) > most and tolerance < COARSEST:
        tolerance *= 2
        paths = _paths(polygons, tolerance)
    shapes = [
        _shape(o.code, polygon, path)
        for o, polygon, path in zip(with_shape, polygons, paths, strict=True)
    ]
    _, _, width, height = shapely.total_bounds(polygons)
    years = [o.year for o in with_shape if o.year]
    return MapShapes(
        f"{width:.0f}", f"{height:.0f}", tuple(shapes), max(years, default=None), without
    )


def valid_shapes(geometries: Sequence[bytes | None]) -> np.ndarray:
    """Read the shapes; one that crosses itself is mended and logged."""
    shapes = shapely.from_wkb(geometries)
    broken = ~shapely.is_valid(shapes)
    if broken.any():
        _log.warning("mended %d shapes that cross themselves", int(broken.sum()))
        shapes = np.where(broken, shapely.make_valid(shapes), shapes)
    return np.asarray(shapes)


def _fit(shapes: np.ndarray) -> np.ndarray:
    """Move and scale shapes in metres into the frame, north up."""
    x_min, y_min, x_max, y_max = shapely.total_bounds(shapes)
    scale = SIZE / max(x_max - x_min, y_max - y_min, 1.0)

    def into_frame(points: np.ndarray) -> np.ndarray:
        return np.column_stack([(points[:, 0] - x_min) * scale, (y_max - points[:, 1]) * scale])

    return np.asarray(shapely.transform(shapes, into_frame))


def _paths(shapes: np.ndarray, tolerance: float) -> list[str]:
    return [_path(shape) for shape in shapely.coverage_simplify(shapes, tolerance)]


def _path(shape: BaseGeometry) -> str:
    """Return the path of a shape: absolute start, then relative steps in tenths of a unit."""
    parts = []
    for polygon in shapely.get_parts(shape):
        if shapely.get_type_id(polygon) != shapely.GeometryType.POLYGON:
            continue  # a mended shape may hold loose lines and points
        rings = [polygon.exterior, *polygon.interiors]
        parts += [_ring(np.asarray(ring.coords)[:-1]) for ring in rings]
    return "".join(parts)


def _ring(points: np.ndarray) -> str:
    tenths = np.rint(points * 10).astype(int)
    steps = np.diff(tenths, axis=0)
    moved = steps[np.any(steps != 0, axis=1)]
    start = f"M{_tenth(tenths[0, 0])} {_tenth(tenths[0, 1])}"
    steps_told = " ".join(f"{_tenth(x)} {_tenth(y)}" for x, y in moved)
    return f"{start}l{steps_told}z".replace(" -", "-")


def _tenth(value: int) -> str:
    """Return tenths as SVG reads them at their shortest: 0.4 as .4."""
    return f"{value / 10:g}".replace("0.", ".") if abs(value) < 10 else f"{value / 10:g}"


def _shape(code: str, polygon: BaseGeometry, path: str) -> Shape:
    """Return the outline with the middle of the largest circle inside it as place of its label."""
    circle = shapely.maximum_inscribed_circle(polygon, tolerance=1.0)
    (x, y), (edge_x, edge_y) = circle.coords[0], circle.coords[-1]
    room = float(np.hypot(edge_x - x, edge_y - y))
    return Shape(code, path, f"{x:.1f}", f"{y:.1f}", room >= LABEL_ROOM)
