"""The map of each domain on a gemeente page: the shade of every wijk, and the same in words.

The shapes themselves come from `maps`.
"""

from dataclasses import dataclass

from wijkfoto.site import format as fmt
from wijkfoto.site.desk import Desk
from wijkfoto.site.figures import shade
from wijkfoto.site.maps import MapShapes

SHADES = ("hoog", "laag", "gemiddeld", "onzeker", "geen")
PATTERNS = ("bij_elkaar", "om_en_om")
"""Patterns on the map that are hardly chance."""


@dataclass(frozen=True)
class DomainMap:
    """A map of one domain: the shade of each wijk, and the same in words."""

    domain_id: str
    naam: str
    kort: str
    vlakken: tuple[tuple[str, str], ...]
    regels: tuple[tuple[str, str], ...]
    titel: str


def map_year(desk: Desk, kaart: MapShapes) -> str:
    """Say of which year the shapes are, where that is not the year of the boundaries."""
    boundary = desk.tables.gemeente.boundary_year
    if kaart.year is None or kaart.year == boundary:
        return ""
    return desk.texts.get("zinnen.kaart.jaar").format(kaart=kaart.year, grens=boundary)


def domain_map(desk: Desk, domain_id: str) -> DomainMap:
    """Shade every wijk; the lines beside the map hold what differs, its title holds all."""
    found: dict[str, list[str]] = {name: [] for name in SHADES}
    areas = []
    for wijk in desk.tables.wijken:
        row = desk.tables.scores.get((wijk.region_code, domain_id))
        name = shade(row) if row else "geen"
        areas.append((wijk.region_code, name))
        found[name].append(desk.book.naam(wijk.region_code))
    lines = {
        name: desk.texts.get(f"zinnen.kaart.{name}").format(wijken=fmt.and_list(names))
        for name, names in found.items()
        if names
    }
    told: list[tuple[str, str]] = [(n, lines[n]) for n in ("hoog", "laag") if n in lines]
    nothing = ("geen", desk.texts.get("zinnen.kaart.niets"))
    domain = desk.book.catalog.domains[domain_id]
    return DomainMap(
        domain_id,
        domain.naam,
        fmt.capital(domain.kort),
        tuple(areas),
        (*(told or [nothing]), *_pattern(desk, domain_id)),
        " ".join(lines.values()),
    )


def _pattern(desk: Desk, domain_id: str) -> tuple[tuple[str, str], ...]:
    """Say that wijken which are alike lie together, or apart, where that is hardly chance."""
    found = desk.tables.patterns.get(domain_id)
    if found is None or found.status not in PATTERNS:
        return ()
    return (("patroon", desk.texts.get(f"zinnen.kaart.patroon.{found.status}")),)
