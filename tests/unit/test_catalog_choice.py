"""Which sources and tables a run takes: those that a figure reads, in its window of years."""

import pytest

from wijkfoto.catalog import Column, Indicator, Source, SourceTable, shipped_catalog
from wijkfoto.catalog.choice import is_used, tables_of_run

CATALOG = shipped_catalog()


def source(*tables: SourceTable, **more: object) -> Source:
    fields = {
        "source_id": "s", "naam": "S", "publisher": "CBS", "service": "cbs", "protocol": "odata3",
        "licence": "l", "attribution": "a", "statline": "u", "region_dimension": None,
        "year_column": None, "tables": tables,
    }  # fmt: skip
    return Source.model_validate(fields | more)


def table(table_id: str, peiljaar: int | None = None, **more: object) -> SourceTable:
    fields = {"table_id": table_id, "peiljaar": peiljaar, "boundary_year": peiljaar or 2020}
    return SourceTable.model_validate(fields | more)


def reads(source_id: str = "s", **years: int) -> Indicator:
    return Indicator(
        indicator_id="x", naam="X", unit="aantal", role="context", direction=0, kind="register",
        description="X.",
        bron=Column.model_validate(
            {"source_id": source_id, "stem": ("A",), "eenheid": "aantal"} | years
        ),
    )  # fmt: skip


def taken(of: Source, *indicators: Indicator, peiljaar: int = 2020) -> list[str]:
    return [t.table_id for t in tables_of_run(of, indicators, peiljaar=peiljaar, window=4)]


def test_a_source_is_used_when_a_figure_reads_it_and_shapes_always_are():
    assert not is_used(source(), [reads("other")])
    assert is_used(source(), [reads("other"), reads()])
    assert is_used(source(service="geo"), [])


def test_a_run_takes_the_tables_of_its_window_that_a_figure_reads():
    years = source(*(table(str(year), year) for year in range(2014, 2022)))
    assert taken(years, reads()) == ["2016", "2017", "2018", "2019", "2020"]
    assert taken(years, reads(vanaf=2018, tot=2019)) == ["2018", "2019"]
    assert taken(years, reads(vanaf=2018), reads(tot=2016)) == ["2016", "2018", "2019", "2020"]
    assert taken(years, reads("other")) == []


def test_a_table_of_more_years_is_taken_when_one_of_them_can_be_used():
    several = source(
        table("old", jaren=(2008, 2012)), table("new", jaren=(2012, 2016)), table("any")
    )
    assert taken(several, reads()) == ["new", "any"]
    assert taken(several, reads(vanaf=2018)) == ["any"]


@pytest.mark.parametrize(
    ("peiljaar", "expected"), [(2018, "2020"), (2021, "2020"), (2022, "2022"), (2026, "2024")]
)
def test_of_tables_that_repeat_years_the_newest_known_boundaries_win(peiljaar, expected):
    tables = [table(str(year), boundary_year=year) for year in (2024, 2020, 2022)]
    assert taken(source(*tables, overlapt=True), reads(), peiljaar=peiljaar) == [expected]
    assert taken(source(overlapt=True), reads(), peiljaar=peiljaar) == []


def test_a_default_run_takes_nine_whole_tables_however_long_the_catalog_is():
    used = CATALOG.used_sources()
    assert {name for name, one in used.items() if not one.gefilterd} == {
        "cbs_kwb", "rivm_gezondheid", "cbs_ses_woa", "cbs_prognose", "cbs_nabijheid", "geo_wijken",
    }  # fmt: skip
    assert len(CATALOG.sources) > len(used)
    for peiljaar in range(2017, 2026):
        taken = {name: CATALOG.tables_of_run(one, peiljaar) for name, one in used.items()}
        whole = [len(tables) for name, tables in taken.items() if not used[name].gefilterd]
        assert sum(whole) <= 9, peiljaar
        assert sum(map(len, taken.values())) <= 20, peiljaar


def test_no_two_tables_of_a_run_hold_the_same_year_of_a_source():
    """Then a region would have a figure twice, and the contract would end the run."""
    for peiljaar in range(2017, 2027):
        for of in CATALOG.used_sources().values():
            taken = [t.peiljaar for t in CATALOG.tables_of_run(of, peiljaar)]
            assert len(taken) == 1 or None not in taken, of.source_id
            assert len(set(taken)) == len(taken), of.source_id


def test_every_kerncijfers_of_2013_to_2025_is_known_for_sure():
    known = {t.peiljaar: t for t in CATALOG.sources["cbs_kwb"].tables if t.is_confirmed}
    assert set(known) == set(range(2013, 2026))
    assert CATALOG.newest_peiljaar() == 2025


def test_a_table_of_which_the_id_was_not_seen_never_counts_as_having_known_columns():
    for of in CATALOG.sources.values():
        for one in of.tables:
            assert one.is_confirmed or not one.has_known_columns, one.table_id


def test_a_table_may_call_its_regions_otherwise_than_its_source():
    one = source(table("a", 2020), table("b", 2021, region_dimension="Regio21"),
                 region_dimension="Regio")  # fmt: skip
    own, other = one.tables
    assert one.for_table(own).region_dimension == "Regio"
    assert one.for_table(other).region_dimension == "Regio21"
