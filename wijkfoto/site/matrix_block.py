"""The matrix of wijken and domains on a gemeente page, and the list of its wijken.

The class inside the gemeente leads here, because spreading hours is a question inside it.
"""

from dataclasses import dataclass

from wijkfoto.site import rows as r
from wijkfoto.site.desk import Cell, Desk
from wijkfoto.site.figures import shade
from wijkfoto.site.numbers import Shown


@dataclass(frozen=True)
class WijkLink:
    """A wijk as it stands in lists and on the map."""

    nummer: int
    code: str
    naam: str
    href: str
    inwoners: Cell


@dataclass(frozen=True)
class MatrixCell:
    """One wijk and domain: difference from the gemeente first, class against the land beside it."""

    verschil: Shown | None
    soort: str
    land: str
    zekerheid: str
    titel: str


@dataclass(frozen=True)
class MatrixRow:
    """One wijk with a cell per domain."""

    wijk: WijkLink
    cellen: tuple[MatrixCell, ...]


def wijk_links(desk: Desk) -> tuple[WijkLink, ...]:
    """Return the wijken in the order of their names, numbered for the map."""
    return tuple(
        WijkLink(
            number,
            wijk.region_code,
            desk.book.naam(wijk.region_code),
            f"{wijk.region_code}.html",
            desk.inwoners(wijk.region_code),
        )
        for number, wijk in enumerate(desk.tables.wijken, start=1)
    )


def matrix_row(desk: Desk, link: WijkLink) -> MatrixRow:
    """Return the row of a wijk: one cell for each domain, in the order of the catalog."""
    rows = [desk.tables.scores.get((link.code, d)) for d in desk.book.catalog.domains]
    return MatrixRow(link, tuple(_matrix_cell(desk, row) for row in rows))


def _matrix_cell(desk: Desk, row: r.Score | None) -> MatrixCell:
    if row is None or not row.is_scored or row.verschil_gemeente is None:
        word = desk.texts.get("namen.zekerheden.te_weinig_gegevens")
        return MatrixCell(None, "geen", "", "", word)
    soort = shade(row)
    land = row.klasse if row.is_sure and row.klasse else "onzeker"
    land_word = desk.texts.name("klassen" if land != "onzeker" else "zekerheden", land)
    title = desk.texts.get("zinnen.matrix_titel").format(land=land_word)
    return MatrixCell(
        verschil=desk.score(row, "verschil_gemeente"),
        soort=soort,
        land=land,
        zekerheid=desk.texts.name("zekerheden", row.zekerheid_gemeente),
        titel=title,
    )
