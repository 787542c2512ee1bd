"""What the pipeline asks of a statistics service, and what the protocols share in giving it.

A protocol itself stands in a module of its own; where the bytes are kept is for the caller.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

import msgspec

from wijkfoto.bronnen.http import HttpOptions, TransientError, get_pieces, what_came
from wijkfoto.bronnen.jsonrows import NotJsonError, NotRowsError, Row, RowReader
from wijkfoto.bronnen.runs import RowNumbers
from wijkfoto.errors import SourceError

Rows = list[Row]

T = TypeVar("T")

MAX_PAGE_BYTES = 300_000_000
"""A page of 10,000 rows with 118 columns is about 30 megabytes."""

MAX_METADATA_BYTES = 50_000_000
"""The largest real list of columns or regions is a few megabytes."""

MAX_PAGES = 10_000
"""Most pages of one set: far above the largest table, so that a walk ends."""


@dataclass(frozen=True)
class Page:
    """What is known of one page, once its bytes are in the target.

    Attributes:
        rows: How many rows it holds.
        numbers: The numbers that the service gives its rows, which are unique in a table; fewer
            than `rows` when a row stands in the page twice.
        following: Where the next page is, in the words of the service; empty after the last one.
    """

    rows: int
    numbers: RowNumbers
    following: str


class PageTarget(Protocol):
    """Where the bytes of one page go."""

    def restart(self) -> None:
        """Forget what was written: the page comes again, from its first byte."""

    def write(self, piece: bytes) -> None:
        """Take the next bytes."""


class TableService(Protocol):
    """A statistics service, whatever its protocol."""

    @property
    def base_url(self) -> str:
        """Address of the service; what was begun at another address is not gone on with here."""

    @property
    def data_set(self) -> str:
        """Name of the set with the figures; the pages in a snapshot are called after it."""

    @property
    def is_full_grid(self) -> bool:
        """Whether there is a row for every combination of members, also without a figure."""

    def info(self, table_id: str) -> dict[str, Any]:
        """Return the record that describes the table (Title, Period, Modified, ...).

        RecordCount, where the service gives it, is the number of rows that `page` gives in all.
        """

    def properties(self, table_id: str) -> Rows:
        """Return what each column is."""

    def dimension(self, table_id: str, name: str) -> bytes:
        """Return the members of a dimension as one JSON list, each with its code as Key."""

    def page(self, table_id: str, target: PageTarget, at: str = "", only: str = "") -> Page:
        """Read one page of the figures into `target`, byte for byte as received.

        Args:
            table_id: The table.
            target: Told to restart before the first byte of each try.
            at: Which page: `following` of the page before it, perhaps of an earlier run, so that
                it is checked like a link of the service; empty for the first page.
            only: Condition of the rows that are wanted, in OData; the links to the pages after the
                first one hold it.

        Raises:
            UnavailableError: If the page still fails after the last try.
            SourceError: If it is no page of rows, or leads to another host.
        """


@dataclass(frozen=True)
class PageForm:
    """How a protocol writes a page: an object with the rows in `value`.

    Attributes:
        base_url: Address of the service; pages elsewhere are not asked.
        number_key: Key of the number of a row.
        link_key: Key of the address of the next page, beside `value`.
    """

    base_url: str
    number_key: str
    link_key: str


def read_page(url: str, target: PageTarget, form: PageForm, options: HttpOptions) -> Page:
    """Read one page into a target while its rows are counted; it is never held whole.

    Raises:
        UnavailableError: If the page still fails after the last try: cut off, or no JSON.
        SourceError: If it is whole but no page of numbered rows, or leads to another host.
    """
    asked = same_service(url, form.base_url, url)
    bounded = replace(options, max_bytes=min(options.max_bytes, MAX_PAGE_BYTES))

    def take(pieces: Iterator[bytes]) -> Page:
        target.restart()
        return _counted(pieces, target, form, asked)

    return get_pieces(asked, bounded, take)


def _counted(pieces: Iterator[bytes], target: PageTarget, form: PageForm, url: str) -> Page:
    numbered = msgspec.defstruct(
        "Numbered", [("number", Any, None)], rename={"number": form.number_key}
    )
    reader, numbers, rows = RowReader(numbered), RowNumbers(), 0
    with _translated(url):
        for piece in pieces:
            target.write(piece)
            rows += _number(reader.feed(piece), numbers, form.number_key, url)
        rows += _number(reader.finish(), numbers, form.number_key, url)
    link = reader.envelope.get(form.link_key)
    return Page(rows, numbers, same_service(str(link), form.base_url, url) if link else "")


def _number(rows: list[Any], numbers: RowNumbers, key: str, url: str) -> int:
    """Take in the numbers of rows; return how many rows there are."""
    found = [row.number for row in rows]
    if not all(isinstance(number, int) for number in found):
        raise SourceError(
            f"There are rows without a number ({key}).",
            where=url,
            next_step="Try again later; nothing of this table was kept.",
        )
    numbers.take_in(found)
    return len(rows)


def same_service(link: str, base_url: str, current: str) -> str:
    """Return a link to a page in the scheme of the settings, once it is of the same host.

    A service behind a proxy may name itself http where we ask https.

    Raises:
        SourceError: If it leads elsewhere.
    """
    ours, theirs = urlsplit(base_url), urlsplit(link)
    if theirs.netloc.lower() != ours.netloc.lower() or theirs.scheme not in ("http", "https"):
        raise SourceError(
            f"The next page lies elsewhere: {link}.",
            where=current,
            next_step="Check bronnen.cbs_url and bronnen.rivm_url; nothing was kept.",
        )
    return theirs._replace(scheme=ours.scheme).geturl()


def check_walk(at: str, seen: set[str]) -> None:
    """Note that a page is asked; stop a walk that goes round or never ends.

    Raises:
        SourceError: If this page was asked before, or there are more than `MAX_PAGES`.
    """
    if at in seen or len(seen) >= MAX_PAGES:
        raise SourceError(
            "The pages go round.",
            where=at,
            next_step="Try again later; nothing of this table was kept.",
        )
    seen.add(at)


def read_rows(url: str, form: PageForm, options: HttpOptions) -> Rows:
    """Return all rows of a small set, which may take more than a page.

    Raises:
        UnavailableError: If a page still fails after the last try.
        SourceError: If one holds no rows, leads to another host, or they go round.
    """
    return [row for few in _few_by_few(url, form, options, _as_they_are) for row in few]


def pack_rows(
    url: str, form: PageForm, options: HttpOptions, shape: Callable[[Rows], Rows]
) -> bytes:
    """Return all rows of a set as one JSON list, keys sorted and indented by one.

    The regions of the land are 17,000 rows: as text they take a third of what they take parsed.

    Args:
        url: Where the first page is.
        form: How the protocol writes a page.
        options: How to fetch.
        shape: What becomes of a few rows before they are written.

    Raises:
        UnavailableError, SourceError: As `read_rows` does.
    """

    def written(rows: Rows) -> bytes:
        # A list of rows without its brackets, so that lists can be put together.
        few = msgspec.json.encode(shape(rows), order="sorted")
        return msgspec.json.format(few, indent=1)[1:-2]

    whole = b",".join(_few_by_few(url, form, options, written))
    return b"[" + whole + b"\n]" if whole else b"[]"


def _as_they_are(rows: Rows) -> Rows:
    return rows


def _few_by_few(
    url: str, form: PageForm, options: HttpOptions, each: Callable[[Rows], T]
) -> Iterator[T]:
    """Give what becomes of a few rows at a time, over all pages of a set."""
    bounded = replace(options, max_bytes=min(options.max_bytes, MAX_METADATA_BYTES))
    seen: set[str] = set()
    while url:
        check_walk(url, seen)
        asked = url

        def take(pieces: Iterator[bytes], asked: str = asked) -> tuple[list[T], Row]:
            reader = RowReader(dict)
            with _translated(asked):
                made = [each(rows) for piece in pieces if (rows := reader.feed(piece))]
                if rows := reader.finish():
                    made.append(each(rows))
            return made, reader.envelope

        made, envelope = get_pieces(asked, bounded, take)
        yield from made
        link = envelope.get(form.link_key)
        url = same_service(str(link), form.base_url, asked) if link else ""


@contextmanager
def _translated(url: str) -> Iterator[None]:
    """Turn the faults of reading a page into ours."""
    try:
        yield
    except NotJsonError as error:
        raise TransientError(what_came(error.start)) from error
    except NotRowsError as error:
        raise SourceError(
            str(error), where=url, next_step="Try again later; nothing of this table was kept."
        ) from error
