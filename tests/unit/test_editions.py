"""What a user calls an edition, and which one is gone back to."""

import json
from pathlib import Path

import duckdb
import pytest

from pipelines.parts import roll_back
from wijkfoto.errors import ConfigError, EditionError
from wijkfoto.home import Home
from wijkfoto.settings import Settings
from wijkfoto.warehouse.editions import before_published, find_edition
from wijkfoto.warehouse.publish import DATABASE, MANIFEST, current_edition, flip

FIRST, SECOND, THIRD = "2019-aa0000000000", "2020-ab0000000000", "2020-cc0000000000"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Three editions, each after the one before; the last is published."""
    made = Home(tmp_path / "home")
    made.prepare()
    for edition, before in ((FIRST, None), (SECOND, FIRST), (THIRD, SECOND)):
        folder = made.editions / edition
        (folder / "site").mkdir(parents=True)
        with duckdb.connect(str(folder / DATABASE)) as con:
            con.execute(
                "create table edition as select ? as edition_id, 'x' as inputs_sha256, "
                "?::varchar as previous_edition_id, false as is_fictief",
                [edition, before],
            )
        manifest = {"edition_id": edition, "tables": {}, "pages": {}}
        (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    flip(made, THIRD)
    return made


def settings(home: Home) -> Settings:
    return Settings(home=home.root)


@pytest.mark.parametrize(
    ("name", "edition"),
    [(FIRST, FIRST), ("2019", FIRST), ("aa", FIRST), ("2020-ab", SECOND), ("cc00", THIRD),
     ("current", THIRD), ("vorige", SECOND)],
)  # fmt: skip
def test_an_edition_goes_by_its_id_its_beginning_or_its_place(home, name, edition):
    assert find_edition(home, name) == edition


@pytest.mark.parametrize("name", ["2020", "a", "2020-ff", "", "..", "2020-*"])
def test_a_name_of_none_or_of_more_is_refused_with_what_there_is(home, name):
    with pytest.raises(ConfigError, match="Choose one of: 20"):
        find_edition(home, name)


def test_going_back_twice_goes_further_back_and_not_to_and_fro(home):
    assert roll_back(settings(home), None) == (SECOND, THIRD)
    assert current_edition(home) == SECOND
    assert roll_back(settings(home), None) == (FIRST, SECOND)
    with pytest.raises(EditionError, match="No edition came before"):
        roll_back(settings(home), None)
    assert current_edition(home) == FIRST


def test_going_back_to_a_named_edition(home):
    assert roll_back(settings(home), "2019") == (FIRST, THIRD)
    assert home.published.resolve().parent.name == FIRST


def test_a_damaged_edition_is_not_gone_back_to(home):
    manifest = home.editions / SECOND / MANIFEST
    broken = {"edition_id": SECOND, "tables": {}, "pages": {}, "database_sha256": "0" * 64}
    manifest.write_text(json.dumps(broken), encoding="utf-8")
    with pytest.raises(EditionError, match="Files were changed"):
        roll_back(settings(home), None)
    assert current_edition(home) == THIRD


def test_an_edition_before_that_is_gone_is_named(home):
    (home.editions / SECOND / DATABASE).unlink()
    with pytest.raises(EditionError, match="is gone"):
        before_published(home)


def test_nothing_published_has_nothing_before_it(tmp_path):
    with pytest.raises(EditionError, match="Nothing has been published"):
        find_edition(Home(tmp_path), "current")
