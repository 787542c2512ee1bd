"""Editions: sealed with hashes, published by one rename, and never half."""

import json
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.made_edition import COLUMNS, MARTS, candidate, model, point, published, sealed
from wijkfoto.errors import EditionError
from wijkfoto.home import Home
from wijkfoto.warehouse import publish
from wijkfoto.warehouse.contract import ForeignKey
from wijkfoto.warehouse.publish import (
    DATABASE,
    MANIFEST,
    SECOND_NAME,
    VIEWS,
    add_numbers,
    current_edition,
    flip,
    in_reference_order,
    link_export,
    page_hashes,
    place,
    read_manifest,
    seal,
    table_hashes,
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.prepare()
    return made


@pytest.fixture
def con(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    candidate(home)
    con = duckdb.connect(str(home.candidate / DATABASE))
    yield con
    con.close()


def test_the_frozen_file_has_one_schema_with_keys_comments_and_a_view(con):
    tables = con.execute(
        "select table_name, has_primary_key, comment from duckdb_tables() order by 1"
    ).fetchall()
    assert tables == [(name, True, "Proef. Grain: x.") for name in sorted(COLUMNS)]
    assert con.execute("select region_code from region_now").fetchall() == [("WK2",)]
    with pytest.raises(duckdb.ConstraintException):
        con.execute("insert into observation (region_code) values ('WK9')")


def test_of_the_figures_of_a_region_of_now_the_newest_boundaries_count():
    with duckdb.connect() as con:
        con.execute("create table region (region_code varchar, is_current boolean)")
        con.execute(
            "create table observation (region_code varchar, indicator_id varchar, "
            "peiljaar integer, boundary_year integer)"
        )
        con.execute("insert into region values ('WK1', true), ('WK1', false), ('WK2', false)")
        con.execute(
            "insert into observation values ('WK1', 'a', 2018, 2018), ('WK1', 'a', 2018, 2020), "
            "('WK1', 'b', 2018, 2018), ('WK2', 'a', 2018, 2018)"
        )
        for statement in VIEWS:
            con.execute(statement)
        found = con.execute(
            "select region_code, indicator_id, boundary_year from observation_now order by all"
        ).fetchall()
    assert found == [("WK1", "a", 2020), ("WK1", "b", 2018)]


def test_rows_lie_in_the_order_of_the_key(con):
    assert con.execute("select region_code from region").fetchall() == [("WK1",), ("WK2",)]


def test_freezing_again_begins_anew(home):
    candidate(home)
    candidate(home)
    con = duckdb.connect(str(home.candidate / DATABASE), read_only=True)
    assert con.execute("select count(*) from region").fetchall() == [(2,)]
    con.close()


def test_a_broken_reference_stops_the_freeze_and_closes_the_file(home):
    with pytest.raises(duckdb.ConstraintException):
        candidate(home, observation="('WK9', 1, null)")
    duckdb.connect(str(home.candidate / DATABASE)).close()


def test_numbers_are_added_under_the_edition_and_replaced(home):
    candidate(home)
    numbers = pd.DataFrame({"number_id": ["b", "a"], "text": ["2", "1"]})
    for _ in range(2):
        assert add_numbers(home.candidate, numbers, "e1") == 2
    con = duckdb.connect(str(home.candidate / DATABASE), read_only=True)
    rows = con.execute("select number_id, edition_id, text from number").fetchall()
    con.close()
    assert rows == [("a", "e1", "1"), ("b", "e1", "2")]


def test_tables_are_placed_before_those_that_refer_to_them():
    assert [m.name for m in in_reference_order(MARTS[::-1])] == [
        "region", "edition", "number", "observation",
    ]  # fmt: skip


@pytest.mark.parametrize("target", ["b", "weg"])
def test_references_in_a_ring_or_to_nothing_are_refused_by_name(target):
    a = model("a", {"x": {"type": "integer", "references": target}})
    b = model(
        "b", {"x": {"type": "integer"}}, foreign_keys=(ForeignKey(columns=("x",), table="a"),)
    )
    with pytest.raises(EditionError, match="a, b: References form a ring, or name a table"):
        in_reference_order([a, b])


def test_the_sealed_file_is_read_only_without_a_log_and_hashed(home):
    manifest = sealed(home)
    database = home.candidate / DATABASE
    assert stat.S_IMODE(database.stat().st_mode) == 0o444
    assert sorted(p.name for p in home.candidate.iterdir()) == [MANIFEST, "site", DATABASE]
    assert set(manifest.tables) == set(COLUMNS)
    assert set(manifest.pages) == {"GM0606/index.html"}
    assert read_manifest(home.candidate) == manifest


def test_a_file_that_was_not_closed_is_not_sealed(home):
    made = candidate(home)
    made.joinpath(f"{DATABASE}.wal").write_bytes(b"x")
    with pytest.raises(EditionError, match="not closed"):
        seal(made, "e1", MARTS)


def hashes(home: Home, **changed: str) -> dict[str, str]:
    candidate(home, **changed)
    return table_hashes(home.candidate / DATABASE, MARTS)


SAME = {
    "edition": "('e1', timestamp '2027-07-07 07:07:07')",
    "region": f"('WK1', false, {point(1, 2)}), ('WK2', true, null)",
    "observation": "('WK2', 0.1 + 1e-12, 'a'), ('WK1', null, null)",
}
OTHER = {
    "edition": "('e2', timestamp '2026-01-01 00:00:00')",
    "region": f"('WK1', false, {point(1, 3)}), ('WK2', true, null)",
    "observation": "('WK2', 0.1 + 1e-8, 'a'), ('WK1', null, null)",
}


@pytest.mark.parametrize("table", SAME)
def test_moment_order_and_the_tenth_digit_do_not_change_a_hash(home, table):
    assert hashes(home, **{table: SAME[table]}) == hashes(home)


@pytest.mark.parametrize("table", OTHER)
def test_any_other_difference_changes_the_hash_of_that_table_only(home, table):
    before, after = hashes(home), hashes(home, **{table: OTHER[table]})
    assert [name for name in before if before[name] != after[name]] == [table]


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("('WK1', 0.0, 'a')", "('WK1', -0.0, 'a')", True),
        ("('WK1', 0.0, 'a')", "('WK1', null, 'a')", False),
        ("('WK1', 1, '')", "('WK1', 1, null)", False),
        ("('WK1', 1, '1,2')", "('WK1', 1, '1')", False),
    ],
)
def test_missing_is_neither_zero_nor_empty_text(home, one, other, equal):
    assert (hashes(home, observation=one) == hashes(home, observation=other)) is equal


