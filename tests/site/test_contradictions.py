"""No sentence says something else than its number: on every page, and for any score."""

import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.site.conftest import OPTIONS, Made
from tests.site.contradictions import against_itself, against_row
from tests.site.fixture import GEMEENTE, make_database
from tests.site.reading import Element, read
from wijkfoto.catalog import shipped_catalog
from wijkfoto.sample import SAMPLE_GEMEENTE
from wijkfoto.site.desk import Book, Desk
from wijkfoto.site.kort import wijk_messages
from wijkfoto.site.profile_block import profile
from wijkfoto.site.site_book import SiteBook, open_book, open_site

WIJK = "WK990601"


def scores(database: Path) -> dict[tuple[str, str], dict[str, Any]]:
    with duckdb.connect(str(database), read_only=True) as con:
        rows = con.execute("select * from domain_score").df().astype(object)
    records = rows.where(rows.notna(), None).to_dict("records")
    return {(r["region_code"], r["domain_id"]): r for r in records}


def told_of_domains(page: Element) -> Iterator[tuple[str, str]]:
    """Yield the sentences of a wijk page, each with the domain it is about."""
    for block in page.all("details", "domein"):
        for line in block.all("ul", "zinnen")[0].all("li"):
            yield block.attrs["id"].removeprefix("o-"), line.text
    by_name = {d.kort.casefold(): d.domain_id for d in shipped_catalog().domains.values()}
    for message in page.all("li", "bericht"):
        what, _, _ = (words := message.all("p", "wat")[0].text).partition(":")
        if what.casefold() in by_name:
            yield by_name[what.casefold()], f"{words} {message.all('p', 'hoe-zeker')[0].text}"


def contradicted(folder: Path, database: Path) -> tuple[list[tuple[str, str, str]], int]:
    rows, wrong, count = scores(database), [], 0
    for path in sorted(folder.glob("WK*.html")):
        page = read(path)
        for domain, sentence in told_of_domains(page):
            count += 1
            row = rows[path.stem, domain]
            wrong += [(path.stem, sentence, rule) for rule in against_row(sentence, row)]
        for line in (e for tag in ("li", "p", "dd") for e in page.all(tag)):
            wrong += [(path.stem, line.text, rule) for rule in against_itself(line.text)]
    return wrong, count


def test_no_sentence_of_the_sample_contradicts_its_row_or_itself(demo_home: Path):
    folder = demo_home / "site" / SAMPLE_GEMEENTE
    wrong, count = contradicted(folder, demo_home / "wijkfoto.duckdb")
    assert wrong == []
    assert count > 300


@pytest.mark.parametrize("which", ["made", "made_local"])
def test_no_sentence_of_the_made_site_contradicts_its_row_or_itself(which: str, request):
    made: Made = request.getfixturevalue(which)
    wrong, count = contradicted(made.folder / GEMEENTE, made.database)
    assert wrong == []
    assert count > 150


@cache
def opened(folder: Path) -> tuple[SiteBook, Book]:
    site = open_site(make_database(folder / "wijkfoto.duckdb"), OPTIONS.titel)
    return site, open_book(folder / "wijkfoto.duckdb", site, GEMEENTE)


SURE = st.sampled_from(["stevig", "redelijk", "onzeker"])
AWAY = {"hoog": st.floats(5, 40), "laag": st.floats(-40, -5), "gemiddeld": st.floats(-5, 5)}


@st.composite
def differences(draw: st.DrawFn, name: str) -> dict[str, Any]:
    klasse = draw(st.sampled_from(sorted(AWAY)))
    value = draw(AWAY[klasse])
    half = draw(st.floats(0, 10))
    low, high = ("verschil_low", "verschil_high") if name == "gemeente" else (
        "verschil_vergelijkbaar_low", "verschil_vergelijkbaar_high")  # fmt: skip
    return {
        f"klasse_{name}": klasse, f"verschil_{name}": value, low: value - half,
        high: value + half, f"zekerheid_{name}": draw(SURE),
    }  # fmt: skip


@st.composite
def any_score(draw: st.DrawFn) -> dict[str, Any]:
    """Columns of a score that agree with each other, as the profile makes them."""
    score, half = draw(st.floats(60, 150)), draw(st.floats(0, 15))
    klasse = "hoog" if score >= 110 else "laag" if score < 90 else "gemiddeld"
    has_other = draw(st.booleans())
    return {
        "score": score, "score_low": score - half, "score_high": score + half, "klasse": klasse,
        "zekerheid": draw(SURE), "model_dependent": draw(st.booleans()),
        "percentile": draw(st.floats(0.01, 0.99)),
        "klasse_zonder_model": draw(st.sampled_from(sorted(AWAY))) if has_other else None,
        "score_zonder_model": score if has_other else None,
        **draw(differences("gemeente")), **draw(differences("vergelijkbaar")),
    }  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scores")


@settings(max_examples=60, deadline=None)
@given(columns=any_score())
def test_no_sentence_contradicts_any_score_that_there_can_be(place: Path, columns):
    site, book = opened(place)
    rows = {
        key: replace(row, **columns) if key[0] == WIJK and row.is_scored else row
        for key, row in book.tables.scores.items()
    }
    desk = Desk(replace(book, tables=replace(book.tables, scores=rows)))
    for told in profile(desk, WIJK).rijen:
        row = asdict(rows[WIJK, told.domain_id])
        for sentence in (zin.striptags() for zin in told.zinnen):
            assert list(against_row(sentence, row)) == [], sentence
            assert list(against_itself(sentence)) == [], sentence
    scored = asdict(next(row for key, row in rows.items() if key[0] == WIJK and row.is_scored))
    for message in wijk_messages(desk, desk.tables.regions[WIJK], (), site.rules):
        if re.match(
            r"[^:]+: (naar schatting |de score|hoge|lage|gemiddelde)", message.wat.striptags()
        ):
            sentence = f"{message.wat.striptags()} {message.parts()[1]}"
            assert list(against_row(sentence, scored)) == [], sentence


HIGH = {"klasse": "hoog", "zekerheid": "stevig", "model_dependent": False, "percentile": 0.9,
        "klasse_gemeente": "laag", "verschil_gemeente": -8.0, "zekerheid_gemeente": "redelijk",
        "klasse_zonder_model": "hoog"}  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "Vergeleken met Nederland is de behoefte laag.",
        "Werk en geld: lage behoefte, score 126 (tussen 124 en 127).",
        "Vergeleken met Nederland is de behoefte naar schatting hoog.",
        "De behoefte is hoger dan in de gemeente: +8 punten.",
        "Wonen: de score ligt tussen 107 en 114. Onzeker, daarom geen klasse",
        "Zonder RIVM-cijfers zou de klasse hoog zijn (score 120).",
        "12 van de 100 Nederlanders wonen in een wijk met een lagere score.",
    ],
)
def test_a_sentence_that_contradicts_its_row_is_found(sentence: str):
    assert list(against_row(sentence, HIGH))


@pytest.mark.parametrize(
    "sentence",
    [
        "Inwoners van 65 jaar of ouder: gestegen, van 1.500 naar 1.400 tussen 2016 en 2020.",
        "Bijstand: 120. Dat zijn er meer dan in wijken met zulke cijfers. Daar zouden het er 140",
        "Meer behoefte dan in de hele wijk: Zuid (\u221212 punten, stevig).",
        "score 126 (tussen 127 en 124)",
    ],
)
def test_a_sentence_that_contradicts_its_own_numbers_is_found(sentence: str):
    assert list(against_itself(sentence))
