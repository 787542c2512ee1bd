"""Changes on recorded figures: 2017 to 2020, with the years between not loaded."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.helpers import TESTDATA, needs_shared_data
from wijkfoto.catalog import shipped_catalog
from wijkfoto.warehouse.plausible import read_questions, remarks
from wijkfoto.warehouse.run import open_build

pytestmark = [needs_shared_data, pytest.mark.slow]

LAND, NIEUWLAND = "NL00", "WK060606"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the country for Schiedam and return its build file."""
    from tests.served import SHAPES_2022, kwb_2017, kwb_2020, rivm
    from wijkfoto.sample import ODataService
    from wijkfoto.settings import Bronnen, Gemeente, load_settings
    from wijkfoto.stages.sources import fetch_source
    from wijkfoto.stages.tables import choose_gemeenten, load_raw, run_layer
    from wijkfoto.stages.workspace import Workspace

    with ODataService([kwb_2017(), kwb_2020(), rivm()]) as service:
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
    return ws.home.build_file


@pytest.fixture(scope="module")
def trend(built: Path) -> pd.DataFrame:
    """Return the changes of Schiedam and the wijken of the country."""
    from wijkfoto.trend import TrendOptions, changes

    with open_build(built) as con:
        pairs = con.execute("select * from intermediate.trend_pair").df()
    return changes(pairs, shipped_catalog(), TrendOptions(draws=1000, seed=1)).set_index(
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


NEWER_CHECKS = (
    "column_missing", "column_repeated", "columns_swapped", "counts_against_gemeente",
    "counts_against_land", "figure_jumped", "figures_shifted", "source_stale", "year_repeated",
)  # fmt: skip

MENDED = "update intermediate.year_step set {} where region_code like 'WK%' and indicator_id {}"

FAULTS = {
    "year_repeated": MENDED.format("waarde = waarde_voor", "in (select indicator_id from "
                                   "raw.indicator where source_id = 'rivm_gezondheid')"),
    "figures_shifted": MENDED.format("waarde = waarde / 2", "= 'inwoners_65plus'"),
    "figure_jumped": "update intermediate.year_step set waarde = 90, waarde_low = 89, "
                     "waarde_high = 91 where region_code = 'WK060606' and unit = '%' and "
                     "indicator_id = 'mantelzorger'",
    "columns_swapped": "update intermediate.year_step as one set waarde = other.waarde "
                       "from (from intermediate.year_step) as other where one.region_code = "
                       "other.region_code and one.indicator_id <> other.indicator_id and "
                       "one.indicator_id in ('regie', 'vrijwilligerswerk') and "
                       "other.indicator_id in ('regie', 'vrijwilligerswerk')",
}  # fmt: skip
"""What is planted in the real figures, by the check that must see it."""


def spoken(con: duckdb.DuckDBPyConnection) -> set[str]:
    asked = [question for question in read_questions() if question.name in NEWER_CHECKS]
    assert len(asked) == len(NEWER_CHECKS)
    return {remark.name for remark in remarks(con, asked)}


def test_the_checks_are_silent_where_nothing_is_wrong_and_see_what_is_planted(built: Path):
    with open_build(built) as con:
        ((steps,),) = con.execute("select count(*) from intermediate.year_step").fetchall()
        assert steps > 40_000
        assert spoken(con) == set()
        for check, fault in FAULTS.items():
            con.begin()
            con.execute(fault)
            assert check in spoken(con)
            con.rollback()
