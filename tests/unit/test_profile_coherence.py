"""The coherence report: pairs, flags, effective weights and what rests on model figures."""

import json
import math
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
    regions,
    related,
    shares,
    three_facts,
)
from wijkfoto.catalog import Catalog, Source
from wijkfoto.profile import ProfileInput, score_domains
from wijkfoto.profile.coherence import pair_table
from wijkfoto.profile.effective import main_effect, model_table, weight_table
from wijkfoto.profile.inputs import align
from wijkfoto.profile.points import Points, make_points
from wijkfoto.profile.report import report_coherence

PLACES = regions()
SIZE = len(PLACES)


def points_of(inputs: ProfileInput, known: Catalog) -> Points:
    return make_points(align(inputs, known, OPTIONS), known)


def pair(table: pd.DataFrame, left: str, right: str) -> pd.Series:
    found = table[(table["left_id"] == left) & (table["right_id"] == right)]
    assert len(found) == 1
    return found.iloc[0]


@pytest.fixture(scope="module")
def two_domains() -> tuple[ProfileInput, Catalog]:
    """geld and minimum are one fact, gezond is nearly geld again in another domain."""
    a, b = related(SIZE, (11, 12), r=0.3)
    nearly = 1 / (1 + np.exp(-(np.log(a / (1 - a)) + 0.05 * shares(SIZE, 5))))
    copied = 1 / (1 + np.exp(-(np.log(a / (1 - a)) + 0.07 * shares(SIZE, 6))))
    known = catalog(
        domain("werk", ["geld", "minimum", "rondkomen"], ["bijstand"]),
        domain("zorg", ["gezond", "oud_cijfer"]),
    )
    figures = {"geld": a, "minimum": nearly, "rondkomen": b, "gezond": 1 - copied}
    return country(figures | {"oud_cijfer": shares(SIZE, 8)}, PLACES), known


def test_domains_are_compared_by_their_published_scores_weighted_by_inhabitants(two_domains):
    inputs, known = two_domains
    found = pair(pair_table(points_of(inputs, known), known), "werk", "zorg")
    scores = score_domains(inputs, known, OPTIONS, []).scores
    wide = scores.pivot(index="region_code", columns="domain_id", values="score")
    weights = PLACES.set_index("region_code").loc[wide.index, "inwoners"].to_numpy()
    expected = np.cov(wide["werk"], wide["zorg"], aweights=weights)
    assert found["r"] == pytest.approx(
        expected[0, 1] / math.sqrt(expected[0, 0] * expected[1, 1]), abs=1e-12
    )
    assert (found["n"], found["kind"]) == (SIZE, "domain")


def test_a_pair_above_the_limit_is_one_fact_inside_a_domain_and_told_across_domains(two_domains):
    inputs, known = two_domains
    table = pair_table(points_of(inputs, known), known)
    assert pair(table, "geld", "minimum")["flag"] == "een_feit"
    # Less good health is more need, so the orientation makes this r positive.
    across = pair(table, "geld", "gezond")
    assert across["r"] > 0.9
    assert across["flag"] == "over_domeinen"
    assert (across["domain_left"], across["domain_right"]) == ("werk", "zorg")


def test_two_needs_of_a_domain_that_hardly_agree_are_marked_and_strangers_are_not(two_domains):
    inputs, known = two_domains
    table = pair_table(points_of(inputs, known), known)
    odd = pair(table, "gezond", "oud_cijfer")
    assert odd["r"] < known.norm("min_samenhang_r")
    assert odd["flag"] == "laag"
    assert abs(pair(table, "geld", "oud_cijfer")["r"]) < 0.2
    assert pair(table, "geld", "oud_cijfer")["flag"] == "geen"


def test_a_domain_without_scores_and_a_figure_without_values_make_no_pair():
    known = catalog(THREE, domain("leeg", ["oud_cijfer"]))
    table = pair_table(points_of(three_facts(), known), known)
    assert set(table["kind"]) == {"indicator"}
    assert len(table) == 3


def test_a_curve_sees_what_a_straight_line_does_not():
    x = np.linspace(-1, 1, 400)
    weights = np.random.default_rng(1).uniform(1, 9, len(x))
    assert main_effect(x, x**2, weights) == pytest.approx(1.0, abs=1e-9)
    assert abs(np.corrcoef(x, x**2)[0, 1]) < 1e-9


def test_a_curve_bends_more_often_than_one_cubic_can():
    x = np.linspace(-1, 1, 400)
    # A single cubic explains a fifth of this wave.
    assert main_effect(x, np.cos(5 * x), np.ones(len(x))) > 0.99


def test_a_main_effect_is_never_under_that_of_a_line_and_near_0_for_chance():
    rng = np.random.default_rng(3)
    x, noise = rng.normal(size=(2, 2000))
    weights = rng.uniform(1, 9, 2000)
    assert main_effect(x, noise, weights) < 0.01
    y = np.exp(x) + noise
    cov = np.cov(x, y, aweights=weights)
    assert main_effect(x, y, weights) >= cov[0, 1] ** 2 / (cov[0, 0] * cov[1, 1]) - 1e-12
    assert math.isnan(main_effect(x, np.ones(2000), weights))


