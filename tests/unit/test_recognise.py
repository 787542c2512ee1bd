"""What an export is: content tells the table and the year; a name never goes against it."""

import pytest

from wijkfoto.bronnen.recognise import Recognised, read_file
from wijkfoto.catalog import Catalog, shipped_catalog, shipped_file_names
from wijkfoto.errors import BindingError, SourceError

SHIPPED = shipped_catalog()
LABELS = "Wijken en buurten;Codering (code);Bevolking/Aantal inwoners (aantal)"
MADE = "Made;GM0001;600"
LAND = {n.peiljaar: f"Nederland;NL00;{n.aantal}" for n in shipped_file_names().land_inwoners}


def found(
    *rows: str, name: str = "x.csv", stated: str | None = None, catalog: Catalog = SHIPPED
) -> Recognised:
    return read_file(name, "\n".join(rows).encode(), catalog, stated)[1]


def table(recognised: Recognised) -> tuple[str, str]:
    return recognised.source.source_id, recognised.table.table_id


@pytest.mark.parametrize("year", range(2014, 2026))
def test_the_inhabitants_of_the_country_prove_the_year(year):
    recognised = found(LABELS, LAND[year], MADE)
    assert recognised.table.peiljaar == year
    assert not recognised.by_name


def test_the_country_is_known_with_thousands_marks_too():
    marked = LAND[2018].replace("17181084", "17.181.084")
    assert found(LABELS, marked, MADE).table.peiljaar == 2018


def test_a_title_above_the_columns_tells_the_year():
    assert found("Kerncijfers wijken en buurten 2018;;", LABELS, MADE).table.peiljaar == 2018


def test_a_period_tells_the_year():
    rows = ("Perioden;Codering (code);Bevolking/Aantal inwoners (aantal)", "2020;GM0001;6")
    assert found(*rows).table.peiljaar == 2020


def test_beside_a_period_a_title_tells_the_year_of_the_boundaries():
    rows = ("Perioden;Codering (code);Bevolking/Aantal inwoners (aantal)", "2020;GM0001;6")
    assert found("Scores, indeling 2018;;", *rows).table.peiljaar == 2020


def test_content_wins_from_the_name():
    recognised = found(LABELS, LAND[2017], name="Kerncijfers_2019.csv")
    assert (recognised.table.peiljaar, recognised.by_name) == (2017, False)


@pytest.mark.parametrize(
    "name", ["Kerncijfers_2019_made_10122025_135731.csv", "84583NED_TypedDataSet.csv"]
)
def test_a_name_tells_the_year_only_where_the_content_is_silent_and_it_is_said(name):
    recognised = found(LABELS, MADE, name=name)
    assert (recognised.table.table_id, recognised.by_name) == ("84583NED", True)


@pytest.mark.parametrize("name", ["x.csv", "2018_en_2019.csv", "10122025.csv"])
def test_without_any_year_the_file_is_refused_with_the_line_to_write(name):
    with pytest.raises(SourceError, match="tells of which year") as fault:
        found(LABELS, MADE, name=name)
    assert f"'{name}: <table id>' in bestanden.yaml" in fault.value.next_step


def test_the_mapping_file_says_what_nothing_else_tells():
    assert table(found(LABELS, MADE, stated="84286NED")) == ("cbs_kwb", "84286NED")


def test_the_mapping_file_never_goes_against_the_content():
    with pytest.raises(SourceError, match=r"says 84583NED of 2019, but .* tells 2017"):
        found(LABELS, LAND[2017], stated="84583NED")
    with pytest.raises(SourceError, match="has no table 99999NED"):
        found(LABELS, MADE, stated="99999NED")


def test_content_that_contradicts_itself_is_refused_with_both_years():
    with pytest.raises(SourceError, match="2018 by its title; 2017 by the inhabitants"):
        found("Kerncijfers 2018;;", LABELS, LAND[2017])
    rows = ("Perioden;Codering (code);Bevolking/Aantal inwoners (aantal)", "2020;GM0001;6")
    with pytest.raises(SourceError, match="2019 by its period 2019; 2020"):
        found(*rows, "2019;GM0001;6")


def test_a_year_that_the_catalog_lacks_is_refused_with_those_it_has():
    with pytest.raises(SourceError, match="of 1995 is not in the catalog, which knows 2013"):
        found("Kerncijfers wijken en buurten 1995;;", LABELS, MADE)


def test_columns_that_no_indicator_knows_are_named():
    with pytest.raises(SourceError, match=r"No indicator knows one of its columns: Naam, .*Fiets"):
        found("Naam;Codering;Fietsen (aantal)", MADE)


def test_columns_that_hold_in_other_years_only_are_refused():
    rows = ("Kerncijfers 2017;;", "Naam;Codering (code);Zorg/Wmo-cliënten (aantal)", MADE)
    with pytest.raises(SourceError, match=r"None of its columns .* in 2017"):
        found(*rows)


def test_a_column_that_nearly_fits_is_refused_with_its_candidates():
    with pytest.raises(BindingError, match="no column fits"):
        found(LABELS.replace("Bevolking/", "Wonen/"), MADE, name="2019.csv")


def test_a_table_split_by_age_is_refused():
    rows = ("Leeftijd;Codering (code);Gezondheid/Mantelzorger (%)", "18+;GM0001;14")
    with pytest.raises(SourceError, match="split by Leeftijd"):
        found(*rows)


