"""What residents said and what was heard, beside the score of each domain."""

from datetime import date

import pytest

from tests.site.conftest import Made
from tests.site.reading import Element, read, section
from wijkfoto.site.rows_heard import Entry
from wijkfoto.site.voices_block import LONGEST, _before

WIJK = "WK990601"


def beside(made: Made, code: str) -> dict[str, Element]:
    """Return what stands beside each score, by domain."""
    return {
        row.all("h3")[0].attrs["id"].removeprefix("d-"): stem
        for row in section(read(made.wijk(code)), "profiel").all("", "rij")
        for stem in row.all("", "stem")
    }


@pytest.fixture(scope="module")
def stems(made_local: Made) -> dict[str, Element]:
    return beside(made_local, WIJK)


def test_an_answer_stands_beside_the_score_with_its_bounds_and_the_gemeente(stems):
    own, gemeente = stems["wonen_leefbaarheid"].all("p")[0].all("a", "getal")
    assert own.text == "14% (tussen 10% en 19%)"
    assert gemeente.text == "12%"
    # A sentence: who, how many with the margin, and what they say.
    text = "Bewoners 14% (tussen 10% en 19%) zegt iets over veilig; gemeente 12%"
    assert stems["wonen_leefbaarheid"].text.startswith(text)


def test_no_question_and_too_few_answers_are_two_reasons(stems):
    assert "Bewoners niet gevraagd" in stems["jeugd_gezin"].text
    assert "Bewoners te weinig antwoorden" in stems["meedoen_taal"].text


def test_only_what_may_be_quoted_counts_as_heard(stems):
    heard = stems["wonen_leefbaarheid"].all("p")[1]
    assert heard.all("a", "getal")[0].text == "1"
    assert [q.text for q in heard.all("q")] == ["Mensen groeten elkaar hier."]
    assert "niemand lezen" not in heard.text
    assert "Gehoord niets over dit onderwerp" in stems["jeugd_gezin"].text


def test_a_quote_stays_text(stems):
    assert [q.text for q in stems["eenzaam_mantelzorg"].all("q")] == [
        "Een plek om binnen te lopen <b>'s avonds</b>."
    ]


def test_who_contradicts_the_score_is_named_and_leads_to_the_reason(stems, made_local):
    sides = stems["wonen_leefbaarheid"].all("p")[2]
    assert "bewoners: spreekt tegen" in sides.text
    place = sides.all("a")[0].attrs["href"].removeprefix("#")
    assert place in {e.attrs.get("id") for e in read(made_local.wijk(WIJK)).all()}
    assert len(stems["jeugd_gezin"].all("p")) == 2  # nobody compared it


def test_a_wijk_without_answers_or_words_says_so_once(made: Made):
    assert beside(made, WIJK) == {}
    told = section(read(made.wijk(WIJK)), "profiel").text
    assert "Hier is nog geen enquête, en geen gesprek over één van deze onderwerpen." in told


def entry(entry_id: str, field: str, day: date) -> Entry:
    return Entry(
        WIJK, field, entry_id, "a" * LONGEST, "bewoners", day, None, None, None, True, None, None,
        None, "jeugd_gezin",
    )  # fmt: skip


def test_words_of_people_are_quoted_before_those_about_a_place_and_the_newest_first():
    old, new = date(2020, 1, 1), date(2026, 1, 1)
    place = entry("a", "aanbieders", new)
    said, later = entry("b", "vragen", old), entry("c", "ervaring", new)
    assert sorted([place, said, later], key=_before) == [later, said, place]
