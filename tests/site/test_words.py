"""The words of the site: easy to read, without blame, one word for one thing, right in number."""

import re
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import duckdb
import pytest

from tests.helpers import REPO
from tests.site.conftest import GEMEENTE, OPTIONS, Made
from tests.site.reading import Element, read, section
from tools.readability import reading, report, site_scores, syllables
from wijkfoto.sample import SAMPLE_GEMEENTE
from wijkfoto.site import format as fmt
from wijkfoto.site import render_site

PLAIN = 60
"""Least score of Flesch-Douma for a text that everyone can follow: plain language begins there."""
REPORT = REPO / "test-output" / "leesbaarheid.txt"


@pytest.fixture(scope="module")
def site(demo_home: Path) -> Path:
    return demo_home / "site"


def kort_pages(site: Path) -> list[Path]:
    folder = site / SAMPLE_GEMEENTE
    return [folder / "index.html", *sorted(folder.glob("WK*.html"))]


def kort_blocks(path: Path) -> list[str]:
    kort = section(read(path), "kort")
    return [p.text for message in kort.all("li", "bericht") for p in message.all("p")]


@pytest.mark.parametrize(
    ("word", "number"),
    [("wijk", 1), ("gemeente", 3), ("eenzaamheid", 3), ("beoordelen", 4), ("nieuwe", 2),
     ("lawaai", 2), ("co\u00ebrdinatie", 5), ("Wmo", 1), ("mbo", 1), ("draaien", 2)],
)  # fmt: skip
def test_syllables_are_counted_by_groups_of_vowels(word: str, number: int):
    assert syllables(word) == number


def test_longer_sentences_and_words_read_harder():
    easy = reading(["De wijk is groot. Hier wonen veel mensen."])
    long_words = reading(["De gemeentelijke verantwoordelijkheid is omvangrijk. Alles telt mee."])
    long_sentence = reading(["De wijk is groot en hier wonen veel mensen die wij graag spreken."])
    assert easy.score > long_sentence.score
    assert easy.score > long_words.score
    assert (easy.sentences, easy.words) == (2, 8)


def test_in_het_kort_is_plain_on_every_page(site: Path):
    scores = {path.name: reading(kort_blocks(path)).score for path in kort_pages(site)}
    assert {name: score for name, score in scores.items() if score < PLAIN} == {}


def test_every_kind_of_page_is_plain_and_its_score_is_reported(site: Path):
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(f"{report(site)}\n", encoding="utf-8")
    assert {kind: score for kind, score in site_scores(site).items() if score < PLAIN} == {}


BLAME = {
    "probleemwijk": "names a place by its trouble",
    "achterstandswijk": "names a place by its trouble",
    "aandachtswijk": "names a place by its trouble",
    "slechte wijk": "judges a place",
    "zwakke wijk": "judges a place",
    "slechtste": "makes a league of wijken",
    "beste wijk": "makes a league of wijken",
    "scoort slecht": "judges a place",
    "probleemgezin": "judges people",
    "probleemjongere": "judges people",
    "multiprobleem": "judges people",
    "zorgmijder": "judges people",
    "kwetsbare mensen": "describes people by what they lack; say what they need",
    "kwetsbare groep": "describes people by what they lack; say what they need",
    "kansarm": "describes people by what they lack",
    "laagopgeleid": "puts a rank on people; say which education",
    "hoogopgeleid": "puts a rank on people; say which education",
    "asociaal": "judges people",
    "profiteer": "judges people",
    "uitkeringstrekker": "judges people; say: mensen met bijstand",
    "allochtoon": "an origin is no need, and the word is not used any more",
    "autochtoon": "an origin is no need, and the word is not used any more",
    "zorgverbruik": "people use help, they do not consume it",
    "zorgconsument": "people use help, they do not consume it",
    "gehandicapten": "describes people by one trait; say: mensen met een beperking",
    "bejaarden": "a word from another time; say: ouderen",
    "de schuld van": "seeks a culprit",
    "eigen schuld": "seeks a culprit",
    "falende": "judges people or services",
    "tekortschiet": "judges people or services",
}
"""Words that may stand on no page, with the reason (03-method, section 10: places and services)."""

ONE_WORD = {
    r"\bdomein(en)?\b": "onderwerp",
    r"\bindicator(en)?\b": "cijfer",
    r"\bbetrouwbaarheidsinterval": "grenzen, or marge",
    r"\bobservatie": "cijfer",
    r"\bpercentiel": "van de 100 Nederlanders",
    r"\brapportcijfers\b": "score",
}
"""Words of the tables that a page says otherwise: one word for one thing."""


def said(page: Element) -> str:
    """Return the words of a page for a reader, without the list of origins and its queries."""

    def words(element: Element) -> str:
        if element.tag in ("code", "script", "style") or element.classes & {"herkomst", "code"}:
            return ""
        return "".join(p if isinstance(p, str) else f" {words(p)} " for p in element.inside)

    return re.sub(r"\s+", " ", words(page.all("body")[0])).lower()


