"""What figures are held against: bounds of the catalog, and the edition that readers see now."""

from pathlib import Path

import duckdb
import pytest

from tests.sql.given import empty_warehouse
from wijkfoto.catalog import shipped_catalog
from wijkfoto.errors import ConfigError
from wijkfoto.home import Home
from wijkfoto.settings import Settings
from wijkfoto.settings_work import Bewaking
from wijkfoto.stages.tables import _questions
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.bounds import Bounds, load_before, load_bounds, shipped_plausible
from wijkfoto.warehouse.plausible import ImplausibleError, refuse_implausible, remarks
from wijkfoto.warehouse.publish import DATABASE

EDITION = "2020-aaaaaaaaaaaa"


def test_the_file_names_figures_and_sources_of_the_catalog():
    told, catalog = shipped_plausible(), shipped_catalog()
    assert set(told.gewone_achterstand) <= set(catalog.sources)
    assert set(told.eerste_levering.cijfers) <= set(catalog.indicators)


def test_each_bound_is_a_column_and_each_has_its_source():
    with empty_warehouse() as con:
        load_bounds(con)
        frame = con.execute("select * from raw.bound").df()
    assert list(frame.columns) == list(Bounds.model_fields)
    assert frame.notna().all(axis=None)
    assert all(getattr(shipped_plausible().grenzen, name).bron for name in Bounds.model_fields)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home that published made-up figures of one wijk."""
    made = Home(tmp_path / "home")
    (made.editions / EDITION).mkdir(parents=True)
    with duckdb.connect(str(made.editions / EDITION / DATABASE)) as con:
        con.execute("create table edition as select true as is_fictief")
        con.execute(
            "create table observation as select 'WK000101' as region_code, 2020 as boundary_year, "
            "'inwoners' as indicator_id, 2020 as peiljaar, 1000.0 as waarde, 996.0 as waarde_low, "
            "1004.0 as waarde_high"
        )
        con.execute(
            "create table source_snapshot as select 'cbs/a/1' as snapshot_id, 'a' as table_id, "
            "'2021-09-30' as modified"
        )
    made.current.symlink_to(Path("editions") / EDITION)
    return made


def test_the_published_edition_is_what_is_compared_with(home: Home):
    with empty_warehouse() as con:
        for _ in range(2):  # the second time takes the place of the first
            assert load_before(con, home, is_fictief=True) == EDITION
        figures = con.execute("select edition_id, waarde from raw.figure_before").fetchall()
        tables = con.execute("select table_id, modified from raw.snapshot_before").fetchall()
    assert figures == [(EDITION, 1000.0)]
    assert tables == [("a", "2021-09-30")]


def test_made_up_figures_are_no_past_of_real_ones(home: Home):
    with empty_warehouse() as con:
        assert load_before(con, home, is_fictief=False) is None
        assert con.execute("select * from raw.figure_before").fetchall() == []


def test_without_an_edition_there_is_nothing_to_compare_with(tmp_path: Path):
    with empty_warehouse() as con:
        assert load_before(con, Home(tmp_path / "nieuw"), is_fictief=True) is None


@pytest.mark.parametrize(
    "damage",
    [
        "drop table edition",
        "alter table observation drop column waarde_low",
        "alter table source_snapshot drop column modified",
    ],
)
def test_an_edition_of_an_older_release_is_left_alone(home: Home, damage: str):
    with duckdb.connect(str(home.editions / EDITION / DATABASE)) as con:
        con.execute(damage)
    with empty_warehouse() as con:
        assert load_before(con, home, is_fictief=True) is None
        assert con.execute("select * from raw.figure_before").fetchall() == []


def test_an_edition_that_cannot_be_read_stops_nothing(home: Home):
    (home.editions / EDITION / DATABASE).write_bytes(b"no database" * 1000)
    with empty_warehouse() as con:
        assert load_before(con, home, is_fictief=True) is None


def test_an_edition_of_which_the_rows_are_damaged_stops_nothing(home: Home):
    path = home.editions / EDITION / DATABASE
    with duckdb.connect(str(path)) as con:
        con.execute(
            "insert into observation by name select one.* replace ('WK' || hash(i) as region_code) "
            "from observation as one, range(100000) as many (i)"
        )
    body = bytearray(path.read_bytes())
    body[len(body) // 2 : len(body) // 2 + 64] = bytes(64)
    path.write_bytes(body)
    with empty_warehouse() as con:
        assert load_before(con, home, is_fictief=True) is None
        assert con.execute("select * from raw.figure_before").fetchall() == []


def accepting(*names: str) -> Workspace:
    return Workspace(Settings(home=Path("x"), bewaking=Bewaking(aanvaard=names)))


def test_a_check_that_a_person_accepts_warns_and_stops_nothing():
    name = "column_emptied"
    (asked,) = [q for q in _questions(accepting()) if q.name == name]
    (accepted,) = [q for q in _questions(accepting(name)) if q.name == name]
    assert (asked.blocks, accepted.blocks) == (True, False)
    with empty_warehouse() as con:
        con.execute(
            "create table intermediate.observation (region_code varchar, boundary_year integer, "
            "indicator_id varchar, peiljaar integer, waarde double)"
        )
        con.execute("create table intermediate.measured as from intermediate.observation")
        key = (
            "'WK000101' as region_code, 2020 as boundary_year, 'wmo' as indicator_id, "
            "2020 as peiljaar"
        )
        con.execute(f"insert into intermediate.measured by name select {key}, null as waarde")
        con.execute(f"insert into raw.figure_before by name select {key}, 1 as waarde")
        with pytest.raises(ImplausibleError, match=r"column_emptied[\s\S]*bewaking\.aanvaard"):
            refuse_implausible(remarks(con, [asked]))
        found = remarks(con, [accepted])
    assert [remark.name for remark in found] == [name]
    refuse_implausible(found)


def test_only_a_check_that_blocks_can_be_accepted():
    with pytest.raises(ConfigError, match="No check that blocks is called figure_jumped"):
        _questions(accepting("figure_jumped"))
