"""Flags and patterns on the real country of 2020: counted figures, and the map of 2022."""

import logging

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from tests.helpers import needs_shared_data
from tests.real.test_profile_country import KWB_2020, TESTDATA, real_2020
from tests.served import SHAPES_2022
from wijkfoto.catalog import shipped_catalog
from wijkfoto.profile import ProfileOptions, score_domains
from wijkfoto.profile.inputs import align
from wijkfoto.signal import PatternOptions, indicator_signals, spatial_pattern

pytestmark = [needs_shared_data, pytest.mark.real]

log = logging.getLogger(__name__)

OPTIONS = ProfileOptions(peiljaar=2020, draws=20, seed=20260101)
BENEFITS = ("bijstand_per_1000", "arbeidsongeschikt_per_1000", "ww_per_1000")
DEN_HAAG, SCHIEDAM = "GM0518", "GM0606"


def land() -> dict[str, float]:
    """The published benefits of the land per 1,000 people of 15 to 65."""
    kwb = pd.read_parquet(TESTDATA / KWB_2020)
    row = kwb[kwb["WijkenEnBuurten"].str.strip() == "NL00"].iloc[0]
    row.index = row.index.str.replace(r"_\d+$", "", regex=True)
    people = row[["k_15Tot25Jaar", "k_25Tot45Jaar", "k_45Tot65Jaar"]].sum()
    stems = ("Bijstand", "AO", "WW")
    return {
        name: 1000 * row[f"PersonenPerSoortUitkering{stem}"] / people
        for name, stem in zip(BENEFITS, stems, strict=True)
    }


@pytest.fixture(scope="module")
def signals() -> pd.DataFrame:
    catalog = shipped_catalog()
    figures = align(real_2020(), catalog, OPTIONS)
    table = indicator_signals(figures, land(), catalog, sorted(set(figures.gemeente_codes)))
    for column in ("verschil", "signal"):
        log.info("%s\n%s", column, pd.crosstab(table["indicator_id"], table[column]))
    return table


def of(signals: pd.DataFrame, indicator: str) -> pd.DataFrame:
    return signals[signals["indicator_id"] == indicator].set_index("region_code")


def test_nieuwland_has_clearly_more_bijstand_than_the_land_and_no_unheard_of_number(signals):
    bijstand = of(signals, "bijstand_per_1000")
    schiedam = bijstand[bijstand.index.str.startswith("WK0606")]
    nieuwland = schiedam.loc["WK060606"]
    assert (nieuwland["verschil"], nieuwland["signal"]) == ("hoger", "niet_afwijkend")
    assert nieuwland["interval_low"] > 2 * nieuwland["referentie"]
    assert schiedam["verschil"].value_counts()["hoger"] == 2
    assert schiedam["verschil"].value_counts()["lager"] == 1


def test_the_plain_funnel_would_flag_most_wijken_and_the_adjusted_one_few(signals):
    for indicator in BENEFITS:
        table = of(signals, indicator)
        plain = np.sqrt(table["waarde"] / 1000) - np.sqrt(table["referentie"] / 1000)
        outside = (2 * np.sqrt(table["n"]) * plain).abs() > 1.96
        clearly = table["verschil"].isin(["hoger", "lager"])
        exceptional = table["signal"].isin(["hoger", "lager"])
        log.info("%s phi %.1f", indicator, table["phi"].iloc[0])
        assert table["phi"].iloc[0] > 4
        assert exceptional.mean() < 0.01
        assert exceptional.sum() < clearly.sum() < outside.sum()
    assert of(signals, "bijstand_per_1000")["phi"].iloc[0] > 50


def test_exceptional_wijken_lie_outside_the_funnel_and_what_lies_in_it_is_not_exceptional(signals):
    tested = signals[signals["z_adjusted"].notna()]
    inside = tested["waarde"].between(tested["funnel_low"], tested["funnel_high"])
    assert not (inside & tested["signal"].isin(["hoger", "lager"])).any()
    for indicator, part in inside.groupby(tested["indicator_id"]).mean().items():
        log.info("inside the funnel of 90%%: %s %.3f", indicator, part)


def test_low_incomes_without_households_and_estimates_of_rivm_are_not_tested(signals):
    assert set(of(signals, "laag_inkomen")["signal"]) == {"geen_n"}
    assert set(signals["indicator_id"]) == {*BENEFITS, "laag_inkomen", "sociaal_minimum"}


def test_scores_lie_together_in_den_haag_and_schiedam_has_too_few_wijken_to_tell():
    inputs = real_2020()
    scores = score_domains(inputs, shipped_catalog(), OPTIONS, [DEN_HAAG]).scores
    shapes = gpd.read_parquet(SHAPES_2022)
    column = next(c for c in shapes if shapes[c].astype(str).str.fullmatch(r"WK\w{6}").all())
    found = spatial_pattern(
        scores,
        dict(zip(inputs.regions["region_code"], inputs.regions["gemeente_code"], strict=True)),
        dict(zip(shapes[column], shapes.geometry, strict=True)),
        [DEN_HAAG, SCHIEDAM],
        PatternOptions.of(shipped_catalog(), OPTIONS.seed),
    )
    log.info("%s", found.patterns.to_string())
    rows = found.patterns.set_index(["gemeente_code", "domain_id"])
    assert set(rows.loc[SCHIEDAM, "status"]) == {"te_weinig_gebieden"}
    income = rows.loc[(DEN_HAAG, "werk_inkomen_schulden")]
    assert income["status"] == "bij_elkaar"
    assert income["moran_i"] > 0.3
    assert rows.loc[(DEN_HAAG, "jeugd_gezin"), "status"] == "te_weinig_gebieden"
    clusters = found.clusters[found.clusters["domain_id"] == "werk_inkomen_schulden"]
    assert {"hoog_hoog", "geen"} <= set(clusters["cluster"])
