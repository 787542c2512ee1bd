"""The made table of socio-economic status: scores of households per region, SES-WOA-like.

They come from the same latent properties as the other figures; no real score is in them.
"""

import numpy as np
import pandas as pd

from wijkfoto.sample.people import Buurten, make_people
from wijkfoto.sample.properties import Column
from wijkfoto.sample.regions import Regions, make_regions

PERIOD = 2019
"""The one year of the table."""

BOUNDARIES = 2021
"""Year of its boundaries; from 2020 on the areas of the made country stay as they are."""

_HOUSEHOLDS = "HuishoudensTotaal"
_NEEDED = 100
"""Households under which a region has no score."""

_PARTS = {"Welvaart": ("money", 0.12), "Opleiding": ("urban", -0.05), "Arbeid": ("health", 0.08)}
"""Part scores: the property that shifts each one beside deprivation, and by how much."""


def ses_columns() -> list[Column]:
    """Return the columns: one stem stands in four groups, as in the table of CBS."""
    scores = [
        ("SES-WOA", "Totaalscore"),
        *(("SES-WOA", f"Deelscore {name.lower()}") for name in _PARTS),
    ]
    wanted: list[tuple[tuple[str, ...], str, str, str]] = [
        ((), "ParticuliereHuishoudens", "Particuliere huishoudens", "Aantal"),
        *((group, "GemiddeldeScore", "Gemiddelde score", "Getal") for group in scores),
        (("Spreiding", "Spreiding totaal"), "Waarde", "Waarde", "Getal"),
    ]
    return [
        Column(place, group, stem, title, unit, "Double" if unit == "Getal" else "Long")
        for place, (group, stem, title, unit) in enumerate(wanted, 1)
    ]


def ses_rows(seed: int) -> pd.DataFrame:
    """Return the TypedDataSet: one row per region; households in hundreds, scores to 3 decimals."""
    regions = make_regions(seed, BOUNDARIES)
    buurten = make_people(seed, PERIOD)
    households = buurten.count(_HOUSEHOLDS)
    number = regions.sum(pd.DataFrame({"n": households}))["n"].to_numpy(float)
    divisor = np.where(number < _NEEDED, np.nan, number)
    parts = {name: _mean(regions, _part(buurten, name), households, divisor) for name in _PARTS}
    squares = _mean(regions, _total(buurten) ** 2, households, divisor)
    total = _mean(regions, _total(buurten), households, divisor)
    made = [100 * np.round(number / 100), total, *parts.values()]
    made.append(np.sqrt(np.maximum(squares - total**2, 0) + 0.6))
    frame = {
        "ID": pd.Series(range(len(regions.codes))),
        "WijkenEnBuurten": regions.codes.str.ljust(10),
        "Perioden": pd.Series(f"{PERIOD}JJ00", index=regions.codes.index),
    }
    for column, values in zip(ses_columns(), made, strict=True):
        rounded = pd.Series(np.round(values, 3))
        frame[column.key] = rounded if column.datatype == "Double" else rounded.astype("Int64")
    return pd.DataFrame(frame)


def _part(buurten: Buurten, name: str) -> np.ndarray:
    factor, size = _PARTS[name]
    return np.asarray(-0.11 * buurten.factor("deprivation") - size * buurten.factor(factor))


def _total(buurten: Buurten) -> np.ndarray:
    return np.asarray(sum(_part(buurten, name) for name in _PARTS))


def _mean(
    regions: Regions, score: np.ndarray, households: np.ndarray, divisor: np.ndarray
) -> np.ndarray:
    """Return the mean of a score over the households of each region."""
    added = regions.sum(pd.DataFrame({"score": score * households}))["score"]
    return np.asarray(added.to_numpy(float) / divisor)
