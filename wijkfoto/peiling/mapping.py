"""What a mapping says: which variable holds what, which codes are answers, and which answers count.

Typed models and their reading; the file with respondents is not touched here.
"""

from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from wijkfoto.catalog.yamlfile import parse_yaml
from wijkfoto.errors import ConfigError
from wijkfoto.regio import gemeente_code
from wijkfoto.resources import catalog_dir

ADULT, OLDEST = 18, 100
"""Ages in whole years between which a survey of adults lies."""

Codes = tuple[float, ...]
Name = Annotated[str, Field(pattern=r"^[^?\s]")]
"""A name that was filled in: a proposal marks what is not with a question mark."""
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Part(BaseModel):
    """Base of each part of a mapping: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Jaar(Part):
    """The year of the survey: in a variable, or the same for the whole file.

    Where a file holds more years, `kies` says which rows are read.
    """

    variabele: Name | None = None
    kies: Annotated[int, Field(ge=1990, le=2100)] | None = None
    vast: Annotated[int, Field(ge=1990, le=2100)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Jaar":
        if (self.variabele is None) == (self.vast is None):
            raise ValueError("give either variabele or vast")
        return self


class Gemeente(Part):
    """The gemeente: its number in a variable, or one code for the whole file.

    With `alleen_eigen` the rows of other gemeenten are left out; without, they are a fault.
    """

    variabele: Name | None = None
    vast: str | None = None
    alleen_eigen: bool = False

    @field_validator("vast")
    @classmethod
    def _a_code(cls, code: str | None) -> str | None:
        try:
            return None if code is None else gemeente_code(code)
        except ConfigError as error:  # as a fault of this key, so that it is named
            raise ValueError(str(error)) from error

    @model_validator(mode="after")
    def _one_of_both(self) -> "Gemeente":
        if (self.variabele is None) == (self.vast is None):
            raise ValueError("give either variabele or vast")
        return self


class Wijk(Part):
    """The wijk: a CBS code, or a code of one's own with the CBS code that belongs to it."""

    variabele: Name
    opzoeken: dict[str, str] = {}


class Gewicht(Part):
    """The weight: around 1, or the number of people that a respondent stands for.

    From the weight `weg_vanaf` on a respondent is left out: a rule of the Burgerpeiling.
    """

    variabele: Name
    soort: Literal["gemiddeld_een", "uitbreiding"]
    weg_vanaf: Annotated[float, Field(gt=1)] | None = None


