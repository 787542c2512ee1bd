"""Changes between two years: what is found, how sure it is, and what is never claimed."""

import logging

import numpy as np
import pandas as pd
import pytest

from wijkfoto.catalog import shipped_catalog
from wijkfoto.errors import WijkfotoError
from wijkfoto.trend import TrendOptions, changes
from wijkfoto.trend.trend import COLUMNS
from wijkfoto.trend.usual import Usual, usual_change

CATALOG = shipped_catalog()
LOG = logging.getLogger(__name__)
OPTIONS = TrendOptions(draws=1000, seed=1)


def pair(van: float, tot: float, **more: object) -> dict[str, object]:
    """A pair of shares in whole per cents of 100,000 households, rounded to a tenth."""
    half = float(more.pop("half", 0.05))  # type: ignore[arg-type]
    row: dict[str, object] = {
        "region_code": "WK000101", "indicator_id": "laag_inkomen", "unit": "%", "reden": None,
        "van_jaar": 2018, "tot_jaar": 2020, "grens": "ongewijzigd",
        "waarde_van": van, "waarde_van_low": max(van - half, 0), "waarde_van_high": van + half,
        "waarde_tot": tot, "waarde_tot_low": max(tot - half, 0), "waarde_tot_high": tot + half,
        "n_van": 100_000.0, "n_tot": 100_000.0, "land_van": np.nan, "land_tot": np.nan,
        "level": "wijk", "is_chosen": True,
    }  # fmt: skip
    return row | more


def no_pair(reden: str, **more: object) -> dict[str, object]:
    figures = ["van_jaar", "tot_jaar", "grens"]
    figures += [name for name in pair(1, 1) if name.startswith(("waarde", "n_"))]
    return pair(1, 1) | dict.fromkeys(figures) | {"reden": reden} | more


def others(row: dict[str, object], wijken: int = 60) -> list[dict[str, object]]:
    """Wijken elsewhere that are large and change as much as wijken can: they forbid nothing."""
    start = float(row["waarde_van"] or 1)  # type: ignore[arg-type]
    ends = np.linspace(0.4, 1.9, wijken) * max(start, 1)
    same = {n: row[n] for n in ("indicator_id", "unit", "van_jaar", "tot_jaar")}
    return [
        pair(max(start, 1), float(end), **same, region_code=f"WK99{i:04}", is_chosen=False)
        for i, end in enumerate(ends)
    ]


def told(*rows: dict[str, object], options: TrendOptions = OPTIONS) -> pd.DataFrame:
    every = [*rows, *(others(rows[0]) if rows[0]["van_jaar"] else [])]
    return changes(pd.DataFrame(every), CATALOG, options)


def only(*rows: dict[str, object]) -> pd.Series:
    found = told(*rows)
    assert len(found) == 1
    return found.iloc[0]


# --- what is found -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("van", "tot", "klasse"),
    [(8, 12, "gestegen"), (12, 8, "gedaald"), (8, 8.1, "gelijk"), (50, 51, "gelijk")],
)
def test_a_planted_change_is_found_and_a_small_one_is_no_change(van, tot, klasse):
    row = only(pair(van, tot))
    assert (row.klasse, row.zekerheid) == (klasse, "stevig")
    assert row.verschil == pytest.approx(tot - van)
    assert row.verschil_low <= row.verschil <= row.verschil_high


def test_the_difference_is_in_the_unit_and_per_year():
    row = only(pair(40, 60, unit="per 1.000", indicator_id="bijstand_per_1000"))
    assert row.verschil == pytest.approx(20)
    assert row.verschil_per_jaar == pytest.approx(10)
    assert 17 < row.verschil_low < 20 < row.verschil_high < 23


def test_the_same_change_in_fewer_households_is_less_sure():
    large = only(pair(8, 10))
    small = only(pair(8, 10, n_van=80.0, n_tot=80.0))
    assert large.zekerheid == "stevig"
    assert small.zekerheid == "onzeker"
    assert small.verschil_high - small.verschil_low > 10 * (
        large.verschil_high - large.verschil_low
    )


