"""Expected use out of fold: folds by gemeente, choice inside them, intervals that hold."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from tests.made_use import as_published, counts, exactly
from wijkfoto.use.choose import choose_columns
from wijkfoto.use.counts import Spread
from wijkfoto.use.crossfit import Candidates, CrossFit, LeftOut, cross_fit
from wijkfoto.use.folds import folds_of
from wijkfoto.use.interval import Interval, prediction_interval, side
from wijkfoto.use.measures import calibration, coverage, measure
from wijkfoto.use.recipe import UseModel

MODEL = UseModel(
    model_id="headline", rol="kop", groepen=("structuur",), hooguit=20, weging="mensen"
)
GROUPS = tuple(f"GM{1000 + place % 60}" for place in range(600))
HALF = np.full(600, 0.5)


def candidates(columns):
    matrix = np.column_stack(columns)
    every = np.ones(len(matrix), bool)
    return Candidates(
        names=tuple(f"c{j}" for j in range(matrix.shape[1])),
        columns=matrix,
        squares=np.zeros(matrix.shape[1], bool),
        usable=every,
        complete=every,
        lacks_required=False,
    )


def fitted(made, more=(), true=None, seed=1):
    known = exactly(made.true if true is None else true, made.people)
    folds = folds_of(GROUPS, seed, 10)
    every = np.ones(len(folds), bool)
    return cross_fit(MODEL, candidates([made.column, *more]), known, every, folds, 3.0), folds


def test_a_gemeente_is_never_split_over_folds():
    folds = folds_of(GROUPS, 1, 10)
    by_group = {
        group: {int(f) for g, f in zip(GROUPS, folds, strict=True) if g == group}
        for group in GROUPS
    }
    assert all(len(found) == 1 for found in by_group.values())
    assert sorted(np.bincount([min(found) for found in by_group.values()])) == [6] * 10


def test_folds_follow_code_and_seed_not_the_order_of_rows():
    order = np.random.default_rng(0).permutation(len(GROUPS))
    folds = folds_of(GROUPS, 1, 10)
    assert (folds_of([GROUPS[i] for i in order], 1, 10) == folds[order]).all()
    assert (folds_of(GROUPS, 2, 10) != folds).any()


def bounds_of(found, true, made, folds, level=0.9):
    known = exactly(true, made.people)
    return prediction_interval(found, known, np.full(len(folds), 900.0), folds, HALF, level)


@pytest.mark.parametrize("times", [0, 3, 10])
def test_use_of_the_left_out_gemeenten_changes_nothing_of_what_is_expected_of_them(times):
    made = counts(1)
    first, folds = fitted(made)
    here = folds == 0
    shuffled = np.random.default_rng(9).permutation(made.true) * times
    strange = np.where(here, shuffled, made.true)
    again, _ = fitted(made, true=strange)
    assert (again.expected[here] == first.expected[here]).all()
    assert (again.expected[~here] != first.expected[~here]).all()
    before, after = bounds_of(first, made.true, made, folds), bounds_of(again, strange, made, folds)
    assert (after.low[here] == before.low[here]).all()
    assert (after.high[here] == before.high[here]).all()
    assert (after.high[~here] != before.high[~here]).all()


def test_a_column_that_gives_use_away_in_one_fold_is_not_chosen_for_that_fold():
    made = counts(1)
    folds = folds_of(GROUPS, 1, 10)
    leak = np.where(folds == 0, np.log((made.true + 0.5) / made.people) + 3.0, 0.0)
    plain, _ = fitted(made)
    leaky, _ = fitted(made, [leak])
    here = folds == 0
    assert leaky.chosen["c1"] == 9
    assert (leaky.expected[here] == plain.expected[here]).all()


def test_the_planted_column_is_chosen_in_every_fold_and_noise_seldom():
    made = counts(2)
    noise = np.random.default_rng(5).normal(0, 1, (20, len(GROUPS)))
    found, _ = fitted(made, noise)
    assert found.chosen["c0"] == 10
    assert sum(times for name, times in found.chosen.items() if name != "c0") <= 20


def test_no_more_columns_than_asked_are_chosen():
    made = counts(3)
    rng = np.random.default_rng(5)
    columns = made.column[:, None] + rng.normal(0, 0.5, (len(made.true), 9))
    known = exactly(made.true, made.people)
    assert len(choose_columns(known, columns, 9)) > 2
    assert len(choose_columns(known, columns, 2)) == 2


def test_a_column_that_says_the_same_as_another_is_not_added():
    made = counts(3)
    columns = np.column_stack([made.column, 2 * made.column + 1])
    assert len(choose_columns(exactly(made.true, made.people), columns, 20)) == 1


def test_a_missing_figure_stands_at_the_mean():
    made = counts(4)
    gap = candidates([made.column])
    holes = made.column.copy()
    holes[:5] = np.nan
    with_holes = replace(gap, columns=holes[:, None])
    folds = folds_of(GROUPS, 1, 10)
    known = exactly(made.true, made.people)
    found = cross_fit(MODEL, with_holes, known, np.ones(600, bool), folds, 3.0)
    rate = found.expected[:5] / made.people[:5]
    assert rate == pytest.approx(np.full(5, np.exp(-3.0)), rel=0.15)


def test_intervals_hold_nine_of_ten_new_counts_in_every_size_class():
    totals, parts = [], []
    inwoners = np.repeat([900.0, 5_000.0, 20_000.0], 200)
    for seed in range(20):
        made = counts(seed, dispersion=0.15)
        found, folds = fitted(made, seed=seed)
        known = exactly(made.true, made.people)
        every = np.ones(600, bool)
        bounds = prediction_interval(found, known, inwoners, folds, HALF, 0.9)
        table = coverage(bounds, known, found.expected, inwoners, every).set_index("size_class")
        totals.append(table.loc["totaal", "coverage"])
        parts.append(table["coverage"].drop("totaal"))
        assert (bounds.low <= found.expected).all()
        assert (found.expected <= bounds.high).all()
    assert 0.87 <= np.mean(totals) <= 0.93, (min(totals), max(totals))
    assert (np.mean(parts, axis=0) > 0.87).all()
    assert (np.mean(parts, axis=0) < 0.93).all()


def held(bounds, true):
    return ((bounds.low <= true) & (true <= bounds.high)).mean()


def test_the_interval_holds_nine_of_ten_of_the_counts_behind_secret_ones():
    found, open_only = [], []
    folds = folds_of(GROUPS, 1, 10)
    every, inwoners = np.ones(600, bool), np.full(600, 900.0)
    for seed in range(12):
        made = counts(seed, beta=(-4.4, 0.6), dispersion=0.15)
        shown = as_published(made.true, made.people, base=1)
        hidden = np.isnan(shown.figure)
        assert 0.3 < hidden.mean() < 0.5
        fit = cross_fit(MODEL, candidates([made.column]), shown, every, folds, 3.0)
        uniform = np.random.default_rng(100 + seed).uniform(size=600)
        bounds = prediction_interval(fit, shown, inwoners, folds, uniform, 0.9)
        found.append(held(bounds, made.true))
        table = coverage(bounds, shown, fit.expected, inwoners, every).set_index("size_class")
        open_only.append(
            table.loc["totaal", "coverage"]
            - held(Interval(bounds.low[~hidden], bounds.high[~hidden]), made.true[~hidden])
        )
        assert table.loc["totaal", "n_geheim"] == hidden.sum()
        assert table.loc["totaal", "n_wijken"] == (~hidden).sum()
    assert 0.88 <= np.mean(found) <= 0.92, found
    assert np.abs(open_only).max() < 1e-12


def test_where_all_counts_are_secret_no_coverage_is_told():
    secret = as_published(np.full(50, 3), np.full(50, 500.0))
    bounds = Interval(np.zeros(50), np.full(50, 9.0))
    table = coverage(bounds, secret, np.full(50, 3.0), np.full(50, 900.0), np.ones(50, bool))
    assert set(table["n_geheim"]) == {50}
    assert set(table["n_wijken"]) == {0}
    assert table[["coverage", "breedte"]].isna().all(axis=None)


def test_with_few_errors_there_is_no_interval():
    few = 30
    fit = LeftOut(Spread(-2.0, 0.0), np.full(few, 20.0))
    found = CrossFit(np.full(few, 20.0), dict.fromkeys(range(10), fit), {}, 0)
    known = exactly(np.full(few, 20), np.full(few, 500))
    folds = np.arange(few) % 10
    bounds = prediction_interval(found, known, np.full(few, 900.0), folds, HALF[:few], 0.95)
    assert np.isnan(bounds.low).all()
    assert (side(bounds, known) == 0).all()


def test_measures_are_on_rates():
    people = np.array([1000.0, 100.0, 2000.0, 500.0])
    true = np.array([100, 5, 100, 60])
    expected = np.array([110.0, 4.0, 90.0, 60.0])
    found = measure(expected, exactly(true, people), np.ones(4, bool), 50, explains=True)
    assert found.n_mape == 3
    assert found.mape == pytest.approx((0.1 + 0.1 + 0.0) / 3)
    assert found.total_ratio == pytest.approx(264 / 265)
    assert found.correlation == pytest.approx(np.corrcoef(true / people, expected / people)[0, 1])


def test_an_expectation_that_does_not_vary_has_no_correlation():
    people = np.full(10, 1000.0)
    true = np.arange(10.0)
    found = measure(np.full(10, 4.5), exactly(true, people), np.ones(10, bool), 50, explains=True)
    assert np.isnan(found.correlation)
    assert np.isnan(found.mape)


def test_tenths_go_up_in_expected_rate_and_hold_every_wijk():
    made = counts(6)
    table = calibration(made.mean, exactly(made.true, made.people), np.ones(600, bool))
    assert table["n_wijken"].sum() == 600
    assert all(a < b for a, b in pairwise(table["expected"]))
    assert table["observed"].to_numpy() == pytest.approx(table["expected"].to_numpy(), rel=0.25)
