"""What the pages of a site share, and what those of one gemeente share: read once, then kept.

Which pages there are is not known here.
"""

from dataclasses import dataclass
from pathlib import Path

from wijkfoto.advice.rules import AdviceRules, rules_of
from wijkfoto.catalog import shipped_catalog
from wijkfoto.site import rows as r
from wijkfoto.site.buurt_rows import read_buurten
from wijkfoto.site.coherence_rows import CoherenceTables, read_coherence
from wijkfoto.site.desk import Book
from wijkfoto.site.logo import Logo
from wijkfoto.site.reader import Reader
from wijkfoto.site.rows_changed import read_changed
from wijkfoto.site.rows_heard import Survey
from wijkfoto.site.rows_scenario import read_scenarios
from wijkfoto.site.tables import (
    read_any_edition,
    read_edition,
    read_snapshots,
    read_surveys,
    read_tables,
)
from wijkfoto.site.text import Texts, shipped_texts
from wijkfoto.site.use_rows import UseRows, read_use


@dataclass(frozen=True)
class SiteBook:
    """What the pages of the whole site share."""

    titel: str
    edition: r.AnyEdition
    snapshots: tuple[r.Snapshot, ...]
    surveys: tuple[Survey, ...]
    texts: Texts
    rules: AdviceRules
    coherence: CoherenceTables
    use: UseRows
    contact: str = ""
    logo: Logo | None = None


def open_site(
    database: Path,
    titel: str,
    regels: Path | None = None,
    contact: str = "",
    logo: Logo | None = None,
) -> SiteBook:
    """Read what every page shares; norms and rules of the gemeente lie in a folder of its own."""
    with Reader(database) as reader:
        return SiteBook(
            titel,
            read_edition(reader),
            read_snapshots(reader),
            read_surveys(reader),
            shipped_texts(),
            rules_of(regels),
            read_coherence(reader),
            read_use(reader),
            contact,
            logo,
        )


def open_frame(database: Path, titel: str) -> SiteBook:
    """Read only what the frame around a page needs, which an edition of any release tells.

    Raises:
        EditionError: If the table edition does not hold one row.
    """
    with Reader(database) as reader:
        return SiteBook(
            titel,
            read_any_edition(reader),
            read_snapshots(reader),
            surveys=(),
            texts=shipped_texts(),
            rules=rules_of(None),
            coherence=CoherenceTables((), (), (), ()),
            use=UseRows((), (), ()),
        )


def open_book(database: Path, site: SiteBook, gemeente_code: str) -> Book:
    """Read what the pages of one gemeente share."""
    with Reader(database) as reader:
        return Book(
            read_tables(reader, gemeente_code),
            site.texts,
            shipped_catalog(),
            site.titel,
            read_buurten(reader, gemeente_code),
            read_scenarios(reader, gemeente_code),
            read_changed(reader, gemeente_code),
        )
