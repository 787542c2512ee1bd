"""What a run asks of the services: the tables that a figure reads, and each once when unchanged."""

from collections import Counter
from pathlib import Path

import pytest

from wijkfoto.sample import ODataService, sample_tables
from wijkfoto.settings import Bronnen, Settings
from wijkfoto.stages.sources import fetch_source
from wijkfoto.stages.workspace import Workspace


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, list[list[str]]]:
    """Fetch twice in one home; keep the workspace and the requests of each time."""
    home = Path(tmp_path_factory.mktemp("requests")) / "home"
    asked: list[list[str]] = []
    with ODataService(sample_tables()) as service:
        settings = Settings(
            home=home,
            bronnen=Bronnen(peiljaar=2020, cbs_url=service.url, rivm_url=service.url),
        )
        ws = Workspace(settings)
        ws.home.prepare()
        for _ in range(2):
            before = len(service.requests)
            for source_id in ws.catalog.used_sources():
                fetch_source(ws, source_id)
            asked.append(service.requests[before:])
    return ws, asked


def tables(requests: list[str]) -> Counter[str]:
    return Counter(request.split("/")[3] for request in requests)


def test_only_tables_that_a_figure_reads_are_asked_for(runs):
    ws, (first, _) = runs
    wanted = {
        table.table_id
        for source in ws.catalog.used_sources().values()
        for table in ws.catalog.tables_of_run(source, ws.peiljaar)
    }
    assert set(tables(first)) == wanted


def test_an_unchanged_run_asks_once_for_each_table_it_takes(runs):
    _, (first, second) = runs
    assert set(tables(second)) == set(tables(first))
    assert set(tables(second).values()) == {1}


def test_a_stage_has_inputs_for_every_source_that_a_run_takes_and_for_no_other(runs):
    ws, _ = runs
    assert {s.table_id for s in ws.all_inputs()} == {t.table_id for t in sample_tables()}
    listed = {path.stem for path in (ws.home.build / "inputs").iterdir()}
    assert listed == set(ws.catalog.used_sources())
