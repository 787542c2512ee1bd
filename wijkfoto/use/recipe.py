"""Reads catalog/use.yaml: what is counted, what may explain it, and the models that are tried.

Whether the figures have a predictor is not known here; that is `predictors`' work.
"""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from wijkfoto.catalog import Catalog, shipped_catalog
from wijkfoto.catalog.load import parse_yaml
from wijkfoto.catalog.tables import CatalogModel
from wijkfoto.errors import CatalogError
from wijkfoto.resources import catalog_dir

FILE = "use.yaml"

UseId = Literal["bijstand", "wmo", "jeugdzorg"]
Group = Literal["structuur", "inkomen", "rivm"]
Scale = Literal["odds", "log", "gelijk"]
Role = Literal["kop", "variant", "terugval", "vergelijking"]
Weighing = Literal["mensen", "gebieden"]


class UseKind(CatalogModel):
    """One kind of use: the count, and the groups whose sum it is counted on."""

    use_id: UseId
    teller: str
    doelgroep: Annotated[tuple[str, ...], Field(min_length=1)]


class Predictor(CatalogModel):
    """A figure that may explain use: a count in a count, or the first figure that the land has."""

    predictor_id: str
    groep: Group
    schaal: Scale
    deel: str | None = None
    van: str | None = None
    waarde: tuple[str, ...] = ()
    kwadraat: bool = False
    vereist: bool = False

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator that it may read."""
        return tuple(name for name in (self.deel, self.van, *self.waarde) if name)

    @model_validator(mode="after")
    def _one_of_two_kinds(self) -> "Predictor":
        is_part = self.deel is not None and self.van is not None
        if is_part == bool(self.waarde) or (self.deel is None) != (self.van is None):
            raise ValueError("a predictor needs deel and van, or waarde, not both")
        return self


class UseModel(CatalogModel):
    """A way to explain use: what it may choose from, how many, and how areas weigh.

    `zonder` are predictors of its groups that it may not choose; the wijken stay those that have
    them.
    """

    model_id: str
    rol: Role
    groepen: tuple[Group, ...]
    zonder: tuple[str, ...] = ()
    hooguit: Annotated[int, Field(ge=0)]
    weging: Weighing


class Yardstick(CatalogModel):
    """What an earlier trial gave, printed beside the outcome."""

    naam: str
    model_id: str | None = None
    r: float | None = None
    mape: float


class Recipe(CatalogModel):
    """The whole file."""

    gebruik: tuple[UseKind, ...]
    voorspellers: tuple[Predictor, ...]
    modellen: tuple[UseModel, ...]
    ijkpunten: tuple[Yardstick, ...] = ()

    def with_role(self, role: Role) -> tuple[UseModel, ...]:
        """Return the models of a role, in the order of the file."""
        return tuple(model for model in self.modellen if model.rol == role)

    @property
    def headline(self) -> UseModel:
        """The one model whose expectation is published."""
        return self.with_role("kop")[0]

    @property
    def fallback(self) -> UseModel:
        """The one model for wijken without what the headline requires."""
        return self.with_role("terugval")[0]

    @model_validator(mode="after")
    def _known_predictors(self) -> "Recipe":
        known = {each.predictor_id for each in self.voorspellers}
        unknown = sorted({name for model in self.modellen for name in model.zonder} - known)
        if unknown:
            raise ValueError(f"there is no predictor {', '.join(unknown)} to do without")
        return self

    @model_validator(mode="after")
    def _one_headline(self) -> "Recipe":
        if len(self.with_role("kop")) != 1 or len(self.with_role("terugval")) != 1:
            raise ValueError("one model is the headline (kop) and one the fallback (terugval)")
        return self


def read_recipe(path: Path, catalog: Catalog) -> Recipe:
    """Read and check the recipe.

    Raises:
        CatalogError: With every fault found: an unknown indicator, a predictor that is use itself,
            or a figure of a model outside the group that is labelled as partly circular.
    """
    recipe: Recipe = parse_yaml(Recipe, path)
    faults = [*_faults_of_use(recipe, catalog), *_faults_of_predictors(recipe, catalog)]
    if faults:
        raise CatalogError(f"{'; '.join(faults)}.", where=path.name, next_step="Mend these.")
    return recipe


@cache
def shipped_recipe() -> Recipe:
    """Return the recipe that ships with the package, read once."""
    return read_recipe(catalog_dir() / FILE, shipped_catalog())


def _faults_of_use(recipe: Recipe, catalog: Catalog) -> list[str]:
    names = [name for kind in recipe.gebruik for name in (kind.teller, *kind.doelgroep)]
    return [f"there is no indicator '{name}'" for name in names if name not in catalog.indicators]


def _faults_of_predictors(recipe: Recipe, catalog: Catalog) -> list[str]:
    use = _columns_of_use(catalog) | {kind.teller for kind in recipe.gebruik}
    faults = []
    for predictor in recipe.voorspellers:
        for name in predictor.indicators:
            if name not in catalog.indicators:
                faults.append(f"there is no indicator '{name}'")
            elif name in use:
                faults.append(f"'{name}' is use itself, so that it would explain the gap away")
            elif (catalog.indicators[name].kind == "model") != (predictor.groep == "rivm"):
                faults.append(f"'{name}' is of a model or not, and group {predictor.groep} is not")
    return faults


def _columns_of_use(catalog: Catalog) -> set[str]:
    """Return the indicators of use, and the counts that they are made of."""
    used = [each for each in catalog.indicators.values() if each.role == "gebruik"]
    counts = {each.afgeleid.teller for each in used if each.afgeleid and each.afgeleid.teller}
    return {each.indicator_id for each in used} | counts
