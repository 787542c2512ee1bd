"""What several tests on real figures share: one national table, loaded once; no tests."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from wijkfoto.bronnen.fetch import fetch_table, service_for
from wijkfoto.bronnen.http import HttpOptions
from wijkfoto.bronnen.snapshot import SnapshotStore
from wijkfoto.catalog import shipped_catalog
from wijkfoto.sample import ODataService
from wijkfoto.warehouse.model import read_models
from wijkfoto.warehouse.raw import TableLoad, create_raw_tables, load_seeds, load_table
from wijkfoto.warehouse.run import run_model


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """KWB 2020 of March 2021, from the service to `intermediate.measured`."""
    from tests.served import kwb_2020

    catalog = shipped_catalog()
    kwb = catalog.sources["cbs_kwb"]
    table = next(t for t in kwb.tables if t.peiljaar == 2020)
    store = SnapshotStore(Path(tmp_path_factory.mktemp("store")))
    with ODataService([kwb_2020()]) as service:
        client = service_for(kwb, {"cbs": service.url}, HttpOptions())
        fetched = fetch_table(kwb, table, client, store, required=True, notify=lambda _: None)
    assert fetched.snapshot is not None
    con = duckdb.connect()
    for schema in ("raw", "staging", "intermediate"):
        con.execute(f"create schema {schema}")
    create_raw_tables(con)
    load = TableLoad(kwb, table, fetched.snapshot, required=True)
    load_table(con, load, store, catalog)
    load_seeds(con, catalog, [fetched.snapshot], peiljaar=2020, gemeenten=())
    for model in read_models():
        if model.layer == "staging" or model.qualified == "intermediate.measured":
            run_model(con, model)
    yield con
    con.close()
