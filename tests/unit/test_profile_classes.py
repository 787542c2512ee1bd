"""Classes over inhabitants, percentile, certainty and its caps."""

import json
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_profile_builder import THREE, catalog
from wijkfoto.profile.classes import (
    FAIR,
    FIRM,
    UNSURE,
    Doubts,
    certainty,
    class_limits,
    ladder_of,
)

CATALOG = catalog(THREE)
scores_and_people = st.lists(
    st.tuples(
        st.one_of(st.just(np.nan), st.integers(60, 140).map(float)),
        st.integers(1, 20_000).map(float),
    ),
    min_size=1,
    max_size=60,
)


def doubts(size=1, **flags: bool):
    names = [each.name for each in fields(Doubts)]
    assert set(flags) <= set(names)
    return Doubts(**{name: np.full(size, flags.get(name, False)) for name in names})


@given(scores_and_people)
def test_the_outer_classes_hold_a_fifth_of_the_inhabitants_to_within_half_a_wijk(pairs):
    scores, people = map(np.array, zip(*pairs, strict=True))
    klasse = class_limits(scores, people, 0.2).classify(scores)
    scored = np.isfinite(scores)
    if not scored.any():
        assert (klasse == 0).all()
        return
    total = people[scored].sum()
    # Wijken with one score go together, so they count as one wijk here.
    widest = max(people[scored & (scores == level)].sum() for level in set(scores[scored]))
    for value in (-1, 1):
        held = people[scored & (klasse == value)].sum() / total
        assert abs(held - 0.2) <= max(widest / 2 / total, 0) + 1e-9


@given(scores_and_people)
def test_a_higher_score_never_has_a_lower_class_or_percentile(pairs):
    scores, people = map(np.array, zip(*pairs, strict=True))
    limits = class_limits(scores, people, 0.2)
    klasse, below = limits.classify(scores), ladder_of(scores, people).share_below(scores)
    order = np.argsort(scores[np.isfinite(scores)], kind="stable")
    assert (np.diff(klasse[np.isfinite(scores)][order]) >= 0).all()
    assert (np.diff(below[np.isfinite(scores)][order]) >= 0).all()


@given(scores_and_people)
def test_a_suppressed_wijk_has_no_class_and_no_percentile(pairs):
    scores, people = map(np.array, zip(*pairs, strict=True))
    missing = np.isnan(scores)
    assert (class_limits(scores, people, 0.2).classify(scores)[missing] == 0).all()
    assert np.isnan(ladder_of(scores, people).share_below(scores)[missing]).all()


def test_suppressed_wijken_move_no_limit():
    scores = np.arange(80.0, 120.0)
    people = np.full(40, 1000.0)
    alone = class_limits(scores, people, 0.2)
    with_gaps = class_limits(np.r_[scores, np.nan, np.nan], np.r_[people, 9e6, 9e6], 0.2)
    assert alone == with_gaps


def test_a_limit_lies_between_the_neighbouring_scores():
    limits = class_limits(np.arange(10.0), np.ones(10), 0.2)
    assert (limits.laag, limits.hoog) == (1.5, 7.5)


def test_neighbouring_floats_still_get_different_classes():
    low = 100.0
    high = np.nextafter(low, 200)
    scores = np.array([low, low, low, low, high])
    klasse = class_limits(scores, np.ones(5), 0.2).classify(scores)
    assert klasse.tolist() == [0, 0, 0, 0, 1]


def test_one_wijk_alone_is_average():
    scores = np.array([100.0])
    limits = class_limits(scores, np.array([500.0]), 0.2)
    assert limits.classify(scores).tolist() == [0]
    assert limits.classify(np.array([-1e9, 1e9])).tolist() == [0, 0]


def test_percentile_is_the_share_of_people_in_wijken_with_a_lower_score():
    scores = np.array([90.0, 110.0, 90.0, np.nan])
    ladder = ladder_of(scores, np.array([1.0, 6, 3, 90]))
    assert ladder.share_below(scores)[:3] == pytest.approx([0, 0.4, 0])
    assert ladder.equal == pytest.approx([0.4, 0.6])


def test_a_score_between_two_rungs_has_everybody_on_the_lower_rungs_below_it():
    ladder = ladder_of(np.array([90.0, 110.0]), np.array([4.0, 6.0]))
    assert ladder.share_below(np.array([80.0, 100.0, 120.0])) == pytest.approx([0, 0.4, 1])


@pytest.mark.parametrize(
    ("share", "level"),
    [(0.0, UNSURE), (0.699, UNSURE), (0.7, FAIR), (0.899, FAIR), (0.9, FIRM), (1.0, FIRM)],
)
def test_certainty_follows_the_share_of_draws(share, level):
    assert certainty(np.array([share]), CATALOG).tolist() == [level]


@pytest.mark.parametrize(
    ("flag", "most"),
    [
        ("smal", UNSURE),
        ("model", FAIR),
        ("zonder_model", UNSURE),
        ("geheim", UNSURE),
        ("gebruik", FAIR),
        ("jaar_koppeling", FAIR),
        ("alleen_gebruik", UNSURE),
    ],
)
def test_each_doubt_holds_certainty_down_and_never_lifts_it(flag, most):
    capped = doubts(3, **{flag: True}).cap(np.array([FIRM, FAIR, UNSURE]))
    assert capped.tolist() == [most, min(most, FAIR), UNSURE]


def test_without_doubt_certainty_is_that_of_the_draws():
    assert doubts(3).cap(np.array([FIRM, FAIR, UNSURE])).tolist() == [FIRM, FAIR, UNSURE]


def test_reasons_come_in_a_fixed_order():
    every = {each.name: True for each in fields(Doubts)}
    told = doubts(1, **every).reasons(np.array([UNSURE]), np.array([FAIR]), np.array([True]))
    assert json.loads(told[0]) == [
        "smal",
        "model",
        "klasse_zonder_model",
        "geheim",
        "gebruik",
        "jaar_koppeling",
        "spreiding",
        "methode",
    ]


def test_a_firm_class_has_no_reasons_and_an_unscored_wijk_one():
    told = doubts(2).reasons(
        np.array([FIRM, UNSURE]), np.array([FIRM, UNSURE]), np.array([True, False])
    )
    assert [json.loads(each) for each in told] == [[], ["geen_cijfers"]]
