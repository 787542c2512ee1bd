"""The parts of one difference, by hand."""

import math

import pytest

from wijkfoto.verandering.cause import Cause, in_order, only
from wijkfoto.verandering.split import Figure, Lens, Score, logit_of, split


def score(total: float, *, logit: float, scale: tuple[float, float] = (0.0, 1.0)) -> Score:
    figure = Figure(2020, 1.0, logit, None, 0.0, 1.0, 1)
    return Score(total, {"a": figure}, *scale, winsor=3.0)


def test_the_wijk_moves_first_and_the_land_takes_what_is_left():
    before, now = score(105.0, logit=0.5), score(98.0, logit=1.0, scale=(1.2, 1.0))
    steps = split(before, now, Lens(new_figures=True))
    assert [(step.part, round(step.score, 9)) for step in steps] == [
        ("wijk", 110.0),
        ("land", 98.0),
    ]


def test_what_moved_without_a_ground_has_no_cause():
    (step,) = split(score(105.0, logit=0.5), score(110.0, logit=1.0), Lens())
    assert (step.part, step.cause) == ("samen", Cause.UNKNOWN)


def test_scores_without_their_figures_cannot_be_split():
    bare = Score(105.0, {}, 0.0, 1.0, 3.0)
    (step,) = split(bare, score(110.0, logit=1.0), Lens(new_figures=True, definition=True))
    assert (step.part, step.cause, step.score) == ("samen", Cause.SHARED, 110.0)


def test_causes_keep_their_order_and_one_alone_is_the_cause():
    assert in_order([Cause.REALITY, Cause.DEFINITION]) == (Cause.DEFINITION, Cause.REALITY)
    assert only([Cause.METHOD]) is Cause.METHOD
    assert only([Cause.METHOD, Cause.REALITY]) is Cause.SHARED
    assert only([]) is Cause.UNKNOWN


def test_a_share_of_zero_has_a_logit_only_with_the_people_behind_it():
    assert logit_of(0.0, 99.5) == pytest.approx(math.log(0.5 / 100.0))
    assert math.isnan(logit_of(0.0, None))
    assert logit_of(0.25, None) == pytest.approx(math.log(1 / 3))
