"""Typed models of the catalog of inkoop: products, rules, contract cards, flags, team choices.

What a file may say is decided here; whether the files agree is decided in `buying_check`.
"""

from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import Field

from wijkfoto.catalog.models import NormStatus
from wijkfoto.catalog.tables import CatalogModel

Klasse = Literal["hoog", "gemiddeld", "laag", "geen"]
Sureness = Literal["stevig", "redelijk", "onzeker", "te_weinig_gegevens"]
UseSide = Literal["lager", "gelijk", "hoger", "onbekend"]
Growth = Literal["groei", "gelijk", "krimp", "onbekend"]
ProductKind = Literal["voorliggend", "maatwerk", "beschikbaarheid"]
Signal = Literal[
    "uitbreiden",
    "vasthouden",
    "verschuiven_naar_voorliggend",
    "onderzoek_onderbereik",
    "onvoldoende_gegevens",
]
Period = Literal["2015", "nu"]
Verdict = Literal["gunstig", "let_op", "hangt_af"]
Decider = Literal["college", "raad", "team", "inkoper"]
Filled = Annotated[str, Field(min_length=1)]

KLASSEN: tuple[Klasse, ...] = get_args(Klasse)
SURENESSES: tuple[Sureness, ...] = get_args(Sureness)
USE_SIDES: tuple[UseSide, ...] = get_args(UseSide)
GROWTHS: tuple[Growth, ...] = get_args(Growth)
KINDS: tuple[ProductKind, ...] = get_args(ProductKind)
WHETHER = (False, True)


class Product(CatalogModel):
    """A product group of inkoop and the domains it serves.

    Attributes:
        gebruik: Kind of use (use_id) that its clients are counted in; None where none is published.
        doelgroep: Group whose outlook counts (target_group of `outlook`).
        variatie: Norm with the variation of cost per client; None where we assume none.
        helpt: What to collect where the domains have no score.
    """

    product_group_id: str
    naam: Filled
    soort: ProductKind
    domeinen: Annotated[tuple[str, ...], Field(min_length=1)]
    gebruik: Literal["wmo", "jeugdzorg"] | None = None
    doelgroep: Literal["inwoners", "inwoners_65plus"] = "inwoners"
    variatie: str | None = None
    helpt: Filled


class ProcurementRule(CatalogModel):
    """What a wijk and a product must be like for a signal; a list that is left out is any.

    Attributes:
        zeker: Certainty of the need class.
        arrangement: Whether the gemeente buys arrangementen; None is either.
        hoogstens: The certainty of the signal is that of the need, and at most this.
        uitleg: Why, for a reader.
        tegen: What speaks against it.
    """

    rule_id: str
    behoefte: tuple[Klasse, ...] = KLASSEN
    zeker: tuple[Sureness, ...] = SURENESSES
    gebruik: tuple[UseSide, ...] = USE_SIDES
    vooruitblik: tuple[Growth, ...] = GROWTHS
    soorten: tuple[ProductKind, ...] = KINDS
    arrangement: bool | None = None
    signal: Signal
    hoogstens: Sureness
    uitleg: Filled
    tegen: Filled


class ContractFlag(CatalogModel):
    """A risk that the contracts and providers of a gemeente raise; evidence fills tekst.

    Attributes:
        tegen: What speaks against worrying.
        beslist: Who decides about it.
    """

    flag_id: str
    tekst: Filled
    risico: Filled
    tegen: Filled
    beslist: Decider


class ContractCard(CatalogModel):
    """How one contract model works, what it invites to, and what to keep an eye on.

    Attributes:
        licht_eerst: Whether it rewards light help first, so that crisis places need care.
        minder_hulp_minder_geld: Whether less help is less money for the provider, so that there is
            no saving for it to keep.
        samen: Two outcomes that must be read together, in one sentence.
        tegen: What speaks against choosing it on these grounds.
    """

    model: str
    naam: Filled
    periode: Period
    werking: Filled
    prikkel: Filled
    past_als: Filled
    risico: Filled
    voorwaarde: Filled
    volg: Filled
    tegen: Filled
    samen: Filled | None = None
    licht_eerst: bool = False
    minder_hulp_minder_geld: bool = False
    oordelen: dict[str, Verdict]
    status: NormStatus
    datum: date
    bron: Filled


class Criterion(CatalogModel):
    """A column of the table of contract models; verdicts are never added up."""

    criterium_id: str
    naam: Filled
    vraag: Filled


class ContractCardFile(CatalogModel):
    """Contents of contract_cards.yaml."""

    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    kaarten: Annotated[tuple[ContractCard, ...], Field(min_length=1)]


class DesignChoice(CatalogModel):
    """One of the choices in designing a team, with the risk that stands with it."""

    keuze_id: str
    naam: Filled
    vraag: Filled
    opties: Annotated[tuple[Filled, ...], Field(min_length=2)]
    risicos: Annotated[tuple[Filled, ...], Field(min_length=1)]
    tegen: Filled
    beslist: Decider


class DesignFile(CatalogModel):
    """Contents of teamontwerp.yaml, with where the choices come from."""

    status: NormStatus
    datum: date
    bron: Filled
    keuzes: Annotated[tuple[DesignChoice, ...], Field(min_length=1)]
