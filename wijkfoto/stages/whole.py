"""Stage: whether the pages of the candidate are those that its tables ask for, each one once.

What stands on a page is judged elsewhere: by the attack, and by who reads it.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import duckdb

from wijkfoto.errors import EditionError
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.publish import DATABASE

OF_WIJK = re.compile(r"WK[0-9]{4}[0-9A-Z]{2}")
"""Name of a page about one wijk, without its ending."""

EVERY_WIJK = ("", "team")
"""Folders of a gemeente with a page for every wijk."""

_TITLE = re.compile(rb"<title>(.*?)</title>", re.DOTALL)

SHOWN = 5


class PagesError(EditionError):
    """Pages are missing, too many, or the same (exit code 1)."""


def check_pages(ws: Workspace) -> None:
    """Compare the pages of the candidate with its tables, and with each other.

    Raises:
        PagesError: If a wijk has no page, a page has no wijk, or two pages are the same.
    """
    candidate = ws.home.candidate
    site = candidate / "site"
    faults = [*_against_tables(candidate / DATABASE, site), *_the_same(site)]
    if faults:
        raise PagesError(
            "\n".join(
                [
                    f"{len(faults)} faults in the pages; nothing was published.",
                    *(f"- {fault}" for fault in faults[:SHOWN]),
                ]
            ),
            where=ws.edition_id,
            next_step="Run `wijkfoto render` again; when it stays, report it.",
        )


def _against_tables(database: Path, site: Path) -> Iterator[str]:
    with duckdb.connect(str(database), read_only=True) as con:
        ((codes,),) = con.execute("select gemeente_codes from edition").fetchall()
        rows = con.execute(
            "select gemeente_code, region_code from region_now where level = 'wijk' order by 2"
        ).fetchall()
    for gemeente in json.loads(codes):
        wijken = {str(wijk) for code, wijk in rows if code == gemeente}
        for folder in EVERY_WIJK:
            pages = (site / gemeente / folder).glob("*.html")
            made = {page.stem for page in pages if OF_WIJK.fullmatch(page.stem)}
            name = f"{gemeente}/{folder}".rstrip("/")
            yield from (f"{name}: no page of {wijk}" for wijk in sorted(wijken - made))
            yield from (f"{name}: {wijk} is no wijk of it" for wijk in sorted(made - wijken))


def _the_same(site: Path) -> Iterator[str]:
    """Name the pages with the same bytes, and those of wijken with the same title in one folder."""
    alike: dict[tuple[str, bytes], list[str]] = defaultdict(list)
    for path in sorted(site.rglob("*.html")):
        body = path.read_bytes()
        name = path.relative_to(site).as_posix()
        alike["bytes", hashlib.sha256(body).digest()].append(name)
        title = _TITLE.search(body)
        if title and OF_WIJK.fullmatch(path.stem):
            alike[f"title in {path.parent}", title.group(1)].append(name)
    found = {tuple(names) for names in alike.values() if len(names) > 1}
    yield from (f"the same page twice: {', '.join(names[:SHOWN])}" for names in sorted(found))
