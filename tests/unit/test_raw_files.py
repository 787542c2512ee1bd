"""Loading files: the cells that the service gives, and never a figure that another contradicts."""

import duckdb
import pytest

from tests.statline import LAYOUTS, STATLINE, Layout, export
from wijkfoto.bronnen.files import Door
from wijkfoto.bronnen.snapshot import Snapshot, SnapshotStore
from wijkfoto.catalog import shipped_catalog
from wijkfoto.errors import SourceError
from wijkfoto.sample import ServedTable, sample_tables
from wijkfoto.warehouse.query import one_row
from wijkfoto.warehouse.raw_files import FileLoad, FilesLoaded, load_files

CATALOG = shipped_catalog()
KWB = CATALOG.sources["cbs_kwb"]
TABLE = next(t for t in KWB.tables if t.peiljaar == 2020)
SMALL = (
    "Wijken en buurten;Codering (code);Bevolking/Aantal inwoners (aantal);"
    "Bevolking/Geslacht/Mannen (aantal)\n"
)
LAND, MADE, WIJK = "Nederland;NL00;1000;500\n", "Made;GM0001;600;.\n", "Wijk 01;WK000101;950;30\n"


def dropped(store: SnapshotStore, **files: bytes | str) -> tuple[Snapshot, ...]:
    """Drop files in a folder (named 2020-<name>.csv) and return their snapshots."""
    folder = store.root.parent / "bestanden"
    folder.mkdir(exist_ok=True)
    for name, body in files.items():
        text = body.encode() if isinstance(body, str) else body
        (folder / f"2020-{name}.csv").write_bytes(text)
    found = Door(folder, False, CATALOG, store).received("cbs_kwb")
    return tuple(f.snapshot for f in found if f.snapshot)


def load(
    con: duckdb.DuckDBPyConnection, store: SnapshotStore, *, alone: bool = False,
    **files: bytes | str,
) -> FilesLoaded:  # fmt: skip
    snapshots = dropped(store, **files)
    return load_files(con, FileLoad(KWB, TABLE, snapshots, alone=alone), store, CATALOG)


def from_service(con: duckdb.DuckDBPyConnection, *cells: tuple[str, str, float | None]) -> None:
    con.executemany(
        "insert into raw.cell values ('cbs_kwb', '84799NED', 'cbs/84799NED/2021-03-26', 2020, "
        "2020, ?, ?, ?)",
        [list(cell) for cell in cells],
    )


def cells(con: duckdb.DuckDBPyConnection, of: str = "bestand") -> list[tuple[object, ...]]:
    return con.execute(
        "select region_key, indicator_id, waarde from raw.cell "
        f"where snapshot_id like '{of}/%' order by all"
    ).fetchall()


def test_a_file_gives_cells_of_its_table_and_names_of_its_regions(con, store):
    loaded = load(con, store, a=SMALL + LAND + MADE + WIJK)
    assert cells(con) == [
        ("GM0001", "inwoners", 600.0), ("GM0001", "mannen", None), ("NL00", "inwoners", 1000.0),
        ("NL00", "mannen", 500.0), ("WK000101", "inwoners", 950.0), ("WK000101", "mannen", 30.0),
    ]  # fmt: skip
    assert list(loaded.cells.values()) == [6]
    assert con.execute(
        "select distinct source_id, table_id, boundary_year, peiljaar from raw.cell"
    ).fetchall() == [("cbs_kwb", "84799NED", 2020, 2020)]
    assert con.execute(
        "select source_id, boundary_year, region_key, title from raw.region_title order by 3"
    ).fetchall() == [
        ("cbs_kwb", 2020, "GM0001", "Made"), ("cbs_kwb", 2020, "NL00", "Nederland"),
        ("cbs_kwb", 2020, "WK000101", "Wijk 01"),
    ]  # fmt: skip
    assert con.execute(
        "select indicator_id, column_key from raw.binding order by all"
    ).fetchall() == [
        ("inwoners", "Bevolking/Aantal inwoners (aantal)"),
        ("mannen", "Bevolking/Geslacht/Mannen (aantal)"),
    ]


