"""The survey in the line: its estimates on the pages, its respondents nowhere."""

import hashlib
import json
import re
import shutil
import stat
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.peiling.files import csv, rows
from wijkfoto.errors import SourceError
from wijkfoto.home import Home
from wijkfoto.sample import SAMPLE_GEMEENTE, write_survey
from wijkfoto.settings import Settings, load_settings
from wijkfoto.stages.survey import KNOWN, TABLES, run_survey
from wijkfoto.stages.workspace import Workspace

FILE = "fictieve-burgerpeiling-2020.csv"


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    """A copy of the demo that a test may change."""
    copy = tmp_path / "home"
    for part in ("build", "editions"):
        shutil.copytree(demo_home / part, copy / part, symlinks=True)
    shutil.copy(demo_home / KNOWN, copy / KNOWN)
    return copy


def again(home: Path, bestand: Path, **sections: object) -> Workspace:
    return Workspace(
        load_settings(
            home=home,
            gemeente={"codes": [SAMPLE_GEMEENTE]},
            bronnen={"peiljaar": 2020},
            survey={"bestand": str(bestand)},
            **sections,
        )
    )


def tables(database: Path, schema: str) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(database), read_only=True) as con:
        return {
            name: con.execute(f"from {schema}.{name} order by all").fetchall() for name in TABLES
        }


def test_a_wijk_page_shows_the_estimates_and_who_was_not_heard(demo_home: Path):
    page = (demo_home / "site" / SAMPLE_GEMEENTE / "WK990101.html").read_text(encoding="utf-8")
    assert "geschat uit de Burgerpeiling 2020" in page
    assert "mensen van 18 tot 30 jaar" in page
    small = (demo_home / "site" / SAMPLE_GEMEENTE / "WK990110.html").read_text(encoding="utf-8")
    assert "Daarom laten wij niets zien." in small


def test_the_planted_lonely_wijk_is_the_loneliest_and_its_interval_lies_above_the_gemeente(
    demo_home: Path,
):
    with duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True) as con:
        found = con.execute(
            "select region_code, waarde, waarde_low from survey_estimate "
            "where question_id = 'eenzaam' and waarde is not null order by waarde desc"
        ).fetchall()
    whole = next(value for code, value, _ in found if code == SAMPLE_GEMEENTE)
    assert found[0][0] == "WK990102"
    assert found[0][2] > whole


def test_no_respondent_is_kept_anywhere_in_the_home(demo_home: Path, tmp_path: Path):
    # A weight with three decimals and the names of the columns would tell.
    lines = write_survey(tmp_path / FILE).read_bytes().splitlines()
    signs = [b"veldwerkmodus", lines[7], lines[700]]
    holding = [
        path.name
        for path in demo_home.rglob("*")
        if path.is_file() and any(sign in path.read_bytes() for sign in signs)
    ]
    assert holding == []
    with duckdb.connect(str(Home(demo_home).build_file), read_only=True) as con:
        names = con.execute("select column_name from information_schema.columns").fetchall()
    assert {"respondent", "weging", "wijknr"} & {name for (name,) in names} == set()
    known = json.loads((demo_home / KNOWN).read_text(encoding="utf-8"))
    assert set(known[FILE]) == {"sha256", "bytes", "verteld_als"}
    assert stat.S_IMODE((demo_home / KNOWN).stat().st_mode) == 0o600


def test_a_rebuild_without_the_file_takes_the_estimates_of_its_edition(home: Path, tmp_path: Path):
    before = tables(Home(home).build_file, "marts")
    ws = again(home, tmp_path / FILE)
    report = run_survey(ws)
    assert "were taken over" in report.notes[0]
    assert tables(Home(home).build_file, "marts") == before
    known = json.loads((home / KNOWN).read_text(encoding="utf-8"))
    assert known[FILE]["sha256"] not in ws.survey_hashes


def test_a_rebuild_with_other_thresholds_asks_for_the_file_with_that_hash(home, tmp_path):
    known = json.loads((home / KNOWN).read_text(encoding="utf-8"))
    with pytest.raises(SourceError, match=known[FILE]["sha256"]):
        run_survey(again(home, tmp_path / FILE, privacy={"min_n": 50}))
    with pytest.raises(SourceError, match="not there"):
        run_survey(again(home, tmp_path / "andere.csv"))


