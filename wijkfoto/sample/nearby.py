"""The made table of how far services are over the road, per region; places are made up.

The four that the kerncijfers have too are made with the homes; here are those they do not have.
"""

import numpy as np
import pandas as pd

from wijkfoto.sample.people import make_people
from wijkfoto.sample.properties import Column
from wijkfoto.sample.regions import make_regions

YEAR = 2019
"""Year of its figures and of its boundaries."""

_CARE = "Gezondheid en welzijn"
_MEASURES = {
    "AfstandTotApotheek": ("Afstand tot apotheek", _CARE, 1.1),
    "AfstandTotFysiotherapeut": ("Afstand tot fysiotherapeut", _CARE, 0.8),
    "AfstandTotBibliotheek": ("Afstand tot bibliotheek", "Vrije tijd en cultuur", 1.7),
    "AfstandTotParkOfPlantsoen": ("Afstand tot park of plantsoen", "Buitengroen", 0.6),
    "AfstandTotTreinstationsTotaal": ("Afstand tot treinstations totaal", "Verkeer", 4.5),
}
"""Title, group and kilometres in an average buurt."""
_NEEDED = 10
"""Inhabitants under which a wijk or buurt has no distance."""


def nearby_columns() -> list[Column]:
    """Return the columns of the table."""
    return [
        Column(place, (group,), stem, title, "km", "Double")
        for place, (stem, (title, group, _)) in enumerate(_MEASURES.items(), 1)
    ]


def nearby_rows(seed: int) -> pd.DataFrame:
    """Return the TypedDataSet: one row per region, kilometres to one decimal, weighed by people."""
    regions, buurten = make_regions(seed, YEAR), make_people(seed, YEAR)
    people = buurten.count("AantalInwoners")
    far = {
        stem: mean * np.exp(-0.45 * buurten.factor("urban") + 0.25 * buurten.noise(stem))
        for stem, (_, _, mean) in _MEASURES.items()
    }
    weighed = {stem: np.clip(km, 0.1, 40) * people for stem, km in far.items()}
    sums = regions.sum(pd.DataFrame(weighed | {"people": people}))
    number = sums["people"].to_numpy(float)
    divisor = np.where(regions.small & (number < _NEEDED), np.nan, np.maximum(number, 1))
    frame = {
        "ID": pd.Series(range(len(regions.codes))),
        "WijkenEnBuurten": regions.codes.str.ljust(10),
    }
    for column in nearby_columns():
        frame[column.key] = pd.Series(np.round(sums[column.stem].to_numpy(float) / divisor, 1))
    return pd.DataFrame(frame)
