"""`wijkfoto diff`: three ways of writing one comparison, and what cannot be compared."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.unit.change_world import DOMAIN, HERE, World
from wijkfoto.diff import diff
from wijkfoto.errors import ConfigError, EditionError
from wijkfoto.home import Home
from wijkfoto.settings import Settings
from wijkfoto.warehouse.publish import DATABASE

BEFORE, NOW, OLD = "2020-aaaaaaaaaaaa", "2020-bbbbbbbbbbbb", "2019-cccccccccccc"
POOR = HERE[1]
WORLD = World()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with two editions that compare, and one of an older release."""
    home = Home(tmp_path_factory.mktemp("diff") / "home")
    for edition, world in ((BEFORE, WORLD), (NOW, WORLD.with_share("laag_inkomen", POOR, 0.6))):
        path = _database(home, edition)
        with duckdb.connect(str(path)) as con:
            world.write(con)
    with duckdb.connect(str(_database(home, OLD))) as con:
        replace(WORLD, peiljaar=2019).write(con)
        con.execute("drop table coherence")
    return Settings(home=home.root)


def _database(home: Home, edition: str) -> Path:
    path = home.editions / edition / DATABASE
    path.parent.mkdir(parents=True)
    return path


def test_the_table_tells_grounds_changes_and_a_count_by_cause(settings):
    told = diff(settings, "aaaa", "bbbb")
    assert told.startswith(f"{BEFORE} -> {NOW}\n")
    assert "bron_vernieuwd" in told
    assert told.splitlines()[-1].startswith("By cause: werkelijkheid ")


def test_csv_holds_the_changes_and_json_the_scores_too(settings):
    rows = list(csv.DictReader(io.StringIO(diff(settings, BEFORE, NOW, "csv"))))
    answer = json.loads(diff(settings, BEFORE, NOW, "json"))
    assert [row["area_code"] for row in rows] == [row["area_code"] for row in answer["changes"]]
    assert (answer["before"], answer["now"]) == (BEFORE, NOW)
    (moved,) = (
        row for row in answer["scores"] if (row["region_code"], row["domain_id"]) == (POOR, DOMAIN)
    )
    parts = [moved[name] for name in ("definitie", "grens", "methode", "wijk", "land", "samen")]
    assert sum(parts) == pytest.approx(moved["verschil"])


def test_an_edition_beside_itself_says_that_nothing_changed(settings):
    assert diff(settings, NOW, NOW).splitlines()[-1] == "Nothing changed."


def test_an_unknown_format_is_refused(settings):
    with pytest.raises(ConfigError, match="no format"):
        diff(settings, BEFORE, NOW, "xml")


def test_an_edition_of_a_release_without_these_tables_is_named(settings):
    with pytest.raises(EditionError, match="other tables than this release knows"):
        diff(settings, OLD, NOW)
