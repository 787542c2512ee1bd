"""The fictitious gemeente says what it said; see `golden.py` for how a change is made."""

from pathlib import Path

import pytest

from tests.pipeline import golden


@pytest.mark.parametrize("name", golden.TABLES)
def test_the_tables_of_the_sample_say_what_they_said(demo_home: Path, name: str):
    expected = (golden.FOLDER / name).read_text(encoding="utf-8")
    assert golden.tables(demo_home)[name].splitlines() == expected.splitlines()


def test_in_het_kort_of_every_page_says_what_it_said(demo_home: Path):
    expected = (golden.FOLDER / golden.TEXT).read_text(encoding="utf-8")
    assert golden.texts(demo_home).splitlines() == expected.splitlines()


def test_the_advice_on_a_team_of_every_wijk_says_what_it_said(demo_home: Path):
    expected = (golden.FOLDER / golden.ADVICE).read_text(encoding="utf-8")
    assert golden.advice(demo_home).splitlines() == expected.splitlines()
