"""Weights that bring figures from the areas of one year to those of another, by overlap of shapes.

Only geometry is compared here; what is done with the weights stands in the SQL.
"""

import logging
from typing import Any

import duckdb
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from wijkfoto.catalog import Catalog
from wijkfoto.warehouse.query import append_rows

log = logging.getLogger(__name__)

HECTARE = 10_000.0
"""Square metres."""


def transfer_weights(
    earlier: gpd.GeoDataFrame, current: gpd.GeoDataFrame, *, sliver: float, min_covered: float
) -> pd.DataFrame:
    """Overlay the areas of two years.

    Area-weighted interpolation: people are taken to be spread evenly over an old area (Goodchild
    and Lam, 1980). What is left of an old area after its slivers is spread over the rest, so that
    a total is kept; an old area that for a part lies outside all new ones keeps that part.

    Args:
        earlier: region_code and valid shapes of the old areas, in metres.
        current: Likewise of the new ones, on the same grid.
        sliver: An overlap that is a smaller part than this of both areas comes from drawing.
        min_covered: Part of an old area that must lie inside new ones for its shares to sum to 1.

    Returns:
        earlier_code, region_code, overlap_ha (hectares), share_of_earlier and share_of_region
        (fractions of the old and the new area), ordered by code.
    """
    old, new = np.asarray(earlier.geometry), np.asarray(current.geometry)
    left, right = shapely.STRtree(new).query(old, predicate="intersects")
    overlap = shapely.area(shapely.intersection(old[left], new[right]))
    of_old = overlap / shapely.area(old)[left]
    of_new = overlap / shapely.area(new)[right]
    is_kept = (overlap > 0) & ((of_old >= sliver) | (of_new >= sliver))
    frame = pd.DataFrame(
        {
            "earlier_code": np.asarray(earlier["region_code"])[left],
            "region_code": np.asarray(current["region_code"])[right],
            "overlap_ha": overlap / HECTARE,
            "share_of_earlier": of_old,
            "share_of_region": of_new,
        }
    )[is_kept]
    inside = frame.groupby("earlier_code")["share_of_earlier"].transform("sum")
    frame["share_of_earlier"] /= inside.where(inside >= min_covered, 1.0)
    ordered: pd.DataFrame = frame.sort_values(["earlier_code", "region_code"], ignore_index=True)
    return ordered


def load_transfers(con: duckdb.DuckDBPyConnection, catalog: Catalog, peiljaar: int) -> int:
    """Fill `raw.transfer` for every earlier boundary year that has shapes; return the rows.

    Without shapes of exactly the peiljaar there is nothing to bring figures to.
    """
    con.execute("delete from raw.transfer")
    current = _shapes_of(con, peiljaar)
    rows = 0
    for year in _earlier_years(con, peiljaar) if len(current) else ():
        weights = transfer_weights(
            _shapes_of(con, year),
            current,
            sliver=catalog.norm("splinter_deel"),
            min_covered=catalog.norm("min_bedekt"),
        )
        append_rows(con, "raw.transfer", weights.assign(boundary_year=year))
        log.info("shapes of %d overlap those of %d in %d places", year, peiljaar, len(weights))
        rows += len(weights)
    return rows


def _earlier_years(con: duckdb.DuckDBPyConnection, peiljaar: int) -> list[int]:
    """Return the years before the peiljaar that have both shapes and figures."""
    found: list[tuple[Any, ...]] = con.execute(
        "select distinct geometry_year from raw.shape where geometry_year < ? "
        "and geometry_year in (select boundary_year from raw.region_title) order by all",
        [peiljaar],
    ).fetchall()
    return [int(year) for (year,) in found]


def _shapes_of(con: duckdb.DuckDBPyConnection, year: int) -> gpd.GeoDataFrame:
    rows = con.execute(
        "select region_code, ST_AsWKB(geometry) from raw.shape where geometry_year = ? "
        "order by region_code",
        [year],
    ).fetchall()
    return gpd.GeoDataFrame(
        {"region_code": [code for code, _ in rows]},
        geometry=shapely.from_wkb([bytes(wkb) for _, wkb in rows]),
    )