class Leeftijd(Part):
    """Age: each code is the ages from the first up to, and without, the second."""

    variabele: Name
    klassen: dict[int, tuple[int, int]]
    onbekend: Codes = ()

    @field_validator("klassen")
    @classmethod
    def _in_order(cls, classes: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
        edges = sorted(classes.values())
        if not edges or any(low >= high for low, high in edges):
            raise ValueError("each class is [from, up to]")
        if any(before[1] > after[0] for before, after in pairwise(edges)):
            raise ValueError("two classes overlap")
        return classes


class Geslacht(Part):
    """Sex, as far as the statistics know it; other answers count in every other way."""

    variabele: Name
    man: Codes
    vrouw: Codes
    onbekend: Codes = ()


class Huishouden(Part):
    """Whether somebody lives alone; other answers count in every other way."""

    variabele: Name
    alleen: Codes
    samen: Codes
    onbekend: Codes = ()


class Onder(Part):
    """Who is asked: only those who gave one of these answers to another question."""

    variabele: Name
    codes: Codes


class Vraag(Part):
    """One question as a share: of those who answered, how many gave an answer that counts.

    Attributes:
        id: Id of the question in the published tables.
        naam: What the share is of, for a reader.
        soort: `antwoord`: any of the variables (`regel` een) or each (`regel` alle) has an answer
            that counts. `meerkeuze`: any of the boxes `variabelen` is ticked, among those who
            ticked a box of `variabelen` or `andere`. `schaal`: the mean of the variables, turned
            round where `omgekeerd` says so, is at least `vanaf`. `aandeel`: the file gives a share
            per wijk, on the scale `schaal`.
        geldig: Codes that are an answer.
        weet_niet: Codes that are no answer.
        telt: Answers that count.
    """

    id: Id
    naam: Name
    domein: Id | None = None
    soort: Literal["antwoord", "meerkeuze", "schaal", "aandeel"] = "antwoord"
    variabelen: tuple[Name, ...]
    geldig: Codes = ()
    weet_niet: Codes = ()
    telt: Codes = ()
    regel: Literal["een", "alle"] = "een"
    andere: tuple[Name, ...] = ()
    omgekeerd: tuple[Name, ...] = ()
    vanaf: float | None = None
    schaal: Literal["0-1", "0-100"] | None = None
    onder: Onder | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "Vraag":
        if not self.variabelen:
            raise ValueError(f"{self.id}: no variabelen")
        if set(self.geldig) & set(self.weet_niet):
            raise ValueError(f"{self.id}: a code stands in geldig and in weet_niet")
        if self.soort == "antwoord" and not (self.telt and set(self.telt) < set(self.geldig)):
            raise ValueError(f"{self.id}: telt holds some of the codes of geldig, not all or none")
        if self.soort == "schaal" and (self.vanaf is None or len(self.geldig) < 2):
            raise ValueError(f"{self.id}: a schaal needs geldig and vanaf")
        if self.soort == "aandeel" and (self.schaal is None or len(self.variabelen) != 1):
            raise ValueError(f"{self.id}: an aandeel needs one variable and a schaal (0-1, 0-100)")
        if set(self.omgekeerd) - set(self.variabelen):
            raise ValueError(f"{self.id}: omgekeerd names a variable that is not of the question")
        return self


class Mapping(Part):
    """How a file is read: one row per respondent, or one per wijk with shares and an n."""

    naam: Name
    per: Literal["respondent", "wijk"] = "respondent"
    jaar: Jaar
    gemeente: Gemeente
    wijk: Wijk | None = None
    n: Name | None = None
    gewicht: Gewicht | None = None
    leeftijd: Leeftijd | None = None
    geslacht: Geslacht | None = None
    huishouden: Huishouden | None = None
    vragen: Annotated[tuple[Vraag, ...], Field(min_length=1)]

    @field_validator("vragen")
    @classmethod
    def _ids_differ(cls, questions: tuple[Vraag, ...], info: ValidationInfo) -> tuple[Vraag, ...]:
        for told in ([q.id for q in questions], [q.naam for q in questions]):
            if twice := sorted({name for name in told if told.count(name) > 1}):
                raise ValueError(f"{twice[0]} stands twice")
        per_wijk = info.data.get("per") == "wijk"
        if any((question.soort == "aandeel") != per_wijk for question in questions):
            raise ValueError("soort aandeel goes with per: wijk, and the other kinds do not")
        return questions

    @model_validator(mode="after")
    def _number_of_answers(self) -> "Mapping":
        if self.per == "wijk" and self.n is None:
            raise ValueError("n: a file with a row per wijk needs the column with the respondents")
        if self.per == "wijk" and self.wijk is None:
            raise ValueError("wijk: a file with a row per wijk needs the column with the wijk")
        if self.per == "respondent" and self.n is not None:
            raise ValueError("n: only a file with a row per wijk has it")
        return self

    def variables(self) -> tuple[str, ...]:
        """Return every variable that the mapping reads, each once, in order."""
        parts = (self.jaar, self.gemeente, self.wijk, self.gewicht, self.leeftijd, self.geslacht)
        named = [getattr(part, "variabele", None) for part in (*parts, self.huishouden)]
        for question in self.vragen:
            named += [*question.variabelen, *question.andere]
            named.append(question.onder.variabele if question.onder else None)
        return tuple(dict.fromkeys(name for name in (*named, self.n) if name))


BURGERPEILING = "burgerpeiling"


def burgerpeiling() -> Mapping:
    """Return the mapping of the Burgerpeiling of VNG, which ships with the product."""
    return read_mapping(burgerpeiling_file())


def burgerpeiling_file() -> Path:
    """Return where the mapping of the Burgerpeiling stands."""
    return catalog_dir() / "peiling" / f"{BURGERPEILING}.yaml"


def read_mapping(path: Path) -> Mapping:
    """Read a mapping.

    Raises:
        CatalogError: With every fault of the file, each with its place.
    """
    return parse_yaml(Mapping, path)
