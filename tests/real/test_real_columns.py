"""The catalog on the recorded lists of columns of CBS and RIVM, and on a table filled in part."""

from functools import cache

import duckdb
import pandas as pd
import pytest

from tests.helpers import TESTDATA, needs_shared_data
from wijkfoto.bronnen.bind import bind_table, table_columns
from wijkfoto.bronnen.identity import identity_faults
from wijkfoto.catalog import SourceTable, shipped_catalog

pytestmark = [needs_shared_data, pytest.mark.real]

CATALOG = shipped_catalog()
KWB = CATALOG.sources["cbs_kwb"]
METADATA_2022 = TESTDATA / "cbs_gebieden_en_odata_metadata"


def of_year(peiljaar: int) -> SourceTable:
    return next(t for t in KWB.tables if t.peiljaar == peiljaar)


@cache
def columns(peiljaar: int) -> dict[str, str]:
    """Key of the column by indicator, on the recorded list of columns of a year."""
    if peiljaar == 2022:
        frame = pd.read_csv(METADATA_2022 / "85318NED_DataProperties.csv")
    else:
        recorded = TESTDATA / "cbs_odata_recorded_statline_bq" / "84799NED"
        frame = pd.read_parquet(recorded / "cbs.v3.84799NED_DataProperties.parquet")
    plain = frame.astype(object).where(frame.notna(), None)
    indicators = [i for i in CATALOG.indicators.values() if i.source_id == "cbs_kwb"]
    found = bind_table(
        indicators,
        table_columns(plain.to_dict("records")),
        table=of_year(peiljaar),
        required=True,
    )
    return {name: column.key for name, column in found.items()}


@pytest.mark.parametrize("peiljaar", [2020, 2022])
def test_every_figure_of_the_kerncijfers_binds_on_the_recorded_columns(peiljaar):
    listed = {
        i.indicator_id
        for i in CATALOG.indicators.values()
        if i.source_id == "cbs_kwb" and i.bron and i.bron.covers(peiljaar)
    }
    assert set(columns(peiljaar)) == listed
    assert len(set(columns(peiljaar).values())) == len(listed)


def test_between_2020_and_2022_suffixes_shift_and_a_spelling_changes():
    assert columns(2020)["inwoners"] == columns(2022)["inwoners"] == "AantalInwoners_5"
    assert columns(2020)["afstand_huisarts"] == "AfstandTotHuisartsenpraktijk_105"
    assert columns(2022)["afstand_huisarts"] == "AfstandTotHuisartsenpraktijk_106"
    assert columns(2020)["arbeidsparticipatie"] == "NettoArbeidsparticipatie_67"
    assert columns(2022)["arbeidsparticipatie"] == "Nettoarbeidsparticipatie_67"


def test_the_recorded_table_infos_are_those_of_their_year():
    info = pd.read_csv(METADATA_2022 / "85318NED_TableInfos.csv").iloc[0].to_dict()
    assert not identity_faults(KWB, of_year(2022), info)
    assert identity_faults(KWB, of_year(2023), info)


def statuses(con: duckdb.DuckDBPyConnection, condition: str) -> dict[str, set[str]]:
    rows = con.execute(
        "select indicator_id, list(distinct waarde_status) from intermediate.measured "
        f"where {condition} group by indicator_id"
    ).fetchall()
    return {str(name): set(found) for name, found in rows}


def test_a_column_that_is_all_empty_is_not_published_and_never_suppressed(loaded):
    """In this instalment 68 of 118 columns hold nothing: housing, income, work, care."""
    names = [r[0] for r in loaded.execute("describe raw.cbs_84799ned").fetchall() if r[0] != "ID"]
    counts = ", ".join(f'count("{name}")' for name in names)
    counted = loaded.execute(f"select {counts} from raw.cbs_84799ned").fetchall()[0]
    assert len(names) + 1 == 118
    assert counted.count(0) == 68
    empty = {name for name, count in zip(names, counted, strict=True) if count == 0}
    bound = dict(loaded.execute("select indicator_id, column_key from raw.binding").fetchall())
    unpublished = {name for name, key in bound.items() if key in empty}
    assert {"woz_waarde", "laag_inkomen", "wmo_clienten", "jeugdzorg_deel"} <= unpublished
    found = statuses(loaded, "true")
    assert {name for name, s in found.items() if s == {"not_published"}} == unpublished
    assert all("not_published" not in found[name] for name in set(found) - unpublished)


def test_benefits_are_in_tens_and_inhabitants_of_a_wijk_in_fives(loaded):
    rows = loaded.execute(
        "select indicator_id, waarde, waarde_low, waarde_high from intermediate.measured "
        "where region_code = 'WK060606' and indicator_id in ('inwoners', 'bijstand') order by all"
    ).fetchall()
    assert rows == [("bijstand", 900, 895, 905), ("inwoners", 14_505, 14_501, 14_509)]
    assert loaded.execute(
        "select waarde, waarde_low, waarde_high from intermediate.measured "
        "where region_code = 'GM0606' and indicator_id = 'inwoners'"
    ).fetchall() == [(78_730, 78_730, 78_730)]
