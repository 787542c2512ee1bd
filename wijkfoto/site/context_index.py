"""The context of the first page: one gemeente leads on, several stand on a map and in a list.

Nothing of a gemeente but its name, its people and its wijken stands here.
"""

from dataclasses import dataclass

import shapely

from wijkfoto.site import search
from wijkfoto.site.context_compare import CompareGemeente, compare_gemeente
from wijkfoto.site.desk import Book, Cell, Desk
from wijkfoto.site.format import name_key
from wijkfoto.site.maps import MapShapes, Outline, map_shapes, valid_shapes
from wijkfoto.site.numbers import Register
from wijkfoto.site.text import Texts

MAX_CHARS = 48_000
"""Largest length of the outlines of all gemeenten together: some 140 signs for each of the land."""


@dataclass(frozen=True)
class GemeenteCard:
    """A gemeente on the first page; its people are shown where it is the only one."""

    code: str
    naam: str
    href: str
    inwoners: Cell
    wijken: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class IndexContext:
    """Everything on the first page.

    Attributes:
        enige: The only gemeente; None when there are several, or none.
        gemeenten: All of them.
        kaart: Their outlines; None when there is one, or no shapes.
        namen: The name of each by its code.
        marge: Draws of a hundred between the bounds of an interval.
    """

    enige: GemeenteCard | None
    gemeenten: tuple[GemeenteCard, ...]
    kaart: MapShapes | None
    namen: dict[str, str]
    marge: str


class Cards:
    """What pages of the whole site keep of each gemeente, so that no two books are held."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._register = Register(texts)
        self._cards: list[GemeenteCard] = []
        self._outlines: list[Outline] = []
        self._places: list[search.Place] = []
        self._compared: list[CompareGemeente] = []

    def add(self, book: Book) -> None:
        """Note a gemeente; they stand in the order in which they are added."""
        self._cards.append(_card(book, self._register))
        self._outlines.append(_outline(book))
        self._places.append(search.place_of(book))
        self._compared.append(compare_gemeente(book))

    @property
    def names(self) -> dict[str, str]:
        """The name of each gemeente by its code."""
        return {card.code: card.naam for card in self._cards}

    @property
    def places(self) -> tuple[search.Place, ...]:
        """What can be found of each gemeente."""
        return tuple(self._places)

    @property
    def compared(self) -> tuple[CompareGemeente, ...]:
        """The wijken of every gemeente, to put side by side."""
        return tuple(self._compared)

    @property
    def register(self) -> Register:
        """The numbers on the first page: those of the only gemeente, else none."""
        return self._register if len(self._cards) == 1 else Register(self._texts)

    def context(self, marge: str) -> IndexContext:
        """Return what stands on the first page."""
        cards = tuple(sorted(self._cards, key=lambda card: (name_key(card.naam), card.code)))
        only = cards[0] if len(cards) == 1 else None
        shapes = map_shapes(self._outlines, MAX_CHARS) if not only else None
        drawn = shapes if shapes and len(shapes.shapes) > 1 else None
        return IndexContext(only, cards, drawn, self.names, marge)


def _outline(book: Book) -> Outline:
    """Return the outline of a gemeente: its own, or that of its wijken together."""
    gemeente, wijken = book.tables.gemeente, book.tables.wijken
    drawn = [wijk for wijk in wijken if wijk.geometry is not None]
    if gemeente.geometry is not None or not drawn:
        return Outline.of(gemeente)
    whole = shapely.union_all(valid_shapes([wijk.geometry for wijk in drawn]))
    years = [wijk.geometry_year for wijk in drawn if wijk.geometry_year]
    return Outline(gemeente.region_code, shapely.to_wkb(whole), max(years, default=None))


def _card(book: Book, register: Register) -> GemeenteCard:
    desk = Desk(book)
    desk.register = register
    code = book.tables.gemeente_code
    return GemeenteCard(
        code,
        book.tables.gemeente.naam,
        f"{code}/index.html",
        desk.inwoners(code),
        tuple(
            (book.naam(w.region_code), f"{code}/{w.region_code}.html") for w in book.tables.wijken
        ),
    )
