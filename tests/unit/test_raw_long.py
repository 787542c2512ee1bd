"""Long observations become the cells that the rows of v3 become, or are refused."""

from typing import Any

import duckdb
import pytest

from tests.stored import Record, keep_table
from wijkfoto.bronnen.odata4 import core_names
from wijkfoto.bronnen.snapshot import Snapshot, SnapshotStore
from wijkfoto.catalog import Catalog, Column, Indicator, shipped_catalog
from wijkfoto.errors import SourceError
from wijkfoto.warehouse.raw import TableLoad, load_table

SHIPPED = shipped_catalog()
KWB = SHIPPED.sources["cbs_kwb"]
YEAR = next(t for t in KWB.tables if t.peiljaar == 2020)
RIVM = SHIPPED.sources["rivm_gezondheid"]

REGIONS = ("NL00", "GM0606", "WK060606")
MEASURES = [
    {"Identifier": "T001036", "Title": "Aantal inwoners", "Unit": "aantal", "DataType": "Long",
     "MeasureGroupId": None},
    {"Identifier": "2012657_2", "Title": "Huishoudens met een laag inkomen", "Unit": "%",
     "DataType": "Double", "MeasureGroupId": None},
]  # fmt: skip
INWONERS = Column(source_id="cbs_kwb", stem=("AantalInwoners",), eenheid="aantal")
LAAG = Column(source_id="cbs_kwb", stem=("HuishoudensMetEenLaagInkomen",), eenheid="%")


def seen(
    number: int, measure: str, value: float | None, region: str, **more: str | float | None
) -> Record:
    cell = {"Id": number, "Measure": measure, "ValueAttribute": "None", "Value": value,
            "StringValue": None, "WijkenEnBuurten": region}  # fmt: skip
    return cell | more


CELLS = [
    seen(0, "T001036", 17_000_000.0, "NL00"),
    seen(1, "2012657_2", 7.5, "NL00"),
    seen(2, "T001036", None, "GM0606", ValueAttribute="Impossible"),
    seen(3, "2012657_2", 0.0, "GM0606"),
    seen(4, "A000000", 3.0, "GM0606"),
]
"""Of WK060606 no cell came, as of a wijk of which everything is missing."""


def keep(
    store: SnapshotStore,
    pages: list[list[Record]],
    *,
    measures: list[Record] | None = None,
    dimensions: tuple[str, ...] = ("WijkenEnBuurten",),
    row_count: int | None = None,
) -> Snapshot:
    listed = [{"Identifier": name, "Kind": "Dimension"} for name in dimensions]
    properties = core_names(listed, [], MEASURES if measures is None else measures)
    members = [{"Key": k, "Title": k} for k in REGIONS]
    place = ("cbs-odata4", YEAR.table_id)
    return keep_table(
        store, place, properties, members, pages, data_set="Observations", row_count=row_count
    )


def catalog(**columns: Column) -> Catalog:
    made = {
        name: Indicator(
            indicator_id=name, naam=name, unit="aantal", role="context", direction=0,
            kind="register", bron=column, description="x.",
        )
        for name, column in columns.items()
    }  # fmt: skip
    return Catalog(SHIPPED.sources, made, {}, SHIPPED.method)


BOTH = catalog(inwoners=INWONERS, laag_inkomen=LAAG)


def load(
    con: duckdb.DuckDBPyConnection, store: SnapshotStore, snapshot: Snapshot, wanted: Catalog = BOTH
) -> int:
    return load_table(con, TableLoad(KWB, YEAR, snapshot, required=True), store, wanted)


