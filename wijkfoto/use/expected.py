"""Expected use of every wijk of the country, and how well that turned out where it was tested.

The one public step of this package lives here; it reads no file and keeps no state.
"""

from dataclasses import dataclass

import pandas as pd

from wijkfoto.catalog import Catalog
from wijkfoto.errors import WijkfotoError
from wijkfoto.profile.inputs import REGION_COLUMNS, VALUE_COLUMNS
from wijkfoto.use.kind import Trial, try_kind
from wijkfoto.use.predictors import lay_out, names_of
from wijkfoto.use.recipe import Recipe
from wijkfoto.use.tables import (
    backtest_table,
    calibration_table,
    coverage_table,
    gap_table,
    gradient_table,
)

SCORE_COLUMNS = (
    "region_code",
    "domain_id",
    "score",
    "score_zonder_model",
    "op_basis_van_gebruik",
)


@dataclass(frozen=True)
class UseInput:
    """The figures, the wijken and their scores.

    Attributes:
        values: As `ProfileInput.values`.
        regions: As `ProfileInput.regions`.
        scores: One row per wijk and domain, with the columns of `SCORE_COLUMNS` (in points).
    """

    values: pd.DataFrame
    regions: pd.DataFrame
    scores: pd.DataFrame


@dataclass(frozen=True)
class UseOptions:
    """Which year, and the seed that deals gemeenten over folds."""

    peiljaar: int
    seed: int


@dataclass(frozen=True)
class Use:
    """Tables with the columns of their contracts, but edition_id.

    Attributes:
        gap: One row per wijk and use: registered, expected, certainty that they differ.
        backtest: One row per use and model: how well it did in gemeenten left out.
        coverage: One row per use, model and size class: how often the interval held.
        calibration: One row per use, model and tenth of the wijken: expected and registered rate.
        gradient: One row per use and domain: how steeply use rises with need.
    """

    gap: pd.DataFrame
    backtest: pd.DataFrame
    coverage: pd.DataFrame
    calibration: pd.DataFrame
    gradient: pd.DataFrame


def expect_use(inputs: UseInput, catalog: Catalog, recipe: Recipe, options: UseOptions) -> Use:
    """Fit, test and apply expected use of every kind.

    The method is that of docs/method.md. Nothing depends on the order of rows or on names.

    Args:
        inputs: Figures, wijken and scores, at best of the whole country.
        catalog: Indicators and numbers of the method.
        recipe: Kinds of use, predictors and models.
        options: Year and seed.

    Raises:
        WijkfotoError: If the input lacks a column, or a fit leaves the numbers.
    """
    for name, table, columns in (
        ("values", inputs.values, VALUE_COLUMNS),
        ("regions", inputs.regions, REGION_COLUMNS),
        ("scores", inputs.scores, SCORE_COLUMNS),
    ):
        _require(table, columns, name)
    oldest = options.peiljaar - int(catalog.norm("venster_jaren"))
    areas = lay_out(inputs.values, inputs.regions, names_of(recipe), oldest, options.peiljaar)
    trials = [Trial(kind, areas, recipe, catalog, options.seed) for kind in recipe.gebruik]
    tried = [try_kind(trial) for trial in trials]
    return Use(
        gap=gap_table(tried),
        backtest=backtest_table(tried),
        coverage=coverage_table(tried),
        calibration=calibration_table(tried),
        gradient=gradient_table(tried, inputs.scores, catalog),
    )


def _require(table: pd.DataFrame, columns: tuple[str, ...], name: str) -> None:
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise WijkfotoError(
            f"column {', '.join(missing)} is missing.",
            where=f"use input {name}",
            next_step="Check the query that reads it.",
        )
