"""A wijk beside its comparable wijken: difference, interval, class, certainty, and who counts."""

import numpy as np
import pytest

from tests.unit.test_profile_builder import THREE, catalog
from tests.unit.test_profile_classes import doubts
from tests.unit.test_profile_comparable import OTHER_TWIN, TWIN, alike_country, of, scored
from wijkfoto.profile import ProfileInput
from wijkfoto.profile.alike import Sides, beside_comparables
from wijkfoto.profile.classes import FAIR, FIRM, NONE, UNSURE

CATALOG = catalog(THREE)


def beside(standard, *, people=None, spread=0.0, theirs=0.0, methods=None, bare=None, caps=None,
           reason=None):  # fmt: skip
    """The first wijk beside the others, or with a reason beside none; spreads in sd."""
    standard = np.asarray(standard, float)
    noise = np.random.default_rng(3).standard_normal((len(standard), 4000))
    spreads = np.where(np.arange(len(standard)) == 0, spread, theirs)
    sides = Sides(
        standard=standard,
        bare=np.full(len(standard), np.nan) if bare is None else np.asarray(bare, float),
        draws=(standard[:, None] + spreads[:, None] * noise).astype(np.float32),
        methods=(standard[:, None] if methods is None else np.asarray(methods)).astype(np.float32),
        inwoners=np.full(len(standard), 1000.0) if people is None else np.asarray(people, float),
    )
    return beside_comparables(
        sides.of(np.array([0])),
        sides,
        np.array([list(range(1, 11)) if reason is None else [-1] * 10]),
        np.array([reason or "ok"], object),
        doubts(1) if caps is None else caps,
        CATALOG,
    )


def test_the_difference_is_from_the_mean_weighted_by_inhabitants():
    found = beside([1.0, 0.0, 1.5, *[0.0] * 8], people=[1, 1000, 3000, *[500] * 8])
    assert found.verschil[0] == pytest.approx(10 * (1 - 1.5 * 3000 / 8000))
    assert found.aantal[0] == 10


def test_comparable_wijken_without_a_score_do_not_count_and_five_are_enough():
    found = beside([1.0, *[0.0] * 5, *[np.nan] * 5])
    assert found.aantal[0] == 5
    assert found.verschil[0] == pytest.approx(10)
    assert found.status[0] == "ok"


def test_with_fewer_than_five_scores_there_is_no_comparison_and_a_reason():
    found = beside([1.0, *[0.0] * 4, *[np.nan] * 6])
    assert found.status[0] == "te_weinig_scores"
    assert not found.compared[0]
    assert np.isnan([found.verschil[0], found.low[0], found.high[0]]).all()
    assert found.zekerheid[0] == NONE


def test_a_wijk_without_a_score_says_so():
    assert beside([np.nan, *[0.0] * 10]).status[0] == "geen_score"


def test_a_wijk_without_comparable_ones_keeps_its_reason():
    assert beside([1.0, 0.0], reason="te_klein").status[0] == "te_klein"


# Draws with an sd of one point lie beyond five points in 70% of cases from 5.52 points on.
@pytest.mark.parametrize(
    ("points", "klasse"), [(4.9, 0), (5.3, 0), (5.7, 1), (-5.3, 0), (-5.7, -1)]
)
def test_a_class_needs_seven_of_ten_draws_a_step_away(points, klasse):
    assert beside([points / 10, *[0.0] * 10], spread=0.1).klasse[0] == klasse


def test_the_interval_holds_the_doubt_about_both_sides():
    one, both = (beside([1.0, *[0.0] * 10], spread=0.3, theirs=each) for each in (0.0, 0.3))
    width = [found.high[0] - found.low[0] for found in (one, both)]
    assert width[1] / width[0] == pytest.approx(np.sqrt(1.1), abs=0.03)
    assert both.low[0] < both.verschil[0] < both.high[0]


def test_certainty_is_the_lower_of_figures_and_method():
    assert beside([1.5, *[0.0] * 10], spread=0.1).zekerheid[0] == FIRM
    half = np.zeros((11, 2))
    half[0] = [1.5, 0.0]
    assert beside([1.5, *[0.0] * 10], spread=0.1, methods=half).zekerheid[0] == UNSURE


@pytest.mark.parametrize(("flag", "level"), [("smal", UNSURE), ("model", FAIR), ("gebruik", FAIR)])
def test_the_caps_hold_beside_comparable_wijken_too(flag, level):
    assert beside([1.5, *[0.0] * 10], caps=doubts(1, **{flag: True})).zekerheid[0] == level


def test_another_class_without_model_counts_where_it_is_another_one_here():
    same = beside([1.5, *[0.0] * 10], bare=[1.2, *[0.0] * 10], caps=doubts(1, zonder_model=True))
    other = beside([1.5, *[0.0] * 10], bare=[0.2, *[0.0] * 10])
    assert same.zekerheid[0] == FIRM
    assert other.zekerheid[0] == UNSURE


# --- in a whole country ---


def test_the_published_difference_is_that_of_the_published_scores():
    made = alike_country()
    profile = scored(made)
    score = profile.scores.set_index("region_code")["score"]
    people = made.regions.set_index("region_code")["inwoners"]
    row = profile.scores.set_index("region_code").loc[TWIN]
    theirs = of(profile, TWIN)["comparable_code"]
    mean = np.average(score[theirs], weights=people[theirs])
    assert row["verschil_vergelijkbaar"] == pytest.approx(score[TWIN] - mean)
    assert row["n_vergelijkbaar"] == 10
    assert row["verschil_vergelijkbaar_low"] < row["verschil_vergelijkbaar_high"]


def test_more_need_in_the_twin_lowers_the_difference_and_no_score_of_the_wijk_itself():
    made = alike_country()
    values = made.values.copy()
    there = (values["indicator_id"] == "geld") & (values["region_code"] == OTHER_TWIN)
    for name in ("waarde", "waarde_low", "waarde_high"):
        values.loc[there, name] = np.minimum(values.loc[there, name] + 10, 100)
    before, after = scored(made), scored(ProfileInput(values, made.regions))
    at = [each.scores.set_index("region_code").loc[TWIN] for each in (before, after)]
    assert at[1]["verschil_vergelijkbaar"] < at[0]["verschil_vergelijkbaar"]
    assert at[1]["score"] == pytest.approx(at[0]["score"], abs=0.2)
