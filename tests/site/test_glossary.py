"""The words of the site: each explained once, and linked where a page first uses it."""

import re
from pathlib import Path

import pytest

from tests.site.conftest import Made
from tests.site.fixture import GEMEENTE
from tests.site.reading import Element, read
from wijkfoto.errors import CatalogError
from wijkfoto.site.format import capital
from wijkfoto.site.glossary import BODY, Linker, Term, glossary
from wijkfoto.site.text import Texts, shipped_texts

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
NEVER = {
    *HEADINGS, "a", "blockquote", "button", "code", "form", "header", "nav", "script", "style",
    "summary", "svg", "table",
}  # fmt: skip


def term(term_id: str, *forms: str) -> Term:
    return Term(term_id, capital(forms[0]), forms, "Iets.", "Eigen afspraak.", ())


LINKER = Linker.of([term("wijk", "wijk", "wijken"), term("team", "wijkteam", "brede wijkteam")])


def link(body: str, basis: str = "") -> str:
    page = LINKER.link("x.html", f"<p>wijk</p><main>{body}</main><p>wijk</p>", basis)
    assert page.startswith("<p>wijk</p><main>")
    assert page.endswith("</main><p>wijk</p>")
    return page.removeprefix("<p>wijk</p><main>").removesuffix("</main><p>wijk</p>")


def to(term_id: str, word: str, basis: str = "") -> str:
    return f'<a class="b" href="{basis}begrippen.html#{term_id}">{word}</a>'


def test_a_word_is_linked_where_it_stands_first_and_nowhere_else():
    assert link("<p>Een wijk, twee wijken.</p>") == f"<p>Een {to('wijk', 'wijk')}, twee wijken.</p>"


def test_the_longest_way_to_write_a_word_is_taken():
    assert link("<li>Het brede wijkteam</li>") == f"<li>Het {to('team', 'brede wijkteam')}</li>"


def test_a_word_at_the_start_of_a_sentence_is_linked_too():
    assert link("<dd>Wijken</dd>", "../") == f"<dd>{to('wijk', 'Wijken', '../')}</dd>"


@pytest.mark.parametrize(
    "inside", ["wijk-agent", "sub-wijk", "wijkagent", "wijk\u00adagent", "a&wijk;"]
)
def test_a_part_of_another_word_is_left_alone(inside):
    assert link(f"<p>{inside}</p>") == f"<p>{inside}</p>"


@pytest.mark.parametrize(
    "kept",
    [
        "<h2>wijk</h2>", '<p><a href="wijk">wijk</a></p>', "<p><svg><text>wijk</text></svg></p>",
        "<script>wijk</script>", "<blockquote><p>wijk</p></blockquote>", "<div>wijk</div>",
        "<table><tr><td><p>wijk</p></td></tr></table>", '<p title="wijk > wijk">-</p>',
        '<p class="wat">wijk</p>', "<details><summary><p>wijk</p></summary></details>",
        "<header><p>wijk</p></header>", "<!-- wijk -->", "<p data-x='wijk'></p>",
    ],
)  # fmt: skip
def test_what_is_no_body_text_stays_as_it_is(kept):
    assert link(kept) == kept
    assert link(f"{kept}<p>wijk</p>") == f"{kept}<p>{to('wijk', 'wijk')}</p>"


def test_text_that_looks_like_markup_stays_escaped():
    text = "<p>&lt;script&gt;wijk&lt;/script&gt; &amp; &#34;wijk&#34;</p>"
    assert link(text) == text.replace("wijk", to("wijk", "wijk"), 1)


def test_a_list_of_words_is_not_linked():
    page = "<main><p>wijk</p></main>"
    for path in ("begrippen.html", "zoek.html", "zoek/w.html"):
        assert LINKER.link(path, page, "") == page


def test_a_page_without_main_stays_as_it_is():
    assert LINKER.link("x.html", "<p>wijk</p>", "") == "<p>wijk</p>"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"Een": {}}, "cannot stand in an address"),
        ({"een": {"zie": ["twee"]}}, "is no other word"),
        ({"een": {"zie": ["een"]}}, "is no other word"),
        ({"een": {"vormen": ["x"]}, "twee": {"vormen": ["x"]}}, "'x' stands under"),
    ],
)
def test_a_word_that_cannot_be_explained_is_refused(words, message):
    plain = {"woord": "W", "uitleg": "U.", "bron": "B."}
    texts = Texts({"begrippen": {key: {**plain, **node} for key, node in words.items()}})
    with pytest.raises(CatalogError, match=message):
        glossary(texts)


def test_each_word_says_where_its_meaning_comes_from():
    wrong = [
        t.term_id for t in glossary(shipped_texts()) if not (t.uitleg and t.bron.endswith("."))
    ]
    assert wrong == []


def _body(element: Element, inside: bool = False) -> list[str]:
    """Return the body text of a page in order, a piece per text; a link of a word belongs to it."""
    found: list[str] = []
    for part in element.inside:
        if isinstance(part, str):
            found += [part] if inside else []
        elif part.tag == "a" and part.classes == {"b"}:
            found.append(part.text)
        elif part.tag not in NEVER and not part.classes & {"wat", "legenda"}:
            found += _body(part, inside or part.tag in BODY)
    return found


def _used(text: str) -> list[str]:
    """Return the ids of the words in a text in the order of their first use, once each."""
    written = {
        way: t.term_id
        for t in glossary(shipped_texts())
        for form in t.vormen
        for way in (form, capital(form))
    }
    words = "|".join(re.escape(way) for way in sorted(written, key=len, reverse=True))
    found = re.findall(rf"(?<![\w&\u00ad-])(?:{words})(?![\w\u00ad-])", text)
    return list(dict.fromkeys(written[way] for way in found))


def test_every_word_that_a_page_uses_is_linked_there_once(made: Made, made_local: Made):
    seen: set[str] = set()
    of_local = [p for p in made_local.pages if p.name in ("index.html", "WK990601.html")]
    for folder, path in [(made.folder, p) for p in made.pages] + [
        (made_local.folder, p) for p in of_local
    ]:
        main = read(path).all("main")[0]
        links = [a.attrs["href"].rpartition("#") for a in main.all("a", "b")]
        home = "../" * (len(path.relative_to(folder).parts) - 1)
        assert {start for start, _, _ in links} <= {f"{home}begrippen.html"}, path.name
        ids = [term_id for _, _, term_id in links]
        is_list = path.name in ("begrippen.html", "zoek.html")
        assert ids == ([] if is_list else _used("\n".join(_body(main)))), path.name
        seen |= set(ids)
    assert len(seen) > 30


def test_the_page_of_words_explains_every_word_and_fills_its_numbers(made: Made):
    page = read(made.folder / "begrippen.html")
    terms = glossary(shipped_texts())
    assert [e.attrs["id"] for e in page.all("dt")] == [t.term_id for t in terms]
    assert [e.text for e in page.all("dt")] == [t.woord for t in terms]
    text = page.all("main")[0].text
    assert "{" not in text
    assert "Hoog zijn de wijken waar de 20% inwoners" in text
    assert "in minstens 90 van de 100" in text


def test_words_weigh_little_on_a_page(made: Made):
    for path in (made.wijk("WK990601"), made.folder / GEMEENTE / "index.html"):
        html = Path(path).read_text("utf-8")
        plain = re.sub(r'<a class="b"[^>]*>(.*?)</a>', r"\1", html)
        assert len(html) - len(plain) < 3000
