"""True figures on homes, energy, cars, distances and surface per buurt and year.

People and care are made elsewhere, as is rounding; every number here is made up.
"""

import numpy as np
import pandas as pd

from wijkfoto.sample.country import make_country
from wijkfoto.sample.people import Buurten, logistic
from wijkfoto.sample.shapes import areas

_EMPTY_HOMES, _EMPTY_CARS = 5, 25
"""What stands and drives in a wijk where nobody lives."""

_TYPES = {
    "Appartement": 0.75,
    "Tussenwoning": 1.0,
    "Hoekwoning": 1.08,
    "TweeOnderEenKapWoning": 1.2,
    "VrijstaandeWoning": 1.5,
    "Huurwoning": 0.82,
    "EigenWoning": 1.12,
}
"""Use of energy by type and tenure of a home, against the mean."""

_DISTANCES = {
    "AfstandTotHuisartsenpraktijk": 1.0,
    "AfstandTotGroteSupermarkt": 0.9,
    "AfstandTotKinderdagverblijf": 0.7,
    "AfstandTotSchool": 0.75,
}
"""Kilometres over the road in an average buurt."""


def home_counts(buurten: Buurten) -> dict[str, np.ndarray]:
    """Return numbers of homes, vehicles and businesses, and surface in hectares."""
    people, households = buurten.count("AantalInwoners"), buurten.count("HuishoudensTotaal")
    empty = people == 0
    deprived, urban = buurten.factor("deprivation"), buurten.factor("urban")
    homes = np.round(households * 1.02) + _EMPTY_HOMES * empty
    per_household = 1.05 * np.exp(-0.22 * urban - 0.12 * deprived + 0.05 * buurten.noise("auto"))
    cars = np.round(households * per_household) + _EMPTY_CARS * empty
    petrol = np.round(cars * 0.8)
    businesses = people * 0.1 * np.exp(-0.1 * deprived + 0.1 * buurten.noise("bedrijf"))
    return {
        "Woningvoorraad": homes,
        "PersonenautoSTotaal": cars,
        "PersonenautoSBrandstofBenzine": petrol,
        "PersonenautoSOverigeBrandstof": cars - petrol,
        "Motorfietsen": np.round(cars * 0.08),
        "BedrijfsvestigingenTotaal": np.round(businesses),
        **_surface(buurten),
    }


def home_means(buurten: Buurten) -> dict[str, np.ndarray]:
    """Return means and percentages; the weight of each is set where they are published."""
    deprived, urban = buurten.factor("deprivation"), buurten.factor("urban")
    growth = 1.07 ** (buurten.year - 2020)
    value = 275 * growth * np.exp(-0.2 * deprived + 0.03 * urban + 0.06 * buurten.noise("woz"))
    single = 100 * logistic(0.9 - urban + 0.2 * buurten.noise("type"))
    old = 100 * logistic(1.4 + 0.5 * buurten.wijk_noise("bouwjaar"))
    return {
        "GemiddeldeWoningwaarde": value,
        "PercentageEengezinswoning": single,
        "PercentageMeergezinswoning": 100 - single,
        "PercentageBewoond": np.full(len(single), 96.0),
        "PercentageOnbewoond": np.full(len(single), 4.0),
        "BouwjaarVoor2000": old,
        "BouwjaarVanaf2000": 100 - old,
        "Omgevingsadressendichtheid": np.exp(6.75 + 0.85 * urban),
        "ScholenBinnen3Km": 8 * np.exp(0.7 * urban),
        **_tenure(buurten),
        **_energy(buurten),
        **_distances(buurten),
    }


def _tenure(buurten: Buurten) -> dict[str, np.ndarray]:
    deprived, urban = buurten.factor("deprivation"), buurten.factor("urban")
    own = 99.6 * logistic(0.5 - 0.75 * deprived - 0.4 * urban + 0.15 * buurten.noise("koop"))
    rent = 99.6 - own
    social = rent * logistic(0.8 + 0.4 * deprived)
    return {
        "Koopwoningen": own,
        "HuurwoningenTotaal": rent,
        "InBezitWoningcorporatie": social,
        "InBezitOverigeVerhuurders": rent - social,
        "EigendomOnbekend": np.full(len(own), 0.4),
    }


def _energy(buurten: Buurten) -> dict[str, np.ndarray]:
    deprived, urban = buurten.factor("deprivation"), buurten.factor("urban")
    bend = np.exp(-0.08 * urban - 0.05 * deprived + 0.04 * buurten.noise("energie"))
    power, gas = 2_800 * bend, 1_200 * bend
    figures = {
        "GemiddeldElektriciteitsverbruikTotaal@kWh": power,
        "GemiddeldAardgasverbruikTotaal@m³": gas,
    }
    for name, ratio in _TYPES.items():
        figures |= {f"{name}@kWh": power * ratio, f"{name}@m³": gas * ratio}
    return figures


def _distances(buurten: Buurten) -> dict[str, np.ndarray]:
    urban = buurten.factor("urban")
    return {
        name: np.clip(mean * np.exp(-0.5 * urban + 0.2 * buurten.noise(name)), 0.2, 12)
        for name, mean in _DISTANCES.items()
    }


def _surface(buurten: Buurten) -> dict[str, np.ndarray]:
    """Split the surface of each shape (ha) over its buurten, a few percent of it water."""
    wijk = "WK" + buurten.codes.str[2:8]
    whole = areas(make_country(buurten.seed), buurten.seed)
    weight = (make_country(buurten.seed).buurten["inwoners"].to_numpy(float) + 50) ** 0.4
    weight = weight * np.exp(0.3 * buurten.noise("oppervlakte"))
    share = weight / pd.Series(weight).groupby(wijk).transform("sum").to_numpy()
    total = np.round(wijk.map(whole).to_numpy(float) * share)
    water = np.round(total * logistic(-3 + 0.6 * buurten.noise("water")))
    return {
        "OppervlakteTotaal": total,
        "OppervlakteLand": total - water,
        "OppervlakteWater": water,
    }
