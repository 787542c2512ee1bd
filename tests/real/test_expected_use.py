"""Expected use on the real figures: the back-test that klopt-het.html publishes.

The bounds are those of 03-method sections 6 and 12. KWB 2020 with bijstand, KWB 2017 with incomes
joined by equal code, RIVM 2020; and Amsterdam 2019 with Wmo and jeugdzorg on buurten.
"""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from tests.helpers import TESTDATA, needs_shared_data
from tests.made_use import as_published
from wijkfoto.catalog import shipped_catalog
from wijkfoto.use import UseInput, UseOptions, expect_use, shipped_recipe

KWB_2020 = "cbs_odata_recorded_statline_bq/84799NED/cbs.v3.84799NED_TypedDataSet.parquet"
KWB_2017 = "cbs_kwb2017_national/83765NED_TypedDataSet_selected_columns.parquet"
RIVM = "rivm_gezondheid_wijk_buurt/50090NED_2012_2016_2020.parquet"
AMSTERDAM = (
    "cbs_kwb_statline_csv_amsterdam_denhaag/kwb2019_amsterdam_typed_names_of_84799NED.parquet"
)
SEED = 20_260_101

pytestmark = [needs_shared_data, pytest.mark.real]


def by_code(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the rows of wijken (WK) or buurten (BU), by code, with stems for names."""
    # The record of Amsterdam has its code only in the column Codering.
    code = table.get("WijkenEnBuurten", table["Codering_3"]).str.strip()
    chosen = table[code.str.startswith(kind)].copy()
    chosen.index = pd.Index(code[code.str.startswith(kind)], name="region_code")
    return chosen.rename(columns=lambda name: str(name).rsplit("_", 1)[0])


def rows_of(table: pd.DataFrame, source: str, year: int, age: str | None = None) -> pd.DataFrame:
    """Return the figures of a source that the recipe asks for, as the profile reads them."""
    parts = []
    for indicator in shipped_catalog().indicators.values():
        column = indicator.bron
        if column is None or column.source_id != source:
            continue
        if age is not None and column.keuze.get("Leeftijd") != age:
            continue
        names = [form.stem for form in column.forms(None)]
        stem = next((name for name in (*column.stem, *names) if name in table), None)
        if stem is None:
            continue
        value = pd.to_numeric(table[stem], errors="coerce").astype("float64")
        part = pd.DataFrame({"region_code": table.index, "waarde": value.to_numpy()})
        half = indicator.afronding.half_breedte if indicator.afronding else 0.0
        zero = indicator.afronding.nul_tot if indicator.afronding else None
        part["waarde_low"] = (part["waarde"] - half).clip(lower=0)
        part["waarde_high"] = np.where(part["waarde"] == 0, zero or half, part["waarde"] + half)
        part["waarde_status"] = np.where(part["waarde"].isna(), "suppressed", "ok")
        parts.append(part.assign(indicator_id=indicator.indicator_id))
    return pd.concat(parts, ignore_index=True).assign(
        peiljaar=year, boundary_change="ongewijzigd", n=np.nan
    )


def no_scores() -> pd.DataFrame:
    return pd.DataFrame(
        columns=["region_code", "domain_id", "score", "score_zonder_model", "op_basis_van_gebruik"]
    )


@cache
def country():
    """Expected use of the country of 2020."""
    kwb = by_code(pd.read_parquet(TESTDATA / KWB_2020), "WK")
    old = by_code(pd.read_parquet(TESTDATA / KWB_2017), "WK").reindex(kwb.index)
    rivm = pd.read_parquet(TESTDATA / RIVM)
    adults = rivm[(rivm["Leeftijd"].astype(str) == "20300") & (rivm["Perioden"] == "2020JJ00")]
    now = rows_of(kwb, "cbs_kwb", 2020)
    before = rows_of(old, "cbs_kwb", 2017)
    before = before[~before["indicator_id"].isin(now.dropna(subset="waarde")["indicator_id"])]
    model = rows_of(by_code(adults, "WK"), "rivm_gezondheid", 2020, "20300")
    regions = pd.DataFrame(
        {
            "region_code": kwb.index,
            "gemeente_code": "GM" + kwb.index.str[2:6],
            "inwoners": kwb["AantalInwoners"].astype("float64").to_numpy(),
        }
    )
    values = pd.concat([now, before, model], ignore_index=True)
    inputs = UseInput(values, regions, no_scores())
    return expect_use(inputs, shipped_catalog(), shipped_recipe(), UseOptions(2020, SEED))


@pytest.fixture(scope="module")
def use():
    return country()


@pytest.fixture(scope="module")
def backtest(use):
    return use.backtest[use.backtest["use_id"] == "bijstand"].set_index("model_id")


def test_the_headline_holds_in_gemeenten_that_it_never_saw(backtest):
    headline = backtest.loc["headline"]
    assert (headline["basis"], headline["folds"]) == ("land", 10)
    # Every wijk of 500 inhabitants with a figure on low income of 2017 by the same code.
    assert headline["n_wijken"] == 2365
    assert headline["n_mape"] == 1285
    assert headline["correlation"] >= 0.88
    assert headline["mape"] <= 0.22
    assert headline["most_predictors"] <= 20
    assert not headline["deels_cirkel"]


def test_totals_are_kept_within_a_hundredth(backtest):
    assert abs(backtest.loc["headline", "total_ratio"] - 1) <= 0.01
    assert abs(backtest.loc["with_rivm", "total_ratio"] - 1) <= 0.01


def test_with_rivm_it_does_better_and_is_called_partly_circular(backtest):
    row = backtest.loc["with_rivm"]
    assert row["correlation"] >= 0.91
    assert row["mape"] <= 0.20
    assert row["most_predictors"] <= 20
    assert row["deels_cirkel"]


def test_the_null_model_is_far_worse(backtest):
    assert backtest.loc["null_model", "mape"] == pytest.approx(0.64, abs=0.03)
    assert backtest.loc["structure", "mape"] > 1.5 * backtest.loc["headline", "mape"]


def test_without_figures_near_bijstand_itself_it_does_worse_than_with_and_better_than_structure(
    backtest,
):
    row = backtest.loc["without_minimum"]
    assert "laag_inkomen" not in row["predictors"]
    assert "sociaal_minimum" not in row["predictors"]
    headline, structure = backtest.loc["headline"], backtest.loc["structure"]
    assert headline["mape"] < row["mape"] < structure["mape"]
    assert structure["correlation"] < row["correlation"] < headline["correlation"]


def test_nine_of_ten_wijken_lie_inside_their_interval(use):
    table = use.coverage[use.coverage["use_id"] == "bijstand"]
    table = table[table["model_id"] == "headline"].set_index("size_class")
    assert set(table.index) == {"totaal", "500_2000", "2000_10000", "boven_10000"}
    assert 0.87 <= table.loc["totaal", "coverage"] <= 0.93
    assert table["coverage"].between(0.85, 0.95).all()


def test_most_of_schiedam_lies_below_what_was_expected(use):
    gap = use.gap[(use.gap["use_id"] == "bijstand") & use.gap["region_code"].str.match("WK0606")]
    said = gap[gap["expected"].notna()]
    # Nine until 2026-11-28, when wijken under 500 inhabitants fell silent.
    assert len(said) == 8
    assert (said["observed"] < said["expected"]).sum() >= 7
    tiny = gap[gap["region_code"] == "WK060605"].iloc[0]
    assert tiny["zekerheid"] == "te_weinig_gegevens"


def test_kinds_of_use_without_figures_are_left_out(use):
    assert set(use.backtest["use_id"]) == {"bijstand"}


@cache
def amsterdam():
    """Expected use on the buurten of Amsterdam in 2019."""
    kwb = by_code(pd.read_parquet(TESTDATA / AMSTERDAM), "BU")
    values = rows_of(kwb, "cbs_kwb", 2019)
    for name, stem in (
        ("wmo_clienten", "WmoClienten"),
        ("jeugdzorg_jongeren", "JongerenMetJeugdzorgInNatura"),
    ):
        count = pd.to_numeric(kwb[stem], errors="coerce").to_numpy(np.float64)
        shown = as_published(np.nan_to_num(count), np.ones(len(count)))
        place = values["indicator_id"] == name
        values.loc[place, ["waarde", "waarde_low", "waarde_high"]] = np.column_stack(
            [count, shown.low, shown.high]
        )
        values.loc[place, "waarde_status"] = np.where(np.isnan(count), "censored", "ok")
    regions = pd.DataFrame(
        {
            "region_code": kwb.index,
            "gemeente_code": "GM0363",
            "inwoners": pd.to_numeric(kwb["AantalInwoners"]).astype("float64").to_numpy(),
        }
    )
    inputs = UseInput(values, regions, no_scores())
    return expect_use(inputs, shipped_catalog(), shipped_recipe(), UseOptions(2019, SEED))


@pytest.mark.parametrize("use_id", ["wmo", "jeugdzorg", "bijstand"])
def test_amsterdam_is_tested_on_buurten_and_never_called_a_gap(use_id):
    use = amsterdam()
    table = use.backtest[use.backtest["use_id"] == use_id].set_index("model_id")
    held = use.coverage[(use.coverage["use_id"] == use_id)]
    held = held[(held["model_id"] == "headline") & (held["size_class"] == "totaal")]
    assert set(table["basis"]) == {"gemeente"}
    assert 0.87 <= held["coverage"].iloc[0] <= 0.93
    # Of jeugdzorg little more is explained than by one rate everywhere; docs/method.md says so.
    assert table.loc["headline", "mape"] < table.loc["null_model", "mape"]
    gap = use.gap[use.gap["use_id"] == use_id]
    assert (gap["zekerheid"] == "te_weinig_gegevens").all()
    assert gap["expected"].isna().all()
