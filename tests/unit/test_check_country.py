"""`check` holds the published country against the rules on coherence."""

from pathlib import Path

import duckdb
import pytest

from wijkfoto.checkcountry import check_country
from wijkfoto.home import Home
from wijkfoto.settings import Settings

WORK, ALONE = "werk_inkomen_schulden", "eenzaam_mantelzorg"


@pytest.fixture
def published(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """The tables that the check reads, with a domain of three facts that keeps every rule."""
    con = duckdb.connect(str(Home(tmp_path).published))
    con.execute("create table edition as select 'land' as referentie")
    con.execute(
        "create table coherence (domain_id varchar, role varchar, indicator_id varchar, "
        "status varchar, fact integer, r_rest double)"
    )
    con.executemany(
        "insert into coherence values (?, 'behoefte', ?, 'used', ?, 0.6)",
        [[WORK, "een", 1], [WORK, "nog_een", 1], [WORK, "twee", 2], [WORK, "drie", 3],
         [ALONE, "vier", 1]],
    )  # fmt: skip
    con.execute(
        "create table coherence_pair (domain_left varchar, left_id varchar, role_left varchar, "
        "domain_right varchar, right_id varchar, role_right varchar, r double)"
    )
    pair(con, "een", "nog_een", 0.97)
    pair(con, "een", "twee", 0.5)
    return con


def pair(con, left: str, right: str, r: float | None, other: str = WORK) -> None:
    values = [WORK, left, "behoefte", other, right, "behoefte", r]
    con.execute("insert into coherence_pair values (?, ?, ?, ?, ?, ?, ?)", values)


def told(con: duckdb.DuckDBPyConnection, home: Path) -> tuple[list[str], list[str]]:
    con.close()
    found = check_country(Settings(home=home))
    return [str(fault) for fault in found.faults], list(found.remarks)


def test_a_country_that_keeps_the_rules_has_nothing_to_tell(published, tmp_path):
    assert told(published, tmp_path) == ([], [])


def test_without_an_edition_there_is_nothing_to_check(tmp_path):
    found = check_country(Settings(home=tmp_path))
    assert (found.faults, found.remarks) == ((), ())


def test_a_figure_that_hardly_agrees_with_the_rest_may_not_be_averaged(published, tmp_path):
    published.execute("update coherence set r_rest = 0.19 where indicator_id = 'drie'")
    faults, _ = told(published, tmp_path)
    assert len(faults) == 1
    assert faults[0].startswith(f"{WORK}: drie is averaged at r 0.19")


@pytest.mark.parametrize(
    "change",
    [
        "update edition set referentie = 'gemeente'",
        "update coherence set status = 'shown_apart' where indicator_id = 'drie'",
        "update coherence set fact = 2 where indicator_id = 'drie'",
    ],
)
def test_it_may_in_a_gemeente_alone_or_apart_or_where_only_two_facts_are(
    published, tmp_path, change
):
    published.execute("update coherence set r_rest = 0.19 where indicator_id = 'drie'")
    published.execute(change)
    assert told(published, tmp_path) == ([], [])


def test_two_figures_that_say_the_same_may_not_count_as_two_facts(published, tmp_path):
    pair(published, "twee", "drie", -0.93)
    faults, remarks = told(published, tmp_path)
    assert faults[0].startswith(f"{WORK}: twee and drie count as two facts at r -0.93")
    assert remarks == []


def test_the_same_across_domains_is_told_and_is_no_fault(published, tmp_path):
    pair(published, "een", "vier", 0.95, ALONE)
    pair(published, "twee", "vier", 0.89, ALONE)
    pair(published, "drie", "vier", None, ALONE)
    faults, remarks = told(published, tmp_path)
    assert faults == []
    assert remarks == [f"across domains: een ({WORK}) and vier ({ALONE}) go together at r 0.95"]


def test_an_edition_of_before_the_report_is_said_to_be_that(published, tmp_path):
    published.execute("drop table coherence_pair")
    faults, remarks = told(published, tmp_path)
    assert faults == []
    assert "older than the coherence report" in remarks[0]
