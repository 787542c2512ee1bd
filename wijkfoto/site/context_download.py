"""The contexts of the pages about the files to take along: which there are, how large, for whom.

What a file is called and said of stands in reports/text/download.yaml.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wijkfoto.export import Download, Downloads
from wijkfoto.export.files import FOLDER, GUIDE_FILE, MAP_FILE, PACKAGE_FILE, SUMS_FILE
from wijkfoto.site import format as fmt
from wijkfoto.site import rows as r
from wijkfoto.site.text import Texts
from wijkfoto.warehouse.publish import SECOND_NAME

KILO, MEGA = 1_000, 1_000_000


@dataclass(frozen=True)
class FileLink:
    """One file as a reader meets it.

    Attributes:
        href: From the page to the file.
        naam: Name that the file gets where it is saved, so that those of two gemeenten differ.
        formaat: What the format is called.
        grootte: Size in words, such as ``1,2 MB``.
        sha256: Hash of its bytes.
    """

    href: str
    naam: str
    formaat: str
    grootte: str
    sha256: str


@dataclass(frozen=True)
class TableFiles:
    """A table with the files that hold it."""

    table: str
    titel: str
    uitleg: str
    rijen: str
    bestanden: tuple[FileLink, ...]


@dataclass(frozen=True)
class SourceCredit:
    """What must be named with the figures of a source, and under which licence they came."""

    vermelding: str
    licentie: str


@dataclass(frozen=True)
class GemeenteDownloadContext:
    """Everything on the page of a gemeente: its files for Excel, and what explains them."""

    gemeente: str
    tabellen: tuple[TableFiles, ...]
    uitleg: FileLink | None
    bronnen: tuple[SourceCredit, ...]


@dataclass(frozen=True)
class SiteDownloadContext:
    """Everything on the page of the whole edition.

    Attributes:
        gemeenten: Name and page of each gemeente with files for Excel.
        kaart: The map, if any region has a shape.
        database: From the page to the database.
        sommen: From the page to the file with all hashes.
    """

    gemeenten: tuple[tuple[str, str], ...]
    tabellen: tuple[TableFiles, ...]
    kaart: FileLink | None
    uitleg: FileLink | None
    beschrijving: FileLink | None
    database: str
    sommen: str
    bronnen: tuple[SourceCredit, ...]


def site_download_context(
    downloads: Downloads,
    gemeenten: Mapping[str, str],
    snapshots: Iterable[r.Snapshot],
    texts: Texts,
) -> SiteDownloadContext:
    """Return everything on the page of the whole edition.

    Args:
        downloads: Every file.
        gemeenten: Name of each chosen gemeente by its code.
        snapshots: The sources, for what must be named.
        texts: The wording.
    """
    whole = [file for file in downloads.files if file.gemeente is None]
    alone = {file.path: _link(file, "", texts) for file in whole if file.table is None}
    return SiteDownloadContext(
        gemeenten=tuple((name, f"{code}/download.html") for code, name in gemeenten.items()),
        tabellen=_tables(whole, "", texts),
        kaart=alone.get(f"{FOLDER}/{MAP_FILE}"),
        uitleg=alone.get(f"{FOLDER}/{GUIDE_FILE}"),
        beschrijving=alone.get(f"{FOLDER}/{PACKAGE_FILE}"),
        database=SECOND_NAME if whole else "",
        sommen=f"{FOLDER}/{SUMS_FILE}" if whole else "",
        bronnen=_credits(snapshots),
    )


def gemeente_download_context(
    downloads: Downloads,
    gemeente_code: str,
    naam: str,
    snapshots: Iterable[r.Snapshot],
    texts: Texts,
) -> GemeenteDownloadContext:
    """Return everything on the page of one gemeente, which lies one folder deep."""
    mine = [file for file in downloads.files if file.gemeente == gemeente_code]
    guide = [file for file in downloads.files if file.path == f"{FOLDER}/{GUIDE_FILE}"]
    return GemeenteDownloadContext(
        gemeente=naam,
        tabellen=_tables(mine, "../", texts),
        uitleg=_link(guide[0], "../", texts) if guide else None,
        bronnen=_credits(snapshots),
    )


def _tables(files: Sequence[Download], basis: str, texts: Texts) -> tuple[TableFiles, ...]:
    """Gather the files of each table, in the order in which the tables are offered."""
    found = []
    for table in texts.node("download.tabellen"):
        mine = [file for file in files if file.table == table]
        if mine:
            name = f"download.tabellen.{table}"
            found.append(
                TableFiles(
                    table,
                    texts.get(f"{name}.titel"),
                    texts.get(f"{name}.uitleg"),
                    fmt.decimal(mine[0].rows or 0),
                    tuple(_link(file, basis, texts) for file in mine),
                )
            )
    return tuple(found)


def _link(file: Download, basis: str, texts: Texts) -> FileLink:
    name = file.path.rsplit("/", maxsplit=1)[-1]
    return FileLink(
        href=f"{basis}{file.path}",
        naam=f"{file.gemeente}-{name}" if file.gemeente else name,
        formaat=texts.name("bestanden", file.kind),
        grootte=size_in_words(file.bytes),
        sha256=file.sha256,
    )


def size_in_words(size: int) -> str:
    """Return a size such as ``12 kB`` or ``1,2 MB``; a small file is at least 1 kB."""
    if size < MEGA:
        return f"{fmt.decimal(max(1, size / KILO))}{fmt.NO_BREAK}kB"
    return f"{fmt.decimal(size / MEGA, 1)}{fmt.NO_BREAK}MB"


def _credits(snapshots: Iterable[r.Snapshot]) -> tuple[SourceCredit, ...]:
    pairs = {(s.attribution, s.licence): None for s in snapshots}
    return tuple(SourceCredit(*pair) for pair in pairs)
