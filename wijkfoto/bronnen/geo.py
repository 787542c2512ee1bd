"""Shapes of wijken and buurten of one location, into the snapshot store and out of it.

The location is a file, a folder of files, an address of a file, or a collection of a service; what
they hold is for `geo_parse`, and which years are wanted for `geo_years`.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import geopandas as gpd
import pandas as pd

from wijkfoto.bronnen.draft import Draft
from wijkfoto.bronnen.geo_items import items_address, walk_items
from wijkfoto.bronnen.geo_parse import code_column, shapes_of
from wijkfoto.bronnen.geo_read import MAX_BYTES, open_layers, open_page
from wijkfoto.bronnen.http import HttpOptions, NotFoundError, get_bytes
from wijkfoto.bronnen.snapshot import MANIFEST, Snapshot, SnapshotStore
from wijkfoto.catalog import Source
from wijkfoto.errors import SourceError

_SUFFIXES = {".parquet", ".geoparquet", ".geojson", ".json", ".gpkg"}
MAX_FILES = 60
"""Most files of a folder: a few layers for each year there is."""

_PAGES = "items.json"
"""File of a snapshot that says it holds the pages of a collection, and on which grid they are."""


def fetch_shapes(
    source: Source,
    location: str,
    store: SnapshotStore,
    options: HttpOptions,
    *,
    offline: bool,
    year: int | None = None,
) -> Snapshot | None:
    """Bring the shapes of one location into the store.

    Args:
        source: The catalog entry of the shapes.
        location: An http(s) address, a file or a folder; empty when there are no shapes.
        store: The snapshot store.
        options: How to fetch.
        offline: Take the snapshot that came last, unless the location is a file or folder that is
            there.
        year: Year that the shapes must be of; None when they say it themselves.

    Returns:
        The snapshot, or None when there are no shapes.

    Raises:
        NotFoundError: If there is nothing at the location.
        SourceError: If it gives no shapes of wijken, or those of another year.
    """
    table_id = table_of_year(source, year)
    if offline and not (location and Path(location).exists()):
        return store.latest_received(source.service, table_id)
    if not location:
        return None
    with store.draft(source.service, table_id) as draft:
        received = _receive(location, options, draft)
        modified = received.fingerprint[:16]
        known = store.with_modified(source.service, table_id, modified)
        if known is not None:
            return known
        shapes = shapes_of(received.layers)
        _check_year(shapes, year, received.title)
        described = _described(source, table_id, received, shapes, year)
        return store.keep(draft, source.service, described | {"modified": modified})


def _described(
    source: Source, table_id: str, received: "_Received", shapes: gpd.GeoDataFrame, year: int | None
) -> dict[str, Any]:
    years = [year] if year else sorted(shapes["geometry_year"].dropna().unique())
    return {
        "source_id": source.source_id,
        "table_id": table_id,
        "title": received.title,
        "period": ", ".join(str(int(found)) for found in years),
        "url": source.statline,
        "licence": source.licence,
        "attribution": source.attribution,
        "is_fictief": "fictief" in received.title.lower(),
        "row_count": len(shapes),
    }


def read_shapes(store: SnapshotStore, snapshot: Snapshot) -> gpd.GeoDataFrame:
    """Read the shapes of a snapshot.

    Returns:
        region_code, geometry_year, geometry (EPSG:28992, valid); one row per code and year.
    """
    names = [file.name for file in snapshot.files]
    layers: list[tuple[str, gpd.GeoDataFrame]] = []
    if _PAGES in names:
        epsg = int(store.read_json(snapshot, _PAGES)["epsg"])
        pages = (store.read(snapshot, name) for name in names if name != _PAGES)
        opened = (open_page(page, snapshot.title) for page in pages)
        layers = [(snapshot.title, _joined(opened, epsg))]
    else:
        for name in names:
            layers += _layers(store.read(snapshot, name), name)
    shapes = shapes_of(layers)
    if snapshot.table_id != snapshot.source_id:  # fetched for one year, which the file may not say
        shapes["geometry_year"] = shapes["geometry_year"].fillna(int(snapshot.period))
    return shapes


def table_of_year(source: Source, year: int | None) -> str:
    """Return the name in the store; None is a location that does not tell years apart."""
    return source.source_id if year is None else f"{source.source_id}_{year}"


@dataclass
class _Received:
    """What came of a location, and lies in the draft: rows, hash of what counts, and a name."""

    title: str
    fingerprint: str = ""
    layers: list[tuple[str, gpd.GeoDataFrame]] = field(default_factory=list)


def _receive(location: str, options: HttpOptions, draft: Draft) -> _Received:
    first = items_address(location)
    if first:
        return _receive_items(first, options, draft)
    if Path(location).is_dir():
        return _receive_files(_files_in(Path(location)), Path(location).name, draft)
    name = _file_name(location)
    return _receive_files([(name, _read_location(location, options))], name, draft)


def _receive_files(files: Iterable[tuple[str, bytes]], title: str, draft: Draft) -> _Received:
    received, digest = _Received(title), hashlib.sha256()
    for name, body in files:
        # The name counts: it may tell the year of the shapes.
        digest.update(name.encode() + b"\0" + body)
        draft.add(name, body)
        received.layers += _layers(body, name)
    received.fingerprint = digest.hexdigest()
    return received


def _receive_items(first: str, options: HttpOptions, draft: Draft) -> _Received:
    path = urlsplit(first).path.removesuffix("/items").strip("/")
    title = _plain_name(re.sub(r"/ogc/v[0-9]+/collections/", "/", path))
    digest, pages, size, epsg = hashlib.sha256(), [], 0, 0
    for number, page in enumerate(walk_items(first, options), start=1):
        size += len(page.body)
        if size > min(options.max_bytes, MAX_BYTES):
            raise _too_large(first)
        draft.add(f"items-{number:05d}.geojson.gz", page.body)
        digest.update(page.fingerprint.encode())
        pages.append(open_page(page.body, title))
        epsg = page.epsg
    draft.add_json(_PAGES, {"epsg": epsg})
    digest.update(str(epsg).encode())
    return _Received(title, digest.hexdigest(), [(title, _joined(pages, epsg))])


def _joined(pages: Iterable[gpd.GeoDataFrame], epsg: int) -> gpd.GeoDataFrame:
    """Join pages; GeoJSON names no grid, so that of the service's header is set."""
    rows = pd.concat([page for page in pages if len(page)], ignore_index=True)
    return gpd.GeoDataFrame(rows).set_crs(epsg, allow_override=True)


