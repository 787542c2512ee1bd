"""Small maps for tests: squares of a kilometre in the middle of the Dutch grid, as files.

What the pipeline makes of them is for the tests.
"""

import io
import json

import geopandas as gpd
from shapely.geometry import Polygon, box

BOW_TIE = Polygon([(150_000, 450_000), (151_000, 451_000), (151_000, 450_000), (150_000, 451_000)])
"""A shape that crosses itself; two triangles of together half a square kilometre."""


def square(number: int) -> Polygon:
    """A square of a kilometre (EPSG:28992); the next number lies to the east of it."""
    return box(150_000 + 1000 * number, 450_000, 151_000 + 1000 * number, 451_000)


def frame(
    codes: list[object], shapes: list[object] | None = None, **columns: object
) -> gpd.GeoDataFrame:
    """A map with a column `code`; squares in a row unless shapes are given."""
    drawn = [square(n) for n in range(len(codes))] if shapes is None else shapes
    return gpd.GeoDataFrame(columns | {"code": codes}, geometry=drawn, crs=28992)


def as_parquet(shapes: gpd.GeoDataFrame) -> bytes:
    """The map as GeoParquet."""
    buffer = io.BytesIO()
    shapes.to_parquet(buffer)
    return buffer.getvalue()


def as_geojson(shapes: gpd.GeoDataFrame, *, with_crs: bool = True) -> bytes:
    """The map as GeoJSON, which names its grid only on request."""
    parsed = json.loads(shapes.to_json(drop_id=True))
    if not with_crs:
        parsed.pop("crs", None)
    return json.dumps(parsed).encode()
