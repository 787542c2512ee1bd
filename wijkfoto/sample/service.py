"""A stand-in for the OData services of CBS and RIVM, on this machine, over given tables.

It serves v3 itself and v4 through `service4`; making figures and checking answers happen elsewhere.
"""

import socket
import sys
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

import pandas as pd

from wijkfoto.sample.odata_json import literal, page, record
from wijkfoto.sample.odata_query import Query, QueryError, narrow
from wijkfoto.sample.served import ServedTable
from wijkfoto.sample.service4 import PAGE_FACTOR, LongTable

__all__ = ["API_LIMIT", "ODataService", "ServedTable"]

API_LIMIT = 10_000
"""Rows above which the real ODataApi refuses to answer."""

NAMED = "http://wijkfoto.invalid"
"""How the service calls itself where nothing is fetched from: with the port, which differs from run
to run, equal tables would not be equal bytes."""

CACHE_BYTES = 200_000_000
"""Answers kept for a second request; the largest national table is about 70 MB as JSON."""

_ROOTS = (("odatafeed", "odata"), ("odataapi", "odata"))
_METADATA = ("TableInfos", "UntypedDataSet", "TypedDataSet", "DataProperties", "CategoryGroups")


@dataclass(frozen=True)
class _Answer:
    status: HTTPStatus
    body: bytes


class _NotFoundError(LookupError):
    """No such table or set; the message is sent to the client (status 404)."""


