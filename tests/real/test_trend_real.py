"""Changes on recorded figures: 2017 to 2020, with the years between not loaded."""

from pathlib import Path

import pandas as pd
import pytest

from tests.helpers import TESTDATA, needs_shared_data

pytestmark = [needs_shared_data, pytest.mark.slow]

LAND, NIEUWLAND = "NL00", "WK060606"


@pytest.fixture(scope="module")
def trend(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Build the country for Schiedam and return its changes."""
    from tests.served import SHAPES_2022, kwb_2017, kwb_2020
    from wijkfoto.sample import ODataService
    from wijkfoto.settings import Bronnen, Gemeente, load_settings
    from wijkfoto.stages.sources import fetch_source
    from wijkfoto.stages.tables import choose_gemeenten, load_raw, run_layer
    from wijkfoto.stages.workspace import Workspace
    from wijkfoto.trend import TrendOptions, changes
    from wijkfoto.warehouse.run import open_build

    with ODataService([kwb_2017(), kwb_2020()]) as service:
        bronnen = Bronnen(
            peiljaar=2020, cbs_url=service.url, rivm_url=service.url, geo_url=str(SHAPES_2022)
        )
        settings = load_settings(home=tmp_path_factory.mktemp("trend") / "home")
        ws = Workspace(
            settings.model_copy(
                update={"gemeente": Gemeente(codes=("GM0606",)), "bronnen": bronnen}
            )
        )
        ws.home.prepare()
        for source_id in ws.catalog.used_sources():
            fetch_source(ws, source_id)
        load_raw(ws)
    for layer in ("staging", "intermediate"):
        list(run_layer(ws, layer))
        if layer == "staging":
            choose_gemeenten(ws)
    with open_build(ws.home.build_file) as con:
        pairs = con.execute("select * from intermediate.trend_pair").df()
    return changes(pairs, ws.catalog, TrendOptions(draws=1000, seed=1)).set_index(
        ["region_code", "indicator_id"]
    )


def received(folder: str, pattern: str, code: str, stem: str) -> float:
    """Read one figure straight from the file that was received."""
    path = next(Path(TESTDATA / folder).rglob(pattern))
    rows = pd.read_parquet(path)
    column = next(name for name in rows.columns if str(name).rsplit("_", 1)[0] == stem)
    return float(rows[rows["WijkenEnBuurten"].str.strip() == code][column].iloc[0])


@pytest.mark.parametrize("code", [LAND, NIEUWLAND])
def test_the_figures_of_both_years_are_those_of_the_files(trend, code):
    row = trend.loc[(code, "inwoners_65plus")]
    old = received("cbs_kwb2017_national", "*.parquet", code, "k_65JaarOfOuder")
    new = received(
        "cbs_odata_recorded_statline_bq/84799NED", "*TypedDataSet.parquet", code, "k_65JaarOfOuder"
    )
    assert (row.van_jaar, row.tot_jaar) == (2017, 2020)
    assert (row.waarde_van, row.waarde_tot) == (old, new)
    assert row.verschil == new - old
    assert row.verschil_low < row.verschil < row.verschil_high


def test_the_land_has_aged_for_sure(trend):
    row = trend.loc[(LAND, "inwoners_65plus")]
    assert (row.klasse, row.zekerheid) == ("gestegen", "stevig")
    assert pd.isna(row.reden)


def test_no_class_is_given_over_years_that_nobody_followed(trend):
    wijken = trend[trend.index.get_level_values(0).str.startswith("WK")]
    compared = wijken[wijken["van_jaar"].notna()]
    assert len(compared) == 20
    assert set(compared["reden"]) == {"niet_nagegaan"}
    assert compared["klasse"].isna().all()


def test_low_income_has_one_year_and_no_trend(trend):
    """The table of March 2021 has the column of 2020 still empty."""
    assert trend.loc[(NIEUWLAND, "laag_inkomen")].reden == "een_jaar"
