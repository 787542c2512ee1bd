"""A portion of a table: the service leaves out what no figure reads, and half is never kept."""

from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest

from tests.made_portion import (
    CATALOG,
    FIGURES,
    KINDS,
    POLITIE,
    REGIONS,
    SURE,
    TABLE,
    WINDOW,
    place_of,
    police_table,
)
from wijkfoto.bronnen.fetch import Fetched, fetch_table, from_store, service_for
from wijkfoto.bronnen.http import HttpOptions
from wijkfoto.bronnen.portion import Portion, UnfitError, portion_of
from wijkfoto.bronnen.snapshot import SnapshotStore
from wijkfoto.bronnen.walk import CountError
from wijkfoto.catalog import Source, SourceTable
from wijkfoto.checklive import check_table
from wijkfoto.errors import SourceError
from wijkfoto.sample import ODataService, ServedTable
from wijkfoto.warehouse.raw import TableLoad, create_raw_tables, load_table

QUICK = HttpOptions(timeout_s=5, wait_s=0.0005)
READ = 8
"""Kinds that a figure reads."""
PEILJAREN = 4
"""Whole years of the window that the table has."""


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("create schema raw")
        yield opened


def asked(window: range = WINDOW, source: Source = POLITIE) -> Portion:
    found = portion_of(source, TABLE, FIGURES, window)
    assert found is not None
    return found


def take(
    service: ODataService,
    store: SnapshotStore,
    table: SourceTable = TABLE,
    portion: Portion | None = None,
    source: Source = POLITIE,
) -> Fetched:
    client = service_for(source, {"rivm": service.url}, QUICK)
    return fetch_table(
        source, table, client, store, required=False, notify=lambda _: None,
        portion=portion or asked(),
    )  # fmt: skip


def serving(table: ServedTable | None = None) -> ODataService:
    return ODataService([table or police_table()], page_size=7)


class Refusing(ODataService):
    """A service that does not take a condition."""

    def answer(self, path: str, *, accepts_json: bool):
        made = super().answer(path, accepts_json=accepts_json)
        return replace(made, status=HTTPStatus.BAD_REQUEST) if "filter" in path else made


def without_row(place: int) -> ServedTable:
    whole = police_table()
    return replace(whole, rows=whole.rows.drop(index=place))


def cells(
    con: duckdb.DuckDBPyConnection, store: SnapshotStore, fetched: Fetched, source: Source = POLITIE
) -> dict[tuple[str, str, int], float | None]:
    assert fetched.snapshot is not None
    create_raw_tables(con)
    load_table(con, TableLoad(source, SURE, fetched.snapshot, required=False), store, CATALOG)
    rows = con.execute("select indicator_id, trim(region_key), peiljaar, waarde from raw.cell")
    return {(name, region, year): value for name, region, year, value in rows.fetchall()}


def test_only_the_kinds_and_years_that_figures_read_are_asked_for(store):
    with serving() as service:
        fetched = take(service, store)
        pages = [r for r in service.requests if "/TypedDataSet" in r]
    assert fetched.snapshot is not None
    assert fetched.snapshot.row_count == READ * len(REGIONS) * PEILJAREN
    conditions = {parse_qs(urlsplit(page).query)["$filter"][0] for page in pages}
    assert conditions == {fetched.snapshot.portion}
    assert "SoortMisdrijf eq '1.1.1 '" in fetched.snapshot.portion
    assert "'0.0.0 '" not in fetched.snapshot.portion
    assert "2020MM01" not in fetched.snapshot.portion


def test_an_unchanged_portion_costs_one_request(store):
    with serving() as service:
        first = take(service, store)
        before = len(service.requests)
        again = take(service, store)
        assert len(service.requests) - before == 1
    assert (again.is_new, again.snapshot) == (False, first.snapshot)


def test_a_portion_never_stands_in_for_another_one(store):
    narrow = asked(range(2019, 2021))
    with serving() as service:
        wide = take(service, store).snapshot
        other = take(service, store, portion=narrow).snapshot
    assert wide is not None
    assert other is not None
    assert other.row_count == READ * len(REGIONS) * 2
    assert wide.snapshot_id != other.snapshot_id
    kept = from_store(POLITIE, TABLE, store, required=False, portion=narrow)
    assert kept.snapshot == other
    whole = from_store(POLITIE, TABLE, store, required=False)
    assert whole.snapshot is None


@pytest.mark.parametrize(
    "place", [place_of("1.1.1", "WK060606", 2018), place_of("2.4.1", "NL00", 2016)]
)
def test_a_row_that_is_lost_is_refused_and_of_a_table_nobody_saw_not_used(store, place):
    with serving(without_row(place)) as service:
        fetched = take(service, store)
        with pytest.raises(CountError, match="127 rows came, the service counts 128"):
            take(service, store, SURE)
    assert fetched.snapshot is None
    assert fetched.note == ("not published under this id: 127 rows came, the service counts 128.")
    assert list(store.root.rglob("manifest.json")) == []


def test_a_row_that_comes_twice_is_refused(store):
    whole = police_table()
    doubled = replace(whole, rows=whole.rows.sort_values("ID").iloc[[*range(len(whole.rows)), 20]])
    with serving(doubled) as service, pytest.raises(SourceError, match="Rows came twice"):
        take(service, store, SURE)
    assert list(store.root.rglob("manifest.json")) == []


