"""Traps of DuckDB that the SQL works around; a test that fails here tells that one is gone."""

import duckdb
import pytest


def ask(query: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as con:
        return con.execute(query).fetchall()


def test_null_is_ranked_last_so_a_secret_figure_would_get_the_highest_rank():
    # Why rank and window functions run on rows with a value only (decision 3).
    ranked = ask(
        "select x, percent_rank() over (order by x) from (values (1), (2), (null)) as t(x) "
        "order by 2"
    )
    assert ranked == [(1, 0.0), (2, 0.5), (None, 1.0)]


def test_least_and_greatest_leave_null_out():
    # Why summed.sql guards its caps: a cap must not stand in for a group that is missing.
    assert ask("select least(null, 1), greatest(null, 1)") == [(1, 1)]


def test_a_cast_to_timestamp_drops_the_zone():
    # Why source_snapshot.sql goes by way of timestamptz.
    moment = ask("select cast('2026-01-01T02:30:00+02:00' as timestamp)")[0][0]
    assert str(moment) == "2026-01-01 02:30:00"


def test_division_by_zero_is_no_error():
    # Why rate.sql looks at the denominator before it divides.
    assert ask("select 1 / 0, 0.0 / 0")[0][0] in (None, float("inf"))


def test_an_insert_bends_a_fraction_into_a_whole_number_without_a_word():
    # Why `run_model` compares types before it inserts.
    with duckdb.connect() as con:
        con.execute("create table t (x integer)")
        con.execute("insert into t select 2.7")
        assert con.execute("select x from t").fetchall() == [(3,)]


def test_a_sum_of_doubles_depends_on_the_order():
    # Why sums go by way of decimal, and the build uses one thread (decision 12).
    one = ask("select sum(x) from (values (1e16::double), (1.0), (-1e16)) as t(x)")
    other = ask("select sum(x) from (values (1e16::double), (-1e16), (1.0)) as t(x)")
    assert one != other


def test_many_parameters_of_nothing_are_an_error():
    # Why `load_table` appends a frame: a table in which nothing binds is no fault.
    with duckdb.connect() as con, pytest.raises(duckdb.InvalidInputException, match="non-empty"):
        con.executemany("select ?", [])


def test_text_of_shapes_needs_an_extension_that_is_not_there():
    # Why shapes go through shapely and WKB.
    with duckdb.connect() as con:
        con.execute("set autoinstall_known_extensions = false")
        con.execute("set autoload_known_extensions = false")
        with pytest.raises(duckdb.CatalogException, match="spatial"):
            con.execute("select ST_GeomFromText('POINT (1 2)')")


def test_a_foreign_key_across_schemas_is_refused():
    # Why published tables share one schema (decision 7).
    with duckdb.connect() as con:
        con.execute("create schema a")
        con.execute("create table a.p (x integer primary key)")
        with pytest.raises(duckdb.Error, match=r"schema"):
            con.execute("create table main.c (x integer references a.p (x))")
