"""Shapes: the code column by content, codes that mean unknown left out and counted, one grid."""

import io
import json
import logging
import sqlite3
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from tests.maps import BOW_TIE, as_geojson, as_parquet, frame, square
from tests.sources.misbehaving import MAINTENANCE, Misbehaving, Reply
from wijkfoto.bronnen import geo, geo_parse, geo_read
from wijkfoto.bronnen.geo import fetch_shapes, read_shapes
from wijkfoto.bronnen.http import HttpOptions
from wijkfoto.bronnen.snapshot import SnapshotStore
from wijkfoto.catalog import shipped_catalog
from wijkfoto.errors import SourceError

GEO = shipped_catalog().sources["geo_wijken"]
QUICK = HttpOptions(timeout_s=5, wait_s=0.0005)


def read(store: SnapshotStore, body: bytes, name: str = "wijken.parquet") -> gpd.GeoDataFrame:
    """Take a file through the store, as a run does."""
    path = store.root.parent / name
    path.write_bytes(body)
    snapshot = fetch_shapes(GEO, str(path), store, QUICK, offline=False)
    assert snapshot is not None
    return read_shapes(store, snapshot)


def refused(store: SnapshotStore, body: bytes, name: str = "wijken.parquet") -> str:
    with pytest.raises(SourceError) as caught:
        read(store, body, name)
    assert name in str(caught.value)
    assert caught.value.next_step
    assert [p for p in store.root.rglob("*") if p.is_file()] == []
    return str(caught.value)


@pytest.mark.parametrize("column", ["wijkcode", "WK_CODE", "statcode", "iets anders"])
def test_the_code_column_is_found_by_content_whatever_it_is_called(store, column):
    shapes = frame(["a", "b"], naam=["x", "y"]).rename(columns={"code": column})
    shapes[column] = ["WK060606", "WK0363AA"]
    assert list(read(store, as_parquet(shapes))["region_code"]) == ["WK0363AA", "WK060606"]


def test_of_two_columns_of_codes_the_one_of_wijken_counts(store):
    shapes = frame(["WK060606", "WK060607"], gemeente=["GM0606", "GM0606"], land=["NL00", "NL00"])
    assert list(read(store, as_parquet(shapes))["region_code"]) == ["WK060606", "WK060607"]


def test_a_file_of_all_levels_gives_its_wijken_and_buurten(store):
    shapes = frame(["GM0606", "BU06060601", "BU06060602", "WK060606", "NL00"])
    found = list(read(store, as_parquet(shapes))["region_code"])
    assert found == ["BU06060601", "BU06060602", "WK060606"]


@pytest.mark.parametrize("columns", [{}, {"wijk": ["WK060606"] * 2 + ["WK060607"]}])
def test_buurten_are_joined_to_wijken_where_there_are_no_wijken_and_it_is_said(
    store, caplog, columns
):
    shapes = frame(["BU06060601", "BU06060602", "BU06060701"], **columns)
    with caplog.at_level(logging.INFO, "wijkfoto.bronnen.geo_parse"):
        found = read(store, as_parquet(shapes)).set_index("region_code")
    areas = found.geometry.area.to_dict()
    assert {code: areas[code] for code in areas if code.startswith("WK")} == {
        "WK060606": 2e6, "WK060607": 1e6,
    }  # fmt: skip
    assert [code for code in areas if code.startswith("BU")] == list(shapes["code"])
    assert "2 wijken were made by joining 3 buurten" in caplog.text


def test_wijken_of_a_gemeente_that_has_them_are_not_made_again(store):
    shapes = frame(["WK060606", "BU06060601", "BU06060602", "BU05990101"])
    areas = read(store, as_parquet(shapes)).set_index("region_code").geometry.area
    assert areas["WK060606"] == 1e6, "the shape that was given, not that of its buurten"
    assert "WK059901" in areas


def test_padding_and_small_letters_in_a_code_do_not_lose_a_shape(store):
    shapes = frame(["wk060606  ", "WK060607\u00a0"])
    assert list(read(store, as_parquet(shapes))["region_code"]) == ["WK060606", "WK060607"]


