"""The forms that a gemeente fills in: their columns, and what each column may hold.

Only what is asked; the words of the forms stand in reports/text/formulieren.yaml.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from wijkfoto.catalog import shipped_catalog
from wijkfoto.catalog.load import read_yaml
from wijkfoto.resources import catalog_dir

Kind = Literal["wijk", "gebied", "keuze", "keuzes", "tekst", "datum", "jaar", "aantal", "getal"]

FIELDS = (
    "ervaring", "vragen", "ontmoetingspunten", "sterke_punten", "gemist", "aanbieders",
    "initiatieven",
)  # fmt: skip
"""The seven fields of what is heard in a wijk."""

PLACED_FIELDS = ("ontmoetingspunten", "aanbieders", "initiatieven")
"""Fields about a place that is open to all; a place with any other could be somebody's home."""

OPINIONS = ("bevestigt", "nuanceert", "spreekt_tegen", "niet_bevraagd")
"""What one side says about the picture that the figures give."""

CONSENT = ("ja", "nee", "nvt")
"""`nvt`: nobody's words, as with the opening hours of a place; only in `PLACED_FIELDS`."""

CONTRACT_MODELS = (
    "regisseursmodel", "awbz_model", "wijkgericht", "gronings_model", "veiling",
    "inspanningsgericht", "outputgericht", "taakgericht", "functiegericht",
    "populatiebekostiging", "anders",
)  # fmt: skip
"""The five models of 2015, those of today, and a budget for a population (03-method section 9)."""

EVENTS = (
    "wijkvernieuwing", "nieuwbouw", "sloop", "sluiting", "opening", "grenswijziging", "anders",
)  # fmt: skip
"""What can change a wijk so much that a wijkfoto grows old."""

LONG, SHORT = 1_000, 200

REMARK = 400
"""Signs of a remark on a figure: it stands beside the figure, and must not push it away."""

FAR_AHEAD = 25
"""Years that the end of a contract or a planned event may lie ahead; the longest plans for a wijk
(the Nationaal Programma Leefbaarheid en Veiligheid) run for some twenty years."""


@dataclass(frozen=True)
class Column:
    """One column of a form.

    Attributes:
        name: Its heading.
        kind: What stands in it.
        required: Whether a row needs it.
        most: Longest text, in signs.
        years_ahead: How many years a date may lie ahead; 0 for what has happened.
        choices: What may stand in a column of kind `keuze`, or several of in one of `keuzes`.
    """

    name: str
    kind: Kind
    required: bool = True
    most: int = SHORT
    years_ahead: int = 0
    choices: Callable[[], tuple[str, ...]] = tuple


@dataclass(frozen=True)
class Form:
    """One form: its name, and its columns in order."""

    form_id: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The headings in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column | None:
        """Return a column by its heading; None when the form has none of that name."""
        return next((c for c in self.columns if c.name == name), None)


@cache
def _domains() -> tuple[str, ...]:
    return tuple(shipped_catalog().domains)


@cache
def _indicators() -> tuple[str, ...]:
    # What a change flag says stands in region.boundary_change; it is no figure on a page.
    return tuple(name for name in shipped_catalog().indicators if name != "indelingswijziging")


@cache
def _products() -> tuple[str, ...]:
    return tuple(str(one["product_group_id"]) for one in read_yaml(catalog_dir() / "products.yaml"))


PLACE = (
    Column("plek", "tekst", required=False),
    Column("x", "getal", required=False),
    Column("y", "getal", required=False),
    Column("lat", "getal", required=False),
    Column("lon", "getal", required=False),
)

GESPREKKEN = Form(
    "gesprekken",
    (
        Column("wijk", "wijk"),
        Column("veld", "keuze", choices=lambda: FIELDS),
        Column("tekst", "tekst", most=LONG),
        Column("bron", "tekst"),
        Column("datum", "datum"),
        Column("methode", "tekst"),
        Column("deelnemers", "aantal", required=False),
        Column("niet_bereikt", "tekst", required=False),
        Column("toestemming", "keuze", choices=lambda: CONSENT),
        *PLACE,
        Column("onderwerp", "keuze", required=False, choices=_domains),
    ),
)

NAAST_ELKAAR = Form(
    "naast_elkaar",
    (
        Column("wijk", "wijk"),
        Column("onderwerp", "keuze", choices=_domains),
        Column("cijfers", "keuze", choices=lambda: OPINIONS),
        Column("bewoners", "keuze", choices=lambda: OPINIONS),
        Column("professionals", "keuze", choices=lambda: OPINIONS),
        Column("datum", "datum"),
        Column("toelichting", "tekst", required=False, most=LONG),
    ),
)

HEARD_FORMS = (GESPREKKEN, NAAST_ELKAAR)
"""The forms about what was heard in the wijk."""


VRAGEN = Form(
    "vragen",
    (
        Column("wijk", "wijk"),
        Column("jaar", "jaar"),
        Column("onderwerpen", "keuzes", choices=_domains),
        Column("vragen", "aantal"),
        Column("heel_jaar", "keuze", choices=lambda: ("ja", "nee")),
    ),
)

AANBIEDERS = Form(
    "aanbieders",
    (
        Column("gebied", "gebied"),
        Column("product", "keuze", choices=_products),
        Column("aanbieder", "tekst"),
    ),
)

CONTRACTEN = Form(
    "contracten",
    (
        Column("gemeente", "gebied"),
        Column("product", "keuze", choices=_products),
        Column("model", "keuze", choices=lambda: CONTRACT_MODELS),
        Column("peildatum", "datum"),
        Column("einddatum", "datum", years_ahead=FAR_AHEAD),
        Column("gedeelde_besparing", "keuze", choices=lambda: ("ja", "nee")),
        Column("tevredenheid_gemeten", "keuze", choices=lambda: ("ja", "nee")),
    ),
)

GEBEURTENISSEN = Form(
    "gebeurtenissen",
    (
        Column("wijk", "wijk"),
        Column("soort", "keuze", choices=lambda: EVENTS),
        Column("datum", "datum", years_ahead=FAR_AHEAD),
        Column("omschrijving", "tekst"),
    ),
)

TOELICHTINGEN = Form(
    "toelichtingen",
    (
        Column("gebied", "gebied"),
        Column("indicator", "keuze", choices=_indicators),
        Column("tekst", "tekst", most=REMARK),
        Column("door", "tekst"),
        Column("datum", "datum"),
    ),
)

REGISTERED_FORMS = (VRAGEN, AANBIEDERS, CONTRACTEN, GEBEURTENISSEN, TOELICHTINGEN)
"""The forms about what the gemeente has registered, and what it says about a figure."""

ALL_FORMS = (*HEARD_FORMS, *REGISTERED_FORMS)

NAMES = frozenset(name for form in ALL_FORMS for name in form.names)
"""Every heading of every form."""
