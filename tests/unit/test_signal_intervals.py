"""Intervals by chance: against published values and against the exact distribution."""

import numpy as np
import pytest
from scipy.stats import chi2

from wijkfoto.signal.intervals import byar, two_sided, wilson


def test_ninety_percent_reaches_one_and_two_thirds_standard_errors_to_either_side():
    assert two_sided(0.90) == pytest.approx(1.644854, abs=1e-6)


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        (7, 30, 0.118, 0.409),  # the check value of the method
        (81, 263, 0.2553, 0.3662),  # Newcombe (1998), Statistics in Medicine 17, table I
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_95_percent_intervals(count, n, low, high):
    found = wilson(np.array([count]), np.array([n]), 0.95)
    assert found[0][0] == pytest.approx(low, abs=6e-4)
    assert found[1][0] == pytest.approx(high, abs=6e-4)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(10, 4.80, 18.39), (20, 12.22, 30.89), (50, 37.11, 65.92), (100, 81.36, 121.63)],
)
def test_byar_gives_the_tabled_exact_95_percent_limits_within_half_a_percent(count, low, high):
    found = byar(np.array([count]), np.array([1.0]), 0.95)
    assert found[0][0] == pytest.approx(low, rel=5e-3)
    assert found[1][0] == pytest.approx(high, rel=5e-3)


@pytest.mark.parametrize("level", [0.90, 0.95])
def test_byar_lies_within_one_percent_of_the_exact_poisson_bounds_from_ten(level):
    count = np.arange(10, 2000)
    low, high = byar(count, np.ones(len(count)), level)
    alpha = 1 - level
    np.testing.assert_allclose(low, chi2.ppf(alpha / 2, 2 * count) / 2, rtol=0.01)
    np.testing.assert_allclose(high, chi2.ppf(1 - alpha / 2, 2 * count + 2) / 2, rtol=0.01)


def test_a_count_of_zero_begins_at_zero_and_is_bounded_above():
    low, high = byar(np.array([0.0]), np.array([1000.0]))
    assert low[0] == 0
    assert 0.002 < high[0] < 0.004


def test_byar_is_per_head_of_the_population():
    low, high = byar(np.array([40.0]), np.array([2000.0]))
    base_low, base_high = byar(np.array([40.0]), np.array([1.0]))
    assert (low[0] * 2000, high[0] * 2000) == pytest.approx((base_low[0], base_high[0]))
