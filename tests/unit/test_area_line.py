"""From flags, figures and shapes of two years to figures for the areas of now, through every model.

Two wijken stand on a map of 1 by 1 km. In 2020 the border between them moved; a third kept its own.
"""

from collections.abc import Iterator

import duckdb
import geopandas as gpd
import pytest
from shapely.geometry import box

from tests.sql.given import empty_warehouse, fill, models
from wijkfoto.catalog import shipped_catalog
from wijkfoto.warehouse.raw_seeds import load_seeds, load_shapes
from wijkfoto.warehouse.run import run_model
from wijkfoto.warehouse.transfer import load_transfers

CATALOG = shipped_catalog()
FLAGS = {"WK000101": 3, "WK000102": 3, "WK000103": 1}
PEOPLE = {
    2019: {"WK000101": 4000, "WK000102": 1000, "WK000103": 700},
    2020: {"WK000101": 3100, "WK000102": 2000, "WK000103": 705},
}
BORDER = {2019: 500, 2020: 375}


def _tell(con: duckdb.DuckDBPyConnection, year: int) -> None:
    place = {"source_id": "cbs_kwb", "boundary_year": year}
    for code, people in PEOPLE[year].items():
        fill(con, "raw.region_title", [place | {"region_key": code, "title": code}])
        told = {"inwoners": people, "huishoudens": people / 2, "koopwoningen": people / 100}
        told |= {"indelingswijziging": FLAGS[code]} if year == 2020 else {}
        fill(
            con,
            "raw.cell",
            [
                place | {"peiljaar": year, "region_key": code, "snapshot_id": f"kwb-{year}"}
                | {"indicator_id": name, "waarde": value}
                for name, value in told.items()
            ],
        )  # fmt: skip


def _map(con: duckdb.DuckDBPyConnection, year: int) -> None:
    border = BORDER[year]
    shapes = [box(0, 0, border, 1000), box(border, 0, 1000, 1000), box(0, 1000, 1000, 2000)]
    load_shapes(con, gpd.GeoDataFrame(
        {"region_code": list(FLAGS), "geometry_year": year}, geometry=shapes
    ))  # fmt: skip


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with empty_warehouse() as con:
        load_seeds(con, CATALOG, [], peiljaar=2020, gemeenten=())
        for year in PEOPLE:
            _tell(con, year)
        yield con


def _derive(con: duckdb.DuckDBPyConnection) -> None:
    load_transfers(con, CATALOG, 2020)
    for model in models().values():
        if model.sql and model.layer in ("staging", "intermediate"):
            run_model(con, model)


def _changes(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return con.execute(
        "select region_code, boundary_change from intermediate.region where is_current order by all"
    ).fetchall()


def _people(con: duckdb.DuckDBPyConnection) -> list[tuple[str, int, float | None, str]]:
    return con.execute(
        "select region_code, boundary_year, waarde, waarde_status from intermediate.observation "
        "where indicator_id = 'inwoners' and peiljaar = 2019 order by all"
    ).fetchall()


def test_with_shapes_of_both_years_figures_move_with_the_border(con):
    for year in PEOPLE:
        _map(con, year)
    _derive(con)
    assert _changes(con) == [
        ("WK000101", "geharmoniseerd"),
        ("WK000102", "geharmoniseerd"),
        ("WK000103", "ongewijzigd"),
    ]
    assert _people(con) == [
        ("WK000101", 2019, 4000, "ok"),
        ("WK000101", 2020, 3000, "harmonised"),
        ("WK000102", 2019, 1000, "ok"),
        ("WK000102", 2020, 2000, "harmonised"),
        ("WK000103", 2019, 700, "ok"),
    ]


def test_with_a_map_of_one_year_a_moved_border_is_a_break(con):
    _map(con, 2020)
    _derive(con)
    assert _changes(con) == [
        ("WK000101", "breuk"),
        ("WK000102", "breuk"),
        ("WK000103", "ongewijzigd"),
    ]
    assert _people(con) == [
        ("WK000101", 2019, 4000, "ok"),
        ("WK000101", 2020, None, "not_published"),
        ("WK000102", 2019, 1000, "ok"),
        ("WK000102", 2020, None, "not_published"),
        ("WK000103", 2019, 700, "ok"),
    ]


def test_the_newest_figure_of_a_wijk_is_the_one_for_its_area_of_now(con):
    con.execute("delete from raw.cell where indicator_id = 'koopwoningen' and peiljaar = 2020")
    for year in PEOPLE:
        _map(con, year)
    _derive(con)
    found = con.execute(
        "select region_code, peiljaar, waarde, waarde_status, boundary_change "
        "from intermediate.indicator_value where indicator_id = 'koopwoningen' order by all"
    ).fetchall()
    assert found == [
        ("WK000101", 2019, 40.0, "harmonised", "geharmoniseerd"),
        ("WK000102", 2019, pytest.approx(25.0), "harmonised", "geharmoniseerd"),
        ("WK000103", 2019, 7.0, "ok", "ongewijzigd"),
    ]
