"""The files to take along hold the published tables, all of them and no more."""

import gzip
import hashlib
import json
import os
import re
import sqlite3
from pathlib import Path

import duckdb
import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from tests.site.fixture import EMPTY, GEMEENTE, SCRIPT, TEAMS, WIJKEN, make_database
from wijkfoto.export import Downloads, read_back, stored_tables, write_downloads
from wijkfoto.export.geopackage import SAME_MOMENT
from wijkfoto.export.offer import published_contracts, shipped_offer, shipped_words
from wijkfoto.export.package import TYPES
from wijkfoto.export.rows import AREA_NAME, excel_columns, given_columns
from wijkfoto.warehouse.publish import DATABASE

NOT_AGREED = "Dit mag niemand lezen."
OFFER = shipped_offer()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = make_database(tmp_path_factory.mktemp("db") / DATABASE, fictief=False, local=True)
    with duckdb.connect(str(path)) as con:
        # A name and a reading that a spreadsheet would run, and a number that is no text.
        con.execute("update provider set naam = '=1+1' where naam = 'Alom'")
        con.execute("update observation set waarde = -12.345678912 where indicator_id = 'inwoners'")
    return path


@pytest.fixture(scope="module")
def downloads(database: Path) -> Downloads:
    return write_downloads(database, database.parent / "site", (GEMEENTE,))


@pytest.fixture(scope="module")
def site(database: Path, downloads: Downloads) -> Path:
    assert downloads.files
    return database.parent / "site"


def published(database: Path, table: str, *, gemeente: bool = False) -> pd.DataFrame:
    """The table by a query of its own, at nine digits; of the gemeente by the codes of its rows."""
    contract = published_contracts()[table]
    with duckdb.connect(str(database), read_only=True) as con:
        rows = con.sql(f'from "{table}" where {OFFER.tabellen[table].alleen}').df()
    frame = rows[list(given_columns(table, contract))]
    codes = {GEMEENTE, *(team for team, _, _ in TEAMS)}
    for column in ("region_code", "gemeente_code", "area_code"):
        if gemeente and column in frame:
            known = frame[column].isin(codes) | frame[column].astype(str).str[2:6].eq(GEMEENTE[2:])
            land = frame[column].eq("NL00") & (column == "region_code")
            frame = frame[known | land]
            break
    return frame.sort_values(list(contract.key)).reset_index(drop=True)


