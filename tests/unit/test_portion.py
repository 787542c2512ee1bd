"""What a run asks of a table, and the condition that says it to a service."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.made_portion import CATALOG, POLITIE, TABLE
from wijkfoto.bronnen.choose import find_key, member_fault
from wijkfoto.bronnen.portion import Portion, UnfitError, expected_rows, filter_text, portion_of
from wijkfoto.sample.odata_filter import FilterError, matching

FIGURES = CATALOG.indicators.values()


def test_a_source_that_is_not_gefilterd_is_fetched_whole():
    kwb = CATALOG.sources["cbs_kwb"]
    assert portion_of(kwb, kwb.tables[0], FIGURES, range(2016, 2021)) is None


def test_a_table_of_one_year_is_asked_for_that_year():
    wmo = CATALOG.sources["cbs_wmo"]
    table = next(t for t in wmo.tables if t.peiljaar == 2019)
    found = portion_of(wmo, table, FIGURES, range(2016, 2021))
    assert found is not None
    assert (found.year_column, found.years) == ("Perioden", (2019,))


def test_the_mark_differs_with_the_years_and_not_with_the_order_of_figures():
    window = range(2016, 2021)
    found = portion_of(POLITIE, TABLE, FIGURES, window)
    assert found == portion_of(POLITIE, TABLE, reversed(list(FIGURES)), window)
    other = portion_of(POLITIE, TABLE, FIGURES, range(2017, 2022))
    assert found is not None
    assert other is not None
    assert found.mark != other.mark


def test_keys_are_asked_for_as_the_service_writes_them():
    portion = Portion((("Leeftijd", ("10000", "titel: 0 tot 5 jaar")),), "Perioden", (2019, 2020))
    lists = {
        "Leeftijd": [
            {"Key": "10000  ", "Title": "Totaal"}, {"Key": "70100  ", "Title": "0 tot  5 jaar "},
        ],
        "Perioden": [{"Key": "2020JJ00", "Title": "2020"}, {"Key": "2020MM01", "Title": "2020"}],
    }  # fmt: skip
    keys = portion.keys(lists, "T")
    assert keys == {"Leeftijd": ("10000  ", "70100  "), "Perioden": ("2020JJ00",)}
    assert filter_text(keys) == (
        "(Leeftijd eq '10000  ' or Leeftijd eq '70100  ') and (Perioden eq '2020JJ00')"
    )
    assert expected_rows(keys, regions=10) == 20


def test_a_year_that_a_table_does_not_have_yet_is_no_portion_of_it():
    portion = Portion((), "Perioden", (2030,))
    with pytest.raises(UnfitError, match=r"no member 2030JJ00\. Members: 2020JJ00"):
        portion.keys({"Perioden": [{"Key": "2020JJ00", "Title": "2020"}]}, "T")


def test_of_two_members_with_one_title_neither_is_meant():
    rows = [{"Key": "A", "Title": "Totaal"}, {"Key": "B", "Title": "Totaal"}]
    assert find_key("titel: Totaal", rows) is None
    assert find_key("B", rows) == "B"
    assert "has no member titel: Totaal" in member_fault("X", "titel: Totaal", rows)


TEXTS = st.text(alphabet="ab' ()", min_size=1, max_size=4)


@given(
    wanted=st.lists(TEXTS, min_size=1, max_size=3, unique=True), there=st.lists(TEXTS, max_size=8)
)
def test_the_condition_holds_for_the_keys_and_for_no_other_text(wanted, there):
    rows = pd.DataFrame({"Soort": pd.Series(there, dtype="str"), "Jaar": "2020"})
    text = filter_text({"Soort": tuple(wanted), "Jaar": ("2020",)})
    assert list(matching(rows, text)) == [value in wanted for value in there]


@pytest.mark.parametrize(
    "text",
    ["", "a", "a eq", "a eq 'x", "(a eq 'x'", "a eq 'x')", "a ge 'x'", "b eq 'x'", "a eq 'x' a"],
)
def test_the_stand_in_refuses_what_it_cannot_evaluate(text):
    with pytest.raises(FilterError):
        matching(pd.DataFrame({"a": ["x"]}), text)


def test_and_binds_closer_than_or():
    rows = pd.DataFrame({"a": ["1", "2", "2"], "b": ["x", "x", "y"]})
    assert list(matching(rows, "a eq '1' or a eq '2' and b eq 'y'")) == [True, False, True]
    assert list(matching(rows, "(a eq '1' or a eq '2') and b eq 'y'")) == [False, False, True]
