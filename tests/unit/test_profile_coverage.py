"""A simulation with a planted truth: do intervals and words hold it as often as they say?

The truth is the score of the shares behind the figures, on the scale of the country as it truly is.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit

from tests.unit.test_profile_builder import catalog, country, domain, indicator, regions, rows
from wijkfoto.profile import Profile, ProfileInput, ProfileOptions, score_domains

SEEDS = range(20)
SECRET_TO = 7
"""CBS keeps a count of 0 to 7 in the tables of care secret."""

MADE = catalog(
    domain("werk", ["a", "zorg", "rondkomen"]), extra=[indicator(name) for name in ("a", "zorg")]
)
MODEL_SD = MADE.norm("rivm_sd_logit")
MEAN = {"a": -2.2, "zorg": -5.6, "rondkomen": -1.5}
"""Mean logit of each share: about three of ten counts of care are secret."""


@dataclass(frozen=True)
class Made:
    """A made country: the shares behind its figures, and which of its counts are small."""

    place: pd.DataFrame
    share: dict[str, np.ndarray]
    n: dict[str, np.ndarray]
    count: dict[str, np.ndarray]
    estimate: np.ndarray

    @property
    def secret(self) -> np.ndarray:
        """Whether CBS would keep the count of care secret."""
        return self.count["zorg"] <= SECRET_TO


def made(seed: int) -> Made:
    """500 wijken in 50 gemeenten of which one hidden need explains most of three figures."""
    rng = np.random.default_rng(seed)
    place = regions(50, 10, seed=seed)
    size = len(place)
    need = rng.standard_normal(size)
    share = {
        name: expit(mean + 0.5 * (0.8 * need + 0.6 * rng.standard_normal(size)))
        for name, mean in MEAN.items()
    }
    people = place["inwoners"].to_numpy()
    n = {"a": np.round(people / 2.2), "zorg": np.round(0.5 * people)}
    count = {name: rng.binomial(n[name].astype(int), share[name]) for name in n}
    estimate = expit(logit(share["rondkomen"]) + MODEL_SD * rng.standard_normal(size))
    return Made(place, share, n, count, estimate)


def true_input(there: Made) -> ProfileInput:
    codes = there.place["region_code"]
    return country(
        {
            name: rows(codes, name, share, n=1e12, half=1e-9) if name in there.n else share
            for name, share in there.share.items()
        },
        there.place,
    )


def seen_input(there: Made, care: pd.DataFrame) -> ProfileInput:
    codes = there.place["region_code"]
    share = np.round(1000 * there.count["a"] / there.n["a"]) / 1000
    parts = {
        "a": rows(codes, "a", share, n=there.n["a"], half=0.05),
        "zorg": care,
        "rondkomen": there.estimate,
    }
    return country(parts, there.place)


def exact(there: Made) -> pd.DataFrame:
    """Care as it was counted."""
    codes, n = there.place["region_code"], there.n["zorg"]
    return rows(codes, "zorg", there.count["zorg"] / n, n=n, half=1e-9)


def rounded(there: Made) -> pd.DataFrame:
    """Care as CBS publishes it: in fives, and 0 to 7 an interval."""
    n, count = there.n["zorg"], 5.0 * np.round(there.count["zorg"] / 5)
    table = rows(there.place["region_code"], "zorg", count / n, n=n)
    table["waarde_low"] = 100 * np.maximum(count - 2.5, 0) / n
    table["waarde_high"] = 100 * (count + 2.5) / n
    table.loc[there.secret, "waarde"] = np.nan
    table.loc[there.secret, "waarde_status"] = "censored"
    table.loc[there.secret, "waarde_low"] = 0.0
    table.loc[there.secret, "waarde_high"] = 100 * SECRET_TO / n[there.secret]
    return table


def as_missing(there: Made) -> pd.DataFrame:
    """The same, with what is secret taken for missing."""
    table = rounded(there)
    table.loc[there.secret, "waarde_status"] = "suppressed"
    table.loc[there.secret, ["waarde_low", "waarde_high"]] = np.nan
    return table


@dataclass(frozen=True)
class Found:
    """Shares of one seed.

    Attributes:
        held: Wijken of which the interval of the data draws holds the truth.
        held_secret: The same of wijken with a secret count.
        held_method: Wijken and other methods of which the interval of data and method draws holds
            the truth by that method.
        held_difference: Wijken of which the interval of the difference with the gemeente holds it.
        held_rank: Wijken of which the range of ranks in the gemeente holds the true rank.
        firm: Wijken whose class is stevig.
        right: Of those, the part whose class is the true one.
        firm_here: Wijken whose class inside the gemeente is stevig.
        right_here: Of those, the part whose class inside the gemeente is the true one.
        error: Mean distance of the score from the truth, in points.
        error_secret: The same of wijken with a secret count.
    """

    held: float
    held_secret: float
    held_method: float
    held_difference: float
    held_rank: float
    firm: float
    right: float
    firm_here: float
    right_here: float
    error: float
    error_secret: float


def judged(seed: int, care) -> Found:
    there = made(seed)
    options = ProfileOptions(peiljaar=2020, draws=500, seed=seed)
    everyone = sorted(set(there.place["gemeente_code"]))
    truth = score_domains(true_input(there), MADE, options, everyone)
    seen = score_domains(seen_input(there, care(there)), MADE, options, everyone)
    inside = truth.scores["score"].between(seen.scores["score_low"], seen.scores["score_high"])
    away = (truth.scores["score"] - seen.scores["score"]).abs()
    certain = seen.scores["zekerheid"] == "stevig"
    right = truth.scores["klasse"] == seen.scores["klasse"]
    certain_here = seen.scores["zekerheid_gemeente"] == "stevig"
    right_here = truth.scores["klasse_gemeente"] == seen.scores["klasse_gemeente"]
    return Found(
        held=inside.mean(),
        held_secret=inside[there.secret].mean(),
        held_method=held_by_method(truth, seen),
        held_difference=between(truth, seen, "verschil_gemeente", "verschil").mean(),
        held_rank=between(truth, seen, "rank_in_gemeente", "rank").mean(),
        firm=certain.mean(),
        right=right[certain].mean(),
        firm_here=certain_here.mean(),
        right_here=right_here[certain_here].mean(),
        error=away.mean(),
        error_secret=away[there.secret].mean(),
    )


def between(truth: Profile, seen: Profile, column: str, bounds: str) -> pd.Series:
    """Say of each wijk whether the seen bounds hold the true value of a column."""
    low, high = seen.scores[f"{bounds}_low"], seen.scores[f"{bounds}_high"]
    return truth.scores[column].between(low, high)


def held_by_method(truth: Profile, seen: Profile) -> float:
    """Plant one of the other methods: does the interval over figures and methods hold its truth?"""
    data, methods = seen.draws.values[:, 0], seen.methods.values[:, 0]
    point = (seen.scores["score"].to_numpy() - 100) / 10
    both = data + (methods - point[:, None])[:, : data.shape[1]]
    low, high = np.quantile(both, [0.05, 0.95], axis=1)
    planted = truth.methods.values[:, 0]
    return float(((planted >= low[:, None]) & (planted <= high[:, None])).mean())


def table_of(care) -> pd.DataFrame:
    """Shares of every seed; their mean and range are printed (pytest -s)."""
    found = pd.DataFrame([vars(judged(seed, care)) for seed in SEEDS])
    told = found.agg(["mean", "min", "max"]).round(3)
    print(f"\n{care.__name__}, {len(found)} seeds\n{told.T.to_string()}")  # noqa: T201
    return found.mean()


@pytest.mark.slow
@pytest.mark.parametrize("care", [exact, rounded])
def test_intervals_and_words_hold_the_planted_truth_as_often_as_they_say(care):
    mean = table_of(care)
    assert 0.87 <= mean["held"] <= 0.93
    assert 0.87 <= mean["held_secret"] <= 0.95
    assert mean["held_method"] >= 0.90
    assert 0.87 <= mean["held_difference"] <= 0.93
    assert mean["held_rank"] >= 0.90
    assert mean["right_here"] >= 0.90
    assert mean["firm_here"] > 0.2
    assert mean["right"] >= 0.95
    assert mean["firm"] > 0.3


MODELLED = catalog(
    domain("mentaal", MEAN),
    extra=[indicator(name, kind="model") for name in MEAN],
)
"""A domain of which every figure comes out of one model, as most domains of 2020 are."""


def modelled(seed: int, correlation: float) -> pd.Series:
    """Score a domain of three estimates whose errors of one wijk hang together as much as said."""
    there = made(seed)
    rng = np.random.default_rng([seed, 1])
    common = rng.standard_normal(len(there.place))
    truth, seen = {}, {}
    for name, share in there.share.items():
        own = rng.standard_normal(len(share))
        error = np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own
        truth[name], seen[name] = share, expit(logit(share) + MODEL_SD * error)
    options = ProfileOptions(peiljaar=2020, draws=500, seed=seed)
    true, found = (
        score_domains(country(shares, there.place), MODELLED, options, []).scores
        for shares in (truth, seen)
    )
    certain = found["zekerheid"] == "redelijk"
    return pd.Series(
        {
            "held": true["score"].between(found["score_low"], found["score_high"]).mean(),
            "fair": certain.mean(),
            "right": (true["klasse"] == found["klasse"])[certain].mean(),
        }
    )


@pytest.mark.slow
def test_intervals_of_a_domain_of_estimates_hold_the_truth_when_their_errors_hang_together():
    planted = MADE.norm("rivm_samenhang")
    found = pd.DataFrame([modelled(seed, planted) for seed in SEEDS])
    print(f"\nerrors that hang together, {len(found)} seeds\n{found.agg(['mean', 'min', 'max']).T}")  # noqa: T201
    mean = found.mean()
    assert 0.87 <= mean["held"] <= 0.93
    assert mean["right"] >= 0.90
    assert mean["fair"] > 0.3


@pytest.mark.slow
def test_taking_what_is_secret_for_missing_holds_the_truth_less_often():
    mean = table_of(as_missing)
    # Measured on 2026-11-25: 0.77 of all wijken, 0.47 of those with a secret count.
    assert mean["held"] < 0.85
    assert mean["held_secret"] < 0.6
