"""A made survey with planted truth: known shares per wijk, and people who answer less by age.

Only arrays; no file. The truth of a wijk is the mean over its people, not over who answered.
"""

from dataclasses import dataclass

import numpy as np

from wijkfoto.peiling.coded import Respondents
from wijkfoto.peiling.margins import Margins

AGES = ((18, 30), (30, 40), (40, 55), (55, 65), (65, 75), (75, 100))
RESPONSE = np.array([0.4, 0.6, 0.9, 1.1, 1.4, 1.2])
GEMEENTE = "GM9999"


@dataclass(frozen=True)
class Planted:
    """Respondents, the margins they are held to, and the truth in each wijk by question (0-1)."""

    respondents: Respondents
    margins: Margins
    truth: dict[str, np.ndarray]


def plant(seed: int, *, wijken: int, respondents: int, questions: int = 6) -> Planted:
    """Make a survey of a gemeente whose wijken differ in size, age and answers."""
    rng = np.random.default_rng([seed, wijken])
    codes = tuple(f"WK9999{place:02d}" for place in range(wijken))
    adults = np.round(np.exp(rng.uniform(np.log(300), np.log(16_000), wijken)))
    shares = rng.dirichlet(np.array([20, 17, 24, 16, 12, 11]) * 2.0, wijken)
    people = adults[:, None] * shares
    women, alone = rng.uniform(0.48, 0.53, wijken), rng.uniform(0.12, 0.4, wijken)
    groups = {
        "leeftijd": people,
        "geslacht": np.column_stack([adults * (1 - women), adults * women]),
        "huishouden": np.column_stack([adults * alone, adults * (1 - alone)]),
    }
    chance = people * RESPONSE
    cell = rng.choice(chance.size, size=respondents, p=(chance / chance.sum()).ravel())
    wijk, age = np.divmod(cell, len(AGES))
    truth, answers = {}, {}
    for number in range(questions):
        middle = rng.uniform(-2.6, 0.0)
        of_wijk = rng.normal(0, rng.uniform(0.2, 0.5), wijken)
        of_age = rng.uniform(-0.25, 0.25) * (np.arange(len(AGES)) - 2.5)
        p = 1 / (1 + np.exp(-(middle + of_wijk[:, None] + of_age[None, :])))
        name = f"v{number}"
        truth[name] = (p * shares).sum(axis=1)
        answer = (rng.random(respondents) < p[wijk, age]).astype(float)
        answer[rng.random(respondents) < 0.03] = np.nan
        answers[name] = answer
    weight = np.exp(rng.normal(-0.02, 0.2, respondents))
    found = Respondents(
        np.full(respondents, GEMEENTE, dtype=object),
        np.array(codes, dtype=object)[wijk],
        weight / weight.mean(),
        {
            "leeftijd": age,
            "geslacht": (rng.random(respondents) < women[wijk]).astype(int),
            "huishouden": (rng.random(respondents) >= alone[wijk]).astype(int),
        },
        answers,
        2022,
    )
    return Planted(found, Margins(codes, adults, adults, groups), truth)
