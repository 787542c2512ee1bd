"""An answer is written plainly, and without loading what no answer needs."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from wijkfoto import ask as asking
from wijkfoto.ask import WIDEST, ask, written
from wijkfoto.errors import ConfigError
from wijkfoto.home import Home
from wijkfoto.settings import Settings

COLUMNS = ("naam", "waarde")


def test_columns_stand_under_each_other_and_missing_is_empty():
    told = written(COLUMNS, [("Noord", 1.5), ("Oud-West", None)], "table")
    assert told == "    naam waarde\n   Noord    1.5\nOud-West       "


def test_a_long_text_is_cut_in_a_table_and_whole_in_csv():
    long = "a" * (WIDEST + 1)
    line = written(("x",), [(long,)], "table").splitlines()[1]
    assert line == "a" * (WIDEST - 3) + "..."
    assert long in written(("x",), [(long,)], "csv")


def test_a_text_of_two_lines_stays_on_its_own_line():
    assert written(("x\ny",), [(1,)], "table").splitlines() == ["x\\ny", "   1"]
    assert written(("x",), [("een\ntwee",)], "table").splitlines() == ["        x", "een\\ntwee"]


def test_no_cell_or_heading_of_csv_starts_a_formula():
    told = written(("=kop",), [("=1",), ("\t=1",), (" @a",), ("\r-1",), (["=1"],), (-1,)], "csv")
    cells = [cell for (cell,) in csv.reader(io.StringIO(told, newline=""))]
    assert not [cell for cell in cells[:-1] if cell.lstrip()[:1] in {"=", "+", "-", "@"}]
    assert cells[-1] == "-1"


def test_json_is_json_and_keeps_every_column():
    told = written(("a", "a", "a_1"), [({1.5: [float("nan")]}, float("inf"), b"x")], "json")

    def refuse(word: str) -> object:
        raise AssertionError(word)

    assert json.loads(told, parse_constant=refuse) == [
        {"a": {"1.5": [None]}, "a_2": None, "a_1": "78"}
    ]


def test_an_answer_that_no_computer_holds_is_refused(home: Home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(asking, "MOST_CELLS", 100_000)
    with pytest.raises(ConfigError, match="more than 100000 cells"):
        ask(Settings(home=home.root), "select * from range(1000000000000)", "csv")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    (made.editions / "2020-a").mkdir(parents=True)
    with duckdb.connect(str(made.editions / "2020-a" / "wijkfoto.duckdb")) as con:
        con.execute("create table getal as select 42 as antwoord")
    made.current.symlink_to(Path("editions") / "2020-a")
    made.published.symlink_to(Path("current") / "wijkfoto.duckdb")
    return made


LISTED = """
import sys
from pipelines.cli import main
main(sys.argv[1:])
"""
HEAVY = ("dagster", "geopandas", "numpy", "pandas", "pyarrow", "scipy", "shapely")


@pytest.mark.parametrize("words", [["sql", "select antwoord from getal"], ["--help"]])
def test_what_answers_at_once_loads_nothing_heavy(home: Home, words: list[str]):
    words = [*words, "--home", str(home.root)] if words[0] == "sql" else words
    told = "import atexit, sys; atexit.register(lambda: print(*sorted(sys.modules), sep='|'))"
    done = subprocess.run(
        [sys.executable, "-c", told + LISTED, *words], capture_output=True, text=True, check=True
    )
    answer, _, modules = done.stdout.rstrip("\n").rpartition("\n")
    assert answer.split() == ["antwoord", "42"] or "Usage: wijkfoto" in answer
    assert "pipelines.cli" in modules.split("|")
    assert set(HEAVY) & set(modules.split("|")) == set()
