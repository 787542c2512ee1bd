"""Flags of single figures: who is tested, what an open figure may say, and what never changes."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control, norm

from wijkfoto.catalog import shipped_catalog
from wijkfoto.profile import ProfileInput, ProfileOptions
from wijkfoto.profile.inputs import align
from wijkfoto.signal import indicator_signals
from wijkfoto.signal.figures import COLUMNS

CATALOG = shipped_catalog()
OPTIONS = ProfileOptions(peiljaar=2020, draws=10, seed=1)
OWN = "GM0001"
N = 4000.0


def code(number: int) -> str:
    return f"WK{1 + number // 10:04d}{number % 10:02d}"


def row(number: int, indicator: str, value: float, **other: object) -> dict[str, object]:
    return {
        "region_code": code(number), "indicator_id": indicator, "peiljaar": 2020,
        "boundary_change": "ongewijzigd", "waarde": value, "waarde_low": value,
        "waarde_high": value, "waarde_status": "ok", "n": N,
    } | other  # fmt: skip


def country(
    changes: dict[tuple[int, str], dict[str, object]] | None = None,
    inwoners: dict[int, float] | None = None,
    wijken: int = 120,
) -> ProfileInput:
    """Wijken with about forty in a thousand on bijstand and 8% of low income."""
    rng = np.random.default_rng(7)
    rows = []
    for number in range(wijken):
        bijstand = rng.poisson(N * rng.normal(0.2, 0.03) ** 2) * 1000 / N
        for indicator, value in (
            ("bijstand_per_1000", bijstand),
            ("laag_inkomen", 100 * rng.binomial(int(N), 0.08) / N),
            ("moeite_rondkomen", 14 + rng.normal()),
        ):
            rows.append(
                row(number, indicator, value) | (changes or {}).get((number, indicator), {})
            )
    people = dict.fromkeys(range(wijken), 6000.0) | (inwoners or {})
    regions = pd.DataFrame(
        {
            "region_code": [code(k) for k in people],
            "gemeente_code": [f"GM{code(k)[2:6]}" for k in people],
            "inwoners": list(people.values()),
        }
    )
    return ProfileInput(pd.DataFrame(rows), regions)


def signals(inputs: ProfileInput, gemeenten=(OWN,), land=None) -> pd.DataFrame:
    figures = align(inputs, CATALOG, OPTIONS)
    table = indicator_signals(
        figures, {"bijstand_per_1000": 40.0} if land is None else land, CATALOG, gemeenten
    )
    return table.set_index(["region_code", "indicator_id"])


def test_every_counted_figure_of_the_chosen_gemeente_has_a_row_with_interval_and_funnel():
    table = signals(country())
    assert len(table) == 20
    assert list(table.reset_index().columns) == list(COLUMNS)
    found = table.loc[(code(0), "laag_inkomen")]
    assert found["interval_low"] < found["waarde"] < found["interval_high"]
    assert found["funnel_low"] < found["referentie"] < found["funnel_high"]
    assert found["method"] == "wilson"
    assert table.loc[(code(0), "bijstand_per_1000"), "method"] == "byar"


def test_estimates_of_a_model_are_never_tested():
    table = signals(country()).reset_index()
    assert set(table["indicator_id"]) == {"bijstand_per_1000", "laag_inkomen"}


def test_a_wijk_far_above_the_land_is_flagged_and_one_far_below_too():
    planted = {
        (0, "bijstand_per_1000"): {"waarde": 160.0, "waarde_low": 160.0, "waarde_high": 160.0},
        (1, "bijstand_per_1000"): {"waarde": 2.0, "waarde_low": 2.0, "waarde_high": 2.0},
    }
    table = signals(country(planted)).xs("bijstand_per_1000", level=1)
    assert table.loc[code(0), ["verschil", "signal"]].tolist() == ["hoger", "hoger"]
    assert table.loc[code(1), ["verschil", "signal"]].tolist() == ["lager", "lager"]
    assert table.loc[code(2), ["verschil", "signal"]].tolist() == [
        "geen_verschil",
        "niet_afwijkend",
    ]
    assert table["phi"].iloc[0] > 1


def test_a_clear_difference_that_is_ordinary_among_wijken_is_no_outlier():
    planted = {(0, "bijstand_per_1000"): {"waarde": 62.5, "waarde_low": 62.5, "waarde_high": 62.5}}
    found = signals(country(planted)).loc[(code(0), "bijstand_per_1000")]
    assert (found["verschil"], found["signal"]) == ("hoger", "niet_afwijkend")


@pytest.mark.parametrize(
    ("low", "high", "flag"),
    [(150.0, 170.0, "hoger"), (41.0, 170.0, "niet_afwijkend"), (30.0, 170.0, "niet_afwijkend")],
)
def test_both_ends_of_a_rounded_figure_must_agree_before_there_is_a_flag(low, high, flag):
    planted = {(0, "bijstand_per_1000"): {"waarde": 160.0, "waarde_low": low, "waarde_high": high}}
    found = signals(country(planted)).loc[(code(0), "bijstand_per_1000")]
    assert found["signal"] == flag
    assert found["interval_low"] < low
    assert found["interval_high"] > high


def test_a_secret_figure_is_flagged_only_when_its_whole_interval_lies_on_one_side():
    secret = {"waarde": None, "waarde_status": "censored", "waarde_low": 0.0}
    planted = {
        (0, "bijstand_per_1000"): secret | {"waarde_high": 1.75},
        (1, "bijstand_per_1000"): secret | {"waarde_high": 60.0},
    }
    table = signals(country(planted)).xs("bijstand_per_1000", level=1)
    assert np.isnan(table.loc[code(0), "waarde"])
    assert table.loc[code(0), "verschil"] == "lager"
    assert table.loc[code(1), "verschil"] == "geen_verschil"
    assert table.loc[code(1), "z_adjusted"] == 0
    assert table.loc[code(1), "q_value"] == 1


def test_a_secret_figure_moves_neither_the_land_nor_the_spread():
    key = (0, "bijstand_per_1000")
    secret = {"waarde": None, "waarde_status": "censored", "waarde_low": 0.0, "waarde_high": 900.0}
    with_it = signals(country({key: secret}), land={})
    without = signals(country({key: {"waarde": None, "waarde_status": "suppressed"}}), land={})
    of_land = ["referentie", "phi"]
    same = (code(1), "bijstand_per_1000")
    assert with_it.loc[same, of_land].tolist() == without.loc[same, of_land].tolist()


def test_without_a_number_of_people_nothing_is_claimed():
    found = signals(country({(0, "laag_inkomen"): {"n": None}})).loc[(code(0), "laag_inkomen")]
    assert (found["verschil"], found["signal"]) == ("geen_n", "geen_n")
    assert found[["interval_low", "z_adjusted", "q_value", "referentie"]].isna().all()


def test_about_fewer_than_fifty_inhabitants_nothing_is_claimed():
    table = signals(country(inwoners={0: 49.0, 1: 50.0})).xs("laag_inkomen", level=1)
    assert table.loc[code(0), "signal"] == "geen_n"
    assert table.loc[code(1), "signal"] != "geen_n"


def test_a_figure_that_is_not_there_has_no_row():
    inputs = country({(0, "laag_inkomen"): {"waarde": None, "waarde_status": "suppressed"}})
    assert (code(0), "laag_inkomen") not in signals(inputs).index


def test_too_few_wijken_make_no_country_to_compare_with():
    table = signals(country(wijken=40))
    assert set(table["signal"]) == {"te_weinig_wijken"}
    assert table["z_adjusted"].isna().all()
    assert table["interval_low"].notna().all()


def test_the_published_value_of_the_land_leads_and_the_reference_wijken_stand_in():
    table = signals(country())
    assert table.loc[(code(0), "bijstand_per_1000"), "referentie"] == pytest.approx(40.0)
    assert table.loc[(code(0), "laag_inkomen"), "referentie"] == pytest.approx(8.0, abs=0.1)


def test_flags_do_not_depend_on_order_names_of_gemeenten_or_which_are_chosen():
    planted = {
        (0, "bijstand_per_1000"): {"waarde": 160.0, "waarde_low": 150.0, "waarde_high": 170.0}
    }
    inputs = country(planted)
    whole = signals(inputs, [f"GM{g:04d}" for g in range(1, 13)])
    alone = signals(inputs)
    pd.testing.assert_frame_equal(whole.loc[alone.index], alone)
    mixed = ProfileInput(
        inputs.values.sample(frac=1, random_state=3),
        inputs.regions.sample(frac=1, random_state=4),
    )
    pd.testing.assert_frame_equal(signals(mixed), alone)


def test_the_false_discovery_rate_is_held_over_every_wijk_of_the_country_per_indicator():
    planted = {
        (0, "bijstand_per_1000"): {"waarde": 160.0, "waarde_low": 160.0, "waarde_high": 160.0}
    }
    whole = signals(country(planted), [f"GM{g:04d}" for g in range(1, 13)])
    for _, rows in whole.groupby("indicator_id"):
        p = 2 * norm.sf(rows["z_adjusted"].abs())
        np.testing.assert_allclose(rows["q_value"], false_discovery_control(p))
    assert (whole["q_value"] > 2 * norm.sf(whole["z_adjusted"].abs())).mean() > 0.9


def test_a_gemeente_without_any_figure_gives_an_empty_table():
    inputs = country()
    only_model = replace(
        inputs, values=inputs.values[inputs.values["indicator_id"] == "moeite_rondkomen"]
    )
    table = signals(only_model)
    assert table.empty
