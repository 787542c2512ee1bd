"""Which figures carry a domain."""

import numpy as np
import pandas as pd
import pytest

from tests.unit.test_profile_builder import (
    OPTIONS,
    THREE,
    catalog,
    country,
    domain,
    regions,
    related,
    rows,
    shares,
    three_facts,
)
from wijkfoto.profile import score_domains
from wijkfoto.profile.select import fact_weights, one_facts


def outcome(profile, role="behoefte"):
    table = profile.coherence
    return table[table["role"] == role].set_index("indicator_id")


def test_of_alternatives_the_first_of_the_newest_year_is_taken():
    place = regions()
    a, b, c = related(len(place), (1, 2, 3))
    inputs = country(
        {
            "oud_cijfer": rows(place["region_code"], "oud_cijfer", a, peiljaar=2016),
            "rondkomen": b,
            "geld": c,
        },
        place,
    )
    made = catalog(domain("werk", [["oud_cijfer", "rondkomen"], "geld"]))
    told = outcome(score_domains(inputs, made, OPTIONS, []))
    assert told.loc["oud_cijfer", "status"] == "other_chosen"
    assert told.loc["rondkomen", "status"] == "used"
    assert told.loc["rondkomen", "peiljaar"] == 2020


def test_of_alternatives_of_one_year_the_first_is_taken():
    made = catalog(domain("werk", [["gezond", "rondkomen"], "geld"]))
    told = outcome(score_domains(three_facts(), made, OPTIONS, []))
    assert told.loc["gezond", "status"] == "used"
    assert told.loc["rondkomen", "status"] == "other_chosen"


def test_a_figure_from_before_the_window_is_not_used():
    place = regions()
    a, b = related(len(place), (1, 2))
    old = rows(place["region_code"], "geld", a, peiljaar=2015)
    inputs = country({"geld": old, "rondkomen": b}, place)
    told = outcome(score_domains(inputs, catalog(THREE), OPTIONS, []))
    assert told.loc["geld", "status"] == "not_published"


def test_a_newer_year_without_any_figure_does_not_hide_an_older_one():
    place = regions()
    a, b = related(len(place), (1, 2))
    old = rows(place["region_code"], "geld", a, peiljaar=2018)
    empty = rows(place["region_code"], "geld", np.full(len(place), np.nan))
    inputs = country({"geld": old, "x": empty, "rondkomen": b}, place)
    told = outcome(score_domains(inputs, catalog(THREE), OPTIONS, []))
    assert told.loc["geld", "peiljaar"] == 2018


def test_years_are_not_mixed_where_the_newest_has_a_gap():
    place = regions()
    a, b, c = related(len(place), (1, 2, 3))
    old = rows(place["region_code"], "geld", a, peiljaar=2018)
    new = rows(place["region_code"], "geld", np.where(place.index == 0, np.nan, a))
    inputs = country({"geld": old, "x": new, "rondkomen": b, "gezond": 1 - c}, place)
    profile = score_domains(inputs, catalog(THREE), OPTIONS, [])
    used = profile.evidence[profile.evidence["area_code"] == place["region_code"][0]]
    assert set(used["indicator_id"]) == {"rondkomen", "gezond"}
    assert set(profile.evidence["peiljaar"]) == {2020}


def test_two_figures_that_say_the_same_are_one_fact_and_share_its_weight():
    place = regions()
    a, b = related(len(place), (1, 2))
    made = catalog(domain("werk", ["geld", "minimum", "rondkomen"]))
    inputs = country({"geld": a, "minimum": a * 1.01, "rondkomen": b}, place)
    profile = score_domains(inputs, made, OPTIONS, [])
    told = outcome(profile)
    assert told["fact"].tolist() == [1, 1, 2]
    assert told["weight"].tolist() == pytest.approx([0.25, 0.25, 0.5])
    assert not profile.scores["smal"].any()


def test_a_domain_of_one_fact_measured_twice_is_narrow():
    place = regions()
    a = shares(len(place), 1)
    made = catalog(domain("werk", ["geld", "minimum"]))
    profile = score_domains(country({"geld": a, "minimum": a}, place), made, OPTIONS, [])
    assert profile.scores["smal"].all()
    assert (profile.scores["zekerheid"] == "onzeker").all()
    assert (profile.scores["coverage"] == 1).all()


