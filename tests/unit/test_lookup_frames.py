"""Reading the build file: current wijken only, missing as NaN, in the order of the code."""

import math
from collections.abc import Iterator

import duckdb
import numpy as np
import pytest
from shapely.geometry import box

from wijkfoto.stages.derive import buurten_of_advice
from wijkfoto.warehouse.contract import create_table
from wijkfoto.warehouse.lookup import (
    current_buurten,
    current_wijken,
    groups_of_wijken,
    indicator_values,
    scores_of_wijken,
    shapes_of_wijken,
)
from wijkfoto.warehouse.model import read_models

REGIONS = [
    ("NL00", 2020, True, "land", "Nederland", None, 17_000_000),
    ("GM0001", 2020, True, "gemeente", "Proefstad", "GM0001", 150),
    ("GM0002", 2020, True, "gemeente", "Elders", "GM0002", 50),
    ("WK000102", 2020, True, "wijk", "Leeg", "GM0001", None),
    ("WK000101", 2019, False, "wijk", "Oud", "GM0001", 90),
    ("WK000101", 2020, True, "wijk", "Centrum", "GM0001", 100),
    ("WK000201", 2020, True, "wijk", "Centrum", "GM0002", 50),
    ("BU00010101", 2020, True, "buurt", "Hoek", "GM0001", 10),
]
VALUES = [
    ("WK000101", "wmo", 2020, 20.0, "ok"),
    ("WK000101", "mensen", 2020, 100.0, "ok"),
    ("WK000102", "wmo", 2020, None, "suppressed"),
    ("GM0001", "wmo", 2020, 240.0, "ok"),
]


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    con.execute("create schema intermediate")
    for model in read_models():
        if model.qualified in ("intermediate.region", "intermediate.indicator_value"):
            con.execute(create_table(model.layer, model.name, model.contract, enforce_keys=False))
    con.executemany(
        "insert into intermediate.region (region_code, boundary_year, is_current, level, "
        "region_naam, gemeente_code, inwoners, boundary_change) "
        "values (?, ?, ?, ?, ?, ?, ?, 'niet_nagegaan')",
        REGIONS,
    )
    con.executemany(
        "insert into intermediate.indicator_value (region_code, indicator_id, peiljaar, waarde, "
        "waarde_status, boundary_year, boundary_change, snapshot_id) "
        "values (?, ?, ?, ?, ?, 2020, 'ongewijzigd', 's')",
        VALUES,
    )
    yield con
    con.close()


def test_current_wijken_come_by_code_and_unknown_inhabitants_are_nan(con):
    wijken = current_wijken(con)
    assert list(wijken["region_code"]) == ["WK000101", "WK000102", "WK000201"]
    assert list(wijken["region_naam"]) == ["Centrum", "Leeg", "Centrum"]
    assert list(wijken["inwoners"].iloc[[0, 2]]) == [100.0, 50.0]
    assert math.isnan(wijken["inwoners"].iloc[1])


def test_values_are_those_of_current_wijken_with_their_status(con):
    values = indicator_values(con)
    assert list(zip(values["region_code"], values["indicator_id"], strict=True)) == [
        ("WK000101", "mensen"),
        ("WK000101", "wmo"),
        ("WK000102", "wmo"),
    ]
    assert math.isnan(values["waarde"].iloc[2])
    assert values["waarde_status"].iloc[2] == "suppressed"


def test_groups_stand_side_by_side_and_a_group_that_is_missing_is_a_column_of_nan(con):
    groups = groups_of_wijken(con, ("mensen", "weg")).set_index("region_code")
    assert list(groups.columns) == ["mensen", "weg"]
    assert groups.loc["WK000101", "mensen"] == 100.0
    assert groups["weg"].isna().all()
    assert groups_of_wijken(con, ("weg",)).empty


def test_shapes_are_those_of_the_chosen_gemeenten_or_none(con):
    assert shapes_of_wijken(con, ("GM0001",)) is None
    con.execute(
        "update intermediate.region set geometry = ST_GeomFromWKB(?) where level = 'wijk'",
        [box(0, 0, 1000, 1000).wkb],
    )
    shapes = shapes_of_wijken(con, ("GM0001",))
    assert shapes is not None
    assert list(shapes["region_code"]) == ["WK000101", "WK000102"]
    assert shapes.crs == 28992
    assert list(shapes.geometry.area) == [1e6, 1e6]


def test_buurten_are_those_of_the_chosen_gemeenten_and_their_figures_are_asked_by_level(con):
    con.execute("update intermediate.region set wijk_code = 'WK000101' where level = 'buurt'")
    con.execute(
        "insert into intermediate.indicator_value (region_code, indicator_id, peiljaar, waarde, "
        "waarde_status, boundary_year, boundary_change, snapshot_id) "
        "values ('BU00010101', 'wmo', 2020, 3, 'ok', 2020, 'ongewijzigd', 's')"
    )
    found = current_buurten(con, ("GM0001",))
    assert found.to_dict("records") == [
        {
            "region_code": "BU00010101",
            "wijk_code": "WK000101",
            "gemeente_code": "GM0001",
            "inwoners": 10.0,
        }
    ]
    assert current_buurten(con, ("GM0002",)).empty
    assert set(indicator_values(con, "buurt")["region_code"]) == {"BU00010101"}
    assert "BU00010101" not in set(indicator_values(con)["region_code"])


def test_scores_of_wijken_hold_no_buurt(con):
    con.execute("create schema marts")
    for model in read_models():
        if model.qualified == "marts.domain_score":
            con.execute(create_table(model.layer, model.name, model.contract, enforce_keys=False))
    con.executemany(
        "insert into marts.domain_score (edition_id, region_code, domain_id, zekerheid, "
        "zekerheid_gemeente, zekerheid_vergelijkbaar, status_vergelijkbaar, zekerheid_reden, "
        "coverage, smal, model_dependent, op_basis_van_gebruik) values "
        "('e', ?, 'd', 'onzeker', 'onzeker', 'onzeker', 'ok', '[]', 1, false, false, false)",
        [["WK000101"], ["BU00010101"], ["WK000201"]],
    )
    found = scores_of_wijken(con)
    assert found["region_code"].tolist() == ["WK000101", "WK000201"]
    assert "edition_id" not in found


def test_the_advice_gets_buurten_with_ages_scores_and_shapes_or_none_where_the_map_has_none(con):
    ages = con.execute("select 'BU00010101' as region_code, 4.0 as inwoners_0_18").df()
    assert buurten_of_advice(con, ("GM0001",), ages) is None
    con.execute("create schema marts")
    score = next(m for m in read_models() if m.qualified == "marts.domain_score")
    con.execute(create_table("marts", score.name, score.contract, enforce_keys=False))
    con.execute("update intermediate.region set wijk_code = 'WK000101' where level = 'buurt'")
    con.execute(
        "update intermediate.region set geometry = ST_GeomFromWKB(?)", [box(0, 0, 500, 500).wkb]
    )
    found = buurten_of_advice(con, ("GM0001",), ages)
    assert found is not None
    assert found.table[["region_code", "wijk_code", "inwoners_0_18"]].values.tolist() == [
        ["BU00010101", "WK000101", 4.0]
    ]
    assert list(found.shapes["region_code"]) == ["BU00010101"]
    assert np.isnan(found.need(["BU00010101"], ("jeugd_gezin",))).all()
