"""Buurten on the scale of the wijken: the same recipe, held against gemeente and own wijk."""

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
    related,
    rows,
    three_facts,
)
from wijkfoto.profile import BuurtProfile, Profile, ProfileInput, score_buurten, score_domains
from wijkfoto.profile import buurten as module
from wijkfoto.profile.inputs import VALUE_COLUMNS
from wijkfoto.profile.tables import EVIDENCE_COLUMNS, SCORE_COLUMNS

Made = tuple[pd.DataFrame, dict[str, object]]

CATALOG = catalog(THREE)
LAND = three_facts()
CHOSEN = ["GM0001", "GM0002"]
ONE, TWO = "WK000100", "WK000101"
"""A wijk of one buurt, and one of three."""

FIGURES = {"geld": 0.2, "rondkomen": 0.3, "gezond": 0.6}


def profile(options=OPTIONS) -> Profile:
    return score_domains(LAND, CATALOG, options, CHOSEN)


def copied(buurt: str, wijk: str) -> Made:
    """A buurt with the figures and inhabitants of its wijk."""
    values = LAND.values[LAND.values["region_code"] == wijk].assign(region_code=buurt)
    people = LAND.regions.set_index("region_code").loc[wijk, "inwoners"]
    return values, place(buurt, wijk, people)


def made(buurt: str, wijk: str, people: float = 800.0, **figures: float) -> Made:
    """A buurt with shares of its own; those that are not named are FIGURES."""
    parts = [rows([buurt], name, [v], n=people) for name, v in (FIGURES | figures).items()]
    return pd.concat(parts), place(buurt, wijk, people)


def place(buurt: str, wijk: str, people: float) -> dict[str, object]:
    gemeente = "GM" + wijk[2:6]
    return {
        "region_code": buurt, "wijk_code": wijk, "gemeente_code": gemeente, "inwoners": people,
    }  # fmt: skip


def together(*buurten: Made) -> ProfileInput:
    values, places = zip(*buurten, strict=True)
    return ProfileInput(pd.concat(values, ignore_index=True), pd.DataFrame(list(places)))


def usual() -> ProfileInput:
    return together(
        copied("BU00010001", ONE),
        made("BU00010101", TWO, geld=0.45, rondkomen=0.6, gezond=0.3),
        made("BU00010102", TWO),
        made("BU00010103", TWO, geld=np.nan, rondkomen=np.nan, gezond=np.nan),
        made("BU00020001", "WK000200", 60.0, geld=0.1),
        made("BU00020002", "WK000200", 45.0),
    )


def scored(inputs: ProfileInput, options=OPTIONS, base: Profile | None = None) -> BuurtProfile:
    return score_buurten(inputs, LAND.regions, base or profile(options), CATALOG, options)


def of(table: pd.DataFrame, code: str) -> pd.Series:
    return table.set_index("region_code").loc[code]


def test_a_buurt_with_the_figures_of_its_wijk_has_its_score_class_and_percentile():
    base = profile()
    found, wijk = of(scored(usual(), base=base).scores, "BU00010001"), of(base.scores, ONE)
    same = ["score", "score_zonder_model", "klasse", "klasse_zonder_model", "percentile",
            "coverage", "smal", "oudste_jaar", "verschil_gemeente",
            "kans_hoog_methode", "kans_laag_methode"]  # fmt: skip
    assert found[same].tolist() == wijk[same].tolist()


def test_the_draws_of_a_buurt_are_its_own():
    base = profile()
    found, wijk = of(scored(usual(), base=base).scores, "BU00010001"), of(base.scores, ONE)
    assert found["score_low"] != wijk["score_low"]
    assert found["score_low"] == pytest.approx(wijk["score_low"], abs=1.5)


def test_buurten_change_nothing_about_the_wijken():
    base, apart = profile(), profile()
    scored(usual(), base=base)
    for name in ("scores", "evidence", "without", "variance"):
        before, after = getattr(apart, name), getattr(base, name)
        pd.testing.assert_frame_equal(before, after, check_exact=True)
    assert np.array_equal(apart.draws.values, base.draws.values, equal_nan=True)


def test_the_difference_is_from_the_mean_of_the_wijken_of_the_gemeente():
    base = profile()
    found = of(scored(usual(), base=base).scores, "BU00010101")
    wijken = base.scores.merge(LAND.regions, on="region_code")
    mine = wijken[wijken["gemeente_code"] == "GM0001"]
    mean = np.average(mine["score"], weights=mine["inwoners"])
    assert found["verschil_gemeente"] == pytest.approx(found["score"] - mean, abs=1e-9)
    assert found["verschil_low"] <= found["verschil_gemeente"] <= found["verschil_high"]
    assert found["klasse_gemeente"] == "hoog"


def test_the_interval_inside_the_gemeente_holds_the_doubt_about_its_mean_too():
    few = replace(OPTIONS, draws=2000)
    base = profile(few)
    found = of(scored(usual(), few, base).scores, "BU00010102")
    own = found["score_high"] - found["score_low"]
    wide = found["verschil_high"] - found["verschil_low"]
    assert own < wide < 1.3 * own


def test_a_buurt_has_no_rank():
    ranks = scored(usual()).scores[["rank_in_gemeente", "rank_low", "rank_high"]]
    assert ranks.isna().all(axis=None)


