"""Plausibility checks find what they are for, nothing else, and never stop a run."""

from pathlib import Path

import pytest

from tests.sql.given import QUESTIONS, Case, empty_warehouse, fill, read_cases, run_question
from wijkfoto.errors import ContractError
from wijkfoto.resources import shelf
from wijkfoto.warehouse.plausible import SHOWN, Question, read_questions, remarks

SHIPPED = {question.name: question for question in read_questions()}


@pytest.mark.parametrize("case", read_cases(QUESTIONS), ids=str)
def test_a_check_finds_the_expected_rows(case: Case):
    found = run_question(case, SHIPPED[case.model].sql)
    names = list(case.expect[0]) if case.expect else []
    assert [{name: row[name] for name in names} for row in found] == case.expect


def test_every_check_has_cases_and_every_case_a_check():
    files = {path.stem for path in (shelf("sql") / "tests").glob("*.sql")}
    assert set(SHIPPED) == files == {case.model for case in read_cases(QUESTIONS)}


@pytest.mark.parametrize("question", SHIPPED.values(), ids=lambda q: q.name)
def test_a_check_looks_at_the_build_and_says_what_should_hold(question: Question):
    assert question.sql.startswith("-- grain: ")
    assert len(question.purpose) > 20


TITLES = [
    {"source_id": "cbs_kwb", "boundary_year": 2020, "region_key": f"PV{number}", "title": "x"}
    for number in range(20, 29)
]


def test_a_remark_counts_all_rows_and_shows_a_few():
    with empty_warehouse() as con:
        con.execute("create table staging.region (region_code varchar, boundary_year integer)")
        questions = [SHIPPED["codes_left_out"]]
        assert remarks(con, questions) == []
        fill(con, "raw.region_title", TITLES)
        (remark,) = remarks(con, questions)
    assert remark.rows == len(TITLES)
    assert len(remark.sample) == SHOWN
    assert remark.columns == ("boundary_year", "region_key", "source_id")
    assert str(remark).startswith(
        "codes_left_out: 9 rows (boundary_year, region_key, source_id), such as 2020, PV20, cbs_kwb"
    )


def test_a_check_that_cannot_be_run_is_named():
    with empty_warehouse() as con, pytest.raises(ContractError, match=r"sql/tests/codes_left_out"):
        remarks(con, [SHIPPED["codes_left_out"]])


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select 1 as x", "does not say the purpose"),
        ("-- purpose: x\ndelete from raw.cell", "cannot be parsed"),
        ("-- purpose: x\nselect * from read_csv('x')", "not allowed"),
    ],
)
def test_a_check_is_one_select_with_a_purpose(tmp_path: Path, sql: str, told: str):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "proef.sql").write_text(sql, encoding="utf-8")
    with pytest.raises(ContractError, match=told) as caught:
        read_questions(tmp_path)
    assert caught.value.where == "sql/tests/proef.sql"


def test_a_comment_at_the_end_of_a_check_does_no_harm():
    with empty_warehouse() as con:
        assert remarks(con, [Question("x", "x", "select 1 as x where false -- einde")]) == []