def test_facts_are_joined_along_a_chain():
    rng = np.random.default_rng(5)
    a = rng.standard_normal(4000)
    b = a + 0.45 * rng.standard_normal(4000)
    c = b + 0.50 * rng.standard_normal(4000)
    z = np.stack([a, c, b], axis=1)
    ones = np.ones(4000)
    assert abs(np.corrcoef(a, c)[0, 1]) < 0.9
    assert one_facts(z, [0, 1, 2], ones, 0.9).tolist() == [0, 0, 0]
    assert one_facts(z, [0, 1], ones, 0.9).tolist() == [0, 1]


def test_opposite_figures_are_one_fact_too():
    a = np.random.default_rng(5).standard_normal(500)
    z = np.stack([a, -a], axis=1)
    assert one_facts(z, [0, 1], np.ones(500), 0.9).tolist() == [0, 0]


def test_a_second_measurement_of_a_fact_adds_no_weight():
    shared = fact_weights(np.array([1.0, 2.0, 1.0]), np.array([0, 0, 1]))
    assert shared == pytest.approx([2 / 3, 4 / 3, 1])


def test_a_figure_that_does_not_hang_together_is_shown_apart():
    place = regions(40, 6)
    a, b, c = related(len(place), (1, 2, 3))
    odd = shares(len(place), 77)
    made = catalog(domain("werk", ["geld", "rondkomen", "gezond", "minimum"]))
    inputs = country({"geld": a, "rondkomen": b, "gezond": 1 - c, "minimum": odd}, place)
    profile = score_domains(inputs, made, OPTIONS, [])
    told = outcome(profile)
    assert told.loc["minimum", "status"] == "shown_apart"
    assert told.loc["minimum", "r_rest"] < 0.2
    assert told.loc["minimum", "reason"]
    assert "minimum" not in set(profile.evidence["indicator_id"])
    assert (profile.scores["coverage"] == 0.75).all()


def test_of_two_facts_neither_is_the_odd_one():
    place = regions(40, 6)
    made = catalog(domain("werk", ["geld", "minimum"]))
    inputs = country({"geld": shares(240, 1), "minimum": shares(240, 77)}, place)
    told = outcome(score_domains(inputs, made, OPTIONS, []))
    assert (told["r_rest"] < 0.2).all()
    assert (told["status"] == "used").all()
    assert told["fact"].tolist() == [1, 2]


def test_a_figure_of_one_gemeente_has_no_national_comparison():
    place = regions()
    a, b, c = related(len(place), (1, 2, 3))
    local = np.where(place["gemeente_code"] == "GM0001", a, np.nan)
    inputs = country({"geld": local, "rondkomen": b, "gezond": 1 - c}, place)
    told = outcome(score_domains(inputs, catalog(THREE), OPTIONS, []))
    assert told.loc["geld", "status"] == "shown_apart"
    assert told.loc["geld", "reason"] == "geen vergelijking mogelijk"


def test_a_figure_that_is_the_same_everywhere_is_shown_apart():
    inputs = three_facts()
    flat = inputs.values.copy()
    is_money = flat["indicator_id"] == "geld"
    flat.loc[is_money, ["waarde", "waarde_low", "waarde_high"]] = 5.0
    told = outcome(score_domains(type(inputs)(flat, inputs.regions), catalog(THREE), OPTIONS, []))
    assert told.loc["geld", "status"] == "shown_apart"


def test_every_listed_indicator_is_accounted_for():
    made = catalog(domain("werk", ["geld", ["oud_cijfer", "rondkomen"], "gezond"], ["hulp"]))
    profile = score_domains(three_facts(), made, OPTIONS, [])
    assert sorted(profile.coherence["indicator_id"]) == [
        "geld",
        "gezond",
        "hulp",
        "oud_cijfer",
        "rondkomen",
    ]
    assert set(profile.coherence["status"]) == {"used", "not_published"}
    assert isinstance(profile.coherence["peiljaar"].dtype, pd.Int64Dtype)
