"""Codes of regions: stripped, checked, joined; never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkfoto.errors import ConfigError
from wijkfoto.regio import (
    LAND,
    Level,
    clean_code,
    gemeente_code,
    gemeente_of,
    level,
    level_or_none,
    parent,
    strip_code,
    wijk_of,
)

GEMEENTEN = st.from_regex(r"GM[0-9]{4}", fullmatch=True)
WIJKEN = st.from_regex(r"WK[0-9]{4}[0-9A-Z]{2}", fullmatch=True)
BUURTEN = st.from_regex(r"BU[0-9]{4}[0-9A-Z]{4}", fullmatch=True)
CODES = st.just(LAND) | GEMEENTEN | WIJKEN | BUURTEN
PADDING = st.text(alphabet=" \u00a0\t\n", max_size=5)


@given(code=CODES, before=PADDING, after=PADDING)
def test_padding_and_small_letters_go_and_nothing_else(code, before, after):
    assert strip_code(f"{before}{code.lower()}{after}") == code
    assert strip_code(strip_code(code)) == code


@given(CODES)
def test_the_way_up_ends_at_the_land_in_at_most_three_steps(code):
    steps = []
    at: str | None = code
    while at is not None:
        steps.append(level(at))
        at = parent(at)
    order = list(Level)
    assert steps == order[: order.index(level(code)) + 1][::-1]


@given(BUURTEN)
def test_the_wijk_and_gemeente_of_a_buurt_stand_in_its_code(code):
    assert wijk_of(code) == f"WK{code[2:8]}" == parent(code)
    assert gemeente_of(code) == f"GM{code[2:6]}" == parent(wijk_of(code) or "")


@given(CODES)
def test_a_code_has_exactly_one_level(code):
    assert level(code) is level_or_none(code)
    assert gemeente_of(code) == (None if code == LAND else f"GM{code[2:6]}")


@given(st.text(max_size=12))
def test_any_other_text_is_refused_by_name(text):
    if level_or_none(clean_code(text)) is not None:
        return
    for ask in (strip_code, level, parent, gemeente_of, wijk_of):
        with pytest.raises(ConfigError) as caught:
            ask(text)
        assert f"'{text}'" in str(caught.value)
        assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "code",
    [
        "-99997", "-99995", "-97", "", ".", "NA", "nan", "GM606", "GM06061", "WK06060", "WK0606066",
        "BU0606060", "PV28", "NL02", "GM06 6", "WK0606é6", "0606", "WK060606\nX", "CR01",
        "GM\u0660\u0666\u0660\u0666",
    ],
)  # fmt: skip
def test_what_means_unknown_or_something_else_is_no_region(code):
    assert level_or_none(clean_code(code)) is None
    with pytest.raises(ConfigError):
        strip_code(code)


@pytest.mark.parametrize(
    ("code", "wijk", "gemeente"),
    [("WK0363AA", "WK0363AA", "GM0363"), ("BU0363AA01", "WK0363AA", "GM0363")],
)
def test_letters_in_a_code_stay(code, wijk, gemeente):
    assert strip_code(code) == code
    assert wijk_of(code) == wijk
    assert gemeente_of(code) == gemeente


def test_the_land_of_rivm_is_the_land_of_cbs():
    assert strip_code("NL01      ") == strip_code("NL00      ") == LAND
    assert level("NL01") is Level.LAND
    assert parent("NL01") is None
    assert wijk_of("NL01") is None


@given(st.integers(0, 9999), st.booleans())
def test_a_gemeente_is_understood_with_and_without_gm(number, small):
    text = f"{'gm' if small else 'GM'}{number:04d} "
    assert gemeente_code(text) == gemeente_code(f" {number:04d}") == f"GM{number:04d}"


@pytest.mark.parametrize(
    "text", ["", "606", "06066", "GM06", "WK060606", "NL00", "Schiedam", "\u0660\u0666\u0660\u0666"]
)
def test_what_is_no_gemeente_is_refused_with_an_example(text):
    with pytest.raises(ConfigError, match=r"is not a gemeente code\. Write it as GM0606"):
        gemeente_code(text)
