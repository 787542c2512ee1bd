"""How many adults of each group live in a wijk, from the figures of CBS: what a sample is held to.

Ages of the survey seldom are those of CBS; a band is then split evenly over its years.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wijkfoto.peiling.mapping import ADULT, OLDEST, Mapping
from wijkfoto.peiling.rake import Floats

FIGURES = (
    "inwoners",
    "inwoners_18plus",
    "inwoners_18_65",
    "inwoners_25_45",
    "inwoners_45_65",
    "inwoners_65_80",
    "inwoners_80plus",
    "mannen",
    "vrouwen",
    "eenpersoonshuishoudens",
)
"""Figures of a wijk that margins are made of."""

_BANDS = ((18, 25), (25, 45), (45, 65), (65, 80), (80, OLDEST))


@dataclass(frozen=True)
class Margins:
    """Adults of the wijken of one gemeente.

    Attributes:
        wijken: Wijk codes.
        adults: Adults of each wijk; 0 where nobody is known to live.
        inwoners: Inhabitants of each wijk, of any age.
        groups: By dimension the people of each group, shape (wijken, groups), NaN unknown.
    """

    wijken: tuple[str, ...]
    adults: Floats
    inwoners: Floats
    groups: dict[str, Floats]


def margins_of(figures: pd.DataFrame, mapping: Mapping) -> Margins:
    """Make the margins that a survey can be held to.

    Tenure has none: CBS counts homes, and a rented home holds fewer people than an owned one.

    Args:
        figures: One row per wijk with `region_code` and the columns of `FIGURES`.
        mapping: Which groups the survey tells, and its classes of age.
    """
    table = figures.set_index("region_code").sort_index()
    adults = adults_of(table)
    groups: dict[str, Floats] = {}
    if mapping.leeftijd:
        classes = sorted(mapping.leeftijd.klassen.values())
        if classes[0][0] >= ADULT:  # of younger people the statistics have other bands
            groups["leeftijd"] = _ages(table, classes)
    if mapping.geslacht:
        groups["geslacht"] = table[["mannen", "vrouwen"]].to_numpy(float)
    if mapping.huishouden:
        alone = table["eenpersoonshuishoudens"].to_numpy(float)
        groups["huishouden"] = np.column_stack([alone, np.maximum(adults - alone, 0)])
    known = {
        name: np.where(np.isfinite(people).all(axis=1, keepdims=True), people, np.nan)
        for name, people in groups.items()
    }
    everyone = np.nan_to_num(table["inwoners"].to_numpy(float))
    return Margins(tuple(str(code) for code in table.index), adults, everyone, known)


def as_one(margins: Margins, gemeente: str) -> Margins:
    """Return the margins of a gemeente as if it were one wijk: for a survey that tells no wijk."""
    groups = {
        name: np.nansum(people, axis=0, keepdims=True) for name, people in margins.groups.items()
    }
    adults, everyone = (np.array([part.sum()]) for part in (margins.adults, margins.inwoners))
    return Margins((gemeente,), adults, everyone, groups)


def adults_of(table: pd.DataFrame) -> Floats:
    """Return adults; where they are not known, inhabitants times the share in the gemeente.

    Args:
        table: The wijken of one gemeente, with `inwoners_18plus` and `inwoners`.
    """
    told = table["inwoners_18plus"].to_numpy(float)
    everyone = table["inwoners"].to_numpy(float)
    both = np.isfinite(told) & np.isfinite(everyone)
    total = everyone[both].sum()
    share = told[both].sum() / total if total > 0 else 1.0
    return np.asarray(np.nan_to_num(np.where(np.isfinite(told), told, everyone * share)))


def _ages(table: pd.DataFrame, classes: list[tuple[int, int]]) -> Floats:
    between = table["inwoners_25_45"] + table["inwoners_45_65"]
    bands = np.column_stack(
        [
            (table["inwoners_18_65"] - between).clip(lower=0).to_numpy(float),
            table["inwoners_25_45"].to_numpy(float),
            table["inwoners_45_65"].to_numpy(float),
            table["inwoners_65_80"].to_numpy(float),
            table["inwoners_80plus"].to_numpy(float),
        ]
    )
    return bands @ _overlap(classes)


def _overlap(classes: list[tuple[int, int]]) -> Floats:
    """Return which part of each band lies in each class, shape (bands, classes)."""
    return np.array(
        [
            [max(0, min(high, top) - max(low, bottom)) / (high - low) for bottom, top in classes]
            for low, high in _BANDS
        ]
    )
