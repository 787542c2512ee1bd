"""Patterns on the map of a gemeente: enough wijken, one seed, any order, few false clusters."""

import logging

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from wijkfoto.signal import PatternOptions, spatial_pattern

log = logging.getLogger(__name__)

OPTIONS = PatternOptions(min_areas=20, permutations=1999, fdr=0.05, seed=1)
SIDE = 6
CODES = [f"WK0001{number:02d}" for number in range(SIDE * SIDE)]
SHAPES = {
    code: box(1000 * (k % SIDE), 1000 * (k // SIDE), 1000 * (k % SIDE + 1), 1000 * (k // SIDE + 1))
    for k, code in enumerate(CODES)
}
GEMEENTE = dict.fromkeys(CODES, "GM0001")
DOMAIN = "werk_inkomen_schulden"


def scores(values, domain=DOMAIN) -> pd.DataFrame:
    return pd.DataFrame(
        {"region_code": CODES, "domain_id": domain, "score": values, "score_zonder_model": values}
    )


def noise(seed: int) -> np.ndarray:
    return 100 + 5 * np.random.default_rng(seed).normal(size=len(CODES))


def corner(seed: int = 0) -> np.ndarray:
    values = noise(seed).reshape(SIDE, SIDE)
    values[:3, :3] += 30
    return values.ravel()


def found(table, shapes=SHAPES, gemeenten=("GM0001",), options=OPTIONS):
    return spatial_pattern(table, GEMEENTE, shapes, gemeenten, options)


def test_a_corner_of_high_scores_is_a_pattern_and_a_cluster():
    pattern = found(scores(corner()))
    row = pattern.patterns.iloc[0]
    assert row["status"] == "bij_elkaar"
    assert (row["n"], row["expected"]) == (36, pytest.approx(-1 / 35))
    clusters = pattern.clusters.set_index("region_code")["cluster"]
    assert clusters["WK000100"] == clusters["WK000107"] == "hoog_hoog"
    assert clusters["WK000135"] != "hoog_hoog"


def smoothed(values: np.ndarray) -> np.ndarray:
    """What a model makes of scores when it borrows half of each from the wijken around it."""
    grid = np.pad(values.reshape(SIDE, SIDE), 1, mode="edge")
    around = (grid[:-2, 1:-1] + grid[2:, 1:-1] + grid[1:-1, :-2] + grid[1:-1, 2:]) / 4
    return ((grid[1:-1, 1:-1] + around) / 2).ravel()


def test_what_a_model_smoothed_is_no_pattern_of_the_wijken():
    told = [scores(smoothed(noise(seed))).assign(score_zonder_model=np.nan) for seed in range(20)]
    # Taken for figures of the wijken themselves, these would be patterns.
    bare = [found(table.assign(score_zonder_model=table["score"])) for table in told]
    assert sum((each.patterns["status"] == "bij_elkaar").sum() for each in bare) >= 10
    for table in told:
        pattern = found(table)
        assert pattern.patterns["status"].tolist() == ["modelcijfers"]
        assert pattern.patterns[["moran_i", "p_value"]].isna().all(axis=None)
        assert pattern.clusters.empty


def test_the_pattern_is_that_of_the_scores_without_model_figures():
    table = scores(corner()).assign(score=noise(1))
    assert found(table).patterns["status"].tolist() == ["bij_elkaar"]


def test_noise_seldom_makes_a_pattern_or_a_cluster():
    patterns, maps = 0, 0
    for seed in range(40):
        pattern = found(scores(noise(seed)))
        patterns += (pattern.patterns["status"] != "geen_patroon").sum()
        maps += (pattern.clusters["cluster"] != "geen").any()
    log.info("of 40 maps of noise: %d patterns, %d with a cluster", patterns, maps)
    assert patterns <= 6
    assert maps <= 6


def test_a_low_wijk_among_high_ones_is_named_as_such():
    values = corner()
    values[CODES.index("WK000107")] = 70
    clusters = found(scores(values)).clusters.set_index("region_code")["cluster"]
    assert clusters["WK000107"] == "laag_hoog"


def test_with_fewer_wijken_than_the_norm_nothing_is_tested():
    few = scores(corner()).head(19)
    pattern = found(few)
    row = pattern.patterns.iloc[0]
    assert (row["status"], row["n"]) == ("te_weinig_gebieden", 19)
    assert row[["moran_i", "p_value", "q_value"]].isna().all()
    assert pattern.clusters.empty


def test_wijken_without_score_or_shape_do_not_count():
    values = corner()
    values[:10] = np.nan
    shapes = {code: shape for code, shape in SHAPES.items() if code != CODES[-1]}
    assert found(scores(values), shapes).patterns["n"].tolist() == [25]


def test_equal_scores_have_no_pattern_to_test():
    pattern = found(scores(np.full(len(CODES), 101.3)))
    assert pattern.patterns["status"].tolist() == ["geen_spreiding"]
    assert pattern.clusters.empty


def test_the_chances_of_all_domains_of_a_gemeente_are_corrected_together():
    table = pd.concat([scores(corner()), scores(noise(4), "wonen_leefbaarheid")])
    patterns = found(table).patterns
    assert patterns["q_value"].max() == pytest.approx(patterns["p_value"].max())
    assert patterns["q_value"].min() == pytest.approx(2 * patterns["p_value"].min())


def test_neither_order_nor_other_gemeenten_change_anything():
    table = pd.concat([scores(corner()), scores(noise(4), "wonen_leefbaarheid")])
    base = found(table)
    mixed = found(table.sample(frac=1, random_state=2), dict(reversed(SHAPES.items())))
    pd.testing.assert_frame_equal(base.patterns, mixed.patterns)
    pd.testing.assert_frame_equal(base.clusters, mixed.clusters)
    more = found(table, gemeenten=("GM0002", "GM0001"))
    pd.testing.assert_frame_equal(base.patterns, more.patterns)


def test_another_seed_deals_other_scores():
    other = PatternOptions(min_areas=20, permutations=1999, fdr=0.05, seed=2)
    one, two = found(scores(noise(1))), found(scores(noise(1)), options=other)
    assert one.patterns["moran_i"].tolist() == two.patterns["moran_i"].tolist()
    assert one.clusters["p_value"].tolist() != two.clusters["p_value"].tolist()
