"""A CBS or RIVM table over OData v3, behind one interface.

cbsodata serves the metadata; the page loop is ours, because pages must be kept as received,
keys must stay keys and a dropped connection must not lose the table (decision 2).
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import cbsodata
import requests

from wijkfoto.bronnen.http import (
    HttpOptions,
    NotFoundError,
    TransientError,
    get_json,
    retrying,
)
from wijkfoto.errors import SourceError

Rows = list[dict[str, Any]]

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
        if not rows or "Modified" not in rows[0]:
            raise SourceError("TableInfos holds no record with Modified.", where=table_id)
        return rows[0]

    def properties(self, table_id: str) -> Rows:
        """Return the DataProperties rows."""
        return self._metadata(table_id, "DataProperties")

    def dimension(self, table_id: str, name: str) -> Rows:
        """Return the rows of a dimension, such as WijkenEnBuurten."""
        return self._metadata(table_id, name)

    def pages(self, table_id: str) -> Iterator[Page]:
        """Walk TypedDataSet along `odata.nextLink`, which is a full address of its own."""
        url = f"{self.base_url}/ODataFeed/odata/{table_id}/TypedDataSet?$format=json"
        while url:
            parsed, body = get_json(url, self.options)
            rows = parsed.get("value")
            if not isinstance(rows, list):
                raise SourceError("The answer holds no rows (no 'value').", where=url)
            yield Page(body=body, rows=len(rows))
            url = self._next(parsed.get("odata.nextLink"), url)

    def _next(self, link: object, current: str) -> str:
        if not link:
            return ""
        address = str(link)
        if urlsplit(address).netloc != urlsplit(self.base_url).netloc:
            raise SourceError(f"The next page lies elsewhere: {address}.", where=current)
        return address

    def _metadata(self, table_id: str, name: str) -> Rows:
        where = f"{table_id}/{name}"
        return list(retrying(lambda: self._metadata_once(table_id, name), where, self.options))

    def _metadata_once(self, table_id: str, name: str) -> Rows:
        parts = urlsplit(self.base_url)
        with _scheme(parts.scheme):
            return _translating_faults(
                lambda: cbsodata.get_meta(
                    table_id,
                    name,
                    catalog_url=parts.netloc,
                    timeout=self.options.timeout_s,
                    verify=self.options.verify,
                    allow_redirects=False,
                ),
                f"{self.base_url}/ODataFeed/odata/{table_id}/{name}",
            )


@contextlib.contextmanager
def _scheme(scheme: str) -> Iterator[None]:
    """Set cbsodata's only global option for the length of one call."""
    with _cbsodata_options:
        before = cbsodata.options.use_https
        cbsodata.options.use_https = scheme == "https"
        try:
            yield
        finally:
            cbsodata.options.use_https = before


def _translating_faults(call: Callable[[], Rows], url: str) -> Rows:
    try:
        return call()
    except requests.HTTPError as error:
        cause = error.__cause__
        answer = cause.response if isinstance(cause, requests.HTTPError) else error.response
        status = answer.status_code if answer is not None else 0
        if status == requests.codes.not_found:
            raise NotFoundError("The service does not have this.", where=url) from error
        if status == requests.codes.too_many or status >= requests.codes.server_error:
            raise TransientError(f"the service says {status}") from error
        raise SourceError(f"The service refuses with status {status}.", where=url) from error
    except requests.exceptions.SSLError as error:
        raise SourceError(
            "The certificate of the service is not trusted.",
            where=url,
            next_step="Set bronnen.ca_bundle to your organisation's certificates.",
        ) from error
    except requests.RequestException as error:
        raise TransientError(f"no answer ({type(error).__name__})") from error
    except (ValueError, KeyError) as error:
        raise TransientError("a web page or half an answer came instead of metadata") from error
