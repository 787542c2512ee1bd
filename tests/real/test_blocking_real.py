"""The checks that stop a run are silent on the real kerncijfers of the whole country."""

import duckdb
import pytest

from tests.helpers import needs_shared_data
from wijkfoto.warehouse.plausible import Question, read_questions

pytestmark = [pytest.mark.slow, pytest.mark.real, needs_shared_data]

BLOCKING = [
    question
    for question in read_questions()
    if question.blocks and "intermediate.year_step" not in question.sql
]
"""Those that set a year beside the one before are asked of more years in `test_trend_real`."""


@pytest.mark.parametrize("question", BLOCKING, ids=lambda question: question.name)
def test_a_check_that_blocks_finds_nothing_in_2020(
    loaded: duckdb.DuckDBPyConnection, question: Question
):
    loaded.begin()
    try:
        loaded.execute("create view intermediate.observation as from intermediate.measured")
        loaded.execute(
            "insert into raw.chosen select distinct gemeente_code from staging.region "
            "where gemeente_code is not null"
        )
        ((gemeenten,),) = loaded.execute("select count(*) from raw.chosen").fetchall()
        assert gemeenten > 300
        assert loaded.execute(question.sql).fetchall() == []
    finally:
        loaded.rollback()