def comparable(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Every value as text: doubles at nine digits, missing and empty alike, in order of the key."""
    contract = published_contracts()[table]
    columns = {}
    for name, column in given_columns(table, contract).items():
        cells = frame[name]
        if column.type == "double":
            columns[name] = [None if pd.isna(v) else f"{float(v) + 0.0:.9g}" for v in cells]
        elif column.type == "date":
            columns[name] = [None if pd.isna(v) else pd.Timestamp(v).date() for v in cells]
        else:
            columns[name] = [None if pd.isna(v) or v == "" else str(v) for v in cells]
    order = list(contract.key)
    return pd.DataFrame(columns).sort_values(order).reset_index(drop=True)


def paths(downloads: Downloads, kind: str) -> list[str]:
    return [file.path for file in downloads.files if file.kind == kind]


def test_every_published_table_is_offered_or_named_with_a_reason():
    assert set(OFFER.tabellen) | set(OFFER.alleen_in_database) == set(published_contracts())
    assert not set(OFFER.tabellen) & set(OFFER.alleen_in_database)


def test_every_column_of_a_file_for_excel_is_explained_and_no_word_is_left_over():
    words, used = shipped_words(), set()
    for table, offered in OFFER.tabellen.items():
        for name in excel_columns(table, published_contracts()[table]) if offered.excel else ():
            assert words.of(table, name), f"{table}.{name}"
            used |= {name, f"{table}.{name}"}
    own = {f"{table}.{name}" for table, names in words.per_tabel.items() for name in names}
    assert (set(words.overal) | own) - used == set()


def test_the_guide_explains_the_columns_that_the_files_have(site: Path, downloads: Downloads):
    guide = read_back(site / "download" / "kolommen.csv")
    for path in paths(downloads, "excel"):
        table = Path(path).stem
        names = guide.loc[guide["bestand"] == table, "kolom"].tolist()
        assert names == list(read_back(site / path).columns)
    assert guide["uitleg"].notna().all()


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_file_of_the_edition_holds_its_whole_table(database, site, downloads, kind):
    files = [file for file in downloads.files if file.kind == kind]
    assert len(files) > 30
    for file in files:
        read = comparable(read_back(site / file.path), file.table)
        pd.testing.assert_frame_equal(read, comparable(published(database, file.table), file.table))
        assert file.rows == len(read)


def test_a_table_with_rows_is_never_left_out(database, downloads):
    written = {file.table for file in downloads.files if file.kind == "parquet"}
    filled = {t for t in OFFER.tabellen if len(published(database, t))}
    assert written == filled


def test_a_file_for_excel_holds_the_rows_of_its_gemeente_and_the_land(database, site, downloads):
    files = [file for file in downloads.files if file.kind == "excel"]
    assert len(files) > 15
    for file in files:
        read = comparable(read_back(site / file.path), file.table)
        mine = comparable(published(database, file.table, gemeente=True), file.table)
        pd.testing.assert_frame_equal(read, mine)


def test_a_file_for_excel_names_each_area(site):
    frame = read_back(site / "download" / "excel" / GEMEENTE / "demand.csv")
    names = dict(zip(frame["area_code"], frame[AREA_NAME], strict=True))
    assert names["WK9906AA"] == SCRIPT
    assert names["TG9906-01"] == "Havenkwartier"


def test_a_flag_without_an_area_is_in_the_file_of_its_gemeente(site):
    frame = read_back(site / "download" / "excel" / GEMEENTE / "contract_flag.csv")
    assert frame["flag_id"].tolist() == ["geen_tevredenheid"]


def test_a_formula_is_neutralised_and_a_negative_number_is_not(site):
    folder = site / "download" / "excel" / GEMEENTE
    assert ";'=1+1" in (folder / "provider.csv").read_text("utf-8-sig")
    assert ";-12,3456789;" in (folder / "observation.csv").read_text("utf-8-sig")
    assert "=1+1" in read_back(folder / "provider.csv")["naam"].tolist()


def test_csv_ends_its_lines_as_rfc_4180_asks(site):
    raw = gzip.decompress((site / "download" / "csv" / "region.csv.gz").read_bytes())
    assert raw.count(b"\r\n") == raw.count(b"\n") > len(WIJKEN)
    assert not raw.startswith(b"\xef\xbb\xbf")


def test_parquet_says_of_each_column_what_it_means(site):
    schema = pq.read_schema(site / "download" / "parquet" / "observation.parquet")
    column = published_contracts()["observation"].columns["peiljaar"]
    assert schema.field("peiljaar").metadata == {
        b"description": column.description.encode(), b"unit": b"jaar"
    }  # fmt: skip


def test_the_map_holds_wijken_with_their_classes_and_teamgebieden(database, site):
    path = site / "download" / "wijkfoto.gpkg"
    wijken, teams = (gpd.read_file(path, layer=name) for name in ("wijk", "teamgebied"))
    assert wijken.crs.to_epsg() == teams.crs.to_epsg() == 28992
    assert set(wijken["region_code"]) == set(WIJKEN) - {"WK990610"}  # has no shape
    assert set(teams["teamgebied_id"]) == {team for team, _, _ in TEAMS}
    with duckdb.connect(str(database), read_only=True) as con:
        rows = con.execute(
            "select r.region_code, s.domain_id, s.klasse, s.zekerheid, ST_AsWKB(r.geometry) "
            "from region as r join domain_score as s using (region_code) "
            "where r.level = 'wijk' and r.geometry is not null"
        ).fetchall()
    found = wijken.set_index("region_code")
    for code, domain, klasse, zekerheid, shape in rows:
        shown = found.loc[code]
        assert (shown[f"{domain}_klasse"] if klasse else klasse) == klasse
        assert shown[f"{domain}_zekerheid"] == zekerheid
        assert shapely.equals(shown.geometry, shapely.from_wkb(bytes(shape)))
    assert {code for code, *_ in rows} >= set(WIJKEN) - EMPTY


def test_the_map_tells_no_moment_of_making(site):
    with sqlite3.connect(site / "download" / "wijkfoto.gpkg") as con:
        moments = con.execute("select distinct last_change from gpkg_contents").fetchall()
    assert moments == [(SAME_MOMENT,)]


def test_without_shapes_there_is_no_map(database: Path, tmp_path: Path):
    bare = tmp_path / DATABASE
    bare.write_bytes(database.read_bytes())
    with duckdb.connect(str(bare)) as con:
        con.execute("update region set geometry = null")
        con.execute("update teamgebied set geometry = null")
    made = write_downloads(bare, tmp_path / "site", ())
    assert paths(made, "kaart") == []
    assert not (tmp_path / "site" / "download" / "wijkfoto.gpkg").exists()


def test_two_runs_give_the_same_bytes(database: Path, site: Path, downloads, tmp_path: Path):
    again = write_downloads(database, tmp_path, (GEMEENTE,))
    assert again == downloads
    sums = "download/SHA256SUMS.txt"
    assert (tmp_path / sums).read_bytes() == (site / sums).read_bytes()


def test_every_hash_and_size_is_that_of_its_file(site: Path, downloads: Downloads):
    sums = dict(
        reversed(line.split("  "))
        for line in (site / "download" / "SHA256SUMS.txt").read_text("utf-8").splitlines()
    )
    for file in downloads.files:
        content = (site / file.path).read_bytes()
        assert (file.bytes, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        assert sums.pop(file.path.removeprefix("download/")) == file.sha256
    assert sums == {}


def test_the_database_is_the_same_file_under_a_second_name(database, site):
    assert (site / "download" / DATABASE).samefile(database)


def test_where_a_file_has_one_name_the_database_is_copied(database, tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    write_downloads(database, tmp_path, ())
    copied = tmp_path / "download" / DATABASE
    assert not copied.samefile(database)
    assert copied.read_bytes() == database.read_bytes()


def test_the_list_holds_every_table_that_is_given_away(site, downloads):
    listed = stored_tables(site / "download")
    one = {t.path.relative_to(site).as_posix() for t in listed if t.layer is None}
    kinds = ("excel", "csv", "parquet", "uitleg")
    assert one == {path for kind in kinds for path in paths(downloads, kind)}
    layers = {(t.path.name, t.layer) for t in listed if t.layer}
    assert {(DATABASE, name) for name in published_contracts()} <= layers
    assert {("wijkfoto.gpkg", name) for name in ("gemeente", "wijk", "teamgebied")} <= layers
    files = [table for table in listed if table.path.name != DATABASE]
    read = sum(len(read_back(table.path, table.layer)) for table in files)
    assert read == sum(file.rows or 0 for file in downloads.files)
    assert len(read_back(site / "download" / DATABASE, "region")) == len(
        read_back(site / "download" / "csv" / "region.csv.gz")
    )


def test_a_stray_file_is_no_download(tmp_path: Path):
    for stray in ("respondenten.csv", "csv/region.csv", "excel/GM9906/region.parquet",
                  "excel/kolommen.gpkg", "csv/wijkfoto.gpkg"):  # fmt: skip
        path = tmp_path / stray
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        with pytest.raises(ValueError, match="no file of the downloads"):
            stored_tables(tmp_path)
        path.unlink()


def test_a_table_that_is_not_published_is_not_read_back(tmp_path: Path):
    (tmp_path / "respondent.csv").write_text("a;b\r\n", encoding="utf-8-sig")
    with pytest.raises(ValueError, match="not published"):
        read_back(tmp_path / "respondent.csv")
    with pytest.raises(ValueError, match="no file of the downloads"):
        read_back(tmp_path / "x.sav")
    with pytest.raises(ValueError, match="say which"):
        read_back(tmp_path / DATABASE)


def test_what_the_folder_held_before_is_gone(database: Path, tmp_path: Path):
    old = tmp_path / "download" / "excel" / "GM0001" / "region.csv"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"x")
    write_downloads(database, tmp_path, ())
    assert not old.exists()


def test_words_without_consent_are_in_no_file(site: Path):
    # Even where the table breaks its contract, as this one does; the database itself is that table.
    for table in stored_tables(site / "download"):
        if table.path.name != DATABASE:
            texts = read_back(table.path, table.layer).select_dtypes(["string", "object"])
            assert not (texts == NOT_AGREED).any(axis=None), table.path.name
    heard = read_back(site / "download" / "csv" / "qualitative.csv.gz")
    assert len(heard) > 0
    assert heard["consent"].all()


def test_no_moment_that_differs_between_runs_is_in_a_file(site: Path):
    for name in ("edition", "source_snapshot"):
        columns = set(read_back(site / "download" / "parquet" / f"{name}.parquet"))
        assert not columns & {"created_at", "retrieved_at"}


# --- datapackage.json: the rules of the standard that a reader's tool rests on ------------------


@pytest.fixture(scope="module")
def package(site: Path) -> dict[str, object]:
    return json.loads((site / "download" / "datapackage.json").read_text("utf-8"))


def test_the_package_names_itself_its_licences_and_its_sources(package):
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    assert package["version"] == package["id"] == "0123456789abcdef"
    assert package["licenses"] == [
        {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/",
         "title": "CC BY 4.0"}
    ]  # fmt: skip
    assert len(package["sources"]) == 3
    assert all("Bron: " in source["title"] for source in package["sources"])


def test_each_resource_is_a_file_with_a_name_of_its_own(package, site: Path):
    resources = package["resources"]
    names = [resource["name"] for resource in resources]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9._-]+", name) for name in names)
    for resource in resources:
        path = site / "download" / resource["path"]
        assert not resource["path"].startswith(("/", "."))
        if resource["name"] != "duckdb":
            content = path.read_bytes()
            assert resource["bytes"] == len(content)
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert path.is_file()


def test_each_schema_has_the_columns_of_its_file_with_type_and_unit(package, site: Path):
    tables = [resource for resource in package["resources"] if "schema" in resource]
    assert len(tables) > 60
    for resource in tables:
        fields = resource["schema"]["fields"]
        frame = read_back(site / "download" / resource["path"])
        table = resource["name"].split("-")[1]
        assert [field["name"] for field in fields] == list(frame.columns)
        assert set(resource["schema"]["primaryKey"]) <= set(frame.columns)
        assert not frame.duplicated(resource["schema"]["primaryKey"]).any()
        for field in fields:
            column = published_contracts()[table].columns[field["name"]]
            assert field["type"] == TYPES[column.type]
            assert field.get("unit") == column.unit
