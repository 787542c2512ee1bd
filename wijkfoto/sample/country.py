"""The made country as three tables: its gemeenten, wijken and buurten with their latent properties.

Published figures, rounding and shapes are not made here; all of those start from these tables.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from wijkfoto.sample.names import BUURT_NAMES, NAME_ENDS, NAME_STARTS, OTHER_GEMEENTEN, SIZES
from wijkfoto.sample.plan import (
    AGE_BANDS,
    AGES,
    BUURT_NAMED,
    FACTORS,
    MARK,
    SAMPLE_GEMEENTE,
    SAMPLE_WIJKEN,
    WijkPlan,
)

SAMPLE_NAME = f"Lindewaard {MARK}"
LAND_NAME = f"Verzonnen land {MARK}"

_STREAM = 1
_SMALLEST = 60
"""Fewest inhabitants of an ordinary wijk."""


@dataclass(frozen=True)
class Country:
    """The plan filled in; boundaries and codes are those of 2020.

    Attributes:
        gemeenten: code, naam, klasse (size class), in order of code.
        wijken: code, naam, gemeente, inwoners, buurten, growth, the factors and age shares.
        buurten: as wijken, with the code of its wijk.
    """

    gemeenten: pd.DataFrame
    wijken: pd.DataFrame
    buurten: pd.DataFrame


@lru_cache(maxsize=4)
def make_country(seed: int) -> Country:
    """Draw the country; the same seed always gives the same one."""
    rng = np.random.default_rng([seed, _STREAM])
    gemeenten = _gemeenten()
    planned = pd.DataFrame([_planned(plan) for plan in SAMPLE_WIJKEN])
    drawn = [
        _ordinary(rng, str(row["gemeente"]), SIZES[str(row["klasse"])])
        for row in gemeenten.iloc[1:].to_dict("records")
    ]
    wijken = pd.concat([planned, _standardised(pd.concat(drawn))], ignore_index=True)
    wijken = wijken.sort_values("wijk", ignore_index=True)
    return Country(gemeenten, wijken, _buurten(rng, wijken))


def _gemeenten() -> pd.DataFrame:
    rows = [(SAMPLE_GEMEENTE, SAMPLE_NAME, "sample")]
    rows += [
        (f"GM{9902 + place}", f"{name} {MARK}", size)
        for place, (name, size) in enumerate(OTHER_GEMEENTEN)
    ]
    return pd.DataFrame(rows, columns=["gemeente", "naam", "klasse"])


def _planned(plan: WijkPlan) -> dict[str, object]:
    return {
        "wijk": f"WK{SAMPLE_GEMEENTE[2:]}{plan.part}",
        "naam": plan.name,
        "gemeente": SAMPLE_GEMEENTE,
        "inwoners": plan.inwoners,
        "buurten": plan.buurten,
        "growth": plan.growth,
        **{name: plan.factors.get(name, 0.0) for name in FACTORS},
        **dict(zip(AGE_BANDS, plan.ages, strict=True)),
    }


def _ordinary(
    rng: np.random.Generator, gemeente: str, size: tuple[int, int, float]
) -> pd.DataFrame:
    """Draw the wijken of one gemeente, the first one its centre."""
    people, count, town = size
    people = int(people * rng.uniform(0.8, 1.25))
    central = np.linspace(1, 0, count)
    weight = rng.lognormal(0, 0.7, count) * (1 + 0.4 * central)
    # The outermost wijk is countryside: many real ones hold fewer than 500 people.
    weight[-1] *= 0.15
    urban = 0.8 * town + 0.9 * (central - 0.5) + rng.normal(0, 0.35, count)
    deprivation = rng.normal(0, 0.4) + 0.42 * urban + rng.normal(0, 0.75, count)
    frame = pd.DataFrame(rng.normal(0, 1, (count, len(FACTORS))), columns=list(FACTORS))
    frame["deprivation"], frame["urban"] = deprivation, urban
    shares = _ages(rng, urban, student=(central > 0.75) & (town > 0.5))
    frame[list(AGE_BANDS)] = shares
    inwoners = np.maximum((people * weight / weight.sum()).astype(int), _SMALLEST)
    frame["inwoners"] = inwoners
    frame["buurten"] = np.clip(1 + np.round((inwoners / 1_800) ** 0.75), 1, 9).astype(int)
    frame["growth"] = rng.normal(0.004, 0.006, count).round(4)
    frame["wijk"] = [f"WK{gemeente[2:]}{place:02d}" for place in range(count)]
    frame["naam"] = _names(rng, count)
    frame["gemeente"] = gemeente
    return frame


def _ages(rng: np.random.Generator, urban: np.ndarray, *, student: np.ndarray) -> np.ndarray:
    """Return age shares per wijk, shape (wijken, 5): towns are younger, some wijken older."""
    old = rng.normal(0, 1, len(urban)) - 0.25 * urban
    families = rng.normal(0, 1, len(urban))
    bend = np.column_stack(
        [
            0.17 * families - 0.06 * old,
            0.06 * urban + 0.9 * student * rng.uniform(0, 1, len(urban)),
            0.15 * urban - 0.12 * old + 0.08 * families,
            np.zeros(len(urban)),
            0.28 * old - 0.06 * families,
        ]
    )
    shares = np.array(AGES) * np.exp(bend)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _names(rng: np.random.Generator, count: int) -> list[str]:
    """Return names that differ inside a gemeente and return in others, as real ones do."""
    starts = rng.choice(len(NAME_STARTS), size=count - 1, replace=False)
    ends = rng.integers(0, len(NAME_ENDS), size=count - 1)
    named = [NAME_STARTS[a] + NAME_ENDS[b] for a, b in zip(starts, ends, strict=True)]
    return ["Centrum", *named]


def _standardised(wijken: pd.DataFrame) -> pd.DataFrame:
    """Scale the two drivers to population-weighted mean 0 and standard deviation 1."""
    weight = wijken["inwoners"].to_numpy()
    for name in ("deprivation", "urban"):
        value = wijken[name].to_numpy()
        centred = value - np.average(value, weights=weight)
        wijken[name] = centred / np.sqrt(np.average(centred**2, weights=weight))
    return wijken


def _buurten(rng: np.random.Generator, wijken: pd.DataFrame) -> pd.DataFrame:
    """Split wijken into buurten around the value of the wijk, so that its mean stays as planned."""
    split = wijken.loc[wijken.index.repeat(wijken["buurten"])].rename(columns={"naam": "wijk_naam"})
    place = split.groupby("wijk").cumcount().to_numpy()
    split = split.reset_index(drop=True)
    split["buurt"] = [f"BU{w[2:]}{i:02d}" for w, i in zip(split["wijk"], place, strict=True)]
    split["naam"] = [
        BUURT_NAMED.get(code) or (name if many == 1 else f"{name.split(',')[0]} {BUURT_NAMES[i]}")
        for code, name, many, i in zip(
            split["buurt"], split["wijk_naam"], split["buurten"], place, strict=True
        )
    ]
    share = rng.uniform(0.6, 1.4, len(split))
    share /= pd.Series(share).groupby(split["wijk"]).transform("sum").to_numpy()
    split["inwoners"] = np.floor(split["inwoners"] * share).astype(int)
    # What flooring lost goes to the first buurt: the buurten add up to the planned wijk.
    lost = wijken.set_index("wijk")["inwoners"] - split.groupby("wijk")["inwoners"].sum()
    split.loc[place == 0, "inwoners"] += lost.loc[split.loc[place == 0, "wijk"]].to_numpy()
    for name in FACTORS:
        noise = rng.normal(0, 0.35 if name == "deprivation" else 0.2, len(split))
        middle = pd.Series(noise * share).groupby(split["wijk"]).transform("sum").to_numpy()
        split[name] += noise - middle
    return split.drop(columns=["buurten", "wijk_naam"])
