"""The words of the site that need a meaning, and the link at their first use on a page.

The words stand in reports/text/begrippen.yaml; the page that explains them is built elsewhere.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from wijkfoto.errors import CatalogError
from wijkfoto.site.format import capital, name_key
from wijkfoto.site.text import Texts, shipped_texts

PAGE = "begrippen.html"
"""The page of the words, from the root of the site."""
UNLINKED = (PAGE, "zoek")
"""How the paths of pages start that are lists of words and names: nothing is linked in them."""

BODY = ("dd", "li", "p")
"""Elements whose text is body text: a word is linked there and nowhere else."""

KEPT_AS_IS = (
    "a", "blockquote", "button", "code", "form", "h1", "h2", "h3", "h4", "header", "nav", "script",
    'p class="wat"', "style", "summary", "svg", "table", 'ul class="legenda"',
    'ul class="legenda kaartlegenda"',
)  # fmt: skip
"""Elements that are never touched, also inside body text: links, quotes of residents, drawings.

The headline of a message is a paragraph to a browser, and a heading to who reads it. A key to a
drawing is laid out in pieces, which a link would tear apart.
"""

_ID = re.compile(r"[a-z][a-z0-9_]*")
_TAG = r"""<(?:"[^"]*"|'[^']*'|[^"'>])*>"""
_EDGE = re.compile(rf"<(/?)({'|'.join((*KEPT_AS_IS, *BODY))})(?=[\s>])")
_BEFORE, _AFTER = r"(?<![\w&\u00ad-])", r"(?![\w\u00ad-])"


@dataclass(frozen=True)
class Term:
    """A word with its meaning.

    Attributes:
        term_id: Its name in addresses.
        woord: The word as a heading.
        vormen: How it stands in sentences, each with a small first letter unless it is a name.
        uitleg: What it means, in plain words; places for numbers of the method are not filled.
        bron: Where the meaning comes from.
        zie: Ids of words beside it.
    """

    term_id: str
    woord: str
    vormen: tuple[str, ...]
    uitleg: str
    bron: str
    zie: tuple[str, ...]


def glossary(texts: Texts) -> tuple[Term, ...]:
    """Return every word in Dutch order.

    Raises:
        CatalogError: If an id is no plain name, a word has two meanings, or a word is not there.
    """
    terms = tuple(
        sorted(
            (_term(term_id, node) for term_id, node in texts.node("begrippen").items()),
            key=lambda term: name_key(term.woord),
        )
    )
    faults = [*_faults(terms)]
    if faults:
        raise CatalogError(
            " ".join(faults), where="reports/text/begrippen.yaml", next_step="Mend the words."
        )
    return terms


def _term(term_id: str, node: Mapping[str, object]) -> Term:
    def many(key: str) -> tuple[str, ...]:
        value = node.get(key) or ()
        return tuple(str(v) for v in value) if isinstance(value, list) else ()

    return Term(
        term_id,
        str(node["woord"]),
        many("vormen"),
        str(node["uitleg"]).strip(),
        str(node["bron"]).strip(),
        many("zie"),
    )


def _faults(terms: Iterable[Term]) -> Iterator[str]:
    known = {term.term_id for term in terms}
    seen: dict[str, str] = {}
    for term in terms:
        if not _ID.fullmatch(term.term_id):
            yield f"'{term.term_id}' cannot stand in an address."
        for other in term.zie:
            if other not in known or other == term.term_id:
                yield f"'{term.term_id}' leads to '{other}', which is no other word."
        for form in term.vormen:
            if form in seen:
                yield f"'{form}' stands under '{seen[form]}' and '{term.term_id}'."
            seen[form] = term.term_id


@dataclass(frozen=True)
class Linker:
    """Links each word at its first use.

    Attributes:
        pattern: A tag, or a word (group `term`).
        terms: The id of a word by each way in which it is written.
    """

    pattern: re.Pattern[str]
    terms: Mapping[str, str]

    @classmethod
    def of(cls, terms: Iterable[Term]) -> "Linker":
        """Make the linker of some words; of words inside each other the longest is taken."""
        written = {
            way: term.term_id for term in terms for form in term.vormen
            for way in (form, capital(form))
        }  # fmt: skip
        longest = sorted(written, key=lambda way: (-len(way), way))
        # By first letter: at the start of a word few ways are tried, and not all of them.
        letters = {way[0]: [re.escape(w[1:]) for w in longest if w[0] == way[0]] for way in longest}
        words = "|".join(f"{re.escape(one)}(?:{'|'.join(all_)})" for one, all_ in letters.items())
        pattern = rf"{_TAG}|{_BEFORE}(?P<term>{words or '(?!)'}){_AFTER}"
        return cls(re.compile(pattern), written)

    def link(self, path: str, html: str, basis: str) -> str:
        """Return a page with a link at the first use of each word in its body text.

        The text itself stays as it was escaped; what is added holds nothing but an id and the
        path to the root.

        Args:
            path: The page, from the root of the site; one of UNLINKED stays as it is.
            html: The finished page; elements of BODY are closed, those of KEPT_AS_IS hold none of
                their own kind.
            basis: Path from the page to the root of the site: "", "../" or "../../".
        """
        if path.startswith(UNLINKED):
            return html
        start, end = html.find("<main"), html.rfind("</main>")
        linked: set[str] = set()

        def at(found: re.Match[str]) -> str:
            word = found["term"]
            term_id = self.terms[word] if word else ""
            if not word or term_id in linked:
                return found[0]
            linked.add(term_id)
            return f'<a class="b" href="{basis}{PAGE}#{term_id}">{word}</a>'

        parts = [
            self.pattern.sub(at, text) if is_body else text
            for text, is_body in _parts(html, max(start, 0), max(end, 0))
        ]
        return "".join(parts)


def _parts(html: str, start: int, end: int) -> Iterator[tuple[str, bool]]:
    """Cut a page into pieces that are body text and pieces that are not."""
    yield html[:start], False
    depth, begin, place = 0, start, start
    while edge := _EDGE.search(html, place, end):
        yield html[begin : edge.start()], depth > 0
        closes, name = edge.groups()
        begin, place = edge.start(), edge.end()
        if name in BODY:
            depth += -1 if closes else 1
        elif not closes:
            close = f"</{name.split()[0]}>"
            found = html.find(close, place, end)
            place = end if found < 0 else found + len(close)
            yield html[begin:place], False
            begin = place
    yield html[begin:], False


@cache
def shipped_linker() -> Linker:
    """Return the linker of the words that ship with the package, made once."""
    return Linker.of(glossary(shipped_texts()))
