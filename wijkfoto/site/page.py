"""A page that is ready to be rendered, and the frame around what is particular to it.

Which pages there are is told by `pages` and `pages_site`.
"""

from dataclasses import dataclass

from wijkfoto.catalog import shipped_catalog
from wijkfoto.site.buurt_block import BuurtContext
from wijkfoto.site.context_changed import ChangedContext
from wijkfoto.site.context_coherence import CoherenceContext
from wijkfoto.site.context_compare import CompareContext
from wijkfoto.site.context_download import GemeenteDownloadContext, SiteDownloadContext
from wijkfoto.site.context_explore import ExploreContext
from wijkfoto.site.context_gemeente import GemeenteContext
from wijkfoto.site.context_glossary import GlossaryContext, StatementContext
from wijkfoto.site.context_index import IndexContext
from wijkfoto.site.context_inkoop import InkoopContext
from wijkfoto.site.context_raad import CouncilContext
from wijkfoto.site.context_site import MethodContext, SourcesContext
from wijkfoto.site.context_team import TeamContext
from wijkfoto.site.context_use import UseContext
from wijkfoto.site.context_whatif import WhatIfContext
from wijkfoto.site.context_wijk import WijkContext
from wijkfoto.site.frame import Crumb, Frame, attributions, origin_groups, publishers
from wijkfoto.site.numbers import Register
from wijkfoto.site.search import LetterContext, SearchContext
from wijkfoto.site.site_book import SiteBook

Context = (
    IndexContext
    | GemeenteContext
    | WhatIfContext
    | WijkContext
    | TeamContext
    | CouncilContext
    | BuurtContext
    | ChangedContext
    | InkoopContext
    | MethodContext
    | SourcesContext
    | CoherenceContext
    | UseContext
    | CompareContext
    | ExploreContext
    | SiteDownloadContext
    | GemeenteDownloadContext
    | GlossaryContext
    | StatementContext
    | SearchContext
    | LetterContext
)


@dataclass(frozen=True)
class Page:
    """A page that is ready to be rendered."""

    path: str
    template: str
    frame: Frame
    context: Context
    numbers: tuple[dict[str, str], ...]


def frame(
    site: SiteBook,
    titel: str,
    omschrijving: str,
    kruimels: tuple[Crumb, ...],
    *,
    diepte: int,
    register: Register | None = None,
) -> Frame:
    """Return the frame of a page, with the origin of the numbers that were shown on it.

    Args:
        site: What every page shares.
        titel: Title of the page.
        omschrijving: One sentence for search engines and link previews.
        kruimels: Path to the page.
        diepte: Number of folders between the page and the root of the site.
        register: The numbers of the page, after its context was built.
    """
    known = {s.snapshot_id: s for s in site.snapshots}
    groups, notes = origin_groups(register or Register(site.texts), known, site.texts)
    return Frame(
        titel=titel,
        omschrijving=omschrijving,
        site=site.titel,
        basis="../" * diepte,
        is_fictief=site.edition.is_fictief,
        edition_id=site.edition.edition_id,
        peiljaar=site.edition.peiljaar,
        kruimels=kruimels,
        attributies=attributions(site.snapshots),
        uitgevers=publishers(site.snapshots, shipped_catalog()),
        herkomst=groups,
        bronnen=notes,
        logo=(site.logo.width, site.logo.height) if site.logo else None,
    )


def top_frame(site: SiteBook, name: str, *above: Crumb, register: Register | None = None) -> Frame:
    """Return the frame of a page that lies beside the index, under the pages that lead to it."""
    title = site.texts.get(f"pagina.{name}_titel")
    crumbs = (Crumb(site.titel, "index.html"), *above, Crumb(title, None))
    about = site.texts.get(f"pagina.{name}")
    return frame(site, title, about, crumbs, diepte=0, register=register)
