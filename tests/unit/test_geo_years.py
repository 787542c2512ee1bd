"""Shapes of several years: one location per year, what is absent said, and one map per place."""

import logging
from pathlib import Path

import pytest

from tests.maps import as_parquet, frame
from tests.sources.misbehaving import Misbehaving, Reply
from wijkfoto.bronnen.fetch import Fetched
from wijkfoto.bronnen.geo import fetch_shapes, read_shapes
from wijkfoto.bronnen.geo_years import fetch_years, kept_shapes
from wijkfoto.bronnen.http import HttpOptions, UnavailableError
from wijkfoto.bronnen.snapshot import SnapshotStore
from wijkfoto.catalog import shipped_catalog
from wijkfoto.errors import SourceError

GEO = shipped_catalog().sources["geo_wijken"]
QUICK = HttpOptions(timeout_s=5, wait_s=0.0005)
YEARS = [2020, 2019, 2018]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Maps of 2020 and 2018, of which only the names tell the year."""
    made = tmp_path / "kaarten"
    made.mkdir()
    for year in (2020, 2018):
        (made / f"wijken_{year}.parquet").write_bytes(as_parquet(frame(["WK060606"])))
    return made


def take(location: str, store: SnapshotStore, *, offline: bool = False) -> list[Fetched]:
    return fetch_years(GEO, location, YEARS, store, QUICK, offline=offline)


def years_read(store: SnapshotStore, found: list[Fetched]) -> list[int]:
    read = [read_shapes(store, f.snapshot) for f in found if f.snapshot]
    return [int(year) for shapes in read for year in shapes["geometry_year"]]


def test_each_year_of_the_window_is_tried_and_an_absent_one_is_said(store, folder, caplog):
    with caplog.at_level(logging.WARNING, "wijkfoto"):
        found = take(f"{folder}/wijken_{{jaar}}.parquet", store)
    assert [f.table_id for f in found] == ["geo_wijken_2020", "geo_wijken_2019", "geo_wijken_2018"]
    assert [f.note for f in found] == ["", "no shapes of 2019", ""]
    assert years_read(store, found) == [2020, 2018]
    assert "no shapes of 2019" in caplog.text


def test_an_address_with_a_year_is_asked_once_per_year(store):
    body = as_parquet(frame(["WK060606"]))
    replies = {"w2020": [Reply(body)], "w2019": [Reply(status=404)], "w2018": [Reply(body)]}
    with Misbehaving(replies) as service:
        found = take(f"{service.url}/w{{jaar}}", store)
        assert service.asked == {"w2020": 1, "w2019": 1, "w2018": 1}
    assert years_read(store, found) == [2020, 2018]


def test_a_peiljaar_without_shapes_is_no_fault_while_another_year_has_them(store, folder):
    (folder / "wijken_2020.parquet").unlink()
    found = take(f"{folder}/wijken_{{jaar}}.parquet", store)
    assert years_read(store, found) == [2018]


def test_no_shapes_of_any_year_is_a_fault_that_names_the_place(store, tmp_path):
    with pytest.raises(SourceError, match=r"no shapes of any year from 2018 to 2020") as caught:
        take(f"{tmp_path}/wijken_{{jaar}}.parquet", store)
    assert "{jaar}" in str(caught.value)


def test_one_file_that_is_not_there_is_a_fault(store, tmp_path):
    with pytest.raises(SourceError, match=r"weg\.gpkg"):
        take(str(tmp_path / "weg.gpkg"), store)


def test_a_service_that_fails_for_one_year_is_stood_in_for_by_what_came_before(store):
    body = as_parquet(frame(["WK060606"]))
    replies = {f"w{year}": [Reply(body), Reply(status=503)] for year in YEARS}
    with Misbehaving(replies) as service:
        before = take(f"{service.url}/w{{jaar}}", store)
        after = take(f"{service.url}/w{{jaar}}", store)
    assert [f.snapshot for f in after] == [f.snapshot for f in before]
    assert all(f.note.startswith("older snapshot: The service failed 4 times") for f in after)


def test_a_service_that_fails_before_anything_came_is_a_fault(store):
    with (
        Misbehaving({"w2020": [Reply(status=503)]}) as service,
        pytest.raises(UnavailableError, match="503"),
    ):
        take(f"{service.url}/w2020", store)


def test_offline_takes_what_came_last_of_each_year(store, folder):
    online = take(f"{folder}/wijken_{{jaar}}.parquet", store)
    kept = [f.snapshot for f in online if f.snapshot]
    gone = "https://kaart.test/wijken_{jaar}.parquet"
    assert [f.snapshot for f in take(gone, store, offline=True) if f.snapshot] == kept
    assert {f.snapshot for f in take("", store, offline=True)} == set(kept)
    assert kept_shapes(store, GEO) == sorted(kept, key=lambda s: s.table_id)


def test_offline_without_a_location_takes_the_way_of_fetching_that_came_last(store, folder):
    take(str(folder), store)
    yearly = take(f"{folder}/wijken_{{jaar}}.parquet", store)
    for manifest in store.root.glob("geo/geo_wijken_*/*/manifest.json"):
        text = manifest.read_text().replace('"retrieved_at": "2', '"retrieved_at": "3')
        manifest.write_text(text)
    found = {f.table_id for f in take("", store, offline=True)}
    assert found == {f.table_id for f in yearly if f.snapshot}


def test_offline_without_any_shapes_there_is_no_map(store):
    assert take("", store, offline=True) == []
    assert [f.snapshot for f in take("https://kaart.test/x", store, offline=True)] == [None]


def test_without_a_location_there_is_no_map_and_it_is_said(store):
    (found,) = take("", store)
    assert found.snapshot is None
    assert "no map" in found.note


def test_a_folder_is_one_snapshot_of_all_its_files(store, folder):
    (folder / "lees mij.txt").write_text("geen kaart")
    (found,) = take(str(folder), store)
    assert found.snapshot is not None
    assert found.snapshot.period == "2018, 2020"
    assert [f.name for f in found.snapshot.files] == ["wijken_2018.parquet", "wijken_2020.parquet"]
    assert years_read(store, [found]) == [2018, 2020]
    assert take(str(folder), store) == [found]


def test_a_folder_may_hold_wijken_and_buurten_of_one_year(store, folder):
    buurten = frame(["BU06060601", "BU06060602"], wijk=["WK060606"] * 2)
    (folder / "buurten_2020.parquet").write_bytes(as_parquet(buurten))
    (found,) = take(str(folder), store)
    assert found.snapshot is not None
    shapes = read_shapes(store, found.snapshot)
    wijk = shapes[(shapes["region_code"] == "WK060606") & (shapes["geometry_year"] == 2020)]
    assert wijk.geometry.area.tolist() == [1e6], "as given, not made from buurten"


def test_two_files_of_one_year_with_the_same_wijk_are_refused_by_name(store, folder):
    (folder / "kopie_2020.parquet").write_bytes(as_parquet(frame(["WK060606"])))
    with pytest.raises(SourceError, match=r"a shape of WK060606 of the same year \(2020\)") as told:
        take(str(folder), store)
    assert "kopie_2020.parquet" in str(told.value)


@pytest.mark.parametrize("n_files", [0, 61])
def test_a_folder_without_shapes_or_with_very_many_is_refused(store, tmp_path, n_files):
    for number in range(n_files):
        (tmp_path / f"w{number}.gpkg").touch()
    with pytest.raises(SourceError, match=f"holds {n_files} files with shapes"):
        fetch_shapes(GEO, str(tmp_path), store, QUICK, offline=False)
