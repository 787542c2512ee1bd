"""The pages about the files to take along: one of the edition, and one of each gemeente.

Nothing is written here, not the files either.
"""

from collections.abc import Iterator, Mapping

from wijkfoto.export import Downloads
from wijkfoto.site.context_download import gemeente_download_context, site_download_context
from wijkfoto.site.frame import Crumb
from wijkfoto.site.page import Page, frame
from wijkfoto.site.site_book import SiteBook


def download_pages(
    site: SiteBook, downloads: Downloads, gemeenten: Mapping[str, str]
) -> Iterator[Page]:
    """Build the pages that lead to the files.

    Args:
        site: What every page shares.
        downloads: The files that were written; without any the pages say so.
        gemeenten: Name of each chosen gemeente by its code.
    """
    texts = site.texts
    title = texts.get("pagina.download_titel")
    crumbs = (Crumb(site.titel, "index.html"), Crumb(title, None))
    framed = frame(site, title, texts.get("pagina.download"), crumbs, diepte=0)
    whole = site_download_context(downloads, gemeenten, site.snapshots, texts)
    yield Page("download.html", "download.html.j2", framed, whole, ())
    for code, name in gemeenten.items():
        yield _of_gemeente(site, downloads, code, name)


def _of_gemeente(site: SiteBook, downloads: Downloads, code: str, name: str) -> Page:
    texts = site.texts
    title = texts.get("pagina.download_gemeente_titel")
    about = texts.get("pagina.download_gemeente").format(naam=name)
    crumbs = (Crumb(site.titel, "../index.html"), Crumb(name, "index.html"), Crumb(title, None))
    framed = frame(site, f"{title}, {name}", about, crumbs, diepte=1)
    context = gemeente_download_context(downloads, code, name, site.snapshots, texts)
    return Page(f"{code}/download.html", "download_gemeente.html.j2", framed, context, ())
