"""Opening a file with shapes from outside: GeoParquet, GeoJSON or GeoPackage, within bounds.

GDAL is told which of its drivers to use and gets a file, never an address. What the columns mean is
decided in `geo_parse`.
"""

import io
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
from shapely.errors import ShapelyError

from wijkfoto.errors import SourceError

MAX_BYTES = 2_000_000_000
"""Largest file, packed or not; the map of all buurten is a few hundred megabytes."""

MAX_SHAPES = 100_000
"""Most rows of a layer: the country has 15,000 buurten."""

_UNREADABLE = (
    OSError, ValueError, KeyError, TypeError, RuntimeError, ShapelyError, sqlite3.Error,
)  # fmt: skip
"""What Arrow, GDAL, SQLite and shapely raise on a file that is not what it seems."""

_SAMPLE = 200
"""Rows of a layer that are looked at to see whether it holds codes of regions."""

_NEXT_PAGE = re.compile(rb'"rel"\s*:\s*"next"')

_FEATURE_TABLES = """
select contents.table_name
from gpkg_contents as contents
join sqlite_master as master on master.name = contents.table_name
where contents.data_type = 'features'
    and master.type = 'table'
    and master.sql not like 'create virtual%'
order by contents.table_name
"""
"""Layers that are plain tables: a view or a virtual table can be made to go on for ever."""


HoldsCodes = Callable[[pd.DataFrame], bool]
"""Says of some rows of a layer whether it is worth reading."""


def open_layers(body: bytes, name: str, holds_codes: HoldsCodes) -> list[gpd.GeoDataFrame]:
    """Open a file.

    Args:
        body: Its bytes.
        name: Its name, for messages.
        holds_codes: Says of some rows whether a layer of a GeoPackage is worth reading.

    Returns:
        A table with shapes per layer that holds codes; a file without layers gives its only one.

    Raises:
        SourceError: If it is something else, is damaged or larger than any map, or is one page of
            a larger answer.
    """
    head = body[:16].lstrip()
    reader = next((read for magic, read in _READERS.items() if head.startswith(magic)), None)
    if reader is None:
        raise SourceError(
            "This is not a GeoParquet, GeoJSON or GeoPackage file.",
            where=name,
            next_step="Check what bronnen.geo_url gives; a web page is not a map.",
        )
    layers = _readable(lambda: reader(body, name, holds_codes), name)
    if not all(isinstance(layer, gpd.GeoDataFrame) for layer in layers):
        raise SourceError(
            "The file holds a table without shapes.",
            where=name,
            next_step="Give a GeoParquet, GeoJSON or GeoPackage file of wijken.",
        )
    return [_within_bounds(layer, name) for layer in layers]


def open_page(body: bytes, name: str) -> gpd.GeoDataFrame:
    """Open GeoJSON, the page of a service or a whole file.

    Raises:
        SourceError: If it cannot be read.
    """

    def read() -> list[pd.DataFrame]:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "shapes.geojson"
            path.write_bytes(body)
            return [gpd.read_file(f"GeoJSON:{path}", rows=MAX_SHAPES + 1)]

    (page,) = _readable(read, name)
    return page


def _readable(read: Callable[[], list[pd.DataFrame]], name: str) -> list[pd.DataFrame]:
    try:
        return read()
    except _UNREADABLE as error:
        raise SourceError(
            "The file with shapes cannot be read.",
            where=name,
            next_step="Check that it is whole, or fetch it again.",
        ) from error


def _within_bounds(layer: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    if len(layer) > MAX_SHAPES:
        raise _too_large(name)
    return layer


def _too_large(name: str) -> SourceError:
    return SourceError(
        f"The file holds more than {MAX_SHAPES} shapes, or unpacks to more than 2 GB.",
        where=name,
        next_step="Give a file with the shapes of wijken and buurten only.",
    )


def _read_geojson(body: bytes, name: str, _: HoldsCodes) -> list[pd.DataFrame]:
    if _NEXT_PAGE.search(body):
        raise SourceError(
            "This is one page of a service that has more.",
            where=name,
            next_step="Give the address of the collection in bronnen.geo_url "
            "(.../collections/wijken/items); all pages are then fetched.",
        )
    return [open_page(body, name)]


def _read_parquet(body: bytes, name: str, _: HoldsCodes) -> list[pd.DataFrame]:
    """Read GeoParquet, once its own counts say that it fits: it packs very well."""
    about = pq.read_metadata(io.BytesIO(body))
    size = sum(about.row_group(n).total_byte_size for n in range(about.num_row_groups))
    if about.num_rows > MAX_SHAPES or size > MAX_BYTES:
        raise _too_large(name)
    return [gpd.read_parquet(io.BytesIO(body))]


def _read_geopackage(body: bytes, _: str, holds_codes: HoldsCodes) -> list[pd.DataFrame]:
    """Read the layers with codes: the map of CBS holds gemeenten, wijken and buurten."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "shapes.gpkg"
        path.write_bytes(body)
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            names = [str(row[0]) for row in db.execute(_FEATURE_TABLES)]
        if not names:
            return [pd.DataFrame()]
        source = f"GPKG:{path}"
        if len(names) > 1:
            samples = {
                name: gpd.read_file(source, layer=name, rows=_SAMPLE, ignore_geometry=True)
                for name in names
            }
            names = [name for name, sample in samples.items() if holds_codes(sample)]
        return [gpd.read_file(source, layer=name, rows=MAX_SHAPES + 1) for name in names]


_READERS = {
    b"PAR1": _read_parquet,
    b"{": _read_geojson,
    b"SQLite format 3": _read_geopackage,
}
"""How to read a file, by its first bytes."""
