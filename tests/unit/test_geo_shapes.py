"""Shapes: the code column by content, codes that mean unknown left out and counted, one grid."""

import io
import json
import logging
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import LineString, Point, Polygon, box

from tests.helpers import TESTDATA, needs_shared_data
from tests.sources.misbehaving import MAINTENANCE, Misbehaving, Reply
from wijkfoto.bronnen import geo
from wijkfoto.bronnen.geo import fetch_shapes, read_shapes
from wijkfoto.bronnen.http import HttpOptions
from wijkfoto.bronnen.snapshot import SnapshotStore
from wijkfoto.catalog import shipped_catalog
from wijkfoto.errors import SourceError

GEO = shipped_catalog().sources["geo_wijken"]
QUICK = HttpOptions(timeout_s=5, wait_s=0.0005)


def square(number: int) -> Polygon:
    """A square of a kilometre in the middle of the Dutch grid (EPSG:28992)."""
    return box(150_000 + 1000 * number, 450_000, 151_000 + 1000 * number, 451_000)


BOW_TIE = Polygon([(150_000, 450_000), (151_000, 451_000), (151_000, 450_000), (150_000, 451_000)])


def frame(
    codes: list[object], shapes: list[object] | None = None, **columns: object
) -> gpd.GeoDataFrame:
    drawn = [square(n) for n in range(len(codes))] if shapes is None else shapes
    return gpd.GeoDataFrame(columns | {"code": codes}, geometry=drawn, crs=28992)


def as_parquet(shapes: gpd.GeoDataFrame) -> bytes:
    buffer = io.BytesIO()
    shapes.to_parquet(buffer)
    return buffer.getvalue()


def as_geojson(shapes: gpd.GeoDataFrame, *, with_crs: bool = True) -> bytes:
    made = shapes.to_json(drop_id=True)
    parsed = json.loads(made)
    if not with_crs:
        parsed.pop("crs", None)
    return json.dumps(parsed).encode()


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshots")


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


def test_a_file_of_all_levels_gives_its_wijken(store):
    shapes = frame(["GM0606", "BU06060601", "BU06060602", "WK060606", "NL00"])
    assert list(read(store, as_parquet(shapes))["region_code"]) == ["WK060606"]


def test_a_file_of_buurten_gives_one_shape_per_wijk(store):
    shapes = frame(["BU06060601", "BU06060602", "BU06060701"], wijk=["WK060606"] * 2 + ["WK060607"])
    found = read(store, as_parquet(shapes)).set_index("region_code")
    assert found.geometry.area.to_dict() == {"WK060606": 2e6, "WK060607": 1e6}


def test_padding_and_small_letters_in_a_code_do_not_lose_a_shape(store):
    shapes = frame(["wk060606  ", "WK060607\u00a0"])
    assert list(read(store, as_parquet(shapes))["region_code"]) == ["WK060606", "WK060607"]


@pytest.mark.parametrize(
    "codes", [["GM0606", "GM0599"], ["BU06060601"], ["Nieuwland"], ["0606"], [None]]
)
def test_a_file_without_a_column_of_wijken_is_refused(store, codes):
    assert "No column holds wijk codes such as WK060606" in refused(store, as_parquet(frame(codes)))


def test_codes_that_mean_unknown_are_left_out_and_counted(store, caplog):
    shapes = frame(["WK060606", "-99997", "WK060607", "-99995", "WK060608", "", "WK060609"])
    with caplog.at_level(logging.WARNING, "wijkfoto.bronnen.geo"):
        found = read(store, as_parquet(shapes))
    assert list(found["region_code"]) == ["WK060606", "WK060607", "WK060608", "WK060609"]
    told = "3 shapes without a code of a region, such as -99997, were left out"
    assert told in caplog.text


def test_invalid_shapes_are_mended_and_counted(store, caplog):
    with caplog.at_level(logging.WARNING, "wijkfoto.bronnen.geo"):
        found = read(store, as_parquet(frame(["WK060606"], [BOW_TIE])))
    assert found.geometry.is_valid.all()
    assert found.geometry.area.iloc[0] == pytest.approx(500_000)
    assert "1 shapes were invalid and have been mended" in caplog.text


def test_a_code_without_a_shape_is_left_out_and_counted(store, caplog):
    shapes = frame(["WK060606", "WK060607", "WK060608"], [square(0), Polygon(), None])
    with caplog.at_level(logging.WARNING, "wijkfoto.bronnen.geo"):
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


@pytest.mark.filterwarnings("ignore:.*non conformant file extension")
def test_a_geopackage_is_read(store, tmp_path):
    frame(["WK060606"]).to_file(tmp_path / "x.gpkg", driver="GPKG")
    body = (tmp_path / "x.gpkg").read_bytes()
    assert list(read(store, body, "w.gpkg")["region_code"]) == ["WK060606"]


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
    with caplog.at_level(logging.WARNING, "wijkfoto.bronnen.geo"):
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


@needs_shared_data
@pytest.mark.real
def test_a_real_file_with_codes_that_mean_unknown_gives_valid_wijken(store):
    folder = TESTDATA / "cbs_buurten2024_baarn_pdok_missing_codes"
    path = next(
        p
        for p in sorted(folder.rglob("*"))
        if p.suffix in {".geojson", ".parquet", ".gpkg", ".json"}
    )
    found = read(store, path.read_bytes(), path.name)
    assert found.geometry.is_valid.all()
    assert found["region_code"].str.fullmatch(r"WK0308[0-9A-Z]{2}").any()
    assert found["region_code"].is_unique
