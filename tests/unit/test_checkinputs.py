"""`check` on files and forms: what was read, and codes looked up where the home can tell them."""

from pathlib import Path

import pytest

from tests.site.fixture import GEMEENTE, WIJKEN, make_database
from tests.stored import keep_table
from wijkfoto.checkinputs import known_regions, read_inputs
from wijkfoto.settings import load_settings
from wijkfoto.stages.workspace import Workspace
from wijkfoto.start import next_steps, write_start

FORM = (
    "wijk;veld;tekst;bron;datum;methode;toestemming\n"
    "{};ervaring;Mensen groeten elkaar.;bewoners;1-3-2026;straatgesprek;ja\n"
)
TABLE = (
    "Wijken en buurten;Codering (code);Bevolking/Aantal inwoners (aantal)\n"
    "Schiedam;GM0606;600\n{}\n"
)


@pytest.fixture
def ws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    write_start("GM0606", tmp_path)
    monkeypatch.chdir(tmp_path)
    return Workspace(
        load_settings(
            tmp_path / "wijkfoto.toml",
            home=tmp_path / "home",
            bronnen={"peiljaar": 2020, "map": "bestanden"},
        )
    )


def fill(code: str) -> None:
    Path("lokaal/gesprekken/ingevuld.csv").write_text(FORM.format(code), encoding="utf-8")


def keep_kerncijfers(ws: Workspace, *codes: str) -> None:
    """Put a snapshot of the kerncijfers in the home, with these regions."""
    members = [{"Key": f"{code:10}", "Title": f"Naam {code} "} for code in codes]
    keep_table(ws.store, ("cbs", "84799NED"), [], members, [[]])


def test_without_kerncijfers_a_code_waits_for_the_run_and_that_is_said(ws):
    fill("WK060699")
    found = read_inputs(ws)
    assert found.faults == ()
    assert any("will be checked at the run" in line for line in found.lines())
    assert "forms      8 files, rows: gesprekken 1" in list(found.lines())


def test_a_code_that_the_kerncijfers_in_the_home_lack_is_a_fault_of_check(ws):
    keep_kerncijfers(ws, "GM0606", "WK060601", "WK059901")
    fill("WK060699")
    (fault,) = read_inputs(ws).faults
    assert "Naam GM0606 (GM0606) has no wijk WK060699" in str(fault)
    fill("WK060601")
    found = read_inputs(ws)
    assert found.faults == ()
    assert any("snapshot cbs/84799NED/2021-03-26" in line for line in found.lines())


def test_a_code_that_the_file_of_the_peiljaar_lacks_is_a_fault_of_check(ws):
    Path("bestanden/2020.csv").write_text(TABLE.format("Oost;WK060601;600"), encoding="utf-8")
    fill("WK060699")
    found = read_inputs(ws)
    (fault,) = found.faults
    assert "Schiedam (GM0606) has no wijk WK060699" in str(fault)
    assert "file       2020.csv: 84799NED (2020), 2 regions" in list(found.lines())
    assert any("by its name" in remark for remark in found.remarks())


def test_kerncijfers_without_this_gemeente_prove_nothing(ws):
    keep_kerncijfers(ws, "GM0599", "WK059901")
    assert known_regions(ws, ()) == (None, "")


def test_the_published_edition_of_this_peiljaar_tells_the_wijken_too(tmp_path: Path):
    made = tmp_path / "editions" / "2020-0123456789ab"
    made.mkdir(parents=True)
    make_database(made / "wijkfoto.duckdb")
    (tmp_path / "current").symlink_to(made.relative_to(tmp_path))
    (tmp_path / "wijkfoto.duckdb").symlink_to("current/wijkfoto.duckdb")

    def known(peiljaar: int) -> str:
        chosen = {"gemeente": {"codes": [GEMEENTE]}, "bronnen": {"peiljaar": peiljaar}}
        regions, where = known_regions(Workspace(load_settings(home=tmp_path, **chosen)), ())
        assert regions is None or regions.wijken == frozenset(WIJKEN)
        return where

    assert known(2020) == "the published edition"
    assert known(2019) == ""


def test_what_lies_in_the_folder_and_is_not_read_is_told(ws):
    Path("bestanden/kwb.parquet").write_bytes(b"PAR1")
    (said,) = read_inputs(ws).remarks()
    assert said.startswith("kwb.parquet: this kind of file in bestanden is not read")


def test_init_ends_with_what_to_do_next():
    assert "cd schiedam, " in next_steps(Path("schiedam"))
    assert "cd" not in next_steps(Path())