def cells(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return con.execute(
        "select indicator_id, region_key, peiljaar, waarde from raw.cell order by all"
    ).fetchall()


def refused(con: duckdb.DuckDBPyConnection, store: SnapshotStore, snapshot: Snapshot) -> str:
    with pytest.raises(SourceError) as caught:
        load(con, store, snapshot, catalog(inwoners=INWONERS))
    assert YEAR.table_id in str(caught.value)
    assert caught.value.next_step
    return str(caught.value)


def test_each_region_gets_a_cell_per_indicator_and_what_did_not_come_is_missing_not_0(con, store):
    assert load(con, store, keep(store, [CELLS[:3], CELLS[3:]])) == 5
    assert cells(con) == [
        ("inwoners", "GM0606", 2020, None),
        ("inwoners", "NL00", 2020, 17_000_000.0),
        ("inwoners", "WK060606", 2020, None),
        ("laag_inkomen", "GM0606", 2020, 0.0),
        ("laag_inkomen", "NL00", 2020, 7.5),
        ("laag_inkomen", "WK060606", 2020, None),
    ]
    assert con.execute("select indicator_id, column_key from raw.binding").fetchall() == [
        ("inwoners", "T001036"),
        ("laag_inkomen", "2012657_2"),
    ]


def test_the_observations_themselves_are_kept_as_received(con, store):
    load(con, store, keep(store, [CELLS]))
    kept = con.execute(f'select * from raw.cbs_{YEAR.table_id} order by "Id"').fetchall()
    assert kept == [tuple(cell.values()) for cell in CELLS]


def test_a_region_that_the_list_lacks_keeps_its_figures(con, store):
    extra = seen(9, "T001036", 5.0, "WK060699")
    load(con, store, keep(store, [[*CELLS, extra]]), catalog(inwoners=INWONERS))
    assert ("inwoners", "WK060699", 2020, 5.0) in cells(con)


def test_a_table_of_which_nothing_is_bound_loads_without_cells(con, store):
    assert load(con, store, keep(store, [CELLS]), catalog()) == 5
    assert cells(con) == []


def test_a_measure_of_texts_gives_its_texts(con, store):
    texts = [MEASURES[0] | {"DataType": "String"}]
    coded = seen(0, "T001036", None, "NL00", StringValue="3")
    load(con, store, keep(store, [[coded]], measures=texts), catalog(inwoners=INWONERS))
    assert ("inwoners", "NL00", 2020, 3.0) in cells(con)


def test_ages_margins_and_years_are_told_apart(con, store):
    dimensions = ("Leeftijd", "Marges", "WijkenEnBuurten", "Perioden")

    def one(number: int, age: str, margin: str, period: str, value: float) -> Record:
        return seen(number, "M001", value, "NL00", Leeftijd=age, Marges=margin, Perioden=period)

    rows = [
        one(0, "20300", "MW00000", "2020JJ00", 47.0),
        one(1, "20300", "MOG0095", "2020JJ00", 46.0),
        one(2, "80200", "MW00000", "2020JJ00", 51.2),
        one(3, "80200", "MW00000", "2016JJ00", 50.1),
    ]
    measure = {"Identifier": "M001", "Title": "Eenzaam", "Unit": "%", "DataType": "Double"}
    snapshot = keep(store, [rows], measures=[measure], dimensions=dimensions)
    eenzaam = Column(
        source_id="rivm_gezondheid", stem=("Eenzaam",), eenheid="%", keuze={"Leeftijd": "20300"}
    )
    wanted = catalog(
        e=eenzaam, e_65plus=eenzaam.model_copy(update={"keuze": {"Leeftijd": "80200"}})
    )
    load_table(con, TableLoad(RIVM, RIVM.tables[0], snapshot, required=False), store, wanted)
    assert [cell for cell in cells(con) if cell[1] == "NL00"] == [
        ("e", "NL00", 2020, 47.0),
        ("e_65plus", "NL00", 2016, 50.1),
        ("e_65plus", "NL00", 2020, 51.2),
    ]
    assert [cell for cell in cells(con) if cell[1] == "GM0606"] == [
        ("e", "GM0606", 2020, None),
        ("e_65plus", "GM0606", 2016, None),
        ("e_65plus", "GM0606", 2020, None),
    ]


def test_a_cell_that_comes_twice_is_refused(con, store):
    twice = [*CELLS, seen(7, "T001036", 16.0, "NL00")]
    assert "A cell came twice: T001036, NL00" in refused(con, store, keep(store, [twice]))


def test_a_figure_with_a_mark_of_unknown_meaning_is_refused_and_without_a_figure_is_missing(
    con, store
):
    marked = [CELLS[0] | {"ValueAttribute": "Bijzonder"}, *CELLS[1:]]
    assert "1 figures carry the mark 'Bijzonder'" in refused(con, store, keep(store, [marked]))
    bare = [marked[0] | {"Value": None}, *CELLS[1:]]
    load(con, store, keep(store, [bare]))
    assert ("inwoners", "NL00", 2020, None) in cells(con)


def test_what_is_impossible_is_missing_though_a_0_stands_there(con, store):
    zero = [CELLS[0], CELLS[2] | {"Value": 0.0}]
    load(con, store, keep(store, [zero]), catalog(inwoners=INWONERS))
    assert ("inwoners", "GM0606", 2020, None) in cells(con)


def test_a_table_without_the_dimension_of_regions_is_refused(con, store):
    snapshot = keep(store, [CELLS[:1]], dimensions=("Perioden",))
    assert "WijkenEnBuurten" in refused(con, store, snapshot)


@pytest.mark.parametrize("name", ['x"; drop table raw.cell; --', "a b", "", "é"])
def test_a_measure_whose_name_is_none_never_enters_sql(con, store, name):
    measures = [*MEASURES, MEASURES[0] | {"Identifier": name, "Title": "x"}]
    told = refused(con, store, keep(store, [CELLS], measures=measures))
    assert "is no name of a measure or dimension" in told


@pytest.mark.parametrize("name", ['x"', "a b", "", "9", "Value"])
def test_a_dimension_whose_name_is_none_never_enters_sql(con, store, name):
    told = refused(con, store, keep(store, [CELLS], dimensions=("WijkenEnBuurten", name)))
    assert "is no name of a measure or dimension" in told


def test_a_number_of_cells_other_than_the_manifest_says_is_refused(con, store):
    assert "manifest says 9" in refused(con, store, keep(store, [CELLS], row_count=9))
