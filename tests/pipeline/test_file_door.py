"""The second door in the line: files give what the service gives, and stand in when it fails."""

from pathlib import Path

import duckdb
import pytest

from tests.command import wijkfoto
from tests.statline import IN_R, RESAVED, STATLINE, Layout, export
from wijkfoto.bronnen.http import UnavailableError
from wijkfoto.errors import SourceError
from wijkfoto.sample import SAMPLE_GEMEENTE, ServedTable, sample_tables
from wijkfoto.settings import Settings, load_settings
from wijkfoto.stages import sources
from wijkfoto.stages.tables import load_raw, run_layer
from wijkfoto.stages.workspace import StageReport, Workspace
from wijkfoto.status import status_lines
from wijkfoto.warehouse.run import open_build

LAYOUTS = {2016: STATLINE, 2017: RESAVED, 2018: IN_R, 2019: RESAVED, 2020: STATLINE}


def kwb(year: int) -> ServedTable:
    return next(t for t in sample_tables() if str(t.info["Title"]).endswith(f"buurten {year}"))


def drop(home: Path, year: int, layout: Layout | None = None) -> Path:
    """Put the made table of a year in the folder of a home; its name says that it is made up."""
    folder = home / "bestanden"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"fictief_{year}.csv"
    path.write_bytes(export(kwb(year), layout or LAYOUTS[year]))
    return path


def settings(home: Path, **bronnen: object) -> Settings:
    return load_settings(
        home=home,
        gemeente={"codes": [SAMPLE_GEMEENTE]},
        bronnen={"peiljaar": 2020, "offline": True} | bronnen,
    )


def fetch(ws: Workspace) -> dict[str, StageReport]:
    ws.home.prepare()
    return {source_id: sources.fetch_source(ws, source_id) for source_id in ws.catalog.sources}


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return Workspace(settings(tmp_path / "home"))


def test_files_alone_give_the_observations_of_the_service(ws, demo_home):
    for year in LAYOUTS:
        drop(ws.home.root, year)
    fetch(ws)
    report = load_raw(ws)
    assert sum(name.startswith("bestand/") for name in report.rows) == len(LAYOUTS)
    for layer in ("staging", "intermediate"):
        list(run_layer(ws, layer))
    columns = "region_code, indicator_id, peiljaar, waarde, waarde_low, waarde_high, waarde_status"
    from_files = f"select {columns} from intermediate.observation order by all"
    with open_build(ws.home.build_file) as con:
        ours = con.execute(from_files.replace("intermediate.observation", """(
            select o.* from intermediate.observation as o
            join raw.indicator as i on o.indicator_id = i.indicator_id
            where i.source_id = 'cbs_kwb'
        )""")).fetchall()  # fmt: skip
    with duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True) as con:
        theirs = con.execute(
            f"select {columns} from (select o.* from observation as o join indicator as i on "
            "o.indicator_id = i.indicator_id where i.source_id = 'cbs_kwb') order by all"
        ).fetchall()
    chosen = {row[0] for row in theirs}
    assert len(theirs) > 1000
    assert [row for row in ours if row[0] in chosen] == theirs


def test_a_year_told_by_a_name_is_said_and_a_year_outside_the_window_is_not_used(tmp_path):
    home = tmp_path / "home"
    (home / "bestanden").mkdir(parents=True)
    text = "Codering (code);Bevolking/Aantal inwoners (aantal)\nWK990101;5\n"
    for year in (2018, 2020):
        (home / "bestanden" / f"fictief_{year}.csv").write_text(text)
    (home / "bestanden" / "kwb.parquet").write_bytes(b"PAR1")
    ws = Workspace(settings(home, peiljaar=2018))
    reports = fetch(ws)
    notes = reports["cbs_kwb"].notes
    # All sources share the folder: what is not read in it is told once in a run.
    unread = [note for report in reports.values() for note in report.notes if "parquet" in note]
    assert [note.split(":")[0] for note in unread] == ["kwb.parquet"]
    assert any("taken for 84286NED (2018) by its name" in note for note in notes)
    assert any("fictief_2020.csv: outside the window of years" in note for note in notes)
    assert set(ws.file_inputs("cbs_kwb")) == {"84286NED"}


