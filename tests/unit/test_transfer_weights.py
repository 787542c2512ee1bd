"""Transfer between the areas of two years: totals are kept, means stay among their sources."""

from collections.abc import Iterator
from itertools import pairwise

import duckdb
import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from tests.sql.given import empty_warehouse, fill, models
from wijkfoto.catalog import shipped_catalog
from wijkfoto.warehouse.contract import create_table
from wijkfoto.warehouse.raw_seeds import load_shapes
from wijkfoto.warehouse.run import run_model
from wijkfoto.warehouse.transfer import load_transfers, transfer_weights

CATALOG = shipped_catalog()
NORMS = {"sliver": 0.01, "min_covered": 0.95}

OLD = {
    "WK000101": box(0, 0, 400, 1000),
    "WK000102": box(400, 0, 1000, 600),
    "WK000103": box(400, 600, 1000, 1000),
}
NEW = {
    "WK000101": Polygon([(0, 0), (500, 0), (300, 1000), (0, 1000)]),
    "WK000104": Polygon([(500, 0), (1000, 0), (1000, 700), (380, 600)]),
    "WK000105": Polygon([(380, 600), (1000, 700), (1000, 1000), (300, 1000)]),
}


def areas(shapes: dict[str, BaseGeometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"region_code": list(shapes)}, geometry=list(shapes.values()))


def test_counts_and_means_are_those_of_tobler():
    # tobler 0.13.0, area_interpolate(extensive_variables=people, intensive_variables=share).
    weights = transfer_weights(areas(OLD), areas(NEW), sliver=0.0, min_covered=0.95)
    people = weights["earlier_code"].map({"WK000101": 4000, "WK000102": 900, "WK000103": 1500})
    share = weights["earlier_code"].map({"WK000101": 10, "WK000102": 40, "WK000103": 25})
    by_region = weights["region_code"]
    counts = (people * weights["share_of_earlier"]).groupby(by_region).sum()
    assert counts.tolist() == pytest.approx([3812.5, 1041.370985, 1546.129122])
    overlap = weights["overlap_ha"]
    means = (share * overlap).groupby(by_region).sum() / overlap.groupby(by_region).sum()
    assert means.tolist() == pytest.approx([11.875, 38.649909, 23.457013])


def test_an_equal_map_gives_every_area_to_itself():
    weights = transfer_weights(areas(OLD), areas(OLD), **NORMS)
    assert weights["earlier_code"].tolist() == weights["region_code"].tolist() == list(OLD)
    assert weights["share_of_earlier"].tolist() == [1, 1, 1]
    assert weights["overlap_ha"].tolist() == [40, 36, 24]


def test_a_sliver_goes_to_the_rest_of_its_old_area():
    shifted = {"WK000101": box(0, 0, 401, 1000), "WK000102": box(401, 0, 1000, 600)}
    weights = transfer_weights(areas({k: OLD[k] for k in shifted}), areas(shifted), **NORMS)
    assert weights["earlier_code"].tolist() == weights["region_code"].tolist()
    assert weights["share_of_earlier"].tolist() == pytest.approx([1, 1])


def test_a_small_part_of_a_large_area_counts_where_it_is_a_large_part_of_a_small_one():
    new = {"WK000101": box(0, 0, 399, 1000), "WK000102": box(399, 0, 400, 1000)}
    weights = transfer_weights(areas({"WK000101": OLD["WK000101"]}), areas(new), **NORMS)
    assert weights["share_of_earlier"].tolist() == pytest.approx([399 / 400, 1 / 400])


def test_an_old_area_that_lies_outside_for_a_part_keeps_that_part():
    weights = transfer_weights(areas(OLD), areas({"WK000104": box(0, 0, 200, 1000)}), **NORMS)
    assert weights["share_of_earlier"].tolist() == pytest.approx([0.5])
    assert weights["share_of_region"].tolist() == pytest.approx([1.0])


# --- through the raw tables and the SQL ---------------------------------------------------------


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with empty_warehouse() as con:
        yield con


