"""Per domain the wijken where need stands out in their gemeente, each a way to its own page.

Wijken stand in the order of their names; an unsure one has its bounds, and no class.
"""

from dataclasses import dataclass

from wijkfoto.site import rows as r
from wijkfoto.site.desk import Desk
from wijkfoto.site.figures import shade
from wijkfoto.site.numbers import Shown


@dataclass(frozen=True)
class StandoutWijk:
    """A wijk that stands out, with the place on its page that says how sure that is."""

    naam: str
    href: str
    verschil: Shown
    zeker: str
    zekerheid: str


@dataclass(frozen=True)
class Standout:
    """One domain; `zin` says why no wijk stands here, and is empty when some do."""

    naam: str
    zin: str
    wijken: tuple[StandoutWijk, ...]


def anchor(domain_id: str) -> str:
    """Return where the page of a wijk tells about a domain."""
    return f"o-{domain_id}"


def standouts(desk: Desk) -> tuple[Standout, ...]:
    """Return per domain where need is surely higher than in the gemeente, or seems to be."""
    return tuple(_standout(desk, domain) for domain in desk.book.catalog.domains)


def _standout(desk: Desk, domain_id: str) -> Standout:
    # About so few inhabitants figures say too little to lead with.
    least = desk.book.catalog.norm("min_inwoners_referentie")
    wijken = [w for w in desk.tables.wijken if not w.has_fewer_than(least)]
    rows = [desk.tables.scores.get((w.region_code, domain_id)) for w in wijken]
    scored = [row for row in rows if row is not None and row.verschil_gemeente is not None]
    found = tuple(_wijk(desk, row) for row in scored if _stands_out(desk, row))
    why = "" if found else desk.texts.get(f"opvalt.{'geen_wijk' if scored else 'geen_cijfers'}")
    return Standout(desk.book.catalog.domains[domain_id].naam, why, found)


def _stands_out(desk: Desk, row: r.Score) -> bool:
    """Say that need is higher; where the class is unsure, only when both bounds say so."""
    if row.is_sure_in_gemeente:
        return shade(row) == "hoog"
    least = desk.book.catalog.norm("verschil_gemeente_punten")
    return row.verschil_low is not None and row.verschil_low >= least


def _wijk(desk: Desk, row: r.Score) -> StandoutWijk:
    bounds = ("verschil_low", "verschil_high")
    sure = row.is_sure_in_gemeente
    shown = (
        desk.score(row, "verschil_gemeente", *bounds, pattern="band")
        if sure
        else desk.score(row, *bounds, pattern="tussen")
    )
    return StandoutWijk(
        naam=desk.book.naam(row.region_code),
        href=f"{row.region_code}.html#{anchor(row.domain_id)}",
        verschil=shown,
        zeker=row.zekerheid_gemeente,
        zekerheid=desk.texts.name("zekerheden", row.zekerheid_gemeente),
    )