def test_a_file_with_a_bsn_stops_the_run_and_is_not_remembered(home: Path, tmp_path: Path):
    bad = csv(tmp_path / "met-bsn.csv", rows(toelichting=["mijn bsn is 111222333", *[""] * 11]))
    with pytest.raises(SourceError, match=r"toelichting holds a burgerservicenummer.*line 2"):
        run_survey(again(home, bad))
    assert "met-bsn.csv" not in json.loads((home / KNOWN).read_text(encoding="utf-8"))


def test_without_a_survey_the_tables_are_there_and_empty(home: Path):
    ws = Workspace(load_settings(home=home, bronnen={"peiljaar": 2020}))
    assert set(run_survey(ws).rows.values()) == {0}
    assert ws.survey_hashes == ()


def test_of_a_file_with_a_row_per_wijk_no_hash_is_told_that_says_when_a_guess_is_right(
    home: Path, tmp_path: Path
):
    wijken = [f"WK99010{number}" for number in range(3)]
    bestand = csv(
        tmp_path / "per-wijk.csv",
        pd.DataFrame({"wijknr": wijken, "n": [400, 300, 200], "eenzaam": [12.5, 31.0, 20.0]}),
    )
    mapping = tmp_path / "per-wijk.yaml"
    mapping.write_text(PER_WIJK, encoding="utf-8")
    ws = again(home, bestand).settings
    survey = ws.survey.model_copy(update={"mapping": str(mapping)})
    run = Workspace(ws.model_copy(update={"survey": survey}))
    run_survey(run)
    (row,) = tables(Home(home).build_file, "marts")["survey"]
    plain = hashlib.sha256(bestand.read_bytes()).hexdigest()
    kept = json.loads((home / KNOWN).read_text(encoding="utf-8"))["per-wijk.csv"]
    assert kept["sha256"] == plain
    assert plain not in row
    assert kept["verteld_als"] in row
    assert kept["sleutel"] not in str(tables(Home(home).build_file, "marts"))
    assert plain not in run.survey_hashes
    first = kept["verteld_als"]
    run_survey(run)
    again_kept = json.loads((home / KNOWN).read_text(encoding="utf-8"))["per-wijk.csv"]
    assert again_kept["verteld_als"] == first


PER_WIJK = """
naam: Peiling van een bureau
per: wijk
jaar: {vast: 2020}
gemeente: {vast: GM9901}
wijk: {variabele: wijknr}
n: n
vragen:
  - {id: eenzaam, naam: Eenzaam, soort: aandeel, variabelen: [eenzaam], schaal: 0-100}
"""


def test_the_same_file_gives_the_same_tables(home: Path, tmp_path: Path):
    before = tables(Home(home).build_file, "marts")
    run_survey(again(home, write_survey(tmp_path / FILE)))
    assert tables(Home(home).build_file, "marts") == before


def test_the_command_proposes_a_mapping(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    from pipelines.cli import main

    with pytest.raises(SystemExit) as ended:
        main(["survey", "draft", str(csv(tmp_path / "a.csv", rows()))])
    assert ended.value.code == 0
    assert "- id: zw04" in capsys.readouterr().out


def test_check_lists_every_fault_of_the_survey(tmp_path: Path, demo_settings: Settings):
    from wijkfoto.checksurvey import check_survey

    wrong = csv(tmp_path / "fout.csv", rows(zw04=[9] * 12, wijknr=["WK036300"] * 12))
    settings = demo_settings.model_copy(
        update=dict(again(demo_settings.home, wrong).settings)  # the demo has no survey of its own
    )
    found = [str(fault) for fault in check_survey(settings).faults]
    assert any("zw04 holds 9" in fault for fault in found)
    assert any("WK036300" in fault for fault in found)


def test_check_tells_that_a_survey_is_small_for_its_gemeente(tmp_path: Path, demo_home: Path):
    from wijkfoto.checksurvey import check_survey

    found = check_survey(again(demo_home, csv(tmp_path / "klein.csv", rows(300))).settings)
    assert found.faults == ()
    (remark,) = [r for r in found.remarks if "475" in r]
    assert re.fullmatch(r"300 respondents in GM9901, where 8\d,\d{3} people live: .*", remark)
