"""What the doubt comes from, what each figure decides, and a gemeente scored alone."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.unit.test_profile_builder import (
    OPTIONS,
    THREE,
    catalog,
    country,
    domain,
    indicator,
    related,
    rows,
    three_facts,
)
from tests.unit.test_profile_builder import regions as places
from tests.unit.test_profile_score import FIRM, REGISTERS, firm_profile, register_country, without
from wijkfoto.errors import ConfigError
from wijkfoto.profile import ProfileInput, ProfileOptions, score_domains, score_gemeenten
from wijkfoto.profile.gemeente import tails, whole_gemeenten
from wijkfoto.profile.variance import CAUSES

MADE = catalog(FIRM, extra=REGISTERS)
USED = catalog(domain("werk", ["geld", "rondkomen", "gezond"], ["bijstand"]), THREE)


def parts(profile, code="WK000100"):
    table = profile.variance[profile.variance["region_code"] == code]
    return table.set_index("oorzaak")["variantie"]


# --- variance by cause ---


def test_the_causes_of_the_data_sum_to_the_variance_of_the_draws():
    profile = score_domains(three_facts(), catalog(THREE), OPTIONS, ["GM0001"])
    drawn = 100 * profile.draws.values[:, 0].astype(float).var(axis=1)
    data = profile.variance[profile.variance["soort"] == "data"]
    total = data.groupby("region_code")["variantie"].sum()
    assert total.to_numpy() == pytest.approx(drawn, rel=0.02)
    methods = 100 * profile.methods.values[:, 0].astype(float).var(axis=1)
    other = profile.variance[profile.variance["soort"] == "methode"]
    assert other.groupby("region_code")["variantie"].sum().to_numpy() == pytest.approx(methods)


def test_shares_of_all_causes_sum_to_one_in_the_order_in_which_they_are_told():
    table = score_domains(three_facts(), catalog(THREE), OPTIONS, ["GM0001"]).variance
    for _, wijk in table.groupby("region_code"):
        assert tuple(wijk["oorzaak"]) == CAUSES
        assert wijk["deel"].sum() == pytest.approx(1)


def varied(*, n=1e9, half=1e-9, secret=False):
    """Three register figures of which only what is asked for varies."""
    place = places()
    tables = {}
    for name, share in zip("abc", related(len(place), (1, 2, 3)), strict=True):
        table = rows(place["region_code"], name, share, n=n, half=half)
        if secret and name == "a":
            table.loc[0, ["waarde", "waarde_low", "waarde_high"]] = [np.nan, 5.0, 25.0]
            table.loc[0, "waarde_status"] = "censored"
        tables[name] = table
    return score_domains(country(tables, place), MADE, OPTIONS, ["GM0001"])


@pytest.mark.parametrize(
    ("given", "cause"),
    [({"n": 200.0}, "toeval"), ({"half": 3.0}, "afronding"), ({"secret": True}, "geheim")],
)
def test_each_cause_is_told_where_it_is_the_only_one(given, cause):
    found = parts(varied(**given))[list(CAUSES[:5])]
    assert found.idxmax() == cause
    assert found[cause] > 0.99 * found.sum()


def test_what_a_model_or_a_survey_leaves_open_is_told_as_such():
    survey = catalog(
        domain("x", ["peiling", "rondkomen"]), extra=[indicator("peiling", kind="enquete")]
    )
    a, b = related(120, (1, 2))
    profile = score_domains(country({"peiling": a, "rondkomen": b}), survey, OPTIONS, ["GM0001"])
    found = parts(profile)
    assert found["enquete"] > 0
    assert found["model"] > 0
    assert found["toeval"] == found["geheim"] == 0


def test_of_one_fact_no_weight_varies():
    profile = score_domains(three_facts(), catalog(domain("x", ["geld"])), OPTIONS, ["GM0001"])
    assert (profile.variance.query("oorzaak == 'gewichten'")["variantie"] == 0).all()


# --- leave one out ---


def test_without_a_figure_the_score_is_that_of_a_country_that_never_had_it():
    inputs = three_facts()
    table = score_domains(inputs, catalog(THREE), OPTIONS, ["GM0001"]).without
    rest = ProfileInput(inputs.values[inputs.values["indicator_id"] != "rondkomen"], inputs.regions)
    other = score_domains(rest, catalog(THREE), OPTIONS, ["GM0001"]).scores
    mine = table[table["indicator_id"] == "rondkomen"].set_index("region_code")
    other = other.set_index("region_code").loc[mine.index]
    assert mine["score_zonder"].to_numpy() == pytest.approx(other["score"].to_numpy())
    assert mine["klasse_zonder"].tolist() == other["klasse"].tolist()


def test_only_figures_in_the_score_of_a_chosen_wijk_are_left_out():
    inputs = without(three_facts(), "gezond", ["WK000101"])
    table = score_domains(inputs, catalog(THREE), OPTIONS, ["GM0001"]).without
    assert set(table["region_code"].str[:6]) == {"WK0001"}
    told = table.groupby("region_code")["indicator_id"].agg(list)
    assert told["WK000101"] == ["geld", "rondkomen"]
    assert told["WK000102"] == ["geld", "gezond", "rondkomen"]


def test_without_the_only_figure_nothing_is_left():
    only = catalog(domain("x", ["geld"]))
    table = score_domains(three_facts(), only, OPTIONS, ["GM0001"]).without
    assert len(table) == 6
    assert table[["score_zonder", "klasse_zonder"]].isna().all(axis=None)
    assert table["klasse"].notna().all()


def test_the_class_beside_a_figure_is_that_of_the_score():
    profile = firm_profile(register_country(), gemeenten=["GM0001"])
    klasse = profile.scores.set_index("region_code")["klasse"]
    assert (profile.without["klasse"] == profile.without["region_code"].map(klasse)).all()


# --- a part of the country, and how the work is cut ---


def same_rows(whole, alone, gemeenten):
    inside = ["GM" + code[2:6] in gemeenten for code in whole.scores["region_code"]]
    mine = whole.scores[inside].reset_index(drop=True)
    pd.testing.assert_frame_equal(mine, alone.scores, check_exact=True)
    there = ["GM" + code[2:6] in gemeenten for code in whole.evidence["area_code"]]
    evidence = whole.evidence[there].reset_index(drop=True)
    pd.testing.assert_frame_equal(evidence, alone.evidence, check_exact=True)


@pytest.mark.parametrize("gemeenten", [["GM0003"], ["GM0002", "GM0017"]])
def test_a_gemeente_scored_alone_has_the_rows_of_the_whole_country(gemeenten):
    inputs = without(three_facts(), "rondkomen", ["WK000301", "WK001702"])
    whole = score_domains(inputs, USED, OPTIONS, gemeenten)
    alone = score_gemeenten(inputs, whole.cache, USED, OPTIONS, gemeenten)
    same_rows(whole, alone, gemeenten)
    for table in ("variance", "without", "coherence"):
        pd.testing.assert_frame_equal(
            getattr(whole, table), getattr(alone, table), check_exact=True
        )
    assert np.array_equal(whole.draws.values, alone.draws.values, equal_nan=True)
    assert np.array_equal(whole.methods.values, alone.methods.values, equal_nan=True)
    assert alone.referentie == "land"


def test_the_fitted_country_serves_another_seed():
    inputs = register_country(n=300.0)
    cache = firm_profile(inputs).cache
    other = ProfileOptions(peiljaar=2020, draws=200, seed=8)
    alone = score_gemeenten(inputs, cache, MADE, other, ["GM0003"])
    same_rows(firm_profile(inputs, other), alone, ["GM0003"])


def test_a_figure_that_a_gemeente_lacks_keeps_its_column_and_year():
    inputs = without(register_country(), "b", [f"WK0003{w:02d}" for w in range(6)])
    whole = firm_profile(inputs)
    alone = score_gemeenten(inputs, whole.cache, MADE, OPTIONS, ["GM0003"])
    same_rows(whole, alone, ["GM0003"])


def test_a_gemeente_that_is_not_there_cannot_be_scored_alone():
    inputs = three_facts()
    cache = score_domains(inputs, catalog(THREE), OPTIONS, []).cache
    with pytest.raises(ConfigError, match="GM9999"):
        score_gemeenten(inputs, cache, catalog(THREE), OPTIONS, ["GM9999"])


@pytest.mark.parametrize("workers", [1, 3, 8])
def test_the_number_of_workers_changes_nothing(workers):
    inputs = three_facts(places(60, 6))
    two = score_domains(inputs, catalog(THREE), OPTIONS, ["GM0003"])
    other = score_domains(inputs, catalog(THREE), replace(OPTIONS, workers=workers), ["GM0003"])
    for table in ("scores", "evidence", "variance", "without"):
        pd.testing.assert_frame_equal(getattr(two, table), getattr(other, table), check_exact=True)
    assert np.array_equal(two.draws.values, other.draws.values)


def test_the_name_of_a_wijk_changes_nothing():
    inputs = three_facts()
    named = inputs.regions.assign(region_naam=[f"Wijk {i}" for i in range(len(inputs.regions))])
    first = score_domains(inputs, catalog(THREE), OPTIONS, ["GM0003"])
    other = score_domains(ProfileInput(inputs.values, named), catalog(THREE), OPTIONS, ["GM0003"])
    pd.testing.assert_frame_equal(first.scores, other.scores, check_exact=True)


def test_pieces_are_whole_gemeenten_and_hold_every_wijk_once():
    codes = [f"GM{g:04d}" for g in range(7) for _ in range(g + 1)]
    pieces = whole_gemeenten(codes, 5)
    assert np.concatenate(pieces).tolist() == list(range(28))
    inside = [{codes[row] for row in piece} for piece in pieces]
    assert sum(len(each) for each in inside) == 7
    assert all(len(piece) >= 5 for piece in pieces[:-1])


def test_tails_are_those_of_numpy():
    draws = np.random.default_rng(1).normal(100, 10, (20, 333))
    assert np.stack(tails(draws)) == pytest.approx(
        np.quantile(draws, [0.05, 0.95], axis=1), rel=1e-6
    )
