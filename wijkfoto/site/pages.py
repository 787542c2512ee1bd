"""Which pages a gemeente has, and the context of each.

A page is named by its path from the root of the site; nothing is written here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from wijkfoto.site import rows as r
from wijkfoto.site.buurt_block import buurt_context, has_buurt_page
from wijkfoto.site.context_changed import changed_context
from wijkfoto.site.context_explore import explore_context
from wijkfoto.site.context_gemeente import gemeente_context
from wijkfoto.site.context_inkoop import inkoop_context
from wijkfoto.site.context_raad import council_context
from wijkfoto.site.context_team import team_context
from wijkfoto.site.context_whatif import whatif_context
from wijkfoto.site.context_wijk import wijk_context
from wijkfoto.site.desk import Book, Desk
from wijkfoto.site.frame import Crumb
from wijkfoto.site.page import Context, Page, frame
from wijkfoto.site.site_book import SiteBook


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
        *(f"{code}/raad/{wijk}.html" for wijk in wijken),
        *(f"{code}/buurt/{wijk}.html" for wijk in wijken if has_buurt_page(Desk(book), wijk)),
    )


def gemeente_page(site: SiteBook, book: Book, path: str) -> Page:
    """Build one page of a gemeente."""
    parts = path.removesuffix(".html").split("/")
    if parts[-1] in WHOLE_GEMEENTE:
        return WHOLE_GEMEENTE[parts[-1]](site, book, path)
    builders: dict[str, Callable[[SiteBook, Book, str, r.Region], Page]] = {
        "team": _team,
        "raad": _council,
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
    return _below_wijk(site, desk, path, wijk, team_context(desk, wijk, site.rules))


def _council(site: SiteBook, book: Book, path: str, wijk: r.Region) -> Page:
    desk = Desk(book)
    return _below_wijk(site, desk, path, wijk, council_context(desk, wijk, site.rules))


def _buurten(site: SiteBook, book: Book, path: str, wijk: r.Region) -> Page:
    desk = Desk(book)
    return _below_wijk(site, desk, path, wijk, buurt_context(desk, wijk))


def _below_wijk(site: SiteBook, desk: Desk, path: str, wijk: r.Region, context: Context) -> Page:
    """Build a page that hangs below the page of a wijk; its folder names its kind."""
    kind = path.split("/")[-2]
    gemeente, name = desk.tables.gemeente.naam, desk.book.naam(wijk.region_code)
    about = site.texts.get(f"pagina.{kind}").format(naam=name, gemeente=gemeente)
    crumbs = (
        Crumb(site.titel, "../../index.html"),
        Crumb(gemeente, "../index.html"),
        Crumb(name, f"../{wijk.region_code}.html"),
        Crumb(site.texts.get(f"pagina.{kind}_kort"), None),
    )
    title = f"{site.texts.get(f'pagina.{kind}_titel').format(naam=name)}, {gemeente}"
    framed = frame(site, title, about, crumbs, diepte=2, register=desk.register)
    return Page(path, BELOW_WIJK[kind], framed, context, tuple(desk.register.rows()))


BELOW_WIJK = {"team": "team.html.j2", "raad": "raad.html.j2", "buurt": "buurten.html.j2"}
"""The template of the pages below that of a wijk, by the name of their folder."""
