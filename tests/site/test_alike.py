"""Comparable wijken on the page of a wijk: which they are, what is said, and why none."""

from dataclasses import replace

import duckdb
import pytest

from tests.site.conftest import Made
from tests.site.fixture import GEMEENTE, SCRIPT
from tests.site.reading import Element, read, section
from wijkfoto.catalog import shipped_catalog
from wijkfoto.site.alike_block import against_alike, alike
from wijkfoto.site.buurt_rows import read_buurten
from wijkfoto.site.desk import Book, Desk
from wijkfoto.site.tables import read_tables
from wijkfoto.site.text import shipped_texts

WIJK, FAR, NO_STRUCTURE, TINY = "WK990601", "WK990604", "WK990606", "WK990610"
DOMAIN = "werk_inkomen_schulden"
UNSURE = "eenzaam_mantelzorg"


@pytest.fixture(scope="module")
def desk(made: Made) -> Desk:
    tables = read_tables(made.database, GEMEENTE)
    buurten = read_buurten(made.database, GEMEENTE)
    return Desk(Book(tables, shipped_texts(), shipped_catalog(), "Wijkfoto", buurten))


def block(made: Made, code: str) -> list[Element]:
    return section(read(made.wijk(code)), "profiel").all("details", "lijkt-op")


def test_the_ten_are_named_with_their_gemeente_the_most_alike_first(made):
    (details,) = block(made, WIJK)
    names = [item.text for item in details.all("li")]
    assert len(names) == 10
    assert names[0] == "Elders, Elders"
    assert "Parkzicht, Schiedam" in names
    assert "De wijk die het meest lijkt, staat eerst." in details.text


def test_what_they_were_compared_on_is_told_and_what_the_land_lacks_too(made):
    (whole,) = block(made, WIJK)
    assert "deze wijk in leeftijd, huishoudens, woningen en stedelijkheid." in whole.text
    assert "konden wij niet vergelijken" not in whole.text
    (part,) = block(made, FAR)
    assert "deze wijk in leeftijd, huishoudens en stedelijkheid." in part.text
    assert "Op woningen konden wij niet vergelijken" in part.text


def test_two_of_one_name_in_one_gemeente_carry_their_codes(made):
    names = [item.text for item in block(made, WIJK)[0].all("li")]
    assert "Centrum, Schiedam (WK990600)" in names
    assert "Centrum, Schiedam (WK990607)" in names


def test_a_name_from_outside_is_text_and_never_code(made):
    assert f"{SCRIPT}, Schiedam" in [item.text for item in block(made, WIJK)[0].all("li")]
    assert SCRIPT not in made.wijk(WIJK).read_text("utf-8")


def test_how_many_they_are_leads_home(made):
    number = block(made, WIJK)[0].all("a", "getal")[0]
    assert number.text == "10"
    row = made.numbers[made.numbers["number_id"] == f"comparable/{WIJK}/wijken/2020"].iloc[0]
    with duckdb.connect(str(made.database), read_only=True) as con:
        assert con.execute(row["query"]).fetchall() == [(10,)]
    assert "cbs" in row["snapshot_ids"]


def test_wijken_that_are_less_alike_than_usual_are_told_of(made):
    assert "minder op dan gewoonlijk" in block(made, FAR)[0].text
    assert "minder op dan gewoonlijk" not in block(made, WIJK)[0].text


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (NO_STRUCTURE, "huishoudens, woningen of stedelijkheid ontbreekt"),
        (TINY, "te weinig mensen"),
    ],
)
def test_a_wijk_without_any_says_why(made, code, told):
    part = section(read(made.wijk(code)), "profiel")
    assert block(made, code) == []
    assert told in part.all("p", "lijkt-op")[0].text
    assert "in wijken die erop lijken:" not in part.text


def test_every_reason_has_its_words(desk):
    row = desk.tables.scores[NO_STRUCTURE, DOMAIN]
    for status in ("geen_land", "te_klein", "opbouw_onbekend", "te_weinig_wijken"):
        scores = {(NO_STRUCTURE, DOMAIN): replace(row, status_vergelijkbaar=status)}
        other = Desk(replace(desk.book, tables=replace(desk.tables, scores=scores)))
        assert len(alike(other, NO_STRUCTURE).uitleg) > 40


@pytest.mark.parametrize(
    ("klasse", "told"),
    [("hoog", "hoger dan in"), ("gemiddeld", "als in"), ("laag", "lager dan in")],
)
def test_each_class_has_a_sentence_with_the_difference_and_its_bounds(desk, klasse, told):
    row = replace(
        desk.tables.scores[WIJK, DOMAIN], klasse_vergelijkbaar=klasse,
        zekerheid_vergelijkbaar="redelijk",
    )  # fmt: skip
    (sentence,) = against_alike(desk, row)
    assert f"{told} wijken die erop lijken" in sentence
    assert " (tussen " in sentence


def test_without_certainty_there_is_no_class_but_the_bounds(desk):
    row = desk.tables.scores[WIJK, UNSURE]
    assert row.zekerheid_vergelijkbaar == "onzeker"
    (sentence,) = against_alike(desk, row)
    assert "Of dat telt, is onzeker." in sentence
    assert "hoger" not in sentence


def test_too_few_scores_among_the_ten_are_said_in_that_domain_alone(desk):
    row = replace(
        desk.tables.scores[WIJK, DOMAIN], verschil_vergelijkbaar=None, klasse_vergelijkbaar=None,
        zekerheid_vergelijkbaar="te_weinig_gegevens", status_vergelijkbaar="te_weinig_scores",
    )  # fmt: skip
    (sentence,) = against_alike(desk, row)
    assert "hebben een score op dit onderwerp" in sentence


def test_the_table_of_scores_has_a_column_for_each_question(made):
    table = section(read(made.wijk(WIJK)), "profiel").all("details", "als-tabel")[0]
    heads = [head.text for head in table.all("thead")[0].all("th")]
    assert heads[-2:] == ["Verschil met de gemeente", "Verschil met wijken die erop lijken"]
    silent = section(read(made.wijk(NO_STRUCTURE)), "profiel").all("details", "als-tabel")[0]
    assert {row.all("td")[-1].text for row in silent.all("tbody")[0].all("tr")} == {"geen"}
