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

from wijkfoto.site import rows as r

_log = logging.getLogger(__name__)

SIZE = 320.0
"""Width or height of the drawing in units, whichever is the larger; about the pixels of a phone."""
LABEL_ROOM = 10.0
"""A label needs a circle of this radius inside the shape."""
MAX_CHARS = 24_000
"""Largest length of all outlines together; above it the outlines are made coarser."""


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


def map_shapes(regions: Sequence[r.Region]) -> MapShapes:
    """Return the outlines of regions, simplified together."""
    with_shape = [region for region in regions if region.geometry is not None]
    without = tuple(region.region_code for region in regions if region.geometry is None)
    if not with_shape:
        return MapShapes("0", "0", (), None, without)
    polygons = _fit(_valid([region.geometry for region in with_shape]))
    tolerance, paths = 1.0, _paths(polygons, 1.0)
    while sum(map(len, paths)) > MAX_CHARS and tolerance < 16:
        tolerance *= 2
        paths = _paths(polygons, tolerance)
    shapes = [
        _shape(region.region_code, polygon, path)
        for region, polygon, path in zip(with_shape, polygons, paths, strict=True)
    ]
    _, _, width, height = shapely.total_bounds(polygons)
    years = [region.geometry_year for region in with_shape if region.geometry_year]
    return MapShapes(
        f"{width:.0f}", f"{height:.0f}", tuple(shapes), max(years, default=None), without
    )


def _valid(geometries: Sequence[bytes | None]) -> np.ndarray:
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
    return start + "l" + " ".join(f"{_tenth(x)} {_tenth(y)}" for x, y in moved) + "z"


def _tenth(value: int) -> str:
    return f"{value / 10:g}"


def _shape(code: str, polygon: BaseGeometry, path: str) -> Shape:
    """Return the outline with the middle of the largest circle inside it as place of its label."""
    circle = shapely.maximum_inscribed_circle(polygon, tolerance=1.0)
    (x, y), (edge_x, edge_y) = circle.coords[0], circle.coords[-1]
    room = float(np.hypot(edge_x - x, edge_y - y))
    return Shape(code, path, f"{x:.1f}", f"{y:.1f}", room >= LABEL_ROOM)
