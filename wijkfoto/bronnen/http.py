"""One way to fetch bytes: timeout, few retries with backoff, verified certificates.

What the bytes mean is for the caller; nothing here knows a table.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
import stamina
import urllib3

from wijkfoto.errors import SourceError

T = TypeVar("T")
Clock = Callable[[], float]

TRIES = 4
"""Most tries per request (house rule 14)."""


PIECE = 1 << 18
"""Most bytes of a body that are read at a time."""

LEAST_RATE = 10_000
"""Bytes per second that a body must bring on the whole; a modem of 1998 brought half of that."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Names of this machine, which no proxy leads to."""

LONGEST_WAIT = 240
"""A service may ask for a longer wait (Retry-After), up to this many times the first wait."""


class TransientError(Exception):
    """A fault that may pass: no connection, 429, 5xx, or a body that is not what it should be."""

    def __init__(self, what: str, *, wait_s: float | None = None) -> None:
        """Keep what was seen, and how many seconds the service asks us to wait, if it does."""
        self.wait_s = wait_s
        super().__init__(what)


class UnavailableError(SourceError):
    """The service still failed after the last try."""


class RefusedError(SourceError):
    """The service answers, and says that it does not take the question (400)."""


class NotFoundError(SourceError):
    """The service answers, and says that this does not exist."""


@dataclass(frozen=True)
class HttpOptions:
    """How to fetch.

    Attributes:
        timeout_s: Seconds to wait for a connection and between bytes.
        ca_bundle: Path of extra certificates; empty for the system's.
        wait_s: First wait between tries, and its jitter; doubles with each try.
        max_bytes: Largest answer that is accepted.
        proxy: Address of a proxy, perhaps with a name and password, so it is never shown; empty
            for what the system's settings say.
    """

    timeout_s: float = 60.0
    ca_bundle: str = ""
    wait_s: float = 0.5
    max_bytes: int = 2_000_000_000
    proxy: str = field(default="", repr=False)

    def proxies(self, url: str) -> dict[str, str]:
        """What requests calls proxies; none, as for this machine, leaves it to the environment."""
        if not self.proxy or urlsplit(url).hostname in LOOPBACK:
            return {}
        return {"http": self.proxy, "https": self.proxy}

    @property
    def verify(self) -> bool | str:
        """What requests calls verify: certificates are always checked."""
        return self.ca_bundle or True


def get_bytes(url: str, options: HttpOptions) -> bytes:
    """Fetch one address.

    Raises:
        NotFoundError: If the service says 404.
        UnavailableError: If it still fails after the last try.
        SourceError: If the service refuses, or refers to another address.
    """
    return retrying(lambda: _get_once(url, options), url, options)


def get_json(url: str, options: HttpOptions) -> dict[str, Any]:
    """Fetch one address that must give a JSON object; a web page or half a page is tried again."""
    return retrying(lambda: parse_object(_get_once(url, options), url), url, options)


def get_json_headed(
    url: str, options: HttpOptions
) -> tuple[dict[str, Any], bytes, Mapping[str, str]]:
    """Fetch a JSON object as `get_json` does.

    Returns:
        The parsed object, the bytes as received, and the headers, whose names ignore case.
    """

    def once() -> tuple[dict[str, Any], bytes, Mapping[str, str]]:
        with _opened(url, options) as answer:
            body = b"".join(body_pieces(answer, url, options))
            return parse_object(body, url), body, answer.headers

    return retrying(once, url, options)


def get_pieces(url: str, options: HttpOptions, take: Callable[[Iterator[bytes]], T]) -> T:
    """Fetch one address and hand its body to `take` in pieces, so that it is never held whole.

    Args:
        url: The address.
        options: How to fetch.
        take: Reads the pieces to the end. It is called again, from the first piece on, when the
            body breaks off or when it raises TransientError itself.

    Raises:
        NotFoundError, UnavailableError, SourceError: As `get_bytes` does.
    """

    def once() -> T:
        with _opened(url, options) as answer:
            return take(body_pieces(answer, url, options))

    return retrying(once, url, options)


def parse_object(body: bytes, url: str) -> dict[str, Any]:
    """Parse a JSON object, saying what came instead when it is none."""
    try:
        parsed = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise TransientError(what_came(body)) from error
    if not isinstance(parsed, dict):
        raise TransientError(f"a JSON {type(parsed).__name__} came instead of an object ({url})")
    return parsed


def _no_number(name: str) -> float:
    """Refuse NaN and Infinity, which Python reads and which are no JSON."""
    raise ValueError(name)


def what_came(body: bytes) -> str:
    """Say what came instead of JSON, by how it begins."""
    start = body[:200].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        return "a web page came instead of figures (maintenance?)"
    return "the answer is not whole JSON (cut off?)"


def environment(url: str, options: HttpOptions) -> dict[str, Any]:
    """Return proxies and certificates for an address, those of the system's settings included.

    cbsodata sends its requests past these settings, so they are handed to it.
    """
    with requests.Session() as session:
        return dict(
            session.merge_environment_settings(
                url, options.proxies(url), None, options.verify, None
            )
        )


