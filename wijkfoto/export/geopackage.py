"""One GeoPackage with the shapes of regions and teamgebieden in RD New, for QGIS and ArcGIS.

A layer per level, with the class of each domain beside each shape; other figures are joined on the
code from the other files.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from wijkfoto.export.files import LAYERS

CRS = "EPSG:28992"
SAME_MOMENT = "2000-01-01T00:00:00.000Z"
"""Stands as last change of every layer: the real moment would make two equal runs differ."""
TEAMGEBIED = "teamgebied"

REGIONS = """
    select region_code, region_naam, gemeente_code, wijk_code, inwoners, geometry_year,
        ST_AsWKB(geometry) as geometry
    from region where is_current and level = $level and geometry is not null order by region_code
"""
TEAMS = """
    select g.teamgebied_id, g.naam, g.gemeente_code, g.inwoners, g.n_teams, g.basis, f.form_id,
        f.zekerheid, ST_AsWKB(g.geometry) as geometry
    from teamgebied as g left join team_form as f on f.area_code = g.teamgebied_id
    where g.geometry is not null order by g.teamgebied_id
"""
SCORES = """
    select region_code, domain_id, klasse, zekerheid from domain_score
    order by region_code, domain_id
"""


def write_geopackage(
    con: duckdb.DuckDBPyConnection, path: Path, titles: dict[str, str]
) -> dict[str, int]:
    """Write the layers that have a shape; without any there is no file.

    Args:
        con: The finished database, open for reading.
        path: The file.
        titles: Title of each layer for a reader.

    Returns:
        Rows of each layer that was written.
    """
    counts: dict[str, int] = {}
    path.unlink(missing_ok=True)
    scores = _classes(con)
    for layer in LAYERS:
        frame = _teams(con) if layer == TEAMGEBIED else _regions(con, layer, scores)
        if frame.empty:
            continue
        with _same_moment():
            frame.to_file(
                path, layer=layer, driver="GPKG", engine="pyogrio", mode="a" if counts else "w",
                promote_to_multi=True, geometry_type="MultiPolygon",
                IDENTIFIER=titles[layer], DESCRIPTION=titles[layer],
            )  # fmt: skip
        counts[layer] = len(frame)
    return counts


def _regions(con: duckdb.DuckDBPyConnection, level: str, scores: pd.DataFrame) -> gpd.GeoDataFrame:
    rows = con.execute(REGIONS, {"level": level}).df()
    if level in ("wijk", "buurt"):
        rows = rows.join(scores, on="region_code")
    return _shaped(rows)


def _teams(con: duckdb.DuckDBPyConnection) -> gpd.GeoDataFrame:
    return _shaped(con.execute(TEAMS).df())


def _shaped(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    shapes = shapely.from_wkb([bytes(shape) for shape in rows["geometry"]])
    # Whole numbers that may be missing: as a float they would be read as 9600.0.
    whole = {name: "Int64" for name in ("inwoners", "geometry_year", "n_teams") if name in rows}
    plain = rows.drop(columns="geometry").astype(whole)
    return gpd.GeoDataFrame(plain, geometry=shapes, crs=CRS)


def _classes(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return a row per region, with class and certainty of each domain in columns."""
    scores = con.execute(SCORES).df()
    parts = [
        scores.pivot(index="region_code", columns="domain_id", values=what).add_suffix(f"_{what}")
        for what in ("klasse", "zekerheid")
    ]
    wide = pd.concat(parts, axis="columns")
    return wide[sorted(wide.columns)]


@contextmanager
def _same_moment() -> Iterator[None]:
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": SAME_MOMENT})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
