"""Oddities of the real figures: each is there, comes through as published, and its bounds hold."""

import duckdb
import pandas as pd
import pytest

from tests.helpers import TESTDATA, needs_shared_data
from tests.served import SHAPES_2022

pytestmark = [needs_shared_data, pytest.mark.real]

AGES = ("inwoners_0_15", "inwoners_15_25", "inwoners_25_45", "inwoners_45_65", "inwoners_65plus")
SEXES = ("mannen", "vrouwen")
CODE, NAME = "Regioaanduiding/Codering (code)", "Wijken en buurten"
KWB2024 = TESTDATA / "cbs_kwb2024_national" / "kwb2024_statline_merged.parquet"


@pytest.fixture(scope="module")
def wide(loaded: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Value, low and high of each count of people, a row per region."""
    names = ["inwoners", *SEXES, *AGES, "stedelijkheid", "adressendichtheid"]
    rows = loaded.execute(
        "select region_code, indicator_id, waarde, waarde_low, waarde_high "
        "from intermediate.measured where list_contains(?, indicator_id)",
        [names],
    ).df()
    return rows.pivot(
        index="region_code",
        columns="indicator_id",
        values=["waarde", "waarde_low", "waarde_high"],
    ).astype(float)


def of_level(wide: pd.DataFrame, level: str) -> pd.DataFrame:
    return wide[wide.index.str.startswith(level)]


@pytest.mark.parametrize(("parts", "least", "most"), [(SEXES, 0.3, 0.5), (AGES, 0.8, 0.9)])
def test_parts_do_not_add_up_in_many_wijken_and_their_bounds_hold_the_total(
    wide, parts, least, most
):
    """Seen in March 2021: sexes in 38% of the wijken, age groups in 83%."""
    wijken = of_level(wide, "WK")
    off = wijken["waarde"][list(parts)].sum(axis=1) != wijken["waarde"]["inwoners"]
    assert least < off.mean() < most
    low = wijken["waarde_low"][list(parts)].sum(axis=1)
    high = wijken["waarde_high"][list(parts)].sum(axis=1)
    assert (low <= wijken["waarde_high"]["inwoners"]).all()
    assert (high >= wijken["waarde_low"]["inwoners"]).all()


def test_wijken_do_not_add_up_to_their_gemeente(wide):
    """Nine gemeenten lack more people than rounding hides: these have no wijk on paper."""
    gemeenten = of_level(wide, "GM")["waarde"]["inwoners"]
    gemeenten.index = gemeenten.index.str[2:]
    wijken = of_level(wide, "WK")
    by_gemeente = wijken.groupby(wijken.index.str[2:6])
    sums, number = by_gemeente.sum(), by_gemeente.size()
    off = (sums["waarde"]["inwoners"] - gemeenten).abs() / gemeenten
    assert len(off) == 355
    assert (off > 0).mean() > 0.9
    assert off.max() <= 0.0025
    low, high = sums["waarde_low"]["inwoners"], sums["waarde_high"]["inwoners"]
    assert (low <= gemeenten).all()
    assert (high < gemeenten).sum() == 9
    alone = number == 1  # there the wijk is the gemeente, of which the number is exact
    assert alone.sum() == 30
    assert (high >= gemeenten)[alone].all()


def test_a_wijk_without_inhabitants_is_a_region_with_0_to_4(wide):
    wijken = of_level(wide, "WK")
    nobody = wijken[wijken["waarde"]["inwoners"] == 0]
    assert len(nobody) == 21
    assert set(nobody["waarde_low"]["inwoners"]) == {0}
    assert set(nobody["waarde_high"]["inwoners"]) == {4}


def test_an_age_group_may_be_larger_than_its_tiny_buurt_and_stays_as_published(wide):
    buurten = of_level(wide, "BU")["waarde"]
    share = buurten[list(AGES)].max(axis=1) / buurten["inwoners"].where(buurten["inwoners"] > 0)
    assert share.max() == 2
    assert buurten.loc[share > 1, "inwoners"].max() < 50


def test_the_lowest_class_of_urbanity_has_the_most_addresses(wide):
    gemeenten = of_level(wide, "GM")["waarde"].dropna(subset=["stedelijkheid"])
    addresses = gemeenten.groupby("stedelijkheid")["adressendichtheid"]
    assert list(addresses.min().index) == [1, 2, 3, 4, 5]
    assert (addresses.min().iloc[:-1].to_numpy() >= addresses.max().iloc[1:].to_numpy()).all()


def test_names_of_wijken_are_no_keys_and_their_codes_are():
    wijken = pd.read_parquet(KWB2024)
    codes = wijken[wijken[CODE].str.startswith("WK")]
    assert codes[CODE].is_unique
    assert codes[NAME].duplicated(keep=False).sum() == 184


def test_one_code_in_twenty_of_2024_is_not_on_the_map_of_2022():
    codes = pd.read_parquet(KWB2024)[CODE].str.strip()
    wijken = set(codes[codes.str.startswith("WK")])
    on_map = pd.read_parquet(SHAPES_2022, columns=["code"])["code"]
    assert len(wijken & set(on_map)) / len(wijken) == pytest.approx(0.945, abs=0.0005)