def test_a_wijk_that_fell_while_the_land_fell_more_has_risen_against_the_land():
    row = only(pair(10, 9, land_van=10.0, land_tot=7.0))
    assert (row.klasse, row.klasse_land) == ("gedaald", "gestegen")
    assert row.zekerheid_land == "stevig"
    assert row.verschil_land == pytest.approx(-3)


def test_the_land_is_not_compared_with_itself_nor_a_wijk_with_a_land_without_figures():
    land = only(pair(10, 9, region_code="NL00", land_van=10.0, land_tot=9.0))
    wijk = only(pair(10, 9))
    for row in (land, wijk):
        assert row.klasse == "gedaald"
        assert pd.isna(row.klasse_land)
        assert pd.isna(row.zekerheid_land)


def test_a_mean_amount_is_never_firm_and_of_few_people_unsure():
    def income(people: float, region: str = "WK000101") -> tuple[str, str]:
        row = only(
            pair(
                30.0, 33.6, unit="x 1.000 euro", indicator_id="inkomen_per_inwoner",
                n_van=people, n_tot=people, region_code=region,
                level="land" if region == "NL00" else "wijk",
            )
        )  # fmt: skip
        return row.klasse, row.zekerheid

    assert income(12_000.0) == ("gestegen", "redelijk")
    assert income(60.0) == ("gestegen", "onzeker")
    assert income(float("nan")) == ("gestegen", "onzeker")
    assert income(17e6, "NL00") == ("gestegen", "stevig")


def test_a_count_is_compared_by_its_ratio_and_an_amount_has_no_chance():
    count = only(pair(100, 120, unit="aantal", indicator_id="bijstand", half=5))
    large = only(pair(10_000, 12_000, unit="aantal", indicator_id="bijstand", half=5))
    amount = only(pair(200, 230, unit="x 1.000 euro", indicator_id="woz_waarde", half=0.5))
    assert count.zekerheid != "stevig"
    assert (large.klasse, large.zekerheid) == ("gestegen", "stevig")
    assert (amount.klasse, amount.zekerheid) == ("gestegen", "redelijk")
    assert 29 < amount.verschil_low < amount.verschil_high < 31


# --- what is never claimed -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "reden", ["andere_definitie", "ander_gebied", "modelcijfer", "een_jaar", "geen_cijfers"]
)
def test_without_a_pair_there_is_a_reason_and_no_figure(reden):
    row = only(no_pair(reden))
    assert row.reden == reden
    figures = [c for c in COLUMNS if c not in ("region_code", "indicator_id", "reden")]
    assert row[figures].isna().all()


def test_over_an_area_that_nobody_followed_a_difference_is_told_and_no_class():
    row = only(
        pair(8, 12, grens="niet_nagegaan", reden="niet_nagegaan", land_van=8.0, land_tot=8.0)
    )
    assert row.verschil == pytest.approx(4)
    assert row[["klasse", "zekerheid", "klasse_land", "zekerheid_land"]].isna().all()


def test_harmonised_figures_make_at_most_a_fair_certainty():
    row = only(pair(8, 12, grens="geharmoniseerd", land_van=8.0, land_tot=8.0))
    assert (row.klasse, row.zekerheid, row.zekerheid_land) == ("gestegen", "redelijk", "redelijk")


@pytest.mark.parametrize(
    ("indicator_id", "unit", "step", "half"),
    [
        ("bijstand", "aantal", 10, 5),
        ("inwoners", "aantal", 5, 4),
        ("laag_inkomen", "%", 0.1, 0.05),
        ("koopwoningen", "%", 1, 0.5),
    ],
)
def test_one_step_of_rounding_is_never_a_sure_change(indicator_id, unit, step, half):
    households = 1_000.0
    rows = [
        pair(
            low * step, (low + 1) * step, indicator_id=indicator_id, unit=unit, half=half,
            region_code=f"WK0001{low:02}", n_van=households, n_tot=households,
        )
        for low in range(1, 40)
    ]  # fmt: skip
    found = told(*rows)
    assert not found[(found["klasse"] != "gelijk") & (found["zekerheid"] == "stevig")].size


