"""Boundaries of the real wijken of 2017 and 2020, held against addresses that changed wijk.

The addresses (VNG, CC BY-NC-SA) are an oracle for tests only; the product never reads them.
"""

import duckdb
import pandas as pd
import pytest

from tests.helpers import TESTDATA, needs_shared_data
from tests.sql.given import empty_warehouse, models
from wijkfoto.catalog import shipped_catalog
from wijkfoto.warehouse.query import append_rows
from wijkfoto.warehouse.raw import load_seeds
from wijkfoto.warehouse.run import run_model

pytestmark = [needs_shared_data, pytest.mark.slow]

STEMS = {
    "IndelingswijzigingWijkenEnBuurten": "indelingswijziging",
    "AantalInwoners": "inwoners",
    "OppervlakteTotaal": "oppervlakte_totaal",
    "OppervlakteLand": "oppervlakte_land",
}
CHAIN = (
    "staging.region",
    "staging.cbs_kerncijfers",
    "intermediate.region_fact",
    "intermediate.region_step",
    "intermediate.region_link",
)


def _load(con: duckdb.DuckDBPyConnection, year: int, table: pd.DataFrame) -> None:
    wide = table.rename(columns=lambda name: str(name).rsplit("_", 1)[0])
    wide = wide.rename(columns={"WijkenEnBuurten": "region_key"} | STEMS)
    wide = wide[["region_key", *(name for name in STEMS.values() if name in wide)]]
    cells = wide.melt(id_vars="region_key", var_name="indicator_id", value_name="waarde")
    cells["waarde"] = pd.to_numeric(cells["waarde"], errors="coerce")
    places = {"source_id": "cbs_kwb", "boundary_year": year}
    append_rows(con, "raw.cell", cells.assign(peiljaar=year, snapshot_id="s", **places))
    append_rows(con, "raw.region_title", wide[["region_key"]].assign(title=None, **places))


@pytest.fixture(scope="module")
def links() -> pd.DataFrame:
    """The link of every wijk of 2020 to 2017, by code."""
    recorded = TESTDATA / "cbs_odata_recorded_statline_bq" / "84799NED"
    older = TESTDATA / "cbs_kwb2017_national" / "83765NED_TypedDataSet_selected_columns.parquet"
    with empty_warehouse() as con:
        load_seeds(con, shipped_catalog(), [], peiljaar=2020, gemeenten=())
        _load(con, 2017, pd.read_parquet(older))
        _load(con, 2020, pd.read_parquet(recorded / "cbs.v3.84799NED_TypedDataSet.parquet"))
        for name in CHAIN:
            run_model(con, models()[name])
        return con.execute(
            "select links.*, earlier.region_code is not null as had_code "
            "from intermediate.region_link as links "
            "left join intermediate.region_fact as earlier "
            "on links.region_code = earlier.region_code and earlier.boundary_year = 2017 "
            "where links.boundary_year = 2017 and links.region_code like 'WK%'"
        ).df().set_index("region_code")  # fmt: skip


@pytest.fixture(scope="module")
def moved() -> pd.Series:
    """For each wijk code of both years: whether a tenth of its addresses lay elsewhere."""
    folder = TESTDATA / "wijk_boundary_change_crosswalk_grenswijzigen"
    cells = pd.read_parquet(folder / "grenswijziging_adressen_2016_2024.parquet")
    cells = cells[
        (cells["regio"] == "wijk")
        & (cells["weging"] == "pc6_huisnummer")
        & (cells["jaar_van"] == 2017)
        & (cells["jaar_naar"] == 2020)
    ]
    stayed = cells[cells["rij_code"] == cells["kolom_code"]].set_index("rij_code")["n_adressen"]
    before = cells.groupby("kolom_code")["n_adressen"].sum()
    after = cells.groupby("rij_code")["n_adressen"].sum()
    both = before.index.intersection(after.index)
    kept = stayed.reindex(both, fill_value=0)
    largest = pd.concat([before[both], after[both]], axis=1).max(axis=1)
    found = kept / largest < 0.9
    found.index = "WK" + found.index
    return found


def test_no_wijk_is_called_unchanged_over_years_that_are_not_there(links):
    assert set(links["boundary_change"]) == {"niet_nagegaan", "breuk"}


def test_a_few_of_a_hundred_wijken_jump_over_the_gap(links):
    reused = links.index[links["reason"] == "code_reused"]
    print(f"{len(reused)} of {len(links)} wijken jump between 2017 and 2020")  # noqa: T201
    assert 0.005 < len(reused) / len(links) < 0.04


def test_equal_code_is_not_equal_area_for_some_wijken_in_a_hundred(links, moved):
    both = links[links["had_code"]]
    share = moved.reindex(both.index, fill_value=False).mean()
    print(f"{share:.1%} of {len(both)} equal codes are another area")  # noqa: T201
    assert 0.02 < share < 0.08


def test_breaks_are_found_where_addresses_moved_and_seldom_elsewhere(links, moved):
    both = links[links["had_code"]]
    other = moved.reindex(both.index, fill_value=False)
    broken = both["boundary_change"] == "breuk"
    print(f"{(broken & other).sum()} of {other.sum()} found, "  # noqa: T201
          f"{(broken & ~other).sum()} of {(~other).sum()} others broken")  # fmt: skip
    # Half: the flags of 2018 and 2019 are not there, nor the areas of 2017.
    assert (broken & other).sum() / other.sum() > 0.4
    assert (broken & ~other).sum() / (~other).sum() < 0.05