@pytest.mark.parametrize("codes", [["GM0606", "GM0599"], ["Nieuwland"], ["0606"], [None]])
def test_a_file_without_a_column_of_wijken_is_refused(store, codes):
    assert "No column holds wijk codes such as WK060606" in refused(store, as_parquet(frame(codes)))


def test_codes_that_mean_unknown_are_left_out_and_counted(store, caplog):
    shapes = frame(["WK060606", "-99997", "WK060607", "-99995", "WK060608", "", "WK060609"])
    with caplog.at_level(logging.WARNING, "wijkfoto.bronnen.geo_parse"):
        found = read(store, as_parquet(shapes))
    assert list(found["region_code"]) == ["WK060606", "WK060607", "WK060608", "WK060609"]
    told = "3 shapes without a code of a region, such as -99997, were left out"
    assert told in caplog.text


@pytest.mark.parametrize("missing", [-99995, -99997, -99999999, "-99995", -99997.0])
def test_missing_codes_in_the_figures_of_a_map_do_not_come_along(store, missing):
    shapes = frame(["WK060606", "WK060607"], aantal_inwoners=[missing] * 2, water="NEE")
    found = read(store, as_parquet(shapes))
    assert list(found.columns) == ["region_code", "geometry_year", "geometry"]
    assert list(found["region_code"]) == ["WK060606", "WK060607"]


@pytest.mark.parametrize("missing", [-99997, "-99997"])
def test_a_missing_code_for_the_year_is_no_year(store, missing):
    found = read(store, as_parquet(frame(["WK060606"], jaar=[missing])))
    assert found["geometry_year"].isna().all()


@pytest.mark.parametrize("column", ["water", "H2O"])
def test_water_and_what_lies_abroad_is_no_wijk_and_is_counted(store, caplog, column):
    codes = ["WK060606", "WK060606", "WK060607", "WK060608"]
    shapes = frame(codes, **{column: ["NEE", "JA", "JA", "B"]})
    with caplog.at_level(logging.WARNING, "wijkfoto.bronnen.geo_parse"):
        found = read(store, as_parquet(shapes))
    assert list(found["region_code"]) == ["WK060606"]
    assert found.geometry.area.iloc[0] == 1e6
    assert "2 codes are water only and were left out" in caplog.text


def test_the_gemeente_code_of_a_row_without_a_wijk_is_no_wijk(store):
    shapes = frame(["WK060606", "GM0606", "WK060607"], gemeentecode=["GM0606"] * 3)
    assert list(read(store, as_parquet(shapes))["region_code"]) == ["WK060606", "WK060607"]


def test_a_wijk_in_two_rows_is_one_shape(store):
    found = read(store, as_parquet(frame(["WK060606", "WK060606"], [square(0), square(5)])))
    assert found.geometry.area.tolist() == [2e6]
    assert isinstance(found.geometry.iloc[0], MultiPolygon)


def test_one_file_may_hold_several_years(store):
    shapes = frame(["WK060606", "WK060606", "WK060607"], jaar=[2019, 2020, 2020])
    found = read(store, as_parquet(shapes))
    assert list(zip(found["region_code"], found["geometry_year"], strict=True)) == [
        ("WK060606", 2019), ("WK060606", 2020), ("WK060607", 2020),
    ]  # fmt: skip
    latest = store.latest("geo", GEO.source_id)
    assert latest is not None
    assert latest.period == "2019, 2020"


def test_invalid_shapes_are_mended_and_counted(store, caplog):
    with caplog.at_level(logging.WARNING, "wijkfoto.bronnen.geo_parse"):
        found = read(store, as_parquet(frame(["WK060606"], [BOW_TIE])))
    assert found.geometry.is_valid.all()
    assert found.geometry.area.iloc[0] == pytest.approx(500_000)
    assert "1 shapes were invalid and have been mended" in caplog.text


def test_a_code_without_a_shape_is_left_out_and_counted(store, caplog):
    shapes = frame(["WK060606", "WK060607", "WK060608"], [square(0), Polygon(), None])
    with caplog.at_level(logging.WARNING, "wijkfoto.bronnen.geo_parse"):
        found = read(store, as_parquet(shapes))
    assert list(found["region_code"]) == ["WK060606"]
    assert "2 codes have no shape" in caplog.text


