"""Writes the page that lists the editions of a home, after another one is shown.

It is a way in, not a part of what is published: when it cannot be written, publishing stands.
"""

import json
import logging
from pathlib import Path

import duckdb

from wijkfoto.errors import WijkfotoError
from wijkfoto.home import Home
from wijkfoto.settings import Settings
from wijkfoto.site.editions import PAGE, KeptEdition, editions_page
from wijkfoto.warehouse.editions import kept_editions
from wijkfoto.warehouse.publish import DATABASE, current_edition

_log = logging.getLogger(__name__)


def write_overview(home: Home, settings: Settings) -> Path | None:
    """Write `edities.html` in the home, by a rename; returns its path, or None when it failed.

    Args:
        home: A home of which an edition is shown.
        settings: For the title of the site.
    """
    current = current_edition(home)
    if current is None:
        return None
    target = home.root / PAGE
    try:
        kept = [read_kept(home.editions / edition) for edition in kept_editions(home)]
        database = home.editions / current / DATABASE
        page = editions_page(database, settings.site.titel, kept, current)
        unfinished = target.with_suffix(".part")
        unfinished.write_text(page, encoding="utf-8")
        unfinished.replace(target)
    except (OSError, WijkfotoError, duckdb.Error) as error:
        _log.warning("the list of editions was not written: %s", error)
        return None
    return target


def read_kept(edition: Path) -> KeptEdition:
    """Read what the list says of one edition; one of which the file is damaged keeps its id alone.

    Args:
        edition: Its folder.
    """
    query = (
        "select created_at, peiljaar, gemeente_codes, previous_edition_id from edition "
        "where edition_id = ?"
    )
    has_site = (edition / "site" / "index.html").is_file()
    try:
        with duckdb.connect(str(edition / DATABASE), read_only=True) as con:
            row = con.execute(query, [edition.name]).fetchone()
            if row is None:
                return KeptEdition(edition.name)
            codes = json.loads(row[2])
            names = con.execute(
                "select region_naam from region_now where list_contains(?, region_code) "
                "order by region_naam",
                [codes],
            ).fetchall()
    except duckdb.Error as error:
        _log.warning("edition %s could not be read for the list: %s", edition.name, error)
        return KeptEdition(edition.name)
    return KeptEdition(
        edition.name, row[0], row[1], tuple(str(name) for (name,) in names), row[3], has_site
    )
