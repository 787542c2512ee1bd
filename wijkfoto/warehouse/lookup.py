"""Reading the private build file into frames for the profile and the advice."""

import duckdb
import geopandas as gpd
import pandas as pd
import shapely

from wijkfoto.regio import LAND


def indicator_values(con: duckdb.DuckDBPyConnection, level: str = "wijk") -> pd.DataFrame:
    """Return the newest filled year of each indicator per current wijk, or region of a level."""
    return con.execute(
        """
        select v.region_code, v.indicator_id, v.peiljaar, v.boundary_change, v.waarde,
            v.waarde_low, v.waarde_high, v.waarde_status, v.n
        from intermediate.indicator_value as v
        inner join intermediate.region as r on v.region_code = r.region_code
        where r.is_current and r.level = ?
        order by v.region_code, v.indicator_id
        """,
        [level],
    ).df()


def current_wijken(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return code, name, gemeente and inhabitants (float, NaN unknown) of every current wijk."""
    return con.execute(
        """
        select region_code, region_naam, gemeente_code, cast(inwoners as double) as inwoners
        from intermediate.region
        where is_current and level = 'wijk'
        order by region_code
        """
    ).df()


def current_buurten(con: duckdb.DuckDBPyConnection, gemeenten: tuple[str, ...]) -> pd.DataFrame:
    """Return code, wijk, gemeente and inhabitants of the current buurten of some gemeenten."""
    return con.execute(
        """
        select region_code, wijk_code, gemeente_code, cast(inwoners as double) as inwoners
        from intermediate.region
        where is_current and level = 'buurt' and gemeente_code in (select unnest(?))
        order by region_code
        """,
        [list(gemeenten)],
    ).df()


def scores_of_wijken(con: duckdb.DuckDBPyConnection, level: str = "wijk") -> pd.DataFrame:
    """Return the scores of the wijken of the land without those of buurten, or of a level."""
    return con.execute(
        """
        select s.* exclude (edition_id)
        from marts.domain_score as s
        inner join intermediate.region as r on s.region_code = r.region_code
        where r.is_current and r.level = ?
        order by s.region_code, s.domain_id
        """,
        [level],
    ).df()


def land_values(con: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """Return the published value of the land for each indicator, in the year of the wijken."""
    rows = con.execute(
        """
        select indicator_id, waarde from intermediate.indicator_value
        where region_code = ? and waarde is not null
        order by indicator_id
        """,
        [LAND],
    ).fetchall()
    return {str(row[0]): float(row[1]) for row in rows}


def groups_of_wijken(con: duckdb.DuckDBPyConnection, names: tuple[str, ...]) -> pd.DataFrame:
    """Return figures side by side: a row per wijk or other region, a column per indicator."""
    values = con.execute(
        """
        select v.region_code, v.indicator_id, v.waarde
        from intermediate.indicator_value as v
        where v.indicator_id in (select unnest(?))
        """,
        [list(names)],
    ).df()
    wide = values.pivot(index="region_code", columns="indicator_id", values="waarde")
    return wide.reindex(columns=list(names)).astype(float).reset_index()


def shapes_of_wijken(
    con: duckdb.DuckDBPyConnection, gemeenten: tuple[str, ...], level: str = "wijk"
) -> gpd.GeoDataFrame | None:
    """Return the shapes (EPSG:28992) of the wijken, or regions of a level, of some gemeenten.

    None without any shape.
    """
    rows = con.execute(
        """
        select region_code, ST_AsWKB(geometry) as wkb
        from intermediate.region
        where is_current and level = ? and geometry is not null
            and gemeente_code in (select unnest(?))
        order by region_code
        """,
        [level, list(gemeenten)],
    ).fetchall()
    if not rows:
        return None
    return gpd.GeoDataFrame(
        {"region_code": [row[0] for row in rows]},
        geometry=[shapely.from_wkb(bytes(row[1])) for row in rows],
        crs=28992,
    )
