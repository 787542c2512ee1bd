"""Walking the pages of a collection of shapes (OGC API Features, as PDOK serves it).

Pages are checked against each other and handed on as received; what a shape is of is decided in
`geo_parse`.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from wijkfoto.bronnen.http import HttpOptions, get_json_headed
from wijkfoto.errors import SourceError

_RD_ADDRESS = "http://www.opengis.net/def/crs/EPSG/0/28992"
_DEGREES_ADDRESS = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_GRIDS = {_RD_ADDRESS: 28992, _DEGREES_ADDRESS: 4326}
"""Grids with the order of coordinates that GeoJSON has; in EPSG:4258 or 4326 latitude is first."""

_ASKED = {"f": "json", "limit": "1000", "crs": _RD_ADDRESS}
"""What is asked for unless the address says it: 1,000 is the most that PDOK gives at once."""

_COLLECTION = re.compile(r"/collections/[^/]+(/items)?/?$")
_LANDING = re.compile(r"/ogc/v[0-9]+/?$")

MAX_PAGE_BYTES = 300_000_000
"""A page of 1,000 wijken in full detail is some tens of megabytes."""

MAX_PAGES = 1_000
"""Most pages of one collection, so that a walk ends."""


@dataclass(frozen=True)
class ItemsPage:
    """One page of a collection.

    Attributes:
        body: The bytes as received.
        epsg: Grid of its coordinates, x before y: 28992 or 4326.
        fingerprint: Hash of its shapes and their columns, without the moment and the links.
    """

    body: bytes
    epsg: int
    fingerprint: str


def items_address(location: str) -> str | None:
    """Return the address of the first page of a collection; None when this is none.

    The address of the service (.../ogc/v1) stands for its collection `wijken`.
    """
    parts = urlsplit(location)
    path = parts.path.rstrip("/")
    if _LANDING.search(path):
        path += "/collections/wijken"
    found = _COLLECTION.search(path)
    if parts.scheme not in ("http", "https") or found is None:
        return None
    if not found.group(1):
        path += "/items"
    query = _ASKED | dict(parse_qsl(parts.query))
    return parts._replace(path=path, query=urlencode(query)).geturl()


def walk_items(first: str, options: HttpOptions) -> Iterator[ItemsPage]:
    """Walk along the links to the next page.

    Raises:
        NotFoundError: If the service does not have the collection.
        SourceError: If a page is no page of shapes, lies elsewhere, comes twice, or is missing
            according to the count of the service; if the pages differ in grid.
    """
    within_bounds = replace(options, max_bytes=min(options.max_bytes, MAX_PAGE_BYTES))
    url, seen, ids = first, set[str](), set[str]()
    promised: object = None
    epsg: int | None = None
    while url:
        seen.add(url)
        parsed, body, headers = get_json_headed(url, within_bounds)
        features = _features(parsed, url)
        _take(features, ids, url)
        matched = parsed.get("numberMatched")
        grid = _grid(headers, url)
        if len(seen) > 1 and (grid != epsg or matched != promised):
            raise _refusal("The service changed its answer between two pages.", url)
        epsg, promised = grid, matched
        yield ItemsPage(body, grid, _fingerprint(features))
        url = _next(parsed, url)
        if url in seen or len(seen) > MAX_PAGES:
            raise _refusal("The pages go round.", url)
    if not ids or (isinstance(promised, int) and promised != len(ids)):
        raise _refusal(f"{len(ids)} shapes came, the service counts {promised}.", first)


def _features(parsed: dict[str, Any], url: str) -> list[dict[str, Any]]:
    features = parsed.get("features")
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise _refusal("The answer holds no shapes (no 'features').", url)
    counted = parsed.get("numberReturned")
    if isinstance(counted, int) and counted != len(features):
        raise _refusal(f"{len(features)} shapes came, the page says {counted}.", url)
    return features


def _take(features: list[dict[str, Any]], ids: set[str], url: str) -> None:
    """Remember the shapes of a page, and refuse one that came before."""
    for feature in features:
        given = feature.get("id")
        key = _fingerprint([feature]) if given is None else str(given)
        if key in ids:
            raise _refusal(f"Shapes came twice, such as the one with id {given}.", url)
        ids.add(key)


def _fingerprint(features: list[dict[str, Any]]) -> str:
    text = json.dumps(features, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _grid(headers: Mapping[str, str], url: str) -> int:
    """Return the grid that the service says it used; degrees when it says nothing (standard)."""
    said = headers.get("Content-Crs", "").strip().strip("<>") or _DEGREES_ADDRESS
    if said not in _GRIDS:
        raise SourceError(
            f"The service gives its coordinates in {said}.",
            where=url,
            next_step="Leave crs= out of bronnen.geo_url; EPSG:28992 is then asked for.",
        )
    return _GRIDS[said]


def _next(parsed: dict[str, Any], current: str) -> str:
    """Return the full address of the next page; empty at the last."""
    links = parsed.get("links")
    following = [
        str(link.get("href") or "")
        for link in (links if isinstance(links, list) else [])
        if isinstance(link, dict)
        and link.get("rel") == "next"
        and "json" in str(link.get("type") or "json")
    ]
    if not following:
        return ""
    ours, theirs = urlsplit(current), urlsplit(following[0])
    if theirs.netloc.lower() != ours.netloc.lower() or theirs.scheme not in ("http", "https"):
        raise SourceError(
            f"The next page lies elsewhere: {following[0]}.",
            where=current,
            next_step="Check bronnen.geo_url; nothing was kept.",
        )
    # A service behind a proxy may name itself http: the scheme of the settings stays.
    return theirs._replace(scheme=ours.scheme).geturl()


def _refusal(what: str, url: str) -> SourceError:
    return SourceError(what, where=url, next_step="Try again later; nothing of it was kept.")
