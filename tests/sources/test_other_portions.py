"""Made tables of Wmo, jeugdzorg, stapeling and people by age, with the members that we know of."""

from collections.abc import Iterator
from itertools import product

import duckdb
import pandas as pd
import pytest

from wijkfoto.bronnen.fetch import fetch_table, service_for
from wijkfoto.bronnen.http import HttpOptions
from wijkfoto.bronnen.portion import portion_of
from wijkfoto.bronnen.snapshot import SnapshotStore
from wijkfoto.catalog import Source, SourceTable, shipped_catalog
from wijkfoto.sample import ODataService, ServedTable
from wijkfoto.sample.properties import Column, properties
from wijkfoto.warehouse.raw import TableLoad, create_raw_tables, load_table

CATALOG = shipped_catalog()
QUICK = HttpOptions(timeout_s=5, wait_s=0.0005)
Members = dict[str, dict[str, str]]
Found = dict[tuple[str, str, int], float | None]

WMO: Members = {
    "TypeMaatwerkarrangement": {
        "T001 ": "Totaal", "X1   ": "Ondersteuning thuis", "X2   ": "Hulp bij het huishouden",
        "X3   ": "Verblijf en opvang", "X4   ": "Hulpmiddelen en diensten",
    },
    "Perioden": {"2023HJ01": "2023 1e halfjaar", "2023JJ00": "2023", "2022JJ00": "2022"},
}  # fmt: skip
JEUGD: Members = {
    "TypeJeugdzorg": {
        "T001203": "Totaal", "A042503": "Zonder verblijf", "A027918": "Met verblijf",
        "A027919": "Bescherming", "A027920": "Reclassering",
    },
    "Perioden": {"2023JJ00": "2023"},
}  # fmt: skip
STAPELING: Members = {
    "PijlerVoorzieningen": {
        "T001287": "Totaal",
        **{f"A0417{n:02}": f"pijler {n}" for n in range(8, 15)},
    },
    "Perioden": {"2023JJ00": "2023"},
}
AGES: Members = {
    "Geslacht": {"T001038": "Totaal", "3000   ": "Mannen", "4000   ": "Vrouwen"},
    "Leeftijd": {
        "10000": "Totaal", "10010": "0 jaar",
        **{str(70100 + n): f"{n} tot {n + 5} jaar" for n in range(0, 95, 5)},
        "22100": "95 jaar of ouder",
    },
    "BurgerlijkeStaat": {"T001019": "Totaal", "1010": "Ongehuwd"},
    "Perioden": {f"{year}JJ00": str(year) for year in (2022, 2023)},
}  # fmt: skip


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("create schema raw")
        yield opened


def made(source: Source, table: SourceTable, stem: str, members: Members) -> ServedTable:
    """Return a table with a row for every combination; a figure is the place of its row."""
    region = source.region_dimension or ""
    codes = ["NL00", "GM0606", "WK060606"] if "wijk" in source.niveaus else ["NL01", "GM0606"]
    lists = members | {region: {code.ljust(10): code for code in codes}}
    names = list(lists)
    keys = list(product(*lists.values()))
    columns = {name: [row[n] for row in keys] for n, name in enumerate(names)}
    figures = pd.Series(range(len(keys)), dtype="Int64")
    kinds = {"Perioden": "TimeDimension", region: "GeoDetail"}
    described = [
        {"Type": kinds.get(name, "Dimension"), "Key": name, "Title": name} for name in names
    ]
    return ServedTable(
        table_id=table.table_id,
        info={
            "ID": 0, "Identifier": table.table_id, "Modified": "2026-01-15T02:00:00",
            "Title": f"{source.naam}; sociaal domein", "Period": "2022-2023",
            "RecordCount": len(keys),
        },
        properties=properties(described, [Column(1, ("Groep",), stem, "Cijfer", "aantal", "Long")]),
        dimensions={
            name: [{"Key": key, "Title": title} for key, title in some.items()]
            for name, some in lists.items()
        },
        rows=pd.DataFrame({"ID": range(len(keys))} | columns | {f"{stem}_1": figures}),
    )  # fmt: skip


def loaded(
    con: duckdb.DuckDBPyConnection,
    store: SnapshotStore,
    source_id: str,
    stem: str,
    members: Members,
) -> tuple[Found, ServedTable]:
    """Fetch and load the newest table of a source up to 2023; return its cells and the table."""
    source = CATALOG.sources[source_id]
    table = max(
        (t for t in source.tables if (t.peiljaar or 0) <= 2023), key=lambda t: t.peiljaar or 0
    )
    served = made(source, table, stem, members)
    portion = portion_of(source, table, CATALOG.indicators.values(), range(2019, 2024))
    with ODataService([served], page_size=50) as service:
        client = service_for(source, {"cbs": service.url}, QUICK)
        fetched = fetch_table(
            source, table, client, store, required=False, notify=lambda _: None, portion=portion
        )
    assert fetched.snapshot is not None, fetched.note
    create_raw_tables(con)
    load_table(con, TableLoad(source, table, fetched.snapshot, required=False), store, CATALOG)
    rows = con.execute("select indicator_id, trim(region_key), peiljaar, waarde from raw.cell")
    return {(name, region, year): value for name, region, year, value in rows.fetchall()}, served


