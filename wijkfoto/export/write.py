"""Writes the folder `download` of a site from the finished database.

Which files there are and in which order; how each is written stands beside this module.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb

from wijkfoto.export import files as f
from wijkfoto.export.analysis import write_csv, write_parquet
from wijkfoto.export.excel import write_excel
from wijkfoto.export.geopackage import write_geopackage
from wijkfoto.export.offer import Offer, published_contracts, shipped_offer, shipped_words
from wijkfoto.export.package import write_package
from wijkfoto.export.rows import choose, excel_columns, select_per_gemeente, select_rows
from wijkfoto.warehouse.publish import DATABASE
from wijkfoto.warehouse.query import one_row

MANY = 10_000
"""Rows that are in memory at a time, but for those of one gemeente."""
GUIDE_COLUMNS = ("bestand", "titel", "kolom", "eenheid", "uitleg")


@dataclass(frozen=True)
class _Work:
    """What every step needs."""

    con: duckdb.DuckDBPyConnection
    site: Path
    offer: Offer

    def place(self, path: str) -> Path:
        """Return the file of a path, with its folder made."""
        target = self.site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        return target


def write_downloads(database: Path, site: Path, gemeenten: Sequence[str]) -> f.Downloads:
    """Write every file; equal tables give equal bytes, but for the copy of the database.

    Args:
        database: A finished file with the published tables; opened read-only.
        site: Folder of the site; what its folder `download` held goes.
        gemeenten: Codes of the gemeenten that get files for Excel.

    Returns:
        The files in order of their path.
    """
    folder = site / f.FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with duckdb.connect(str(database), read_only=True) as con:
        con.execute("set threads to 1")  # so that rows come in order, and bytes with them
        work = _Work(con, site, shipped_offer())
        made = [*_whole_tables(work), *_map(work)]
        made += [*_per_gemeente(work, gemeenten), _guide(work)]
        package = f"{f.FOLDER}/{f.PACKAGE_FILE}"
        write_package(con, work.place(package), made, work.offer)
        made.append(_measured(site, package, "beschrijving"))
    found = f.Downloads(tuple(sorted(made, key=lambda file: file.path)))
    _sums(folder, found)
    link_database(database, folder / DATABASE)
    return found


def link_database(database: Path, target: Path) -> None:
    """Put the database among the files: the same file under a second name, so it takes no room.

    A link by name would break where the site is copied without its edition, as to a USB stick.
    Where a file cannot have two names, it is copied.
    """
    target.unlink(missing_ok=True)
    try:
        os.link(database, target)
    except OSError:
        shutil.copyfile(database, target)


def _whole_tables(work: _Work) -> Iterator[f.Download]:
    for table, offered in work.offer.tabellen.items():
        contract = published_contracts()[table]
        select = select_rows(table, contract, offered.alleen)
        rows = int(one_row(work.con, f'select count(*) from "{table}" where {offered.alleen}')[0])
        if not rows:
            continue
        csv = f"{f.FOLDER}/{f.CSV}/{table}{f.CSV_END}"
        write_csv(work.con, select, work.place(csv))
        yield _measured(work.site, csv, "csv", table=table, rows=rows)
        parquet = f"{f.FOLDER}/{f.PARQUET}/{table}{f.PARQUET_END}"
        write_parquet(work.con, select, work.place(parquet), table, contract)
        yield _measured(work.site, parquet, "parquet", table=table, rows=rows)


def _map(work: _Work) -> Iterator[f.Download]:
    path = f"{f.FOLDER}/{f.MAP_FILE}"
    counts = write_geopackage(work.con, work.place(path), work.offer.lagen)
    if counts:
        yield _measured(work.site, path, "kaart", rows=sum(counts.values()))


def _per_gemeente(work: _Work, gemeenten: Sequence[str]) -> Iterator[f.Download]:
    """Write the files for Excel, each table read once for all gemeenten."""
    choose(work.con, gemeenten)
    for table, offered in work.offer.tabellen.items():
        if not offered.excel:
            continue
        select = select_per_gemeente(table, published_contracts()[table], offered.alleen)
        answer = work.con.execute(select)
        names = [column[0] for column in answer.description or ()][1:]
        for gemeente, group in groupby(_streamed(answer), key=itemgetter(0)):
            rows = [row[1:] for row in group]
            path = f.excel_path(gemeente, table)
            write_excel(work.place(path), names, rows)
            yield _measured(
                work.site, path, "excel", table=table, gemeente=gemeente, rows=len(rows)
            )


def _streamed(answer: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := answer.fetchmany(MANY):
        yield from rows


def _guide(work: _Work) -> f.Download:
    """Write what each column of the files for Excel means, in plain Dutch."""
    words = shipped_words()
    rows = [
        (table, offered.titel, name, unit, words.of(table, name))
        for table, offered in work.offer.tabellen.items()
        if offered.excel
        for name, unit in excel_columns(table, published_contracts()[table]).items()
    ]
    path = f"{f.FOLDER}/{f.GUIDE_FILE}"
    write_excel(work.place(path), GUIDE_COLUMNS, rows)
    return _measured(work.site, path, "uitleg", rows=len(rows))


def _sums(folder: Path, found: f.Downloads) -> None:
    """Write the hashes in the form that `sha256sum --check` reads."""
    lines = [f"{file.sha256}  {file.path.removeprefix(f'{f.FOLDER}/')}\n" for file in found.files]
    (folder / f.SUMS_FILE).write_text("".join(lines), encoding="utf-8")


def _measured(
    site: Path,
    path: str,
    kind: f.Kind,
    *,
    table: str | None = None,
    gemeente: str | None = None,
    rows: int | None = None,
) -> f.Download:
    target = site / path
    with target.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    return f.Download(path, kind, table, gemeente, rows, target.stat().st_size, digest)
