"""The edition before: who counts as one, and what is kept of its test."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from wijkfoto.errors import EditionError
from wijkfoto.home import Home
from wijkfoto.use import beside
from wijkfoto.warehouse.previous import (
    BACKTEST_COLUMNS,
    backtest_of,
    edition_before,
    previous_edition,
)
from wijkfoto.warehouse.publish import DATABASE

OLD, NEW = "2019-aaaaaaaaaaaa", "2020-bbbbbbbbbbbb"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.editions.mkdir(parents=True)
    return made


def published(
    home: Home, edition: str, inputs: str, previous: str | None = None, *, is_fictief: bool = False
) -> None:
    """Put an edition in the home and publish it."""
    folder = home.editions / edition
    folder.mkdir()
    with duckdb.connect(str(folder / DATABASE)) as con:
        con.execute(
            "create table edition as select ?::varchar as edition_id, ?::varchar as inputs_sha256, "
            "?::varchar as previous_edition_id, ?::boolean as is_fictief",
            [edition, inputs, previous, is_fictief],
        )
        con.execute(
            "create table use_backtest as select 'bijstand' as use_id, 'headline' as model_id, "
            "'land' as basis, 2019 as peiljaar, 0.88 as correlation, 0.25 as mape"
        )
    home.current.unlink(missing_ok=True)
    home.current.symlink_to(Path("editions") / edition)


def test_the_first_edition_has_none_before_it(home):
    assert previous_edition(home, "n", is_fictief=False) is None


def test_other_inputs_come_after_the_published_edition(home):
    published(home, OLD, "o")
    assert previous_edition(home, "n", is_fictief=False) == OLD


def test_the_same_inputs_make_the_same_edition_again_with_the_same_past(home):
    published(home, OLD, "o")
    published(home, NEW, "n", OLD)
    assert previous_edition(home, "n", is_fictief=False) == OLD
    assert previous_edition(home, "o", is_fictief=False) == NEW


def test_after_a_rollback_the_edition_that_readers_see_counts(home):
    published(home, OLD, "o")
    published(home, NEW, "n", OLD)
    home.current.unlink()
    home.current.symlink_to(Path("editions") / OLD)
    assert previous_edition(home, "n", is_fictief=False) == OLD
    assert previous_edition(home, "o", is_fictief=False) is None


def test_made_up_figures_are_no_past_of_real_ones(home):
    published(home, OLD, "o", is_fictief=True)
    assert previous_edition(home, "n", is_fictief=False) is None
    assert previous_edition(home, "n", is_fictief=True) == OLD


def test_an_edition_that_was_removed_is_no_past(home):
    published(home, NEW, "n", OLD)
    assert previous_edition(home, "n", is_fictief=False) is None


def test_an_edition_of_the_first_release_tells_no_inputs_and_was_seen_all_the_same(home):
    published(home, OLD, "o")
    with duckdb.connect(str(home.editions / OLD / DATABASE)) as con:
        con.execute("alter table edition drop column inputs_sha256")
        con.execute("alter table edition drop column previous_edition_id")
    assert previous_edition(home, "n", is_fictief=False) == OLD
    assert previous_edition(home, "n", is_fictief=True) is None
    with pytest.raises(EditionError, match="does not tell"):
        edition_before(home, OLD)


@pytest.mark.parametrize("held", ["no word on whether it is made up", "no database"])
def test_an_edition_that_cannot_be_read_is_no_past(home, held):
    published(home, OLD, "o")
    database = home.editions / OLD / DATABASE
    if held == "no database":
        database.write_bytes(b"niets")
    else:
        with duckdb.connect(str(database)) as con:
            con.execute("alter table edition drop column is_fictief")
    assert previous_edition(home, "n", is_fictief=False) is None


def test_an_edition_of_which_the_rows_are_damaged_has_nothing_to_tell(home):
    published(home, OLD, "o")
    database = home.editions / OLD / DATABASE
    with duckdb.connect(str(database)) as con:
        con.execute(
            "insert into use_backtest by name select one.* replace (hash(i)::varchar as use_id) "
            "from use_backtest as one, range(100000) as many (i)"
        )
    body = bytearray(database.read_bytes())
    body[len(body) // 2 : len(body) // 2 + 64] = bytes(64)
    database.write_bytes(body)
    assert backtest_of(home, OLD).empty


def test_what_the_edition_before_found_is_read_and_without_one_there_is_nothing(home):
    published(home, OLD, "o")
    found = backtest_of(home, OLD)
    assert found[["mape", "peiljaar"]].to_numpy().tolist() == [[0.25, 2019]]
    assert backtest_of(home, None).empty
    assert tuple(backtest_of(home, None).columns) == BACKTEST_COLUMNS


def test_only_the_same_model_on_the_same_basis_is_set_beside():
    row = {"use_id": "bijstand", "model_id": "headline", "peiljaar": 2020, "correlation": 0.9}
    now = pd.DataFrame(
        [
            {**row, "basis": "land", "mape": 0.2},
            {**row, "model_id": "null_model", "basis": "land", "mape": 0.6},
            {**row, "use_id": "wmo", "basis": "gemeente", "mape": 0.3},
        ]
    )
    before = pd.DataFrame(
        [
            {**row, "basis": "land", "peiljaar": 2019, "mape": 0.25},
            {**row, "use_id": "wmo", "basis": "land", "peiljaar": 2019, "mape": 0.35},
        ]
    )
    found = beside(now, before)
    assert found["mape"].tolist() == [0.2, 0.6, 0.3]
    assert found["mape_vorige"].fillna(-1.0).tolist() == [0.25, -1.0, -1.0]
    assert found["peiljaar_vorige"].fillna(0).tolist() == [2019, 0, 0]
    alone = beside(now, before.iloc[:0])
    assert np.isnan(alone[["mape_vorige", "correlation_vorige"]].to_numpy(float)).all()