def _layers(body: bytes, name: str) -> list[tuple[str, gpd.GeoDataFrame]]:
    opened = open_layers(body, name, lambda rows: code_column(rows) is not None)
    return [(name, layer) for layer in opened]


def _check_year(shapes: gpd.GeoDataFrame, year: int | None, title: str) -> None:
    others = sorted(set(shapes["geometry_year"].dropna()) - {year})
    if year and others:
        raise SourceError(
            f"The shapes are of {others[0]}, not of {year}.",
            where=title,
            next_step="Check what {jaar} stands for in bronnen.geo_url.",
        )


def _files_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Return the files with shapes of a folder, in order of their names."""
    paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in _SUFFIXES)
    if not 0 < len(paths) <= MAX_FILES:
        raise SourceError(
            f"The folder holds {len(paths)} files with shapes; 1 to {MAX_FILES} can be read.",
            where=str(folder),
            next_step=f"Put files in it that end in {', '.join(sorted(_SUFFIXES))}.",
        )
    for path in paths:
        yield _file_name(path.name), _read_file(path)


def _file_name(location: str) -> str:
    """Name the file in the store as it is called outside, as far as that is a name."""
    name = _plain_name(Path(unquote(urlsplit(location).path)).name)
    return f"vormen-{name}" if name in ("", MANIFEST, _PAGES) else name


def _plain_name(given: str) -> str:
    return re.sub(r"[^0-9A-Za-z._-]+", "_", given)[-100:].lstrip(".")


def _read_location(location: str, options: HttpOptions) -> bytes:
    if location.startswith(("https://", "http://")):
        return get_bytes(location, options)
    return _read_file(Path(location))


def _read_file(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():  # a device or a pipe could be read for ever
            raise SourceError(
                "This is no file.", where=str(path), next_step="Check bronnen.geo_url."
            )
        if path.stat().st_size > MAX_BYTES:
            raise _too_large(str(path))
        return path.read_bytes()
    except OSError as error:
        kind = NotFoundError if isinstance(error, FileNotFoundError) else SourceError
        raise kind(
            "The file with shapes cannot be read.",
            where=str(path),
            next_step="Check bronnen.geo_url, or leave it empty to go without a map.",
        ) from error


def _too_large(where: str) -> SourceError:
    return SourceError(
        "The shapes are larger than 2 GB.",
        where=where,
        next_step="Give the shapes of wijken and buurten only.",
    )