def test_a_name_that_is_known_already_is_not_given_twice(con, store):
    con.execute("insert into raw.region_title values ('cbs_kwb', 2020, 'GM0001    ', 'Made oud')")
    con.execute("insert into raw.region_title values ('cbs_kwb', 2019, 'WK000101', 'Vorig jaar')")
    load(con, store, a=SMALL + MADE + WIJK)
    assert con.execute(
        "select region_key, title from raw.region_title where boundary_year = 2020 order by all"
    ).fetchall() == [("GM0001    ", "Made oud"), ("WK000101", "Wijk 01")]


def test_the_service_keeps_what_both_have_and_a_file_adds_what_it_lacks(con, store):
    from_service(con, ("GM0001    ", "inwoners", 600.0))
    loaded = load(con, store, a=SMALL + MADE + WIJK)
    assert cells(con, "cbs") == [("GM0001    ", "inwoners", 600.0)]
    assert ("GM0001", "inwoners", 600.0) not in cells(con)
    assert list(loaded.cells.values()) == [3]
    assert loaded.notes == ()


def test_a_difference_with_the_service_is_told_with_its_count_and_first_example(con, store):
    from_service(con, ("GM0001", "inwoners", 601.0), ("WK000101", "inwoners", None))
    loaded = load(con, store, a=SMALL + MADE + WIJK)
    (note,) = loaded.notes
    assert "2 figures differ from those of cbs/84799NED/2021-03-26" in note
    assert "inwoners of GM0001: 600 here, 601 there. Those of the service were kept." in note
    assert cells(con, "cbs") == [("GM0001", "inwoners", 601.0), ("WK000101", "inwoners", None)]


def test_a_column_that_the_service_has_not_filled_yet_is_filled_by_a_file(con, store):
    from_service(con, ("GM0001", "mannen", None), ("WK000101", "mannen", None),
                 ("WK000102", "mannen", None))  # fmt: skip
    loaded = load(con, store, a=SMALL + MADE + WIJK)
    assert ("WK000101", "mannen", 30.0) in cells(con)
    assert cells(con, "cbs") == [("WK000102", "mannen", None)]
    assert loaded.notes == ()


def test_a_column_that_a_file_has_not_filled_says_nothing_against_the_service(con, store):
    from_service(con, ("WK000101", "mannen", 31.0))
    loaded = load(con, store, a=(SMALL + MADE + WIJK).replace(";30", ";."))
    assert loaded.notes == ()
    assert cells(con, "cbs") == [("WK000101", "mannen", 31.0)]


def test_two_files_that_are_equal_where_they_overlap_load_together(con, store):
    loaded = load(con, store, a=SMALL + MADE + WIJK, b=SMALL + LAND + WIJK)
    assert len(cells(con)) == 6
    assert sorted(loaded.cells.values()) == [2, 4]


def test_two_files_that_disagree_are_refused_with_count_and_example(con, store):
    with pytest.raises(SourceError, match="1 figures differ") as fault:
        load(con, store, a=SMALL + WIJK, b=SMALL + WIJK.replace("950", "955"))
    assert "inwoners of WK000101" in str(fault.value)
    assert "take out the other" in fault.value.next_step


def test_a_figure_against_a_missing_one_in_a_filled_column_is_a_difference(con, store):
    other = "Wijk 02;WK000102;5;5\n"
    with pytest.raises(SourceError, match=r"mannen of WK000101: (30|no figure) here"):
        load(con, store, a=SMALL + WIJK + other, b=SMALL + WIJK.replace("30", ".") + other)


