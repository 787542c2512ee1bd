"""datapackage.json: what each file of the whole edition holds, as Frictionless describes it.

Types, units and words come from the contracts, sources and licences from the database. See
https://datapackage.org/standard/data-package/ (version 2.0).
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from wijkfoto.export.files import CSV, FOLDER, PARQUET, Download
from wijkfoto.export.offer import Offer, published_contracts, shipped_words
from wijkfoto.export.rows import given_columns
from wijkfoto.warehouse.contract import ColumnContract, TableContract
from wijkfoto.warehouse.publish import DATABASE
from wijkfoto.warehouse.query import one_row

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TYPES = {
    "varchar": "string", "bigint": "integer", "integer": "integer", "double": "number",
    "boolean": "boolean", "date": "date", "timestamp": "datetime",
}  # fmt: skip
LICENCES = {"CC BY 4.0": ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/")}
MEDIA = {
    CSV: ("csv", "text/csv"),
    PARQUET: ("parquet", "application/vnd.apache.parquet"),
    "kaart": ("gpkg", "application/geopackage+sqlite3"),
}

Json = dict[str, Any]


def write_package(
    con: duckdb.DuckDBPyConnection, path: Path, files: Iterable[Download], offer: Offer
) -> None:
    """Describe the files of the whole edition; those of one gemeente are copies for Excel."""
    edition, peiljaar, fictief = one_row(
        con, "select edition_id, peiljaar, is_fictief from edition"
    )
    # A made-up table has the id of a real one; its address would lead to other figures.
    sources = con.execute(
        "select distinct coalesce(title, table_id), case when not is_fictief then url end, "
        "attribution, licence from source_snapshot order by all"
    ).fetchall()
    name = "Wijkfoto (fictief voorbeeld, verzonnen cijfers)" if fictief else "Wijkfoto"
    package: Json = {
        "$schema": PROFILE,
        "name": "wijkfoto",
        "id": edition,
        "title": f"{name}, peiljaar {peiljaar}, editie {edition}",
        "version": edition,
        "licenses": _licences(row[3] for row in sources),
        "sources": [_source(*row[:3]) for row in sources],
        "resources": [
            *(_resource(file, offer) for file in files if file.kind in MEDIA),
            _database(),
        ],
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    path.write_text(f"{text}\n", encoding="utf-8")


def _source(title: str, url: str | None, attribution: str) -> Json:
    return {"title": f"{title}. {attribution}", **({"path": url} if url else {})}


def _licences(texts: Iterable[str]) -> list[Json]:
    """Return each licence of the sources; one that has no known name is given as it stands."""
    found = []
    for text in dict.fromkeys(texts):
        name, path = LICENCES.get(text, (None, None))
        found.append({"name": name, "path": path, "title": text} if name else {"title": text})
    return [licence | ({} if "name" in licence else {"name": "other"}) for licence in found]


def _resource(file: Download, offer: Offer) -> Json:
    kind, media = MEDIA[file.kind]
    resource: Json = {
        "name": f"{kind}-{file.table or 'kaart'}",
        "path": file.path.removeprefix(f"{FOLDER}/"),
        "format": kind,
        "mediatype": media,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if file.table is None:
        return resource
    contract = published_contracts()[file.table]
    words = offer.tabellen[file.table]
    resource |= {"title": words.titel, "description": f"{words.uitleg} {contract.comment}"}
    if kind == "csv":
        resource |= {"encoding": "utf-8", "compression": "gz"}
        resource["dialect"] = {"delimiter": ",", "lineTerminator": "\r\n", "header": True}
    return resource | {"type": "table", "schema": table_schema(file.table, contract)}


def _database() -> Json:
    """The database has no hash here: two equal runs give files that differ (see edition.json)."""
    return {
        "name": "duckdb",
        "path": DATABASE,
        "format": "duckdb",
        "mediatype": "application/vnd.duckdb",
        "title": "Alle tabellen in één database",
    }


def table_schema(table: str, contract: TableContract) -> Json:
    """Return the schema of a table: a field per column, and its key."""
    words = shipped_words()
    fields = [
        _field(
            name, column, words.of(table, name), required=column.required or name in contract.key
        )
        for name, column in given_columns(table, contract).items()
    ]
    return {"fields": fields, "primaryKey": list(contract.key), "missingValues": [""]}


def _field(name: str, column: ColumnContract, words: str | None, *, required: bool) -> Json:
    field: Json = {"name": name, "type": TYPES[column.type], "description": column.description}
    if words:
        field["title"] = words
    if column.unit:
        field["unit"] = column.unit
    constraints: Json = {"required": True} if required else {}
    if column.values:
        constraints["enum"] = list(column.values)
    return field | ({"constraints": constraints} if constraints else {})
