"""The real exports of StatLine: each loads to the figures that it holds, or is refused by name."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.helpers import TESTDATA, needs_shared_data
from wijkfoto.bronnen.borrow import with_codes
from wijkfoto.bronnen.export import Export, read_export
from wijkfoto.bronnen.figures import figures, remarks
from wijkfoto.bronnen.files import Door
from wijkfoto.bronnen.headers import bind_header
from wijkfoto.bronnen.recognise import read_file
from wijkfoto.bronnen.snapshot import SnapshotStore
from wijkfoto.catalog import Catalog, SourceTable, shipped_catalog, shipped_file_names
from wijkfoto.errors import SourceError
from wijkfoto.warehouse.query import one_row
from wijkfoto.warehouse.raw import create_raw_tables
from wijkfoto.warehouse.raw_files import FileLoad, FilesLoaded, load_files

pytestmark = [needs_shared_data, pytest.mark.real]

CITIES = TESTDATA / "cbs_kwb_statline_csv_amsterdam_denhaag"
KWB2017 = TESTDATA / "cbs_kwb2017_national" / "83765NED_TypedDataSet_selected_columns.csv"
KWB2024 = TESTDATA / "cbs_kwb2024_national"
HAAG = [CITIES / f"Kerncijfers_wijken_en_buurten_2019_denhaag_{kind}.csv"
        for kind in ("statistische_symbolen", "resaved_excel")]  # fmt: skip


@cache
def catalog() -> Catalog:
    """Return the catalog, with a table of 2024 where it has none yet."""
    shipped = shipped_catalog()
    kwb = shipped.sources["cbs_kwb"]
    if any(table.peiljaar == 2024 for table in kwb.tables):
        return shipped
    made = SourceTable(table_id="85984NED", peiljaar=2024, boundary_year=2024, reference_date=None)
    tables = (*kwb.tables, made)
    sources = shipped.sources | {"cbs_kwb": kwb.model_copy(update={"tables": tables})}
    return Catalog(sources, shipped.indicators, shipped.domains, shipped.method)


def numbers(path: Path) -> tuple[Export, pd.DataFrame]:
    """Return an export and its figures, as recognised and bound."""
    export, found = read_file(path.name, path.read_bytes(), catalog())
    known = [i for i in catalog().indicators.values() if i.source_id == found.source.source_id]
    bound = bind_header(export.header, known, shipped_file_names(), table_id="x",
                        peiljaar=found.table.peiljaar)  # fmt: skip
    return export, figures(export, bound)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    con.execute("create schema raw")
    create_raw_tables(con)
    yield con
    con.close()


def load(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, *paths: Path, alone: bool = False
) -> FilesLoaded:
    """Drop real files in a folder and load those of one table."""
    folder = tmp_path / "bestanden"
    folder.mkdir()
    for path in paths:
        (folder / path.name).symlink_to(path)
    store = SnapshotStore(tmp_path / "snapshots")
    found = Door(folder, False, catalog(), store).received("cbs_kwb")
    (table_id,) = {f.table_id for f in found}
    source = catalog().sources["cbs_kwb"]
    table = next(t for t in source.tables if t.table_id == table_id)
    snapshots = tuple(f.snapshot for f in found if f.snapshot)
    return load_files(con, FileLoad(source, table, snapshots, alone=alone), store, catalog())


@pytest.mark.parametrize(
    ("path", "table_id", "by_name", "rows", "least"),
    [
        (CITIES / "Kerncijfers_wijken_en_buurten_2017_amsterdam.csv", "83765NED", False, 580, 33),
        (CITIES / "Kerncijfers_wijken_en_buurten_2019_amsterdam.csv", "84583NED", False, 580, 41),
        (HAAG[0], "84583NED", True, 159, 26),
        (HAAG[1], "84583NED", True, 159, 26),
        (KWB2017, "83765NED", False, 16_653, 7),
        (KWB2024 / "Kerncijfers_wijken_en_buurten_2024_geslachten.csv", "85984NED", False,
         18_310, 8),
        (KWB2024 / "Kerncijfers_wijken_en_buurten_2024_11122025_141648.csv", "85984NED", True,
         18_310, 1),
        (KWB2024 / "Kerncijfers_wijken_en_buurten_2024_10122025_135731.csv", "85984NED", True,
         100, 15),
    ],
    ids=["ams2017", "ams2019", "haag", "haag_excel", "2017", "2024_a", "2024_b", "2024_c"],
)  # fmt: skip
def test_every_real_export_is_recognised_and_bound(path, table_id, by_name, rows, least):
    export, found = read_file(path.name, path.read_bytes(), catalog())
    assert (found.table.table_id, found.by_name, len(export.lines)) == (table_id, by_name, rows)
    assert numbers(path)[1].shape[1] >= least


def test_an_export_with_names_only_is_refused_where_no_other_file_tells_its_codes():
    path = CITIES / "Kerncijfers_wijken_en_buurten_2015_amsterdam_inkomen.csv"
    export = read_export(path.name, path.read_bytes(), shipped_file_names())
    assert (export.title, export.codes) == ("Kerncijfers wijken en buurten 2015", ())
    assert len(export.lines) == 106
    columns = SourceTable(table_id="83220NED", peiljaar=2015, boundary_year=2015,
                          reference_date=None)  # fmt: skip
    kwb = catalog().sources["cbs_kwb"]
    with_2015 = Catalog(
        {"cbs_kwb": kwb.model_copy(update={"tables": (columns,)})},
        catalog().indicators, {}, catalog().method,
    )  # fmt: skip
    assert read_file(path.name, path.read_bytes(), with_2015)[1].table.peiljaar == 2015
    with pytest.raises(SourceError, match="names regions but has no codes"):
        with_codes((export, pd.DataFrame(index=range(106))), [])


def test_both_copies_of_den_haag_are_equal_after_loading(con, tmp_path):
    loaded = load(con, tmp_path, *HAAG)
    assert sorted(loaded.cells.values())[0] == 0
    assert not any("differ" in note for note in loaded.notes)
    (one, first), (other, second) = map(numbers, HAAG)
    assert one.codes == other.codes
    pd.testing.assert_frame_equal(first, second, check_exact=True)


def test_oostduinen_has_no_inhabitants_one_dwelling_and_no_shares():
    export, found = numbers(HAAG[1])
    row = found.iloc[[code.strip() for code in export.codes].index("WK051801")]
    assert (row["inwoners"], row["woningvoorraad"]) == (0, 1)
    assert row[["koopwoningen", "corporatiewoningen"]].isna().all()


@pytest.mark.parametrize(
    ("csv", "parquet"),
    [("Kerncijfers_wijken_en_buurten_2019_amsterdam.csv",
      "kwb2019_amsterdam_typed_names_of_84799NED.parquet")],
)  # fmt: skip
def test_amsterdam_equals_its_typed_copy_on_every_bound_column(csv, parquet):
    export, found = numbers(CITIES / csv)
    typed = pd.read_parquet(CITIES / parquet)
    typed.columns = typed.columns.str.replace(r"_\d+$", "", regex=True)
    typed.index = pd.Index(typed["Codering"].str.strip())
    compared = 0
    for name in found:
        column = catalog().indicators[str(name)].bron
        assert column is not None
        stem = next((s for s in column.stem if s in typed and not typed.columns.duplicated(
            keep=False)[typed.columns.get_loc(s)]), None)  # fmt: skip
        if stem is None:
            continue
        texts = typed.loc[[c.strip() for c in export.codes], stem].replace(".", None)
        expected = texts.astype("float64")  # a text column writes a point where there is no code
        pd.testing.assert_series_equal(
            found[name], expected.reset_index(drop=True), check_names=False, check_exact=True
        )
        compared += 1
    assert compared >= 36


def test_crime_of_2017_comes_in_whole_numbers_and_is_in_no_later_year():
    crime = ["diefstal_woning", "vernieling", "geweld"]
    _, city = numbers(CITIES / "Kerncijfers_wijken_en_buurten_2017_amsterdam.csv")
    known = city[crime].dropna()
    assert len(known) > 500
    assert (known == known.round()).all(axis=None)
    _, later = numbers(CITIES / "Kerncijfers_wijken_en_buurten_2019_amsterdam.csv")
    assert not set(crime) & set(later)


def test_amsterdam_2017_agrees_with_the_country_of_2017():
    city, ours = numbers(CITIES / "Kerncijfers_wijken_en_buurten_2017_amsterdam.csv")
    land, theirs = numbers(KWB2017)
    ours.index = pd.Index([code.strip() for code in city.codes])
    theirs.index = pd.Index([code.strip() for code in land.codes])
    shared = ["inwoners", "woz_waarde", "inkomen_per_inwoner", "laag_inkomen"]
    pd.testing.assert_frame_equal(ours[shared], theirs.loc[ours.index, shared], check_exact=True)
    assert ours.loc["GM0363", "woz_waarde"] == 290


def test_the_rows_of_nuenen_are_left_out_and_the_people_that_lack_are_named(con, tmp_path):
    loaded = load(con, tmp_path, KWB2017, alone=True)
    said = " ".join(loaded.notes)
    assert "14 broken rows were left out, the first at line 10809" in said
    assert "GM0820, Nuenen" in said
    assert "the gemeenten lack 22,866 inhabitants against the country" in said
    total, land = one_row(
        con,
        "select sum(waarde) filter (where region_key like 'GM%'), "
        "sum(waarde) filter (where region_key like 'NL%') from raw.cell "
        "where indicator_id = 'inwoners'",
    )
    assert (total, land) == (17_058_641, 17_081_507)


def test_the_country_of_2017_equals_its_typed_copy():
    export, found = numbers(KWB2017)
    typed = pd.read_parquet(KWB2017.with_suffix(".parquet"))
    typed = typed[typed["Codering_3"].notna() & (typed["Codering_3"].str.strip() != "")]
    assert [c.strip() for c in export.codes] == typed["WijkenEnBuurten"].str.strip().tolist()
    for name, key in (("inwoners", "AantalInwoners_5"), ("woz_waarde", "GemiddeldeWoningwaarde_35"),
                      ("laag_inkomen", "HuishoudensMetEenLaagInkomen_72")):  # fmt: skip
        expected = typed[key].astype("float64").reset_index(drop=True)
        pd.testing.assert_series_equal(found[name], expected, check_names=False)


def test_the_three_exports_of_2024_come_together_as_in_the_merged_copy(con, tmp_path):
    paths = sorted(KWB2024.glob("*.csv"))
    assert len(paths) == 3
    loaded = load(con, tmp_path, *paths, alone=True)
    merged = pd.read_parquet(KWB2024 / "kwb2024_statline_merged.parquet")
    code = next(c for c in merged if merged[c].astype(str).str.match(r"WK\d{4}").any())
    people = next(c for c in merged if re.search(r"inwoners", c, re.IGNORECASE))
    ours = con.execute(
        "select trim(region_key) as code, waarde from raw.cell where indicator_id = 'inwoners'"
    ).fetchdf().set_index("code")["waarde"]  # fmt: skip
    theirs = pd.Series(merged[people].astype("float64").to_numpy(), merged[code].str.strip())
    assert len(ours) == 18_310
    assert (ours.reindex(theirs.index) == theirs).all()
    # The third names gemeenten only: those that a namesake cannot be taken for get their code.
    benefits = con.execute(
        "select trim(region_key), waarde from raw.cell where indicator_id = 'bijstand'"
    ).fetchall()
    assert ("GM1680", 350.0) in benefits
    assert all(key.startswith("GM") for key, _ in benefits)
    assert not any("differ" in note for note in loaded.notes)


def test_every_real_export_leaves_nothing_unsaid():
    export, found = numbers(CITIES / "Kerncijfers_wijken_en_buurten_2019_amsterdam.csv")
    assert remarks(export, found) == []


@pytest.mark.parametrize("cut", [0.3, 0.7])
def test_a_real_export_that_was_cut_off_is_refused(cut):
    body = HAAG[0].read_bytes()
    with pytest.raises(SourceError, match="cut off"):
        read_export("x.csv", body[: int(cut * len(body))], shipped_file_names())
