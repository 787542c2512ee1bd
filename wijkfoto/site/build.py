"""Renders the site of a finished edition, and lists every number that it shows.

Pages are rendered by Jinja, with autoescape on and no undefined names; bytes depend on the
database and the shipped files alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, as_completed, wait
from dataclasses import dataclass, fields
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from wijkfoto.errors import EditionError
from wijkfoto.export import Downloads
from wijkfoto.resources import shelf
from wijkfoto.site.context_index import Cards
from wijkfoto.site.desk import Book
from wijkfoto.site.format import capital, lower_first
from wijkfoto.site.glossary import shipped_linker
from wijkfoto.site.logo import read_logo
from wijkfoto.site.page import Page
from wijkfoto.site.pages import gemeente_page, gemeente_paths
from wijkfoto.site.pages_download import download_pages
from wijkfoto.site.pages_reader import found_on_site, reader_pages, search_pages
from wijkfoto.site.pages_site import site_pages
from wijkfoto.site.put import put
from wijkfoto.site.scripts import copy_static, write_data
from wijkfoto.site.search import DATA, search_data
from wijkfoto.site.site_book import SiteBook, open_book, open_site
from wijkfoto.site.tables import count_wijken
from wijkfoto.site.theme import read_theme

CHUNK = 64
"""Pages per task of the pool: most gemeenten are one task, and a city is several."""
PAYS_FROM = 200
"""Wijken from which a pool is worth it: a process starts as long as some 40 wijken take."""
NO_DOWNLOADS = Downloads()
NUMBER_COLUMNS = ("number_id", "region_code", "text", "query", "snapshot_ids")


@dataclass(frozen=True)
class SiteOptions:
    """What the user chooses about the site.

    Attributes:
        titel: Title of the site.
        gemeenten: Codes of the gemeenten that get pages.
        regels: Folder with norms and rules of the gemeente; None without one.
        contact: Where a reader may write.
        thema: Theme of the gemeente; None for the one that ships.
        logo: Logo of the gemeente; None without one.
    """

    titel: str
    gemeenten: tuple[str, ...]
    regels: Path | None = None
    contact: str = ""
    thema: Path | None = None
    logo: Path | None = None


@dataclass(frozen=True)
class SiteReport:
    """What was written: pages, and bytes of all files together."""

    pages: int
    bytes: int


def collect_numbers(database: Path, options: SiteOptions) -> pd.DataFrame:
    """Return every number that the site shows, once, in order of its id.

    Args:
        database: A finished file with the published tables; opened read-only.
        options: Title and gemeenten.

    Returns:
        Columns number_id, region_code, text, query, snapshot_ids (JSON text).

    Raises:
        EditionError: If one number would be written in two ways.
    """
    found: dict[str, dict[str, str]] = {}
    for page in _all_pages(database, options):
        for row in page.numbers:
            known = found.setdefault(row["number_id"], row)
            if (known["text"], known["query"]) != (row["text"], row["query"]):
                raise EditionError(
                    f"{row['number_id']} is written as '{known['text']}' and as '{row['text']}'.",
                    where=page.path,
                )
    rows = [found[number_id] for number_id in sorted(found)]
    return pd.DataFrame(rows, columns=list(NUMBER_COLUMNS))


def render_site(
    database: Path,
    out: Path,
    options: SiteOptions,
    *,
    downloads: Downloads = NO_DOWNLOADS,
    workers: int = 1,
    on_page: Callable[[str], None] | None = None,
) -> SiteReport:
    """Write the site into a folder; equal input gives equal bytes, with any number of workers.

    Args:
        database: A finished file with the published tables; opened read-only.
        out: Folder of the site; made when absent. Files of the same name are replaced.
        options: Title and gemeenten.
        downloads: The files that lie in the folder `download` of the site; their pages list them.
        workers: Processes that render; 1 stays in this process. See `useful_workers`.
        on_page: Called with the path of each page when it is written.
    """
    said = on_page or (lambda _path: None)
    out.mkdir(parents=True, exist_ok=True)
    logo = read_logo(options.logo)
    site = open_site(database, options.titel, options.regels, options.contact, logo)
    size = copy_static(out, read_theme(options.thema), logo)
    cards = Cards(site.texts)
    books = _books(database, site, options, cards)
    pages = 0
    for path, count in _render(out, site, books, workers):
        size += count
        pages += 1
        said(path)
    for gemeente in cards.compared:
        size += write_data(out, gemeente.script, gemeente.content)
    shared = (
        *site_pages(site, cards),
        *reader_pages(site),
        *download_pages(site, downloads, cards.names),
    )
    found = found_on_site(site, cards.places, shared)
    size += write_data(out, DATA, search_data(found))
    for page in (*shared, *search_pages(site, found)):
        size += _write(out, page)
        pages += 1
        said(page.path)
    return SiteReport(pages, size)


def render_gemeente(
    database: Path, out: Path, options: SiteOptions, gemeente: str
) -> tuple[str, ...]:
    """Write the pages of one gemeente into a folder, as `render_site` writes them.

    Args:
        database: A finished file with the published tables; opened read-only.
        out: Folder; made when absent.
        options: Title and gemeenten of the whole site.
        gemeente: Code of one of them.

    Returns:
        The paths written. Not among them are `download.html`, which tells of files beside the
        pages, and the pages of the whole site.
    """
    logo = read_logo(options.logo)
    site = open_site(database, options.titel, options.regels, options.contact, logo)
    book = open_book(database, site, gemeente)
    out.mkdir(parents=True, exist_ok=True)
    return tuple(path for path, _ in _render_chunk(out, site, book, gemeente_paths(book)))


def useful_workers(database: Path, options: SiteOptions, cores: int) -> int:
    """Return how many processes render these pages soonest.

    Args:
        database: A finished file with the published tables; opened read-only.
        options: Title and gemeenten.
        cores: Processors that there are.
    """
    return cores if count_wijken(database, options.gemeenten) >= PAYS_FROM else 1


def _books(database: Path, site: SiteBook, options: SiteOptions, cards: Cards) -> Iterator[Book]:
    """Read the gemeenten one by one, and write the card of each."""
    for code in options.gemeenten:
        book = open_book(database, site, code)
        cards.add(book)
        yield book


def _all_pages(database: Path, options: SiteOptions) -> Iterator[Page]:
    site = open_site(database, options.titel, options.regels, options.contact)
    cards = Cards(site.texts)
    for book in _books(database, site, options, cards):
        for path in gemeente_paths(book):
            yield gemeente_page(site, book, path)
    yield from site_pages(site, cards)


def _render(
    out: Path, site: SiteBook, books: Iterable[Book], workers: int
) -> Iterator[tuple[str, int]]:
    """Render the pages of the gemeenten; yields path and bytes of each."""
    chunks = ((book, chunk) for book in books for chunk in _chunks(gemeente_paths(book)))
    if workers <= 1:
        for book, paths in chunks:
            yield from _render_chunk(out, site, book, paths)
        return
    waiting: set[Future[list[tuple[str, int]]]] = set()
    # spawn: a forked child would share the open handles of DuckDB and Arrow.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for book, paths in chunks:
            # A book that waits takes memory, so that few do.
            if len(waiting) >= 2 * workers:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for each in done:
                    yield from each.result()
            waiting.add(pool.submit(_render_chunk, out, site, book, paths))
        for each in as_completed(waiting):
            yield from each.result()


def _chunks(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(paths), CHUNK):
        yield paths[start : start + CHUNK]


def _render_chunk(
    out: Path, site: SiteBook, book: Book, paths: Sequence[str]
) -> list[tuple[str, int]]:
    """Write some pages of one gemeente; runs in a process of the pool, when there is one."""
    return [(path, _write(out, gemeente_page(site, book, path))) for path in paths]


def _write(out: Path, page: Page) -> int:
    """Render a page, link its words, and put it in place; returns its bytes."""
    values = {f.name: getattr(page.context, f.name) for f in fields(page.context)}
    html = environment().get_template(page.template).render(frame=page.frame, **values)
    lines = (line.strip() for line in html.splitlines())
    text = "\n".join(line for line in lines if line) + "\n"
    linked = shipped_linker().link(page.path, text, page.frame.basis)
    return put(out / page.path, linked.encode("utf-8"))


def _quotes_as_they_are(query: str) -> Markup:
    """Escape a query for the inside of an element, where quotes need no escape."""
    return Markup(str(escape(query)).replace("&#39;", "'"))  # noqa: S704 - escaped on this line


def css_string(text: str) -> Markup:
    """Write a text as a string of CSS: all but plain letters and digits as its code point."""
    plain = "".join(
        c if c.isascii() and (c.isalnum() or c == " ") else f"\\{ord(c):x} " for c in text
    )
    return Markup(f'"{plain}"')  # noqa: S704 - nothing but letters, digits, spaces and \\ is left


@cache
def environment() -> Environment:
    """Return the templates that ship with the package, and their filters, made once."""
    environment = Environment(
        loader=FileSystemLoader(shelf("reports") / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["hoofdletter"] = capital
    environment.filters["kleine_letter"] = lower_first
    environment.filters["op_rij"] = lambda names: "; ".join(lower_first(name) for name in names)
    environment.filters["css"] = css_string
    environment.filters["query"] = _quotes_as_they_are
    return environment
