"""What a script with data claims: each number of a table with own figures, wherever it lies."""

import pytest

from wijkfoto.privacy import of_script, read_script

CELL = "survey_estimate GM9906 eenzaam"


def claims(text: str) -> dict[tuple[str, str], float]:
    found = of_script(read_script(text), "GM9906/vergelijk.js")
    return {(str(claim.cell), claim.measure): claim.value for claim in found}


@pytest.mark.parametrize(
    "script",
    [
        'window.x = {"survey_estimate": {"GM9906": {"eenzaam": {"waarde": 12.5, "n": 40}}}};',
        'zoek([{"a": 1}, {"survey_estimate": {"GM9906": {"eenzaam": {"n": 40, "waarde": 12.5}}}}])',
        'x = {"survey_estimate/GM9906/eenzaam/2020": "12,5%",'
        ' "survey_estimate/GM9906/eenzaam/2020:n": 40};',
    ],
)
def test_numbers_are_found_by_table_or_by_id(script: str):
    assert claims(script) == {(CELL, "waarde"): 12.5, (CELL, "n"): 40.0}


def test_a_cell_of_two_keys_is_the_cell_of_the_table():
    script = 'x = {"registration": {"WK990600": {"jeugd_gezin": {"2020": {"vragen": 15}}}}};'
    assert claims(script) == {("registration WK990600 jeugd_gezin/2020", "vragen"): 15.0}


def test_other_figures_and_words_claim_nothing():
    script = 'x = {"domain_score": {"WK990600": {"jeugd_gezin": {"score": 98.5}}}, "en/of": "ja"};'
    assert claims(script) == {}


def test_words_are_read_as_a_browser_reads_them():
    data = read_script('(window.v = window.v || {})["GM9906"] = {"na\\u0061m": ["een \\u0062"]};')
    assert set(data.words) == {"naam", "een b"}


def test_a_script_without_data_has_no_values():
    assert read_script("document.title = location.hash;").values == ()
