"""Where a wijk stands inside its own gemeente."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_profile_builder import THREE, catalog
from tests.unit.test_profile_classes import doubts
from wijkfoto.profile.classes import FAIR, FIRM, NONE, UNSURE
from wijkfoto.profile.gemeente import Spread, bounds, position, rank_from_high

CATALOG = catalog(THREE)


def placed(
    score,
    *,
    codes=None,
    spread=0.0,
    people=None,
    bare=None,
    caps=None,
    unclipped=None,
    methods=None,
):
    score = np.asarray(score, float)
    noise = np.random.default_rng(3).standard_normal((len(score), 2000))
    return position(
        score,
        score if unclipped is None else np.asarray(unclipped, float),
        Spread(
            score[:, None] + spread * noise,
            score[:, None] if methods is None else np.asarray(methods, float),
        ),
        np.full(len(score), np.nan) if bare is None else np.asarray(bare, float),
        np.full(len(score), 1000.0) if people is None else np.asarray(people, float),
        ["GM0001"] * len(score) if codes is None else codes,
        doubts(len(score)) if caps is None else caps,
        CATALOG,
    )


def test_a_difference_is_from_the_mean_weighted_by_inhabitants():
    found = placed([100, 110, 130], people=[5000, 4000, 1000])
    assert found.verschil == pytest.approx([-7, 3, 23])
    assert found.klasse.tolist() == [-1, 0, 1]


def test_gemeenten_are_compared_each_with_itself():
    found = placed([100, 120, 60, 80], codes=["GM0001", "GM0001", "GM0002", "GM0002"])
    assert found.verschil.tolist() == [-10, 10, -10, 10]
    assert found.rank.tolist() == [2, 1, 2, 1]


def test_a_wijk_that_is_alone_in_its_gemeente_is_not_compared():
    found = placed([100, 120, np.nan, 80], codes=["GM0001", "GM0002", "GM0002", "GM0003"])
    assert not found.compared.any()
    assert np.isnan(found.verschil).all()
    assert (found.zekerheid == NONE).all()
    assert (found.rank == 0).all()


@pytest.mark.parametrize(("shift", "klasse"), [(0.0, 0), (0.3, 0), (0.45, 1)])
def test_a_class_needs_seven_of_ten_draws_beyond_five_points(shift, klasse):
    # Of two equal wijken the difference has the sd of one divided by the root of two, so 70% of
    # draws lie beyond 5 points from a shift of 0.52 / 1.41 = 0.37.
    found = placed([100 + 5 + shift, 100 - 5 - shift], spread=1.0)
    assert found.klasse.tolist() == [klasse, -klasse]
    if klasse == 0:
        assert found.zekerheid.tolist() == [UNSURE, UNSURE]


def test_certainty_is_that_of_the_class_in_the_gemeente():
    assert placed([120, 80], spread=1.0).zekerheid.tolist() == [FIRM, FIRM]
    assert placed([101, 99], spread=1.0).klasse.tolist() == [0, 0]
    assert placed([101, 99], spread=1.0).zekerheid.tolist() == [FIRM, FIRM]


@pytest.mark.parametrize(
    ("flag", "level"),
    [("smal", UNSURE), ("model", FAIR), ("gebruik", FAIR), ("jaar_koppeling", FAIR)],
)
def test_the_caps_hold_in_the_gemeente_too(flag, level):
    assert placed([120, 80], caps=doubts(2, **{flag: True})).zekerheid.tolist() == [level, level]


def test_another_class_without_model_counts_where_it_is_another_class_in_the_gemeente():
    same_here = placed([120, 80], bare=[110, 90], caps=doubts(2, zonder_model=True))
    other_here = placed([120, 80], bare=[101, 99])
    assert same_here.zekerheid.tolist() == [FIRM, FIRM]
    assert other_here.zekerheid.tolist() == [UNSURE, UNSURE]


@given(st.lists(st.floats(60, 140), min_size=2, max_size=12), st.floats(0, 20))
def test_the_point_lies_inside_its_interval(score, spread):
    found = placed(score, spread=spread)
    assert (found.verschil_low <= found.verschil).all()
    assert (found.verschil <= found.verschil_high).all()
    assert (found.rank_low <= found.rank).all()
    assert (found.rank <= found.rank_high).all()
    assert (found.rank_low >= 1).all()
    assert (found.rank_high <= len(score)).all()


def test_a_bound_is_widened_to_a_point_outside_the_draws():
    draws = np.tile(np.linspace(101, 105, 200), (2, 1))
    low, high = bounds(draws, np.array([100.0, 107.0]))
    assert low.tolist() == [100, pytest.approx(101.2)]
    assert high.tolist() == [pytest.approx(104.8), 107]


def test_a_suppressed_wijk_has_no_rank_and_takes_none():
    found = placed([np.nan, 100, 120, np.nan, 80])
    assert found.rank.tolist() == [0, 2, 1, 0, 3]
    assert found.compared.tolist() == [False, True, True, False, True]


def test_equal_scores_share_a_rank_unless_unclipped_figures_differ():
    assert placed([130, 130, 100]).rank.tolist() == [1, 1, 3]
    assert placed([130, 130, 100], unclipped=[135, 140, 100]).rank.tolist() == [2, 1, 3]


def test_unclipped_figures_never_overturn_the_score():
    assert placed([130, 128], unclipped=[130, 150]).rank.tolist() == [1, 2]


def test_ranks_count_from_the_highest():
    assert rank_from_high(np.array([3.0, 9.0, 3.0, 1.0])).tolist() == [2, 1, 2, 4]
