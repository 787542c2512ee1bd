"""What the rows of a map are: codes of wijken and buurten, their year, and valid shapes in RD.

Figures that lie in the same file are not read, so a missing code such as -99997 cannot pass for
one. Where files come from and how they are opened is decided elsewhere.
"""

import logging
import math
import re
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from wijkfoto.errors import SourceError
from wijkfoto.regio import Level, clean_code, level_or_none, wijk_of

log = logging.getLogger(__name__)

RD_NEW = 28992
"""EPSG code of the Dutch grid; everything is kept in it."""

MAX_VERTICES, MAX_VERTICES_OF_ONE = 30_000_000, 1_000_000
"""Most points of a layer and of one shape: some ten times those of the most detailed map."""

_WEST, _SOUTH, _EAST, _NORTH = -50_000, 250_000, 350_000, 700_000
"""Metres in EPSG:28992 around the land and its waters, taken widely."""

_YEAR_COLUMNS = ("jaar", "peiljaar", "year", "jrstatcode")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")

_WATER_COLUMNS = ("water", "h2o")
_NO_LAND = ("JA", "B")
"""What CBS writes there for a part that is water, or lies abroad; land is NEE."""

_KEY = ["region_code", "geometry_year"]


def shapes_of(layers: Sequence[tuple[str, gpd.GeoDataFrame]]) -> gpd.GeoDataFrame:
    """Return the shapes of wijken and buurten in some layers.

    Wijken of a gemeente that comes with buurten only are made by joining those.

    Args:
        layers: Name for messages, and rows as a file or a service gives them.

    Returns:
        region_code, geometry_year (missing when nothing says it), geometry (EPSG:28992, valid);
        one row per code and year, in that order.

    Raises:
        SourceError: If no column holds codes, no shape has an area or lies in the Netherlands, or
            two layers give a shape of the same code and year.
    """
    parts = [_shapes_of_layer(raw, name) for name, raw in layers if code_column(raw)]
    names = ", ".join(name for name, _ in layers)
    if not parts:
        raise SourceError(
            "No column holds wijk codes such as WK060606.",
            where=names,
            next_step="Give a file with the shapes of wijken or buurten.",
        )
    shapes = pd.concat(parts, ignore_index=True)
    twice = shapes[shapes.duplicated(_KEY)]
    if len(twice):
        code, year = twice.iloc[0][_KEY]
        raise SourceError(
            f"Two files or layers hold a shape of {code} of the same year ({year}).",
            where=names,
            next_step="Leave one of them out, or name their years in the file names.",
        )
    return _with_wijken(shapes, names).sort_values(_KEY, ignore_index=True)


def code_column(raw: pd.DataFrame) -> str | None:
    """Return the column that says which region a row is, by content; None when there is none.

    A map of buurten has a wijk code and a gemeente code beside each buurt code, and a map of all
    levels has all codes in one column: the column with most different codes is the row's own.
    """
    best, found = (0, 0), None
    for column in raw.columns:
        if pd.api.types.is_numeric_dtype(raw[column]) or raw[column].dtype.name == "geometry":
            continue
        codes = pd.Series(raw[column].dropna().astype(str).unique()).map(clean_code)
        levels = codes.map(level_or_none)
        given = raw[column].dropna().astype(str).map(clean_code).isin(set(codes[levels.notna()]))
        has_buurten = bool((levels == Level.BUURT).any())
        if not (has_buurten or (levels == Level.WIJK).any()) or given.mean() <= 0.5:
            continue
        rank = (int(levels.notna().sum()), int(has_buurten))
        if rank > best:
            best, found = rank, str(column)
    return found


