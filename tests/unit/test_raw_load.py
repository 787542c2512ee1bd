"""Loading: snapshots enter the raw schema as received, and what is damaged is refused."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely.geometry import box

from tests.sources.misbehaving import MEMBERS, PROPERTIES, ROWS, TABLE
from tests.stored import Record, keep_table
from wijkfoto.bronnen.snapshot import Snapshot, SnapshotStore
from wijkfoto.catalog import Catalog, Column, Indicator, SourceTable, shipped_catalog
from wijkfoto.errors import BindingError, SourceError
from wijkfoto.warehouse.query import one_row, quoted_path
from wijkfoto.warehouse.raw import (
    TableLoad,
    create_raw_tables,
    load_seeds,
    load_shapes,
    load_table,
)

SHIPPED = shipped_catalog()
KWB = SHIPPED.sources["cbs_kwb"]
YEAR = next(t for t in KWB.tables if t.peiljaar == 2020)
RIVM = SHIPPED.sources["rivm_gezondheid"]


def keep(
    store: SnapshotStore,
    pages: list[list[Record]],
    properties: list[Record] | None = None,
    *,
    row_count: int | None = None,
    service: str = "cbs",
    table_id: str = TABLE,
) -> Snapshot:
    described = PROPERTIES if properties is None else properties
    return keep_table(store, (service, table_id), described, MEMBERS, pages, row_count=row_count)


def small_catalog(**columns: Column) -> Catalog:
    made = {
        name: Indicator(
            indicator_id=name, naam=name, unit="aantal", role="context", direction=0,
            kind="register", bron=column, description="x.",
        )
        for name, column in columns.items()
    }  # fmt: skip
    return Catalog(SHIPPED.sources, made, {}, SHIPPED.method)


INWONERS = Column(source_id="cbs_kwb", stem=("AantalInwoners",), eenheid="aantal")
CATALOG = small_catalog(inwoners=INWONERS)


def load(
    con: duckdb.DuckDBPyConnection,
    store: SnapshotStore,
    snapshot: Snapshot,
    catalog: Catalog = CATALOG,
    *,
    required: bool = True,
) -> int:
    return load_table(con, TableLoad(KWB, YEAR, snapshot, required=required), store, catalog)


def test_figures_enter_as_received_with_padded_keys_and_missing_as_null(con, store):
    assert load(con, store, keep(store, [ROWS[:3], ROWS[3:]])) == 4
    cells = con.execute(
        "select region_key, indicator_id, peiljaar, boundary_year, waarde, source_id, table_id, "
        "snapshot_id from raw.cell order by region_key desc"
    ).fetchall()
    rest = ("cbs_kwb", TABLE, f"cbs/{TABLE}/2021-03-26")
    assert cells == [
        ("WK060606  ", "inwoners", 2020, 2020, 14000.0, *rest),
        ("NL00      ", "inwoners", 2020, 2020, 17000000.0, *rest),
        ("GM0606    ", "inwoners", 2020, 2020, 78000.0, *rest),
        ("BU06060601", "inwoners", 2020, 2020, None, *rest),
    ]
    assert con.execute("select * from raw.binding").fetchall() == [
        ("cbs_kwb", TABLE, "inwoners", "AantalInwoners_5")
    ]
    titles = con.execute("select region_key, title from raw.region_title").fetchall()
    assert sorted(titles) == sorted((m["Key"], m["Title"]) for m in MEMBERS)


def test_a_code_in_a_text_column_is_a_number_and_a_point_or_a_blank_is_none(con, store):
    flag = Column(source_id="cbs_kwb", stem=("Indeling",), eenheid="code")
    topic = {"ID": 3, "ParentID": 1, "Type": "Topic", "Key": "Indeling_4", "Title": "Indeling",
             "Unit": "code", "Datatype": "String"}  # fmt: skip
    given = [
        row | {"Indeling_4": text} for row, text in zip(ROWS, (".", " ", "3 ", "1"), strict=True)
    ]
    load(con, store, keep(store, [given], [*PROPERTIES, topic]), small_catalog(flag=flag))
    cells = con.execute("select region_key, waarde from raw.cell order by all desc").fetchall()
    assert cells == [
        ("WK060606  ", 3.0),
        ("NL00      ", None),
        ("GM0606    ", None),
        ("BU06060601", 1.0),
    ]


def test_a_text_that_is_no_code_is_refused(con, store):
    flag = Column(source_id="cbs_kwb", stem=("Indeling",), eenheid="code")
    topic = {"ID": 3, "ParentID": 1, "Type": "Topic", "Key": "Indeling_4", "Title": "Indeling",
             "Unit": "code", "Datatype": "String"}  # fmt: skip
    given = [row | {"Indeling_4": "gewijzigd"} for row in ROWS]
    with pytest.raises(SourceError, match="gewijzigd"):
        load(con, store, keep(store, [given], [*PROPERTIES, topic]), small_catalog(flag=flag))


def test_the_table_itself_is_kept_whole_with_its_own_types(con, store):
    load(con, store, keep(store, [ROWS]))
    made = con.execute(f"describe raw.cbs_{TABLE.lower()}").fetchall()
    assert [(r[0], r[1]) for r in made] == [
        ("ID", "BIGINT"),
        ("WijkenEnBuurten", "VARCHAR"),
        ("AantalInwoners_5", "BIGINT"),
    ]


def test_an_empty_first_or_last_page_changes_nothing(con, store):
    assert load(con, store, keep(store, [[], ROWS, []])) == 4


def test_loading_again_replaces_the_table(con, store):
    snapshot = keep(store, [ROWS])
    load(con, store, snapshot)
    create_raw_tables(con)
    assert load(con, store, snapshot) == 4
    assert con.execute("select count(*) from raw.cell").fetchall() == [(4,)]


def test_a_column_more_or_less_in_the_rows_is_no_fault(con, store):
    rows = [{"ID": 0, "WijkenEnBuurten": "GM0606", "Erbij_9": "x"}, ROWS[1] | {"Erbij_9": 1}]
    load(con, store, keep(store, [rows]))
    assert con.execute("select count(*), count(waarde) from raw.cell").fetchall() == [(2, 1)]


def test_a_stem_that_is_missing_stops_a_required_table_only(con, store):
    catalog = small_catalog(inwoners=INWONERS, ww=INWONERS.model_copy(update={"stem": ("WW",)}))
    snapshot = keep(store, [ROWS])
    with pytest.raises(BindingError, match=f"{TABLE} \\(2020\\), indicator ww"):
        load(con, store, snapshot, catalog)
    assert load(con, store, snapshot, catalog, required=False) == 4
    assert con.execute("select distinct indicator_id from raw.cell").fetchall() == [("inwoners",)]


def refused(con: duckdb.DuckDBPyConnection, store: SnapshotStore, snapshot: Snapshot) -> str:
    with pytest.raises(SourceError) as caught:
        load(con, store, snapshot)
    assert TABLE in str(caught.value)
    assert caught.value.next_step
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_load_that_the_user_stops_is_no_fault_of_the_source(con, store, monkeypatch):
    def stop(_store: SnapshotStore, _snapshot: Snapshot, _name: str) -> Iterator[bytes]:
        yield b'{"value":['
        raise KeyboardInterrupt

    snapshot = keep(store, [ROWS])
    monkeypatch.setattr(SnapshotStore, "read_json", lambda *_: PROPERTIES)
    monkeypatch.setattr(SnapshotStore, "pieces", stop)
    with pytest.raises(KeyboardInterrupt):
        load(con, store, snapshot)
    tables = con.execute("select table_name from duckdb_tables()").fetchall()
    assert (f"cbs_{TABLE.lower()}",) not in tables


def test_a_number_in_a_column_of_text_is_kept_as_it_is_written(con, store):
    load(con, store, keep(store, [[ROWS[0] | {"WijkenEnBuurten": 12}, *ROWS[1:]]]))
    kept = con.execute(f"select WijkenEnBuurten from raw.cbs_{TABLE.lower()}").fetchall()
    assert ("12",) in kept


def test_rows_that_stand_twice_are_refused(con, store):
    assert "5 rows (4 different)" in refused(con, store, keep(store, [ROWS, ROWS[:1]]))


def test_another_number_of_rows_than_the_manifest_says_is_refused(con, store):
    assert "manifest says 9" in refused(con, store, keep(store, [ROWS], row_count=9))


def test_rows_without_a_number_are_refused(con, store):
    rows = [{k: v for k, v in row.items() if k != "ID"} for row in ROWS]
    assert "(0 different)" in refused(con, store, keep(store, [rows]))


def test_a_snapshot_without_figures_is_refused(con, store):
    assert "holds no figures" in refused(con, store, keep(store, []))


def test_text_in_a_column_of_numbers_is_refused(con, store):
    assert "veel" in refused(con, store, keep(store, [[ROWS[0] | {"AantalInwoners_5": "veel"}]]))


def test_a_decimal_in_a_column_of_whole_numbers_is_never_cut_off(con, store):
    rows = [ROWS[0] | {"AantalInwoners_5": 1.5}, *ROWS[1:]]
    assert "'1.5' is no number" in refused(con, store, keep(store, [rows]))


def test_a_whole_number_may_be_written_with_a_point(con, store):
    load(con, store, keep(store, [[ROWS[0] | {"AantalInwoners_5": 3.0}]]))
    assert con.execute("select waarde from raw.cell").fetchall() == [(3.0,)]


def test_a_table_without_the_column_of_regions_is_refused(con, store):
    properties = [p for p in PROPERTIES if p["Key"] != "WijkenEnBuurten"]
    assert "WijkenEnBuurten" in refused(con, store, keep(store, [ROWS], properties))


@pytest.mark.parametrize("key", ['x" varchar); drop table raw.cell; --', "a b", "1a", "é", "a;"])
def test_a_name_of_a_column_that_is_no_name_never_enters_sql(con, store, key):
    properties = [*PROPERTIES, {"ID": 9, "Type": "Topic", "Key": key, "Datatype": "Long"}]
    assert "is no name of a column" in refused(con, store, keep(store, [ROWS], properties))
    assert con.execute("select count(*) from raw.cell").fetchall() == [(0,)]


def test_a_flipped_byte_in_a_page_stops_the_load_and_is_named(con, store):
    snapshot = keep(store, [ROWS])
    path = store.folder(snapshot) / "TypedDataSet-00001.json.gz"
    packed = bytearray(path.read_bytes())
    packed[-12] ^= 1
    path.write_bytes(packed)
    assert "TypedDataSet-00001.json.gz" in refused(con, store, snapshot)


RIVM_ROWS = [
    {"ID": n, "Leeftijd": age, "Marges": margin, "WijkenEnBuurten": "NL01      ",
     "Perioden": period, "Eenzaam_3": value}
    for n, (age, margin, period, value) in enumerate([
        ("20300", "MW00000", "2020JJ00", 47.0),
        ("20300", "MW00000", "2016JJ00", None),
        ("20300  ", "MW00000   ", "2012JJ00", 40.0),
        ("20300", "MOG0095", "2020JJ00", 46.0),
        ("53115", "MW00000", "2020JJ00", 46.5),
        ("80200", "MW00000", "2020JJ00", 51.2),
    ])
]  # fmt: skip
RIVM_PROPERTIES: list[Record] = [
    *({"ID": n, "Type": "Dimension", "Key": key, "Datatype": "String"}
      for n, key in enumerate(("Leeftijd", "Marges", "WijkenEnBuurten", "Perioden"))),
    {"ID": 9, "ParentID": None, "Type": "Topic", "Key": "Eenzaam_3", "Unit": "%",
     "Datatype": "Double"},
]  # fmt: skip


def test_of_a_table_with_ages_and_margins_the_value_of_each_age_is_taken_by_year(con, store):
    eenzaam = Column(
        source_id="rivm_gezondheid", stem=("Eenzaam",), eenheid="%", keuze={"Leeftijd": "20300"}
    )
    catalog = small_catalog(
        eenzaam=eenzaam, eenzaam_65plus=eenzaam.model_copy(update={"keuze": {"Leeftijd": "80200"}})
    )
    snapshot = keep(store, [RIVM_ROWS], RIVM_PROPERTIES, service="rivm", table_id="50090NED")
    rows = load_table(
        con, TableLoad(RIVM, RIVM.tables[0], snapshot, required=False), store, catalog
    )
    assert rows == 6
    cells = con.execute(
        "select indicator_id, peiljaar, waarde, region_key from raw.cell order by all"
    ).fetchall()
    assert cells == [
        ("eenzaam", 2012, 40.0, "NL01      "),
        ("eenzaam", 2016, None, "NL01      "),
        ("eenzaam", 2020, 47.0, "NL01      "),
        ("eenzaam_65plus", 2020, 51.2, "NL01      "),
    ]


def test_a_member_that_a_table_nobody_saw_lacks_costs_only_the_figure_that_means_it(
    con, store, caplog
):
    column = Column(
        source_id="rivm_gezondheid", stem=("Eenzaam",), eenheid="%", keuze={"Leeftijd": "20300"}
    )
    other = column.model_copy(update={"keuze": {"Leeftijd": "99999"}})
    catalog = small_catalog(eenzaam=column, eenzaam_ouder=other)
    snapshot = keep(store, [RIVM_ROWS], RIVM_PROPERTIES, service="rivm", table_id="50090NED")
    unseen = RIVM.tables[0].model_copy(update={"kolommen": "niet_bevestigd"})
    load_table(con, TableLoad(RIVM, unseen, snapshot, required=False), store, catalog)
    assert con.execute("select distinct indicator_id from raw.cell").fetchall() == [("eenzaam",)]
    assert "Dimension Leeftijd has no member 99999" in caplog.text
    with pytest.raises(SourceError, match="has no member 99999"):
        load_table(con, TableLoad(RIVM, RIVM.tables[0], snapshot, required=False), store, catalog)


def test_a_table_of_gemeenten_alone_names_no_regions(con, store):
    """Its boundaries would be a year with gemeenten and without wijken."""
    whole = RIVM.model_copy(update={"niveaus": ("land", "gemeente")})
    column = Column(
        source_id="rivm_gezondheid", stem=("Eenzaam",), eenheid="%", keuze={"Leeftijd": "20300"}
    )
    snapshot = keep(store, [RIVM_ROWS], RIVM_PROPERTIES, service="rivm", table_id="50090NED")
    load = TableLoad(whole, whole.tables[0], snapshot, required=False)
    load_table(con, load, store, small_catalog(eenzaam=column))
    assert con.execute("select count(*) from raw.region_title").fetchall() == [(0,)]
    assert con.execute("select count(*) > 0 from raw.cell").fetchall() == [(True,)]


def test_a_table_that_nobody_confirmed_names_no_regions(con, store):
    """Its boundaries may be those of another year: it would add wijken that are none."""
    column = Column(
        source_id="rivm_gezondheid", stem=("Eenzaam",), eenheid="%", keuze={"Leeftijd": "20300"}
    )
    unsure = RIVM.tables[0].model_copy(update={"status": "niet_bevestigd"})
    snapshot = keep(store, [RIVM_ROWS], RIVM_PROPERTIES, service="rivm", table_id="50090NED")
    for table, named in ((unsure, False), (RIVM.tables[0], True)):
        load = TableLoad(RIVM, table, snapshot, required=False)
        load_table(con, load, store, small_catalog(eenzaam=column))
        assert con.execute("select count(*) > 0 from raw.region_title").fetchall() == [(named,)]


def load_rivm(
    con: duckdb.DuckDBPyConnection,
    store: SnapshotStore,
    rows: list[Record] = RIVM_ROWS,
    properties: list[Record] = RIVM_PROPERTIES,
    table: SourceTable = RIVM.tables[0],
    **keuze: str,
) -> list[tuple[object, ...]]:
    column = Column(source_id="rivm_gezondheid", stem=("Eenzaam",), eenheid="%", keuze=keuze)
    snapshot = keep(store, [rows], properties, service="rivm", table_id="50090NED")
    catalog = small_catalog(eenzaam=column)
    load_table(con, TableLoad(RIVM, table, snapshot, required=False), store, catalog)
    return con.execute("select peiljaar, waarde from raw.cell order by all").fetchall()


def test_what_a_column_chooses_wins_over_what_its_source_chooses(con, store):
    assert load_rivm(con, store, Leeftijd="20300", Marges="MOG0095") == [(2020, 46.0)]


def test_only_whole_years_count(con, store):
    parts = [{**row, "Perioden": "2020MM01"} for row in RIVM_ROWS[:1]]
    numbered = [{**row, "ID": n} for n, row in enumerate([*RIVM_ROWS, *parts])]
    assert load_rivm(con, store, numbered, Leeftijd="53115") == [(2020, 46.5)]
    assert len(load_rivm(con, store, numbered, Leeftijd="20300")) == 4


@pytest.mark.parametrize(
    ("keuze", "told"),
    [
        ({}, r"does not choose from Leeftijd\. Dimensions: Leeftijd, Marges, Perioden, Wijken"),
        ({"Leeftijd": "20300", "Geslacht": "T001038"}, "what is not there: Geslacht. Dimensions"),
        ({"Leeftijd": "10000"}, "has no member 10000. Members: 20300, 53115, 80200"),
        ({"Leeftijd": "2030"}, "has no member 2030"),
        ({"Leeftijd": "' or 1=1 --"}, "has no member ' or 1=1 --"),
        ({"Leeftijd": "20300", "Marges": "MW95"}, "has no member MW95. Members: MOG0095, MW00000"),
    ],
)
def test_a_choice_that_a_table_does_not_know_is_refused_with_what_it_knows(con, store, keuze, told):
    with pytest.raises(SourceError, match=told) as caught:
        load_rivm(con, store, **keuze)
    assert "50090NED" in caught.value.where
    assert "keuze" in caught.value.next_step
    assert con.execute("select count(*) from raw.cell").fetchall() == [(0,)]


def test_rows_of_men_and_women_are_never_taken_together(con, store):
    by_sex = [
        {**RIVM_ROWS[0], "ID": number, "Geslacht": sex, "Eenzaam_3": value}
        for number, (sex, value) in enumerate([("3000", 40.0), ("4000", 50.0)])
    ]
    sexes = {"ID": 8, "Type": "Dimension", "Key": "Geslacht", "Datatype": "String"}
    properties = [*RIVM_PROPERTIES, sexes]
    with pytest.raises(SourceError, match="does not choose from Geslacht"):
        load_rivm(con, store, by_sex, properties, Leeftijd="20300")
    assert load_rivm(con, store, by_sex, properties, Leeftijd="20300", Geslacht="4000") == [
        (2020, 50.0)
    ]


def test_a_table_that_nobody_confirmed_is_left_out_with_a_warning(con, store, caplog):
    unsure = RIVM.tables[0].model_copy(update={"status": "niet_bevestigd"})
    assert load_rivm(con, store, table=unsure, Leeftijd="10000") == []
    assert "not used: 50090NED" in caplog.text
    assert con.execute("select count(*) from raw.binding").fetchall() == [(0,)]


def test_a_figure_that_does_not_bind_where_nobody_saw_the_columns_is_left_out(con, store, caplog):
    unseen = YEAR.model_copy(update={"kolommen": "niet_bevestigd"})
    other = INWONERS.model_copy(update={"stem": ("AantalInwoners",), "eenheid": "%"})
    catalog = small_catalog(inwoners=INWONERS, aandeel=other, ww=other.model_copy(
        update={"stem": ("WW",)}))  # fmt: skip
    snapshot = keep(store, [ROWS])
    load_table(con, TableLoad(KWB, unseen, snapshot, required=True), store, catalog)
    assert con.execute("select distinct indicator_id from raw.cell").fetchall() == [("inwoners",)]
    assert "left out: 84799NED (2020), indicator aandeel" in caplog.text
    assert "left out: 84799NED (2020), indicator ww" in caplog.text


def test_without_the_inhabitants_a_required_table_is_refused_seen_or_not(con, store):
    unseen = YEAR.model_copy(update={"kolommen": "niet_bevestigd"})
    nobody = small_catalog(inwoners=INWONERS.model_copy(update={"stem": ("Mensen",)}))
    snapshot = keep(store, [ROWS])
    with pytest.raises(BindingError, match="inhabitants are not in this table"):
        load_table(con, TableLoad(KWB, unseen, snapshot, required=True), store, nobody)
    load_table(con, TableLoad(KWB, unseen, snapshot, required=False), store, nobody)


def test_a_source_without_a_dimension_of_regions_gives_no_titles(con, store):
    source = KWB.model_copy(update={"region_dimension": None})
    none = small_catalog()
    load_table(con, TableLoad(source, YEAR, keep(store, [ROWS]), required=True), store, none)
    assert con.execute("select count(*) from raw.region_title").fetchall() == [(0,)]


def test_the_catalog_enters_as_rows_and_only_once(con):
    for _ in range(2):
        load_seeds(con, SHIPPED, [], peiljaar=2020, gemeenten=("GM0606", "GM0599"))
    counted = con.execute(
        "select count(*), count(distinct indicator_id) from raw.indicator"
    ).fetchall()
    assert counted == [(len(SHIPPED.indicators),) * 2]
    assert con.execute("select * from raw.chosen").fetchall() == [("GM0599",), ("GM0606",)]
    assert con.execute(
        "select peiljaar, window_years, min_denominator from raw.parameter"
    ).fetchall() == [(2020, SHIPPED.norm("venster_jaren"), SHIPPED.norm("min_noemer"))]
    assert con.execute("select count(*) from raw.snapshot").fetchall() == [(0,)]


def test_the_parts_of_a_derived_figure_enter_one_by_one(con):
    load_seeds(con, SHIPPED, [], peiljaar=2020, gemeenten=())
    parts = con.execute(
        "select part, component, share, cap_component, cap_share from raw.derived "
        "where indicator_id = 'inwoners_18_65' order by part, component"
    ).fetchall()
    share, cap = SHIPPED.norm("deel_15_17"), SHIPPED.norm("deel_15_17_van_0_15")
    assert parts == [
        ("min", "inwoners_15_25", share, "inwoners_0_15", cap),
        ("som", "inwoners_15_25", 1.0, None, None),
        ("som", "inwoners_25_45", 1.0, None, None),
        ("som", "inwoners_45_65", 1.0, None, None),
    ]
    rate = con.execute(
        "select part, component, factor from raw.derived "
        "where indicator_id = 'bijstand_per_1000' order by all"
    ).fetchall()
    assert rate[-1] == ("teller", "bijstand", 1000.0)
    assert {part for part, _, _ in rate} == {"noemer", "teller"}


def test_a_snapshot_enters_with_its_licence_and_hash(con, store):
    snapshot = keep(store, [ROWS])
    load_seeds(con, SHIPPED, [snapshot], peiljaar=2020, gemeenten=())
    row = con.execute("select snapshot_id, sha256, row_count, licence from raw.snapshot").fetchall()
    assert row == [(snapshot.snapshot_id, snapshot.sha256, 4, "l")]


def test_shapes_enter_as_geometry(con):
    shapes = gpd.GeoDataFrame(
        {"region_code": ["WK060606", "WK060607"], "geometry_year": pd.array([2022, None], "Int64")},
        geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)],
        crs=28992,
    )
    assert load_shapes(con, shapes) == 2
    rows = con.execute(
        "select region_code, ST_AsText(geometry), geometry_year from raw.shape"
    ).fetchall()
    assert rows[0] == ("WK060606", "POLYGON ((1 0, 1 1, 0 1, 0 0, 1 0))", 2022)
    assert rows[1][2] is None


def test_wijken_enter_with_an_outline_beside_the_shape_as_received_and_buurten_without(con):
    shapes = gpd.GeoDataFrame(
        {"region_code": ["BU06060601", "WK060606"], "geometry_year": pd.array([2022] * 2, "Int64")},
        geometry=[box(0, 0, 100, 100), box(0, 0, 100, 100).segmentize(1)],
        crs=28992,
    )
    load_shapes(con, shapes)
    kept = con.execute("select ST_AsWKB(geometry), ST_AsWKB(outline) from raw.shape order by 1")
    points = [
        [None if wkb is None else len(shapely.from_wkb(bytes(wkb)).exterior.coords) for wkb in row]
        for row in kept.fetchall()
    ]
    assert sorted(points, key=str) == [[401, 5], [5, None]]


def test_a_code_has_one_shape_per_year_and_the_years_stand_beside_each_other(con):
    shapes = gpd.GeoDataFrame(
        {"region_code": ["WK060606"], "geometry_year": pd.array([2022], "Int64")},
        geometry=[box(0, 0, 1, 1)],
        crs=28992,
    )
    load_shapes(con, shapes)
    load_shapes(con, shapes.assign(geometry_year=pd.array([2020], "Int64")))
    years = con.execute("select geometry_year from raw.shape order by 1").fetchall()
    assert years == [(2020,), (2022,)]
    with pytest.raises(duckdb.ConstraintException):
        load_shapes(con, shapes)


@pytest.mark.parametrize(
    "shapes", [None, gpd.GeoDataFrame({"region_code": []}, geometry=[], crs=28992)]
)
def test_without_shapes_nothing_is_loaded(con, shapes):
    assert load_shapes(con, shapes) == 0


def test_the_only_row_of_a_query_is_fetched_to_the_end(con):
    assert one_row(con, "select ?, ?", [1, "x"]) == (1, "x")
    assert one_row(con, "select 1") == (1,)


def test_a_path_with_a_quote_stays_inside_its_text():
    assert quoted_path(Path("/a/zo'n map")) == "/a/zo''n map"
