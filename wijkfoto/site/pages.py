"""Which pages a site has, and the context of each.

A page is named by its path from the root of the site; nothing is written here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wijkfoto.advice.rules import AdviceRules, rules_of
from wijkfoto.catalog import shipped_catalog
from wijkfoto.site import rows as r
from wijkfoto.site.buurt_block import BuurtContext, buurt_context, has_buurt_page
from wijkfoto.site.buurt_rows import read_buurten
from wijkfoto.site.coherence_rows import CoherenceTables, read_coherence
from wijkfoto.site.context_changed import ChangedContext, changed_context
from wijkfoto.site.context_coherence import CoherenceContext, CoherenceDesk, coherence_context
from wijkfoto.site.context_compare import (
    CompareContext,
    CompareGemeente,
    compare_context,
)
from wijkfoto.site.context_download import GemeenteDownloadContext, SiteDownloadContext
from wijkfoto.site.context_explore import ExploreContext, explore_context
from wijkfoto.site.context_gemeente import GemeenteContext, gemeente_context
from wijkfoto.site.context_glossary import GlossaryContext, StatementContext
from wijkfoto.site.context_index import Cards, IndexContext
from wijkfoto.site.context_inkoop import InkoopContext, inkoop_context
from wijkfoto.site.context_site import (
    MethodContext,
    SourcesContext,
    method_context,
    source_context,
)
from wijkfoto.site.context_team import TeamContext, team_context
from wijkfoto.site.context_use import UseContext, use_context
from wijkfoto.site.context_whatif import WhatIfContext, whatif_context
from wijkfoto.site.context_wijk import WijkContext, wijk_context
from wijkfoto.site.desk import Book, Desk
from wijkfoto.site.frame import Crumb, Frame, attributions, origin_groups, publishers
from wijkfoto.site.method_words import method_values
from wijkfoto.site.numbers import Register
from wijkfoto.site.rows_changed import read_changed
from wijkfoto.site.rows_scenario import read_scenarios
from wijkfoto.site.search import LetterContext, SearchContext
from wijkfoto.site.tables import (
    Reader,
    read_edition,
    read_snapshots,
    read_surveys,
    read_tables,
)
from wijkfoto.site.text import Texts, shipped_texts
from wijkfoto.site.use_rows import UseRows, read_use
from wijkfoto.use import shipped_recipe

Context = (
    IndexContext
    | GemeenteContext
    | WhatIfContext
    | WijkContext
    | TeamContext
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


@dataclass(frozen=True)
class SiteBook:
    """What the pages of the whole site share."""

    titel: str
    edition: r.Edition
    snapshots: tuple[r.Snapshot, ...]
    surveys: tuple[r.Survey, ...]
    texts: Texts
    rules: AdviceRules
    coherence: CoherenceTables
    use: UseRows
    contact: str = ""


def open_site(
    database: Path, titel: str, regels: Path | None = None, contact: str = ""
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
    )


def gemeente_paths(book: Book) -> tuple[str, ...]:
    """Return the paths of the pages of a gemeente and its wijken, their teams and buurten."""
    code = book.tables.gemeente_code
    wijken = [wijk.region_code for wijk in book.tables.wijken]
    return (
        f"{code}/index.html",
        f"{code}/veranderd.html",
        f"{code}/watals.html",
        f"{code}/inkoop.html",
        f"{code}/verken.html",
        *(f"{code}/{wijk}.html" for wijk in wijken),
        *(f"{code}/team/{wijk}.html" for wijk in wijken),
        *(f"{code}/buurt/{wijk}.html" for wijk in wijken if has_buurt_page(Desk(book), wijk)),
    )


def gemeente_page(site: SiteBook, book: Book, path: str) -> Page:
    """Build one page of a gemeente."""
    parts = path.removesuffix(".html").split("/")
    if parts[-1] in WHOLE_GEMEENTE:
        return WHOLE_GEMEENTE[parts[-1]](site, book, path)
    builders: dict[str, Callable[[SiteBook, Book, str, r.Region], Page]] = {
        "team": _team,
        "buurt": _buurten,
    }
    build = builders.get(parts[-2], _wijk)
    return build(site, book, path, book.tables.regions[parts[-1]])


def _gemeente(site: SiteBook, book: Book, path: str) -> Page:
    desk = Desk(book)
    context = gemeente_context(desk, site.rules)
    name = book.tables.gemeente.naam
    about = site.texts.get("pagina.gemeente").format(naam=name)
    crumbs = (Crumb(site.titel, "../index.html"), Crumb(name, None))
    framed = frame(site, name, about, crumbs, diepte=1, register=desk.register)
    return Page(path, "gemeente.html.j2", framed, context, tuple(desk.register.rows()))


def _changed(site: SiteBook, book: Book, path: str) -> Page:
    desk, name = Desk(book), book.tables.gemeente.naam
    short = site.texts.get("pagina.veranderd_titel")
    about = site.texts.get("pagina.veranderd").format(gemeente=name)
    words = _Words(f"{short} {name}", about, short)
    return _below_gemeente(site, desk, path, changed_context(desk, site.rules), words)


def _whatif(site: SiteBook, book: Book, path: str) -> Page:
    desk, name = Desk(book), book.tables.gemeente.naam
    short = site.texts.get("pagina.watals_kort")
    about = site.texts.get("pagina.watals").format(naam=name)
    words = _Words(f"{short}, {name}", about, short)
    return _below_gemeente(site, desk, path, whatif_context(desk, site.rules), words)


def _inkoop(site: SiteBook, book: Book, path: str) -> Page:
    desk, name = Desk(book), book.tables.gemeente.naam
    words = _Words(
        site.texts.get("pagina.inkoop_titel").format(naam=name),
        site.texts.get("pagina.inkoop").format(naam=name),
        site.texts.get("pagina.inkoop_kort"),
    )
    return _below_gemeente(site, desk, path, inkoop_context(desk, site.rules), words)


def _explore(site: SiteBook, book: Book, path: str) -> Page:
    desk, name = Desk(book), book.tables.gemeente.naam
    words = _Words(
        site.texts.get("pagina.verken_titel").format(naam=name),
        site.texts.get("pagina.verken").format(naam=name),
        site.texts.get("pagina.verken_kort"),
    )
    return _below_gemeente(site, desk, path, explore_context(desk), words)


@dataclass(frozen=True)
class _Words:
    """What a page is called: in full, in a sentence, and in the trail of crumbs."""

    title: str
    about: str
    short: str


def _below_gemeente(site: SiteBook, desk: Desk, path: str, context: Context, words: _Words) -> Page:
    """Build a page that hangs below the page of its gemeente; its template has its name."""
    name = desk.book.tables.gemeente.naam
    home, above = Crumb(site.titel, "../index.html"), Crumb(name, "index.html")
    crumbs = (home, above, Crumb(words.short, None))
    framed = frame(site, words.title, words.about, crumbs, diepte=1, register=desk.register)
    template = f"{path.rpartition('/')[2]}.j2"
    return Page(path, template, framed, context, tuple(desk.register.rows()))


WHOLE_GEMEENTE = {
    "index": _gemeente,
    "watals": _whatif,
    "inkoop": _inkoop,
    "veranderd": _changed,
    "verken": _explore,
}
"""Who builds the pages about a gemeente as a whole, by the name of their file."""


def _wijk(site: SiteBook, book: Book, path: str, wijk: r.Region) -> Page:
    desk = Desk(book)
    context = wijk_context(desk, wijk, site.rules)
    gemeente, name = book.tables.gemeente.naam, book.naam(wijk.region_code)
    about = site.texts.get("pagina.wijk").format(naam=name, gemeente=gemeente)
    crumbs = (Crumb(site.titel, "../index.html"), Crumb(gemeente, "index.html"), Crumb(name, None))
    title = f"{name}, {gemeente}"
    framed = frame(site, title, about, crumbs, diepte=1, register=desk.register)
    return Page(path, "wijk.html.j2", framed, context, tuple(desk.register.rows()))


def _team(site: SiteBook, book: Book, path: str, wijk: r.Region) -> Page:
    desk = Desk(book)
    context = team_context(desk, wijk, site.rules)
    gemeente, name = book.tables.gemeente.naam, book.naam(wijk.region_code)
    about = site.texts.get("pagina.team").format(naam=name, gemeente=gemeente)
    crumbs = (
        Crumb(site.titel, "../../index.html"),
        Crumb(gemeente, "../index.html"),
        Crumb(name, f"../{wijk.region_code}.html"),
        Crumb(site.texts.get("pagina.team_kort"), None),
    )
    title = f"{site.texts.get('pagina.team_titel').format(naam=name)}, {gemeente}"
    framed = frame(site, title, about, crumbs, diepte=2, register=desk.register)
    return Page(path, "team.html.j2", framed, context, tuple(desk.register.rows()))


def _buurten(site: SiteBook, book: Book, path: str, wijk: r.Region) -> Page:
    desk = Desk(book)
    context = buurt_context(desk, wijk)
    gemeente, name = book.tables.gemeente.naam, book.naam(wijk.region_code)
    about = site.texts.get("pagina.buurt").format(naam=name, gemeente=gemeente)
    crumbs = (
        Crumb(site.titel, "../../index.html"),
        Crumb(gemeente, "../index.html"),
        Crumb(name, f"../{wijk.region_code}.html"),
        Crumb(site.texts.get("pagina.buurt_kort"), None),
    )
    title = f"{site.texts.get('pagina.buurt_titel').format(naam=name)}, {gemeente}"
    framed = frame(site, title, about, crumbs, diepte=2, register=desk.register)
    return Page(path, "buurten.html.j2", framed, context, tuple(desk.register.rows()))


def site_pages(site: SiteBook, cards: Cards) -> tuple[Page, ...]:
    """Build the pages of the whole site: index, method, coherence, sources and the test of use."""
    catalog = shipped_catalog()
    register = cards.register
    index = cards.context(method_values(site.edition, catalog)["marge"])
    about = site.texts.get("pagina.index")
    framed = frame(site, "", about, (), diepte=0, register=register)
    method = method_context(site.edition, catalog, site.rules, site.texts, site.contact)
    use = use_context(site.use, shipped_recipe(), site.texts, is_fictief=site.edition.is_fictief)
    sources = source_context(
        site.snapshots, catalog, site.texts, site.edition.peiljaar, site.surveys
    )
    return (
        Page("index.html", "index.html.j2", framed, index, tuple(register.rows())),
        Page("methode.html", "methode.html.j2", top_frame(site, "methode"), method, ()),
        _coherence(site),
        Page("bronnen.html", "bronnen.html.j2", top_frame(site, "bronnen"), sources, ()),
        Page("klopt-het.html", "klopt-het.html.j2", top_frame(site, "klopt"), use, ()),
        _compare(site, cards.compared),
    )


def _compare(site: SiteBook, compared: tuple[CompareGemeente, ...]) -> Page:
    context = compare_context(compared, site.texts)
    return Page("vergelijk.html", "vergelijk.html.j2", top_frame(site, "vergelijk"), context, ())


def _coherence(site: SiteBook) -> Page:
    register, catalog = Register(site.texts), shipped_catalog()
    tables = {name for name, source in catalog.sources.items() if source.is_table}
    desk = CoherenceDesk(
        tables=site.coherence,
        catalog=catalog,
        texts=site.texts,
        register=register,
        peiljaar=site.edition.peiljaar,
        referentie=site.edition.referentie,
        snapshot_ids=tuple(s.snapshot_id for s in site.snapshots if s.source_id in tables),
    )
    context = coherence_context(desk)
    above = Crumb(site.texts.get("pagina.methode_titel"), "methode.html")
    framed = top_frame(site, "samenhang", above, register=register)
    return Page("samenhang.html", "samenhang.html.j2", framed, context, tuple(register.rows()))


def top_frame(site: SiteBook, name: str, *above: Crumb, register: Register | None = None) -> Frame:
    """Return the frame of a page that lies beside the index, under the pages that lead to it."""
    title = site.texts.get(f"pagina.{name}_titel")
    crumbs = (Crumb(site.titel, "index.html"), *above, Crumb(title, None))
    about = site.texts.get(f"pagina.{name}")
    return frame(site, title, about, crumbs, diepte=0, register=register)
