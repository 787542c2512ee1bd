"""Numbers of a survey are read by the way their column is written, or refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.peiling.files import csv, rows
from wijkfoto.errors import SourceError
from wijkfoto.peiling.cells import parse_column
from wijkfoto.peiling.source import read_source
from wijkfoto.peiling.survey import faults_of, open_survey


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["0,8", "1,234"], [0.8, 1.234]),
        (["0.8", "1.234"], [0.8, 1.234]),
        (["12,5", "1.234"], [12.5, 1234.0]),
        (["12.5", "1,234"], [12.5, 1234.0]),
        (["1.234,5", "1.234"], [1234.5, 1234.0]),
        (["-1,5", "2"], [-1.5, 2.0]),
        (["1", "", "NA", "nan", "#N/A", "#NULL!"], [1.0, None, None, None, None, None]),
        (["1.234", "2.345"], ["1.234", "2.345"]),  # a thousand or not: nothing tells
        (["0,5", "1.5"], ["0,5", "1.5"]),
        (["inf", "1"], ["inf", 1.0]),
        ([float("inf"), float("nan"), 2], ["inf", None, 2.0]),
        (["060601", "1E5", "111.222.333"], ["060601", "1E5", "111.222.333"]),
    ],
)
def test_a_column_is_read_by_the_style_it_proves(written, read):
    assert list(parse_column(written)) == read


@given(st.lists(st.integers(1, 99_999), min_size=1, max_size=8), st.sampled_from(["en", "nl"]))
def test_numbers_written_in_one_style_come_back_or_stay_text(hundredths, style):
    numbers = [number / 100 for number in hundredths]
    written = [f"{number:,.2f}" for number in numbers]
    if style == "nl":
        written = [text.translate({44: 46, 46: 44}) for text in written]
    assert list(parse_column(written)) == pytest.approx(numbers)


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        (["1.234"] * 12, "Column weging has numbers that can be read in two ways"),
        (["1,234"] * 12, "Column weging has numbers that can be read in two ways"),
        (["0,5", "1.5"] * 6, "decimal point and numbers with a decimal comma"),
        (["inf", *["1,5"] * 11], "Column weging holds text instead of a code in 1 rows, the first"),
        (
            ["nan", *["1,5"] * 11],
            "Column weging has no weight above 0 in 1 rows, the first at line",
        ),
        (["-0,5", *["1,5"] * 11], "Column weging has no weight above 0 in 1 rows"),
        (["12,5", *["1.234"] * 11], "the mapping says gemiddeld_een"),
    ],
)
def test_a_weight_that_cannot_be_read_is_refused_with_its_column(tmp_path: Path, weights, says):
    # Age is known of each row: without one a respondent needs no weight.
    path = csv(tmp_path / "a.csv", rows(weging=weights))
    faults = faults_of(open_survey(path, "", ""), ("GM9901",))
    assert any(says in str(fault) for fault in faults)
    assert not any(text in str(fault) for fault in faults for text in ("1,5", "0,5", "12,5"))


def test_what_is_no_number_names_its_line_and_a_next_step(tmp_path: Path):
    file = read_source(csv(tmp_path / "a.csv", rows(3, zw04=["1", "2.345", "3"])))
    with pytest.raises(SourceError, match=r"zw04 has numbers that can be read .* line 3") as told:
        file.numbers("zw04")
    assert "no sign for thousands" in told.value.next_step
