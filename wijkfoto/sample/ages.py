"""The made table of people by sex and five years of age: of the land and each gemeente, no wijk.

It splits the five bands of the kerncijfers, whose totals it keeps; the split is made up.
"""

import numpy as np
import pandas as pd

from wijkfoto.sample.people import apportion, make_people
from wijkfoto.sample.plan import AGE_BANDS, YEARS
from wijkfoto.sample.properties import Column
from wijkfoto.sample.regions import LAND_RIVM, make_regions

DIMENSION = "RegioS"
BOUNDARIES = 2020
EVERYONE, MEN, WOMEN = "T001038", "3000", "4000"
"""Keys of both sexes together, men, and women."""
ALL_STATES = "T001019"
"""Key of all marital states together, the only one of this table."""

AGES = {"10000": "Totaal leeftijd"}
"""Keys and titles of the ages; the keys of the bands are made up."""
AGES |= {f"9{age:02}00": f"{age} tot {age + 5} jaar" for age in range(0, 95, 5)}
AGES |= {"99500": "95 jaar of ouder"}

_OLD = (0.29, 0.25, 0.20, 0.13, 0.08, 0.04, 0.01)
_PARTS = (
    (0.32, 0.33, 0.35), (0.49, 0.51), (0.26, 0.26, 0.24, 0.24), (0.23, 0.26, 0.26, 0.25), _OLD,
)  # fmt: skip
"""Shares of five years inside each of the five bands."""
_MEN = (0.512, 0.510, 0.503, 0.498, 0.460)
"""Share of men in each band."""
_MEN_FADE = 0.90
"""Of 65 and over, how much less likely men are in each next five years."""


def age_columns() -> list[Column]:
    """Return the one measure of the table."""
    return [Column(1, (), "BevolkingOp1Januari", "Bevolking op 1 januari", "aantal", "Long")]


def age_rows(seed: int) -> pd.DataFrame:
    """Return the TypedDataSet: a row per sex, age, region and year; men and women add up."""
    regions = make_regions(seed, BOUNDARIES)
    is_gemeente = (regions.codes.str[:2] == "GM").to_numpy()
    keys = [LAND_RIVM, *regions.codes[is_gemeente]]
    parts = []
    for year in YEARS:
        bands = regions.sum(make_people(seed, year).counts[list(AGE_BANDS)])[is_gemeente]
        men, women = _split(bands.to_numpy(float))
        for sex, people in ((EVERYONE, men + women), (MEN, men), (WOMEN, women)):
            with_total = np.column_stack([people.sum(axis=1), people])
            whole = np.vstack([with_total.sum(axis=0), with_total])
            for place, age in enumerate(AGES):
                frame = {
                    "Geslacht": sex,
                    "Leeftijd": age,
                    "BurgerlijkeStaat": ALL_STATES,
                    DIMENSION: [key.ljust(10) for key in keys],
                    "Perioden": f"{year}JJ00",
                    age_columns()[0].key: whole[:, place].astype("int64"),
                }
                parts.append(pd.DataFrame(frame))
    rows = pd.concat(parts, ignore_index=True)
    rows.insert(0, "ID", range(len(rows)))
    return rows


def _split(bands: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return men and women by five years of age, shape (gemeenten, 20); each band keeps its sum."""
    men, women = [], []
    for place, shares in enumerate(_PARTS):
        people = bands[:, place]
        number = np.round(people * _MEN[place])
        fade = _MEN_FADE ** np.arange(len(shares)) if place == len(_PARTS) - 1 else 1.0
        of_men, of_women = np.array(shares) * fade, np.array(shares)
        men.append(apportion(number, np.tile(of_men, (len(people), 1))))
        women.append(apportion(people - number, np.tile(of_women, (len(people), 1))))
    return np.hstack(men), np.hstack(women)
