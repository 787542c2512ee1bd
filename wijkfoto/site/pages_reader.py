"""The pages for a reader who looks something up: words, accessibility, and search.

They say nothing about a figure; what they say stands in reports/text.
"""

from collections.abc import Iterator, Sequence

from wijkfoto.catalog import shipped_catalog
from wijkfoto.site import search as s
from wijkfoto.site.context_glossary import glossary_context, statement_context
from wijkfoto.site.frame import Crumb
from wijkfoto.site.glossary import PAGE, glossary
from wijkfoto.site.method_words import method_values
from wijkfoto.site.page import Page, frame, top_frame
from wijkfoto.site.site_book import SiteBook

SEARCH = "zoek.html"


def reader_pages(site: SiteBook) -> tuple[Page, ...]:
    """Build the page of the words and the statement on accessibility."""
    texts = site.texts
    words = glossary_context(glossary(texts), method_values(site.edition, shipped_catalog()))
    statement = statement_context(texts, site.contact)
    return (
        Page(PAGE, f"{PAGE}.j2", top_frame(site, "begrippen"), words, ()),
        Page(
            "toegankelijkheid.html",
            "toegankelijkheid.html.j2",
            top_frame(site, "toegankelijkheid"),
            statement,
            (),
        ),
    )


def found_on_site(site: SiteBook, places: Sequence[s.Place], pages: Sequence[Page]) -> s.Found:
    """Put together what can be found.

    Args:
        site: What every page shares.
        places: The gemeenten with their wijken and buurten.
        pages: The pages of the whole site; those deeper in are reached by their place.
    """
    top = [(page.frame.titel or site.titel, page.path) for page in pages if "/" not in page.path]
    return s.found_on(site.texts, places, top, glossary(site.texts))


def search_pages(site: SiteBook, found: s.Found) -> Iterator[Page]:
    """Build the search page, and one for each letter where the list would make it too long."""
    texts = site.texts
    lines = s.entries(found, texts)
    letters = s.letters(lines, texts)
    elsewhere = len(lines) > s.ONE_PAGE
    if elsewhere:
        letters = s.parted(letters)
    context = s.SearchContext(
        texts.get("zoek.kop"), texts.get("zoek.lead"), s.search_words(texts), letters, elsewhere
    )
    yield Page(SEARCH, f"{SEARCH}.j2", top_frame(site, "zoek"), context, ())
    if elsewhere:
        yield from (_letter(site, one, letters) for one in letters)


def _letter(site: SiteBook, one: s.LetterList, letters: tuple[s.LetterList, ...]) -> Page:
    title = site.texts.get("zoek.letter_titel").format(letter=one.letter)
    about = site.texts.get("zoek.letter").format(letter=one.letter)
    above = Crumb(site.texts.get("pagina.zoek_titel"), f"../{SEARCH}")
    crumbs = (Crumb(site.titel, "../index.html"), above, Crumb(one.letter, None))
    framed = frame(site, title, about, crumbs, diepte=1)
    context = s.LetterContext(title, one, letters)
    return Page(f"zoek/{one.key}.html", "zoekletter.html.j2", framed, context, ())