def test_an_edition_is_placed_by_one_rename_and_published_by_another(home):
    published(home)
    assert current_edition(home) == "e1"
    assert home.current.readlink() == Path("editions/e1")
    assert home.published.readlink() == Path("current") / DATABASE
    assert home.site.readlink() == Path("current") / "site"
    assert not home.candidate.exists()
    assert (home.site / "GM0606" / "index.html").is_file()
    con = duckdb.connect(str(home.published), read_only=True)
    assert con.execute("select edition_id from edition").fetchall() == [("e1",)]
    con.close()


def test_a_reader_of_the_old_edition_keeps_it_and_a_new_one_gets_the_new(home):
    published(home)
    old = duckdb.connect(str(home.published.resolve()), read_only=True)
    published(home, "e2", edition="('e2', timestamp '2026-01-01 00:00:00')")
    new = duckdb.connect(str(home.published.resolve()), read_only=True)
    assert old.execute("select edition_id from edition").fetchall() == [("e1",)]
    assert new.execute("select edition_id from edition").fetchall() == [("e2",)]
    old.close()
    new.close()
    flip(home, "e1")
    assert current_edition(home) == "e1"


@pytest.mark.parametrize("failing", ["symlink_to", "replace"])
def test_a_failure_before_the_rename_leaves_the_old_edition(home, monkeypatch, failing):
    published(home)
    place(home, home.candidate, sealed(home, "e2"))

    def fail(_self: Path, _target: Path) -> None:
        raise OSError("schijf vol")

    monkeypatch.setattr(Path, failing, fail)
    with pytest.raises((OSError, EditionError)):
        flip(home, "e2")
    monkeypatch.undo()
    assert current_edition(home) == "e1"
    assert (home.site / "GM0606" / "index.html").is_file()


@pytest.mark.parametrize("name", ["current", DATABASE, "site"])
def test_something_in_the_place_of_a_link_is_named_and_nothing_is_published(home, name):
    place(home, home.candidate, sealed(home))
    in_the_way = home.root / name
    in_the_way.mkdir()
    (in_the_way / "werk.txt").write_text("van iemand", encoding="utf-8")
    with pytest.raises(EditionError, match=f"{name}: Something that is no link.*Move it away"):
        flip(home, "e1")
    assert current_edition(home) is None
    assert (in_the_way / "werk.txt").is_file()
    assert [p.name for p in home.root.iterdir() if p.name.endswith(f".{os.getpid()}")] == []


def test_a_link_that_leads_elsewhere_is_put_right(home, tmp_path):
    home.site.symlink_to(tmp_path)
    published(home)
    assert home.site.readlink() == Path("current") / "site"


@pytest.mark.parametrize(
    "identity", ["weg", "", ".", "..", "../home", "e1/../e1", "/e1", "e1/site"]
)
def test_what_is_no_edition_is_not_published(home, identity):
    published(home)
    with pytest.raises(EditionError):
        flip(home, identity)
    assert current_edition(home) == "e1"


