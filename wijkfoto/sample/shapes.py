"""The made map: wijken as one seamless coverage with irregular borders, and the file that holds it.

Figures are not made here; where cells lie is decided in the layout.
"""

from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import numpy as np
from scipy.spatial import Voronoi
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from wijkfoto.sample.country import Country, make_country
from wijkfoto.sample.layout import ORIGIN, Layout, make_layout
from wijkfoto.sample.plan import SAMPLE_SEED, WITHOUT_SHAPE

CRS = "EPSG:28992"
YEAR = 2020

_STREAM = 3
_SEGMENT = 260.0
"""Length in metres under which a piece of border is not bent any further."""

_POND = ("WK990104", (8_350.0, 29_650.0), 380.0)
"""Wijk with a lake, its middle in metres from the origin, and its radius in metres."""

_ISLAND = ("WK990110", (-1_900.0, 24_200.0), 620.0)
"""Wijk with an island off the coast, likewise."""


def write_shapes(path: Path, seed: int = SAMPLE_SEED) -> Path:
    """Write the wijken of 2020 as GeoParquet in EPSG:28992.

    One wijk with figures is absent and one code without figures is present, as on real maps.

    Args:
        path: Where the file goes; its folder must exist.
        seed: Seed of the made country.

    Returns:
        The same path.

    Raises:
        OSError: If the file cannot be written.
    """
    country = make_country(seed)
    names = dict(zip(country.wijken["wijk"], country.wijken["naam"], strict=True))
    shapes = {code: shape for code, shape in polygons(seed).items() if code != WITHOUT_SHAPE}
    frame = gpd.GeoDataFrame(
        {
            "wijkcode": list(shapes),
            "gemeentecode": [f"GM{code[2:6]}" for code in shapes],
            "wijknaam": [names.get(code, "Buitenwater") for code in shapes],
            "jaar": YEAR,
        },
        geometry=list(shapes.values()),
        crs=CRS,
    )
    frame.to_parquet(path, index=False)
    return path


@lru_cache(maxsize=4)
def polygons(seed: int) -> dict[str, BaseGeometry]:
    """Return the polygon of each wijk by code, coordinates in metres, in order of code.

    Neighbours share every vertex of their border.
    """
    layout = make_layout(make_country(seed), seed)
    cells = _cells(layout, np.random.default_rng([seed, _STREAM]))
    parts: dict[str, list[Polygon]] = {}
    for code, cell in zip(layout.owner, cells, strict=True):
        if cell is not None:
            parts.setdefault(code, []).append(cell)
    shapes = {code: unary_union(parts[code]) for code in sorted(parts)}
    rng = np.random.default_rng([seed, _STREAM + 1])
    code, middle, radius = _POND
    shapes[code] = shapes[code].difference(_blob(rng, middle, radius))
    code, middle, radius = _ISLAND
    shapes[code] = MultiPolygon([shapes[code], _blob(rng, middle, radius)])
    return shapes


def areas(country: Country, seed: int) -> dict[str, float]:
    """Return the land area of each wijk in hectares, for every wijk that has figures."""
    shapes = polygons(seed)
    return {code: shapes[code].area / 10_000 for code in country.wijken["wijk"]}


def _cells(layout: Layout, rng: np.random.Generator) -> list[Polygon | None]:
    """Return the cell of each land point; None for the sea."""
    diagram = Voronoi(layout.xy)
    land = layout.land
    borders: dict[int, list[np.ndarray]] = {place: [] for place, dry in enumerate(land) if dry}
    for (one, other), ends in zip(diagram.ridge_points, diagram.ridge_vertices, strict=True):
        if -1 in ends or not (land[one] or land[other]):
            continue
        corners = diagram.vertices[ends]
        kite = Polygon([layout.xy[one], corners[0], layout.xy[other], corners[1]])
        line = _bent(corners, kite, rng)
        for place in (one, other):
            if land[place]:
                borders[place].append(line)
    return [_ring(borders[place]) if dry else None for place, dry in enumerate(land)]


def _bent(corners: np.ndarray, kite: Polygon, rng: np.random.Generator) -> np.ndarray:
    """Return a line between two corners with its middle points moved aside, again and again.

    It stays inside the kite between the corners and the two cell points. Kites of a Voronoi
    diagram do not overlap, so bent borders never cross.
    """
    steps = max(0, int(np.ceil(np.log2(np.linalg.norm(corners[1] - corners[0]) / _SEGMENT))))
    draws = [rng.uniform(-1, 1, 2**step) for step in range(steps)]
    room = kite.buffer(1.0)  # metres: corners are rounded to decimetres
    for size in (0.2, 0.14, 0.1, 0.06, 0.03):
        line = corners
        for step, draw in enumerate(draws):
            line = _halved(line, draw * size * 0.85**step)
        line = np.round(line, 1)
        if room.covers(LineString(line)):
            return line
    return np.round(corners, 1)


def _halved(line: np.ndarray, aside: np.ndarray) -> np.ndarray:
    """Insert in each piece of a line its middle, moved aside by a fraction of its length."""
    along = line[1:] - line[:-1]
    normal = np.column_stack([-along[:, 1], along[:, 0]])
    middle = line[:-1] + along / 2 + normal * aside[:, None]
    joined = np.empty((len(line) + len(middle), 2))
    joined[0::2], joined[1::2] = line, middle
    return joined


def _ring(borders: list[np.ndarray]) -> Polygon:
    """Join the border lines of one cell, whose ends coincide, into a polygon."""
    left = list(borders)
    ring = [left.pop(0)]
    while left:
        end = ring[-1][-1]
        place = next(i for i, line in enumerate(left) if _touches(line, end))
        line = left.pop(place)
        ring.append(line if np.array_equal(line[0], end) else line[::-1])
    return Polygon(np.vstack([line[:-1] for line in ring]))


def _touches(line: np.ndarray, end: np.ndarray) -> bool:
    return np.array_equal(line[0], end) or np.array_equal(line[-1], end)


def _blob(rng: np.random.Generator, middle: tuple[float, float], radius: float) -> Polygon:
    """Return a rounded, uneven patch around a point; all in metres from the origin."""
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    waves = [
        rng.uniform(0.1, 0.4) / k * np.sin(k * turn + rng.uniform(0, 6)) for k in (2, 3, 5, 8, 13)
    ]
    reach = radius * (1 + np.sum(waves, axis=0))
    x = ORIGIN[0] + middle[0] + 1.5 * reach * np.cos(turn)
    y = ORIGIN[1] + middle[1] + reach * np.sin(turn)
    return Polygon(np.round(np.column_stack([x, y]), 1))
