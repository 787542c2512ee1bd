"""True numbers of people and households per buurt and year, before any rounding or secrecy.

Money, homes and care are derived from these elsewhere; so is everything that is published.
"""

from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
import pandas as pd

from wijkfoto.sample.country import make_country
from wijkfoto.sample.plan import AGE_BANDS, FACTORS

_STREAM = 4
_BASE_YEAR = 2020
_AGEING = 0.0035
"""Growth of the share of 65 and over per year."""


@dataclass(frozen=True)
class Buurten:
    """The buurten of one year on the boundaries of 2020: the ground of every figure.

    Attributes:
        seed: Seed of the country.
        year: Peiljaar.
        codes: Buurt codes of 2020.
        factors: Latent properties in standard deviations, one column each.
        counts: True numbers of persons and households, one column per KWB stem.
    """

    seed: int
    year: int
    codes: pd.Series
    factors: pd.DataFrame
    counts: pd.DataFrame

    def factor(self, name: str) -> np.ndarray:
        """Return one latent property, in standard deviations."""
        return np.asarray(self.factors[name].to_numpy(float))

    def count(self, name: str) -> np.ndarray:
        """Return one count as floats."""
        return np.asarray(self.counts[name].to_numpy(float))

    def noise(self, name: str) -> np.ndarray:
        """Return standard normal noise that belongs to one name and is the same every year."""
        return _noise(self.seed, len(self.codes), name)

    def wijk_noise(self, name: str) -> np.ndarray:
        """Return noise that the buurten of a wijk share."""
        wijk, _ = pd.factorize(self.codes.str[2:8])
        return np.asarray(_noise(self.seed, len(self.codes), f"wijk {name}")[wijk])

    def realised(self, name: str, mean: np.ndarray) -> np.ndarray:
        """Return whole counts around an expectation, with the spread of a Poisson count."""
        return np.asarray(np.round(np.maximum(mean + self.noise(name) * np.sqrt(mean), 0)))


@lru_cache(maxsize=8)
def make_people(seed: int, year: int) -> Buurten:
    """Return the people of the country in one year."""
    buurten = make_country(seed).buurten
    back = _BASE_YEAR - year
    growth = 1 + buurten["growth"].to_numpy(float)
    inwoners = np.round(buurten["inwoners"].to_numpy(float) / growth**back)
    shares = buurten[list(AGE_BANDS)].to_numpy(float)
    shares = shares * np.exp(0.03 * _noise(seed, shares.size, "ages").reshape(shares.shape))
    shares[:, -1] = np.maximum(shares[:, -1] - _AGEING * back, 0.01)
    bands = apportion(inwoners, shares)
    counts = {"AantalInwoners": inwoners}
    counts |= dict(zip(AGE_BANDS, bands.T, strict=True))
    counts |= _sexes(inwoners, bands) | _civil_status(inwoners, bands)
    counts |= _households(inwoners, bands, buurten["urban"].to_numpy(float))
    factors = buurten[list(FACTORS)].reset_index(drop=True)
    return Buurten(seed, year, buurten["buurt"].reset_index(drop=True), factors, _frame(counts))


def working_age(buurten: Buurten) -> np.ndarray:
    """Return persons of 15 to 65."""
    return np.asarray(buurten.counts[list(AGE_BANDS[1:4])].sum(axis=1).to_numpy(float))


def adults_under_65(buurten: Buurten) -> np.ndarray:
    """Return persons of 18 to 64: seven tenths of the band 15-25 and the next two bands."""
    return np.asarray(working_age(buurten) - 0.3 * buurten.count(AGE_BANDS[1]))


def youth(buurten: Buurten) -> np.ndarray:
    """Return persons up to 23: the band 0-15 and eight tenths of the band 15-25."""
    return np.asarray(buurten.count(AGE_BANDS[0]) + 0.8 * buurten.count(AGE_BANDS[1]))


def logistic(value: np.ndarray) -> np.ndarray:
    """Return the share that belongs to a logit."""
    return np.asarray(1 / (1 + np.exp(-value)))


@lru_cache(maxsize=256)
def _noise(seed: int, size: int, name: str) -> np.ndarray:
    # Seeded by name, so that a figure that is added later leaves all others as they were.
    return np.random.default_rng([seed, _STREAM, crc32(name.encode())]).normal(0, 1, size)


def apportion(total: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Split whole totals by shares into whole parts that add up, shape (areas, parts)."""
    running = np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True)
    edges = np.round(running * total[:, None])
    return np.diff(edges, axis=1, prepend=0)


def _sexes(total: np.ndarray, bands: np.ndarray) -> dict[str, np.ndarray]:
    men = np.round(0.502 * (total - bands[:, -1]) + 0.455 * bands[:, -1])
    return {"Mannen": men, "Vrouwen": total - men}


def _civil_status(total: np.ndarray, bands: np.ndarray) -> dict[str, np.ndarray]:
    shares = bands @ np.array(
        [
            [1.0, 0.0, 0.0, 0.0],
            [0.97, 0.03, 0.0, 0.0],
            [0.58, 0.37, 0.05, 0.0],
            [0.23, 0.59, 0.16, 0.02],
            [0.08, 0.58, 0.13, 0.21],
        ]
    )
    names = ("Ongehuwd", "Gehuwd", "Gescheiden", "Verweduwd")
    split = apportion(total, np.maximum(shares, 1e-9))
    return dict(zip(names, split.T, strict=True))


def _households(total: np.ndarray, bands: np.ndarray, urban: np.ndarray) -> dict[str, np.ndarray]:
    """Return households by kind, with sizes 1, 2 and 3.7 persons making up the population."""
    people = np.maximum(total, 1)
    children, students, old = (bands[:, place] / people for place in (0, 1, 4))
    single = logistic(-0.75 + 0.3 * urban + 3.0 * (students - 0.12) + 1.8 * (old - 0.2))
    family = np.clip(1.85 * children + 0.03, 0.02, 0.7) * (1 - 0.25 * single)
    single = np.minimum(single, 0.97 - family)
    size = single + 3.7 * family + 2.0 * (1 - single - family)
    number = np.round(total / size)
    split = apportion(number, np.column_stack([single, 1 - single - family, family]))
    names = ("Eenpersoonshuishoudens", "HuishoudensZonderKinderen", "HuishoudensMetKinderen")
    return {"HuishoudensTotaal": number} | dict(zip(names, split.T, strict=True))


def _frame(counts: dict[str, np.ndarray]) -> pd.DataFrame:
    return pd.DataFrame(counts).astype(int)
