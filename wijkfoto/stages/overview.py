"""Writes the page that lists the editions of a home, after another one is shown.

It is a way in, not a part of what is published: when it cannot be written, publishing stands.
"""

import json
import logging
from pathlib import Path

import duckdb

from wijkfoto.errors import WijkfotoError
from wijkfoto.home import Home
from wijkfoto.journal import published_editions, write_shown
from wijkfoto.settings import Settings
from wijkfoto.site.editions import PAGE, KeptEdition, editions_page
from wijkfoto.warehouse.editions import kept_editions
from wijkfoto.warehouse.publish import DATABASE, current_edition

_log = logging.getLogger(__name__)


def write_overview(home: Home, settings: Settings) -> Path | None:
    """Write `edities.html` in the home, by a rename; returns its path, or None when it failed.

    It lists the editions that were published, and notes in the journal that the current one is.

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
        shown = _published(home, kept, current)
        page = editions_page(database, settings.site.titel, shown, current)
        unfinished = target.with_suffix(".part")
        unfinished.write_text(page, encoding="utf-8")
        unfinished.replace(target)
    except (OSError, WijkfotoError, duckdb.Error) as error:
        _log.warning("the list of editions was not written: %s", error)
        return None
    return target


def _published(home: Home, kept: list[KeptEdition], current: str) -> list[KeptEdition]:
    """Return the editions that readers saw: one that was only made is nobody's to open.

    The journal says it. It forgets in the end; then what a later edition came after was published.
    """
    seen = published_editions(home)
    if current not in seen:
        write_shown(home, current)
    seen |= {current, *(each.previous_edition_id for each in kept if each.previous_edition_id)}
    return [each for each in kept if each.edition_id in seen]


def read_kept(edition: Path) -> KeptEdition:
    """Read what the list says of one edition; of one that is damaged only whether it has pages.

    Args:
        edition: Its folder.
    """
    has_site = (edition / "site" / "index.html").is_file()
    damaged = KeptEdition(edition.name, has_site=has_site)
    try:
        with duckdb.connect(str(edition / DATABASE), read_only=True) as con:
            # One of release 0.1.0 does not say what came before it.
            found = con.execute("select * from edition where edition_id = ?", [edition.name])
            columns = [str(column[0]) for column in found.description]
            row = found.fetchone()
            if row is None:
                return damaged
            told = dict(zip(columns, row, strict=True))
            names = con.execute(
                "select region_naam from region_now where list_contains(?, region_code) "
                "order by region_naam",
                [json.loads(told["gemeente_codes"])],
            ).fetchall()
            return KeptEdition(
                edition.name,
                told["created_at"],
                told["peiljaar"],
                tuple(str(name) for (name,) in names),
                told.get("previous_edition_id"),
                has_site,
            )
    except (duckdb.Error, KeyError, ValueError) as error:
        _log.warning("edition %s could not be read for the list: %s", edition.name, error)
        return damaged
