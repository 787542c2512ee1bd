"""Figures by kind, from cells to observations, through every model: status, bounds and quotient.

One gemeente delivered to CBS and one did not; the police gives its year on boundaries of now.
"""

from collections.abc import Iterator

import duckdb
import pytest

from tests.sql.given import empty_warehouse, fill, models
from wijkfoto.catalog import shipped_catalog
from wijkfoto.warehouse.raw_seeds import load_seeds
from wijkfoto.warehouse.run import run_model
from wijkfoto.warehouse.transfer import load_transfers

CATALOG = shipped_catalog()
PEOPLE = {"NL00": 9000, "GM0001": 6000, "WK000101": 4000, "WK000102": 2000, "GM0002": 3000,
          "WK000201": 3000}  # fmt: skip
TOLD: dict[str, dict[str, dict[str, float | None]]] = {
    "politie_misdrijven": {
        "misdrijven_wonen_aantal": {"GM0001": 150, "WK000101": 120, "WK000102": None},
    },
    "cbs_wmo": {
        "wmo_huishouden": {
            "GM0001": 240, "WK000101": 235, "WK000102": None, "GM0002": None, "WK000201": None,
        },
    },
    "cbs_stapeling": {"stapeling_huishoudens": {"GM0001": 60, "WK000101": 40, "WK000102": None}},
    "cbs_nabijheid": {"afstand_park": {"GM0001": 0.4, "WK000101": 0.0, "WK000102": 1.2}},
    "cbs_bevolking": {"vrouwen_95plus": {"NL01": 40, "GM0001": 11}},
}  # fmt: skip


def tell(con: duckdb.DuckDBPyConnection, boundary_year: int) -> None:
    """Put the cells into the warehouse; all but the people on the boundaries given."""
    load_seeds(con, CATALOG, [], peiljaar=2020, gemeenten=())
    place = {"source_id": "cbs_kwb", "boundary_year": 2020}
    titles = [place | {"region_key": code, "title": code} for code in PEOPLE]
    fill(con, "raw.region_title", titles)
    told = {"cbs_kwb": {"inwoners": PEOPLE}} | TOLD
    for source, figures in told.items():
        year = 2020 if source == "cbs_kwb" else boundary_year
        same = {"source_id": source, "snapshot_id": source, "boundary_year": year, "peiljaar": 2020}
        for name, values in figures.items():
            cells = [
                same | {"region_key": code, "indicator_id": name, "waarde": value}
                for code, value in values.items()
            ]
            fill(con, "raw.cell", cells)
    load_transfers(con, CATALOG, 2020)
    for model in models().values():
        if model.sql and model.layer in ("staging", "intermediate"):
            run_model(con, model)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with empty_warehouse() as con:
        yield con


def seen(con: duckdb.DuckDBPyConnection, name: str) -> dict[str, tuple[object, ...]]:
    rows = con.execute(
        "select region_code, waarde, waarde_low, waarde_high, waarde_status "
        "from intermediate.observation where indicator_id = ? order by all", [name],
    ).fetchall()  # fmt: skip
    return {code: tuple(rest) for code, *rest in rows}


def test_crimes_are_told_per_1000_people_and_where_a_kind_is_missing_they_are_not(con):
    tell(con, 2020)
    rate = seen(con, "misdrijven_wonen")
    assert rate["WK000101"][0] == 30.0
    assert rate["GM0001"][0] == 25.0
    assert rate["WK000102"] == (None, None, None, "suppressed")
    assert seen(con, "misdrijven_wonen_aantal")["WK000101"] == (120, 120, 120, "ok")


def test_help_by_kind_is_secret_only_where_the_gemeente_delivered(con):
    tell(con, 2020)
    found = seen(con, "wmo_huishouden")
    assert found["WK000101"] == (235, 232.5, 237.5, "ok")
    assert found["WK000102"] == (None, 0, 7, "censored")
    assert found["WK000201"] == (None, None, None, "not_published")


def test_a_sum_of_secret_parts_has_no_interval_and_the_rounding_of_its_parts(con):
    tell(con, 2020)
    found = seen(con, "stapeling_huishoudens")
    assert found["WK000101"] == (40, 30, 50, "ok")
    assert found["WK000102"] == (None, None, None, "suppressed")


def test_a_distance_is_of_a_tenth_of_a_kilometer_and_never_below_0(con):
    tell(con, 2020)
    found = seen(con, "afstand_park")
    assert found["WK000101"] == (0, 0, 0.05, "ok")
    assert found["WK000102"] == (1.2, pytest.approx(1.15), pytest.approx(1.25), "ok")


def test_people_by_age_are_those_of_the_gemeente_and_the_land_alone(con):
    tell(con, 2025)
    assert seen(con, "vrouwen_95plus") == {
        "NL00": (40, 40, 40, "ok"), "GM0001": (11, 11, 11, "ok"),
    }  # fmt: skip


def test_figures_on_boundaries_without_kerncijfers_are_left_out(con):
    tell(con, 2025)
    assert seen(con, "misdrijven_wonen_aantal") == {}
    assert seen(con, "misdrijven_wonen") == {}
