"""Numbers, dates, lists and names as a Dutch reader writes them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkfoto.site import format as fmt


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (1234.5, 1, "1.234,5"),
        (1234567, 0, "1.234.567"),
        (0, 0, "0"),
        (-3.14, 1, "\u22123,1"),
        (-0.04, 1, "0,0"),
        (2.5, 2, "2,50"),
    ],
)
def test_a_number_has_a_point_for_thousands_and_a_comma_for_decimals(value, decimals, written):
    assert fmt.decimal(value, decimals) == written


@given(st.integers(min_value=-(10**9), max_value=10**9))
def test_a_whole_number_reads_back_as_itself(value):
    assert int(fmt.decimal(value).replace(".", "").replace("\u2212", "-")) == value


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (12.34, "%", "12,3%"),
        (1.234, "x 1.000 euro", "\u20ac\u00a01.234"),
        (216, "x 1.000 euro", "\u20ac\u00a0216.000"),
        (0.84, "km", "0,8\u00a0km"),
        (42, "per 1.000", "42,0"),
        (11.2, "gemiddeld", "11,2"),
        (-0.1049, "score", "\u22120,10"),
        (11000, "aantal", "11.000"),
    ],
)
def test_a_figure_is_written_in_its_unit(value, unit, written):
    assert fmt.in_unit(value, unit) == written


@pytest.mark.parametrize(
    ("value", "written"), [(4.2, "+4"), (-4.2, "\u22124"), (0.4, "0"), (-0.4, "0"), (0.6, "+1")]
)
def test_a_difference_carries_its_sign_and_zero_has_none(value, written):
    assert fmt.signed(value) == written


@pytest.mark.parametrize(
    ("share", "written"),
    [(0.0, "0"), (1.0, "100"), (0.999, "99"), (0.001, "1"), (0.5, "50")],
)
def test_only_all_is_written_as_a_hundred_of_the_hundred(share, written):
    assert fmt.out_of_100(share) == written


def test_a_day_is_written_in_dutch():
    assert fmt.long_date(date(2026, 11, 21)) == "21 november 2026"
    assert fmt.long_date_or_text("2021-03-26T02:00:00") == "26 maart 2021"
    assert fmt.long_date_or_text("voorjaar 2021") == "voorjaar 2021"


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (["A"], "A"),
        (["A", "B"], "A en B"),
        (["A", "B", "C"], "A, B en C"),
        (["Veldkamp, Oost en West", "Zonnehoek"], "Veldkamp, Oost en West; en Zonnehoek"),
    ],
)
def test_a_list_ends_in_en_and_a_comma_inside_a_name_does_not_part_it(words, written):
    assert fmt.and_list(words) == written


@pytest.mark.parametrize(
    ("numbers", "written"),
    [([], ""), ([2], "2"), ([2, 1], "1, 2"), ([1, 2, 3], "1-3"), ([5, 1, 3, 4, 3], "1, 3-5")],
)
def test_a_row_of_sources_is_written_as_a_range(numbers, written):
    assert fmt.number_ranges(numbers) == written


@pytest.mark.parametrize(
    ("official", "name"),
    [
        ("Wijk 06 Nieuwland", "Nieuwland"),
        ("Wijk AA Veldkamp", "Veldkamp"),
        ("Wijk 05", "Wijk 05"),
        ("Wijk aan Zee", "Wijk aan Zee"),
        ("Centrum", "Centrum"),
    ],
)
def test_the_counter_of_cbs_is_no_part_of_a_name(official, name):
    assert fmt.bare_name(official) == name


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Schuldhulp", "schuldhulp"),
        ("Veilig Thuis", "Veilig Thuis"),
        ("Wmo-consulent", "Wmo-consulent"),
        ("Werk en inkomen", "werk en inkomen"),
    ],
)
def test_inside_a_sentence_only_a_name_keeps_its_capital(text, inside):
    assert fmt.lower_first(text) == inside


def test_names_are_ordered_as_in_a_dutch_register():
    names = ["Zuid", "IJsselstein", "'t Zand", "Éénhoorn", "Yerseke", "Ameland"]
    expected = ["Ameland", "Éénhoorn", "'t Zand", "Yerseke", "IJsselstein", "Zuid"]
    assert sorted(names, key=fmt.name_key) == expected


def test_words_and_sentences_are_counted_as_a_reader_does():
    assert fmt.word_count("Score 131 (tussen 128 en 134).") == 6
    assert fmt.word_count("\u25cf Stevig \u00b7 \u2212") == 1
    assert fmt.sentences("Er zijn 1.234 mensen. Hoe oud? Oud.") == [
        "Er zijn 1.234 mensen.", "Hoe oud?", "Oud.",
    ]  # fmt: skip