def row(table: ServedTable, **wanted: str) -> float:
    """Return the figure of one row."""
    rows = table.rows
    for name, key in wanted.items():
        rows = rows[rows[name].str.strip() == key]
    assert len(rows) == 1
    return float(rows.iloc[0, -1])


def test_wmo_is_read_by_kind_for_the_year_of_its_table_alone(con, store):
    found, table = loaded(con, store, "cbs_wmo", "WmoClienten", WMO)
    assert {year for _, _, year in found} == {2023}
    assert {name for name, _, _ in found} == {
        "wmo_huishouden", "wmo_hulpmiddelen", "wmo_ondersteuning_thuis", "wmo_verblijf",
    }  # fmt: skip
    assert found["wmo_huishouden", "WK060606", 2023] == row(
        table, TypeMaatwerkarrangement="X2", WijkenEnBuurten="WK060606", Perioden="2023JJ00"
    )


def test_jeugdzorg_is_read_by_kind(con, store):
    found, table = loaded(con, store, "cbs_jeugdzorg", "TotaalJongerenMetJeugdzorg", JEUGD)
    assert found["jeugdbescherming", "WK060606", 2023] == row(
        table, TypeJeugdzorg="A027919", Wijken="WK060606"
    )
    assert len({name for name, _, _ in found}) == 4


def test_households_with_more_laws_are_added_and_those_with_one_are_not(con, store):
    found, table = loaded(con, store, "cbs_stapeling", "HuishoudensMetVoorzieningen", STAPELING)
    several = [f"A0417{n}" for n in range(11, 15)]
    assert found["stapeling_huishoudens", "WK060606", 2023] == sum(
        row(table, PijlerVoorzieningen=key, WijkenEnBuurten="WK060606") for key in several
    )
    assert found["voorzieningen_huishoudens", "GM0606", 2023] == row(
        table, PijlerVoorzieningen="T001287", WijkenEnBuurten="GM0606"
    )


def test_people_are_read_by_sex_and_five_years_of_age_of_the_gemeente(con, store):
    found, table = loaded(con, store, "cbs_bevolking", "BevolkingOp1Januari", AGES)
    assert len({name for name, _, _ in found}) == 40
    assert {region for _, region, _ in found} == {"NL01", "GM0606"}
    assert {year for _, _, year in found} == {2022, 2023}
    for name, sex, age in (("mannen_0_5", "3000", "70100"), ("vrouwen_95plus", "4000", "22100")):
        assert found[name, "GM0606", 2023] == row(
            table, Geslacht=sex, Leeftijd=age, BurgerlijkeStaat="T001019", RegioS="GM0606",
            Perioden="2023JJ00",
        )  # fmt: skip


@pytest.mark.parametrize("other", ["VormenVanJeugdzorg", "Vormen"])
def test_a_dimension_that_a_table_calls_otherwise_is_read_by_the_same_keys(con, store, other):
    members = {other: JEUGD["TypeJeugdzorg"], "Perioden": JEUGD["Perioden"]}
    found, table = loaded(con, store, "cbs_jeugdzorg", "TotaalJongerenMetJeugdzorg", members)
    assert found["jeugdreclassering", "GM0606", 2023] == row(
        table, **{other: "A027920"}, Wijken="GM0606"
    )
    assert len({name for name, _, _ in found}) == 4


def test_under_another_name_a_key_that_is_not_there_is_left_out(con, store):
    kinds = {key: title for key, title in JEUGD["TypeJeugdzorg"].items() if key != "A027918"}
    members = {"Vormen": kinds, "Perioden": JEUGD["Perioden"]}
    found, _ = loaded(con, store, "cbs_jeugdzorg", "TotaalJongerenMetJeugdzorg", members)
    assert {name for name, _, _ in found} == {
        "jeugdhulp_ambulant", "jeugdbescherming", "jeugdreclassering",
    }  # fmt: skip


def test_a_table_that_calls_its_dimension_otherwise_is_not_used_and_stops_nothing(store):
    source = CATALOG.sources["cbs_jeugdzorg"]
    table = source.tables[-1]
    members = {"Soort": JEUGD["TypeJeugdzorg"], "Perioden": JEUGD["Perioden"]}
    served = made(source, table, "TotaalJongerenMetJeugdzorg", members)
    portion = portion_of(source, table, CATALOG.indicators.values(), range(2019, 2024))
    with ODataService([served], page_size=50) as service:
        client = service_for(source, {"cbs": service.url}, QUICK)
        fetched = fetch_table(
            source, table, client, store, required=False, notify=lambda _: None, portion=portion
        )
    assert fetched.snapshot is None
    assert "TypeJeugdzorg?$format=json is not there" in fetched.note
    assert list(store.root.rglob("manifest.json")) == []
