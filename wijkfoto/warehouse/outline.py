"""Outlines to draw and to publish: the wijken of a year made simpler as one coverage.

The shapes as received stay beside them for everything that measures areas; what is drawn at which
size is decided by the pages.
"""

import logging

import geopandas as gpd
import numpy as np
import shapely

log = logging.getLogger(__name__)

TOLERANCE = 10.0
"""Metres; a pixel on the map of the smallest gemeente, which is some three kilometres across."""


def outlines(shapes: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return the outlines of wijken, those of a year simplified at once.

    Neighbours keep one border, because the border and not the shape is made simpler; no code is
    lost: a shape that would not survive stays as it is. Buurten are not drawn and get none.

    Args:
        shapes: region_code, geometry_year, geometry (EPSG:28992, valid).

    Returns:
        Geometry by the index of the shapes; None for a buurt.
    """
    found = gpd.GeoSeries(None, index=shapes.index, crs=shapes.crs)
    wijken = shapes[shapes["region_code"].str.startswith("WK")]
    for year, group in wijken.groupby("geometry_year", dropna=False):
        whole = group.geometry.to_numpy()
        unmatched = ~shapely.is_empty(shapely.coverage_invalid_edges(whole))
        if unmatched.any():
            log.info("%s: %d wijken do not fit their neighbours exactly", year, unmatched.sum())
        simple = shapely.coverage_simplify(whole, TOLERANCE)
        lost = shapely.is_empty(simple) | ~shapely.is_valid(simple)
        if lost.any():
            log.warning("%s: %d outlines could not be made simpler", year, lost.sum())
        found.loc[group.index] = np.where(lost, whole, simple)
        log.info(
            "%s: %d outlines, %d points of %d", year, len(group),
            shapely.get_num_coordinates(simple).sum(), shapely.get_num_coordinates(whole).sum(),
        )  # fmt: skip
    return found
