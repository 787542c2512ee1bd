"""Which files a download folder holds, where each stands, and which table is in it.

Names only: nothing is written or read as a table here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb
import geopandas as gpd

from wijkfoto.warehouse.publish import DATABASE

FOLDER = "download"
EXCEL, CSV, PARQUET = "excel", "csv", "parquet"
MAP_FILE, PACKAGE_FILE, GUIDE_FILE, SUMS_FILE = (
    "wijkfoto.gpkg", "datapackage.json", "kolommen.csv", "SHA256SUMS.txt"
)  # fmt: skip
CSV_END, PARQUET_END, EXCEL_END = ".csv.gz", ".parquet", ".csv"
KINDS = frozenset({(EXCEL, EXCEL_END), (CSV, CSV_END), (PARQUET, PARQUET_END)})
"""Folder and ending of the files that hold one table."""
LAYERS = ("gemeente", "wijk", "buurt", "teamgebied")
"""Layers of the map, those that have a shape."""

Kind = Literal["excel", "csv", "parquet", "kaart", "uitleg", "beschrijving"]


@dataclass(frozen=True)
class Download:
    """One file.

    Attributes:
        path: From the root of the site.
        kind: For whom it is, and so in which format.
        table: The published table in it, if it is one.
        gemeente: The gemeente that its rows are of; None for the whole edition.
        rows: Rows in it; None for a description.
        bytes: Size.
        sha256: Hash of its bytes.
    """

    path: str
    kind: Kind
    table: str | None
    gemeente: str | None
    rows: int | None
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Downloads:
    """Every file that was written, in order of its path; not the copy of the database."""

    files: tuple[Download, ...] = ()

    @property
    def bytes(self) -> int:
        """Bytes of all files together."""
        return sum(file.bytes for file in self.files)


@dataclass(frozen=True)
class StoredTable:
    """A table as it can be read back: the file, and the layer or table inside it."""

    path: Path
    layer: str | None = None


def excel_path(gemeente: str, table: str) -> str:
    """Return where the file for Excel of a gemeente stands, from the root of the site."""
    return f"{FOLDER}/{EXCEL}/{gemeente}/{table}{EXCEL_END}"


def stored_tables(folder: Path) -> tuple[StoredTable, ...]:
    """List every table that a download folder gives away, in order of its path.

    A file that is no known kind is an error of whoever put it there: it would go unseen past
    every check on what is given away.

    Args:
        folder: The folder `download` of a site.

    Raises:
        ValueError: If a file is of no known kind.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(table for path in files for table in _tables_in(path, folder))


def _tables_in(path: Path, folder: Path) -> Iterator[StoredTable]:
    kind = (path.relative_to(folder).parts[0], _end(path))
    name = path.name if path.parent == folder else ""
    if name in (PACKAGE_FILE, SUMS_FILE):
        return
    if name == MAP_FILE:
        yield from (StoredTable(path, layer) for layer in map_layers(path))
    elif name == DATABASE:
        yield from (StoredTable(path, table) for table in database_tables(path))
    elif name == GUIDE_FILE or kind in KINDS:
        yield StoredTable(path)
    else:
        raise ValueError(f"{path.relative_to(folder)} is no file of the downloads")


def _end(path: Path) -> str:
    return "".join(path.suffixes)


def map_layers(path: Path) -> tuple[str, ...]:
    """Return the layers of a GeoPackage, in order of their names."""
    return tuple(sorted(gpd.list_layers(path)["name"].astype(str)))


def database_tables(path: Path) -> tuple[str, ...]:
    """Return the tables of a published database, in order of their names."""
    with duckdb.connect(str(path), read_only=True) as con:
        rows = con.execute(
            "select table_name from duckdb_tables() where not internal order by 1"
        ).fetchall()
    return tuple(name for (name,) in rows)
