"""Method draws: other weights and normalisations, and what they say of a class."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.unit.test_profile_builder import (
    OPTIONS,
    catalog,
    country,
    domain,
    regions,
    three_facts,
)
from tests.unit.test_profile_gemeente import placed
from tests.unit.test_profile_score import FIRM, REGISTERS, firm_profile, register_country, without
from wijkfoto.profile import ProfileOptions, score_domains
from wijkfoto.profile.classes import FIRM as STEVIG
from wijkfoto.profile.classes import UNSURE
from wijkfoto.profile.inputs import align
from wijkfoto.profile.method_draws import NORMALISATIONS, normalisers_of, variants_of
from wijkfoto.profile.reference import choose_reference, moments_of
from wijkfoto.profile.select import Recipe
from wijkfoto.profile.transform import logits

MADE = catalog(FIRM, extra=REGISTERS)


def recipe(gewicht, labels=None, use=0):
    facts = np.arange(len(gewicht)) if labels is None else np.array(labels)
    return Recipe(
        domain_id="werk",
        need=tuple(range(len(gewicht))),
        need_gewicht=np.array(gewicht, float),
        need_fact=facts,
        use=tuple(range(len(gewicht), len(gewicht) + use)),
        use_fact=np.arange(use),
        all_fact=np.arange(len(gewicht) + use),
        listed_weight=float(sum(gewicht)),
        coherence=(),
    )


@pytest.mark.parametrize("gewicht", [[1, 1], [1, 1, 1], [2, 1, 1], [3, 1]])
def test_weights_vary_around_the_listed_ones_by_a_quarter(gewicht):
    listed = np.array(gewicht) / sum(gewicht)
    drawn = variants_of(recipe(gewicht), MADE).factors * listed
    assert drawn.sum(axis=1) == pytest.approx(1)
    assert drawn.mean(axis=0) == pytest.approx(listed, abs=0.02)
    relative = drawn.var(axis=0) / listed**2
    assert np.sqrt((listed * relative).sum()) == pytest.approx(0.25, abs=0.02)


def test_figures_of_one_fact_vary_together():
    factors = variants_of(recipe([1, 1, 1], labels=[0, 0, 1]), MADE).factors
    assert np.array_equal(factors[:, 0], factors[:, 1])
    assert not np.array_equal(factors[:, 0], factors[:, 2])


def test_each_normalisation_has_an_equal_part():
    kind = variants_of(recipe([1, 1]), MADE).kind
    assert len(kind) == MADE.norm("methode_trekkingen")
    assert set(np.bincount(kind).tolist()) == {len(kind) // 3}


def test_with_one_fact_only_the_normalisation_varies():
    one = variants_of(recipe([1, 1], labels=[0, 0]), MADE)
    assert one.factors.tolist() == [[1.0, 1.0]] * 3
    assert one.kind.tolist() == [0, 1, 2]


def normalised(share, weights=None):
    """A country of one figure by each normalisation [normalisation, wijk]."""
    place = regions(20, len(share) // 20)
    if weights is not None:
        place["inwoners"] = weights
    figures = align(country({"geld": share}, place), catalog(domain("x", ["geld"])), OPTIONS)
    values = logits(figures)
    reference = choose_reference(figures, MADE)
    moments = moments_of(values, reference)
    found = normalisers_of(values, moments, reference)
    return found, values[:, 0], found.apply(figures, values, MADE)[:, :, 0], reference.weights


def test_normalisations_are_z_robust_z_and_percentile_to_normal():
    rng = np.random.default_rng(4)
    share = 1 / (1 + np.exp(2 - 0.4 * rng.standard_normal(400)))
    found, values, (plain, robust, ranked), weights = normalised(share)
    mean = np.average(values, weights=weights)
    limit = MADE.norm("winsor_z")
    z = np.clip((values - mean) / found.moments.sd[0], -limit, limit)
    assert plain == pytest.approx(z)
    below = np.array([weights[values <= each].sum() for each in values]) / weights.sum()
    assert below[np.argmin(np.abs(values - found.median[0]))] == pytest.approx(0.5, abs=0.01)
    # Of a normal distribution all three are about the same.
    assert robust == pytest.approx(plain, abs=0.35)
    assert ranked[np.abs(plain) < 2] == pytest.approx(plain[np.abs(plain) < 2], abs=0.35)
    assert NORMALISATIONS == ("z", "robust_z", "percentile")


def test_ranks_and_medians_do_not_feel_an_outlier():
    rng = np.random.default_rng(4)
    share = 1 / (1 + np.exp(2 - 0.4 * rng.standard_normal(400)))
    wild = share.copy()
    highest = int(np.argmax(share))
    wild[highest] = 0.999
    first, second = normalised(share)[2], normalised(wild)[2]
    others = np.arange(400) != highest
    assert not np.allclose(first[0, others], second[0, others], atol=0.01)
    assert first[1, others] == pytest.approx(second[1, others], abs=1e-9)
    assert first[2, others] == pytest.approx(second[2, others], abs=1e-9)


def test_every_normalisation_keeps_order_and_limit():
    share = np.linspace(0.001, 0.9, 120)
    found = normalised(share)[2]
    for scores in found:
        assert (np.diff(scores) >= 0).all()
        assert np.abs(scores).max() <= MADE.norm("winsor_z")


def test_a_figure_of_which_most_wijken_have_one_value_falls_back_on_the_sd():
    share = np.full(120, 0.1)
    share[:20] = np.linspace(0.02, 0.09, 20)
    found = normalised(share)[0]
    assert found.spread[0] == found.moments.sd[0]


def test_every_variant_gives_the_average_inhabitant_100_and_one_sd_10():
    # The highest on one figure lack another, so that sets of figures differ in their mean.
    whole = register_country()
    high = whole.values.query("indicator_id == 'a'").nlargest(40, "waarde")["region_code"]
    gaps = without(whole, "b", high)
    profile = firm_profile(gaps, gemeenten=[f"GM{g:04d}" for g in range(1, 21)])
    people = regions().set_index("region_code")["inwoners"]
    weights = people[list(profile.methods.region_codes)].to_numpy()
    values = profile.methods.values[:, 0].astype(float)
    mean = np.average(values, axis=0, weights=weights)
    sd = np.sqrt(np.average((values - mean) ** 2, axis=0, weights=weights))
    assert mean == pytest.approx(np.zeros(501), abs=1e-5)
    assert sd == pytest.approx(np.ones(501), abs=1e-5)


def test_with_one_fact_the_method_never_changes_a_class():
    inputs = three_facts()
    scores = score_domains(inputs, catalog(domain("x", ["geld"])), OPTIONS, []).scores
    chance = np.select(
        [scores["klasse"] == "hoog", scores["klasse"] == "laag"],
        [scores["kans_hoog_methode"], scores["kans_laag_methode"]],
        1 - scores["kans_hoog_methode"] - scores["kans_laag_methode"],
    )
    # Every normalisation keeps the order, so the top fifth is the same.
    assert (chance == 1).all()
    assert not scores["zekerheid_reden"].str.contains("methode").any()


def test_certainty_is_the_lower_of_data_and_method():
    # Counts so large that the data say nothing but the point.
    scores = firm_profile(register_country(n=1e9)).scores
    told = scores["zekerheid_reden"].map(json.loads)
    chance = np.select(
        [scores["klasse"] == "hoog", scores["klasse"] == "laag"],
        [scores["kans_hoog_methode"], scores["kans_laag_methode"]],
        1 - scores["kans_hoog_methode"] - scores["kans_laag_methode"],
    )
    by_method = np.select([chance >= 0.9, chance >= 0.7], ["stevig", "redelijk"], "onzeker")
    sure_data = ~told.map(lambda names: "spreiding" in names)
    assert sure_data.mean() > 0.9
    assert (scores["zekerheid"] == by_method)[sure_data].all()
    assert set(by_method) == {"stevig", "redelijk", "onzeker"}
    assert (told.map(lambda names: "methode" in names) == (chance < 0.9)).all()


def test_the_interval_is_that_of_the_data_alone():
    inputs = register_country(n=300.0)
    narrow = firm_profile(inputs).scores
    doubled = MADE.method | {
        "methode_gewicht_sd": MADE.method["methode_gewicht_sd"].model_copy(update={"waarde": 0.5})
    }
    wide = score_domains(inputs, replace(MADE, method=doubled), OPTIONS, []).scores
    assert narrow["score_low"].tolist() == wide["score_low"].tolist()
    assert narrow["kans_hoog_methode"].tolist() != wide["kans_hoog_methode"].tolist()


def test_the_seed_of_the_data_does_not_move_the_method():
    inputs = register_country(n=300.0)
    first = firm_profile(inputs).scores
    other = firm_profile(inputs, ProfileOptions(peiljaar=2020, draws=200, seed=8)).scores
    columns = ["kans_hoog_methode", "kans_laag_methode"]
    pd.testing.assert_frame_equal(first[columns], other[columns], check_exact=True)


def test_in_the_gemeente_certainty_is_the_lower_of_data_and_method():
    firm = placed([120, 80], methods=[[120, 121, 119], [80, 79, 81]])
    shaky = placed([120, 80], methods=[[120, 102, 101], [80, 98, 99]])
    assert firm.zekerheid.tolist() == [STEVIG, STEVIG]
    assert shaky.zekerheid.tolist() == [UNSURE, UNSURE]
    assert shaky.klasse.tolist() == firm.klasse.tolist() == [1, -1]