def test_a_file_without_codes_takes_those_of_another_of_the_same_table(con, store):
    bare = (
        "Wijken en buurten;Bevolking/Aantal inwoners (aantal);Bevolking/Geslacht/Vrouwen (aantal)"
    )
    loaded = load(con, store, a=SMALL + LAND + WIJK, b=f"{bare}\nWijk 01;950;7\nWeg;3;3\n")
    assert ("WK000101", "vrouwen", 7.0) in cells(con)
    assert any("1 rows were left out, because the file has no codes" in n for n in loaded.notes)


def test_in_place_of_the_service_files_must_hold_the_country(con, store):
    loaded = load(con, store, alone=True, a=SMALL + LAND + WIJK)
    assert loaded.cells


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (MADE + WIJK, "the country is not in them"),
        (LAND + WIJK.replace("950", "850"), "850 inhabitants in 1 wijken, of 1,000 in the country"),
        (LAND + MADE, "0 inhabitants in 0 wijken"),
    ],
)
def test_files_of_one_gemeente_cannot_stand_for_the_country(con, store, rows, said):
    with pytest.raises(SourceError, match=said) as fault:
        load(con, store, alone=True, a=SMALL + rows)
    assert fault.value.where == "84799NED (2020)"


# --- the sample country, as the service gives it and as files --------------------------------


@pytest.fixture(scope="module")
def country() -> ServedTable:
    return next(t for t in sample_tables() if t.table_id == "84799NED")


def of_service(country: ServedTable) -> set[tuple[object, ...]]:
    """Return the cells that the service leads to: bound by the same binding, straight from rows."""
    from wijkfoto.bronnen.bind import bind_table, table_columns

    kwb = [i for i in CATALOG.indicators.values() if i.source_id == "cbs_kwb"]
    table = CATALOG.kwb_table(2020)
    bound = bind_table(kwb, table_columns(country.properties), table=table, required=True)
    return {
        (key.strip(), indicator_id, None if value in (None, ".") else float(value))
        for indicator_id, column in bound.items()
        for key, value in zip(
            country.rows["WijkenEnBuurten"],
            country.rows[column.key].astype(object).where(country.rows[column.key].notna(), None),
            strict=True,
        )
    }


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_whole_table_as_a_file_gives_the_cells_of_the_service(con, store, country, layout):
    load(con, store, alone=True, land=export(country, layout))
    rows = con.execute("select trim(region_key), indicator_id, waarde from raw.cell").fetchall()
    assert len(rows) == len(set(rows))
    assert set(rows) == of_service(country)


def test_columns_spread_over_files_give_the_cells_of_the_service(con, store, country):
    halves = ["AantalInwoners", "Mannen", "Vrouwen", "HuishoudensTotaal"]
    rest = [c for c in export(country).decode("utf-8-sig").split("\r\n")[0].split('";"') if c]
    assert len(rest) > len(halves)
    load(con, store, a=export(country, only=halves), b=export(country, LAYOUTS["resaved"]))
    rows = con.execute("select trim(region_key), indicator_id, waarde from raw.cell").fetchall()
    assert set(rows) == of_service(country)


def test_a_selection_of_regions_supplies_those_only(con, store, country):
    chosen = [c.strip() for c in country.rows["WijkenEnBuurten"] if c.startswith("WK")][:5]
    load(con, store, a=export(country, Layout(delimiter=",", decimal=","), codes=chosen))
    assert one_row(con, "select count(distinct trim(region_key)) from raw.cell") == (5,)
    rows = con.execute("select trim(region_key), indicator_id, waarde from raw.cell").fetchall()
    assert set(rows) <= of_service(country)


def test_layouts_of_one_table_agree_when_they_lie_side_by_side(con, store, country):
    loaded = load(con, store, a=export(country, STATLINE), b=export(country, LAYOUTS["in_r"]),
                  c=export(country, LAYOUTS["resaved"]))  # fmt: skip
    assert sorted(loaded.cells.values())[:2] == [0, 0]
    assert not any("differ" in note for note in loaded.notes)
