"""Numbers as text: every style and every missing symbol read back, and no style is guessed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkfoto.bronnen.numerals import MISSING, Style, clean, is_missing, style_of, to_number
from wijkfoto.errors import SourceError

WHERE = "x.csv"
# Written out here, so that one that the code forgets is missed here.
SYMBOLS = ["", ".", ",", "-", "x", "NA", "N/A", "#N/A", "nan", "NULL"]
BLANKS = st.sampled_from(["", " ", "       ", "\u00a0", "\u202f \u00a0", "\ufeff"])
NUMBERS = st.decimals(
    min_value=-99_999_999, max_value=99_999_999, places=3, allow_nan=False, allow_infinity=False
).filter(lambda number: float(number) not in {-99995, -99997, -99999, -99999999})


def written(number: object, decimal: str, thousands: str) -> str:
    """Format a number as a program with these marks does."""
    text = f"{number:,}"
    return text.replace(",", "T").replace(".", decimal).replace("T", thousands)


@given(
    number=NUMBERS,
    style=st.sampled_from([Style("."), Style(",")]),
    thousands=st.sampled_from(["", " ", "\u00a0", "mark"]),
    before=BLANKS,
    after=BLANKS,
)
def test_a_number_reads_back_in_every_style(number, style, thousands, before, after):
    mark = style.thousands if thousands == "mark" else thousands
    text = before + written(number, style.decimal, mark) + after
    proof = f"0{style.decimal}5"
    assert style_of([text, proof], WHERE) == style
    assert to_number(text, style) == float(number)


def test_the_symbols_tested_are_all_that_are_read_as_missing():
    assert {symbol.lower() for symbol in SYMBOLS} == MISSING


@given(symbol=st.sampled_from(SYMBOLS), before=BLANKS, after=BLANKS, upper=st.booleans())
def test_every_missing_symbol_reads_as_missing_whatever_its_padding(symbol, before, after, upper):
    text = before + (symbol.upper() if upper else symbol) + after
    for style in (Style("."), Style(",")):
        assert to_number(text, style) is None
    assert style_of([text], WHERE) == Style(".")


@pytest.mark.parametrize("code", [-99995, -99997, -99999.0, "-99997", " -99999999 ", "-99995.0"])
def test_the_negative_codes_of_a_file_of_numbers_are_missing(code):
    assert is_missing(code)
    assert to_number(code, Style()) is None


@pytest.mark.parametrize("near", [-99996, "-99996", "-9999", "99995", 0, "0", "-0,5"])
def test_a_number_near_a_code_is_a_number(near):
    assert not is_missing(near)
    assert to_number(near, Style(",")) is not None


@given(st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: x > -90_000))
def test_a_number_of_a_workbook_stays_what_it_is(number):
    assert to_number(number, Style(",")) == number


def test_nan_of_a_workbook_is_missing():
    assert to_number(float("nan"), Style()) is None


@pytest.mark.parametrize(
    ("cells", "decimal"),
    [
        (["0,123"], ","), (["0.123"], "."), (["1,5", "12"], ","), (["-0.100", "1.010"], "."),
        (["1.234,5"], ","), (["1,234.5"], "."), (["17.282.163"], ","), (["17,282,163"], "."),
        (["1 234,567"], ","), (["1234.567"], "."), ([",5"], ","), (["1,5E+05"], ","),
        (["12", "3400"], "."), ([], "."),
    ],
)  # fmt: skip
def test_a_number_that_reads_one_way_only_proves_the_style(cells, decimal):
    assert style_of(cells, WHERE) == Style(decimal)


@pytest.mark.parametrize("cells", [["1.234"], ["862,965", "12"], ["-1.234", "."]])
def test_a_number_that_reads_both_ways_is_refused_without_proof(cells):
    with pytest.raises(SourceError, match="can be a whole number or a broken one") as fault:
        style_of(cells, WHERE)
    assert fault.value.where == WHERE
    assert "Export the file again" in fault.value.next_step


def test_proof_elsewhere_in_the_file_decides_for_every_number():
    assert to_number("1.234", style_of(["1.234", "0,5"], WHERE)) == 1234
    assert to_number("1.234", style_of(["1.234", "0.5"], WHERE)) == 1.234
    assert to_number("1,234", style_of(["1,234", "17.282.163"], WHERE)) == 1.234


def test_two_styles_in_one_file_are_refused_with_an_example_of_each():
    with pytest.raises(SourceError, match=r"'2\.5' and '2,5'"):
        style_of(["2,5", "2.5"], WHERE)


@pytest.mark.parametrize("text", ["abc", "12%", "1,2,3", "5-10", "1.23.456", "--", "1 23"])
def test_what_is_no_number_is_not_read_as_missing(text):
    with pytest.raises(ValueError, match=re.escape(text)):
        to_number(text, Style(","))


def test_cleaning_joins_every_kind_of_blank():
    assert clean(" a\u00a0\u00a0 b\n") == "a b"
