"""The forms in a run: read once for tables and identity, refused whole, early where that can be."""

from pathlib import Path

import pytest
from shapely import box, to_wkb

from wijkfoto.checkup import find_faults
from wijkfoto.errors import ConfigError
from wijkfoto.lokaal import LocalError
from wijkfoto.settings import Settings, load_settings
from wijkfoto.stages.lokaal import LOCAL_TABLES, refuse_faulty_forms, run_local
from wijkfoto.stages.workspace import Workspace
from wijkfoto.start import write_start
from wijkfoto.warehouse.run import open_build

HEAD = "wijk;veld;tekst;bron;datum;methode;toestemming"
GOOD = "WK060601;ervaring;Mensen groeten elkaar.;bewoners;1-3-2026;straatgesprek;ja"
EMPTY = dict.fromkeys(LOCAL_TABLES, 0)
SILENT = "WK060601;vragen;Niet voor de bladzijde.;bewoners;1-3-2026;straatgesprek;nee"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings as `init` writes them, from their own folder, with a home beside them."""
    write_start("GM0606", tmp_path)
    monkeypatch.chdir(tmp_path)
    return load_settings(tmp_path / "wijkfoto.toml", home=tmp_path / "home")


@pytest.fixture
def ws(settings: Settings) -> Workspace:
    """A workspace whose build knows one gemeente with one wijk."""
    made = Workspace(settings)
    made.home.prepare()
    with open_build(made.home.build_file) as con:
        con.execute(
            "create table staging.region as select * from (values "
            "('GM0606', 'Schiedam', 'gemeente', ?), ('WK060601', 'Oost', 'wijk', ?), "
            "('WK059901', 'Stadscentrum', 'wijk', ?)) "
            "as r(region_code, region_naam, region_level, boundary_year)",
            [made.peiljaar] * 3,
        )
    made.save_state(gemeenten=["GM0606"])
    return made


def fill(*lines: str) -> None:
    Path("lokaal/gesprekken/ingevuld.csv").write_text("\n".join(lines), encoding="utf-8")


def rows(ws: Workspace) -> list[tuple[object, ...]]:
    with open_build(ws.home.build_file) as con:
        query = "select entry_id, text, consent from marts.qualitative order by entry_id"
        return con.execute(query).fetchall()


def test_what_init_writes_is_read_without_a_fault_and_fills_nothing(ws: Workspace):
    assert find_faults(lambda: ws.settings) == []
    assert run_local(ws).rows == EMPTY
    assert len(ws.form_hashes) == 7


def test_without_a_folder_there_is_nothing_to_read(ws: Workspace):
    other = Workspace(
        load_settings(home=ws.settings.home, kwalitatief={"map": ""}, registratie={"map": ""})
    )
    assert run_local(other).rows == EMPTY
    assert other.form_hashes == ()


def test_entries_reach_the_table_and_the_hash_follows_the_form(ws: Workspace):
    fill(HEAD, GOOD, SILENT)
    run_local(ws)
    assert rows(ws) == [
        ("WK060601-ervaring-1", "Mensen groeten elkaar.", True),
        ("WK060601-vragen-1", None, False),
    ]
    first = ws.form_hashes
    fill(HEAD, GOOD.replace("groeten", "kennen"), SILENT)
    run_local(ws)
    assert len(first) == len(ws.form_hashes) == 8
    assert set(first) != set(ws.form_hashes)


def test_a_wijk_that_is_not_there_stops_the_run_by_name(ws: Workspace):
    fill(HEAD, GOOD, GOOD.replace("WK060601", "WK060699"))
    refuse_faulty_forms(ws)
    with pytest.raises(LocalError, match=r"line 3, column wijk.*Schiedam .GM0606. has no wijk"):
        run_local(ws)


def test_a_fault_is_refused_before_anything_is_fetched_and_listed_by_check(ws: Workspace):
    fill(HEAD, GOOD.replace("WK060601", "WK059901"), GOOD.replace("1-3-2026", "gisteren"))
    with pytest.raises(LocalError, match="2 faults in what the gemeente filled in"):
        refuse_faulty_forms(ws)
    assert [fault.exit_code for fault in find_faults(lambda: ws.settings)] == [1, 1]


def test_a_folder_that_is_gone_is_a_fault_of_the_settings(ws: Workspace, tmp_path: Path):
    (tmp_path / "lokaal").rename(tmp_path / "weg")
    faults = find_faults(lambda: ws.settings)
    assert {type(fault) for fault in faults} == {ConfigError}
    assert any("[kwalitatief] map" in str(fault) for fault in faults)
    with pytest.raises(ConfigError, match="gesprekken"):
        refuse_faulty_forms(ws)


def test_a_place_far_outside_its_wijk_is_told_at_the_run_and_is_no_fault(ws: Workspace):
    with open_build(ws.home.build_file) as con:
        con.execute(
            "create table intermediate.region as select 'WK060601' as region_code, 'GM0606' as "
            "gemeente_code, 'wijk' as level, true as is_current, ST_GeomFromWKB(?) as geometry",
            [to_wkb(box(84_000, 435_000, 86_000, 437_000))],
        )
    head = f"{HEAD};plek;x;y"
    place = "WK060601;aanbieders;Open.;kaart;1-3-2026;bureau;nvt;{};{};436000"
    fill(head, place.format("Hier", 85_000), place.format("Daar", 121_000).replace("Open", "Dicht"))
    report = run_local(ws)
    (note,) = report.notes
    assert "ingevuld.csv, line 3: the place lies 35 km outside WK060601" in note
    assert report.rows["marts.qualitative"] == 2