def _get_once(url: str, options: HttpOptions) -> bytes:
    with _opened(url, options) as answer:
        return b"".join(body_pieces(answer, url, options))


@contextmanager
def _opened(url: str, options: HttpOptions) -> Iterator[requests.Response]:
    """Ask one address; its body is still to be read."""
    with translated_faults(url):
        answer = requests.get(
            url,
            timeout=options.timeout_s,
            verify=options.verify,
            proxies=options.proxies(url),
            allow_redirects=False,
            stream=True,
        )
    with answer:
        check_status(answer, url)
        yield answer


@contextmanager
def translated_faults(url: str) -> Iterator[None]:
    """Turn what requests raises into our errors: passing ones are tried again, others are not."""
    try:
        yield
    except requests.exceptions.SSLError as error:
        raise SourceError(
            "The certificate of the service is not trusted.",
            where=url,
            next_step="Set bronnen.ca_bundle to your organisation's certificates.",
        ) from error
    except requests.RequestException as error:
        raise TransientError(f"no answer ({type(error).__name__})") from error
    except OSError as error:  # requests says so itself, before it connects
        raise SourceError(
            "The file with certificates cannot be read.",
            where=url,
            next_step="Check bronnen.ca_bundle and REQUESTS_CA_BUNDLE.",
        ) from error


def check_status(answer: requests.Response, url: str) -> None:
    """Accept 200 only.

    Raises:
        NotFoundError: At 404.
        TransientError: At 429 and 5xx.
        RefusedError: At 400.
        SourceError: At anything else; a redirect is never followed.
    """
    status = answer.status_code
    if status == requests.codes.not_found:
        raise NotFoundError(
            "The service does not have this.", where=url, next_step="Check the address."
        )
    if status == requests.codes.too_many or status >= requests.codes.server_error:
        asked = answer.headers.get("Retry-After", "")
        raise TransientError(
            f"the service says {status}",
            wait_s=float(asked) if asked.isascii() and asked.isdigit() else None,
        )
    if status in range(300, 400):
        target = urlsplit(answer.headers.get("Location", "")).netloc
        raise SourceError(
            f"The service refers to another address ({target}), which is not followed.",
            where=url,
            next_step="Check bronnen.cbs_url, bronnen.rivm_url and bronnen.geo_url, and proxies.",
        )
    if status != requests.codes.ok:
        kind = RefusedError if status == requests.codes.bad_request else SourceError
        raise kind(
            f"The service refuses with status {status}.",
            where=url,
            next_step="Check the address in the settings, and proxies.",
        )


def body_pieces(
    answer: requests.Response, url: str, options: HttpOptions, clock: Clock = time.monotonic
) -> Iterator[bytes]:
    """Give the body of a streamed answer, unpacked, as it comes in.

    Raises:
        TransientError: If it breaks off, or comes so slowly that it would hold up the run: after
            `timeout_s` seconds it must have brought `LEAST_RATE` bytes for each further second.
        SourceError: As soon as it is larger than it may be; a packed body can hold very much.
    """
    received, start = 0, clock()
    while piece := _next_piece(answer):
        received += len(piece)
        if received > options.max_bytes:
            raise SourceError(
                f"The answer is larger than {options.max_bytes} bytes.",
                where=url,
                next_step="Check the address: no table or map is that large.",
            )
        yield piece
        if received < LEAST_RATE * (clock() - start - options.timeout_s):
            raise TransientError(f"the answer comes too slowly ({received} bytes so far)")


def _next_piece(answer: requests.Response) -> bytes:
    """Read what is there, at most `PIECE` bytes; nothing at the end.

    requests reads until a piece is full, so that a drip could keep it for hours.
    """
    try:
        return bytes(answer.raw.read1(PIECE, decode_content=True))
    except urllib3.exceptions.HTTPError as error:
        raise TransientError(f"the answer broke off ({type(error).__name__})") from error


def retrying(call: Callable[[], T], url: str, options: HttpOptions) -> T:
    """Run a call with at most `TRIES` tries and jittered backoff on passing faults.

    Raises:
        UnavailableError: If the last try fails too, with what was seen.
    """

    def wait_after(error: Exception) -> bool | float:
        if not isinstance(error, TransientError) or error.wait_s is None:
            return isinstance(error, TransientError)
        return min(error.wait_s, options.wait_s * LONGEST_WAIT)

    try:
        for attempt in stamina.retry_context(
            on=wait_after,
            attempts=TRIES,
            timeout=None,
            wait_initial=options.wait_s,
            wait_max=options.wait_s * 16,
            wait_jitter=options.wait_s,
        ):
            with attempt:
                return call()
    except TransientError as error:
        raise UnavailableError(
            f"The service failed {TRIES} times: {error}.",
            where=url,
            next_step="Try again later, or run with --offline on the snapshots or files you have.",
        ) from error
    raise AssertionError("retry_context ends in a return or a raise")