def test_linear_effects_are_those_of_the_correlation_matrix():
    """With weights w and correlations R a figure has r = (R w) / sqrt(w' R w) with the mean."""
    inputs, known = three_facts(), catalog(THREE)
    points = points_of(inputs, known)
    found = weight_table(points).set_index("indicator_id")
    z = points.domains[0].point.z
    spread = np.cov(z.T, aweights=points.reference.weights)
    w = np.full(3, 1 / 3)
    r = (spread @ w) / np.sqrt(np.diag(spread)) / math.sqrt(w @ spread @ w)
    names = [points.figures.indicators[c].indicator_id for c in points.domains[0].recipe.need]
    np.testing.assert_allclose(found.loc[names, "r_score"], r, atol=1e-9)
    np.testing.assert_allclose(found["linear_effect"], found["r_score"] ** 2, atol=1e-12)
    assert found["weight"].sum() == pytest.approx(1)
    assert found["effective_weight"].sum() == pytest.approx(1)


def test_a_figure_that_stands_apart_weighs_less_than_it_was_meant_to():
    a, b = related(SIZE, (11, 12), r=0.8)
    lonely = country({"geld": a, "rondkomen": b, "gezond": shares(SIZE, 40)}, PLACES)
    known = catalog(THREE)
    # It would be set apart; the limit is taken away so that it stays in the mean.
    known = replace(
        known,
        method={
            **known.method,
            "min_samenhang_r": known.number("min_samenhang_r").model_copy(update={"waarde": -1.0}),
        },
    )
    found = weight_table(points_of(lonely, known)).set_index("indicator_id")
    assert found.loc["gezond", "weight"] == pytest.approx(1 / 3)
    assert found.loc["gezond", "effective_weight"] < 0.25
    assert found.loc["geld", "effective_weight"] > 1 / 3


def test_with_few_wijken_there_is_no_curve_and_the_line_stands_in():
    few = three_facts(regions(gemeenten=1, wijken=9))
    found = weight_table(points_of(few, catalog(THREE)))
    assert found["main_effect"].isna().all()
    assert found["linear_effect"].notna().all()
    assert found["effective_weight"].sum() == pytest.approx(1)


def model_catalog() -> Catalog:
    """geld is a register that the model behind rondkomen was told; minimum is one it was not."""
    source = Source.model_validate(
        {
            "source_id": "schatting", "naam": "S", "publisher": "S", "service": "rivm",
            "protocol": "odata3", "licence": "x", "attribution": "x", "statline": "x",
            "region_dimension": None, "year_column": None, "tables": [],
            "model_invoer": [{"naam": "inkomen", "cijfers": ["geld"]}, {"naam": "leeftijd"}],
        }
    )  # fmt: skip
    estimate = indicator(
        "rondkomen", kind="model", bron={"source_id": "schatting", "stem": ["R"], "eenheid": "%"}
    )
    known = catalog(domain("werk", ["geld", "minimum", "rondkomen"]), extra=[estimate])
    return replace(known, sources={"schatting": source})


def test_a_register_figure_beside_a_model_that_was_told_it_counts_twice():
    known = model_catalog()
    a, b, c = related(SIZE, (11, 12, 13))
    inputs = country({"geld": a, "minimum": b, "rondkomen": c}, PLACES)
    row = model_table(points_of(inputs, known), known).iloc[0]
    assert json.loads(row["counted_twice"]) == ["geld"]
    assert row["model_weight"] == pytest.approx(1 / 3)
    scores = score_domains(inputs, known, OPTIONS, []).scores
    people = PLACES["inwoners"].to_numpy()
    differs = (scores["klasse"] != scores["klasse_zonder_model"]).to_numpy()
    assert differs.any()
    assert row["other_class"] == pytest.approx(people[differs].sum() / people.sum())


def test_a_domain_of_model_figures_alone_has_nothing_left_without_them():
    known = catalog(domain("zorg", ["rondkomen", "gezond"]))
    a, b = related(SIZE, (11, 12))
    row = model_table(points_of(country({"rondkomen": a, "gezond": 1 - b}), known), known).iloc[0]
    assert row["model_weight"] == pytest.approx(1)
    assert math.isnan(row["other_class"])
    assert math.isnan(row["r_without_model"])
    assert row["n"] == 0


def test_the_report_does_not_depend_on_the_order_of_rows():
    inputs, known = three_facts(), catalog(THREE)
    mixed = ProfileInput(
        values=inputs.values.sample(frac=1, random_state=2),
        regions=inputs.regions.sample(frac=1, random_state=3),
    )
    one = report_coherence(inputs, known, OPTIONS, ["GM0001"])
    other = report_coherence(mixed, known, OPTIONS, ["GM0001"])
    for name in ("pairs", "weights", "models", "norms"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