def test_status_says_that_a_table_came_from_a_file(ws):
    drop(ws.home.root, 2020)
    ws.home.prepare()
    sources.fetch_source(ws, "cbs_kwb")
    (line,) = [line for line in status_lines(ws.settings) if "84799NED" in line]
    assert line.startswith("present    Kerncijfers wijken en buurten: 84799NED from a file")
    assert line.endswith("bestand fictief_2020.csv")


def test_a_home_without_service_or_file_still_asks_for_the_table(ws):
    with pytest.raises(SourceError, match="no snapshot of this table and the run is offline"):
        fetch(ws)


def test_a_file_stands_in_for_a_service_that_cannot_be_reached(tmp_path, monkeypatch):
    def unreachable(*_: object, **__: object) -> None:
        message = "There is no snapshot to fall back on."
        raise SourceError(message) from UnavailableError("four tries failed")

    monkeypatch.setattr(sources, "fetch_table", unreachable)
    online = Workspace(settings(tmp_path / "home", offline=False))
    online.home.prepare()
    with pytest.raises(SourceError, match="no snapshot to fall back on"):
        sources.fetch_source(online, "cbs_kwb")
    wanted = sources.wanted_tables(online, online.catalog.sources["cbs_kwb"])
    folder = online.home.root / "bestanden"
    folder.mkdir()
    for table in wanted:
        text = "Codering (code);Bevolking/Aantal inwoners (aantal)\nNL00;100\nWK990101;95\n"
        (folder / f"fictief_{table.table_id}.csv").write_text(text)
    report = sources.fetch_source(online, "cbs_kwb")
    assert sum("from files only" in note for note in report.notes) == len(wanted)
    assert set(online.file_inputs("cbs_kwb")) == {table.table_id for table in wanted}
    assert online.inputs("cbs_kwb") == {}


def test_a_fault_of_another_kind_is_not_covered_up_by_a_file(tmp_path, monkeypatch):
    def wrong(*_: object, **__: object) -> None:
        message = "The service calls this table otherwise."
        raise SourceError(message)

    monkeypatch.setattr(sources, "fetch_table", wrong)
    online = Workspace(settings(tmp_path / "home", offline=False))
    online.home.prepare()
    for table in sources.wanted_tables(online, online.catalog.sources["cbs_kwb"]):
        path = online.home.root / "bestanden" / f"fictief_{table.table_id}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text("Codering (code);Bevolking/Aantal inwoners (aantal)\nWK990101;95\n")
    with pytest.raises(SourceError, match="calls this table otherwise"):
        sources.fetch_source(online, "cbs_kwb")


def test_a_bad_file_stops_the_run_by_name_and_keeps_nothing(ws):
    drop(ws.home.root, 2020)
    (ws.home.root / "bestanden" / "weg.csv").write_text("<!doctype html><p>Onderhoud")
    with pytest.raises(SourceError, match=r"weg\.csv: This is a web page"):
        fetch(ws)


@pytest.mark.slow
def test_a_run_needs_nothing_but_files(tmp_path):
    home = tmp_path / "home"
    for year in LAYOUTS:
        drop(home, year)
    words = ("run", "--gemeente", SAMPLE_GEMEENTE, "--peiljaar", "2020", "--offline")
    first = wijkfoto(*words, home=home)
    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines()[-1] == str(home / "site" / "index.html")
    before = (home / "current").readlink()
    # A copied store gives the same edition, without the folder.
    (home / "bestanden").rename(tmp_path / "weg")
    second = wijkfoto(*words, home=home)
    assert second.returncode == 0, second.stderr
    assert (home / "current").readlink() == before
