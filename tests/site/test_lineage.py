"""Each number of the sample pages, found again by the query beside it in the file to take along.

And the other way about: digits that are no number with an origin stand on a page for a reason that
is named here.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.site.browser import SiteBrowser
from tests.site.lineage import JOINED, Explained, agrees, explained, leads_to, numbers_on
from tests.site.reading import Element, read
from wijkfoto.catalog import shipped_catalog
from wijkfoto.sample import SAMPLE_GEMEENTE

WIJK = "WK990101"


@pytest.fixture(scope="module")
def pages(demo_home: Path) -> dict[str, Element]:
    """One page of each kind of the sample gemeente, by its path: also of a kind that is new."""
    folder = demo_home / "site" / SAMPLE_GEMEENTE
    chosen = [p for p in sorted(folder.rglob("*.html")) if p.stem == WIJK or p.stem[:2] != "WK"]
    return {p.relative_to(folder).as_posix(): read(p) for p in chosen}


@pytest.fixture(scope="module")
def downloaded(demo_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    path = demo_home / "site" / "download" / "wijkfoto.duckdb"
    with duckdb.connect(str(path), read_only=True) as con:
        yield con


def values_of(con: duckdb.DuckDBPyConnection, row: Explained) -> dict[str, object]:
    """Run the query as it stands on the page; returns the row with the codes of the number."""
    found = con.execute(row.query)
    # sum("share") is a share.
    names = [re.sub(r'^\w+\("?(\w+)"?\)$', r"\1", str(c[0])) for c in found.description or []]
    given = found.fetchall()
    _, region, item, _ = row.number_id.partition(":")[0].split("/")
    codes = {region, item, *item.split(".")}
    mine = [values for values in given if len(given) == 1 or leads_to(values, codes)]
    assert len(mine) == 1, row
    return dict(zip(names, mine[0], strict=True))


def is_found(row: Explained, text: str, values: dict[str, object]) -> bool:
    """Say whether the query gives a number as it is shown, after rounding as the page does."""
    base = row.number_id.partition(":")[0]
    if text in values.values():
        return True
    parts = [part for part in JOINED.split(text) if part]
    return bool(parts) and all(
        any(agrees(f"{base}:{name}", part, value) or agrees(base, part, value)
            for name, value in values.items() if not isinstance(value, str))
        for part in parts
    )  # fmt: skip


def test_every_number_is_given_by_its_query_in_the_file_to_take_along(pages, downloaded):
    wrong, count = [], 0
    for path, page in pages.items():
        rows = explained(page)
        known = {place: values_of(downloaded, row) for place, row in rows.items()}
        for text, place in numbers_on(page):
            count += 1
            if not is_found(rows[place], text, known[place]):
                wrong.append((path, rows[place].number_id, text, known[place]))
    assert wrong == []
    assert count > 1000


def test_another_value_is_not_taken_for_the_number_that_is_shown():
    row = Explained("domain_score/WK990101/ouderen_zorg/2020", "", "")
    values: dict[str, object] = {"score": 130.6, "score_low": 127.2, "score_high": 133.9}
    assert is_found(row, "131 (tussen 127 en 134)", values)
    assert not is_found(row, "130 (tussen 127 en 134)", values)
    assert not is_found(row, "131 (tussen 127 en 135)", values)


def test_every_number_is_a_link_that_a_keyboard_reaches(pages):
    wrong = [
        (path, a.text)
        for path, page in pages.items()
        for a in page.all("a", "getal")
        if not a.attrs.get("href", "").startswith("#") or a.attrs.get("tabindex", "0") == "-1"
    ]
    assert wrong == []


REACHED = """async () => {
  const missed = [];
  const all = [...document.querySelectorAll('main a.getal')];
  document.querySelectorAll('details').forEach(d => { d.open = true; });
  for (const link of all) {
    link.focus();
    if (document.activeElement !== link) missed.push(['focus', link.textContent]);
  }
  document.querySelectorAll('details').forEach(d => { d.open = false; });
  for (const place of new Set(all.map(link => link.getAttribute('href')))) {
    location.hash = place;
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const row = document.querySelector(place);
    if (!row || !row.checkVisibility()) missed.push(['row', place]);
  }
  return [all.length, missed];
}"""
"""Every number takes the focus, and the place it leads to can then be seen."""


@pytest.mark.browser
@pytest.mark.parametrize(
    "kind",
    [
        WIJK,
        *(
            pytest.param(kind, marks=pytest.mark.slow)
            for kind in ("index", "inkoop", "watals", f"team/{WIJK}", f"buurt/{WIJK}")
        ),
    ],
)
def test_every_number_takes_the_focus_and_opens_its_row(demo_home, browser: SiteBrowser, kind):
    path = demo_home / "site" / SAMPLE_GEMEENTE / f"{kind}.html"
    with browser.open(path, scripts=False) as opened:
        count, missed = opened.page.evaluate(REACHED)
        assert missed == []
        assert count > 20


MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
NO_FIGURE = {
    "code of a region, an edition or a number": (
        r"\b[a-z_]+/(?:WK|GM|BU)[0-9A-Z/a-z_]+|\(?\b(?:WK|GM|BU)\d[0-9A-Z]+\)?"
        r"|\b20\d\d-[0-9a-f]{12}\b"
    ),
    "day or year": rf"\b\d{{1,2}} (?:{MONTHS})\b(?: \d{{4}})?|\b(?:19|20)\d\d\b",
    "hundred of which something is a share": r"van de 100\b",
    "middle and band of the scale": (
        r"\b100 is (?:gemiddeld|de gemiddelde)|Nederland is 100|\(90 tot 110\)"
    ),
    "width of every interval": r"\b90%(?= marge| van de\b)",
    "limits of the words of certainty": r"[Ii]n 90 of meer|[Ii]n 70 tot 90|minder dan 70",
    "group of ages": (
        r"\b\d+ tot \d+(?: jaar)?\b|\b\d+ (?:jaar )?of ouder|jonger dan \d+ jaar|\b80 jaar"
    ),
    "count of wijken that the table of the same chart lists": r"Van de andere \d+ wijken",
    "number of a question of the quiz": r"(?:^|(?<=[.%] ))[1-9]\.(?= )",
    "size of paper": r"\bA4\b",
    "outcome of 2015; its source stands in the same card": r"5% meer mantelzorg",
    "steps in which something is counted": r"afgerond op 5\b|stappen van 0,5\b",
}
"""Digits in the words of the page that are no figure, with the reason."""
OF_FILES = {"download.html"}
"""Pages whose numbers are sizes, rows and hashes of files: the files themselves show them."""
NO_FIGURES_IN = {
    "blockquote": "words of people in the wijk",
    "q": "words of people in the wijk, beside a score",
    "toelichting": "words of the gemeente",
    "as-lijn": "numbers of an axis",
    "schaalkop": "numbers of an axis",
    "knr": "number of a wijk in the list beside its map",
    "p-nummer": "number of a place in the list beside its map",
    "historisch": "facts of another year, each with its source beside it",
    "herkomst": "the list of origins itself",
    "bronkort": "numbers of sources",
    "getal": "a number that leads to its origin",
    "script": "no text",
    "style": "no text",
}
REPEATED = ("title", "antwoorden")
"""A drawing in words, and the answers of a quiz on paper: each number has its origin listed."""


def loose(element: Element, page: str) -> Iterator[tuple[str, bool]]:
    """Yield each text with digits outside the numbers, and whether it may only repeat them."""
    for part in element.inside:
        if isinstance(part, str):
            if re.search(r"\d", part):
                yield " ".join(part.split()), False
        elif {part.tag, *part.classes} & NO_FIGURES_IN.keys():
            continue
        elif {part.tag, *part.classes} & set(REPEATED):
            if part.tag != "title" or element.tag != "head":
                yield part.text, True
        else:
            yield from loose(part, page)


def without_reasons(text: str, names: list[str]) -> str:
    for name in names:
        text = text.replace(name, "")
    for pattern in NO_FIGURE.values():
        text = re.sub(pattern, "", text)
    return text


def test_digits_without_an_origin_stand_on_a_page_for_a_reason(pages):
    catalog = shipped_catalog()
    names = sorted((i.naam for i in catalog.indicators.values()), key=len, reverse=True)
    names += [name[:1].lower() + name[1:] for name in names]
    wrong = []
    for path, page in pages.items():
        if path in OF_FILES:
            continue
        listed = (row.text for row in explained(page).values())
        shown = {n for text in listed for n in re.findall(r"\d[\d.,]*\b", text)}
        for text, repeats in loose(page.all("body")[0], path):
            left = without_reasons(text, names)
            digits = re.findall(r"\d[\d.,]*\b", left)
            if digits and not (repeats and set(digits) <= shown | {"100"}):
                wrong.append((path, text, digits))
    assert wrong == []


def test_facts_of_another_year_have_their_source_beside_them(pages):
    facts = [li for p in pages.values() for d in p.all("", "historisch") for li in d.all("li")]
    assert len(facts) > 10
    assert [li.text for li in facts if not re.search(r"(19|20)\d\d\. Bron: \S", li.text)] == []
