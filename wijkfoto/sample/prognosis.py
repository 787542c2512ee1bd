"""The made prognosis: people of every gemeente in later years, with bounds, CBS-like.

The made country grows on by its own plan; what is published of it is rounded and bounded here.
"""

import numpy as np
import pandas as pd

from wijkfoto.sample.people import make_people
from wijkfoto.sample.plan import AGE_BANDS
from wijkfoto.sample.properties import Column
from wijkfoto.sample.regions import LAND, LAND_RIVM, make_regions

DIMENSION = "RegioIndeling2018"
"""Dimension of the regions: called after its boundaries."""

EVERYONE, OLDER = "10000", "80200"
"""Keys of all ages and of 65 and over."""

ESTIMATE, LOWER, UPPER = "MW00000", "MOG0067", "MBG0067"
"""Keys of the estimate and of the bounds of its 67% interval."""

YEARS = tuple(range(2020, 2036))
"""Years of the prognosis, that of now first."""

_BOUNDARIES = 2020
_SPREAD = {EVERYONE: 0.008, OLDER: 0.012}
"""Half of the interval after one year, as a part; it grows with the root of the years."""


def prognosis_columns() -> list[Column]:
    """Return the one measure of the table."""
    return [Column(1, (), "TotaleBevolking", "Totale bevolking", "x 1 000", "Double")]


def prognosis_rows(seed: int) -> pd.DataFrame:
    """Return the TypedDataSet: a row per interval, age, region and year, in thousands."""
    regions = make_regions(seed, _BOUNDARIES)
    is_whole = ~regions.small
    keys = regions.codes[is_whole].where(regions.codes != LAND, LAND_RIVM).str.ljust(10)
    parts = []
    for year in YEARS:
        counts = make_people(seed, year).counts
        sums = regions.sum(counts[["AantalInwoners", AGE_BANDS[-1]]])[is_whole]
        for age, stem in ((EVERYONE, "AantalInwoners"), (OLDER, AGE_BANDS[-1])):
            half = _SPREAD[age] * np.sqrt(year - YEARS[0])
            for bound, factor in ((ESTIMATE, 1.0), (LOWER, 1 - half), (UPPER, 1 + half)):
                people = sums[stem].to_numpy(float) * factor
                frame = {
                    "PrognoseInterval": bound,
                    "Leeftijd": age,
                    DIMENSION: keys.to_numpy(),
                    "Perioden": f"{year}JJ00",
                    prognosis_columns()[0].key: np.round(people / 1_000, 1),
                }
                parts.append(pd.DataFrame(frame))
    rows = pd.concat(parts, ignore_index=True)
    rows.insert(0, "ID", range(len(rows)))
    return rows
