"""Recorded figures give the same cells over OData v4 as over v3, missing ones included."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.helpers import needs_shared_data
from wijkfoto.bronnen.fetch import fetch_table, service_for
from wijkfoto.bronnen.http import HttpOptions
from wijkfoto.bronnen.snapshot import SnapshotStore
from wijkfoto.catalog import shipped_catalog
from wijkfoto.sample import ODataService, ServedTable
from wijkfoto.warehouse.raw import TableLoad, create_raw_tables, load_table

pytestmark = needs_shared_data

CATALOG = shipped_catalog()


def cells(source_id: str, served: ServedTable, protocol: str, folder: Path) -> list[Any]:
    """Fetch and load a served table; return its cells with stripped keys."""
    source = CATALOG.sources[source_id].model_copy(update={"protocol": protocol})
    table = next(t for t in source.tables if t.table_id == served.table_id)
    store = SnapshotStore(folder)
    with ODataService([served]) as service:
        client = service_for(source, {source.service: service.url}, HttpOptions())
        fetched = fetch_table(source, table, client, store, required=True, notify=lambda _: None)
    assert fetched.snapshot is not None
    with duckdb.connect() as con:
        con.execute("create schema raw")
        create_raw_tables(con)
        load_table(con, TableLoad(source, table, fetched.snapshot, required=False), store, CATALOG)
        return con.execute(
            "select indicator_id, trim(region_key), peiljaar, boundary_year, waarde "
            "from raw.cell order by all"
        ).fetchall()


@pytest.mark.slow
def test_the_country_of_2020_has_the_same_cells_over_both_protocols(tmp_path: Path):
    from tests.served import kwb_2020

    over_v3 = cells("cbs_kwb", kwb_2020(), "odata3", tmp_path)
    assert len(over_v3) % 17_341 == 0
    assert ("inwoners", "NL00", 2020, 2020, 17_407_585.0) in over_v3
    assert cells("cbs_kwb", kwb_2020(), "odata4", tmp_path) == over_v3


def test_schiedam_at_rivm_has_the_same_cells_over_both_protocols(tmp_path: Path):
    from tests.served import rivm

    country = rivm()
    codes = country.rows["WijkenEnBuurten"].str.strip()
    here = codes.str[2:6].eq("0606") | codes.eq("NL01")
    chosen = set(codes[here])
    members = [
        member
        for member in country.dimensions["WijkenEnBuurten"]
        if str(member["Key"]).strip() in chosen
    ]
    schiedam = replace(
        country,
        rows=country.rows[here].reset_index(drop=True),
        dimensions=country.dimensions | {"WijkenEnBuurten": members},
        info=country.info | {"RecordCount": int(here.sum())},
    )
    over_v3 = cells("rivm_gezondheid", schiedam, "odata3", tmp_path)
    assert ("moeite_rondkomen", "NL01", 2020, 2020, 13.9) in over_v3
    assert {cell[2] for cell in over_v3} == {2012, 2016, 2020}
    assert cells("rivm_gezondheid", schiedam, "odata4", tmp_path) == over_v3