def test_degrees_and_metres_give_the_same_shapes(store):
    shapes = frame(["WK060606", "WK060607"])
    metres = read(store, as_parquet(shapes), "rd.parquet")
    degrees = read(store, as_parquet(shapes.to_crs(4326)), "graden.parquet")
    geojson = read(store, as_geojson(shapes.to_crs(4326)), "graden.geojson")
    rd_json = read(store, as_geojson(shapes), "rd.geojson")
    for other in (degrees, geojson, rd_json):
        assert other.crs == metres.crs == 28992
        assert other.geometry.hausdorff_distance(metres.geometry).max() < 0.01


def test_a_geopackage_is_read(store, tmp_path):
    frame(["WK060606"]).to_file(tmp_path / "x.gpkg", driver="GPKG")
    body = (tmp_path / "x.gpkg").read_bytes()
    assert list(read(store, body, "w.gpkg")["region_code"]) == ["WK060606"]


def geopackage(path: Path, **layers: gpd.GeoDataFrame) -> bytes:
    for layer, shapes in layers.items():
        shapes.to_file(path, driver="GPKG", layer=layer)
    return path.read_bytes()


def test_of_a_geopackage_the_layers_with_wijken_and_buurten_are_read(store, tmp_path):
    body = geopackage(
        tmp_path / "x.gpkg",
        gemeenten=frame(["GM0606"]),
        wijken=frame(["WK060606"], gemeente=["GM0606"]),
        buurten=frame(["BU06060601"], wijk=["WK060606"]),
    )
    found = read(store, body, "w.gpkg")
    assert list(found["region_code"]) == ["BU06060601", "WK060606"]


def test_of_a_geopackage_a_layer_without_wijken_or_buurten_is_not_read(
    store, tmp_path, monkeypatch
):
    monkeypatch.setattr(geo_read, "MAX_SHAPES", 1)
    body = geopackage(
        tmp_path / "x.gpkg", gemeenten=frame(["GM0606", "GM0599"]), wijken=frame(["WK060606"])
    )
    assert list(read(store, body, "w.gpkg")["region_code"]) == ["WK060606"]


def test_two_layers_with_the_same_wijk_of_the_same_year_are_refused(store, tmp_path):
    body = geopackage(tmp_path / "x.gpkg", een=frame(["WK060606"]), twee=frame(["WK060606"]))
    assert "Two files or layers hold a shape of WK060606" in refused(store, body, "w.gpkg")


def test_a_view_in_a_geopackage_is_not_read(store, tmp_path):
    path = tmp_path / "x.gpkg"
    geopackage(path, wijken=frame(["WK060606"]))
    with sqlite3.connect(path) as db:
        db.execute("alter table wijken rename to anders")
        db.execute(
            "create view wijken as with recursive eeuwig(n) as "
            "(select 1 union all select n + 1 from eeuwig) select anders.* from anders, eeuwig"
        )
    db.close()
    assert "a table without shapes" in refused(store, path.read_bytes(), "w.gpkg")


def test_a_file_cannot_make_gdal_read_another_file(store, tmp_path):
    other = tmp_path / "andermans.geojson"
    other.write_bytes(as_geojson(frame(["WK060606"])))
    command = {"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {other}"}
    body = json.dumps(command).encode()
    through = gpd.read_file(io.BytesIO(body))
    assert len(through) == 1, "the trap is gone: GDAL no longer follows such a file"
    assert "cannot be read" in refused(store, body, "w.geojson")


@pytest.mark.parametrize("location", ["/vsicurl/http://127.0.0.1:9/x.gpkg", "GPKG:x", "OAPIF:x"])
def test_the_name_of_a_driver_is_no_place_of_a_map(store, location):
    with pytest.raises(SourceError, match="cannot be read"):
        fetch_shapes(GEO, location, store, QUICK, offline=False)


