"""Shapes of wijken from a GeoParquet, GeoJSON or GeoPackage file, or an address that gives one.

The code column is found by content; figures that lie in the same file are not read.
"""

import hashlib
import io
import logging
import math
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import geopandas as gpd
import pandas as pd
from shapely.errors import ShapelyError

from wijkfoto.bronnen.http import HttpOptions, get_bytes
from wijkfoto.bronnen.snapshot import MANIFEST, Snapshot, SnapshotStore
from wijkfoto.catalog import Source
from wijkfoto.errors import SourceError
from wijkfoto.regio import Level, clean_code, level_or_none

log = logging.getLogger(__name__)

RD_NEW = 28992
"""EPSG code of the Dutch grid; everything is kept in it."""

MAX_BYTES = 2_000_000_000
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, RuntimeError, ShapelyError)
"""What Arrow, GDAL and shapely raise on a file that is not what it seems."""

_WEST, _SOUTH, _EAST, _NORTH = -50_000, 250_000, 350_000, 700_000
"""Metres in EPSG:28992 around the land and its waters, taken widely."""

_YEAR_COLUMNS = ("jaar", "peiljaar", "year", "jrstatcode")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")


def fetch_shapes(
    source: Source, location: str, store: SnapshotStore, options: HttpOptions, *, offline: bool
) -> Snapshot | None:
    """Bring the shapes into the store.

    Args:
        source: The catalog entry of the shapes.
        location: An http(s) address or a file; empty when there are no shapes.
        store: The snapshot store.
        options: How to fetch.
        offline: Unless the location is a file that is there, take the snapshot that came last.

    Returns:
        The snapshot, or None when there are no shapes.

    Raises:
        SourceError: If the location gives nothing, or no shapes of wijken.
    """
    if offline and not Path(location).is_file():
        return store.latest_received(source.service, source.source_id)
    if not location:
        return None
    body = _read_location(location, options)
    name = _file_name(location)
    # The name counts: it may tell the year of the shapes.
    sha = hashlib.sha256(name.encode() + b"\0" + body).hexdigest()
    known = store.with_modified(source.service, source.source_id, sha[:16])
    if known is not None:
        return known
    shapes = _parse(body, name)
    with store.draft(source.service, source.source_id) as draft:
        draft.add(name, body)
        years = shapes["geometry_year"].dropna()
        return store.keep(
            draft,
            source.service,
            {
                "source_id": source.source_id,
                "table_id": source.source_id,
                "title": name,
                "period": str(int(years.iloc[0])) if len(years) else "",
                "modified": sha[:16],
                "url": source.statline,
                "licence": source.licence,
                "attribution": source.attribution,
                "is_fictief": "fictief" in name.lower(),
                "row_count": len(shapes),
            },
        )


def read_shapes(store: SnapshotStore, snapshot: Snapshot) -> gpd.GeoDataFrame:
    """Read the shapes of a snapshot.

    Returns:
        region_code, geometry (EPSG:28992, valid), geometry_year; one row per code.
    """
    name = snapshot.files[0].name
    return _parse(store.read(snapshot, name), name)


def _file_name(location: str) -> str:
    """Name the file in the store as it is called outside, as far as that is a name."""
    given = Path(unquote(urlsplit(location).path)).name
    kept = re.sub(r"[^0-9A-Za-z._-]+", "_", given)[-100:].lstrip(".")
    return f"vormen-{kept}" if kept in ("", MANIFEST) else kept


def _read_location(location: str, options: HttpOptions) -> bytes:
    if location.startswith(("https://", "http://")):
        return get_bytes(location, options)
    path = Path(location)
    try:
        if path.exists() and not path.is_file():  # a device or a pipe could be read for ever
            raise SourceError(
                "This is no file.", where=location, next_step="Check bronnen.geo_url."
            )
        if path.stat().st_size > MAX_BYTES:
            raise SourceError(
                "The file is larger than 2 GB.",
                where=location,
                next_step="Give a file with the shapes of wijken only.",
            )
        return path.read_bytes()
    except OSError as error:
        raise SourceError(
            "The file with shapes cannot be read.",
            where=location,
            next_step="Check bronnen.geo_url, or leave it empty to go without a map.",
        ) from error


