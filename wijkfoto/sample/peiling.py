"""A made survey of the sample gemeente, in the layout of the Burgerpeiling, with a fixed seed.

Who answers depends on age; what is answered on what is planted in the wijk. No row is a person.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from wijkfoto.sample.people import Buurten, logistic, make_people
from wijkfoto.sample.plan import SAMPLE_GEMEENTE, SAMPLE_SEED

RESPONDENTS = 1_600
YEAR = 2020
_STREAM = 11

_AGE_SHARES = {1: (0.7, 0.25), 2: (0.0, 0.5), 3: (0.0, 0.25, 0.5), 4: (0.0, 0.0, 0.5)}
"""Which part of the bands 15-25 (over 18), 25-45 and 45-65 is in the classes under 65."""

_OLD_SHARE = 0.54
"""Part of those over 65 that is under 75."""

_RESPONSE = np.array([0.35, 0.6, 0.9, 1.2, 1.5, 1.1])
"""How readily each class of age answers: young people were hardly heard."""

_DONT_KNOW = 0.03

_ITEMS: dict[str, tuple[float, dict[str, float], float, tuple[int, ...]]] = {
    # logit of an answer that is bad news, what moves it, what age does, and the codes good to bad
    "wl04": (-2.6, {"deprivation": 0.45, "noise": 0.25}, 0.0, (1, 2, 3, 4, 5)),
    "wl05": (-2.2, {"deprivation": 0.3, "noise": 0.4, "urban": 0.1}, -0.1, (5, 4, 3, 2, 1)),
    "wl02_0": (-1.3, {"deprivation": 0.3, "noise": 0.2}, -0.2, (1, 2, 3, 4, 5)),
    "wl03_1": (-0.9, {"urban": 0.3, "lonely": 0.1}, -0.1, (1, 2, 3, 4, 5)),
    "zw03": (-2.3, {"lonely": 0.25, "deprivation": 0.1}, 0.1, (1, 2, 3)),
    "zw04": (-2.5, {"lonely": 0.28, "deprivation": 0.2}, 0.1, (1, 2, 3, 4)),
    "zw06_0": (0.5, {}, -0.2, (1, 2, 3)),
    "zw06_3": (0.4, {"volunteer": -0.2, "deprivation": 0.1}, -0.05, (1, 2, 3)),
    "zw09": (-1.4, {"lonely": 0.1, "health": 0.1}, 0.0, (1, 2, 3, 4)),
    "zw10_0": (-1.4, {"lonely": 0.2}, 0.1, (1, 2, 3)),
    "zw10_1": (-0.6, {"lonely": 0.1, "urban": 0.2}, -0.1, (1, 2, 3)),
    "zw10_2": (-1.0, {"lonely": 0.2}, 0.1, (1, 2, 3)),
    "zw01_1": (-2.2, {"health": 0.2, "deprivation": 0.2}, 0.45, (1, 2, 3, 4)),
    "zw01_2": (-2.5, {"mental": 0.25, "deprivation": 0.25}, -0.15, (1, 2, 3, 4)),
    "zw01_3": (-2.9, {"deprivation": 0.35}, 0.05, (1, 2, 3, 4)),
    "zw01_4": (-2.4, {"money": 0.15, "deprivation": 0.4}, -0.2, (1, 2, 3, 4)),
    "zw19_0": (-1.3, {"mental": 0.25, "deprivation": 0.15}, 0.0, (1, 2, 3, 4, 5)),
    "zw19_1": (-1.3, {"mental": 0.25, "deprivation": 0.15}, 0.0, (1, 2, 3, 4, 5)),
    "zw19_2": (-1.3, {"lonely": 0.1, "deprivation": 0.15}, 0.0, (1, 2, 3, 4, 5)),
    "zw19_3": (-1.3, {"mental": 0.25, "deprivation": 0.15}, 0.0, (5, 4, 3, 2, 1)),
    "zw19_4": (-1.3, {"mental": 0.2, "deprivation": 0.2}, 0.1, (1, 2, 3, 4, 5)),
}
_CLUBS = ("zw05_0", "zw05_1", "zw05_2", "zw05_3", "zw05_5")


def write_survey(path: Path) -> Path:
    """Write the made survey as CSV with semicolons and decimal commas; return the path."""
    # Windows line ends, as a bureau's export has.
    made = make_survey(SAMPLE_SEED)
    made.to_csv(path, sep=";", decimal=",", index=False, lineterminator="\r\n")
    return path


def make_survey(seed: int) -> pd.DataFrame:
    """Return the made survey: a row per respondent, codes as in the layout."""
    rng = np.random.default_rng([seed, _STREAM])
    wijken = _wijken(make_people(seed, YEAR))
    chosen = rng.choice(len(wijken), size=RESPONDENTS, p=wijken["chance"])
    rows = wijken.iloc[chosen].reset_index(drop=True)
    together = rng.integers(2, 5, RESPONDENTS)
    found = pd.DataFrame(
        {
            "respondent": np.arange(1, RESPONDENTS + 1),
            "gemnr": int(SAMPLE_GEMEENTE[2:]),
            "jr": YEAR,
            "kw": rng.integers(1, 5, RESPONDENTS),
            "veldwerkmodus": rng.choice([1, 2, 3], RESPONDENTS, p=[0.7, 0.2, 0.1]),
            "org": 50,
            "weging": np.round(np.exp(rng.normal(-0.02, 0.2, RESPONDENTS)), 3),
            "wijknr": rows["wijk"],
            "ch01": rng.choice([1, 2, 3, 4], RESPONDENTS, p=[0.45, 0.53, 0.01, 0.01]),
            "ch02": rows["age"],
            "ch05": np.where(rng.random(RESPONDENTS) < rows["alone"], 1, together),
        }
    )
    # Two respondents weigh more than the rules of VNG allow.
    found.loc[[100, 900], "weging"] = [5.2, 7.4]
    answers = {name: _answers(rng, rows, name) for name in _ITEMS}
    # Only who gives care is asked about it.
    answers["zw09"] = np.where(answers["zw06_0"] == 3, np.nan, answers["zw09"])
    answers |= _clubs(rng, rows)
    coded = pd.DataFrame(answers).astype("Int64")
    coded = coded[sorted(coded.columns)]
    found["ch02"] = found["ch02"].astype("Int64").mask(rng.random(RESPONDENTS) < 0.01)
    return pd.concat([found, coded], axis=1)


def _wijken(buurten: Buurten) -> pd.DataFrame:
    """Return a row per wijk of the sample gemeente and class of age, with the chance to answer."""
    table = buurten.counts.assign(wijk="WK" + buurten.codes.str[2:8])
    own = table["wijk"].str.startswith(f"WK{SAMPLE_GEMEENTE[2:]}")
    counts = table[own].groupby("wijk").sum()
    factors = buurten.factors.assign(wijk=table["wijk"])[own].groupby("wijk").mean()
    parts = []
    for age in range(1, 7):
        people = _of_age(counts, age)
        everyone = counts["AantalInwoners"].clip(lower=1)
        alone = 1.3 * counts["Eenpersoonshuishoudens"] / everyone
        parts.append(factors.assign(age=age, alone=alone, people=people))
    rows = pd.concat(parts).reset_index()
    chance = rows["people"] * _RESPONSE[rows["age"].to_numpy(int) - 1]
    return rows.assign(chance=chance / chance.sum())


def _of_age(counts: pd.DataFrame, age: int) -> pd.Series:
    if age > 4:
        share = _OLD_SHARE if age == 5 else 1 - _OLD_SHARE
        return counts["k_65JaarOfOuder"] * share
    bands = ("k_15Tot25Jaar", "k_25Tot45Jaar", "k_45Tot65Jaar")
    parts = zip(bands, _AGE_SHARES[age], strict=False)
    return sum((counts[band] * share for band, share in parts), pd.Series(0.0, counts.index))


def _answers(rng: np.random.Generator, rows: pd.DataFrame, name: str) -> np.ndarray:
    """Draw a code for each respondent; one above the highest of the scale means "weet niet"."""
    base, moves, by_age, codes = _ITEMS[name]
    drive = base + by_age * (rows["age"].to_numpy(float) - 3)
    for factor, size in moves.items():
        drive = drive + size * rows[factor].to_numpy(float)
    bad = rng.random(len(rows)) < logistic(drive)
    split = len(codes) // 2
    good, poor = np.array(codes[:-split]), np.array(codes[-split:])
    given = np.where(
        bad,
        poor[rng.integers(0, len(poor), len(rows))],
        good[rng.integers(0, len(good), len(rows))],
    )
    has_dont_know = not name.startswith("zw06")
    silent = (rng.random(len(rows)) < _DONT_KNOW) & has_dont_know
    return np.where(silent, max(codes) + 1, given).astype(float)


def _clubs(rng: np.random.Generator, rows: pd.DataFrame) -> dict[str, np.ndarray]:
    """Draw boxes: 1 where ticked, else nothing; the last box is for who is in no club."""
    drive = -1.6 - 0.2 * rows["deprivation"].to_numpy(float)
    ticked = {name: rng.random(len(rows)) < logistic(drive) for name in _CLUBS}
    none = ~np.any(list(ticked.values()), axis=0)
    boxes = ticked | {"zw05_4": none}
    return {name: np.where(box, 1.0, np.nan) for name, box in boxes.items()}
