"""The scale on which figures are compared."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from tests.unit.test_profile_builder import (
    OPTIONS,
    THREE,
    catalog,
    country,
    domain,
    indicator,
    regions,
    rows,
    shares,
    three_facts,
)
from wijkfoto.errors import CatalogError, WijkfotoError
from wijkfoto.profile import ProfileInput, ProfileOptions, score_domains
from wijkfoto.profile.inputs import align
from wijkfoto.profile.score import clip_z
from wijkfoto.profile.transform import (
    as_compared,
    half_width,
    logit_of_count,
    logit_without_count,
    logits,
)

fractions = st.floats(0, 1, allow_nan=False)
counts = st.floats(1, 1e6)


@given(fractions, counts)
def test_the_logit_of_a_count_is_finite_and_that_of_the_shifted_share(share, n):
    value = logit_of_count(np.array([share]), np.array([n]))[0]
    assert np.isfinite(value)
    assert expit(value) == pytest.approx((share * n + 0.5) / (n + 1), rel=1e-9)


@given(fractions, st.floats(0, 1e-6), counts)
def test_a_small_step_in_a_share_is_a_small_step_in_its_logit(share, step, n):
    start, end = logit_of_count(np.array([share, min(1.0, share + step)]), np.array([n, n]))
    assert end - start + 1e-9 >= 0
    assert end - start <= 4 * step * n + 1e-6


@given(fractions, fractions, counts)
def test_a_higher_share_never_has_a_lower_logit(one, other, n):
    low, high = sorted((one, other))
    values = logit_of_count(np.array([low, high]), np.array([n, n]))
    assert values[0] <= values[1]


@given(fractions, st.floats(1e-5, 0.01))
def test_without_a_count_a_share_keeps_half_a_rounding_off_the_ends(share, half):
    value = logit_without_count(np.array([share]), half)[0]
    assert half * (1 - 1e-9) <= expit(value) <= 1 - half * (1 - 1e-9)
    if half < share < 1 - half:
        assert expit(value) == pytest.approx(share, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, 0.0005),
        ({"unit": "per 1.000"}, 0.00005),
        ({"afronding": {"half_breedte": 0.5}}, 0.005),
        ({"afronding": None}, 0.0005),
    ],
)
def test_half_the_rounding_is_a_fraction_of_the_whole(change, expected):
    assert half_width(indicator("geld", **change)) == pytest.approx(expected)


def test_winsor_clips_at_three_and_leaves_the_rest():
    z = np.array([-9.0, -3.0, -1.5, 0.0, 2.999, 3.0, 4.0])
    assert clip_z(z, catalog(THREE)).tolist() == [-3, -3, -1.5, 0, 2.999, 3, 3]


def test_the_number_of_inhabitants_does_not_shrink_a_model_estimate():
    place = regions()
    same = shares(len(place), 3)
    inputs = country(
        {
            "geld": rows(place["region_code"], "geld", same, n=20.0),
            "rondkomen": rows(place["region_code"], "rondkomen", same, n=20.0),
        },
        place,
    )
    figures = align(inputs, catalog(THREE), OPTIONS)
    values = logits(figures)
    model, register = figures.column["rondkomen"], figures.column["geld"]
    assert values[:, model] == pytest.approx(logit_without_count(same, 0.0005))
    assert values[:, register] == pytest.approx(logit_of_count(same, np.full(len(same), 20.0)))


def test_percent_and_per_thousand_are_both_shares():
    place = regions()
    same = shares(len(place), 4)
    inputs = country(
        {
            "hulp": rows(place["region_code"], "hulp", same),
            "bijstand": rows(place["region_code"], "bijstand", same, unit=1000.0),
        },
        place,
    )
    made = catalog(domain("werk", ["geld"], ["hulp", "bijstand"]))
    figures = align(inputs, made, OPTIONS)
    assert figures.share[:, 0] == pytest.approx(same)
    assert figures.share[:, 1] == pytest.approx(same)


def test_a_share_above_the_whole_is_the_whole():
    place = regions()
    figures = align(country({"geld": np.full(len(place), 3.0)}, place), catalog(THREE), OPTIONS)
    assert (figures.share == 1).all()


def test_a_figure_without_a_share_unit_is_refused():
    money = indicator("inkomen", unit="x 1.000 euro")
    made = catalog(domain("werk", ["inkomen"]), extra=[money])
    inputs = country({"inkomen": shares(120, 1)})
    with pytest.raises(CatalogError, match=r"inkomen: its unit is 'x 1\.000 euro'"):
        align(inputs, made, OPTIONS)


def test_a_missing_column_is_named():
    inputs = three_facts()
    broken = ProfileInput(values=inputs.values.drop(columns="n"), regions=inputs.regions)
    with pytest.raises(WijkfotoError, match="column n is missing"):
        score_domains(broken, catalog(THREE), OPTIONS, [])


def test_a_row_that_stands_twice_is_refused():
    inputs = three_facts()
    twice = ProfileInput(
        values=inputs.values.iloc[[0, *range(len(inputs.values))]], regions=inputs.regions
    )
    with pytest.raises(WijkfotoError, match="WK000100 geld 2020"):
        score_domains(twice, catalog(THREE), OPTIONS, [])


def test_a_profile_without_draws_is_refused():
    with pytest.raises(WijkfotoError, match="at least one draw"):
        ProfileOptions(peiljaar=2020, draws=0, seed=1)


def test_what_is_compared_keeps_off_the_ends_only_where_no_count_does_that():
    places = regions()
    none = np.zeros(len(places))
    inputs = country({"geld": none, "rondkomen": none, "gezond": none + 1}, places)
    figures = align(inputs, catalog(THREE), OPTIONS)
    share, n = as_compared(figures)
    column = figures.column
    assert (share[:, column["geld"]] == 0).all()
    assert (n[:, column["geld"]] == 1500).all()
    half = half_width(catalog(THREE).indicators["rondkomen"])
    assert (share[:, column["rondkomen"]] == half).all()
    assert (share[:, column["gezond"]] == 1 - half).all()
    assert np.isnan(n[:, [column["rondkomen"], column["gezond"]]]).all()
    assert np.isfinite(logits(figures)).all()