def test_a_table_of_rivm_is_said_to_come_from_the_service_only_however_it_was_exported():
    split = "Wijken en buurten;Leeftijd;Marges;Codering (code);Gezondheid/Mantelzorger (%)"
    twice = ("Nederland;18+;Waarde;NL01;14", "Nederland;65+;Waarde;NL01;15")
    for rows in ((split, *twice), (split.replace("Leeftijd;Marges", "Groep;Soort"), *twice)):
        with pytest.raises(SourceError, match=r"RIVM.* come from the service only") as fault:
            found(*rows)
        assert "without a split" not in str(fault.value)


def with_second_source() -> Catalog:
    """Return a catalog with another source that has the same column, over several years."""
    other = SHIPPED.sources["cbs_kwb"].model_copy(
        update={
            "source_id": "anders",
            "tables": (
                SHIPPED.sources["cbs_kwb"]
                .tables[0]
                .model_copy(update={"table_id": "00001NED", "peiljaar": None}),
            ),
        }
    )
    indicator = SHIPPED.indicators["inwoners"]
    assert indicator.bron is not None
    copy = indicator.model_copy(
        update={
            "indicator_id": "inwoners_anders",
            "bron": indicator.bron.model_copy(update={"source_id": "anders"}),
        }
    )
    return Catalog(
        SHIPPED.sources | {"anders": other},
        SHIPPED.indicators | {"inwoners_anders": copy},
        SHIPPED.domains,
        SHIPPED.method,
    )


def test_columns_that_fit_two_sources_alike_are_refused_unless_the_mapping_decides():
    catalog = with_second_source()
    with pytest.raises(SourceError, match="fit cbs_kwb and anders alike"):
        found(LABELS, MADE, name="2019.csv", catalog=catalog)
    rows = (f"Perioden;{LABELS}", f"2019;{MADE}")
    assert table(found(*rows, stated="00001NED", catalog=catalog))[0] == "anders"


def test_the_source_with_most_of_the_columns_is_taken():
    labels = LABELS + ";Bevolking/Geslacht/Mannen (aantal)"
    recognised = found(labels, f"{MADE};3", name="2019.csv", catalog=with_second_source())
    assert recognised.source.source_id == "cbs_kwb"


def test_a_table_of_several_years_takes_them_from_the_rows():
    catalog = with_second_source()
    only = Catalog(
        {"anders": catalog.sources["anders"]},
        {"inwoners_anders": catalog.indicators["inwoners_anders"]}, {}, SHIPPED.method,
    )  # fmt: skip
    rows = ("Perioden;Codering (code);Bevolking/Aantal inwoners (aantal)", "2020;GM0001;6")
    assert found(*rows, "2019;GM0001;6", catalog=only).table.table_id == "00001NED"
    assert found(*rows, catalog=only).table.table_id == "00001NED"
    with pytest.raises(SourceError, match="tells of which year"):
        found(LABELS, MADE, catalog=only)
    with pytest.raises(SourceError, match="holds more than one year, and the file has no Perioden"):
        found(LABELS, MADE, stated="00001NED", catalog=only)


def test_the_sheet_of_a_workbook_can_tell_the_year():
    from tests.xlsx import sheet_xml, xlsx

    rows = [["gwb_code_10", "regio", "a_inw"], ["GM0001", "Made", 6]]
    body = xlsx(("Blad1", sheet_xml(rows)))
    with pytest.raises(SourceError, match="tells of which year"):
        read_file("kwb.xlsx", body, SHIPPED)
    body = xlsx(("kwb-2018", sheet_xml(rows)))
    assert read_file("kwb.xlsx", body, SHIPPED)[1].table.peiljaar == 2018


SES = (
    "Perioden;Codering (code);SES-WOA/Totaalscore/Gemiddelde score (Getal)",
    "2019;WK0606AA;-0.5",
)


def test_a_year_that_more_tables_hold_is_refused_with_the_tables_and_the_line_to_write():
    with pytest.raises(SourceError, match=r"85163NED \(2021\), 85539NED \(2022\)") as fault:
        found(*SES, name="SES_25042023.csv")
    assert "'SES_25042023.csv: <table id>' in bestanden.yaml" in fault.value.next_step


@pytest.mark.parametrize(
    ("lines", "name", "stated", "by_name"),
    [
        (SES, "x.csv", "85539NED", False),
        (SES, "85539NED_export.csv", None, True),
        (("Scores, regio-indeling 2022;;", *SES), "x.csv", None, False),
        (("Indeling 2022;;", *SES, "2018;WK0606AA;-0.4"), "x.csv", None, False),
    ],
    ids=["mapping file", "name", "title", "title above more years"],
)
def test_of_more_tables_the_mapping_the_name_or_the_boundaries_in_the_title_tell_which(
    lines, name, stated, by_name
):
    recognised = found(*lines, name=name, stated=stated)
    assert table(recognised) == ("cbs_ses_woa", "85539NED")
    assert recognised.by_name is by_name


def test_an_id_in_the_name_of_kerncijfers_tells_nothing_beside_their_content():
    recognised = found(LABELS, LAND[2017], MADE, name="84583NED.csv")
    assert (recognised.table.peiljaar, recognised.by_name) == (2017, False)