def test_nothing_known_of_nothing_gives_no_class_with_certainty():
    row = only(pair(0, 0, n_van=12.0, n_tot=12.0))
    assert row.zekerheid == "onzeker"
    assert row.verschil_low < 0 < row.verschil_high


def test_two_pairs_of_one_figure_are_refused():
    with pytest.raises(WijkfotoError, match="WK000101 laag_inkomen"):
        told(pair(8, 9), pair(8, 10))


def test_without_any_pair_there_are_still_rows():
    found = told(no_pair("modelcijfer"))
    assert list(found.columns) == list(COLUMNS)
    assert found["van_jaar"].isna().all()


# --- identical and honest ------------------------------------------------------------------------


def made(
    rng: np.random.Generator, wijken: int, mean: float, sd: float
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Make figures of two years; return the true differences, in points and on the logit scale."""
    n = np.round(np.exp(rng.uniform(np.log(100), np.log(8_000), wijken)))
    level, step = rng.normal(-2.2, 0.6, wijken), rng.normal(mean, sd, wijken)
    truth = [100 / (1 + np.exp(-each)) for each in (level, level + step)]
    shown = [np.round(100 * rng.binomial(n.astype(int), true / 100) / n, 1) for true in truth]
    rows = [
        pair(a, b, region_code=f"WK{i:06}", n_van=size, n_tot=size)
        for i, (a, b, size) in enumerate(zip(*shown, n, strict=True))
    ]
    return pd.DataFrame(rows), truth[1] - truth[0], step


def test_rows_in_another_order_give_the_same_rows_and_so_does_a_choice_among_them():
    rows, _, _ = made(np.random.default_rng(4), 60, 0.1, 0.2)
    whole = changes(rows, CATALOG, OPTIONS)
    shuffled = changes(rows.sample(frac=1, random_state=2), CATALOG, OPTIONS)
    one = changes(rows.assign(is_chosen=rows.index == 7), CATALOG, OPTIONS)
    pd.testing.assert_frame_equal(whole, shuffled)
    pd.testing.assert_frame_equal(whole.iloc[[7]].reset_index(drop=True), one)


def test_the_name_of_a_wijk_moves_bounds_by_chance_only():
    rows, _, _ = made(np.random.default_rng(4), 60, 0.1, 0.2)
    other = rows.assign(region_code=rows["region_code"].str.replace("WK00", "WK88"))
    one, renamed = (changes(each, CATALOG, OPTIONS) for each in (rows, other))
    assert one["verschil"].tolist() == renamed["verschil"].tolist()
    width = one["verschil_high"] - one["verschil_low"]
    assert ((one["verschil_low"] - renamed["verschil_low"]).abs() < 0.15 * width).all()


def test_another_seed_gives_other_bounds_and_the_same_difference():
    one = only(pair(8, 9, n_van=500.0, n_tot=500.0))
    other = told(pair(8, 9, n_van=500.0, n_tot=500.0), options=TrendOptions(1000, 2)).iloc[0]
    assert one.verschil == other.verschil
    assert one.verschil_low != other.verschil_low


def test_the_interval_holds_the_true_change_in_nine_of_ten_wijken():
    held = []
    for seed in range(10):
        rows, truth, _ = made(np.random.default_rng(seed), 500, 0.15, 0.1)
        found = changes(rows, CATALOG, TrendOptions(draws=500, seed=seed))
        held.append(((found["verschil_low"] <= truth) & (truth <= found["verschil_high"])).mean())
    LOG.info("held in %.3f to %.3f, mean %.3f", min(held), max(held), np.mean(held))
    assert 0.87 <= np.mean(held) <= 0.93


@pytest.mark.parametrize(("mean", "sd"), [(0.0, 0.0), (0.0, 0.2), (0.15, 0.1)])
def test_a_firm_class_is_right_in_nine_of_ten_wijken(mean, sd):
    """Truth is a change below, inside or above the threshold of 0.1; small and large wijken."""
    right, claimed = [], []
    for seed in range(8):
        rows, _, step = made(np.random.default_rng(100 + seed), 400, mean, sd)
        found = changes(rows, CATALOG, TrendOptions(draws=500, seed=seed))
        true = np.select([step < -0.1, step > 0.1], ["gedaald", "gestegen"], "gelijk")
        firm = (found["zekerheid"] == "stevig").to_numpy()
        right.append((found["klasse"].to_numpy() == true)[firm].mean())
        claimed.append(firm.mean())
    LOG.info("right in %.3f to %.3f, firm %.3f", min(right), max(right), np.mean(claimed))
    assert np.mean(right) >= 0.9


def test_where_nothing_changed_chance_makes_no_sure_change():
    """Without the usual change, 6 in 100 small wijken would be told to have changed for sure."""
    rows, _, _ = made(np.random.default_rng(3), 1_000, 0.0, 0.0)
    found = changes(rows, CATALOG, OPTIONS)
    sure = found["zekerheid"].isin(["stevig", "redelijk"]) & (found["klasse"] != "gelijk")
    assert sure.sum() == 0


def test_a_class_that_the_figures_of_the_wijk_deny_is_never_sure():
    """Nearly all wijken change alike, so the odd one is moved far, and may not be called alike."""
    as_land = {
        "indicator_id": "inwoners_65plus", "unit": "aantal", "half": 2.5,
        "land_van": 1_000.0, "land_tot": 1_080.0,
    }  # fmt: skip
    alike = [pair(1_000, 1_080, region_code=f"WK1{i:05}", **as_land) for i in range(60)]
    found = changes(pd.DataFrame([pair(305, 395, **as_land), *alike]), CATALOG, OPTIONS)
    row = found.set_index("region_code").loc["WK000101"]
    assert (row.klasse, row.zekerheid) == ("gestegen", "stevig")
    assert (row.klasse_land, row.zekerheid_land) == ("gelijk", "onzeker")


def test_without_other_wijken_to_compare_with_nothing_is_sure():
    alone = changes(pd.DataFrame([pair(8, 12)]), CATALOG, OPTIONS).iloc[0]
    assert (alone.klasse, alone.zekerheid) == ("gestegen", "onzeker")


def test_the_land_needs_no_other_lands():
    land = changes(pd.DataFrame([pair(8, 12, region_code="NL00", level="land")]), CATALOG, OPTIONS)
    assert land.iloc[0][["klasse", "zekerheid"]].tolist() == ["gestegen", "stevig"]


def test_wijken_of_other_years_do_not_tell_what_is_usual():
    rows = [pair(8, 12), *others(pair(8, 12, van_jaar=2017))]
    assert changes(pd.DataFrame(rows), CATALOG, OPTIONS).iloc[0].zekerheid == "onzeker"


# --- the usual change ----------------------------------------------------------------------------


def test_the_usual_change_is_found_back_from_noisy_wijken():
    rng = np.random.default_rng(1)
    variance = rng.uniform(0.01, 0.2, 3_000)
    change = rng.normal(0.12, 0.25, 3_000) + rng.normal(0, np.sqrt(variance))
    usual = usual_change(change, variance, least_sd=0.05, least_wijken=20)
    assert usual.mean == pytest.approx(0.12, abs=0.02)
    assert usual.sd == pytest.approx(0.25, abs=0.02)


def test_wijken_that_differ_by_chance_alone_keep_the_least_spread():
    rng = np.random.default_rng(2)
    variance = np.full(500, 0.04)
    usual = usual_change(rng.normal(0, 0.2, 500), variance, least_sd=0.05, least_wijken=20)
    assert usual.sd <= 0.08
    same = usual_change(np.zeros(500), variance, least_sd=0.05, least_wijken=20)
    assert same.sd == 0.05


def test_a_wijk_is_moved_to_the_usual_change_as_far_as_it_says_little():
    usual = Usual(mean=0.0, sd=0.1)
    rng = np.random.default_rng(3)
    draws = np.array([[1.0], [1.0]]) + np.array([[0.01], [0.3]]) * rng.normal(size=(2, 20_000))
    precise, vague = usual.temper(draws)
    assert precise.mean() == pytest.approx(0.99, abs=0.01)
    assert vague.mean() == pytest.approx(0.1, abs=0.02)
    assert vague.std() == pytest.approx(0.1 * 0.3 / np.hypot(0.1, 0.3), rel=0.03)
