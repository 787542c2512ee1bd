"""Identity: an id is the table it should be only when its own title and period say so."""

import pytest

from wijkfoto.bronnen.identity import identity_faults
from wijkfoto.catalog import SourceTable, shipped_catalog

KWB = shipped_catalog().sources["cbs_kwb"]
RIVM = shipped_catalog().sources["rivm_gezondheid"]
TABLE = SourceTable(table_id="84799NED", peiljaar=2020, boundary_year=2020)
GOOD = {"Identifier": "84799NED", "Title": "Kerncijfers wijken en buurten 2020", "Period": "2020"}


def told(**other: object) -> list[str]:
    return [fault.what for fault in identity_faults(KWB, TABLE, GOOD | other)]


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"Identifier": "84799ned "},
        {"Identifier": None},
        {"Title": "FICTIEF  Kerncijfers\n wijken en buurten 2020"},
        {"Period": None},
        {"Period": " 2020 "},
    ],
)
def test_a_table_that_is_what_it_should_be_has_no_fault(other):
    assert told(**other) == []


@pytest.mark.parametrize(
    ("other", "what"),
    [
        ({"Identifier": "85039NED"}, "calls this table 85039NED"),
        ({"Title": "Bodemgebruik 2020"}, "title of the table is 'Bodemgebruik 2020'"),
        ({"Title": None}, "title of the table is ''"),
        ({"Period": "2019"}, "about '2019', not about 2020"),
        ({"Period": "", "Title": "Kerncijfers wijken en buurten"}, "not about 2020"),
    ],
)
def test_each_difference_is_told(other, what):
    assert len(told(**other)) == 1
    assert what in told(**other)[0]


def test_all_differences_are_told_each_with_a_next_step():
    found = identity_faults(KWB, TABLE, {"Identifier": "X", "Title": "Y", "Period": "1999"})
    assert len(found) == 3
    assert all("84799NED" in fault.where and fault.next_step for fault in found)


def test_a_table_of_more_years_speaks_of_its_last():
    info = {"Title": "Gezondheid per wijk en buurt", "Period": "2012/2016/2020"}
    old, new = RIVM.tables[0], RIVM.tables[1]
    assert not identity_faults(RIVM, old, info)
    assert "not about 2022" in identity_faults(RIVM, new, info)[0].what