class ODataService:
    """Serves tables on the loopback address for as long as the context lasts.

    Example:
        >>> with ODataService([]) as service:
        ...     service.url.startswith("http://127.0.0.1:")
        True
    """

    def __init__(
        self, tables: Sequence[ServedTable], *, page_size: int = 10_000, port: int = 0
    ) -> None:
        """Prepare the service; it listens from ``__enter__`` on.

        Args:
            tables: What to serve; identifiers must differ.
            page_size: Rows a page of a set holds before ``odata.nextLink``, at least 1; over v4
                a page holds ten times as many records.
            port: TCP port on 127.0.0.1; 0 lets the system choose.

        Raises:
            ValueError: On a doubled table id or a page size under 1.
        """
        self._tables = {table.table_id: table for table in tables}
        if len(self._tables) != len(tables) or page_size < 1:
            raise ValueError("Table ids must differ and page_size must be at least 1.")
        self._long = {table.table_id: LongTable(table) for table in tables}
        self._page_size = page_size
        self._port = port
        self._server: ThreadingHTTPServer | None = None
        self._cache: OrderedDict[str, _Answer] = OrderedDict()
        self._lock = threading.Lock()
        self.requests: list[str] = []

    @property
    def url(self) -> str:
        """Return ``http://127.0.0.1:PORT``, without a closing slash.

        Raises:
            RuntimeError: Outside the context.
        """
        if self._server is None:
            raise RuntimeError("The service does not run: use it as a context manager.")
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        """Start listening in a thread of its own."""
        self._server = _Server(("127.0.0.1", self._port), _handler(self))
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening and free the port."""
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()
        # The port may differ next time, and next links hold it.
        self._cache.clear()

    def answer(self, path: str, *, accepts_json: bool) -> _Answer:
        """Return status and body for a path with its query string, from the cache if it can."""
        self.requests.append(path)
        key = f"{accepts_json} {path}"
        with self._lock:
            if key in self._cache:
                self._cache.move_to_end(key)
                return self._cache[key]
        made = self._try(path, accepts_json=accepts_json)
        with self._lock:
            self._cache[key] = made
            while sum(len(kept.body) for kept in self._cache.values()) > CACHE_BYTES:
                self._cache.popitem(last=False)
        return made

    def _try(self, path: str, *, accepts_json: bool) -> _Answer:
        try:
            body = self._body(path, accepts_json=accepts_json)
        except _NotFoundError as error:
            return _fault(HTTPStatus.NOT_FOUND, str(error))
        except QueryError as error:
            return _fault(HTTPStatus.BAD_REQUEST, str(error))
        return _Answer(HTTPStatus.OK, body.encode())

    def _body(self, path: str, *, accepts_json: bool) -> str:
        split = urlsplit(path)
        query = Query.parse(split.query)
        parts = [unquote(part) for part in split.path.split("/") if part]
        is_v4 = parts[:2] == ["odata", "v1"]
        if not (query.json or accepts_json or is_v4):
            # The real service answers Atom here, which no client of ours reads.
            raise QueryError("Only JSON is served here: ask for $format=json.")
        match parts:
            case ["odata", "v1", catalog, table_id, *rest]:
                address = f"{self.url}/odata/v1/{catalog}/{table_id}"
                return self._long_set(self._table(table_id), "/".join(rest), query, address)
            case [root, "Tables"] if root.lower() == "odatacatalog":
                return self._catalog(query)
            case [root, odata, table_id, *rest] if (root.lower(), odata.lower()) in _ROOTS:
                table = self._table(table_id)
                address = f"{self.url}/{root}/{odata}/{table_id}"
                if not rest:
                    return _service_document(table, address)
                return self._set(table, "/".join(rest), query, address)
            case _:
                raise _NotFoundError(f"Resource not found for '{split.path}'.")

    def _table(self, table_id: str) -> ServedTable:
        if table_id not in self._tables:
            raise _NotFoundError(f"Table '{table_id}' was not found.")
        return self._tables[table_id]

    def _catalog(self, query: Query) -> str:
        infos = [table.info for table in self._tables.values()]
        head = f"{NAMED}/ODataCatalog/$metadata#Tables"
        return _document(head, [record(row) for row in _narrowed(infos, query)], None)

    def _long_set(self, table: ServedTable, name: str, query: Query, address: str) -> str:
        size = self._page_size * PAGE_FACTOR
        try:
            return self._long[table.table_id].document(name, query, size, address)
        except KeyError as error:
            raise _NotFoundError(f"Table '{table.table_id}' has no set '{name}'.") from error

    def _set(self, table: ServedTable, name: str, query: Query, address: str) -> str:
        data: Sequence[Mapping[str, object]] | pd.DataFrame
        is_data = name in ("TypedDataSet", "UntypedDataSet")
        data = narrow(table.rows, query) if is_data else _narrowed(_metadata(table, name), query)
        wanted = max(len(data) - query.skip, 0)
        if query.top is not None:
            wanted = min(wanted, query.top)
        if "odataapi" in address.lower() and wanted > API_LIMIT:
            raise QueryError(f"The result holds more than {API_LIMIT} records; use ODataFeed.")
        size = min(wanted, self._page_size)
        part = slice(query.skip, query.skip + size)
        if isinstance(data, pd.DataFrame):
            texts = page(data.iloc[part], table.datatypes(), typed=name == "TypedDataSet")
        else:
            texts = [record(row) for row in data[part]]
        following = f"{address}/{name}?{query.next_page(size).text()}" if wanted > size else None
        head = f"{address.replace(self.url, NAMED)}/$metadata#Cbs.OData.WebAPI.{name}"
        return _document(head, texts, following)


def _narrowed(
    records: Sequence[Mapping[str, object]], query: Query
) -> Sequence[Mapping[str, object]]:
    if not (query.filter or query.select):
        return records
    rows = narrow(pd.DataFrame(records, dtype=object), query)
    return [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]


def _metadata(table: ServedTable, name: str) -> Sequence[Mapping[str, object]]:
    if name == "TableInfos":
        return [table.info]
    if name == "DataProperties":
        return table.properties
    if name == "CategoryGroups":
        # A table whose only grouped dimension is geographic has none.
        return table.dimensions.get(name, [])
    if name in table.dimensions:
        return table.dimensions[name]
    raise _NotFoundError(f"Table '{table.table_id}' has no set '{name}'.")


def _service_document(table: ServedTable, address: str) -> str:
    names = [*_METADATA, *(name for name in table.dimensions if name not in _METADATA)]
    sets = [record({"name": name, "url": f"{address}/{name}"}) for name in names]
    return _document(f"{address}/$metadata", sets, None)


def _document(head: str, records: Sequence[str], following: str | None) -> str:
    link = "" if following is None else f',"odata.nextLink":{literal(following)}'
    return f'{{"odata.metadata":{literal(head)},"value":[{",".join(records)}]{link}}}'


def _fault(status: HTTPStatus, message: str) -> _Answer:
    body = (
        f'{{"odata.error":{{"code":"","message":{{"lang":"en-US","value":{literal(message)}}}}}}}'
    )
    return _Answer(status, body.encode())


_Request = socket.socket | tuple[bytes, socket.socket]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: _Request, client_address: object) -> None:
        """Print what went wrong here, and nothing where a client hung up: that is its right."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _handler(service: ODataService) -> type[BaseHTTPRequestHandler]:
    """Return the request handler class bound to one service."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # head and body are two writes; waiting costs 40 ms each

        def do_GET(self) -> None:
            accepts = "application/json" in self.headers.get("Accept", "")
            made = service.answer(self.path, accepts_json=accepts)
            self.send_response(made.status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(made.body)))
            self.send_header("DataServiceVersion", "3.0")
            self.end_headers()
            self.wfile.write(made.body)

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent: progress belongs to the caller."""

    return Handler
