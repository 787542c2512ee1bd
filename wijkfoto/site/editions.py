"""The page that lists the editions a home keeps; it lies beside them and belongs to none.

An edition cannot know what came after it, and holds no moment of making: so this page is no part of
one, and is written again each time another edition is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from wijkfoto.site import format as fmt
from wijkfoto.site.build import environment
from wijkfoto.site.frame import Crumb
from wijkfoto.site.page import frame
from wijkfoto.site.site_book import open_frame
from wijkfoto.site.text import Texts

PAGE = "edities.html"


@dataclass(frozen=True)
class KeptEdition:
    """An edition as the home keeps it; without `created_at` it could not be read.

    Attributes:
        gemeenten: Names of the gemeenten that it has pages of.
        has_site: Whether its first page is there.
    """

    edition_id: str
    created_at: datetime | None = None
    peiljaar: int | None = None
    gemeenten: tuple[str, ...] = ()
    previous_edition_id: str | None = None
    has_site: bool = False


@dataclass(frozen=True)
class EditionLine:
    """One edition as a reader meets it; `href` is empty where there is nothing to open."""

    edition_id: str
    naam: str
    href: str
    regels: tuple[str, ...]
    is_nu: bool


def editions_page(database: Path, titel: str, kept: Iterable[KeptEdition], current: str) -> str:
    """Return the page, for a folder that holds `editions/`.

    Args:
        database: The database of the edition that is shown; it gives the frame of the page.
        titel: Title of the site.
        kept: The editions.
        current: Id of the edition that is shown.
    """
    site = open_frame(database, titel)
    texts = site.texts
    title = texts.get("edities.titel")
    # Through the folder and not through the link `site`: a stick may know no links.
    basis = f"editions/{current}/site/"
    crumbs = (Crumb(titel, f"{basis}index.html"), Crumb(title, None))
    framed = frame(site, title, texts.get("edities.omschrijving"), crumbs, diepte=0)
    ordered = sorted(kept, key=_moment, reverse=True)
    html = (
        environment()
        .get_template(f"{PAGE}.j2")
        .render(
            frame=replace(framed, basis=basis),
            tekst=texts.node("edities"),
            edities=[_line(edition, texts, current) for edition in ordered],
        )
    )
    return "\n".join(line.strip() for line in html.splitlines() if line.strip()) + "\n"


def _moment(edition: KeptEdition) -> tuple[str, str]:
    moment = edition.created_at.isoformat() if edition.created_at else ""
    return moment, edition.edition_id


def _line(edition: KeptEdition, texts: Texts, current: str) -> EditionLine:
    if edition.created_at is None:
        lines, naam = (texts.get("edities.onleesbaar"),), edition.edition_id
    else:
        before = edition.previous_edition_id
        after = texts.get("edities.na").format(editie=before) if before else ""
        lines = (
            *((fmt.and_list(edition.gemeenten),) if edition.gemeenten else ()),
            texts.get("edities.peiljaar").format(jaar=edition.peiljaar),
            after or texts.get("edities.eerste"),
            *(() if edition.has_site else (texts.get("edities.zonder_site"),)),
        )
        naam = texts.get("edities.open").format(datum=fmt.long_date(edition.created_at.date()))
    href = f"editions/{edition.edition_id}/site/index.html" if edition.has_site else ""
    return EditionLine(edition.edition_id, naam, href, lines, edition.edition_id == current)
