"""Weights and estimates: known answers, margins that are met, no order."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.peiling.files import LIMITS, figures
from tests.peiling.planted import GEMEENTE, plant
from wijkfoto.peiling.estimate import Cells, cells_of, estimate
from wijkfoto.peiling.heard import who_was_heard
from wijkfoto.peiling.mapping import burgerpeiling
from wijkfoto.peiling.margins import margins_of
from wijkfoto.peiling.rake import TOLERANCE, TRIM, join_small, kish, rake
from wijkfoto.peiling.shrink import beta_binomial, beta_posterior, fay_herriot
from wijkfoto.peiling.weigh import weigh
from wijkfoto.signal.intervals import wilson


def test_seven_of_thirty_with_a_prior_of_twelve_percent_is_the_check_value_of_the_method():
    yes, n = np.array([7.0]), np.array([30.0])
    narrow, wide = beta_posterior(yes, n, 0.12, 0.03), beta_posterior(yes, n, 0.12, 0.03, 0.95)
    assert 100 * narrow.value[0] == pytest.approx(14.3, abs=0.05)
    assert [100 * narrow.low[0], 100 * narrow.high[0]] == pytest.approx([9.9, 19.3], abs=0.05)
    assert [100 * wide.low[0], 100 * wide.high[0]] == pytest.approx([9.1, 20.4], abs=0.05)
    low, high = wilson(yes, n, 0.95)
    assert [100 * low[0], 100 * high[0]] == pytest.approx([11.8, 40.9], abs=0.05)


def test_quantiles_of_a_beta_are_those_of_scipy():
    found = beta_posterior(np.array([3.0, 40.0]), np.array([20.0, 60.0]), 0.3, 0.1)
    total = 0.3 * 0.7 / 0.01 - 1
    a = 0.3 * total + np.array([3.0, 40.0])
    b = 0.7 * total + np.array([17.0, 20.0])
    assert found.low == pytest.approx(stats.beta.ppf(0.05, a, b), abs=1e-9)
    assert found.high == pytest.approx(stats.beta.ppf(0.95, a, b), abs=1e-9)


@pytest.mark.parametrize("shrink", [beta_binomial, None])
def test_a_wijk_with_few_answers_is_drawn_further_than_one_with_many(shrink):
    n = np.array([12.0, 500.0, *[120.0] * 22])
    share = np.array([0.35, 0.35, *np.linspace(0.08, 0.2, 22)])
    found = beta_binomial(share * n, n) if shrink else fay_herriot(share, n, np.ones((len(n), 1)))
    assert found.value[0] < found.value[1] < 0.35
    assert (found.low < found.value).all()
    assert (found.value < found.high).all()
    assert found.high[0] - found.low[0] > found.high[1] - found.low[1]


def test_a_predictor_that_explains_the_wijken_makes_fay_herriot_nearer_to_the_truth():
    rng = np.random.default_rng(5)
    x = np.linspace(-1, 1, 40)
    truth = np.sin(0.45 + 0.12 * x) ** 2
    n = np.full(40, 40.0)
    share = rng.binomial(40, truth) / 40
    flat = fay_herriot(share, n, np.ones((40, 1))).value
    line = fay_herriot(share, n, np.column_stack([np.ones(40), x])).value
    assert np.abs(line - truth).mean() < np.abs(flat - truth).mean()


def test_a_wijk_without_answers_gets_what_the_others_share():
    n = np.array([0.0, *[100.0] * 24])
    share = np.array([0.0, *[0.2] * 24])
    found = fay_herriot(share, n, np.ones((25, 1)))
    assert found.value[0] == pytest.approx(0.2, abs=0.01)


margin = st.lists(st.integers(50, 5000), min_size=2, max_size=5)


@given(margin, margin, st.integers(0, 2**32 - 1))
def test_raked_weights_meet_the_margins_or_stay_within_their_bounds(ages, sexes, seed):
    rng = np.random.default_rng(seed)
    places = [rng.integers(-1, len(people), 300) for people in (ages, sexes)]
    margins = [
        (place, np.array(people, dtype=float))
        for place, people in zip(places, (ages, sexes), strict=True)
    ]
    found = rake(np.exp(rng.normal(0, 0.2, 300)), margins)
    assert found.weight.mean() == pytest.approx(1.0)
    assert found.weight.min() >= TRIM[0] * (1 - 1e-6)
    assert found.weight.max() <= TRIM[1] * (1 + 1e-6)
    if found.fits:
        for place, people in margins:
            groups, joined = join_small(place, people)
            known = groups >= 0
            sums = np.bincount(groups[known], weights=found.weight[known], minlength=len(joined))
            assert np.abs(sums / sums.sum() - joined / joined.sum()).max() <= TOLERANCE


def test_a_group_that_nobody_of_answered_is_joined_to_its_neighbour():
    groups, people = join_small(np.array([0] * 9 + [2] * 9), np.array([10.0, 20.0, 30.0]))
    assert list(np.unique(groups)) == [0, 1]
    assert list(people) == [30.0, 30.0]


def test_the_effective_number_is_the_number_when_all_weigh_the_same():
    assert kish(np.full(40, 2.5)) == pytest.approx(40)
    assert kish(np.array([1.0, 1.0, 2.0])) == pytest.approx(16 / 6)
    assert kish(np.array([])) == 0.0


def test_weights_of_each_wijk_add_up_to_its_adults():
    made = plant(3, wijken=8, respondents=900)
    weighed = weigh(made.respondents, made.margins)
    sums = np.bincount(weighed.place, weights=weighed.weight, minlength=8)
    has = np.bincount(weighed.place, minlength=8) > 0
    assert sums[has] == pytest.approx(made.margins.adults[has])
    assert 0 < weighed.own < 8


def test_weighting_mends_what_young_people_not_answering_did():
    errors = {"weighed": [], "as_is": []}
    for seed in range(6):
        made = plant(seed, wijken=6, respondents=4000, questions=8)
        weighed = weigh(made.respondents, made.margins)
        people = made.margins.adults
        for name, truth in made.truth.items():
            answer = made.respondents.answers[name]
            whole = (people * truth).sum() / people.sum()
            cells = cells_of(answer, weighed.place, weighed.weight, people)
            errors["weighed"].append((people * cells.share).sum() / people.sum() - whole)
            errors["as_is"].append(np.nanmean(answer) - whole)
    mean_square = {name: np.mean(np.square(found)) for name, found in errors.items()}
    assert mean_square["weighed"] < 0.7 * mean_square["as_is"]


def test_the_order_of_respondents_changes_nothing():
    made = plant(4, wijken=5, respondents=700, questions=2)
    order = np.random.default_rng(1).permutation(700)
    tables = []
    for respondents in (made.respondents, made.respondents.of(order)):
        weighed = weigh(respondents, made.margins)
        cells = cells_of(
            respondents.answers["v0"], weighed.place, weighed.weight, made.margins.adults
        )
        tables.append(estimate("v0", GEMEENTE, made.margins.wijken, cells, LIMITS, respondents=700))
    pd.testing.assert_frame_equal(*tables, rtol=1e-9)


CODES = tuple(f"WK99990{i}" for i in range(5))


def test_a_hidden_wijk_holds_no_number_at_all():
    n = np.array([4, 300, 400, 60, 0])
    cells = Cells(n, n * 0.8, np.full(5, 0.2), np.array([40.0, 5e3, 6e3, 1e3, 0.0]), n > 0)
    table = estimate("v", GEMEENTE, CODES, cells, LIMITS, respondents=800)
    by_code = table.set_index("region_code")
    assert by_code.loc["WK999900", "waarde_status"] == "suppressed"
    assert by_code.loc["WK999903", "waarde_status"] == "suppressed"
    assert by_code.loc["WK999904", "waarde_status"] == "not_asked"
    numbers = ["waarde", "waarde_low", "waarde_high", "n", "n_effective"]
    hidden = by_code[by_code["waarde_status"].isin(["suppressed", "not_asked"])]
    assert hidden[numbers].isna().all().all()
    assert by_code.loc["WK999901", numbers].notna().all()
    # In full the row of the gemeente could be solved for the answers of the two hidden wijken.
    assert by_code.loc["GM9999", numbers[1:]].isna().all()
    assert by_code.loc["GM9999", "waarde"] == round(by_code.loc["GM9999", "waarde"]) > 0
    beside = by_code["waarde_gemeente"].drop("GM9999")
    assert set(beside) == {by_code.loc["GM9999", "waarde"]}
    assert np.isnan(by_code.loc["GM9999", "waarde_gemeente"])


def cells(n: list[int], share: list[float], people: list[float], **changes: object) -> Cells:
    counts = np.array(n)
    made = {
        "n": counts,
        "n_effective": counts * 0.8,
        "share": np.array(share),
        "people": np.array(people),
        "asked": counts > 0,
    }
    return Cells(**{**made, **changes})


def test_no_shown_number_depends_on_a_hidden_wijk_but_that_of_the_gemeente():
    tables = [
        estimate(
            "v", GEMEENTE, CODES[:4],
            cells([4, 300, 400, 60], [first, 0.2, 0.3, 0.25], [300.0, 5e3, 6e3, 1e3]),
            LIMITS, respondents=800,
        ).iloc[1:]
        for first in (0.0, 1.0)
    ]  # fmt: skip
    assert list(tables[0]["waarde_status"]) == ["suppressed", "ok", "ok", "suppressed"]
    own = ["waarde", "waarde_low", "waarde_high", "n", "n_effective"]
    pd.testing.assert_frame_equal(tables[0][own], tables[1][own])


def test_a_whole_percentage_of_a_small_gemeente_is_hidden_when_it_nearly_tells_a_wijk():
    # Nobody of the two hidden wijken said yes, and the whole percentage is of few people.
    bare = cells([9, 12, 300], [0.0, 0.0, 0.5], [4000.0, 4200.0, 300.0])
    table = estimate("v", GEMEENTE, CODES[:3], bare, LIMITS, respondents=800)
    assert list(table["waarde_status"]) == ["suppressed", "suppressed", "suppressed", "ok"]
    assert table["waarde_gemeente"].isna().all()
    mixed = cells([9, 12, 300], [0.4, 0.5, 0.5], [4000.0, 4200.0, 300.0])
    table = estimate("v", GEMEENTE, CODES[:3], mixed, LIMITS, respondents=800)
    assert table["waarde_status"].iloc[0] == "ok"


def test_a_gemeente_of_which_one_answer_is_most_is_hidden():
    lone = cells([300, 400, 20], [0.2] * 3, [50.0, 50.0, 9e3], n_effective=np.array([240, 320, 3]))
    table = estimate("v", GEMEENTE, CODES[:3], lone, LIMITS, respondents=800)
    assert table["waarde_status"].iloc[0] == "suppressed"


def test_shares_are_told_in_tenths_and_effective_numbers_whole():
    """In full digits the weights of a wijk tell the ages of its respondents."""
    n = [137, 288, 391, 64]
    odd = cells(n, [0.1237, 0.2713, 0.333, 0.2501], [3e3, 5e3, 6e3, 1e3],
                n_effective=np.array([101.37, 240.91, 320.4, 55.03]))  # fmt: skip
    table = estimate("v", GEMEENTE, CODES[:4], odd, LIMITS, respondents=880)
    for name, decimals in (
        ("waarde", 1),
        ("waarde_low", 1),
        ("waarde_high", 1),
        ("n_effective", 0),
    ):
        assert (table[name] == table[name].round(decimals)).all(), name
    assert (table["waarde_low"] <= table["waarde"]).all()


def test_that_an_edition_before_showed_a_hidden_number_stays_known():
    few = cells([4, 300, 400, 60], [0.2] * 4, [300.0, 5e3, 6e3, 1e3])
    table = estimate(
        "v", GEMEENTE, CODES[:4], few, LIMITS, respondents=800, told=frozenset({"WK999900"})
    )
    assert list(table["eerder_getoond"]) == [False, True, False, False, False]
    assert list(table["waarde_status"]) == ["ok", "suppressed", "ok", "ok", "ok"]


def test_with_nothing_hidden_the_gemeente_is_told_in_full():
    n = np.array([300, 400, 60])
    cells = Cells(n, n * 0.8, np.full(3, 0.213), np.array([5e3, 6e3, 1e3]), n > 0)
    table = estimate("v", GEMEENTE, CODES[:3], cells, LIMITS, respondents=800)
    whole = table.set_index("region_code").loc["GM9999"]
    assert whole[["waarde_low", "waarde_high", "n", "n_effective"]].notna().all()
    assert whole["waarde"] == pytest.approx(21.3)


def test_a_question_that_nobody_answered_is_hidden_and_one_nobody_was_asked_is_not_asked():
    codes = ("WK999900", "WK999901")
    nothing = np.zeros(2)
    for asked, status in ((True, "suppressed"), (False, "not_asked")):
        cells = Cells(np.zeros(2, int), nothing, nothing, np.full(2, 1e3), np.full(2, asked))
        table = estimate("v", GEMEENTE, codes, cells, LIMITS, respondents=0)
        assert set(table["waarde_status"]) == {status}
        assert table["waarde"].isna().all()


def test_a_respondent_without_weight_or_answer_is_in_no_cell():
    answer = np.array([1.0, 0.0, np.nan, 1.0, 1.0])
    place = np.array([0, 0, 0, -1, 1])
    weight = np.array([2.0, 1.0, 5.0, 9.0, 0.0])
    cells = cells_of(answer, place, weight, np.array([10.0, 0.0]))
    assert list(cells.n) == [2, 0]
    assert cells.share[0] == pytest.approx(2 / 3)
    assert list(cells.asked) == [True, True]


def test_the_method_follows_from_how_many_wijken_have_answers():
    for size, method in ((19, "beta_binomiaal"), (20, "fay_herriot")):
        n = np.full(size, 50)
        cells = Cells(n, n * 1.0, np.linspace(0.1, 0.3, size), np.full(size, 1e3), n > 0)
        codes = tuple(f"WK9999{i:02d}" for i in range(size))
        table = estimate("v", GEMEENTE, codes, cells, LIMITS, respondents=50 * size)
        assert list(table["method"]) == ["ontwerp", *[method] * size]


def test_ages_of_the_survey_are_split_evenly_inside_the_bands_of_cbs():
    margins = margins_of(figures({"WK990100": 1000.0}), burgerpeiling())
    # 18-25: 100 of 7 years, 25-45: 250 of 20, 45-65: 250 of 20, 65-80: 150 of 15, 80+: 50.
    expected = [100 + 62.5, 125.0, 62.5 + 125.0, 125.0, 100.0, 50 + 50.0]
    assert margins.groups["leeftijd"][0] == pytest.approx(expected)
    assert margins.groups["leeftijd"].sum() == pytest.approx(margins.adults.sum())
    assert margins.groups["huishouden"][0] == pytest.approx([200.0, 600.0])


def test_who_was_not_heard_is_under_half_the_share_and_a_wijk_tells_no_number():
    made = plant(2, wijken=4, respondents=1500)
    heard = (
        who_was_heard(GEMEENTE, made.respondents, made.margins, burgerpeiling(), LIMITS)
        .set_index(["region_code", "dimensie", "groep_id"])
        .sort_index()
    )
    ages = heard.loc[GEMEENTE, "leeftijd"]
    low = ages["deel_respons"] < 0.5 * ages["deel_bevolking"]
    assert list(ages["gehoord"] == "te_weinig") == list(low)
    wijken = heard.loc[list(made.margins.wijken)]
    assert wijken["deel_respons"].isna().all()
    assert ages["deel_respons"].sum() == pytest.approx(100)


def test_a_wijk_with_few_respondents_tells_nothing_of_who_was_heard():
    made = plant(2, wijken=4, respondents=40)
    heard = who_was_heard(
        GEMEENTE, made.respondents, made.margins, burgerpeiling(), LIMITS
    ).set_index("region_code")
    counts = pd.Series(made.respondents.wijk).value_counts()
    few = [code for code in made.margins.wijken if counts.get(code, 0) < 30]
    assert few
    assert set(heard.loc[few, "gehoord"]) == {"onbekend"}
