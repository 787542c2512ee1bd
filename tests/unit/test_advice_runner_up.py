"""The form that misses by a hair is named: in how many draws, and what would tip the advice."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.unit.test_advice_planted import DOMAINS, Wijk, planted
from wijkfoto.advice import Advice, TeamOptions, advise, shipped_rules
from wijkfoto.advice.others import other_form

RULES = shipped_rules()
CODE, AREA = "WK000101", "TG0001-01"
LEAST_YOUTH = RULES.norm("doelgroep_aandeel_jeugd")


def registration(youth: float | None, specialist: float | None = 60) -> pd.DataFrame:
    """A whole year of 1,000 registered questions; None is a number too small to show."""
    given = {"jeugd_gezin": youth, "mentaal_verslaving": specialist}
    left = 1000 - sum(value or 0 for value in given.values())
    rest = [d for d in DOMAINS if d not in (*given, "gezondheid_beperking")]
    counts = given | {"gezondheid_beperking": 0} | dict.fromkeys(rest, round(left / len(rest)))
    rows = [(CODE, domain, 2025, number, True) for domain, number in counts.items()]
    columns = ["region_code", "domain_id", "jaar", "vragen", "heel_jaar"]
    return pd.DataFrame(rows, columns=columns).astype({"vragen": "Int32"})


def advised(rows: pd.DataFrame | None, people: int = 19000, draws: int = 200) -> Advice:
    inputs = planted([Wijk(CODE, people, other=106)], draws=draws)
    return advise(replace(inputs, registration=rows), RULES, TeamOptions(seed=1))


def form(advice: Advice, area: str = AREA) -> pd.Series:
    return advice.team_form.set_index("area_code").loc[area]


@pytest.fixture(scope="module")
def near() -> Advice:
    return advised(registration(1000 * LEAST_YOUTH - 8))


def test_a_form_that_just_fails_is_runner_up_with_its_share_of_the_draws(near: Advice):
    found = form(near)
    assert found["form_id"] == "integraal"
    assert found["share"] < 1
    assert found["runner_up_form_id"] == found["other_form_id"] == "doelgroepteams"
    assert 0 < found["other_share"] <= 1 - found["share"]


def test_without_a_registration_every_draw_agrees_and_no_other_form_is_named():
    found = form(advised(None))
    assert found["share"] == 1
    assert pd.isna(found["other_form_id"])
    assert pd.isna(found["other_share"])


def test_the_most_frequent_other_form_counts_and_the_first_rule_of_equals():
    rules = [rule for rule in RULES.form_rules if "teamgebied" in rule.niveau]
    at = {rule.rule_id: place for place, rule in enumerate(rules)}
    last, target, outpost = (
        at["8_integraal"], at["6_doelgroepteams"], at["7_voorpost_specialisten"],
    )  # fmt: skip
    often = np.array([last, last, outpost, outpost, target])
    assert other_form(rules, last, often) == ("voorpost_specialisten", 0.4)
    even = np.array([last, last, outpost, target])
    assert other_form(rules, last, even) == ("doelgroepteams", 0.25)
    assert other_form(rules, last, np.array([last])) is None
    no_advice = at["1b_te_weinig_domeinen"]
    assert other_form(rules, no_advice, even) is None


@pytest.mark.parametrize("area", [AREA, "GM0001"])
@pytest.mark.parametrize("youth", [320, 342, 349])
def test_a_told_change_of_what_is_registered_is_true(youth: int, area: str):
    sentence = form(advised(registration(youth), draws=20), area)["flips"]
    assert sentence.endswith(
        "meer van elke 100 geregistreerde vragen over jeugd en gezin"
        " zou een team per doelgroep passen."
    )
    more = 10 * int(sentence.split()[1])
    assert form(advised(registration(youth + more), draws=20), area)["form_id"] == "doelgroepteams"
    less = form(advised(registration(youth + more - 10), draws=20), area)
    assert less["form_id"] == "integraal"


def test_the_other_way_round_is_told_too_and_is_true():
    sentence = form(advised(registration(360), draws=20))["flips"]
    assert "minder van elke 100 geregistreerde vragen over jeugd en gezin" in sentence
    fewer = 10 * int(sentence.split()[1])
    assert form(advised(registration(360 - fewer), draws=20))["form_id"] == "integraal"


def test_numbers_that_are_too_small_to_show_are_said_beside_the_share():
    rules = advised(registration(300, specialist=None), draws=20).team_form_rule
    reasons = rules.query(f"area_code == '{AREA}'").set_index("rule_id")["reden"]
    assert RULES.texts["te_klein_om_te_tonen"] in reasons["7_voorpost_specialisten"]
    assert RULES.texts["te_klein_om_te_tonen"] not in reasons["6_doelgroepteams"]


def test_a_high_domain_that_is_unsure_counts_and_it_is_said_why():
    scores = pd.DataFrame(planted([Wijk(CODE, 19000, other=112)], draws=20).scores)
    inputs = planted([Wijk(CODE, 19000, other=112)], draws=20)
    unsure = scores.assign(zekerheid="onzeker", zekerheid_gemeente="onzeker")
    found = advise(replace(inputs, scores=unsure), RULES, TeamOptions(seed=1)).team_form_rule
    told = found.query(f"area_code == '{AREA}' and rule_id == '2_lichte_vorm'")["reden"].iloc[0]
    assert RULES.texts["hoog_onzeker_waarom"] in told