def _shapes_of_layer(raw: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    codes = raw[code_column(raw)].astype(str).map(clean_code)
    levels = codes.map(level_or_none)
    unknown = codes[levels.isna()]
    if len(unknown):
        log.warning(
            "%s: %d shapes without a code of a region, such as %s, were left out",
            name, len(unknown), unknown.iloc[0],
        )  # fmt: skip
    if raw.crs is None:
        raise SourceError(
            "The file does not say which grid it uses (no CRS).",
            where=name,
            next_step="Save it again with its coordinate system, EPSG:28992 or EPSG:4326.",
        )
    shapes = gpd.GeoDataFrame(
        {"region_code": codes, "geometry_year": _year_of(raw, name), "geometry": raw.geometry},
        crs=raw.crs,
    )
    wanted = levels.isin([Level.WIJK, Level.BUURT])
    is_land = _is_land(raw)
    only_water = set(codes[wanted]) - set(codes[wanted & is_land])
    if only_water:
        log.warning("%s: %d codes are water only and were left out", name, len(only_water))
    return _mended(_in_rd(_areas(shapes[wanted & is_land], name), name), name)


def _is_land(raw: pd.DataFrame) -> "pd.Series[bool]":
    """Say which rows are land; a map gives the water of a region as a row of its own."""
    is_land = pd.Series(True, index=raw.index)
    for column in raw.columns:
        if str(column).lower() in _WATER_COLUMNS:
            is_land &= ~raw[column].astype(str).str.strip().str.upper().isin(_NO_LAND)
    return is_land


def _year_of(raw: pd.DataFrame, name: str) -> "pd.Series[int]":
    for column in raw.columns:
        if str(column).lower() in _YEAR_COLUMNS:
            found: pd.Series[int] = raw[column].astype(str).str.extract(_YEAR, expand=False)
            return found.astype("Int64")
    in_name = _YEAR.search(name)
    year = int(in_name.group(1)) if in_name else pd.NA
    return pd.Series(year, index=raw.index, dtype="Int64")


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
    vertices = shapely.get_num_coordinates(shapes.geometry.to_numpy())
    largest = shapes["region_code"].iloc[vertices.argmax()]
    if vertices.sum() > MAX_VERTICES or vertices.max() > MAX_VERTICES_OF_ONE:
        raise SourceError(
            f"The shapes hold {vertices.sum()} points, {largest} alone {vertices.max()}: "
            "more than any map of wijken.",
            where=name,
            next_step="Give the map as CBS publishes it, or a simplified one.",
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


def _mended(shapes: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Make shapes valid, once, and one per code and year; what is left empty is counted."""
    invalid = ~shapes.geometry.is_valid
    if invalid.any():
        log.warning("%s: %d shapes were invalid and have been mended", name, int(invalid.sum()))
        # "structure" keeps areas areas; the other way leaves lines and points among them.
        mended = shapes.geometry[invalid].make_valid(method="structure", keep_collapsed=False)
        shapes = shapes.set_geometry(shapes.geometry.where(~invalid, mended))
        shapes = _areas(shapes, name)
    in_parts = shapes.duplicated(_KEY, keep=False)
    if not in_parts.any():
        return shapes
    joined = shapes[in_parts].dissolve(by=_KEY, dropna=False).reset_index()
    return pd.concat([shapes[~in_parts], joined.astype({"geometry_year": "Int64"})])


def _with_wijken(shapes: gpd.GeoDataFrame, names: str) -> gpd.GeoDataFrame:
    """Add the wijken of gemeenten that have buurten only, joined from those."""
    is_wijk = shapes["region_code"].str.startswith("WK")
    place = pd.MultiIndex.from_arrays(
        [shapes["region_code"].str[2:6], shapes["geometry_year"].fillna(0)]
    )
    alone = ~np.asarray(place.isin(place[is_wijk]))
    if not alone.any():
        return shapes
    buurten = shapes[alone]
    wijken = (
        buurten.assign(region_code=buurten["region_code"].map(wijk_of))
        .dissolve(by=_KEY, dropna=False)
        .reset_index()
        .astype({"geometry_year": "Int64"})
    )
    log.info("%s: %d wijken were made by joining %d buurten", names, len(wijken), len(buurten))
    return pd.concat([shapes, wijken])
