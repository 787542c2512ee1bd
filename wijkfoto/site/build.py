"""Renders the site of a finished edition, and lists every number that it shows.

Pages are rendered by Jinja, with autoescape on and no undefined names; bytes depend on the
database and the shipped files alone.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, fields
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from wijkfoto.errors import EditionError
from wijkfoto.resources import shelf
from wijkfoto.site.format import capital, lower_first
from wijkfoto.site.pages import (
    Page,
    SiteBook,
    gemeente_page,
    gemeente_paths,
    open_book,
    open_site,
    site_pages,
)

CHUNK = 12
"""Pages per task of the pool: enough to make opening the database worth it."""
NUMBER_COLUMNS = ("number_id", "region_code", "text", "query", "snapshot_ids")


@dataclass(frozen=True)
class SiteOptions:
    """What the user chooses about the site.

    Attributes:
        titel: Title of the site.
        gemeenten: Codes of the gemeenten that get pages.
    """

    titel: str
    gemeenten: tuple[str, ...]


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
    workers: int = 1,
    on_page: Callable[[str], None] | None = None,
) -> SiteReport:
    """Write the site into a folder; equal input gives equal bytes, with any number of workers.

    Args:
        database: A finished file with the published tables; opened read-only.
        out: Folder of the site; made when absent. Files of the same name are replaced.
        options: Title and gemeenten.
        workers: Processes that render; 1 stays in this process.
        on_page: Called with the path of each page when it is written.
    """
    said = on_page or (lambda _path: None)
    out.mkdir(parents=True, exist_ok=True)
    size = _copy_static(out)
    site = open_site(database, options.titel)
    books = [open_book(database, site, code) for code in options.gemeenten]
    pages = 0
    for page in site_pages(site, books):
        size += _write(out, page)
        pages += 1
        said(page.path)
    for path, count in _render(database, out, options, workers):
        size += count
        pages += 1
        said(path)
    return SiteReport(pages, size)


def _all_pages(database: Path, options: SiteOptions) -> Iterator[Page]:
    site = open_site(database, options.titel)
    books = [open_book(database, site, code) for code in options.gemeenten]
    yield from site_pages(site, books)
    for book in books:
        for path in gemeente_paths(book):
            yield gemeente_page(site, book, path)


def _render(
    database: Path, out: Path, options: SiteOptions, workers: int
) -> Iterable[tuple[str, int]]:
    """Render the pages of the gemeenten, one task per chunk; yields path and bytes of each."""
    tasks = [
        (database, out, options.titel, code, start)
        for code in options.gemeenten
        for start in range(0, _page_count(database, options, code), CHUNK)
    ]
    if workers <= 1:
        for task in tasks:
            yield from _render_chunk(*task)
        return
    # spawn: a forked child would share the open handles of DuckDB and Arrow.
    with ProcessPoolExecutor(min(workers, len(tasks)), mp_context=get_context("spawn")) as pool:
        for done in as_completed([pool.submit(_render_chunk, *task) for task in tasks]):
            yield from done.result()


def _page_count(database: Path, options: SiteOptions, code: str) -> int:
    site = _site(database, options.titel)
    return len(gemeente_paths(open_book(database, site, code)))


def _render_chunk(
    database: Path, out: Path, titel: str, code: str, start: int
) -> list[tuple[str, int]]:
    """Render some pages of one gemeente; runs in a process of the pool."""
    site = _site(database, titel)
    book = open_book(database, site, code)
    paths = gemeente_paths(book)[start : start + CHUNK]
    return [(path, _write(out, gemeente_page(site, book, path))) for path in paths]


def _site(database: Path, titel: str) -> SiteBook:
    return open_site(database, titel)


def _copy_static(out: Path) -> int:
    """Copy the shared files of the site; returns their bytes."""
    target = out / "static"
    target.mkdir(exist_ok=True)
    size = 0
    for source in sorted((shelf("reports") / "static").iterdir()):
        shutil.copyfile(source, target / source.name)
        size += source.stat().st_size
    return size


def _write(out: Path, page: Page) -> int:
    """Render a page and put it in place by a rename; returns its bytes."""
    values = {f.name: getattr(page.context, f.name) for f in fields(page.context)}
    html = _environment().get_template(page.template).render(frame=page.frame, **values)
    lines = (line.strip() for line in html.splitlines())
    content = ("\n".join(line for line in lines if line) + "\n").encode("utf-8")
    path = out / page.path
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(content)
    unfinished.replace(path)
    return len(content)


def _quotes_as_they_are(query: str) -> Markup:
    """Escape a query for the inside of an element, where quotes need no escape."""
    return Markup(str(escape(query)).replace("&#39;", "'"))  # noqa: S704 - escaped on this line


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(shelf("reports") / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["hoofdletter"] = capital
    environment.filters["kleine_letter"] = lower_first
    environment.filters["query"] = _quotes_as_they_are
    return environment
