"""A CBS or RIVM table over OData v3, behind one interface.

cbsodata serves the small metadata; the page loop is ours, because pages must be kept as received,
keys must stay keys, a dropped connection must not lose the table, and a link to another host must
not be followed (decision 2).
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import cbsodata
import requests

from wijkfoto.bronnen.http import (
    HttpOptions,
    TransientError,
    check_status,
    environment,
    get_json,
    retrying,
    translated_faults,
)
from wijkfoto.errors import SourceError

Rows = list[dict[str, Any]]

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+)?Z?")

_cbsodata_options = threading.Lock()


@dataclass(frozen=True)
class Page:
    """One page of a data set: its bytes as received and the number of rows in it."""

    body: bytes
    rows: int


class TableService(Protocol):
    """What the pipeline asks of a statistics service, whatever its protocol."""

    def info(self, table_id: str) -> dict[str, Any]:
        """Return the record that describes the table (Title, Period, Modified, ...)."""

    def properties(self, table_id: str) -> Rows:
        """Return what each column is."""

    def dimension(self, table_id: str, name: str) -> Rows:
        """Return the members of a dimension."""

    def pages(self, table_id: str) -> Iterator[Page]:
        """Return the data, page after page."""


@dataclass(frozen=True)
class OData3:
    """OData v3 as CBS serves it, at `base_url` with the real paths below it."""

    base_url: str
    options: HttpOptions

    def info(self, table_id: str) -> dict[str, Any]:
        """Return the TableInfos record.

        Raises:
            NotFoundError: If the service does not have the table.
            SourceError: If the record is missing or the service fails.
        """
        rows = self._metadata(table_id, "TableInfos")
        # Modified becomes the name of a folder in the store.
        if not rows or not _MOMENT.fullmatch(str(rows[0].get("Modified"))):
            raise SourceError("TableInfos holds no record with a moment Modified.", where=table_id)
        return rows[0]

    def properties(self, table_id: str) -> Rows:
        """Return the DataProperties rows."""
        return self._metadata(table_id, "DataProperties")

    def dimension(self, table_id: str, name: str) -> Rows:
        """Return the rows of a dimension, such as WijkenEnBuurten, which takes more than a page."""
        rows: Rows = []
        for parsed, _ in self._walk(table_id, name):
            rows += parsed["value"]
        return rows

    def pages(self, table_id: str) -> Iterator[Page]:
        """Return TypedDataSet page after page, as received."""
        for parsed, body in self._walk(table_id, "TypedDataSet"):
            yield Page(body=body, rows=len(parsed["value"]))

    def _walk(self, table_id: str, name: str) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Walk along `odata.nextLink`, which is a full address of its own."""
        url = f"{self._table(table_id)}/{name}?$format=json"
        seen: set[str] = set()
        while url:
            seen.add(url)
            parsed, body = get_json(url, self.options)
            if not isinstance(parsed.get("value"), list):
                raise SourceError("The answer holds no rows (no 'value').", where=url)
            yield parsed, body
            url = self._next(parsed.get("odata.nextLink"), url)
            if url in seen:
                raise SourceError("The pages go round.", where=url, next_step="Try again later.")

    def _next(self, link: object, current: str) -> str:
        if not link:
            return ""
        address = str(link)
        ours, theirs = urlsplit(self.base_url), urlsplit(address)
        if (theirs.scheme, theirs.netloc) != (ours.scheme, ours.netloc):
            raise SourceError(f"The next page lies elsewhere: {address}.", where=current)
        return address

    def _table(self, table_id: str) -> str:
        return f"{self.base_url}/ODataFeed/odata/{table_id}"

    def _metadata(self, table_id: str, name: str) -> Rows:
        url = f"{self._table(table_id)}/{name}"
        return retrying(lambda: self._metadata_once(table_id, name, url), url, self.options)

    def _metadata_once(self, table_id: str, name: str, url: str) -> Rows:
        scheme, _, rest = self.base_url.partition("://")
        with _scheme(scheme), _translated_metadata_faults(url), translated_faults(url):
            rows: Rows = cbsodata.get_meta(
                table_id,
                name,
                catalog_url=rest,
                timeout=self.options.timeout_s,
                allow_redirects=False,
                **environment(url, self.options),
            )
            return rows


@contextmanager
def _scheme(scheme: str) -> Iterator[None]:
    """Set cbsodata's only global option for the length of one call."""
    with _cbsodata_options:
        before = cbsodata.options.use_https
        cbsodata.options.use_https = scheme == "https"
        try:
            yield
        finally:
            cbsodata.options.use_https = before


@contextmanager
def _translated_metadata_faults(url: str) -> Iterator[None]:
    """Translate what only cbsodata raises: its own kind of HTTPError, and faults of parsing."""
    try:
        yield
    except TransientError as error:
        answer = _answer_behind(error)
        if answer is None:
            raise
        check_status(answer, url)
        raise
    except (ValueError, KeyError, TypeError) as error:
        raise TransientError("a web page or half an answer came instead of metadata") from error


def _answer_behind(error: BaseException) -> requests.Response | None:
    """Find the answer in the chain of causes; cbsodata wraps the HTTPError that holds it."""
    cause = error.__cause__
    while cause is not None:
        if isinstance(cause, requests.HTTPError) and cause.response is not None:
            return cause.response
        cause = cause.__cause__
    return None
