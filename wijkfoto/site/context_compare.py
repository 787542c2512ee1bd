"""The context of vergelijk.html, and the data that its script draws two wijken from.

Rows of one gemeente at a time, in the order of names. Which pair is shown is chosen in a browser;
what may be said of a pair follows from the published intervals (decision 0064).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wijkfoto.catalog import shipped_catalog
from wijkfoto.regio import LAND
from wijkfoto.site import format as fmt
from wijkfoto.site import rows as r
from wijkfoto.site.alike_block import DIFFERENCE
from wijkfoto.site.desk import Book, Cell, Desk
from wijkfoto.site.number_writing import write_value
from wijkfoto.site.numbers import Shown
from wijkfoto.site.text import Texts

FIGURES = (
    "inwoners",
    "opleiding_laag",
    "laag_inkomen",
    "eenoudergezinnen",
    "alleenwonend_65plus",
    "goede_gezondheid_18plus",
    "ernstig_eenzaam",
    "bijstand_per_1000",
    "wmo_per_1000",
    "jeugdzorg_deel",
    "vrijwilligerswerk",
)
"""Figures that stand side by side: all of them stand on the page of a wijk too."""

COUNT = "aantal"
"""Unit of figures of which the land says nothing about a wijk."""

MOST_IN_TABLE = 150
"""Wijken up to which one page holds the table of them all: about 70 kB."""

INSIDE_THE_INTERVAL = frozenset({"spreiding"})
"""Reasons to doubt a class that the interval of the score holds already."""


@dataclass(frozen=True)
class CompareCell:
    """A score with its interval; the address of where it comes from."""

    tekst: str
    href: str
    zeker: str


@dataclass(frozen=True)
class CompareRow:
    """One wijk with a cell per domain."""

    code: str
    naam: str
    href: str
    cellen: tuple[CompareCell, ...]


@dataclass(frozen=True)
class CompareGemeente:
    """The wijken of one gemeente, with the data for its script as JSON."""

    code: str
    naam: str
    rijen: tuple[CompareRow, ...]
    data: str

    @property
    def script(self) -> str:
        """Path of its data, from the root of the site."""
        return f"{self.code}/vergelijk.js"

    @property
    def content(self) -> str:
        """The file with its data: one assignment, so that it loads from a disk too."""
        return f'(window.vergelijk = window.vergelijk || {{}})["{self.code}"] = {self.data};\n'


@dataclass(frozen=True)
class CompareContext:
    """Everything on vergelijk.html.

    Attributes:
        tekst: The words, by name.
        woorden: The words that the script needs, as JSON.
        punten: Points from which a difference counts.
        heeft_tabel: Whether the page holds the table of all wijken.
    """

    tekst: Mapping[str, Any]
    woorden: str
    domeinen: tuple[tuple[str, str, str], ...]
    gemeenten: tuple[CompareGemeente, ...]
    punten: str
    heeft_tabel: bool
    heeft_keuze: bool


def compare_context(gemeenten: tuple[CompareGemeente, ...], texts: Texts) -> CompareContext:
    """Return everything on vergelijk.html."""
    catalog = shipped_catalog()
    points = fmt.decimal(catalog.norm("verschil_gemeente_punten"))
    words = dict(texts.node("vergelijk"))
    words["hoe"] = {name: text.format(punten=points) for name, text in words["hoe"].items()}
    count = sum(len(g.rijen) for g in gemeenten)
    return CompareContext(
        tekst=words,
        woorden=_json(words),
        domeinen=tuple(
            (d.domain_id, fmt.capital(d.kort), d.naam) for d in catalog.domains.values()
        ),
        gemeenten=gemeenten,
        punten=points,
        heeft_tabel=count <= MOST_IN_TABLE,
        heeft_keuze=count > 0,
    )


def compare_gemeente(book: Book) -> CompareGemeente:
    """Return the wijken of a gemeente, each with its scores and figures."""
    desk, tables = Desk(book), book.tables
    code, catalog = tables.gemeente_code, book.catalog
    figures = [name for name in FIGURES if book.year_of(name) is not None]
    areas = [wijk.region_code for wijk in tables.wijken]
    data = {
        "naam": tables.gemeente.naam,
        "namen": {area: book.naam(area) for area in areas},
        "domeinen": {name: domain.naam for name, domain in catalog.domains.items()},
        "cijfers": {name: tables.indicators[name].naam for name in figures},
        "domain_score": {
            area: {row.domain_id: _score(desk, row) for row in desk.scores_of(area)}
            for area in areas
        },
        "observation": {
            area: {name: _figure(desk, area, name) for name in figures}
            for area in (*areas, code, LAND)
        },
    }
    return CompareGemeente(code, tables.gemeente.naam, tuple(_rows(desk)), _json(data))


def _rows(desk: Desk) -> Iterator[CompareRow]:
    gemeente = desk.tables.gemeente_code
    for wijk in desk.tables.wijken:
        code = wijk.region_code
        href = f"{gemeente}/{code}.html"
        cells = []
        for domain_id in desk.book.catalog.domains:
            row = desk.tables.scores.get((code, domain_id))
            told = _told(desk, row) if row is not None and row.is_scored else None
            zeker = row.zekerheid if row is not None and told else "te_weinig_gegevens"
            cells.append(CompareCell(told or "", f"{href}#d-{domain_id}", zeker))
        yield CompareRow(code, desk.book.naam(code), href, tuple(cells))


def _told(desk: Desk, row: r.Score) -> str:
    """Return a score in few signs; as on the page of the wijk no point where it is unsure."""
    if row.is_sure:
        return _written(desk, row, "score", "score_low", "score_high", pattern="kort")
    return _written(desk, row, "score_low", "score_high", pattern="tot")


def _written(desk: Desk, row: r.Score, *columns: str, pattern: str) -> str:
    """Return columns of a score as every page writes them.

    Not registered as numbers of this page: they lead to the page of the wijk, which has their
    origin. Each page of a country would else look up the sources of every wijk twice.
    """
    values = [write_value("domain_score", name, float(getattr(row, name))) for name in columns]
    return desk.texts.get(f"getallen.patroon.{pattern}").format(*values)


def _score(desk: Desk, row: r.Score) -> dict[str, Any]:
    """Return what is drawn and said of one score; places are in tenths of a point."""
    if row.score is None or row.score_low is None or row.score_high is None:
        return {}
    found: dict[str, Any] = {
        "score": round(row.score, 1),
        "score_low": round(row.score_low, 1),
        "score_high": round(row.score_high, 1),
        "tekst": _told(desk, row),
        "zeker": row.is_sure,
        "gebruik": row.op_basis_van_gebruik,
        "noemen": may_be_compared(row),
        "land": row.klasse if row.is_sure else None,
    }
    if row.verschil_gemeente is not None:
        columns = ("verschil_gemeente", "verschil_low", "verschil_high")
        found["gemeente"] = _reference(
            row.score - row.verschil_gemeente,
            _written(desk, row, *columns, pattern="band"),
            row.klasse_gemeente if row.is_sure_in_gemeente else None,
        )
    if row.verschil_vergelijkbaar is not None:
        found["alike"] = _reference(
            row.score - row.verschil_vergelijkbaar,
            _written(desk, row, *DIFFERENCE, pattern="band"),
            row.klasse_vergelijkbaar if row.is_sure_beside_alike else None,
        )
    return found


def may_be_compared(row: r.Score) -> bool:
    """Say whether the interval of a score tells all that is doubted about it.

    A score may be unsure because people in the wijk speak against it, say; then no difference with
    another wijk is told either, however far apart the intervals lie.
    """
    return row.is_sure or set(json.loads(row.zekerheid_reden)) <= INSIDE_THE_INTERVAL


def _reference(place: float, difference: str, klasse: str | None) -> dict[str, Any]:
    return {"plaats": round(place, 1), "verschil": difference, "klasse": klasse}


def _figure(desk: Desk, region: str, name: str) -> dict[str, str]:
    kind, unit = desk.tables.indicators[name].kind, desk.tables.indicators[name].unit
    if region == LAND and unit == COUNT:
        return {"tekst": ""}
    is_wijk = desk.tables.regions[region].level == "wijk"
    shown: Cell = desk.value(region, name, band=is_wijk and kind != "register")
    year = desk.book.year_of(name)
    text = shown.text if isinstance(shown, Shown) else shown.striptags()
    note = "" if year is None or year == desk.jaar else str(year)
    return {"tekst": text, "jaar": note} if note else {"tekst": text}


def _json(tree: object) -> str:
    """Write a tree the same each time; no `<` of a name can close a script."""
    text = json.dumps(tree, ensure_ascii=False, sort_keys=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
