"""The advice tables against their contracts, procurement, evidence and reference facts."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from tests.unit.test_advice_planted import DOMAINS, Wijk, planted
from wijkfoto.advice import TeamOptions, advise, shipped_rules
from wijkfoto.profile.tables import UNFOLDING_COLUMNS
from wijkfoto.resources import shelf

RULES = shipped_rules()
TABLES = (
    "teamgebied",
    "teamgebied_region",
    "demand",
    "team_advice",
    "team_form",
    "team_form_rule",
    "team_total",
    "team_scenario",
    "advice_note",
    "procurement_focus",
    "chance_risk",
    "evidence",
    "reference_fact",
    "teamontwerp",
)
WIJKEN = [
    Wijk("WK000101", 3200, other=88, urbanity=4, box=(0, 0, 1000, 1000)),
    Wijk("WK000102", 11000, {DOMAINS[2]: None}, other=112, box=(1000, 0, 2000, 1000)),
    Wijk("WK000103", 19000, box=(2000, 0, 3000, 1000)),
    Wijk("WK000104", 0, other=None),
    Wijk("WK000201", 24000, other=None),
]


@pytest.fixture(scope="module")
def advice():
    return advise(planted(WIJKEN, draws=50), RULES, TeamOptions(seed=1))


def contract(name: str) -> dict:
    return yaml.safe_load((Path(shelf("sql")) / "marts" / f"{name}.yml").read_text("utf-8"))


@pytest.mark.parametrize("name", TABLES)
def test_columns_are_those_of_the_contract(advice, name):
    apart = {"edition_id", *(UNFOLDING_COLUMNS if name == "evidence" else ())}
    wanted = [c for c in contract(name)["columns"] if c not in apart]
    assert list(getattr(advice, name).columns) == wanted


@pytest.mark.parametrize("name", TABLES)
def test_required_values_keys_and_listed_values_hold(advice, name):
    table, told = getattr(advice, name), contract(name)
    assert not table.empty
    key = [c for c in told["key"] if c != "edition_id"]
    assert not table.duplicated(key).any()
    for column, field in told["columns"].items():
        if column == "edition_id" or (name == "evidence" and column in UNFOLDING_COLUMNS):
            continue
        values = table[column]
        if field.get("required"):
            assert values.notna().all(), column
        if "values" in field:
            assert set(values.dropna()) <= set(field["values"]), column


def test_bounds_lie_around_the_value(advice):
    for table, name in ((advice.demand, "cases"), (advice.team_advice, "fte")):
        rows = table.dropna(subset=[name])
        assert (rows[f"{name}_low"] <= rows[name]).all()
        assert (rows[name] <= rows[f"{name}_high"]).all()


def test_every_wijk_lies_in_one_teamgebied(advice):
    assert sorted(advice.teamgebied_region["region_code"]) == [w.code for w in WIJKEN]
    assert set(advice.teamgebied_region["teamgebied_id"]) == set(advice.teamgebied["teamgebied_id"])
    assert advice.teamgebied["inwoners"].sum() == sum(w.people for w in WIJKEN)


def test_wijken_teamgebieden_and_gemeente_have_the_same_mid_questions(advice):
    sums = advice.demand.groupby("area_level")["cases"].sum()
    assert sums["teamgebied"] == pytest.approx(sums["gemeente"], rel=0.05)
    assert sums["wijk"] == pytest.approx(sums["gemeente"], rel=0.05)


def test_every_wijk_has_fifteen_signals_none_surer_than_its_need(advice):
    counts = advice.procurement_focus.groupby("area_code").size()
    assert counts.to_dict() == {w.code: 15 for w in WIJKEN}
    order = ["te_weinig_gegevens", "onzeker", "redelijk", "stevig"]
    ranks = advice.procurement_focus[["zekerheid", "zekerheid_behoefte"]].map(order.index)
    assert (ranks["zekerheid"] <= ranks["zekerheid_behoefte"]).all()


def signal(scores: dict[str, float | None], product: str, own: str | None = None) -> str:
    inputs = planted([Wijk("WK000101", scores=scores)], draws=5)
    here = inputs.scores["region_code"] == "WK000101"
    if own is not None:
        inputs.scores.loc[here, "klasse_gemeente"] = own
    else:
        inputs.scores.loc[here, "klasse_gemeente"] = inputs.scores.loc[here, "klasse"]
    found = advise(inputs, RULES, TeamOptions()).procurement_focus
    return found.set_index(["area_code", "product_group_id"])["signal"]["WK000101", product]


@pytest.mark.parametrize(
    ("score", "product", "expected"),
    [
        (115.0, "schuldhulp", "uitbreiden"),
        (100.0, "schuldhulp", "vasthouden"),
        (85.0, "schuldhulp", "verschuiven_naar_voorliggend"),
        (85.0, "vroegsignalering", "vasthouden"),
        (None, "schuldhulp", "onvoldoende_gegevens"),
    ],
)
def test_signal_follows_the_need_class(score, product, expected):
    assert signal({"werk_inkomen_schulden": score}, product) == expected


def test_crisis_places_stay_where_need_is_low():
    assert signal({"jeugd_gezin": 85.0}, "jeugd_crisis") == "vasthouden"


def test_the_neediest_of_the_domains_a_product_serves_decides():
    assert signal({"mentaal_verslaving": 85.0, "gezondheid_beperking": 115.0}, "begeleiding") == (
        "uitbreiden"
    )
    assert signal({"mentaal_verslaving": 115.0, "gezondheid_beperking": None}, "begeleiding") == (
        "uitbreiden"
    )


def test_higher_of_the_classes_against_land_and_gemeente_counts():
    assert signal({"werk_inkomen_schulden": 85.0}, "schuldhulp", own="gemiddeld") == "vasthouden"
    assert signal({"werk_inkomen_schulden": 100.0}, "schuldhulp", own="hoog") == "uitbreiden"


def test_every_advice_on_scored_areas_has_evidence(advice):
    told = advice.evidence
    forms = advice.team_form.query("area_code in ['GM0001', 'TG0001-01', 'TG0001-02']")
    found = told[told["advice_kind"] == "team_form"]
    for _, row in forms.iterrows():
        here = found[found["area_code"] == row["area_code"]]
        assert set(here["item_id"]) == {row["form_id"]}
        assert len(here) == 2
    signals = advice.procurement_focus.query("signal != 'onvoldoende_gegevens'")
    keys = set(zip(signals["area_code"], signals["product_group_id"], strict=True))
    own = told[told["advice_kind"] == "procurement_focus"]
    assert set(zip(own["area_code"], own["item_id"], strict=True)) == keys


def test_evidence_of_an_area_is_weighted_by_people():
    wijken = [
        Wijk("WK000101", 3000, other=100, box=(0, 0, 1000, 1000)),
        Wijk("WK000102", 9000, {DOMAINS[0]: 120}, box=(1000, 0, 2000, 1000)),
    ]
    inputs = planted(wijken, draws=5)
    first = (inputs.evidence["area_code"] == "WK000101") & (inputs.evidence.index == 0)
    inputs.evidence.loc[first, "peiljaar"] = 2017
    rows = advise(inputs, RULES, TeamOptions()).evidence.query("advice_kind == 'team_form'")
    row = rows.query("area_code == 'TG0001-01'").set_index("indicator_id").loc[f"{DOMAINS[0]}_1"]
    assert row["contribution"] == pytest.approx(10 * 9000 / 12000)
    assert row["z"] == pytest.approx(2 * 9000 / 12000)
    assert row["peiljaar"] == 2017


def test_evidence_without_z_or_weight_stays_without():
    inputs = planted([Wijk("WK000101", 12000, {DOMAINS[0]: 120})], draws=5)
    inputs.evidence["z"] = np.nan
    rows = advise(inputs, RULES, TeamOptions()).evidence
    assert rows["z"].isna().all()
    assert rows["contribution"].notna().all()


def test_reference_facts_are_dated_and_attributed(advice):
    facts = advice.reference_fact.set_index("fact_id")
    assert facts.loc["model_integraal_2016", "value"] == 60
    assert facts.loc["inkoop_regisseur_2015", "value"] == 65
    assert facts.loc["capaciteit_2015", "value"] == 8
    assert (facts["period"].str.len() >= 4).all()
    assert (facts["source"].str.len() > 0).all()


def test_a_doubled_wijk_or_score_is_refused():
    inputs = planted(WIJKEN, draws=5)
    for name in ("wijken", "scores"):
        table = getattr(inputs, name)
        twice = type(inputs)(**{**inputs.__dict__, name: pd.concat([table, table.iloc[:1]])})
        with pytest.raises(Exception, match=r"WK000101.*stands twice"):
            advise(twice, RULES, TeamOptions())
