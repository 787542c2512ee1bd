"""Scenarios of the norms: their order, their sums, and what the page may count on."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.test_advice_planted import DOMAINS, Wijk, planted
from wijkfoto.advice import TeamOptions, advise, shipped_rules
from wijkfoto.advice.apportion import spread_steps
from wijkfoto.advice.scenario import scenario_values

RULES = shipped_rules()
TOWN = [
    Wijk("WK000101", 12000, {DOMAINS[0]: 115}),
    Wijk("WK000102", 14000, {DOMAINS[1]: 120}),
    Wijk("WK000103", 47000, other=95),
]


def town(total: float | None = None, wijken: list[Wijk] = TOWN) -> pd.DataFrame:
    return advise(planted(wijken, draws=5), RULES, TeamOptions(fte_total=total)).team_scenario


def parts(rows: pd.DataFrame, column: str, level: str = "teamgebied") -> pd.Series:
    chosen = rows[rows["area_level"] == level]
    return chosen.set_index(["scenario_id", "area_code", "discipline_id"])[column]


def test_laag_leads_to_the_fewest_hours_and_hoog_to_the_most():
    level = parts(town(), "fte_norm", "gemeente").groupby("scenario_id").sum()
    assert level["laag"] < level["midden"] < level["hoog"]


def test_only_norms_that_decide_hours_move_and_each_in_its_own_direction():
    low, high = (scenario_values(RULES.norms, name) for name in ("laag", "hoog"))
    assert (low["vragen_per_medewerker"][0], high["vragen_per_medewerker"][0]) == (64, 40)
    assert (low["deel_preventie"][0], high["deel_preventie"][0]) == (0.05, 0.25)
    assert (low["vragen_jeugd_gezin"][0], high["vragen_jeugd_gezin"][0]) == (20, 45)
    for name in ("kleinste_team", "ondergrens_clientondersteuning", "teamgebied_max"):
        assert low[name] == high[name] == RULES.norm(name)


@pytest.mark.parametrize("total", [None, 60.0, 60.3, 41.5])
def test_parts_of_every_scenario_sum_to_its_total(total):
    rows = town(total)
    sums = parts(rows, "fte").groupby("scenario_id").sum()
    assert sums.to_dict() == pytest.approx(
        rows.drop_duplicates("scenario_id").set_index("scenario_id")["totaal"].to_dict(), abs=1e-12
    )
    assert set(rows["totaal_basis"]) == {"geraamd" if total is None else "opgegeven"}
    whole = parts(rows, "fte", "gemeente").groupby("scenario_id").sum()
    assert whole.to_dict() == pytest.approx(sums.to_dict())


def test_an_estimated_total_is_in_whole_steps_and_near_what_the_norms_lead_to():
    rows = town()
    level = parts(rows, "fte_norm").groupby("scenario_id").sum()
    totals = rows.drop_duplicates("scenario_id").set_index("scenario_id")["totaal"]
    assert ((totals * 2) % 1 == 0).all()
    assert (totals - level).abs().max() <= 0.25 + 1e-9


def test_the_middle_scenario_of_a_given_total_is_what_verdelen_gives():
    advice = advise(planted(TOWN, draws=5), RULES, TeamOptions(fte_total=60.3))
    middle = advice.team_scenario.query("scenario_id == 'midden' and area_level == 'teamgebied'")
    told = advice.team_advice.query("modus == 'verdelen' and area_level == 'teamgebied'").dropna(
        subset="fte"
    )
    key = ["area_code", "discipline_id"]
    pd.testing.assert_series_equal(middle.set_index(key)["fte"], told.set_index(key)["fte"])


def test_parts_follow_from_the_published_weights_and_floors_alone():
    rows = town(60.0)
    for _, one in rows[rows["area_level"] == "teamgebied"].groupby("scenario_id"):
        weights = one.pivot(index="area_code", columns="discipline_id", values="gewicht")
        order = list(dict.fromkeys(one["discipline_id"]))
        floor = one.pivot(index="area_code", columns="discipline_id", values="ondergrens")[order]
        found = one.pivot(index="area_code", columns="discipline_id", values="fte")[order]
        again = spread_steps(
            120, weights[order].to_numpy().tolist(), (floor * 2).astype(int).to_numpy().tolist()
        )
        assert (np.array(again) / 2 == found.to_numpy()).all()


def test_only_what_the_gemeente_pays_is_in_it():
    paid = {p.discipline_id for p in RULES.disciplines if p.financier == "gemeente"}
    assert set(town()["discipline_id"]) == paid


def test_nobody_gets_no_hours_and_it_is_not_zero():
    rows = town(wijken=[Wijk("WK000101", 0)])
    assert rows["fte"].isna().all()
    assert rows["totaal"].isna().all()


def test_more_need_steers_more_in_hoog_than_in_laag():
    rows = town(60.0)
    sums = parts(rows, "fte_norm").groupby(["scenario_id", "area_code"]).sum()
    share = sums / sums.groupby("scenario_id").transform("sum")
    poor = [share[name].iloc[0] for name in ("laag", "midden", "hoog")]
    assert poor == sorted(poor)
    assert poor[0] < poor[2]


scores = st.floats(80, 130)


@settings(max_examples=10, deadline=None)
@given(
    st.lists(scores, min_size=3, max_size=3),
    st.integers(0, 7),
    st.integers(1, 30),
    st.sampled_from([None, 61.5]),
)
def test_more_need_never_lowers_hours_and_totals_stay_exact(points, domain, more, total):
    name = DOMAINS[domain]

    def asked(extra: float) -> pd.DataFrame:
        wijken = [
            Wijk(f"WK00010{n}", 15000, {name: score + (extra if n == 0 else 0)}, other=100)
            for n, score in enumerate(points)
        ]
        return town(total, wijken)

    before, after = asked(0), asked(more)
    there = after["area_code"] == "TG0001-01"
    assert (after["fte_norm"] - before["fte_norm"])[there].min() >= -1e-9
    for rows in (before, after):
        sums = parts(rows, "fte").groupby("scenario_id").sum()
        totals = rows.drop_duplicates("scenario_id").set_index("scenario_id")["totaal"]
        assert sums.to_dict() == totals.to_dict()
        assert (rows["fte"] >= rows["ondergrens"]).all()


def test_an_area_without_enough_figures_gets_no_advice_on_a_form():
    wijken = [Wijk("WK000101", 15000, dict.fromkeys(DOMAINS[:4])), Wijk("WK000102", 15000)]
    forms = advise(planted(wijken, draws=5), RULES, TeamOptions()).team_form
    told = forms.set_index("area_code")["form_id"]
    assert told["TG0001-01"] == "geen_advies"
    assert told["TG0001-02"] != "geen_advies"
