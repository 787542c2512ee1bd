"""Counts of which an interval is known: what they are expected to be, and a mean fitted to them."""

import numpy as np
import pytest
from scipy.stats import nbinom

from tests.made_use import as_published, counts, exactly
from wijkfoto.errors import WijkfotoError
from wijkfoto.use.counts import Counted, Spread, drawn_count, expected_count, fit_spread
from wijkfoto.use.fit import fit_mean

SEEDS = range(8)


def interval(low, high):
    return Counted(*(np.array([part], float) for part in (low, high, np.nan, 1000)))


@pytest.mark.parametrize(("low", "high"), [(0, 7), (3, 3), (15, 24), (0, 0)])
@pytest.mark.parametrize(("mean", "dispersion"), [(2.0, 0.1), (18.0, 0.5), (300.0, 0.01)])
def test_a_count_in_an_interval_is_expected_as_the_sum_over_the_interval_says(
    low, high, mean, dispersion
):
    size = 1 / dispersion
    count = np.arange(low, high + 1)
    logs = nbinom.logpmf(count, size, size / (size + mean))
    chance = np.exp(logs - logs.max())
    found = expected_count(interval(low, high), np.array([mean]), np.array([dispersion]))
    assert found[0] == pytest.approx((chance * count).sum() / chance.sum())


def test_intervals_of_different_width_do_not_reach_past_their_own_end():
    both = Counted(*(np.array(part, float) for part in ([0, 8], [7, 12], [np.nan, 10], [1, 1])))
    found = expected_count(both, np.array([500.0, 500.0]), np.array([0.1, 0.1]))
    assert found[0] <= 7
    assert 8 <= found[1] <= 12


def test_a_secret_count_is_drawn_as_often_as_its_chance_says():
    n, mean, dispersion = 4000, 6.0, 0.4
    secret = Counted(np.zeros(n), np.full(n, 7.0), np.full(n, np.nan), np.full(n, 900.0))
    uniform = (np.arange(n) + 0.5) / n
    drawn = drawn_count(secret, np.full(n, mean), np.full(n, dispersion), uniform)
    size = 1 / dispersion
    chance = nbinom.pmf(np.arange(8), size, size / (size + mean))
    share = np.bincount(drawn.astype(int), minlength=8) / n
    assert share == pytest.approx(chance / chance.sum(), abs=1e-3)


def test_an_open_count_is_not_drawn():
    known = exactly([3, 80], [500, 500])
    drawn = drawn_count(known, np.full(2, 9.0), np.full(2, 0.1), np.array([0.01, 0.99]))
    assert drawn.tolist() == [3, 80]


def test_known_counts_solve_the_score_of_a_poisson_and_their_sum_is_kept():
    made = counts(1)
    known, columns = exactly(made.true, made.people), made.column[:, None]
    mean = made.people * fit_mean(known, columns, "mensen").rate(columns)
    assert (made.true - mean).sum() == pytest.approx(0, abs=1e-3)
    assert (made.column * (made.true - mean)).sum() == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("weighing", ["mensen", "gebieden"])
def test_planted_coefficients_come_back_from_rounded_and_secret_counts(weighing):
    found = []
    for seed in SEEDS:
        made = counts(seed, beta=(-5.0, 0.6))
        shown = as_published(made.true, made.people)
        assert np.isnan(shown.figure).mean() > 0.3
        found.append(fit_mean(shown, made.column[:, None], weighing).coefficients)
    assert np.mean(found, axis=0) == pytest.approx([-5.0, 0.6], abs=0.04)


def test_leaving_secret_counts_out_would_flatten_the_slope():
    flat = []
    for seed in SEEDS:
        made = counts(seed, beta=(-5.0, 0.6))
        shown = as_published(made.true, made.people)
        known = ~np.isnan(shown.figure)
        flat.append(fit_mean(shown.of(known), made.column[known, None], "mensen").coefficients[1])
    assert np.mean(flat) < 0.55


def test_dispersion_that_falls_with_size_is_found():
    rng = np.random.default_rng(3)
    people = np.exp(rng.uniform(np.log(200), np.log(20_000), 4000))
    truth = Spread(np.log(0.2), -0.5)
    mean, dispersion = people * 0.05, truth.of(people)
    true = rng.poisson(mean * rng.gamma(1 / dispersion, dispersion))
    found = fit_spread(exactly(true, people), mean)
    assert found.at_thousand == pytest.approx(truth.at_thousand, abs=0.12)
    assert found.slope == pytest.approx(truth.slope, abs=0.08)


def test_nobody_using_anything_is_a_rate_of_nearly_nothing():
    people = np.full(50, 1000.0)
    nothing = exactly(np.zeros(50), people)
    rate = fit_mean(nothing, np.empty((50, 0)), "mensen").rate(np.empty((50, 0)))
    assert (rate < 1e-6).all()


def test_figures_that_are_no_numbers_stop_the_fit_with_a_next_step():
    people = np.full(20, 1000.0)
    columns = np.full((20, 1), np.nan)
    with pytest.raises(WijkfotoError, match="no coefficients"):
        fit_mean(exactly(np.full(20, 5.0), people), columns, "mensen")
