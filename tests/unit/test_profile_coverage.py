"""A simulation with a planted truth: do the intervals hold it as often as they say?"""

import numpy as np
import pandas as pd
import pytest

from tests.unit.test_profile_builder import catalog, country, domain, indicator, regions, rows
from wijkfoto.profile import ProfileInput, ProfileOptions, score_domains

SEEDS = range(5)
MADE = catalog(
    domain("werk", ["a", "b", "rondkomen"]), extra=[indicator(name) for name in ("a", "b")]
)
MODEL_SD = MADE.norm("rivm_sd_logit")


def truth_and_figures(seed: int) -> tuple[ProfileInput, ProfileInput]:
    """Two inputs: the true shares with endless counts, and what a source would publish of them."""
    rng = np.random.default_rng(seed)
    place = regions(50, 6, seed=seed)
    size = len(place)
    need = rng.standard_normal(size)
    shares = {
        name: 1 / (1 + np.exp(2.2 - 0.5 * (0.8 * need + 0.6 * rng.standard_normal(size))))
        for name in ("a", "b", "rondkomen")
    }
    people = np.round(place["inwoners"].to_numpy() / 2.2)
    codes = place["region_code"]
    true, seen = {}, {}
    for name in ("a", "b"):
        counted = rng.binomial(people.astype(int), shares[name])
        published = np.round(1000 * counted / people) / 1000
        true[name] = rows(codes, name, shares[name], n=1e12, half=1e-9)
        seen[name] = rows(codes, name, published, n=people, half=0.05)
    logit = np.log(shares["rondkomen"] / (1 - shares["rondkomen"]))
    estimate = 1 / (1 + np.exp(-(logit + MODEL_SD * rng.standard_normal(size))))
    true["rondkomen"] = rows(codes, "rondkomen", shares["rondkomen"])
    seen["rondkomen"] = rows(codes, "rondkomen", estimate)
    return country(true, place), country(seen, place)


@pytest.mark.slow
def test_the_90_percent_interval_holds_the_truth_about_nine_times_in_ten():
    held, sure = [], []
    for seed in SEEDS:
        true_input, seen_input = truth_and_figures(seed)
        options = ProfileOptions(peiljaar=2020, draws=500, seed=seed)
        truth = score_domains(true_input, MADE, options, []).scores
        seen = score_domains(seen_input, MADE, options, []).scores
        inside = truth["score"].between(seen["score_low"], seen["score_high"])
        held.append(inside.mean())
        right = truth["klasse"] == seen["klasse"]
        sure.append(pd.Series(right[_chance(seen) >= 0.9]).mean())
    told = (
        f"held {min(held):.3f} to {max(held):.3f}; right class {min(sure):.3f} to {max(sure):.3f}"
    )
    assert 0.87 <= np.mean(held) <= 0.93, told
    assert np.mean(sure) >= 0.95, told


def _chance(table: pd.DataFrame) -> pd.Series:
    middle = 1 - table["kans_hoog"] - table["kans_laag"]
    return (
        table["kans_hoog"]
        .where(table["klasse"] == "hoog", table["kans_laag"])
        .where(table["klasse"] != "gemiddeld", middle)
    )
