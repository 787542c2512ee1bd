"""Overdispersion: measured rightly, unmoved by outliers, and with few false flags where it is."""

import logging

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from wijkfoto.signal.funnel import (
    Funnel,
    fit_funnel,
    nearest_to_zero,
    p_of,
    stabilised,
)

log = logging.getLogger(__name__)

SEEDS = range(20)
REFERENCE, TAIL, FDR = 0.04, 0.1, 0.05


def country(rng, *, wijken=1500, between=0.06, planted=0):
    """Rates that differ between wijken by more than chance; the first wijken are outliers."""
    n = np.exp(rng.uniform(np.log(200), np.log(20_000), wijken))
    level = np.sqrt(REFERENCE) + between * rng.normal(size=wijken)
    level[:planted] = np.sqrt(REFERENCE) + 7 * max(between, 0.02)
    return rng.poisson(n * np.maximum(level, 0) ** 2) / n, n


@pytest.mark.parametrize(("kind", "value"), [("share", 0.3), ("rate", 0.05)])
def test_chance_alone_has_variance_one_over_four_n_on_the_stabilised_scale(kind, value):
    rng = np.random.default_rng(1)
    n = 400
    counts = rng.binomial(n, value, 40_000) if kind == "share" else rng.poisson(n * value, 40_000)
    assert stabilised(counts / n, kind).var() * 4 * n == pytest.approx(1, rel=0.04)


def test_without_overdispersion_nothing_is_added():
    spread = [fit_funnel(*country(np.random.default_rng(s), between=0.0), REFERENCE, "rate", TAIL)
              for s in SEEDS]  # fmt: skip
    assert np.mean([f.phi for f in spread]) == pytest.approx(1, abs=0.05)
    assert all(f.tau < 0.004 for f in spread)


@pytest.mark.parametrize("planted", [0, 30])
def test_the_spread_between_wijken_is_found_with_and_without_outliers(planted):
    tau = [
        fit_funnel(*country(np.random.default_rng(s), planted=planted), REFERENCE, "rate", TAIL).tau
        for s in SEEDS
    ]
    log.info("tau: %.4f to %.4f, mean %.4f", min(tau), max(tau), np.mean(tau))
    assert np.mean(tau) == pytest.approx(0.06, rel=0.08)


def discoveries(planted, *, adjusted):
    """False and true shares of the flags, per seed."""
    false, found = [], []
    for seed in SEEDS:
        share, n = country(np.random.default_rng(seed), planted=planted)
        funnel = fit_funnel(share, n, REFERENCE, "rate", TAIL)
        bare = Funnel("rate", REFERENCE, funnel.phi, 0.0)
        z = (funnel if adjusted else bare).scores(share, n)
        flagged = false_discovery_control(p_of(z), method="bh") <= FDR
        false.append(flagged[planted:].sum() / max(1, flagged.sum()))
        found.append(flagged[:planted].mean())
    return np.array(false), np.array(found)


def test_the_plain_funnel_flags_nearly_only_ordinary_wijken():
    false, found = discoveries(30, adjusted=False)
    assert false.mean() > 0.9
    assert found.mean() == 1


def test_the_adjusted_funnel_finds_planted_outliers_within_its_false_discovery_rate():
    false, found = discoveries(30, adjusted=True)
    log.info("false: %.3f to %.3f, mean %.3f", false.min(), false.max(), false.mean())
    assert false.mean() <= FDR
    assert found.mean() > 0.95


def test_a_gap_inside_the_margin_is_no_difference_however_many_people_there_are():
    funnel = Funnel("rate", REFERENCE, 20.0, 0.06)
    inside = (np.sqrt(REFERENCE) + 0.029) ** 2
    outside = (np.sqrt(REFERENCE) + 0.05) ** 2
    scores = funnel.chance_scores(np.array([inside, outside]), np.array([1e6, 1e6]), 0.5)
    assert scores[0] == 0
    assert scores[1] == pytest.approx(0.02 * 2000)


def test_differences_beyond_the_margin_keep_the_false_discovery_rate():
    false = []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        n = np.exp(rng.uniform(np.log(200), np.log(20_000), 1500))
        gap = 0.06 * rng.normal(size=1500)
        share = rng.poisson(n * np.maximum(np.sqrt(REFERENCE) + gap, 0) ** 2) / n
        funnel = Funnel("rate", REFERENCE, 20.0, 0.06)
        z = funnel.chance_scores(share, n, 0.5)
        flagged = false_discovery_control(p_of(z), method="bh") <= FDR
        false.append((flagged & (np.abs(gap) <= 0.03)).sum() / max(1, flagged.sum()))
    assert np.mean(false) <= FDR


def test_the_limits_of_the_funnel_are_where_the_adjusted_score_is_the_limit():
    for kind in ("share", "rate"):
        funnel = Funnel(kind, 0.1, 9.0, 0.05)
        n = np.array([100.0, 10_000.0])
        low, high = funnel.limits(n, 1.6449)
        np.testing.assert_allclose(funnel.scores(high, n), 1.6449)
        np.testing.assert_allclose(funnel.scores(low, n), -1.6449)


def test_the_funnel_of_a_rare_share_ends_at_zero():
    low, high = Funnel("share", 0.01, 9.0, 0.2).limits(np.array([50.0]), 3.0)
    assert low[0] == 0
    assert high[0] < 1


def test_an_open_figure_counts_as_the_value_that_says_least():
    low, high = np.array([1.0, -3.0, -1.0]), np.array([2.0, -2.0, 4.0])
    assert nearest_to_zero(low, high).tolist() == [1.0, -2.0, 0.0]