def test_more_shapes_than_a_map_can_hold_are_refused(store, tmp_path, monkeypatch):
    monkeypatch.setattr(geo_read, "MAX_SHAPES", 2)
    shapes = frame(["WK060606", "WK060607", "WK060608"])
    told = "more than 2 shapes"
    assert told in refused(store, as_parquet(shapes))
    assert told in refused(store, as_geojson(shapes), "w.geojson")
    assert told in refused(store, geopackage(tmp_path / "x.gpkg", w=shapes), "w.gpkg")


def test_a_parquet_that_unpacks_to_more_than_a_map_is_refused_unread(store, monkeypatch):
    monkeypatch.setattr(geo_read, "MAX_BYTES", 10)
    assert "unpacks to more" in refused(store, as_parquet(frame(["WK060606"])))


@pytest.mark.parametrize("limit", ["MAX_VERTICES", "MAX_VERTICES_OF_ONE"])
def test_shapes_of_endless_detail_are_refused_and_the_largest_is_named(store, monkeypatch, limit):
    monkeypatch.setattr(geo_parse, limit, 10)
    fine = square(1).segmentize(200)
    told = refused(store, as_parquet(frame(["WK060606", "WK060607"], [square(0), fine])))
    assert "WK060607 alone 21" in told


def test_one_page_of_a_service_kept_as_a_file_is_refused(store):
    page = json.loads(as_geojson(frame(["WK060606"])))
    page["links"] = [{"rel": "next", "href": "https://kaart.test/items?cursor=x"}]
    told = refused(store, json.dumps(page).encode(), "w.geojson")
    assert "one page of a service that has more" in told


def test_geojson_of_metres_that_passes_for_degrees_is_refused(store):
    body = as_geojson(frame(["WK060606"]), with_crs=False)
    assert "do not lie in the Netherlands" in refused(store, body, "w.geojson")


def test_shapes_of_another_country_are_refused(store):
    berlin = gpd.GeoDataFrame({"code": ["WK060606"]}, geometry=[box(13, 52, 14, 53)], crs=4326)
    assert "do not lie in the Netherlands" in refused(store, as_parquet(berlin))


def test_a_file_without_a_grid_is_refused(store):
    assert "no CRS" in refused(
        store, as_parquet(frame(["WK060606"]).set_crs(None, allow_override=True))
    )


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (MAINTENANCE.body, "a web page is not a map"),
        (b"", "not a GeoParquet"),
        (b"PK\x03\x04", "not a GeoParquet"),
        (b"{", "cannot be read"),
        (b'{"type": "FeatureCollection", "features": ', "cannot be read"),
        (b"PAR1", "cannot be read"),
        (b"SQLite format 3\x00half", "cannot be read"),
    ],
)
def test_what_is_no_map_is_refused(store, body, told):
    assert told in refused(store, body)


@pytest.mark.filterwarnings("ignore:.*non conformant file extension")
def test_a_geopackage_of_plain_rows_is_refused(store, tmp_path):
    pyogrio.write_dataframe(pd.DataFrame({"code": ["WK060606"]}), tmp_path / "x.gpkg")
    body = (tmp_path / "x.gpkg").read_bytes()
    assert "a table without shapes" in refused(store, body, "w.gpkg")


def test_a_table_without_shapes_is_refused(store):
    buffer = io.BytesIO()
    pd.DataFrame({"code": ["WK060606"]}).to_parquet(buffer)
    assert "read" in refused(store, buffer.getvalue())


@pytest.mark.filterwarnings("ignore:.*non conformant file extension")
def test_a_geopackage_without_shapes_is_refused(store, tmp_path):
    gpd.GeoDataFrame({"code": ["WK060606"]}, geometry=[None], crs=28992).to_file(
        tmp_path / "x.gpkg", driver="GPKG"
    )
    body = (tmp_path / "x.gpkg").read_bytes()
    assert "No wijk has a shape" in refused(store, body, "w.gpkg")


def test_middles_of_wijken_are_no_map(store):
    body = as_parquet(frame(["WK060606"], [Point(150_000, 450_000)]))
    assert "No wijk has a shape with an area" in refused(store, body)


def test_lines_and_points_are_no_area(store, caplog):
    shapes = frame(
        ["WK060606", "WK060607"], [square(0), LineString([(150_000, 450_000), (151_000, 450_000)])]
    )
    with caplog.at_level(logging.WARNING, "wijkfoto.bronnen.geo_parse"):
        found = read(store, as_parquet(shapes))
    assert list(found["region_code"]) == ["WK060606"]
    assert Point(150_500, 450_500).within(found.geometry.iloc[0])


