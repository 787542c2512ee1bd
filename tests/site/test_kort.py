"""The minute at the top: short, sure of what it says, and about no one in particular."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from markupsafe import Markup, escape

from tests.site.conftest import OPTIONS, Made
from tests.site.fixture import EMPTY, GEMEENTE, WIJKEN
from tests.site.reading import Element, read, section
from wijkfoto.site import format as fmt
from wijkfoto.site import rows as r
from wijkfoto.site.desk import Book, Desk
from wijkfoto.site.kort import MAX_MESSAGES, Message, fitting, wijk_messages
from wijkfoto.site.kort_gemeente import gemeente_messages
from wijkfoto.site.site_book import SiteBook, open_book, open_site

MAX_WORDS, MAX_SENTENCE = 120, 20
CLASS_WORDS = re.compile(r"\b(hoog|hoge|hoger|laag|lage|lager|gemiddeld)\b")


@cache
def _opened(database: Path) -> tuple[SiteBook, Book]:
    site = open_site(database, OPTIONS.titel)
    return site, open_book(database, site, GEMEENTE)


@pytest.fixture
def desk(made: Made) -> Desk:
    return Desk(_opened(made.database)[1])


def _messages(desk: Desk, site: SiteBook, code: str) -> tuple[Message, ...]:
    inside = {t.teamgebied_id for t in desk.tables.team_regions if t.region_code == code}
    teams = [t for t in desk.tables.teams if t.teamgebied_id in inside]
    return wijk_messages(desk, desk.tables.regions[code], teams, site.rules)


def _with_scores(made: Made, code: str, **columns: object) -> tuple[Desk, SiteBook]:
    """Return a desk at which every score of a wijk has these columns."""
    site, book = _opened(made.database)
    scores = {
        key: replace(row, **columns) if key[0] == code else row
        for key, row in book.tables.scores.items()
    }
    return Desk(replace(book, tables=replace(book.tables, scores=scores))), site


def _kort_pages(made: Made) -> list[Path]:
    return [made.folder / GEMEENTE / "index.html", *(made.wijk(code) for code in WIJKEN)]


@pytest.mark.parametrize("site", ["made", "made_local"])
def test_all_words_of_the_part_are_at_most_a_hundred_and_twenty(site, request):
    counts = {
        path.name: fmt.word_count(section(read(path), "kort").text)
        for path in _kort_pages(request.getfixturevalue(site))
    }
    assert {name: n for name, n in counts.items() if n > MAX_WORDS} == {}


def test_no_sentence_has_more_than_twenty_words(made: Made):
    parts = [
        part.text
        for path in _kort_pages(made)
        for bericht in section(read(path), "kort").all("li", "bericht")
        for part in bericht.all("p")
    ]
    long = [s for part in parts for s in fmt.sentences(part) if fmt.word_count(s) > MAX_SENTENCE]
    assert long == []
    assert len(parts) >= 4 * len(WIJKEN)


def test_there_are_at_most_seven_messages_each_with_four_parts(made: Made):
    for path in _kort_pages(made):
        messages = section(read(path), "kort").all("li", "bericht")
        assert 1 <= len(messages) <= MAX_MESSAGES
        for message in messages:
            said: list[Element] = message.all("p")
            assert [p.classes & {"wat", "hoe-zeker", "dus", "vraag"} for p in said] == [
                {"wat"}, {"hoe-zeker"}, {"dus"}, {"vraag"},
            ]  # fmt: skip
            assert all(fmt.word_count(p.text) > 0 for p in said)
            assert said[3].text.endswith("?")


def test_a_message_that_is_too_long_is_passed_over_for_a_shorter_one():
    long = Message("hoog", escape("woord " * 90), "stevig", "stevig", "dus", "vraag?")
    short = replace(long, wat=Markup("kort"))
    assert fitting([long, long, short], "drie woorden hier") == (long, short)


def test_there_are_never_more_than_seven_messages():
    one = Message("hoog", Markup("kort"), "stevig", "stevig", "dus", "vraag?")
    assert len(fitting([one] * 20, "")) == 7


@pytest.mark.parametrize("model", [True, False])
def test_an_unsure_score_gets_its_range_and_no_class(made: Made, model):
    desk, site = _with_scores(
        made, "WK990601", zekerheid="onzeker", score=118.0, score_low=104.0, score_high=131.0,
        model_dependent=model,
    )  # fmt: skip
    told = _messages(desk, site, "WK990601")
    about = [m for m in told if m.soort == "onzeker"]
    assert about
    for message in about:
        assert "tussen 104 en 131" in message.wat.striptags()
        assert "118" not in message.wat.striptags()
        assert message.zekerheid.startswith("onzeker")
    assert not any(CLASS_WORDS.search(m.wat.striptags()) for m in told)


@pytest.mark.parametrize("klasse", ["hoog", "laag", "gemiddeld"])
def test_a_sure_score_is_told_with_its_class_and_range(made: Made, klasse):
    desk, site = _with_scores(
        made, "WK990601", zekerheid="stevig", klasse=klasse, score=118.0, score_low=104.0,
        score_high=131.0, model_dependent=False,
    )  # fmt: skip
    told = [m for m in _messages(desk, site, "WK990601") if m.soort == klasse and "118" in m.wat]
    word = {"hoog": "hoge", "laag": "lage", "gemiddeld": "gemiddelde"}[klasse]
    assert told
    for message in told:
        assert f"{word} behoefte, score 118 (tussen 104 en 131)" in message.wat.striptags()
        assert message.zekerheid == "stevig"


def test_a_score_of_estimates_alone_says_naar_schatting(made: Made):
    desk, site = _with_scores(
        made, "WK990601", zekerheid="redelijk", klasse="hoog", model_dependent=True
    )
    told = [m.wat.striptags() for m in _messages(desk, site, "WK990601") if m.soort == "hoog"]
    assert told
    assert all("naar schatting" in wat for wat in told)


def test_domains_are_listed_and_never_joined_into_one_group_of_people(made: Made):
    desk, site = _with_scores(made, "WK990601", zekerheid="stevig", klasse="hoog")
    also = [m for m in _messages(desk, site, "WK990601") if m.wat.startswith("Ook hoog")]
    assert [m.dus for m in also] == ["Of het om dezelfde mensen gaat, weten wij niet."]
    for path in _kort_pages(made):
        text = section(read(path), "kort").text.lower()
        assert not re.search(r"eenzame ouderen|gezinnen met schulden|arme ouderen", text)


def test_an_unsure_team_form_is_no_headline(made: Made):
    site, book = _opened(made.database)
    form = book.tables.forms["TG9906-01"]
    unsure = replace(form, zekerheid="onzeker", share=0.44)
    desk = Desk(replace(book, tables=replace(book.tables, forms={"TG9906-01": unsure})))
    told = next(m for m in _messages(desk, site, "WK990601") if m.soort == "team")
    assert "wijkteam" not in told.wat.striptags()
    assert "44 van de 100 berekeningen" in told.parts()[1]


def test_one_silent_domain_is_named(desk: Desk, made: Made):
    told = _messages(desk, _opened(made.database)[0], "WK990608")
    assert "Jeugd en gezin: te weinig cijfers." in [m.wat.striptags() for m in told]


@pytest.mark.parametrize("code", sorted(EMPTY))
def test_a_wijk_without_scores_gets_one_message_without_a_number(desk: Desk, made: Made, code):
    told = _messages(desk, _opened(made.database)[0], code)
    assert [m.soort for m in told] == ["geen"]
    assert not re.search(r"\d", "".join(told[0].parts()))


def test_a_gemeente_names_its_wijken_by_name_and_each_with_its_own_range(desk: Desk, made: Made):
    told = gemeente_messages(desk, _opened(made.database)[0].rules)
    for message in told:
        if message.soort not in ("hoog", "laag"):
            continue
        named = [desk.book.naam(c) for c in WIJKEN if desk.book.naam(c) in message.wat.unescape()]
        assert 1 <= len(named) <= 2
        assert message.wat.count("tussen") == len(named)
        assert sorted(named, key=message.wat.unescape().index) == sorted(named, key=fmt.name_key)


@pytest.mark.parametrize(
    ("sure", "told"),
    [
        ("redelijk", "De wijken verschillen weinig van elkaar."),
        ("onzeker", "Of de wijken van elkaar verschillen, is niet duidelijk."),
    ],
)
def test_wijken_are_called_alike_only_where_that_is_sure(made: Made, sure, told):
    site, book = _opened(made.database)
    scores: dict[tuple[str, str], r.Score] = {
        key: replace(row, klasse_gemeente="gemiddeld", zekerheid_gemeente=sure)
        for key, row in book.tables.scores.items()
    }
    desk = Desk(replace(book, tables=replace(book.tables, scores=scores)))
    first = gemeente_messages(desk, site.rules)[0]
    assert (first.wat, first.zeker) == (told, sure)


def test_an_unsure_score_far_from_average_is_never_called_nothing_special(made: Made):
    code = next(iter(WIJKEN))
    columns = {"klasse": "gemiddeld", "zekerheid": "onzeker", "score": 121.0}
    columns |= {"score_low": 98.0, "score_high": 125.0}
    desk, site = _with_scores(made, code, **columns)
    told = _messages(desk, site, code)
    nothing = site.texts.get("kort.wijk.niets_opvallends")
    assert told[0].soort == "onzeker"
    assert nothing not in [message.wat.striptags() for message in told]
    desk, site = _with_scores(made, code, **(columns | {"score": 101.0}))
    assert _messages(desk, site, code)[0].wat.striptags() == nothing
