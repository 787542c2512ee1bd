"""The stem rule on every recorded title, and the real measures of v4 under the same indicators."""

import re

import pandas as pd
import pytest

from tests.helpers import TESTDATA, needs_shared_data
from wijkfoto.bronnen.bind import TableColumn, bind_table, table_columns
from wijkfoto.bronnen.stem import stem_of_title
from wijkfoto.catalog import shipped_catalog

pytestmark = needs_shared_data

RECORDED = TESTDATA / "cbs_odata_recorded_statline_bq"
GEBIEDEN = TESTDATA / "cbs_gebieden_en_odata_metadata"
V4_2017 = RECORDED / "83765NED"


def columns_of_2017_over_v4() -> list[TableColumn]:
    from wijkfoto.bronnen.odata4 import core_names

    sets = {
        name: pd.read_parquet(V4_2017 / f"cbs.v4.83765NED_{name}.parquet")
        for name in ("Dimensions", "MeasureGroups", "MeasureCodes")
    }
    plain = {
        name: frame.astype(object).where(frame.notna(), None).to_dict("records")
        for name, frame in sets.items()
    }
    return table_columns(
        core_names(plain["Dimensions"], plain["MeasureGroups"], plain["MeasureCodes"])
    )


def bound(columns: list[TableColumn], peiljaar: int) -> dict[str, TableColumn]:
    catalog = shipped_catalog()
    indicators = [i for i in catalog.indicators.values() if i.source_id == "cbs_kwb"]
    return bind_table(indicators, columns, table=catalog.kwb_table(peiljaar), required=False)


@pytest.mark.parametrize(
    ("path", "topics"),
    [
        (RECORDED / "84799NED" / "cbs.v3.84799NED_DataProperties.parquet", 116),
        (RECORDED / "83583NED" / "cbs.v3.83583NED_DataProperties.parquet", 1),
        (GEBIEDEN / "85318NED_DataProperties.csv", 117),
        (GEBIEDEN / "85067NED_DataProperties.csv", 55),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_every_recorded_title_gives_the_stem_that_v3_gave_it(path, topics):
    read = pd.read_parquet if path.suffix == ".parquet" else pd.read_csv
    rows = read(path)
    found = rows[rows["Type"] == "Topic"]
    made = {
        key: stem_of_title(title) for key, title in zip(found["Key"], found["Title"], strict=True)
    }
    assert len(made) == topics
    assert [key for key, stem in made.items() if re.sub(r"_\d+$", "", key) != stem] == []


def test_the_measures_of_2017_over_v4_bind_as_the_columns_of_2017_over_v3():
    from tests.served import kwb_2017

    over_v3 = bound(table_columns(kwb_2017().properties), 2017)
    # The recorded v4 codes are of measures; the texts of Regioaanduiding are not among them.
    del over_v3["indelingswijziging"]
    over_v4 = bound(columns_of_2017_over_v4(), 2017)
    assert len(over_v3) >= 7
    same = {
        name: (column.stem, column.unit, column.path)
        for name, column in over_v4.items()
        if name in over_v3
    }
    assert same == {name: (c.stem, c.unit, c.path) for name, c in over_v3.items()}


def test_the_measures_of_2017_over_v4_carry_what_the_catalog_asks_of_that_year():
    names = bound(columns_of_2017_over_v4(), 2017)
    assert {name: names[name].key for name in ("inwoners", "inwoners_65plus", "laag_inkomen")} == {
        "inwoners": "T001036", "inwoners_65plus": "80200", "laag_inkomen": "D000227",
    }  # fmt: skip