@pytest.mark.parametrize(
    ("name", "columns", "year"),
    [
        ("wijken.parquet", {"jaar": ["2022", "2022"]}, 2022),
        ("wijken.parquet", {"jrstatcode": ["2021WK060606", "2021WK060607"]}, 2021),
        ("wijken_2020_v3.parquet", {}, 2020),
        ("wijken120203.parquet", {}, None),
        ("wijken.parquet", {}, None),
    ],
)
def test_the_year_of_the_shapes_comes_from_a_column_or_the_name(store, name, columns, year):
    found = read(store, as_parquet(frame(["WK060606", "WK060607"], **columns)), name)
    years = found["geometry_year"].tolist()
    assert years == [year, year] if year else found["geometry_year"].isna().all()
    latest = store.latest("geo", GEO.source_id)
    assert latest is not None
    assert latest.period == (str(year) if year else "")


def test_the_same_file_is_kept_once_and_another_beside_it(store, tmp_path):
    path = tmp_path / "w.parquet"
    path.write_bytes(as_parquet(frame(["WK060606"])))
    first = fetch_shapes(GEO, str(path), store, QUICK, offline=False)
    again = fetch_shapes(GEO, str(path), store, QUICK, offline=False)
    path.write_bytes(as_parquet(frame(["WK060607"])))
    other = fetch_shapes(GEO, str(path), store, QUICK, offline=False)
    assert first is not None
    assert other is not None
    assert first == again
    assert first.row_count == 1
    assert first.snapshot_id != other.snapshot_id


def test_an_address_is_fetched_once_and_offline_takes_what_came_last(store):
    body = as_parquet(frame(["WK060606"]))
    assert fetch_shapes(GEO, "", store, QUICK, offline=False) is None
    assert fetch_shapes(GEO, "x", store, QUICK, offline=True) is None
    with Misbehaving({"wijken_2020.parquet": [Reply(body)]}) as service:
        kept = fetch_shapes(GEO, f"{service.url}/wijken_2020.parquet", store, QUICK, offline=False)
        assert service.asked == {"wijken_2020.parquet": 1}
        assert fetch_shapes(GEO, f"{service.url}/x", store, QUICK, offline=True) == kept
        assert service.asked == {"wijken_2020.parquet": 1}
    assert kept is not None
    assert kept.period == "2020"
    assert kept.url == GEO.statline, "never the address on this machine"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("a/manifest.json", "vormen-manifest.json"),
        ("a/..", "vormen-"),
        ("a/", "a"),
        ("wfs?request=GetFeature", "wfs"),
        ("a/%2e%2e%2fb.json", "b.json"),
        ("a/.verborgen", "verborgen"),
        ("a/kaart%20van%20hier.gpkg", "kaart_van_hier.gpkg"),
    ],
)
def test_the_name_of_a_file_in_the_store_is_a_plain_name(path, kept):
    assert geo._file_name(f"https://kaart.test/{path}") == kept


def test_a_very_long_name_is_cut():
    assert len(geo._file_name(f"https://kaart.test/{'a' * 500}.gpkg")) == 100


def test_a_map_called_manifest_is_kept_whole(store):
    found = read(store, as_geojson(frame(["WK060606"])), "manifest.json")
    assert list(found["region_code"]) == ["WK060606"]


def test_a_file_that_is_not_there_or_too_large_is_told(store, tmp_path, monkeypatch):
    with pytest.raises(SourceError, match=r"weg\.gpkg.*cannot be read.*bronnen\.geo_url"):
        fetch_shapes(GEO, str(tmp_path / "weg.gpkg"), store, QUICK, offline=False)
    (tmp_path / "groot.gpkg").write_bytes(b"12345")
    monkeypatch.setattr(geo, "MAX_BYTES", 4)
    with pytest.raises(SourceError, match="larger than 2 GB"):
        fetch_shapes(GEO, str(tmp_path / "groot.gpkg"), store, QUICK, offline=False)
