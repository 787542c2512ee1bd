"""Questions and hours: known answers, floors, and parts that add up."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.test_advice_planted import DOMAINS, Wijk, planted
from wijkfoto.advice import TeamOptions, advise, shipped_rules
from wijkfoto.advice.apportion import due, spread, whole_weights
from wijkfoto.advice.demand import land_rates, mid_questions
from wijkfoto.advice.land import align
from wijkfoto.advice.numbers import drawn_values
from wijkfoto.errors import ConfigError, WijkfotoError

RULES = shipped_rules()
MUNICIPAL = [p.discipline_id for p in RULES.disciplines if p.financier == "gemeente"]

tables = st.integers(1, 6).flatmap(
    lambda rows: st.integers(1, 6).flatmap(
        lambda columns: st.lists(
            st.lists(st.floats(0.01, 20), min_size=columns, max_size=columns),
            min_size=rows,
            max_size=rows,
        )
    )
)


@settings(max_examples=200, deadline=None)
@given(tables, st.floats(0, 200), st.integers(0, 5))
def test_parts_sum_to_the_total_and_keep_their_floor(weights, extra, column):
    weights = np.array(weights)
    floor = np.zeros(weights.shape)
    floor[:, column % weights.shape[1]] = 0.5
    total = floor.sum() + extra
    parts = spread(total, weights, floor, 0.5)
    assert math.fsum(parts.ravel()) == total
    assert (parts >= floor).all()
    whole = parts / 0.5 == np.round(parts / 0.5)
    assert (~whole).sum() == (total % 0.5 != 0)


@settings(max_examples=200, deadline=None)
@given(tables, st.integers(0, 300))
def test_cells_areas_and_disciplines_stay_within_a_step_of_their_due(weights, steps):
    weights = np.array(weights)
    floor = np.zeros(weights.shape)
    whole = whole_weights(weights)
    numerators, denominator = due(steps, whole, [[0] * len(row) for row in whole])
    off = spread(steps / 2, weights, floor, 0.5) - np.array(numerators) / denominator / 2
    assert np.abs(off).max() < 0.5 + 1e-6
    assert np.abs(off.sum(axis=0)).max() < 0.5 + 1e-6
    assert np.abs(off.sum(axis=1)).max() < 0.5 + 1e-6


def test_total_under_the_floors_is_refused_with_the_least_total():
    wijken = [Wijk("WK000101", 15000), Wijk("WK000102", 45000)]
    with pytest.raises(ConfigError, match=r"\[team\] fte_total.*least total is 2 fte"):
        advise(planted(wijken, draws=5), RULES, TeamOptions(fte_total=1.5))


def hours(advice, modus: str, level: str) -> pd.Series:
    rows = advice.team_advice
    rows = rows[(rows["modus"] == modus) & (rows["area_level"] == level)]
    return rows.set_index(["area_code", "discipline_id"])["fte"]


def test_total_over_nobody_is_refused():
    with pytest.raises(ConfigError, match="Nobody lives here"):
        advise(planted([Wijk("WK000101", 0)], draws=5), RULES, TeamOptions(fte_total=5))


TOWN = [
    Wijk("WK000101", 12000, {DOMAINS[0]: 115}),
    Wijk("WK000102", 14000, {DOMAINS[1]: 120}),
    Wijk("WK000103", 47000, other=95),
]


@pytest.mark.parametrize("total", [3.0, 41.5, 60.0, 60.3, 0.1 + 55])
def test_a_verdelen_adds_up_exactly_over_areas_and_disciplines(total):
    advice = advise(planted(TOWN, draws=20), RULES, TeamOptions(fte_total=total))
    parts = hours(advice, "verdelen", "teamgebied").dropna()
    assert math.fsum(parts) == total
    assert math.isclose(hours(advice, "verdelen", "gemeente").sum(), total)
    assert set(parts.index.get_level_values(1)) == set(MUNICIPAL)
    teams = advice.teamgebied.set_index("teamgebied_id")["n_teams"]
    support = parts.xs("clientondersteuning", level=1)
    assert (support >= 0.5 * teams).all()


def test_verdelen_without_a_total_gives_shares_only():
    advice = advise(planted(TOWN, draws=20), RULES, TeamOptions())
    rows = advice.team_advice.query("modus == 'verdelen'")
    assert rows["fte"].isna().all()
    assert rows.query("area_level == 'teamgebied'")["share"].sum() == pytest.approx(1)
    assert rows.query("area_level == 'gemeente'")["share"].sum() == pytest.approx(1)
    assert rows[~rows["discipline_id"].isin(MUNICIPAL)]["share"].isna().all()


def test_total_for_two_gemeenten_is_refused():
    wijken = [Wijk("WK000101"), Wijk("WK000201")]
    with pytest.raises(ConfigError, match="one gemeente"):
        advise(planted(wijken, draws=5), RULES, TeamOptions(fte_total=20))


@pytest.mark.parametrize("total", [0, -1, math.nan, math.inf])
def test_total_that_is_no_amount_is_refused(total):
    with pytest.raises(ConfigError, match="fte_total"):
        advise(planted(TOWN, draws=5), RULES, TeamOptions(fte_total=total))


@pytest.mark.parametrize("formatie", [{"dokter": 1.0}, {"schuldhulp": -1.0}])
def test_faulty_formatie_is_refused(formatie):
    with pytest.raises(ConfigError, match="formatie"):
        advise(planted(TOWN, draws=5), RULES, TeamOptions(formatie=formatie))


def test_gemeente_without_wijken_is_refused():
    inputs = planted(TOWN, draws=5)
    inputs = type(inputs)(**{**inputs.__dict__, "gemeenten": ("GM0009",)})
    with pytest.raises(WijkfotoError, match="GM0009"):
        advise(inputs, RULES, TeamOptions())


@pytest.mark.parametrize("kind", ["zorgverzekeraar", "eigen_organisatie"])
def test_who_is_paid_elsewhere_stands_outside_the_municipal_sum(kind):
    advice = advise(planted(TOWN, draws=20), RULES, TeamOptions(fte_total=60))
    rows = advice.team_advice.query("financier == @kind")
    assert rows["share"].isna().all()
    assert rows.query("modus == 'verdelen'")["fte"].isna().all()
    estimated = rows.query("modus == 'ramen'")["fte"]
    assert estimated.notna().all() if kind == "zorgverzekeraar" else estimated.isna().all()


def test_b_order_of_rows_changes_nothing():
    one = planted(TOWN, draws=20)
    order = np.random.default_rng(3).permutation(len(one.wijken))
    back = slice(None, None, -1)
    draws = type(one.draws)(
        region_codes=one.draws.region_codes[back],
        domain_ids=one.draws.domain_ids[back],
        values=one.draws.values[back, back],
    )
    other = type(one)(
        wijken=one.wijken.iloc[order],
        scores=one.scores.iloc[back],
        evidence=one.evidence.sample(frac=1, random_state=1),
        draws=draws,
        shapes=None,
        gemeenten=one.gemeenten,
    )
    options = TeamOptions(fte_total=60, seed=7)
    first, second = advise(one, RULES, options), advise(other, RULES, options)
    for name in ("demand", "team_advice", "team_form", "team_form_rule", "procurement_focus"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))
    key = ["advice_kind", "area_code", "item_id", "indicator_id"]
    pd.testing.assert_frame_equal(
        first.evidence.sort_values(key, ignore_index=True),
        second.evidence.sort_values(key, ignore_index=True),
    )


def test_seed_decides_the_draws():
    again = [advise(planted(TOWN, draws=20), RULES, TeamOptions(seed=s)).demand for s in (1, 1, 2)]
    pd.testing.assert_frame_equal(again[0], again[1])
    assert not again[0].equals(again[2])


def test_another_chosen_gemeente_changes_nothing_here():
    alone = planted([Wijk("WK000101", other=None)], draws=20)
    both = planted([Wijk("WK000101", other=None), Wijk("WK000201")], land=[], draws=20)
    land = planted([Wijk("WK000101", other=None)], land=[Wijk("WK000201")], draws=20)
    del alone
    one = advise(land, RULES, TeamOptions()).demand
    two = advise(both, RULES, TeamOptions()).demand.query("area_code.str.contains('0001')")
    pd.testing.assert_frame_equal(one, two.reset_index(drop=True))


@pytest.mark.parametrize("domain", DOMAINS)
def test_c_more_need_in_a_domain_never_lowers_its_questions_or_hours(domain):
    cases, fte = [], []
    column = DOMAINS.index(domain)
    specialist = max(RULES.matrix.rijen[domain], key=RULES.matrix.rijen[domain].get)
    for score in (85, 100, 125):
        advice = advise(
            planted([Wijk("WK000101", 15000, {domain: score})], draws=50),
            RULES,
            TeamOptions(seed=1),
        )
        cases.append(advice.demand.query("area_level == 'gemeente'")["cases"].iloc[column])
        fte.append(hours(advice, "ramen", "gemeente")[("GM0001", specialist)])
    assert cases == sorted(cases)
    assert fte == sorted(fte)


def test_n_every_domain_unscored_gives_the_level_of_the_norms_with_the_widest_band():
    widths = {}
    for unknown in (0, 4, 8):
        scores = dict.fromkeys(DOMAINS[:unknown])
        wijken = [Wijk(f"WK00010{n}", 15000, scores) for n in range(4)]
        totals = advise(planted(wijken, draws=2000), RULES, TeamOptions(seed=1)).team_total
        row = totals.query("area_level == 'gemeente' and modus == 'ramen'").iloc[0]
        widths[unknown] = row["fte_per_1000_high"] - row["fte_per_1000_low"]
        assert row["fte_per_1000"] == pytest.approx(0.8, rel=0.03)
    assert widths[0] < widths[4] < widths[8]


def test_unscored_domain_is_an_assumption_and_never_dropped():
    advice = advise(planted([Wijk("WK000101", other=None)], draws=50), RULES, TeamOptions())
    assert (advice.demand["cases"] > 0).all()
    assert set(advice.demand["basis"]) == {"aanname"}
    assert set(advice.demand["area_level"]) == {"gemeente", "teamgebied", "wijk"}
    assert (advice.demand["cases_low"] <= advice.demand["cases"]).all()
    assert (advice.demand["cases"] <= advice.demand["cases_high"]).all()


def test_scale_brings_the_median_gemeente_to_the_norm():
    uneven = [Wijk(f"WK10{n:02d}01", 20000, other=80 + n) for n in range(41)]
    inputs = planted([Wijk("WK000101", 20000, other=100)], land=uneven, draws=2)
    advice = advise(inputs, RULES, TeamOptions())
    land = align(inputs.wijken, inputs.scores, RULES)
    per_question = 0.8 / 55 / 0.85
    share = [sum(RULES.share(d, p) for p in MUNICIPAL) for d in DOMAINS]
    fte = mid_questions(land, RULES, advice.scale) @ np.array(share) * per_question
    assert np.median(fte / land.people * 1000) == pytest.approx(0.8)


def test_need_of_the_land_is_the_same_by_interpolation():
    inputs = planted([Wijk("WK000101", other=130), Wijk("WK000102", other=60)], draws=2)
    land = align(inputs.wijken, inputs.scores, RULES)
    values = drawn_values(RULES.norms, 1, 50)
    found = land_rates(land, values, 1.0)
    for draw in (0, 17, 49):
        one = {name: v[draw : draw + 1] for name, v in values.items()}
        assert found[:, draw] == pytest.approx(land_rates(land, one, 1.0)[:, 0], rel=1e-4)


def test_draws_of_a_norm_lie_inside_its_band_and_most_often_at_the_mid():
    drawn = drawn_values(RULES.norms, 1, 20000)
    for name, norm in RULES.norms.items():
        assert drawn[name].min() >= norm.low
        assert drawn[name].max() <= norm.high
        mean = (norm.low + norm.midden + norm.high) / 3
        assert drawn[name].mean() == pytest.approx(mean, rel=0.01)


def test_draws_of_norms_do_not_depend_on_each_other():
    norms = dict(list(RULES.norms.items())[3:])
    some, every = drawn_values(norms, 1, 5), drawn_values(RULES.norms, 1, 5)
    assert all((some[name] == every[name]).all() for name in norms)


def test_unknown_ages_take_the_shares_of_the_land_and_it_is_said():
    inputs = planted([Wijk("WK000101", 4000), Wijk("WK000102", 4000)], draws=20)
    inputs.wijken.loc[0, "inwoners_80plus"] = np.nan
    advice = advise(inputs, RULES, TeamOptions())
    whole = advise(
        planted([Wijk("WK000101", 4000), Wijk("WK000102", 4000)], draws=20), RULES, TeamOptions()
    )
    assert advice.demand["cases"].to_numpy() == pytest.approx(whole.demand["cases"].to_numpy())
    assert "leeftijd_geschat" in set(advice.advice_note.query("area_code == 'WK000101'")["note_id"])


@pytest.mark.parametrize("people", [math.nan, 0.0])
def test_nobody_or_unknown_asks_nothing(people):
    inputs = planted([Wijk("WK000101", people), Wijk("WK000102", 4000)], draws=20)
    advice = advise(inputs, RULES, TeamOptions())
    assert (advice.demand.query("area_code == 'WK000101'")["cases"] == 0).all()


def test_ring_moves_to_the_core_only_by_the_rule():
    scores = {"werk_inkomen_schulden": 125.0}
    for sure, expected in (("redelijk", "kern"), ("onzeker", "schil")):
        wijken = [Wijk("WK000101", 15000, scores, sure=sure), Wijk("WK000102", 19000)]
        rows = advise(planted(wijken, draws=20), RULES, TeamOptions()).team_advice
        found = rows.query("area_code == 'TG0001-01' and discipline_id == 'schuldhulp'")
        assert set(found["ring"]) == {expected}
        rule = "5_specialisme_kern" if expected == "kern" else "ring_standaard"
        assert set(found["rule_id"]) == {rule}
    assert set(
        rows.query("area_code == 'TG0001-02' and discipline_id == 'schuldhulp'")["ring"]
    ) == {"schil"}


def test_corridor_is_judged_at_the_gemeente_only():
    advice = advise(planted(TOWN, draws=20), RULES, TeamOptions(fte_total=200))
    bands = advice.advice_note[advice.advice_note["note_id"].str.startswith("band_")]
    assert set(bands["area_code"]) == {"GM0001"}
    told = bands.set_index("note_id")["text"]
    assert "ligt dit binnen" in told["band_ramen"]
    assert "ligt dit buiten" in told["band_verdelen"]


def test_a_given_total_of_the_gemeente_has_no_band_and_its_areas_have_one():
    wijken = [Wijk("WK000101", 15000, other=93), Wijk("WK000102", 17000, other=108)]
    found = advise(planted(wijken, draws=40), RULES, TeamOptions(fte_total=72)).team_total
    given = found.query("modus == 'verdelen'").set_index("area_code")
    assert given.loc["GM0001", ["fte", "fte_low", "fte_high"]].tolist() == [72, 72, 72]
    areas = given.drop(index="GM0001")
    assert (areas["fte_low"] < areas["fte_high"]).all()
    guessed = found.query("modus == 'ramen'").set_index("area_code").loc["GM0001"]
    assert guessed["fte_low"] < guessed["fte"] < guessed["fte_high"]


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(DOMAINS), st.floats(70, 125), st.floats(0.5, 30), st.data())
def test_c_hours_never_fall_with_need_whatever_else_the_wijk_is(domain, score, more, data):
    people = data.draw(st.sampled_from([900, 6000, 15000, 41000]))
    other = data.draw(st.sampled_from([None, 88.0, 100.0, 112.0]))
    hours_of = []
    for points in (score, score + more):
        wijk = Wijk("WK000101", people, {domain: points}, other=other)
        rows = advise(planted([wijk], draws=5), RULES, TeamOptions(seed=1)).team_advice
        rows = rows.query("modus == 'ramen' and area_level == 'gemeente'")
        hours_of.append(rows.set_index("discipline_id")["fte"].dropna())
    own = [d for d in hours_of[0].index if RULES.share(domain, d) > 0]
    assert (hours_of[1][own] >= hours_of[0][own] - 1e-9).all()
    # The level of the land in the draws moves a little with the wijk that lies in it.
    assert hours_of[1].to_numpy() == pytest.approx(
        np.maximum(hours_of[0], hours_of[1]).to_numpy(), rel=1e-3
    )
