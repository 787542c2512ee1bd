"""The made table of health figures: percentages per region, age group and period, RIVM-like.

They come from the same latent properties as the KWB figures; no real model or figure is in them.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from wijkfoto.sample.people import Buurten, adults_under_65, logistic, make_people
from wijkfoto.sample.properties import Column
from wijkfoto.sample.regions import LAND, LAND_RIVM, Regions, make_regions, text_columns

ADULTS, UNDER_65, OLDER = "20300", "53115", "80200"
"""Keys of the age groups 18+, 18-64 and 65+."""

PERIODS = (2016, 2020)
VALUE = "MW00000"
"""Key of the point value in the dimension Marges; bounds are not made."""

_NEEDED = 45.0
"""Persons of an age group under which a wijk or buurt has no figures."""

_BOUNDARIES = 2020


@dataclass(frozen=True)
class Measure:
    """One measure as a logit that is linear in the latent properties.

    Attributes:
        stem: Key without suffix.
        under_65: Percentage of 18-64 in an average area.
        older: Percentage of 65+ there.
        deprived: Change of the logit per standard deviation of deprivation.
        urban: Likewise of urbanity.
        others: Likewise of other properties.
        own: Standard deviation of what only this measure has, shared by a wijk and all ages.
        apart: Likewise, of one age group.
        since: First period in which it was asked.
        only: The one age group that was asked, or empty for all.
    """

    stem: str
    under_65: float
    older: float
    deprived: float
    urban: float
    others: dict[str, float] = field(default_factory=dict)
    own: float = 0.05
    apart: float = 0.04
    since: int = 2016
    only: str = ""


_UNWELL = {"health": 0.1}
_WEIGHT = {"health": 0.05}

MEASURES = (
    Measure("ErvarenGezondheidGoedZeerGoed", 82, 67, -0.2, 0, {"health": -0.09}, 0.08),
    Measure("VoldoetAanBeweegrichtlijn", 54, 38, -0.1, 0.06, own=0.1),
    Measure("WekelijkseSporters", 53, 33, -0.21, 0.17, own=0.1),
    Measure("Ondergewicht", 2.1, 1.3, 0.01, 0.11),
    Measure("NormaalGewicht", 50, 40, -0.12, 0.14, {"health": -0.05}),
    Measure("Overgewicht", 48, 59, 0.12, -0.15, _WEIGHT),
    Measure("ErnstigOvergewicht", 15, 17.5, 0.18, -0.12, _WEIGHT),
    Measure("Roker", 20, 10, 0.19, 0.03),
    Measure("VoldoetAanAlcoholRichtlijn", 41, 55, 0.17, -0.04, {"drink": -0.1}),
    Measure("Drinker", 80, 73, -0.28, 0.04, {"drink": 0.08}),
    Measure("ZwareDrinker", 9, 5.2, -0.04, -0.02, {"drink": 0.17}),
    Measure("OvermatigeDrinker", 6.3, 6.9, -0.06, 0.02, {"drink": 0.14}),
    Measure("EenOfMeerLangdurigeAandoeningen", 28, 47, 0.1, -0.01, {"health": 0.07}, 0.03, 0.02),
    Measure("BeperktVanwegeGezondheid", 26, 48, 0.14, -0.03, _UNWELL, 0.03, 0.02, 2020),
    Measure(
        "ErnstigBeperktVanwegeGezondheid", 4.2, 8, 0.2, 0.02, {"health": 0.13}, 0.08, 0.04, 2020
    ),
    Measure("LangdurigeZiekteEnBeperkt", 24, 45, 0.14, -0.04, _UNWELL, 0.03, 0.02, 2020),
    Measure("EenOfMeerLichamelijkeBeperkingen", 11, 27, 0.22, 0.01, _UNWELL, 0.08),
    Measure("BeperkingInHoren", 3.4, 8, 0.17, -0.05, _UNWELL, 0.12),
    Measure("BeperkingInZien", 4.8, 7.7, 0.22, 0.09, _UNWELL, 0.1),
    Measure("BeperkingInBewegen", 6.3, 21, 0.25, 0.03, _UNWELL, 0.08),
    Measure("MatigHoogRisicoOpAngstOfDepressie", 47, 39, 0.12, 0.09, {"mental": 0.1}, 0.09),
    Measure("HoogRisicoOpAngstOfDepressie", 7, 3.9, 0.22, 0.15, {"mental": 0.15}, 0.11),
    Measure(
        "HeelVeelStressInAfgelopen4Weken", 20, 6.4, 0.09, 0.19, {"mental": 0.09}, 0.05, 0.03, 2020
    ),
    Measure("MatigVeelRegieOverEigenLeven", 91.5, 86, -0.18, -0.03, {"lonely": -0.1}, 0.1),
    Measure("Eenzaam", 45, 49, 0.13, 0.1, {"lonely": 0.1}, 0.05, 0.09),
    Measure("ErnstigZeerErnstigEenzaam", 10.7, 10.2, 0.17, 0.14, {"lonely": 0.14}, 0.05, 0.09),
    Measure("EmotioneelEenzaam", 28, 28, 0.14, 0.14, {"lonely": 0.12}, 0.05, 0.09),
    Measure("SociaalEenzaam", 29, 32.5, 0.12, 0.07, {"lonely": 0.11}, 0.05, 0.09),
    Measure("Mantelzorger", 13.5, 14.6, -0.05, -0.09, own=0.1),
    Measure("Vrijwilligerswerk", 24, 27.5, -0.12, -0.2, {"volunteer": 0.15}),
    Measure("LopenEnOfFietsenNaarSchoolOfWerk", 55, 55, -0.05, 0.15, own=0.1, only=UNDER_65),
    Measure("LopenNaarSchoolOfWerk", 28, 28, 0.02, 0.15, own=0.1, only=UNDER_65),
    Measure("FietsenNaarSchoolOfWerk", 41, 41, -0.08, 0.12, own=0.1, only=UNDER_65),
    Measure("ErnstigeGeluidhinderDoorBuren", 7, 5.6, 0.09, 0.33, {"noise": 0.06}, 0.08, 0.04, 2020),
    Measure("MoeiteMetRondkomen", 15.5, 7, 0.3, 0.14, {"money": 0.17}, 0.2),
)
"""The 35 measures in the order of the table; levels and slopes are made up."""


def rivm_columns() -> list[Column]:
    """Return the three text columns and the measures, suffixes 1 to 38."""
    texts = (
        ("Gemeentenaam", "Gemeentenaam", "naam"),
        ("SoortRegio", "Soort regio", "omschrijving"),
        ("Codering", "Codering", "code"),
    )
    columns = [
        Column(place, ("Regioaanduiding",), stem, title, unit, "String")
        for place, (stem, title, unit) in enumerate(texts, 1)
    ]
    return columns + [
        Column(place, ("Gezondheid",), measure.stem, _title(measure.stem), "%", "Double")
        for place, measure in enumerate(MEASURES, len(columns) + 1)
    ]


def rivm_rows(seed: int) -> pd.DataFrame:
    """Return the TypedDataSet: a row per age group, region and period, percentages to 1 decimal."""
    regions = make_regions(seed, _BOUNDARIES)
    made = {year: _period(seed, year, regions) for year in PERIODS}
    parts = [
        made[year][age].assign(Leeftijd=age, Perioden=f"{year}JJ00")
        for age in (ADULTS, UNDER_65, OLDER)
        for year in PERIODS
    ]
    # In the service the region runs before the period, so both periods of a region are neighbours.
    place = np.tile(np.arange(len(regions.codes)), len(parts))
    rows = pd.concat(parts, ignore_index=True)
    order = np.lexsort((rows["Perioden"], place, rows["Leeftijd"]))
    rows = rows.iloc[order].reset_index(drop=True)
    rows.insert(0, "ID", range(len(rows)))
    rows["Marges"] = VALUE
    keys = ["ID", "Leeftijd", "Marges", "WijkenEnBuurten", "Perioden"]
    return rows[keys + [column.key for column in rivm_columns()]]


def _period(seed: int, year: int, regions: Regions) -> dict[str, pd.DataFrame]:
    """Return the rows of one period per age group."""
    buurten = make_people(seed, year)
    people = {UNDER_65: adults_under_65(buurten), OLDER: buurten.count("k_65JaarOfOuder")}
    people[ADULTS] = people[UNDER_65] + people[OLDER]
    cases = {
        age: pd.DataFrame({m.stem: people[age] * _share(m, buurten, age, year) for m in MEASURES})
        for age in (UNDER_65, OLDER)
    }
    cases[ADULTS] = cases[UNDER_65] + cases[OLDER]
    return {age: _published(regions, cases[age], people[age], age, year) for age in people}


def _share(measure: Measure, buurten: Buurten, age: str, year: int) -> np.ndarray:
    level = (measure.older if age == OLDER else measure.under_65) / 100
    logit = np.log(level / (1 - level)) + 0.02 * (2020 - year)
    logit = logit + measure.deprived * buurten.factor("deprivation")
    logit = logit + measure.urban * buurten.factor("urban")
    for name, slope in measure.others.items():
        logit = logit + slope * buurten.factor(name)
    logit = logit + measure.own * buurten.wijk_noise(measure.stem)
    return logistic(logit + measure.apart * buurten.wijk_noise(measure.stem + age))


def _published(
    regions: Regions, cases: pd.DataFrame, people: np.ndarray, age: str, year: int
) -> pd.DataFrame:
    group = regions.sum(pd.DataFrame({"n": people}))["n"].to_numpy(float)
    hidden = (regions.small & (group < _NEEDED)) | (group == 0)
    shares = (100 * regions.sum(cases)).div(np.where(hidden, np.nan, group), axis=0).round(1)
    texts = text_columns(regions)
    keys = regions.codes.where(regions.codes != LAND, LAND_RIVM).str.ljust(10)
    frame = {"WijkenEnBuurten": keys}
    for column in rivm_columns():
        if column.stem == "Codering":
            frame[column.key] = keys
        elif column.datatype == "String":
            frame[column.key] = texts[column.stem]
        else:
            frame[column.key] = shares[column.stem]
    made = pd.DataFrame(frame)
    for column, measure in zip(rivm_columns()[3:], MEASURES, strict=True):
        if year < measure.since or measure.only not in ("", age):
            made[column.key] = np.nan
    return made


def _title(stem: str) -> str:
    """Return a stem as words: a capital starts a word."""
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in stem)
    return words.strip().capitalize()
