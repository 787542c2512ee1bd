"""The made KWB tables: true figures added up per region, then rounded and kept secret as CBS does.

How figures arise is decided elsewhere; here only what a reader of the table gets to see.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wijkfoto.sample.homes import home_counts, home_means
from wijkfoto.sample.kwb_columns import KwbColumn, kwb_columns
from wijkfoto.sample.living import living_counts, living_means
from wijkfoto.sample.people import make_people
from wijkfoto.sample.plan import AGE_BANDS
from wijkfoto.sample.regions import Regions, make_regions, text_columns

_STREAM = 5

_FIVES = [
    "AantalInwoners",
    "Mannen",
    "Vrouwen",
    "Ongehuwd",
    "Gehuwd",
    "Gescheiden",
    "Verweduwd",
    "HuishoudensTotaal",
    "Eenpersoonshuishoudens",
    "HuishoudensZonderKinderen",
    "HuishoudensMetKinderen",
    "Woningvoorraad",
    "PersonenautoSTotaal",
    "PersonenautoSBrandstofBenzine",
    "PersonenautoSOverigeBrandstof",
    "Motorfietsen",
    *AGE_BANDS,
]
"""Counts that are rounded at random to fives at wijk and buurt, and whole above that."""

_WHOLE = ("OppervlakteTotaal", "OppervlakteLand", "OppervlakteWater")
_CARE = ("JongerenMetJeugdzorgInNatura", "WmoClienten")
_SECRET = 7
"""At wijk and buurt a care count up to this is secret; CBS does so for 0 to 7."""

_TENS = {
    "PersonenPerSoortUitkeringBijstand": 50,
    "PersonenPerSoortUitkeringAO": 50,
    "PersonenPerSoortUitkeringWW": 50,
    "PersonenPerSoortUitkeringAOW": 50,
    "OpleidingsniveauLaag": 150,
    "OpleidingsniveauMiddelbaar": 150,
    "OpleidingsniveauHoog": 150,
    "AantalInkomensontvangers": 100,
    "BedrijfsvestigingenTotaal": 0,
}
"""Counts in tens, with the inhabitants below which wijk and buurt show nothing."""

_RATIOS = {
    "GemiddeldeHuishoudensgrootte": ("AantalInwoners", "HuishoudensTotaal", 1.0, 1),
    "Bevolkingsdichtheid": ("AantalInwoners", "OppervlakteLand", 100.0, 1),
    "PersonenautoSPerHuishouden": ("PersonenautoSTotaal", "HuishoudensTotaal", 1.0, 50),
    "PersonenautoSNaarOppervlakte": ("PersonenautoSTotaal", "OppervlakteLand", 100.0, 50),
}
"""Numerator, denominator, factor, and the inhabitants or households needed."""

_CARE_RATIOS = {
    "PercentageJongerenMetJeugdzorg": ("JongerenMetJeugdzorgInNatura", "Jongeren", 100.0),
    "WmoClientenRelatief": ("WmoClienten", "AantalInwoners", 1_000.0),
}

_NOT_FILLED = {
    2020: frozenset(
        {
            "HuishoudensMetEenLaagInkomen",
            "HuishOnderOfRondSociaalMinimum",
            "HuishoudensTot110VanSociaalMinimum",
            "HuishoudensTot120VanSociaalMinimum",
            "MediaanVermogenVanParticuliereHuish",
        }
    ),
}
"""Columns that stand empty in a year, if any: tables are filled in instalments.