def test_an_edition_that_is_not_whole_is_not_published(home):
    published(home)
    place(home, home.candidate, sealed(home, "e2"))
    (home.editions / "e2" / DATABASE).unlink()
    with pytest.raises(EditionError, match="not whole"):
        flip(home, "e2")
    (home.editions / "e2" / MANIFEST).write_text("{", encoding="utf-8")
    with pytest.raises(EditionError, match=r"no readable manifest.*Remove this folder"):
        flip(home, "e2")
    assert current_edition(home) == "e1"


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"edition_id": "e1"}', '{"x": 1}'])
def test_what_is_no_manifest_is_refused(tmp_path, text):
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(EditionError, match="no readable manifest"):
        read_manifest(tmp_path)


def test_the_same_content_again_keeps_the_edition_that_is_there(home):
    published(home)
    before = (home.editions / "e1" / DATABASE).stat().st_ino
    assert place(home, home.candidate, sealed(home)) is False
    assert (home.editions / "e1" / DATABASE).stat().st_ino == before
    assert not home.candidate.exists()


@pytest.mark.parametrize(
    ("page", "changed", "named"),
    [
        ("<p>anders</p>", {}, "GM0606/index.html"),
        ("<p>x</p>", {"observation": OTHER["observation"]}, "observation"),
    ],
)
def test_the_same_id_with_other_content_is_an_error_that_names_it(home, page, changed, named):
    published(home)
    manifest = sealed(home, "e1", page, **changed)
    with pytest.raises(EditionError, match=f"other content: {named}"):
        place(home, home.candidate, manifest)
    assert current_edition(home) == "e1"


def touch(edition: Path, change: str) -> None:
    page, database = edition / "site" / "GM0606" / "index.html", edition / DATABASE
    match change:
        case "page":
            page.write_text("geknoei", encoding="utf-8")
        case "extra page":
            page.with_name("erbij.html").write_text("x", encoding="utf-8")
        case "lost page":
            page.unlink()
        case "database":
            database.chmod(0o644)
            database.write_bytes(database.read_bytes() + b"x")
        case _:
            database.unlink()


CHANGES = ["page", "extra page", "lost page", "database", "lost database"]


@pytest.mark.parametrize("change", CHANGES)
def test_an_edition_that_was_touched_is_found_when_it_is_made_again(home, change):
    published(home)
    touch(home.editions / "e1", change)
    with pytest.raises(EditionError, match="changed after they were made"):
        place(home, home.candidate, sealed(home))


@pytest.mark.parametrize("change", CHANGES)
def test_an_edition_that_was_touched_is_not_published(home, change):
    published(home)
    published(home, "e2")
    touch(home.editions / "e1", change)
    with pytest.raises(EditionError, match=r"e1: .*Remove this folder"):
        flip(home, "e1")
    assert current_edition(home) == "e2"


def test_a_site_that_is_not_there_has_no_pages(tmp_path):
    assert page_hashes(tmp_path / "site") == {}


def test_nothing_is_published_in_a_new_home(home):
    assert current_edition(home) is None


def test_the_manifest_is_flushed_with_every_file_and_folder(home, monkeypatch):
    made = candidate(home)
    flushed: list[Path] = []
    monkeypatch.setattr(publish, "_fsync", flushed.append)
    seal(made, "e1", MARTS)
    assert {*made.rglob("*"), made} == set(flushed)
    assert json.loads((made / MANIFEST).read_text(encoding="utf-8"))["edition_id"] == "e1"


def with_files(home: Home) -> Path:
    """A candidate whose database has its second name among the files to take along."""
    made = candidate(home)
    (made / "site" / "download").mkdir()
    os.link(made / DATABASE, made / "site" / SECOND_NAME)
    return made


def test_the_database_among_the_files_is_no_page_to_compare(home: Home):
    manifest = seal(with_files(home), "e1", MARTS)
    assert set(manifest.pages) == {"GM0606/index.html"}
    place(home, home.candidate, manifest)
    again = seal(with_files(home), "e1", MARTS)
    assert place(home, home.candidate, again) is False


def test_another_database_among_the_files_is_not_sealed(home: Home):
    made = with_files(home)
    (made / "site" / SECOND_NAME).unlink()
    (made / "site" / SECOND_NAME).write_bytes(b"of an earlier build")
    with pytest.raises(EditionError, match="another database"):
        seal(made, "e1", MARTS)


def test_a_touched_database_among_the_files_is_not_published(home: Home):
    place(home, home.candidate, seal(with_files(home), "e1", MARTS))
    second = home.editions / "e1" / "site" / SECOND_NAME
    content = second.read_bytes()
    second.unlink()
    second.write_bytes(content)
    flip(home, "e1")  # a copy is as good
    second.write_bytes(content + b"x")
    with pytest.raises(EditionError, match=re.escape(SECOND_NAME)):
        flip(home, "e1")


def test_the_files_have_a_second_address_beside_the_site(home: Home):
    made = with_files(home)
    link_export(made)
    link_export(made)
    place(home, home.candidate, seal(made, "e1", MARTS))
    assert (home.editions / "e1" / "export" / DATABASE).samefile(home.editions / "e1" / DATABASE)
    assert (home.editions / "e1" / "export").readlink() == Path("site") / "download"
