"""Typed models of the advice catalog: norms, disciplines, forms, rules and facts.

What a file may say is decided here; those of inkoop stand in `buying_models`, and whether the
files agree with each other is `check`'s work.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from wijkfoto.catalog.models import NormStatus
from wijkfoto.catalog.tables import CatalogModel

Ring = Literal["kern", "schil"]
Financier = Literal["gemeente", "zorgverzekeraar", "eigen_organisatie"]
TargetGroup = Literal[
    "inwoners_0_18", "inwoners_18_65", "inwoners_65_80", "inwoners_80plus", "inwoners_18plus"
]
Level = Literal["gemeente", "teamgebied", "specialisme"]
Operator = Literal["<", "<=", ">", ">="]
Measure = Literal[
    "inwoners",
    "inwoners_onbekend",
    "domeinen_onbekend",
    "domeinen_hoog",
    "vragen_tov_land",
    "fte",
    "stedelijkheid",
    "afstand_km",
    "aandeel_jeugd",
    "aandeel_zorg",
    "aandeel_eigen_team",
    "deel_hoog_zeker",
    "vragen_tov_gemeente",
    "fte_discipline",
    "aandeel_registratie",
    "registratie_jeugd",
    "registratie_specialist",
    "sociale_basis",
]
Certainty = Literal["stevig", "redelijk", "onzeker"]
Filled = Annotated[str, Field(min_length=1)]
NotNegative = Annotated[float, Field(ge=0)]


class Norm(CatalogModel):
    """A policy number with its band; without laag and hoog it is one fixed value.

    Attributes:
        domain_id: Domain whose questions it counts, together with doelgroep.
        doelgroep: Column with the people it is per 1,000 of.
    """

    naam: Filled
    midden: NotNegative
    laag: NotNegative | None = None
    hoog: NotNegative | None = None
    eenheid: str
    domain_id: str | None = None
    doelgroep: TargetGroup | None = None
    status: NormStatus
    datum: date
    bron: Filled

    @model_validator(mode="after")
    def _ordered(self) -> "Norm":
        if (self.laag is None) != (self.hoog is None):
            raise ValueError("laag and hoog go together")
        if not self.low <= self.midden <= self.high:
            raise ValueError("laag <= midden <= hoog does not hold")
        if (self.domain_id is None) != (self.doelgroep is None):
            raise ValueError("domain_id and doelgroep go together")
        return self

    @property
    def low(self) -> float:
        """Low end of the band, in the unit of the norm."""
        return self.midden if self.laag is None else self.laag

    @property
    def high(self) -> float:
        """High end of the band, in the unit of the norm."""
        return self.midden if self.hoog is None else self.hoog


class Discipline(CatalogModel):
    """A profession in or around a team, and who pays for it."""

    discipline_id: str
    naam: Filled
    ring: Ring
    financier: Financier
    omschrijving: Filled
    specialisme_van: tuple[str, ...] = ()
    ondergrens: str | None = None


class Matrix(CatalogModel):
    """Which part of the questions of a domain goes to which discipline; rows sum to 1."""

    status: NormStatus
    datum: date
    bron: Filled
    rijen: dict[str, dict[str, NotNegative]]


class DisciplineFile(CatalogModel):
    """Contents of disciplines.yaml."""

    disciplines: tuple[Discipline, ...]
    verdeling: Matrix


class Form(CatalogModel):
    """A team form as a reader meets it; eigen_team says that the area has a team of its own."""

    form_id: str
    eigen_team: bool = False
    naam: Filled
    passend: Filled
    uitleg: Filled
    sterke_punten: tuple[str, ...]
    risicos: Annotated[tuple[str, ...], Field(min_length=1)]
    voorbeeld: str | None


class FormFile(CatalogModel):
    """Contents of forms.yaml."""

    teksten: dict[str, Filled]
    vormen: tuple[Form, ...]


class MeasureText(CatalogModel):
    """How a figure of the rules is written, and the sentences for when it tips the advice.

    Attributes:
        ja_nee: The figure is 1 or 0, and is written as a word.
        procent: The figure is a share from 0 to 1, and is written as a percentage.
        domeinen: The figure is the share of these domains in the expected questions.
        registratie: That share is one of the registered questions instead.
        zekerheid: Certainties at which a class hoog counts in this figure.
        minder_een: The sentence for one less, where that of `minder` is a plural.
    """

    naam: Filled
    eenheid: str
    decimalen: Annotated[int, Field(ge=0, le=3)]
    ja_nee: bool = False
    procent: bool = False
    domeinen: tuple[str, ...] = ()
    registratie: bool = False
    zekerheid: tuple[Certainty, ...] = ()
    meer: str | None = None
    minder: str | None = None
    minder_een: str | None = None


class Condition(CatalogModel):
    """A figure compared with a norm."""

    maat: Measure
    is_: Annotated[Operator, Field(alias="is")]
    norm: str


class FormRule(CatalogModel):
    """One ordered rule; it holds when all its conditions hold.

    Attributes:
        nodig: What is needed to judge the rule. With it the rule is unknown as long as one of its
            figures is missing, whatever the others say.
        naam: What a rule that leads to no form is called; a form has a name of its own.
        opmerking: What stands beside the advice where such a rule holds.
    """

    rule_id: str
    niveau: Annotated[tuple[Level, ...], Field(min_length=1)]
    form_id: str | None
    als: tuple[Condition, ...] = ()
    nodig: str | None = None
    naam: Filled | None = None
    opmerking: Filled | None = None

    @model_validator(mode="after")
    def _judged_or_not(self) -> "FormRule":
        if self.nodig is None and not self.als and self.form_id is None:
            raise ValueError("a rule without als or nodig needs a form_id")
        if (self.form_id is None) != (self.naam is not None):
            raise ValueError("a rule that leads to no form needs a naam, and no other has one")
        if self.opmerking is not None and self.form_id is not None:
            raise ValueError("a rule that leads to a form has no opmerking; see forms.yaml")
        return self


class FormRuleFile(CatalogModel):
    """Contents of form_rules.yaml.

    Attributes:
        zekerheid_bij_aannames: The highest word for a form while norms behind it are assumptions.
    """

    zekerheid_bij_aannames: Certainty
    maten: dict[Measure, MeasureText]
    regels: tuple[FormRule, ...]


class ReferenceFact(CatalogModel):
    """A historical fact of the field, dated and attributed."""

    fact_id: str
    text: Filled
    value: float | None
    unit: str | None
    period: Filled
    source: Filled
