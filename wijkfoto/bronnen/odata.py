"""A CBS or RIVM table over OData v3, behind the interface of `service`.

cbsodata serves the small metadata; the page loop is ours, because pages must be kept as received,
keys must stay keys, a dropped connection must not lose the table, and a link to another host must
not be followed (decision 2).
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import cbsodata
import requests
from cbsodata import cbsodata3

from wijkfoto.bronnen.http import (
    HttpOptions,
    TransientError,
    body_pieces,
    check_status,
    environment,
    retrying,
    translated_faults,
)
from wijkfoto.bronnen.service import (
    MAX_METADATA_BYTES,
    Page,
    PageForm,
    PageTarget,
    Rows,
    pack_rows,
    read_page,
)
from wijkfoto.errors import SourceError

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+)?Z?")

_ONE_AT_A_TIME = threading.Lock()
"""cbsodata keeps its options in the module."""


@dataclass(frozen=True)
class OData3:
    """OData v3 as CBS serves it, at `base_url` with the real paths below it."""

    base_url: str
    options: HttpOptions

    @property
    def data_set(self) -> str:
        """Name of the set with the figures."""
        return "TypedDataSet"

    @property
    def is_full_grid(self) -> bool:
        """Whether there is a row for every combination of members: v3 gives them all."""
        return True

    def info(self, table_id: str) -> dict[str, Any]:
        """Return the TableInfos record.

        Raises:
            NotFoundError: If the service does not have the table.
            SourceError: If the record is missing or the service fails.
        """
        rows = self._metadata(table_id, "TableInfos")
        # Modified becomes the name of a folder in the store.
        if not rows or not _MOMENT.fullmatch(str(rows[0].get("Modified"))):
            raise SourceError(
                "TableInfos holds no record with a moment Modified.",
                where=table_id,
                next_step="Try again later; without it a revision cannot be told from another.",
            )
        return rows[0]

    def properties(self, table_id: str) -> Rows:
        """Return the DataProperties rows."""
        return self._metadata(table_id, "DataProperties")

    def dimension(self, table_id: str, name: str) -> bytes:
        """Return the rows of a dimension, such as WijkenEnBuurten, which takes more than a page."""
        url = f"{self._table(table_id)}/{name}?$format=json"
        return pack_rows(url, self._form, self.options, lambda rows: rows)

    def page(self, table_id: str, target: PageTarget, at: str = "", only: str = "") -> Page:
        """Read one page of TypedDataSet into `target`, as received."""
        chosen = f"&$filter={quote(only)}" if only else ""
        url = at or f"{self._table(table_id)}/{self.data_set}?$format=json{chosen}"
        return read_page(url, target, self._form, self.options)

    @property
    def _form(self) -> PageForm:
        return PageForm(self.base_url, number_key="ID", link_key="odata.nextLink")

    def _table(self, table_id: str) -> str:
        return f"{self.base_url}/ODataFeed/odata/{table_id}"

    def _metadata(self, table_id: str, name: str) -> Rows:
        url = f"{self._table(table_id)}/{name}"
        return retrying(lambda: self._metadata_once(table_id, name, url), url, self.options)

    def _metadata_once(self, table_id: str, name: str, url: str) -> Rows:
        with (
            _cbsodata_at(self.base_url, self.options) as host,
            _translated_parsing(),
            translated_faults(url),
        ):
            rows: Rows = cbsodata.get_meta(
                table_id,
                name,
                catalog_url=host,
                timeout=self.options.timeout_s,
                allow_redirects=False,
                **environment(url, self.options),
            )
            if not all(isinstance(row, dict) for row in rows):
                raise TypeError
            return rows


@contextmanager
def _cbsodata_at(base_url: str, options: HttpOptions) -> Iterator[str]:
    """Point cbsodata at one address for the length of one call, and give it the host to ask.

    cbsodata follows the link to a next page wherever it leads, and takes a redirect for an answer;
    the session that it is lent here refuses both.
    """
    scheme, _, host = base_url.partition("://")
    with _ONE_AT_A_TIME:
        before = cbsodata.options.use_https, cbsodata3.Session
        cbsodata.options.use_https = scheme == "https"
        asked: set[str] = set()
        cbsodata3.Session = lambda: _GuardedSession(base_url, options, asked)
        try:
            yield host
        finally:
            cbsodata.options.use_https, cbsodata3.Session = before


class _GuardedSession(requests.Session):
    """A session that asks one service only, and judges each answer before cbsodata reads it."""

    def __init__(self, base_url: str, options: HttpOptions, asked: set[str]) -> None:
        super().__init__()
        self.base_url = base_url
        self.limits = replace(options, max_bytes=MAX_METADATA_BYTES)
        self.asked = asked

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # noqa: ANN401 - as in requests
        """Send a request below the base address; raise what `check_status` raises."""
        url = str(request.url)
        if not url.lower().startswith(f"{self.base_url.lower()}/"):
            raise SourceError(
                f"The next page of metadata lies elsewhere: {url}.",
                where=self.base_url,
                next_step="Check bronnen.cbs_url and bronnen.rivm_url.",
            )
        if url in self.asked:
            raise SourceError(
                "The pages of metadata go round.", where=url, next_step="Try again later."
            )
        self.asked.add(url)
        answer = super().send(request, **kwargs | {"stream": True})
        check_status(answer, url)
        # Read here, within bounds; the answer gives no other way in, and cbsodata then reads this.
        answer._content = b"".join(body_pieces(answer, url, self.limits))
        return answer


@contextmanager
def _translated_parsing() -> Iterator[None]:
    """Translate the faults of reading an answer that is no metadata."""
    try:
        yield
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TransientError("a web page or half an answer came instead of metadata") from error
