"""The site: static pages of one edition, and the register of the numbers they show."""

from wijkfoto.site.build import (
    SiteOptions,
    SiteReport,
    collect_numbers,
    render_gemeente,
    render_site,
    useful_workers,
)

__all__ = [
    "SiteOptions",
    "SiteReport",
    "collect_numbers",
    "render_gemeente",
    "render_site",
    "useful_workers",
]