def test_a_service_that_takes_no_condition_costs_the_figures_and_not_the_run(store):
    with Refusing([police_table()]) as service:
        fetched = take(service, store)
        with pytest.raises(SourceError, match="status 400"):
            take(service, store, SURE)
    assert fetched.snapshot is None
    assert "status 400" in fetched.note


def test_kinds_of_another_division_are_told(store):
    whole = police_table()
    kinds = [{"Key": "A1", "Title": "Iets anders"}]
    other = replace(whole, dimensions=whole.dimensions | {"SoortMisdrijf": kinds})
    with serving(other) as service:
        fetched = take(service, store)
        with pytest.raises(UnfitError, match=r"has no member 1\.1\.1\. Members: A1"):
            take(service, store, SURE)
    assert "has no member 1.1.1" in fetched.note


def test_figures_of_kinds_are_added_by_region_and_year(con, store):
    with serving() as service:
        found = cells(con, store, take(service, store))
    for region, year in (("WK060606", 2020), ("NL00", 2016)):
        burglary = place_of("1.1.1", region, year) + place_of("1.1.2", region, year)
        assert found["misdrijven_inbraak_aantal", region, year] == burglary
        assert found["misdrijven_vernieling_aantal", region, year] == place_of(
            "2.2.1", region, year
        )
        read = set(KINDS) - {"0.0.0 ", "2.5.2 "}
        assert found["misdrijven_wonen_aantal", region, year] == sum(
            place_of(kind.strip(), region, year) for kind in read
        )
    assert len(found) == len(FIGURES) * len(REGIONS) * PEILJAREN


def test_where_one_kind_has_no_figure_the_sum_has_none_and_the_others_stay(con, store):
    missing = place_of("1.1.2", "WK060606", 2020)
    with serving(police_table({missing: None})) as service:
        found = cells(con, store, take(service, store))
    assert found["misdrijven_inbraak_aantal", "WK060606", 2020] is None
    assert found["misdrijven_wonen_aantal", "WK060606", 2020] is None
    assert found["misdrijven_geweld_aantal", "WK060606", 2020] is not None
    assert found["misdrijven_inbraak_aantal", "GM0606", 2020] is not None


def test_a_published_0_of_every_kind_is_0(con, store):
    zero = {place_of(kind, "WK060606", 2020): 0 for kind in ("1.1.1", "1.1.2")}
    with serving(police_table(zero)) as service:
        found = cells(con, store, take(service, store))
    assert found["misdrijven_inbraak_aantal", "WK060606", 2020] == 0


def test_a_missing_kind_costs_the_figures_that_mean_it(con, store, caplog):
    whole = police_table()
    kinds = [row for row in whole.dimensions["SoortMisdrijf"] if row["Key"] != "2.4.1 "]
    rows = whole.rows[whole.rows["SoortMisdrijf"] != "2.4.1 "]
    fewer = replace(whole, rows=rows, dimensions=whole.dimensions | {"SoortMisdrijf": kinds})
    with serving(fewer) as service:
        fetched = take(service, store)
    assert fetched.snapshot is not None
    create_raw_tables(con)
    load_table(con, TableLoad(POLITIE, TABLE, fetched.snapshot, required=False), store, CATALOG)
    found = con.execute("select distinct indicator_id from raw.cell order by all").fetchall()
    assert [name for (name,) in found] == [
        "misdrijven_geweld_aantal", "misdrijven_inbraak_aantal", "misdrijven_vernieling_aantal",
    ]  # fmt: skip
    assert "Dimension SoortMisdrijf has no member 2.4.1" in caplog.text


def test_both_protocols_give_the_same_cells_of_a_portion(con, store):
    missing = place_of("1.1.2", "WK060606", 2020)
    with serving(police_table({missing: None})) as service:
        over_v3 = cells(con, store, take(service, store))
        v4 = POLITIE.model_copy(update={"protocol": "odata4"})
        fetched = take(service, store, source=v4)
        over_v4 = cells(con, store, fetched, v4)
    assert over_v4 == over_v3
    assert "SoortMisdrijf eq '1.1.1'" in fetched.snapshot.portion


def test_the_live_check_asks_for_no_figures_and_names_the_kind_that_is_not_there():
    whole = police_table()
    kinds = [row for row in whole.dimensions["SoortMisdrijf"] if row["Key"] != "2.4.1 "]
    fewer = replace(whole, dimensions=whole.dimensions | {"SoortMisdrijf": kinds})
    with serving() as right, serving(fewer) as wrong:
        good, bad = (
            check_table(service_for(POLITIE, {"rivm": s.url}, QUICK), POLITIE, TABLE, FIGURES)
            for s in (right, wrong)
        )
        assert not [r for r in right.requests if "TypedDataSet" in r]
        lists = [r for r in right.requests if "/SoortMisdrijf" in r]
        assert len(lists) == len(set(lists)) == 2  # ten kinds, seven on a page
    assert (good.found, good.faults, good.bound) == ("bevestigd", (), len(FIGURES))
    assert any("has no member 2.4.1" in fault for fault in bad.faults)
