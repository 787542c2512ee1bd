"""The contexts of the pages for a reader who asks: the words, and the statement on accessibility.

What they say stands in reports/text; here it is put in order and filled.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from wijkfoto.site import format as fmt
from wijkfoto.site.glossary import Term
from wijkfoto.site.text import Texts

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


@dataclass(frozen=True)
class Word:
    """A word with its meaning, its source, and the words beside it (name, id)."""

    term_id: str
    woord: str
    uitleg: str
    bron: str
    zie: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Letter:
    """The words that start with a letter."""

    letter: str
    woorden: tuple[Word, ...]


@dataclass(frozen=True)
class GlossaryContext:
    """Everything on the page of the words."""

    letters: tuple[Letter, ...]


@dataclass(frozen=True)
class Contact:
    """Where a reader may write; the address is empty where it is no mail address."""

    tekst: str
    href: str

    @classmethod
    def of(cls, written: str, otherwise: str) -> "Contact":
        """Read the setting; without one the other text stands."""
        text = written.strip()
        return cls(text or otherwise, f"mailto:{text}" if _MAIL.fullmatch(text) else "")


@dataclass(frozen=True)
class Point:
    """One part of the statement: what it is about, and what is said of it."""

    wat: str
    zinnen: tuple[str, ...]


@dataclass(frozen=True)
class StatementContext:
    """Everything in the statement on accessibility."""

    datum: str
    norm: str
    status: str
    uitleg: tuple[str, ...]
    getest: tuple[Point, ...]
    beperkingen: tuple[Point, ...]
    contact: Contact


def letter_of(name: str) -> str:
    """Return the letter under which a name stands; a digit for names that start with one."""
    first = fmt.name_key(name)[0][:1]
    return first.upper() if first.isalpha() and first.isascii() else "0"


def glossary_context(terms: tuple[Term, ...], values: Mapping[str, str]) -> GlossaryContext:
    """Return everything on the page of the words.

    Args:
        terms: The words, in their order.
        values: What fills the places in a meaning.
    """
    names = {term.term_id: next(iter(term.vormen), term.woord) for term in terms}
    words = [
        Word(
            term.term_id,
            term.woord,
            term.uitleg.format(**values),
            term.bron,
            tuple((names[other], other) for other in term.zie),
        )
        for term in terms
    ]
    grouped = groupby(words, key=lambda word: letter_of(word.woord))
    return GlossaryContext(tuple(Letter(letter, tuple(group)) for letter, group in grouped))


def statement_context(texts: Texts, contact: str) -> StatementContext:
    """Return everything in the statement; `contact` is the setting of the site."""

    def get(name: str) -> str:
        return texts.get(f"toegankelijkheid.{name}")

    def points(name: str, *keys: str) -> tuple[Point, ...]:
        nodes = texts.node(f"toegankelijkheid.{name}")
        return tuple(Point(n["wat"], tuple(n[key] for key in keys)) for n in nodes)

    return StatementContext(
        datum=fmt.long_date_or_text(get("beoordeeld")),
        norm=get("norm"),
        status=get("status"),
        uitleg=texts.items("toegankelijkheid.status_uitleg"),
        getest=points("getest", "hoe"),
        beperkingen=points("beperkingen", "gevolg", "doen"),
        contact=Contact.of(contact, get("contact_geen")),
    )
