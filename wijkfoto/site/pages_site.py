"""The pages of the whole site: index, method, coherence, sources, comparison, the test of use.

A page is named by its path from the root of the site; nothing is written here.
"""

from wijkfoto.catalog import shipped_catalog
from wijkfoto.site.context_coherence import CoherenceDesk, coherence_context
from wijkfoto.site.context_compare import CompareGemeente, compare_context
from wijkfoto.site.context_index import Cards
from wijkfoto.site.context_site import method_context, source_context
from wijkfoto.site.context_use import use_context
from wijkfoto.site.frame import Crumb
from wijkfoto.site.method_words import method_values
from wijkfoto.site.numbers import Register
from wijkfoto.site.page import Page, frame, top_frame
from wijkfoto.site.site_book import SiteBook
from wijkfoto.use import shipped_recipe


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
