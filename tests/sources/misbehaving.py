"""A service on this machine that gives a small table well, or as badly as a test asks.

It answers and counts; what the pipeline makes of it is for the tests.
"""

import io
import json
import socket
import struct
import sys
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

Record = dict[str, Any]

TABLE = "84799NED"
INFO: Record = {
    "ID": 0,
    "Identifier": TABLE,
    "Title": "Kerncijfers wijken en buurten 2020",
    "Period": "2020",
    "Modified": "2021-03-26T02:00:00",
    "RecordCount": 4,
}
PROPERTIES: list[Record] = [
    {"ID": 0, "ParentID": None, "Type": "GeoDetail", "Key": "WijkenEnBuurten", "Title": "Regio"},
    {"ID": 1, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": "Bevolking"},
    {"ID": 2, "ParentID": 1, "Type": "Topic", "Key": "AantalInwoners_5", "Title": "Inwoners",
     "Unit": "aantal", "Datatype": "Long"},
]  # fmt: skip
PEOPLE = {"NL00": 17_000_000, "GM0606": 78_000, "WK060606": 14_000, "BU06060601": None}
MEMBERS: list[Record] = [{"Key": code.ljust(10), "Title": code} for code in PEOPLE]
ROWS: list[Record] = [
    {"ID": number, "WijkenEnBuurten": code.ljust(10), "AantalInwoners_5": people}
    for number, (code, people) in enumerate(PEOPLE.items())
]
PAGE = 2
"""Rows of a page."""


@dataclass(frozen=True)
class Reply:
    """One answer.

    Attributes:
        body: What is sent.
        status: Status code.
        headers: Headers besides the length.
        promised: Length that the header promises, where it differs from what is sent.
        hangs: Send nothing until the service stops.
        resets: Send half of the body, and reset the connection.
        drips: Send byte by byte, each after so many seconds, until the client hangs up.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    promised: int | None = None
    hangs: bool = False
    resets: bool = False
    drips: float = 0.0


MAINTENANCE = Reply(
    b"\n<!DOCTYPE html><html><body>De website is in onderhoud.</body></html>",
    headers={"Content-Type": "text/html"},
)


def as_json(value: object) -> Reply:
    """An answer in JSON."""
    return Reply(json.dumps(value).encode(), headers={"Content-Type": "application/json"})


def rows(records: object, following: str | None = None) -> Reply:
    """A page of rows, with a link to the next."""
    link = {} if following is None else {"odata.nextLink": following}
    return as_json({"odata.metadata": "x", "value": records} | link)


class Misbehaving:
    """The service: `replies` holds, per set, the answers in turn; the last one is repeated.

    In a body, `{url}` stands for the address of the service. What `replies` leaves out is answered
    as it should be.
    """

    def __init__(
        self, replies: Mapping[str, Sequence[Reply]] | None = None, info: Record | None = None
    ) -> None:
        self.replies = dict(replies or {})
        self.info = INFO | (info or {})
        self.asked: Counter[str] = Counter()
        self.stopping = threading.Event()
        self.server = _Server(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        """Address of the service."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stopping.set()
        self.server.shutdown()
        self.server.server_close()

    def reply(self, path: str) -> Reply:
        """Answer a path, and count it."""
        split = urlsplit(path)
        name = split.path.rsplit("/", maxsplit=1)[-1]
        turn = self.asked[name]
        self.asked[name] += 1
        scripted = self.replies.get(name)
        if scripted:
            return scripted[min(turn, len(scripted) - 1)]
        return self._good(name, int(parse_qs(split.query).get("$skip", ["0"])[0]))

    def _good(self, name: str, skip: int) -> Reply:
        sets = {"TableInfos": [self.info], "DataProperties": PROPERTIES, "WijkenEnBuurten": MEMBERS}
        if name in sets:
            return rows(sets[name])
        more = skip + PAGE < len(ROWS)
        return rows(ROWS[skip : skip + PAGE], next_page(skip + PAGE) if more else None)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent where a client hangs up on us; that is its right."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def next_page(skip: int, address: str = "{url}") -> str:
    """The full address of a next page, as the service writes it."""
    return f"{address}/ODataFeed/odata/{TABLE}/TypedDataSet?$format=json&$skip={skip}"


def _send(
    handler: BaseHTTPRequestHandler, body: bytes, reply: Reply, stopping: threading.Event
) -> None:
    if reply.drips:
        for byte in body:
            handler.wfile.write(bytes([byte]))
            if stopping.wait(reply.drips):
                return
    elif reply.resets:
        handler.wfile.write(body[: len(body) // 2])
        # With no time to linger, closing resets the connection instead of ending it.
        linger = struct.pack("ii", 1, 0)
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        handler.connection.close()
        handler.wfile = io.BytesIO()
    else:
        handler.wfile.write(body)


def _handler(service: Misbehaving) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            reply = service.reply(self.path)
            if reply.hangs:
                service.stopping.wait(30)
                self.close_connection = True
                return
            body = reply.body.replace(b"{url}", service.url.encode())
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value.replace("{url}", service.url))
            length = len(body) if reply.promised is None else reply.promised
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.close_connection = length != len(body) or reply.resets or bool(reply.drips)
            _send(self, body, reply, service.stopping)

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    return Handler
