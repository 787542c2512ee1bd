"""What editions told is read from every one that is there, or the run stops."""

from pathlib import Path

import duckdb
import pytest

from wijkfoto.errors import EditionError
from wijkfoto.home import Home
from wijkfoto.warehouse.publish import DATABASE
from wijkfoto.warehouse.told import holds_survey, shown_wijken, told_before

ROWS = """
create table survey as
    select 'GM9999' as gemeente_code, 'Peiling' as naam, 2020 as jaar, 'abc' as sha256;
create table survey_estimate as select * from (values
    ('WK999900', 'v', 'ok', false), ('WK999901', 'v', 'indicatie', false),
    ('WK999902', 'v', 'suppressed', false), ('WK999903', 'v', 'suppressed', true),
    ('GM9999', 'v', 'ok', false), ('WK888800', 'v', 'ok', false)
) as t(region_code, question_id, waarde_status, eerder_getoond)
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    for name in ("2020-a", "2020-b"):
        folder = tmp_path / "editions" / name
        folder.mkdir(parents=True)
        with duckdb.connect(str(folder / DATABASE)) as con:
            con.execute(ROWS)
    return Home(tmp_path)


def test_every_edition_but_the_present_one_is_read(home: Home):
    assert [told.edition_id for told in told_before(home)] == ["2020-a", "2020-b"]
    assert [told.edition_id for told in told_before(home, but="2020-b")] == ["2020-a"]


def test_what_was_shown_once_stays_shown(home: Home):
    (told,) = told_before(home, but="2020-b")
    assert holds_survey(told, "GM9999", "Peiling", 2020, "other")
    assert holds_survey(told, "GM9999", "Andere naam", 2021, "abc")
    assert not holds_survey(told, "GM9999", "Peiling", 2021, "other")
    assert not holds_survey(told, "GM8888", "Peiling", 2020, "abc")
    assert shown_wijken(told, "GM9999") == {"v": {"WK999900", "WK999901", "WK999903"}}


def test_an_edition_of_before_the_column_is_read_too(home: Home):
    with duckdb.connect(str(home.editions / "2020-a" / DATABASE)) as con:
        con.execute("alter table survey_estimate drop column eerder_getoond")
    (told,) = told_before(home, but="2020-b")
    assert shown_wijken(told, "GM9999") == {"v": {"WK999900", "WK999901"}}


def test_an_edition_that_cannot_be_read_is_not_passed_over(home: Home):
    (home.editions / "2020-a" / DATABASE).write_bytes(b"half")
    with pytest.raises(EditionError, match="2020-a"):
        told_before(home)
