"""The commands as a user meets them: exit codes, streams, and what bad input is told."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.command import COMMAND, environment, wijkfoto
from wijkfoto.sample import SAMPLE_GEMEENTE, ODataService, sample_tables

DELIVERED = {
    "build", "check", "demo", "diff", "explain", "fetch", "init", "prune", "publish", "render",
    "rollback", "run", "sql", "status", "survey",
}  # fmt: skip


def test_help_lists_what_is_delivered_and_nothing_else(tmp_path: Path):
    answer = wijkfoto("--help", home=tmp_path / "home")
    listed = answer.stdout.split("Commands:")[1]
    names = [
        line.split()[0] for line in listed.splitlines() if line.startswith("  ") and line[2] != " "
    ]
    assert set(names) == DELIVERED


def test_init_writes_settings_that_check_accepts_and_never_overwrites_them(tmp_path: Path):
    first = wijkfoto("init", "GM0606", "--dir", str(tmp_path / "s"), home=tmp_path / "home")
    assert first.returncode == 0
    assert 'codes = ["GM0606"]' in (tmp_path / "s" / "wijkfoto.toml").read_text(encoding="utf-8")
    assert Path(first.stdout.splitlines()[-1]).exists()
    assert "wijkfoto check" in first.stderr
    assert "wijkfoto run" in first.stderr
    checked = wijkfoto("check", home=tmp_path / "home", cwd=tmp_path / "s")
    assert (checked.returncode, checked.stdout) == (0, "Everything checked is in order.\n")
    seen = dict(line.split(maxsplit=1) for line in checked.stderr.splitlines())
    assert seen["settings"] == str(tmp_path / "s" / "wijkfoto.toml")
    assert seen["home"] == str(tmp_path / "home")
    assert (seen["file"], seen["survey"]) == ("none", "none")
    assert seen["forms"] == "7 files, rows: none"
    assert "will be checked at the run" in seen["codes"]
    silent = wijkfoto("--quiet", "check", home=tmp_path / "home", cwd=tmp_path / "s")
    assert (silent.stdout, silent.stderr) == (checked.stdout, "")
    (tmp_path / "s" / "bestanden" / "x.csv").write_text("<html></html>")
    (tmp_path / "s" / "bestanden" / "y.csv").write_text("")
    faulty = wijkfoto("check", home=tmp_path / "home", cwd=tmp_path / "s")
    assert faulty.returncode == 1
    assert [line.split(":")[0] for line in faulty.stdout.splitlines()] == ["x.csv", "y.csv"]
    second = wijkfoto("init", "GM0606", "--dir", str(tmp_path / "s"), home=tmp_path / "home")
    assert second.returncode == 2
    assert "left as it is" in second.stderr


def test_check_in_another_folder_says_that_it_found_no_settings(tmp_path: Path):
    answer = wijkfoto("check", home=tmp_path / "home", cwd=tmp_path)
    assert answer.stdout == "Everything checked is in order.\n"
    assert f"settings   no wijkfoto.toml in {tmp_path}" in answer.stderr


def test_sql_answers_on_stdout_in_three_formats(demo_home: Path):
    query = "select region_code, inwoners from region_now where region_code = 'WK990101'"
    table = wijkfoto("sql", query, home=demo_home)
    assert "WK990101" in table.stdout
    as_csv = wijkfoto("sql", query, "--format", "csv", home=demo_home)
    assert as_csv.stdout == "region_code,inwoners\nWK990101,11000\n"
    as_json = wijkfoto("sql", query, "--format", "json", home=demo_home)
    assert json.loads(as_json.stdout) == [{"region_code": "WK990101", "inwoners": 11000}]


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_csv('/etc/passwd')",
        "copy edition to '/tmp/leak.csv'",
        "attach '/tmp/other.duckdb' as other",
        "create table mine as select 1",
        "set enable_external_access = true",
        "install httpfs",
        "delete from edition",
        "select * from '/etc/passwd'",
        "select 1; select 2",
        "",
        "select * from range(400000000) order by random()",
    ],
)
def test_sql_from_a_user_reaches_no_file_and_changes_nothing(demo_home: Path, query: str):
    answer = wijkfoto("sql", query, home=demo_home)
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert "Traceback" not in answer.stderr


def test_sql_writes_exact_numbers_and_harmless_text(demo_home: Path):
    query = (
        "select sum(inwoners) as n, '=1+1' as f, chr(27) || '[2J' as steer, null as leeg "
        "from region_now where region_code in ('WK990101', 'WK990110')"
    )
    as_csv = wijkfoto("sql", query, "--format", "csv", home=demo_home)
    assert as_csv.stdout == "n,f,steer,leeg\n11040,'=1+1,\N{REPLACEMENT CHARACTER}[2J,\n"
    as_json = wijkfoto("sql", query, "--format", "json", home=demo_home)
    assert json.loads(as_json.stdout) == [
        {"n": 11040, "f": "=1+1", "steer": "\x1b[2J", "leeg": None}
    ]
    as_table = wijkfoto("sql", query, home=demo_home)
    assert "\x1b" not in as_table.stdout
    assert "None" not in as_table.stdout


def test_sql_leaves_nothing_beside_the_published_file(demo_home: Path):
    edition = (demo_home / "current").resolve()
    before = sorted(path.name for path in edition.iterdir())
    wijkfoto("sql", "select * from range(400000000) order by random()", home=demo_home)
    assert sorted(path.name for path in edition.iterdir()) == before


def test_check_lists_every_fault_and_ends_with_its_code(tmp_path: Path):
    areas = tmp_path / "gebieden.yaml"
    areas.write_text("GM0606: geen lijst\n", encoding="utf-8")
    (tmp_path / "wijkfoto.toml").write_text(
        f'[gemeente]\ncodes = ["GM0606", "GM0505"]\n[team]\nfte_total = 20.0\n'
        f'gebieden = "{areas}"\nformatie = {{ tovenaar = 3.0 }}\n',
        encoding="utf-8",
    )
    answer = wijkfoto("check", home=tmp_path / "home", cwd=tmp_path)
    assert answer.returncode == 2, answer.stdout
    for told in ("gebieden.yaml", "tovenaar", "one gemeente only"):
        assert told in answer.stdout
    absent = wijkfoto("check", "--config", "geen.toml", home=tmp_path / "home", cwd=tmp_path)
    assert absent.returncode == 2
    assert "geen.toml" in absent.stdout


def test_explain_leads_from_a_score_to_its_figures_and_snapshots(demo_home: Path):
    ids = wijkfoto(
        "sql",
        "select number_id from number where number_id like 'domain_score/WK990101/werk%' limit 1",
        "--format",
        "csv",
        home=demo_home,
    ).stdout.splitlines()
    answer = wijkfoto("explain", ids[1], home=demo_home)
    assert answer.returncode == 0
    for word in ("query", "laag_inkomen", "contribution", "sha256", "84583NED"):
        assert word in answer.stdout


def test_check_live_tells_of_each_table_on_stdout_and_fails_when_a_sure_one_is_not_there(
    tmp_path: Path,
):
    with ODataService(sample_tables()) as service:
        urls = {
            "WIJKFOTO_BRONNEN__CBS_URL": service.url,
            "WIJKFOTO_BRONNEN__RIVM_URL": service.url,
        }
        answer = wijkfoto("check", "--live", home=tmp_path / "home", env=urls)
    lines = answer.stdout.splitlines()
    assert answer.returncode == 1, answer.stderr
    assert lines[0] == "Everything checked is in order."
    assert [line for line in lines if line.startswith("bevestigd     84799NED 2020")]
    assert [line for line in lines if line.startswith("wijkt af      83765NED 2017")]
    assert [line for line in lines if line.startswith("bestaat niet  85318NED 2022")]
    assert "Traceback" not in answer.stderr
    report = json.loads((tmp_path / "home" / "logs" / "check-live.json").read_text("utf-8"))
    assert len(report["tables"]) > 40


def test_status_names_sources_and_the_published_edition(demo_home: Path):
    answer = wijkfoto("status", home=demo_home)
    assert answer.returncode == 0
    assert "84799NED 2020 (required)" in answer.stdout
    assert f'["{SAMPLE_GEMEENTE}"]: 12 wijken' in answer.stdout
    assert "not read   Gebieden in Nederland, 12 tables: it knows gemeenten" in answer.stdout
    assert "50090NED 2016/2020, fetched 0 days ago, changed 2022-06-27\n" in answer.stdout
    assert "84527NED 2020-2035, fetched" in answer.stdout
    assert "84751NED 2017, nobody confirmed that this id is this table\n" in answer.stdout


def test_status_tells_what_is_filled_and_what_the_gemeente_lacks(demo_home: Path):
    lines = wijkfoto("status", home=demo_home).stdout.splitlines()
    (kwb,) = [line for line in lines if line.startswith("filled     84799NED 2020")]
    indicators, land, here = (int(word) for word in kwb.split(": ")[1].split() if word.isdigit())
    assert 0 < here <= land < indicators  # one column of the made table is all empty
    gaps = [line for line in lines if line.startswith(f"gaps       {SAMPLE_GEMEENTE}")]
    (no_source,) = [line for line in gaps if "no wijk has, no open source (" in line]
    assert "onveilig_gevoel" in no_source
    (other_years,) = [line for line in gaps if "no table of 2016-2020 holds it (" in line]
    assert "jeugdhulp_verblijf" in other_years
    assert not any("mannen_0_5" in line for line in gaps)
    (people,) = [line for line in lines if line.startswith("filled     03759ned 2020")]
    assert "(cbs_bevolking): 40 indicators, 40 with a figure" in people
    lacking = {name for line in gaps for name in line.split("): ")[1].split(", ")}
    assert "onveilig_gevoel" in lacking
    assert "inwoners" not in lacking


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("run", "--gemeente", "Schiedam"), 2, "not a gemeente code"),
        (("run", "--gemeente", "GM0606", "--peiljaar", "laatst"), 2, "no year"),
        (("run", "--gemeente", "GM0606", "--peiljaar", "1999"), 2, "no kerncijfers table"),
        (("run", "--gemeente", "GM0606", "--offline"), 1, "no snapshot"),
        (("sql", "select 1"), 1, "Nothing has been published"),
        (("sql", "select 1", "--format", "xml"), 2, "no format"),
        (("render",), 1, "build"),
        (("fetch", "--nonsense"), 2, "nonsense"),
    ],
)
def test_bad_input_gets_one_message_and_the_right_exit_code(tmp_path: Path, words, code, told):
    answer = wijkfoto(*words, home=tmp_path / "home")
    assert answer.returncode == code, answer.stderr
    assert told in answer.stderr
    assert "Traceback" not in answer.stderr
    assert len([line for line in answer.stderr.splitlines() if line.startswith("wijkfoto:")]) == 1


def test_fte_of_one_gemeente_is_refused_with_the_whole_country_before_anything_is_fetched(
    tmp_path: Path,
):
    total = {"WIJKFOTO_TEAM__FTE_TOTAL": "60"}
    answer = wijkfoto("run", "--national", "-g", "GM0606", home=tmp_path / "home", env=total)
    assert answer.returncode == 2
    assert "[team] fte_total: This is of one gemeente" in answer.stderr
    assert not (tmp_path / "home").exists()


def test_who_stops_reading_gets_no_complaint(demo_home: Path):
    command = [*COMMAND, "status", "--home", str(demo_home)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), text=True
    ) as process:
        process.stdout.close()  # at once: every line that follows finds nobody
        told = process.stderr.read()
    assert (process.returncode, told) == (1, "")


def test_an_unknown_key_is_named_with_its_file(tmp_path: Path):
    (tmp_path / "wijkfoto.toml").write_text("[bronnen]\npeiljaren = 2020\n", encoding="utf-8")
    answer = wijkfoto("run", home=tmp_path / "home", cwd=tmp_path)
    assert answer.returncode == 2
    assert "bronnen.peiljaren: unknown key" in answer.stderr
    assert "wijkfoto.toml" in answer.stderr


def test_no_network_and_no_snapshot_names_the_table_and_the_way_out(tmp_path: Path):
    answer = wijkfoto(
        "run", "--gemeente", "GM0606", "--peiljaar", "2020",
        home=tmp_path / "home",
        env={"WIJKFOTO_BRONNEN__CBS_URL": "http://127.0.0.1:9"},
    )  # fmt: skip
    assert answer.returncode == 1
    # Since 28 November 2026 the table that the user asked for, not the first of the window.
    assert "84799NED (2020)" in answer.stderr
    assert "83487NED" not in answer.stderr
    assert "in the folder bestanden" in answer.stderr
    assert "snapshot" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_faulty_norms_and_rules_are_told_together_by_check_and_by_run(tmp_path: Path):
    home, start = tmp_path / "home", tmp_path / "s"
    wijkfoto("init", "GM0606", "--dir", str(start), home=home)
    own = start / "lokaal" / "regels"
    (own / "norms.yaml").write_text(
        "gamma: {midden: -1, status: lokaal, datum: 2026-11-01, bron: x}\n"
        "deel_preventie: {midden: 0.1, status: lokaal, datum: 2026-11-01}\n",
        encoding="utf-8",
    )
    told = ["norms.yaml, line 1: gamma.midden", "norms.yaml, line 2: deel_preventie.bron"]
    checked = wijkfoto("check", home=home, cwd=start)
    assert checked.returncode == 2
    assert [any(t in line for line in checked.stdout.splitlines()) for t in told] == [True, True]
    ran = wijkfoto("run", home=home, cwd=start)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert all(t in ran.stderr for t in told)
    assert not list((home / "snapshots").iterdir())