def shapes(con: duckdb.DuckDBPyConnection, year: int | None, given: dict[str, Polygon]) -> None:
    load_shapes(con, areas(given).assign(geometry_year=pd.array([year] * len(given), "Int64")))


def test_weights_are_made_for_years_with_shapes_and_figures_up_to_the_peiljaar(con):
    for year in (2017, 2018, 2020, 2022):
        shapes(con, year, OLD if year < 2020 else NEW)
    shapes(con, None, OLD)
    fill(con, "raw.region_title", [{"boundary_year": year} for year in (2018, 2020, 2022)])
    assert load_transfers(con, CATALOG, 2020) == 6
    assert con.execute("select distinct boundary_year from raw.transfer").fetchall() == [(2018,)]


def test_without_shapes_of_exactly_the_peiljaar_there_are_no_weights(con):
    shapes(con, 2018, OLD)
    shapes(con, 2022, NEW)
    fill(con, "raw.region_title", [{"boundary_year": year} for year in (2018, 2020, 2022)])
    assert load_transfers(con, CATALOG, 2020) == 0


def cuts(largest: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(1, largest - 1), unique=True, max_size=4).map(sorted)


def strips(at: list[int], *, upright: bool) -> dict[str, BaseGeometry]:
    edges = [0, *at, 1000]
    made = [
        box(low, 0, high, 1000) if upright else box(0, low, 1000, high)
        for low, high in pairwise(edges)
    ]
    return {f"WK0001{number:02d}": shape for number, shape in enumerate(made)}


def harmonise(
    con: duckdb.DuckDBPyConnection, weights: pd.DataFrame, figures: list[dict[str, object]]
) -> list[tuple[str, float]]:
    """Run the model on figures of 2019; return the indicator and value of each new area."""
    model = models()["intermediate.harmonised"]
    for name in model.depends_on:
        if not name.startswith("raw."):
            upstream = models()[name]
            con.execute(
                create_table(upstream.layer, upstream.name, upstream.contract, enforce_keys=False)
            )
    rest = {"peiljaar": 2019, "boundary_year": 2019, "waarde_status": "ok", "snapshot_id": "s"}
    fill(con, "raw.parameter", [{"peiljaar": 2020, "min_covered": 0.95}])
    fill(con, "raw.indicator", [{"indicator_id": "inwoners", "unit": "aantal"}])
    fill(con, "raw.indicator", [{"indicator_id": "koop", "unit": "%"}])
    fill(con, "raw.transfer", weights.assign(boundary_year=2019).to_dict("records"))
    fill(
        con,
        "intermediate.region_link",
        [
            {"region_code": code, "boundary_year": 2019, "boundary_change": "geharmoniseerd"}
            | {"reason": "border_moved"}
            for code in weights["region_code"].unique()
        ],
    )
    fill(con, "intermediate.figure", [row | rest for row in figures])
    run_model(con, model)
    return con.execute("select indicator_id, waarde from intermediate.harmonised").fetchall()


@settings(max_examples=15, deadline=None)
@given(st.data(), cuts(1000), cuts(1000), st.booleans())
def test_totals_are_kept_and_means_stay_among_their_sources(data, before, after, across):
    old, new = strips(before, upright=True), strips(after, upright=not across)
    counts = data.draw(st.lists(st.integers(1, 9000), min_size=len(old), max_size=len(old)))
    means = data.draw(st.lists(st.floats(0, 100), min_size=len(old), max_size=len(old)))
    figures = []
    for code, count, mean in zip(old, counts, means, strict=True):
        for name, value in (("inwoners", count), ("koop", mean)):
            bounds = {"waarde": value, "waarde_low": value, "waarde_high": value}
            figures.append({"region_code": code, "indicator_id": name, "n": count} | bounds)
    with empty_warehouse() as con:
        made = harmonise(con, transfer_weights(areas(old), areas(new), **NORMS), figures)
    moved = [value for name, value in made if name == "inwoners"]
    assert sum(moved) == pytest.approx(sum(counts))
    averages = [value for name, value in made if name == "koop"]
    assert len(moved) == len(averages) == len(new)
    assert all(min(means) <= value <= max(means) for value in averages)
