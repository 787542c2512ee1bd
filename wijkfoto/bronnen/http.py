"""One way to fetch bytes: timeout, few retries with backoff, verified certificates.

What the bytes mean is for the caller; nothing here knows a table.
"""

import json
import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
import stamina

from wijkfoto.errors import SourceError

log = logging.getLogger(__name__)

TRIES = 4
"""Most tries per request (house rule 14)."""


class TransientError(Exception):
    """A fault that may pass: no connection, 429, 5xx, or a body that is not what it should be."""


class NotFoundError(SourceError):
    """The service answers, and says that this does not exist."""


@dataclass(frozen=True)
class HttpOptions:
    """How to fetch.

    Attributes:
        timeout_s: Seconds to wait for a connection and between bytes.
        ca_bundle: Path of extra certificates; empty for the system's.
        wait_s: Longest first wait between tries; grows with each try.
    """

    timeout_s: float = 60.0
    ca_bundle: str = ""
    wait_s: float = 0.5

    @property
    def verify(self) -> bool | str:
        """What requests calls verify: certificates are always checked."""
        return self.ca_bundle or True


def get_bytes(url: str, options: HttpOptions) -> bytes:
    """Fetch one address.

    Raises:
        NotFoundError: If the service says 404.
        SourceError: If it still fails after the last try.
    """
    return retrying(lambda: _get_once(url, options), url, options)


def get_json(url: str, options: HttpOptions) -> tuple[dict[str, Any], bytes]:
    """Fetch one address that must give a JSON object; a web page or half a page is tried again.

    Returns:
        The parsed object and the bytes as received.
    """

    def once() -> tuple[dict[str, Any], bytes]:
        body = _get_once(url, options)
        return parse_object(body, url), body

    return retrying(once, url, options)


def parse_object(body: bytes, url: str) -> dict[str, Any]:
    """Parse a JSON object, saying what came instead when it is none."""
    try:
        parsed = json.loads(body)
    except ValueError as error:
        raise TransientError(_what_came(body)) from error
    if not isinstance(parsed, dict):
        raise TransientError(f"a JSON {type(parsed).__name__} came instead of an object ({url})")
    return parsed


def _what_came(body: bytes) -> str:
    start = body[:200].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        return "a web page came instead of figures (maintenance?)"
    return "the answer is not whole JSON (cut off?)"


def _get_once(url: str, options: HttpOptions) -> bytes:
    try:
        answer = requests.get(
            url, timeout=options.timeout_s, verify=options.verify, allow_redirects=False
        )
    except requests.exceptions.SSLError as error:
        raise SourceError(
            "The certificate of the service is not trusted.",
            where=url,
            next_step="Set bronnen.ca_bundle to your organisation's certificates.",
        ) from error
    except (requests.ConnectionError, requests.Timeout, OSError) as error:
        raise TransientError(f"no answer ({type(error).__name__})") from error
    return _checked(answer, url)


def _checked(answer: requests.Response, url: str) -> bytes:
    status = answer.status_code
    if status == requests.codes.not_found:
        raise NotFoundError("The service does not have this.", where=url)
    if status == requests.codes.too_many or status >= requests.codes.server_error:
        raise TransientError(f"the service says {status}")
    if status in range(300, 400):
        target = urlsplit(answer.headers.get("Location", "")).netloc
        raise SourceError(f"The service refers to another address ({target}).", where=url)
    if status != requests.codes.ok:
        raise SourceError(f"The service refuses with status {status}.", where=url)
    return answer.content


def retrying(call: Any, url: str, options: HttpOptions) -> Any:  # noqa: ANN401 - returns what call returns
    """Run a call with at most `TRIES` tries and jittered backoff on passing faults.

    Raises:
        SourceError: If the last try fails too, with what was seen.
    """
    try:
        for attempt in stamina.retry_context(
            on=TransientError,
            attempts=TRIES,
            timeout=None,
            wait_initial=options.wait_s,
            wait_max=options.wait_s * 16,
            wait_jitter=options.wait_s,
        ):
            with attempt:
                return call()
    except TransientError as error:
        raise SourceError(
            f"The service failed {TRIES} times: {error}.",
            where=url,
            next_step="Try again later, or run with --offline on the snapshots you have.",
        ) from error
    raise AssertionError("retry_context ends in a return or a raise")
