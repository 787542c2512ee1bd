"""Expected use from tables to tables: what is said of a wijk, and when nothing is."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tests.made_use import country, exactly
from wijkfoto.catalog import shipped_catalog
from wijkfoto.catalog.load import read_yaml
from wijkfoto.errors import CatalogError, WijkfotoError
from wijkfoto.resources import catalog_dir
from wijkfoto.use import UseInput, UseOptions, expect_use, read_recipe, shipped_recipe
from wijkfoto.use.gradient import gradient

MUCH = {"waarde": 3000.0, "waarde_low": 2995.0, "waarde_high": 3005.0}
TABLES = ("gap", "backtest", "coverage", "calibration", "gradient")


def use_of(made, seed=1, catalog=None):
    inputs = UseInput(made.values, made.regions, made.scores)
    return expect_use(
        inputs, catalog or shipped_catalog(), shipped_recipe(), UseOptions(2020, seed)
    )


def dealt(times):
    """Return the catalog with another number of dealings."""
    known = shipped_catalog()
    number = known.number("gebruik_verdelingen").model_copy(update={"waarde": times})
    return replace(known, method={**known.method, "gebruik_verdelingen": number})


def firm(use, use_id="bijstand"):
    """Return the wijken whose use is told to differ."""
    gap = use.gap[(use.gap["use_id"] == use_id) & (use.gap["zekerheid"] == "stevig")]
    return set(gap["region_code"])


def changed(made, code, indicator, columns):
    values = made.values.copy()
    row = (values["region_code"] == code) & (values["indicator_id"] == indicator)
    for name, value in columns.items():
        values.loc[row, name] = value
    return SimpleNamespace(values=values, regions=made.regions, scores=made.scores)


@pytest.fixture(scope="module")
def made():
    return country()


@pytest.fixture(scope="module")
def use(made):
    return use_of(made)


def gap_of(use, code, use_id="bijstand"):
    return use.gap.set_index(["region_code", "use_id"]).loc[(code, use_id)]


def test_the_headline_beats_one_rate_for_all_and_keeps_the_total(use):
    table = use.backtest.set_index(["use_id", "model_id"])
    headline, null = table.loc[("bijstand", "headline")], table.loc[("bijstand", "null_model")]
    assert headline["mape"] < null["mape"] / 1.5
    assert headline["correlation"] > 0.85
    assert headline["total_ratio"] == pytest.approx(1, abs=0.01)
    assert headline["basis"] == "land"
    assert not table["deels_cirkel"].any()


def test_one_rate_everywhere_has_no_correlation_though_it_differs_a_hair_per_fold(use):
    null = use.backtest[use.backtest["model_id"] == "null_model"]
    assert set(null["use_id"]) == {"bijstand", "wmo"}
    assert null[["correlation", "slope", "intercept"]].isna().all(axis=None)
    assert null["mape"].notna().all()


def test_a_model_of_which_the_land_lacks_a_group_is_not_tried(use):
    assert "with_rivm" not in set(use.backtest["model_id"])
    assert "without_minimum" not in set(use.backtest["model_id"])
    assert "headline_six" in set(use.backtest["model_id"])


def test_permuting_rows_and_renaming_wijken_changes_nothing(made, use):
    order = np.random.default_rng(4)
    mixed = SimpleNamespace(
        values=made.values.sample(frac=1, random_state=1).reset_index(drop=True),
        regions=made.regions.iloc[order.permutation(len(made.regions))].assign(region_naam="X"),
        scores=made.scores.sample(frac=1, random_state=2),
    )
    again = use_of(mixed)
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(use, name), getattr(again, name), check_exact=True)


def test_another_seed_deals_other_folds(made, use):
    assert not use_of(made, seed=2).gap["expected"].equals(use.gap["expected"])


def test_use_far_above_what_was_expected_is_a_firm_gap(made):
    code = made.codes[0]
    much = changed(made, code, "bijstand", MUCH)
    row = gap_of(use_of(much), code)
    assert row["zekerheid"] == "stevig"
    assert row["observed"] > row["expected_high"]


def test_most_wijken_show_no_gap(use):
    share = use.gap[use.gap["use_id"] == "bijstand"]["zekerheid"].value_counts(normalize=True)
    assert share["onzeker"] > 0.85
    assert share.get("stevig", 0) < 0.07


def test_a_gap_is_firm_only_when_it_stays_over_other_dealings_of_gemeenten():
    made = country(seed=3)
    once, more = (
        [firm(use_of(made, seed, dealt(times))) for seed in (1, 2, 3)] for times in (1, 5)
    )
    assert all(after < before for before, after in zip(once, more, strict=True))
    shifting, left = (len(set.union(*found) - set.intersection(*found)) for found in (once, more))
    assert left < shifting


def test_how_many_wijken_are_told_to_differ_stands_beside_chance(use):
    table = use.backtest.set_index(["use_id", "model_id"])
    row = table.loc[("bijstand", "headline")]
    assert row["n_tested"] == 320
    assert row["n_told"] == len(firm(use))
    assert row["n_by_chance"] == pytest.approx(16.0)
    # Nothing but chance was planted here.
    assert 0 < row["n_told"] <= row["n_by_chance"]
    others = table[table.index.get_level_values("model_id") != "headline"]
    assert others[["n_tested", "n_told", "n_by_chance"]].isna().all(axis=None)


def test_wijken_that_cannot_be_firm_are_not_counted_as_tested(made):
    values = made.values.copy()
    gone = values["region_code"].isin(made.codes[:5])
    values.loc[gone & values["indicator_id"].eq("adressendichtheid"), "waarde"] = np.nan
    values = values[
        ~((values["region_code"] == made.codes[9]) & (values["indicator_id"] == "laag_inkomen"))
    ]
    found = use_of(SimpleNamespace(values=values, regions=made.regions, scores=made.scores))
    table = found.backtest.set_index(["use_id", "model_id"])
    assert table.loc[("bijstand", "headline"), "n_tested"] == 314


def test_a_secret_count_keeps_its_interval_and_no_figure(use):
    secret = use.gap[(use.gap["use_id"] == "wmo") & use.gap["observed"].isna()]
    assert len(secret)
    assert (secret["observed_low"] == 0).all()
    assert (secret["observed_high"] == 7).all()
    assert secret["expected"].notna().all()


def test_without_a_figure_on_income_the_structure_speaks_and_never_firmly(made):
    code = made.codes[0]
    values = made.values[
        ~((made.values["region_code"] == code) & (made.values["indicator_id"] == "laag_inkomen"))
    ]
    poor = SimpleNamespace(values=values, regions=made.regions, scores=made.scores)
    much = changed(poor, code, "bijstand", MUCH)
    row = gap_of(use_of(much), code)
    assert row["model_id"] == "structure"
    assert row["zekerheid"] == "redelijk"


def test_where_the_whole_land_lacks_income_no_gap_is_firm(made):
    values = made.values[made.values["indicator_id"] != "laag_inkomen"]
    poor = SimpleNamespace(values=values, regions=made.regions, scores=made.scores)
    found = use_of(changed(poor, made.codes[0], "bijstand", MUCH))
    table = found.backtest.set_index(["use_id", "model_id"])
    assert table.loc[("bijstand", "headline"), "lacks_required"]
    assert table.loc[("bijstand", "headline"), "n_filled"] == 0
    assert not table.loc[("bijstand", "structure"), "lacks_required"]
    gap = found.gap
    said = gap[gap["use_id"] == "bijstand"]
    assert set(said["zekerheid"]) <= {"redelijk", "onzeker", "te_weinig_gegevens"}
    assert (said["zekerheid"] == "redelijk").any()


def test_wijken_where_a_figure_stands_at_its_mean_are_counted(made, use):
    assert set(use.backtest["n_filled"]) == {0}
    assert not use.backtest["lacks_required"].any()
    values = made.values.copy()
    gone = values["region_code"].isin(made.codes[:5])
    values.loc[gone & values["indicator_id"].eq("adressendichtheid"), "waarde"] = np.nan
    holes = SimpleNamespace(values=values, regions=made.regions, scores=made.scores)
    table = use_of(holes).backtest.set_index(["use_id", "model_id"])
    assert table.loc[("bijstand", "headline"), "n_filled"] == 5
    assert not table["lacks_required"].any()


def test_without_any_count_nothing_is_said(use):
    youth = use.gap[use.gap["use_id"] == "jeugdzorg"]
    assert (youth["zekerheid"] == "te_weinig_gegevens").all()
    assert youth[["observed", "expected", "model_id"]].isna().all(axis=None)


@pytest.mark.parametrize(("inwoners", "is_said"), [(499.0, False), (500.0, True)])
def test_nothing_is_expected_of_wijken_that_are_too_small_for_the_back_test(
    made, inwoners, is_said
):
    regions = made.regions.copy()
    regions.loc[0, "inwoners"] = inwoners
    much = changed(made, made.codes[0], "bijstand", MUCH)
    row = gap_of(
        use_of(SimpleNamespace(values=much.values, regions=regions, scores=made.scores)),
        made.codes[0],
    )
    assert row["observed"] == 3000
    assert row["zekerheid"] == ("stevig" if is_said else "te_weinig_gegevens")
    assert pd.notna(row["expected"]) == is_said
    assert pd.notna(row["expected_high"]) == is_said


def test_a_wijk_of_a_few_people_and_an_empty_one_claim_nothing(made):
    regions = made.regions.copy()
    regions.loc[:1, "inwoners"] = [40, 0]
    small = changed(
        made, made.codes[1], "bijstand", {"waarde": np.nan, "waarde_status": "suppressed"}
    )
    found = use_of(SimpleNamespace(values=small.values, regions=regions, scores=made.scores))
    for code in made.codes[:2]:
        row = gap_of(found, code)
        assert row["zekerheid"] == "te_weinig_gegevens"
        assert np.isnan(row["expected"])


def test_figures_of_a_few_gemeenten_are_tested_but_are_never_a_gap():
    few = country(gemeenten=5, per_gemeente=60)
    found = use_of(few)
    assert set(found.backtest["basis"]) == {"gemeente"}
    assert (found.gap["zekerheid"] == "te_weinig_gegevens").all()
    assert found.gap["expected"].isna().all()
    assert found.gap["observed"].notna().any()
    assert found.gradient.empty


def test_too_few_wijken_give_no_model():
    found = use_of(country(gemeenten=12, per_gemeente=4))
    assert found.backtest.empty
    assert found.coverage.empty
    assert (found.gap["zekerheid"] == "te_weinig_gegevens").all()


def test_the_planted_gradient_lies_in_its_interval():
    hits = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        groups = tuple(f"GM{g:04d}" for g in np.repeat(range(50), 8))
        need, people = rng.normal(0, 1, 400), rng.uniform(500, 9000, 400)
        policy = np.repeat(rng.normal(0, 0.2, 50), 8)
        true = rng.poisson(people * np.exp(-3 + 0.5 * need + policy))
        found = gradient(exactly(true, people), need, groups, np.ones(400, bool))
        hits.append(found.low <= 0.5 <= found.high)
    assert 0.8 <= np.mean(hits) <= 0.99


def test_too_few_gemeenten_or_equal_need_give_no_gradient():
    people, every = np.full(90, 1000.0), np.ones(90, bool)
    known = exactly(np.arange(90), people)
    few = tuple(f"GM000{place % 9}" for place in range(90))
    many = tuple(f"GM{place:04d}" for place in range(90))
    assert gradient(known, np.linspace(-1, 1, 90), few, every) is None
    assert gradient(known, np.zeros(90), many, every) is None


def test_wijken_scored_with_use_take_no_part_in_the_gradient(made):
    scores = made.scores.assign(op_basis_van_gebruik=[True] * 100 + [False] * 220)
    found = use_of(SimpleNamespace(values=made.values, regions=made.regions, scores=scores))
    table = found.gradient.set_index(["use_id", "domain_id"])
    assert table.loc[("bijstand", "werk_inkomen_schulden"), "n_wijken"] == 220
    assert table.loc[("bijstand", "jeugd_gezin"), "n_wijken"] == 0


def test_a_missing_column_is_named(made):
    with pytest.raises(WijkfotoError, match="inwoners is missing"):
        use_of(
            SimpleNamespace(
                values=made.values,
                regions=made.regions.drop(columns="inwoners"),
                scores=made.scores,
            )
        )


@pytest.mark.parametrize(
    ("predictor", "fault"),
    [
        ("{predictor_id: x, groep: structuur, waarde: [ww], schaal: log}", "use itself"),
        ("{predictor_id: x, groep: structuur, waarde: [bijstand], schaal: log}", "use itself"),
        ("{predictor_id: x, groep: inkomen, waarde: [wmo_per_1000], schaal: odds}", "use itself"),
        ("{predictor_id: x, groep: inkomen, waarde: [moeite_rondkomen], schaal: odds}", "model"),
        ("{predictor_id: x, groep: structuur, waarde: [niet_westers], schaal: log}", "no indicat"),
        ("{predictor_id: x, groep: structuur, deel: inwoners, schaal: log}", "deel and van"),
    ],
)
def test_a_predictor_that_is_use_origin_or_a_hidden_estimate_is_refused(tmp_path, predictor, fault):
    shipped = (catalog_dir() / "use.yaml").read_text(encoding="utf-8")
    path = tmp_path / "use.yaml"
    path.write_text(
        shipped.replace("\nvoorspellers:", f"\nvoorspellers:\n  - {predictor}"), "utf-8"
    )
    with pytest.raises(CatalogError, match=fault):
        read_recipe(path, shipped_catalog())


def test_a_model_can_do_without_figures_that_lie_near_use_itself():
    model = next(m for m in shipped_recipe().modellen if m.model_id == "without_minimum")
    made = country()
    figures = pd.DataFrame(
        {"region_code": made.codes, "indicator_id": "inkomen_per_inwoner", "waarde": 25.0}
    )
    income = figures.assign(
        waarde=25.0 - 3 * made.need, waarde_low=np.nan, waarde_high=np.nan, n=np.nan,
        peiljaar=2020, boundary_change="ongewijzigd", waarde_status="ok",
    )  # fmt: skip
    values = pd.concat([made.values, income], ignore_index=True)
    found = use_of(SimpleNamespace(values=values, regions=made.regions, scores=made.scores))
    table = found.backtest.set_index(["use_id", "model_id"])
    row = table.loc[("bijstand", model.model_id)]
    assert "inkomen_per_inwoner" in row["predictors"]
    assert "laag_inkomen" not in row["predictors"]
    assert not row["lacks_required"]
    assert row["n_wijken"] == table.loc[("bijstand", "headline"), "n_wijken"]


def test_a_model_cannot_do_without_what_is_no_predictor(tmp_path):
    shipped = (catalog_dir() / "use.yaml").read_text(encoding="utf-8")
    path = tmp_path / "use.yaml"
    path.write_text(shipped.replace("zonder: [laag_inkomen", "zonder: [laag_inkommen"), "utf-8")
    with pytest.raises(CatalogError, match="no predictor laag_inkommen"):
        read_recipe(path, shipped_catalog())


def test_there_is_one_headline(tmp_path):
    shipped = (catalog_dir() / "use.yaml").read_text(encoding="utf-8")
    path = tmp_path / "use.yaml"
    path.write_text(shipped.replace("rol: kop,", "rol: variant,"), "utf-8")
    with pytest.raises(CatalogError, match="headline"):
        read_recipe(path, shipped_catalog())


def test_every_model_stays_within_twenty_predictors():
    tree = read_yaml(catalog_dir() / "use.yaml")
    assert max(model["hooguit"] for model in tree["modellen"]) == 20
