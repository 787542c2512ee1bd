"""CSV for the Dutch Excel: no text becomes a formula, and nothing is lost."""

import csv
import math
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wijkfoto.export.excel import as_it_was, neutralise, write_excel, written

STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from("'=+-@\t\r\n;\"a1"), st.characters(codec="utf-8"))
)


@given(TEXTS)
@example("=1+1")
@example("'=1+1")
@example("\uff1d1+1")
def test_no_text_starts_as_a_formula_does(text):
    assert not neutralise(text).startswith(STARTS)


@given(TEXTS)
@example("'s-Gravenhage")
@example("''=1")
def test_what_was_neutralised_can_be_undone(text):
    assert as_it_was(neutralise(text)) == text


@pytest.mark.parametrize("text", ["'s-Gravenhage", "Centrum", "a=b", " =1", "", "Oud-West"])
def test_a_text_that_starts_no_formula_stays_as_it_is(text):
    assert neutralise(text) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(-12.5)
@example(1e-7)
@example(1.5e9)
def test_a_number_keeps_nine_digits_a_comma_and_no_power_of_ten(value):
    text = written(value)
    assert set(text) <= set("-,0123456789")
    assert math.isclose(float(text.replace(",", ".")), value, rel_tol=5.1e-9, abs_tol=0)


@pytest.mark.parametrize(
    ("value", "cell"),
    [(None, ""), (True, "ja"), (False, "nee"), (-3, "-3"), (-0.5, "-0,5"), (2020, "2020"),
     (date(2026, 3, 1), "2026-03-01"), ("-3", "'-3")],
)  # fmt: skip
def test_each_kind_of_value_has_one_notation(value, cell):
    assert written(value) == cell


def test_a_file_has_a_bom_semicolons_and_crlf(tmp_path: Path):
    path = tmp_path / "x.csv"
    write_excel(path, ["naam", "waarde"], [("Veldkamp; Oost", -1.5), ('"=1"', None)])
    assert path.read_bytes() == (
        b'\xef\xbb\xbfnaam;waarde\r\n"Veldkamp; Oost";-1,5\r\n"""=1""";\r\n'
    )


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_every_text_comes_back_out_of_the_file(rows):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        write_excel(path, ["a", "b"], rows)
        with path.open(encoding="utf-8-sig", newline="") as handle:
            found = list(csv.reader(handle, delimiter=";"))[1:]
    assert [tuple(map(as_it_was, row)) for row in found] == rows
