"""Flags and patterns of the sample gemeente, in its published tables and on its pages."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from wijkfoto.sample import SAMPLE_GEMEENTE


@pytest.fixture(scope="module")
def tables(demo_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True) as con:
        yield con


def test_counted_figures_of_the_gemeente_are_tested_and_estimates_never(tables):
    kinds = tables.execute(
        "select distinct kind from indicator_signal join indicator using (indicator_id)"
    ).fetchall()
    assert kinds == [("register",)]
    others = tables.execute(
        "select count(*) from indicator_signal join region_now using (region_code) "
        f"where gemeente_code <> '{SAMPLE_GEMEENTE}' or level <> 'wijk'"
    ).fetchone()
    assert others == (0,)


def test_bijstand_stands_out_where_the_sample_made_it_high(tables):
    rows = tables.execute(
        "select region_code, referentie > 30, interval_low > referentie from indicator_signal "
        "where indicator_id = 'bijstand_per_1000' and verschil = 'hoger' order by region_code"
    ).fetchall()
    assert ("WK990101", True, True) in rows
    assert 0 < len(rows) < 6


def test_the_flag_stands_on_the_page_of_the_wijk(demo_home: Path):
    site = demo_home / "site" / SAMPLE_GEMEENTE
    assert "Duidelijk hoger dan Nederland" in (site / "WK990101.html").read_text("utf-8")


def test_twelve_wijken_are_too_few_for_a_pattern(tables):
    found = tables.execute(
        "select status, count(*) from spatial_pattern group by status"
    ).fetchall()
    assert found == [("te_weinig_gebieden", 8)]
    assert tables.execute("select count(*) from spatial_cluster").fetchone() == (0,)
