"""Real maps: whole countries and one gemeente load whole, valid and simpler, with nothing lost."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from tests.helpers import TESTDATA, needs_shared_data
from wijkfoto.bronnen.geo import fetch_shapes, read_shapes
from wijkfoto.bronnen.http import HttpOptions
from wijkfoto.bronnen.snapshot import SnapshotStore
from wijkfoto.catalog import shipped_catalog
from wijkfoto.errors import SourceError
from wijkfoto.warehouse.outline import outlines

pytestmark = [needs_shared_data, pytest.mark.real]

GEO = shipped_catalog().sources["geo_wijken"]
BAARN = TESTDATA / "cbs_buurten2024_baarn_pdok_missing_codes" / "baarn_buurten.geojson"
COUNTRY = TESTDATA / "cbs_kwb2022_wijken_geo_tmap" / "NLD_dist_wijken_2022.parquet"
GEMEENTEN = (
    TESTDATA
    / "cbs_gemeenten2020_geo_buurtvergelijker"
    / "gemeenten_2020_cbs_wijkenbuurtkaart.parquet"
)


def load(path: Path, folder: Path) -> gpd.GeoDataFrame:
    store = SnapshotStore(folder)
    snapshot = fetch_shapes(GEO, str(path), store, HttpOptions(), offline=False)
    assert snapshot is not None
    return read_shapes(store, snapshot)


def wijken(shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return shapes[shapes["region_code"].str.startswith("WK")]


@pytest.fixture(scope="module")
def baarn(tmp_path_factory) -> gpd.GeoDataFrame:
    return load(BAARN, tmp_path_factory.mktemp("baarn"))


@pytest.fixture(scope="module")
def country(tmp_path_factory) -> gpd.GeoDataFrame:
    return load(COUNTRY, tmp_path_factory.mktemp("land"))


def test_buurten_of_baarn_come_with_the_wijken_joined_from_them(baarn):
    buurten = baarn[baarn["region_code"].str.startswith("BU")]
    assert len(buurten) == 21
    assert set(wijken(baarn)["region_code"]) == {code.replace("BU", "WK")[:8] for code in
                                                buurten["region_code"]}  # fmt: skip
    assert wijken(baarn).geometry.area.sum() == pytest.approx(buurten.geometry.area.sum(), rel=1e-9)
    assert set(baarn["geometry_year"]) == {2024}


def test_nothing_of_the_figures_beside_the_shapes_of_baarn_comes_along(baarn):
    assert list(baarn.columns) == ["region_code", "geometry_year", "geometry"]
    assert baarn["region_code"].str.fullmatch("(BU0308[0-9]{4}|WK0308[0-9]{2})").all()


def test_baarn_in_full_detail_needs_a_fifth_of_its_points(baarn):
    whole = wijken(baarn)
    check_outlines(whole, factor=5)


def test_the_wijken_of_the_country_load_whole_and_stay_one_coverage(country):
    assert len(country) == 3340
    assert country["region_code"].is_unique
    assert (country["region_code"].str.startswith("WK0606")).sum() == 10, "Schiedam"
    # The file was simplified by its maker, to some 30 points a wijk: little is left to take.
    check_outlines(country, factor=1.01)


def test_neighbours_in_the_country_stay_neighbours(country):
    whole = country.geometry.to_numpy()
    assert pairs(outlines(country).to_numpy()) == pairs(whole)


def test_gemeenten_alone_are_no_map_of_wijken(tmp_path):
    with pytest.raises(SourceError, match="No column holds wijk codes"):
        load(GEMEENTEN, tmp_path)


def test_the_broken_shapes_of_gemeenten_are_mended_and_simplified_without_a_gap(tmp_path, caplog):
    # The codes are made those of wijken; what is tried is the mending of these real shapes.
    gemeenten = gpd.read_parquet(GEMEENTEN)[["GM_CODE", "geometry"]]
    codes = gemeenten["GM_CODE"].str.replace("GM", "WK") + "00"
    path = tmp_path / "alles_2020.parquet"
    gemeenten.assign(code=codes).drop(columns="GM_CODE").to_parquet(path)
    found = load(path, tmp_path / "store")
    assert len(found) == 355
    assert "3 shapes were invalid and have been mended" in caplog.text
    check_outlines(found, factor=1)


def check_outlines(shapes: gpd.GeoDataFrame, *, factor: float) -> None:
    whole, simple = shapes.geometry.to_numpy(), outlines(shapes).to_numpy()
    assert shapely.is_valid(whole).all()
    assert shapely.is_valid(simple).all()
    assert not shapely.is_empty(simple).any()
    assert shapely.coverage_is_valid(simple)
    points = shapely.get_num_coordinates(whole).sum() / shapely.get_num_coordinates(simple).sum()
    assert points >= factor
    # Without gaps or overlaps: the parts are as large as the whole, which kept its size.
    assert shapely.area(simple).sum() == pytest.approx(shapely.area(whole).sum(), rel=1e-3)
    assert shapely.area(shapely.union_all(simple)) == pytest.approx(
        shapely.area(simple).sum(), rel=1e-6
    )


def pairs(shapes: np.ndarray) -> set[tuple[int, int]]:
    """Neighbours that share more than a point."""
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    shared = shapely.length(shapely.intersection(shapes[left], shapes[right])) > 0
    return set(zip(left[shared].tolist(), right[shared].tolist(), strict=True))
