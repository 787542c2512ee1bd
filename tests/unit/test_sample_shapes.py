"""The made map: one seamless coverage with a lake, an island and two codes that do not fit."""

import geopandas as gpd
import pytest
from shapely.ops import unary_union

from wijkfoto.sample import SAMPLE_GEMEENTE, SAMPLE_SEED, write_shapes
from wijkfoto.sample.country import make_country
from wijkfoto.sample.plan import WITHOUT_FIGURES, WITHOUT_SHAPE
from wijkfoto.sample.shapes import polygons


@pytest.fixture(scope="module")
def shapes(tmp_path_factory) -> gpd.GeoDataFrame:
    path = write_shapes(tmp_path_factory.mktemp("kaart") / "wijken.parquet")
    return gpd.read_parquet(path).set_index("wijkcode")


@pytest.fixture(scope="module")
def neighbours(shapes) -> dict[str, set[str]]:
    mine = shapes[shapes["gemeentecode"] == SAMPLE_GEMEENTE].geometry
    return {
        code: {
            other
            for other, shape in mine.items()
            if other != code and mine[code].intersection(shape).length > 1
        }
        for code in mine.index
    }


def test_the_file_is_the_same_bytes_every_time(tmp_path):
    first = write_shapes(tmp_path / "a.parquet").read_bytes()
    polygons.cache_clear()
    assert write_shapes(tmp_path / "b.parquet").read_bytes() == first


def test_the_file_has_the_columns_and_the_coordinate_system_of_real_ones(shapes):
    assert list(shapes.columns) == ["gemeentecode", "wijknaam", "jaar", "geometry"]
    assert shapes.crs.to_epsg() == 28992
    west, south, east, north = shapes.total_bounds
    assert 0 < west < east < 300_000
    assert 300_000 < south < north < 630_000


def test_one_wijk_has_no_shape_and_one_shape_has_no_figures(shapes):
    wijken = set(make_country(SAMPLE_SEED).wijken["wijk"])
    assert wijken - set(shapes.index) == {WITHOUT_SHAPE}
    assert set(shapes.index) - wijken == {WITHOUT_FIGURES}


def test_every_shape_is_valid_and_none_overlaps_another(shapes):
    assert shapes.geometry.is_valid.all()
    whole = unary_union(list(shapes.geometry))
    assert whole.area == pytest.approx(shapes.geometry.area.sum(), rel=1e-9)


def test_neighbours_share_every_vertex_of_their_border():
    whole = unary_union(list(polygons(SAMPLE_SEED).values()))
    land = max(getattr(whole, "geoms", [whole]), key=lambda part: part.area)
    assert len(land.interiors) == 1  # the lake: no sliver anywhere else


def test_one_wijk_has_a_lake_and_one_an_island(shapes):
    lakes = [c for c, s in shapes.geometry.items() if s.geom_type == "Polygon" and s.interiors]
    islands = [c for c, s in shapes.geometry.items() if s.geom_type == "MultiPolygon"]
    # The absent shape leaves a hole in the land, not in a wijk.
    assert lakes == ["WK990104"]
    assert islands == ["WK990110"]


def test_the_village_borders_only_on_the_suburb(neighbours):
    assert neighbours["WK990106"] == {"WK990104"}


def test_lonely_older_people_and_families_in_debt_are_not_neighbours(neighbours):
    assert "WK990103" not in neighbours["WK990102"]


def test_each_gemeente_lies_in_one_piece(shapes):
    for code, part in shapes.groupby("gemeentecode"):
        whole = unary_union(list(part.geometry))
        pieces = len(getattr(whole, "geoms", [whole]))
        assert pieces == (2 if code == SAMPLE_GEMEENTE else 1), code
