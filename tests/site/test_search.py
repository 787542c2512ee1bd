"""What can be found: every place, page and word, each at an address that is there."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from shapely.affinity import translate

from tests.site.conftest import OPTIONS, Made
from tests.site.fixture import GEMEENTE, OTHER, SCRIPT, WIJKEN
from tests.site.reading import read
from wijkfoto.site import SiteOptions, context_index, render_site, search
from wijkfoto.site.desk import Book
from wijkfoto.site.glossary import glossary
from wijkfoto.site.search import Found, LetterList, Place, Wijk
from wijkfoto.site.site_book import open_book, open_site
from wijkfoto.site.text import shipped_texts
from wijkfoto.warehouse.publish import page_hashes

BOTH = SiteOptions(titel="Wijkfoto", gemeenten=(GEMEENTE, OTHER), contact="wijk@voorbeeld.example")


@pytest.fixture(scope="module")
def both(made: Made, tmp_path_factory) -> Path:
    """A site of two gemeenten, one of them without wijken."""
    folder = tmp_path_factory.mktemp("both")
    render_site(made.database, folder, BOTH, downloads=made.downloads)
    return folder


@pytest.fixture(scope="module")
def by_letter(made: Made, tmp_path_factory) -> Path:
    """A site with so many names that each letter has a page."""
    folder = tmp_path_factory.mktemp("letters")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "ONE_PAGE", 5)
        render_site(made.database, folder, BOTH, downloads=made.downloads)
    return folder


def _data(folder: Path) -> dict[str, list]:
    text = (folder / search.DATA).read_text("utf-8")
    start, end = "window.wijkfotoZoek=", ";\n"
    assert text.startswith(start)
    assert text.endswith(end)
    found: dict[str, list] = json.loads(text.removeprefix(start).removesuffix(end))
    return found


def _listed(*pages: Path) -> list[tuple[str, str]]:
    lists = [ul for page in pages for ul in read(page).all("ul", "wijkkeuze")]
    return [(a.text, a.attrs["href"]) for ul in lists for a in ul.all("a")]


def test_the_list_holds_every_wijk_buurt_word_and_page(made: Made):
    listed = _listed(made.folder / "zoek.html")
    hrefs = [href for _, href in listed]
    assert {f"{GEMEENTE}/{code}.html" for code in WIJKEN} <= set(hrefs)
    assert ("Zuid", f"{GEMEENTE}/WK990601.html#buurten") in listed
    assert {f"begrippen.html#{t.term_id}" for t in glossary(shipped_texts())} <= set(hrefs)
    top = {p.name for p in made.folder.glob("*.html")} - {"zoek.html"}
    assert top <= set(hrefs)
    assert f"{GEMEENTE}/inkoop.html" in hrefs


def test_the_list_stands_in_dutch_order_under_its_letters(made: Made):
    page = read(made.folder / "zoek.html")
    letters = [h.text for h in page.all("h3")]
    assert letters == sorted(letters)
    names = [name for name, _ in _listed(made.folder / "zoek.html")]
    assert names.index("Berkendorp") < names.index("Bronnen") < names.index("Bijstand")
    # It starts with a sign, and stands where its first letter puts it.
    assert names.index("Score") < names.index(SCRIPT) < names.index("SES-WOA")


def test_the_file_of_the_script_holds_each_place_once(made: Made):
    data = _data(made.folder)
    code, name, wijken = data["g"][0]
    assert (code, name) == (GEMEENTE, "Schiedam")
    assert {f"WK9906{short}" for short, _, _ in wijken} == set(WIJKEN)
    of_wijk = {short: buurten for short, _, buurten in wijken}
    assert of_wijk["05"] == ["00", "Campus"]
    assert ["Marge", "marge", "marge", "marges"] in data["b"]


def test_a_name_that_looks_like_a_script_is_data_only(made: Made):
    assert "<" not in (made.folder / search.DATA).read_text("utf-8")
    assert any(name == SCRIPT for _, name, _ in _data(made.folder)["g"][0][2])


def test_a_code_that_does_not_follow_from_its_area_is_kept_whole():
    wijk = Wijk("WK123400", "Een", (("BU12340001", "A"), ("BU99990001", "B")))
    text = search.search_data(Found((Place("GM1234", "G", (wijk,)),), (), (), ()))
    assert '["00","Een",["01","A","BU99990001","B"]]' in text


def test_one_gemeente_leads_on_at_once(made: Made):
    page = read(made.folder / "index.html")
    card = page.all("article", "gemeentekaart")[0]
    hrefs = [a.attrs["href"] for a in card.all("a") if "getal" not in a.classes]
    assert hrefs[0] == f"{GEMEENTE}/index.html"
    assert {f"{GEMEENTE}/{code}.html" for code in WIJKEN} <= set(hrefs)
    assert page.all("figure", "grotekaart") == []


def test_several_gemeenten_have_a_field_and_a_list_and_no_numbers_of_their_own(both: Path):
    page = read(both / "index.html")
    assert _listed(both / "index.html") == [
        ("Elders", f"{OTHER}/index.html"), ("Schiedam", f"{GEMEENTE}/index.html"),
    ]  # fmt: skip
    assert [f.attrs["action"] for f in page.all("main")[0].all("form")] == ["zoek.html"]
    assert page.all("a", "getal") == []
    # One of them has no shape, and a map of one says nothing.
    assert page.all("figure", "grotekaart") == []


def test_two_gemeenten_with_a_shape_stand_on_a_map_that_leads_to_them(made: Made, monkeypatch):
    site = open_site(made.database, "Wijkfoto")
    cards = context_index.Cards(site.texts)
    book = open_book(made.database, site, GEMEENTE)
    cards.add(book)
    monkeypatch.setattr(
        context_index, "_outline", lambda b: context_index.Outline(OTHER, _moved(b), 2020)
    )
    cards.add(book)
    kaart = cards.context("90").kaart
    assert kaart is not None
    assert [shape.code for shape in kaart.shapes] == [GEMEENTE, OTHER]


def _moved(book: Book) -> bytes:
    whole = shapely.from_wkb(book.tables.gemeente.geometry)
    west, _, east, _ = whole.bounds
    return bytes(shapely.to_wkb(translate(whole, east - west)))


def test_an_outline_is_made_of_the_wijken_where_the_gemeente_has_none(made: Made):
    book = open_book(made.database, open_site(made.database, "W"), GEMEENTE)
    own = context_index._outline(book)
    bare = replace(book.tables.gemeente, geometry=None)
    tables = replace(book.tables, regions={**book.tables.regions, GEMEENTE: bare})
    made_of = context_index._outline(replace(book, tables=tables))
    assert made_of.code == own.code
    assert shapely.from_wkb(made_of.geometry).equals(shapely.from_wkb(own.geometry))


def test_many_names_get_a_page_for_each_letter(by_letter: Path):
    page = read(by_letter / "zoek.html")
    assert _listed(by_letter / "zoek.html") == []
    letters = page.all("main")[0].all("nav", "letters")[0].all("a")
    paths = [by_letter / a.attrs["href"] for a in letters]
    assert sorted(paths) == sorted((by_letter / "zoek").glob("*.html"))
    listed = {href for _, href in _listed(*paths)}
    assert {f"../{GEMEENTE}/{code}.html" for code in WIJKEN} <= listed
    missing = [h for h in listed if not (by_letter / "zoek" / h.partition("#")[0]).is_file()]
    assert missing == []


def test_names_with_a_digit_first_stand_together():
    texts = shipped_texts()
    lines = tuple(
        search.Entry(name, "wijk", "x") for name in ("1e Wijk", "Aa", "'s-Graveland", "Ä")
    )
    found = search.letters(lines, texts)
    assert [(one.key, one.letter) for one in found] == [("0", "Cijfers"), ("a", "A"), ("s", "S")]
    assert found[1] == LetterList("a", "A", (lines[1], lines[3]))


def test_a_letter_with_many_names_is_cut_into_parts_that_lose_none(monkeypatch):
    monkeypatch.setattr(search, "MOST_ON_PAGE", 2)
    lines = tuple(search.Entry(name, "wijk", "x") for name in ("Aa", "Aar", "Abdij", "Bos"))
    found = search.parted(search.letters(lines, shipped_texts()))
    assert [(one.key, one.letter) for one in found] == [
        ("a1", "Aa\u2013Aar"), ("a2", "Abd\u2013Abd"), ("b", "B"),
    ]  # fmt: skip
    assert tuple(e for one in found for e in one.regels) == lines


def test_equal_rows_give_equal_names(made: Made, tmp_path: Path):
    render_site(made.database, tmp_path, OPTIONS, downloads=made.downloads)
    name = search.DATA
    assert page_hashes(tmp_path)[name] == page_hashes(made.folder)[name]


def test_every_page_but_the_search_itself_has_a_field_that_leads_there(made: Made):
    for path in made.pages:
        home = "../" * (len(path.relative_to(made.folder).parts) - 1)
        forms = read(path).all("header", "kopbalk")[0].all("form")
        expected = [] if path.name == "zoek.html" else [f"{home}zoek.html"]
        assert [form.attrs["action"] for form in forms] == expected, path.name


def test_the_setting_says_where_to_write(both: Path, made: Made):
    statement = read(both / "toegankelijkheid.html")
    mails = [a.attrs["href"] for a in statement.all("a") if a.attrs["href"].startswith("mailto:")]
    assert mails == ["mailto:wijk@voorbeeld.example"]
    assert "wijk@voorbeeld.example" in read(both / "methode.html").text
    without = read(made.folder / "toegankelijkheid.html")
    assert "Hier staat nog geen adres." in without.text
