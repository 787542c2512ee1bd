"""What can be found on the site: gemeenten, wijken, buurten, pages and words, with their addresses.

The same entries make the list from A to Z and the file that the script of the search page reads.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from wijkfoto.catalog import shipped_catalog
from wijkfoto.site import format as fmt
from wijkfoto.site.context_glossary import letter_of
from wijkfoto.site.desk import Book
from wijkfoto.site.glossary import PAGE, Term
from wijkfoto.site.text import Texts

DATA = "static/zoekdata.js"
"""The file that the script reads; a classic script, because a page on disk may not fetch."""
STANDOUT = "index.html#opvalt"
"""Place on the page of a gemeente that lists, per subject, where need stands out."""
MOST_WITH_SUBJECTS = 20
"""Gemeenten up to which their subjects can be found; with more, the list would fill with them."""
ONE_PAGE = 1500
"""Entries up to which the list from A to Z stands on the search page itself."""
MOST_ON_PAGE = 1100
"""Entries on the page of one letter: some 120 kB; a letter with more has several pages."""
_SOORTEN = ("gemeente", "wijk", "buurt", "bladzijde", "begrip")


@dataclass(frozen=True)
class Wijk:
    """A wijk with its buurten (code, name)."""

    code: str
    naam: str
    buurten: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Place:
    """A gemeente with its wijken, as far as their names are looked for."""

    code: str
    naam: str
    wijken: tuple[Wijk, ...]


@dataclass(frozen=True)
class Entry:
    """One line of the list: name, what it is and where, and the address from the root."""

    naam: str
    plaats: str
    href: str


@dataclass(frozen=True)
class LetterList:
    """The entries under one letter; `key` is the letter in addresses, `letter` as it is read."""

    key: str
    letter: str
    regels: tuple[Entry, ...]


@dataclass(frozen=True)
class SearchContext:
    """Everything on the search page.

    Attributes:
        woorden: Texts that the script shows, by name; with the kinds of entries.
        letters: The list from A to Z; without entries where each letter has a page of its own.
        elders: Whether each letter has a page of its own.
    """

    kop: str
    lead: str
    woorden: dict[str, str]
    letters: tuple[LetterList, ...]
    elders: bool


@dataclass(frozen=True)
class LetterContext:
    """Everything on the page of one letter."""

    kop: str
    lijst: LetterList
    letters: tuple[LetterList, ...]


def place_of(book: Book) -> Place:
    """Return the names of a gemeente, its wijken and buurten, in the order of the site."""
    buurten = book.buurten
    return Place(
        book.tables.gemeente_code,
        book.tables.gemeente.naam,
        tuple(
            Wijk(
                wijk.region_code,
                book.naam(wijk.region_code),
                tuple(
                    (b.region_code, buurten.namen[b.region_code])
                    for b in buurten.of_wijk.get(wijk.region_code, ())
                ),
            )
            for wijk in book.tables.wijken
        ),
    )


@dataclass(frozen=True)
class Found:
    """All that can be found.

    Attributes:
        places: The gemeenten.
        pages: Title and path of the pages of the whole site.
        of_gemeente: Pattern of the title, and file, of the pages that each gemeente has.
        terms: The words.
    """

    places: tuple[Place, ...]
    pages: tuple[tuple[str, str], ...]
    of_gemeente: tuple[tuple[str, str], ...]
    terms: tuple[Term, ...]


def found_on(
    texts: Texts, places: Iterable[Place], pages: Iterable[tuple[str, str]], terms: Sequence[Term]
) -> Found:
    """Put together what can be found; reports/text/zoek.yaml names the pages of a gemeente."""
    named = [(p["naam"], p["pad"]) for p in texts.node("zoek.van_gemeente")]
    all_places = tuple(places)
    if len(all_places) <= MOST_WITH_SUBJECTS:
        pattern = texts.get("zoek.onderwerp")
        subjects = [domain.naam for domain in shipped_catalog().domains.values()]
        named += [(pattern.replace("{onderwerp}", name), STANDOUT) for name in subjects]
    return Found(all_places, tuple(pages), tuple(named), tuple(terms))


def entries(found: Found, texts: Texts) -> tuple[Entry, ...]:
    """Return every line of the list in Dutch order."""

    def where(kind: str, **names: str) -> str:
        return texts.get(f"zoek.plaats.{kind}").format(**names)

    lines = [Entry(title, where("bladzijde"), path) for title, path in found.pages]
    lines += [Entry(t.woord, where("begrip"), f"{PAGE}#{t.term_id}") for t in found.terms]
    for place in found.places:
        lines.append(Entry(place.naam, where("gemeente"), f"{place.code}/index.html"))
        lines += [
            Entry(title.format(gemeente=place.naam), where("bladzijde"), f"{place.code}/{file}")
            for title, file in found.of_gemeente
        ]
        for wijk in place.wijken:
            href = f"{place.code}/{wijk.code}.html"
            lines.append(Entry(wijk.naam, where("wijk", gemeente=place.naam), href))
            inside = where("buurt", wijk=wijk.naam, gemeente=place.naam)
            lines += [Entry(naam, inside, f"{href}#buurten") for _, naam in wijk.buurten]
    return tuple(sorted(lines, key=lambda e: (fmt.name_key(e.naam), e.plaats, e.href)))


def letters(lines: Sequence[Entry], texts: Texts) -> tuple[LetterList, ...]:
    """Return the lines under their letters; names that start with a digit stand together."""
    by_letter = sorted(lines, key=lambda e: letter_of(e.naam))
    grouped = groupby(by_letter, key=lambda e: letter_of(e.naam))
    return tuple(
        LetterList(key.lower(), texts.get("zoek.cijfers") if key == "0" else key, tuple(group))
        for key, group in grouped
    )


def parted(lists: Iterable[LetterList]) -> tuple[LetterList, ...]:
    """Cut a letter with many lines into parts, called after their first and last name."""
    found: list[LetterList] = []
    for one in lists:
        starts = range(0, len(one.regels), MOST_ON_PAGE)
        if len(starts) == 1:
            found.append(one)
            continue
        for number, start in enumerate(starts, start=1):
            part = one.regels[start : start + MOST_ON_PAGE]
            first, last = (fmt.name_key(e.naam)[0][:3].capitalize() for e in (part[0], part[-1]))
            found.append(LetterList(f"{one.key}{number}", f"{first}\u2013{last}", part))
    return tuple(found)


def search_data(found: Found) -> str:
    """Return the file that the script reads: everything once, codes without what they share.

    A code of a wijk or buurt is told without the code that it lies in, and addresses are left to
    the script, so that the whole country stays small.
    """
    data = {
        "p": found.pages,
        "v": found.of_gemeente,
        "b": [[term.woord, term.term_id, *term.vormen] for term in found.terms],
        "g": [
            [p.code, p.naam, [[_inside(w.code, p.code), w.naam, _flat(w)] for w in p.wijken]]
            for p in found.places
        ],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # Names are data; no part of them may look like markup, wherever this file ends up.
    safe = text.replace("<", "\\u003c")
    return f"window.wijkfotoZoek={safe};\n"


def _flat(wijk: Wijk) -> list[str]:
    return [part for code, naam in wijk.buurten for part in (_inside(code, wijk.code), naam)]


def _inside(code: str, above: str) -> str:
    """Return a code without that of the area it lies in; whole where it does not follow from it."""
    return code[len(above) :] if code[2:].startswith(above[2:]) else code


def search_words(texts: Texts) -> dict[str, str]:
    """Return the texts that the script shows, by their name in the page."""
    kinds: Mapping[str, str] = texts.node("zoek.plaats")
    return {
        **{name: texts.get(f"zoek.{name}") for name in ("geen", "een", "meer", "eerste")},
        **{kind: str(kinds[kind]) for kind in _SOORTEN},
    }