@cache
def words_of(path: Path) -> str:
    return said(read(path))


def found(paths: list[Path], patterns: list[str]) -> list[tuple[str, str]]:
    hits = []
    for path in paths:
        text = words_of(path)
        hits += [(path.name, pattern) for pattern in patterns if re.search(pattern, text)]
    return hits


def test_no_page_blames(site: Path, made_local: Made):
    paths = [*sorted(site.rglob("*.html")), *made_local.pages]
    # "Geen ranglijst" says what the site is not.
    league = r"(?<!geen )ranglijst"
    assert found(paths, [*map(re.escape, BLAME), league]) == []


# Pages about the tables, the method and the words themselves name columns too.
OF_TABLES = {"begrippen.html", "download.html", "methode.html", "samenhang.html"}


def test_one_thing_has_one_word(site: Path):
    paths = [path for path in sorted(site.rglob("*.html")) if path.name not in OF_TABLES]
    assert found(paths, list(ONE_WORD)) == []


def plain_kort(path: Path, names: list[str]) -> str:
    """Return the minute of a wijk without names and numbers."""
    text = " ".join(kort_blocks(path))
    for name in names:
        text = text.replace(name, "")
    return re.sub(r"\s+", " ", re.sub(r"[\d.,]+", "", text))


def evidence(home: Path) -> dict[str, tuple[object, ...]]:
    """Return what is sure of each wijk of the sample: classes and the form of its team."""
    with duckdb.connect(str(home / "wijkfoto.duckdb"), read_only=True) as con:
        rows = con.execute(
            "select region_code, list({'d': domain_id, 'k': case when zekerheid in "
            "('stevig', 'redelijk') then klasse end, 'z': zekerheid, 'o': domain_id} "
            "order by domain_id) from domain_score where region_code like "
            f"'WK{SAMPLE_GEMEENTE[2:]}%' and klasse in ('hoog', 'laag') "
            "and zekerheid in ('stevig', 'redelijk') group by region_code"
        ).fetchall()
    return {code: tuple(sorted((r["d"], r["k"]) for r in told)) for code, told in rows}


def test_wijken_with_other_evidence_have_another_minute(demo_home: Path, site: Path):
    told, folder = evidence(demo_home), site / SAMPLE_GEMEENTE
    names = sorted((read(folder / f"{code}.html").all("h1")[0].text for code in told), key=len)
    texts = {code: plain_kort(folder / f"{code}.html", names[::-1]) for code in told}
    pairs = [(a, b) for a, b in combinations(sorted(told), 2) if told[a] != told[b]]
    assert [(a, b) for a, b in pairs if texts[a] == texts[b]] == []
    assert len(pairs) > 10


def test_one_wijk_is_no_wijken(made: Made, tmp_path: Path):
    database = tmp_path / "wijkfoto.duckdb"
    database.write_bytes(made.database.read_bytes())
    with duckdb.connect(str(database)) as con:
        con.execute("update region set level = 'buurt' where region_code like 'WK9906%' "
                    "and region_code <> 'WK990601'")  # fmt: skip
    render_site(database, tmp_path / "site", OPTIONS)
    head = read(tmp_path / "site" / GEMEENTE / "index.html").all("p", "onder")[0].text
    assert "1 wijk \u00b7" in head
    assert "12 wijken \u00b7" in read(made.folder / GEMEENTE / "index.html").text


@pytest.mark.parametrize(
    ("words", "joined"),
    [([], ""), (["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c"),
     (["a, b", "c"], "a, b; en c"), (["a", "b, c"], "a en b, c")],
)  # fmt: skip
def test_none_one_two_and_more_names_are_joined(words: list[str], joined: str):
    assert fmt.and_list(words) == joined


# A level of schooling, and a slope that is set beside one, are followed by another sentence.
PLURAL = re.compile(
    r"(?<![\d.,+\u2212-])(?<!mbo )(?<!helling onder )(?<!boven )"
    r"1 (\w+en|mensen|wijken|gesprekken|vragen|teams|jaren)\b"
)
ARTICLE = re.compile(
    r"\b(?:de (?:team|cijfer|getal|gebied|advies|verschil|onderwerp|beeld|huishouden|aantal|deel)"
    r"|het (?:wijk|gemeente|buurt|score|vraag|raad|klasse|marge|behoefte|huisarts|vorm|regel))\b",
    re.IGNORECASE,
)


def test_de_and_het_and_one_are_right_on_every_page(site: Path, made_local: Made):
    wrong: Counter[str] = Counter()
    for path in [*sorted(site.rglob("*.html")), *made_local.pages]:
        text = words_of(path)
        wrong.update(m[0] for m in ARTICLE.finditer(text))
        wrong.update(m[0] for m in PLURAL.finditer(text))
    assert wrong == Counter()
