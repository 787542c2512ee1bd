"""An answer is written plainly, and without loading what no answer needs."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from wijkfoto.ask import WIDEST, written
from wijkfoto.home import Home

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
    assert written(("x",), [("een\ntwee",)], "table").splitlines() == ["        x", "een\\ntwee"]


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