def _parse(body: bytes, name: str) -> gpd.GeoDataFrame:
    raw = _open(body, name)
    if not isinstance(raw, gpd.GeoDataFrame):
        raise SourceError(
            "The file holds a table without shapes.",
            where=name,
            next_step="Give a GeoParquet, GeoJSON or GeoPackage file of wijken.",
        )
    code_column = _code_column(raw, name)
    codes = raw[code_column].astype(str).map(clean_code)
    levels = codes.map(level_or_none)
    unknown = codes[levels.isna()]
    if len(unknown):
        log.warning(
            "%s: %d shapes without a code of a region, such as %s, were left out",
            name, len(unknown), unknown.iloc[0],
        )  # fmt: skip
    shapes = gpd.GeoDataFrame(
        {
            "region_code": codes,
            "geometry_year": _year_of(raw, name),
            "geometry": raw.geometry,
        },
        crs=raw.crs,
    )
    shapes = shapes[levels == Level.WIJK]
    if shapes.crs is None:
        raise SourceError(
            "The file does not say which grid it uses (no CRS).",
            where=name,
            next_step="Save it again with its coordinate system, EPSG:28992 or EPSG:4326.",
        )
    return _mended(_in_rd(_areas(shapes, name), name), name)


def _areas(shapes: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Leave out, and count, codes whose shape is no area: missing, empty, a point or a line."""
    is_area = shapes.geom_type.isin(["Polygon", "MultiPolygon"]) & ~shapes.geometry.is_empty
    if not is_area.all():
        log.warning("%s: %d codes have no shape", name, int((~is_area).sum()))
    if not is_area.any():
        raise SourceError(
            "No wijk has a shape with an area.",
            where=name,
            next_step="Give a file with the areas of wijken, not their middles or borders.",
        )
    return shapes[is_area]


def _in_rd(shapes: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Bring shapes into the Dutch grid, and refuse those that do not lie on it."""
    moved = shapes.to_crs(RD_NEW)
    west, south, east, north = moved.total_bounds
    # Coordinates on another grid than the file names become infinite.
    outside = west < _WEST or south < _SOUTH or east > _EAST or north > _NORTH
    if outside or not all(map(math.isfinite, (west, south, east, north))):
        raise SourceError(
            "The shapes do not lie in the Netherlands: the file names another grid than it uses.",
            where=name,
            next_step="Save it again with its coordinate system (GeoJSON without one means "
            "degrees, EPSG:4326).",
        )
    return moved


def _open(body: bytes, name: str) -> pd.DataFrame:
    head = body[:16].lstrip()
    found: pd.DataFrame
    try:
        if head.startswith(b"PAR1"):
            found = gpd.read_parquet(io.BytesIO(body))
            return found
        if head.startswith((b"{", b"SQLite format 3")):
            found = gpd.read_file(io.BytesIO(body))
            return found
    except _UNREADABLE as error:
        raise SourceError(
            "The file with shapes cannot be read.",
            where=name,
            next_step="Check that it is whole, or fetch it again.",
        ) from error
    raise SourceError(
        "This is not a GeoParquet, GeoJSON or GeoPackage file.",
        where=name,
        next_step="Check what bronnen.geo_url gives; a web page is not a map.",
    )


def _code_column(raw: gpd.GeoDataFrame, name: str) -> str:
    """Find the column of region codes that holds most wijken.

    A file of buurten has a wijk code beside each buurt code; a file of all levels has gemeenten
    and buurten in the same column, so wijken need not be the larger part.
    """
    wijken: dict[str, int] = {}
    for column in raw.columns.drop(raw.geometry.name):
        levels = raw[column].dropna().astype(str).map(clean_code).map(level_or_none)
        if len(levels) and levels.notna().mean() > 0.5:
            wijken[str(column)] = int((levels == Level.WIJK).sum())
    best = max(wijken, key=lambda name: wijken[name], default="")
    if best and wijken[best]:
        return best
    raise SourceError(
        "No column holds wijk codes such as WK060606.",
        where=name,
        next_step="Give a file with the shapes of wijken.",
    )


def _year_of(raw: gpd.GeoDataFrame, name: str) -> "pd.Series[int]":
    for column in raw.columns:
        if str(column).lower() in _YEAR_COLUMNS:
            found: pd.Series[int] = raw[column].astype(str).str.extract(_YEAR, expand=False)
            return found.astype("Int64")
    in_name = _YEAR.search(name)
    year = int(in_name.group(1)) if in_name else pd.NA
    return pd.Series(year, index=raw.index, dtype="Int64")


def _mended(shapes: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Make shapes valid and one per code; empty shapes are left out and counted."""
    invalid = int((~shapes.geometry.is_valid).sum())
    if invalid:
        log.warning("%s: %d shapes were invalid and have been mended", name, invalid)
        # "structure" keeps areas areas; the other way leaves lines and points among them.
        mended = shapes.geometry.make_valid(method="structure", keep_collapsed=False)
        shapes = shapes.set_geometry(mended)
    whole = _areas(shapes, name).dissolve(by="region_code", aggfunc="first").reset_index()
    return whole.sort_values("region_code", ignore_index=True)