Empty in every year is what is never made: district heating, births and deaths, businesses by
kind, and origin, which no figure of this product uses.
"""


@dataclass(frozen=True)
class _Weight:
    name: str
    needed: int


_BY_HOMES = _Weight("Woningvoorraad", 20)
_BY_HOUSEHOLDS = _Weight("HuishoudensTotaal", 100)
_BY_PEOPLE = _Weight("AantalInwoners", 100)
_BY_WORKERS = _Weight("AantalInwoners", 150)
_BY_PLACE = _Weight("AantalInwoners", 10)


def kwb_rows(seed: int, year: int) -> pd.DataFrame:
    """Return the TypedDataSet of one KWB table.

    Args:
        seed: Seed of the country.
        year: A year from 2016 to 2020, on the boundaries of that year.

    Returns:
        One row per region, with ID, the region key and the columns of that year; whole numbers
        as nullable integers.
    """
    regions = make_regions(seed, year)
    counts, means = _added_up(seed, year, regions)
    rng = np.random.default_rng([seed, _STREAM, year])
    published = _counts(counts, regions, rng) | _ratios(counts, regions)
    published |= _means(counts, means, regions) | _places(means, counts)
    texts = text_columns(regions)
    frame: dict[str, pd.Series] = {
        "ID": pd.Series(range(len(regions.codes))),
        "WijkenEnBuurten": regions.codes.str.ljust(10),
    }
    for column in kwb_columns(year):
        frame[column.key] = _column(column, texts, published, year, len(regions.codes))
    return pd.DataFrame(frame)


def _column(
    column: KwbColumn,
    texts: dict[str, pd.Series],
    published: dict[str, np.ndarray],
    year: int,
    size: int,
) -> pd.Series:
    if column.datatype == "String":
        return texts[column.stem]
    made = published.get(column.figure)
    if made is None or column.stem in _NOT_FILLED.get(year, ()):
        made = np.full(size, np.nan)
    if column.datatype == "Long":
        return pd.Series(np.round(made)).astype("Int64")
    return pd.Series(np.round(made, 1))


def _added_up(seed: int, year: int, regions: Regions) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return true sums and true weighted means per region, rows as in ``regions.codes``."""
    buurten = make_people(seed, year)
    counts = pd.concat(
        [buurten.counts, pd.DataFrame(home_counts(buurten) | living_counts(buurten))], axis=1
    )
    sums = regions.sum(counts)
    means = pd.DataFrame(home_means(buurten) | living_means(buurten))
    weights = {name: _weight(str(name)).name for name in means.columns}
    totals = regions.sum(pd.DataFrame({n: means[n] * counts[w] for n, w in weights.items()}))
    # A region without weight has no mean: 0/0 is NaN, which is published as missing.
    weighted = {n: totals[n] / sums[w].where(sums[w] > 0) for n, w in weights.items()}
    return sums, pd.DataFrame(weighted)


def _weight(name: str) -> _Weight:
    if name.startswith(("Afstand", "Scholen", "Omgeving")):
        return _BY_PLACE
    if "arbeidsparticipatie" in name.lower() or name in (
        "PercentageWerknemers",
        "PercentageZelfstandigen",
    ):
        return _BY_WORKERS
    if "Huish" in name:
        return _BY_HOUSEHOLDS
    if "Inkomen" in name:
        return _BY_PEOPLE
    return _BY_HOMES


def _counts(
    sums: pd.DataFrame, regions: Regions, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    small, people = regions.small, sums["AantalInwoners"].to_numpy(float)
    made: dict[str, np.ndarray] = {name: sums[name].to_numpy(float) for name in _WHOLE}
    for name in _FIVES:
        true = sums[name].to_numpy(float)
        made[name] = np.where(small, _random_fives(true, rng), true)
    for name, needed in _TENS.items():
        tens = 10 * np.round(sums[name].to_numpy(float) / 10)
        made[name] = np.where(small & ((people < needed) | (people == 0)), np.nan, tens)
    for name in _CARE:
        true = sums[name].to_numpy(float)
        made[name] = np.where(small & (true <= _SECRET), np.nan, 5 * np.round(true / 5))
    return made


def _ratios(sums: pd.DataFrame, regions: Regions) -> dict[str, np.ndarray]:
    made: dict[str, np.ndarray] = {}
    for name, (above, below, factor, needed) in _RATIOS.items():
        enough = (sums["AantalInwoners"] >= needed) & (sums[below] > 0)
        made[name] = (factor * sums[above] / sums[below].where(enough)).to_numpy(float)
    for name, (above, below, factor) in _CARE_RATIOS.items():
        shown = (sums[above] > _SECRET) | ~regions.small
        made[name] = (factor * sums[above] / sums[below].where(shown)).to_numpy(float)
    return made


def _means(sums: pd.DataFrame, means: pd.DataFrame, regions: Regions) -> dict[str, np.ndarray]:
    made: dict[str, np.ndarray] = {}
    for name in means.columns:
        weight = _weight(str(name))
        hidden = regions.small & (sums[weight.name].to_numpy(float) < weight.needed)
        made[str(name)] = np.where(hidden, np.nan, means[name].to_numpy(float))
    return made


def _places(means: pd.DataFrame, sums: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return the class of urbanity: 1 for 2,500 addresses per km² or more, 5 under 500."""
    density = means["Omgevingsadressendichtheid"].to_numpy(float)
    classes = 5.0 - np.searchsorted([500, 1_000, 1_500, 2_500], density, side="right")
    return {"MateVanStedelijkheid": np.where(sums["AantalInwoners"] > 0, classes, np.nan)}


def _random_fives(true: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Round to the multiple of five below or above, with the chance that keeps the mean right."""
    rest = np.mod(true, 5)
    up = rng.uniform(size=len(true)) < rest / 5
    return np.asarray(true - rest + 5 * up)