def test_a_buurt_without_figures_and_one_of_45_people_claim_nothing():
    found = scored(usual())
    for code in ("BU00010103", "BU00020002"):
        row = of(found.scores, code)
        assert row["zekerheid"] == row["zekerheid_gemeente"] == "te_weinig_gegevens"
        empty = ["score", "score_low", "klasse", "klasse_gemeente", "percentile", "kans_hoog"]
        assert row[empty].isna().all()
        assert of(found.in_wijk, code)["zekerheid_wijk"] == "te_weinig_gegevens"
        assert code not in set(found.evidence["area_code"])
    assert of(found.scores, "BU00020001")["zekerheid"] != "te_weinig_gegevens"


def test_contributions_of_a_buurt_sum_to_its_score():
    found = scored(usual())
    total = found.evidence.groupby("area_code")["contribution"].sum()
    score = found.scores.set_index("region_code")["score"].dropna()
    assert (total - (score - 100)).abs().max() < 1e-9


def test_a_buurt_is_held_against_its_own_wijk():
    base = profile()
    found = scored(usual(), base=base)
    row, wijk = of(found.in_wijk, "BU00010101"), of(base.scores, TWO)
    score = of(found.scores, "BU00010101")["score"]
    assert row["verschil_wijk"] == pytest.approx(score - wijk["score"], abs=1e-9)
    assert row["verschil_low"] <= row["verschil_wijk"] <= row["verschil_high"]
    assert row["klasse_wijk"] == "hoog"


def test_the_only_buurt_of_a_wijk_is_not_compared_with_it():
    row = of(scored(usual()).in_wijk, "BU00010001")
    assert row[["klasse_wijk", "verschil_wijk", "verschil_low"]].isna().all()
    assert row["zekerheid_wijk"] == "te_weinig_gegevens"


def test_a_buurt_on_use_in_a_wijk_on_need_is_never_told_to_differ():
    domain_of_use = catalog(domain("werk", ["geld", "minimum", "rondkomen"], ["bijstand"]))
    a, b, c = related(len(LAND.regions), (11, 12, 13))
    use = rows(LAND.regions["region_code"], "bijstand", c, unit=1000.0, half=0.5)
    figures = {"geld": a, "minimum": b, "rondkomen": c, "bijstand": use}
    land = country(figures, LAND.regions)
    base = score_domains(land, domain_of_use, OPTIONS, CHOSEN)
    wijk = of(base.scores, TWO)
    assert not wijk["op_basis_van_gebruik"]

    def buurt(code: str, **figures: float) -> Made:
        parts = [
            rows([code], name, [share], n=800.0, unit=1000.0 if name == "bijstand" else 100.0)
            for name, share in figures.items()
        ]
        return pd.concat(parts), place(code, TWO, 800.0)

    inputs = together(
        buurt("BU00010101", geld=0.6, bijstand=0.6),
        buurt("BU00010102", geld=0.6, minimum=0.6, rondkomen=0.6),
    )
    found = score_buurten(inputs, LAND.regions, base, domain_of_use, OPTIONS)
    use, need = (of(found.in_wijk, code) for code in ("BU00010101", "BU00010102"))
    assert of(found.scores, "BU00010101")["op_basis_van_gebruik"]
    assert use["klasse_wijk"] == need["klasse_wijk"] == "hoog"
    assert use["zekerheid_wijk"] == "onzeker"
    assert need["zekerheid_wijk"] in ("redelijk", "stevig")


def test_in_a_small_buurt_the_same_share_is_less_sure():
    small, large = (
        of(scored(together(made("BU00010101", TWO, n), made("BU00010102", TWO))).scores,
           "BU00010101")
        for n in (60.0, 20_000.0)
    )  # fmt: skip
    width = [row["score_high"] - row["score_low"] for row in (small, large)]
    assert width[0] > 1.3 * width[1]


def test_neither_order_nor_workers_nor_pieces_nor_other_buurten_change_anything(monkeypatch):
    base, inputs = profile(), usual()
    rng = np.random.default_rng(3)
    shuffled = ProfileInput(
        inputs.values.iloc[rng.permutation(len(inputs.values))],
        inputs.regions.iloc[rng.permutation(len(inputs.regions))],
    )
    first = scored(inputs, base=base)
    monkeypatch.setattr(module, "PIECE", 1)
    again = scored(shuffled, replace(OPTIONS, workers=1), base)
    for name in ("scores", "evidence", "in_wijk"):
        one, other = getattr(first, name), getattr(again, name)
        pd.testing.assert_frame_equal(one, other, check_exact=True)
    part = inputs.regions[inputs.regions["gemeente_code"] == "GM0002"]
    alone = scored(ProfileInput(inputs.values, part), base=base).scores
    mine = first.scores[first.scores["region_code"].str.startswith("BU0002")]
    pd.testing.assert_frame_equal(mine.reset_index(drop=True), alone, check_exact=True)


def test_a_gemeente_without_buurten_gives_empty_tables():
    none = ProfileInput(
        pd.DataFrame(columns=list(VALUE_COLUMNS)),
        pd.DataFrame(columns=["region_code", "wijk_code", "gemeente_code", "inwoners"]),
    )
    found = scored(none)
    assert found.scores.empty
    assert found.evidence.empty
    assert list(found.scores.columns) == list(SCORE_COLUMNS)
    assert list(found.evidence.columns) == list(EVIDENCE_COLUMNS)


def test_a_figure_of_another_year_than_that_of_the_land_is_not_taken():
    inputs = usual()
    older = inputs.values.assign(peiljaar=2019)
    found = scored(ProfileInput(older, inputs.regions))
    assert found.scores["score"].isna().all()
