"""An export read whole: rows by code, and broken rows counted instead of read as figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.xlsx import sheet_xml, xlsx
from wijkfoto.bronnen.export import Export, read_export
from wijkfoto.bronnen.figures import figures, land_inwoners, remarks, shortfall
from wijkfoto.catalog import shipped_file_names
from wijkfoto.errors import SourceError
from wijkfoto.regio import clean_code

HEADER = (
    "Wijken en buurten;Regioaanduiding/Gemeentenaam (naam);Regioaanduiding/Soort regio "
    "(omschrijving);Regioaanduiding/Codering (code);Bevolking/Aantal inwoners (aantal)"
)
LAND = "Nederland;Nederland;Land;NL00      ;1000"
MADE = "Made;Made   ;Gemeente  ;GM0001    ;600"
WIJK = "Wijk 01;Made;Wijk;WK000101  ;595"
REST = [f"Buurt {n};Made;Buurt;BU000101{n:02};5" for n in range(1, 20)]
BOUND = {"inwoners": 4}
CODE = r"NL00|GM[0-9]{4}|WK[0-9]{4}[0-9A-Z]{2}|BU[0-9]{4}[0-9A-Z]{4}"


def read(*rows: str, name: str = "x.csv", end: str = "\r\n") -> Export:
    return read_export(name, end.join(rows).encode(), shipped_file_names())


def test_rows_have_their_code_as_written_and_their_names():
    export = read(HEADER, LAND, MADE, WIJK)
    assert export.codes == ("NL00      ", "GM0001    ", "WK000101  ")
    assert export.names == ("Nederland", "Made", "Wijk 01")
    assert export.gemeenten == ("Nederland", "Made", "Made")
    assert export.years == (None, None, None)
    assert export.broken is None
    assert figures(export, BOUND)["inwoners"].tolist() == [1000, 600, 595]


@given(
    code=st.from_regex(CODE, fullmatch=True),
    pad=st.sampled_from(["", "  ", "\u00a0\u00a0"]),
)  # fmt: skip
def test_a_code_comes_back_whatever_its_padding(code, pad):
    export = read(HEADER, f"x;x;x;{code}{pad};1")
    assert clean_code(export.codes[0]) == code


@pytest.mark.parametrize("footer", ['"Bron: CBS"', "Bron: CBS;;;;", "© CBS", "* voorlopig"])
def test_the_lines_below_the_figures_are_no_rows(footer):
    export = read(HEADER, MADE, "", footer, "")
    assert len(export.lines) == 1
    assert export.broken is None


def test_more_lines_below_the_figures_are_no_rows_either():
    assert len(read(HEADER, MADE, "", "© CBS", "", "Bron: CBS").lines) == 1


def test_a_column_that_holds_a_code_here_and_there_is_no_column_of_codes():
    rows = [f"Gemeente {n};zie GM000{n};5" for n in range(1, 5)]
    export = read("Naam;Opmerking;Bevolking/Aantal inwoners (aantal)", *rows, "Made;GM0005;6")
    assert (export.codes, len(export.lines)) == ((), 5)


def test_cells_that_excel_adds_behind_a_row_are_no_fault():
    assert len(read(HEADER, f"{MADE};;", WIJK).lines) == 2


def test_rows_that_a_separator_in_a_name_made_longer_are_left_out_and_told():
    export = read(HEADER, LAND, "Aa, Bb; en Cc;x;Gemeente;GM0002;300", MADE, WIJK, *REST)
    assert export.broken is not None
    assert export.broken.lines == (3,)
    assert export.broken.first == "Aa, Bb, en Cc, x, Gemeente, GM0002, 300"
    assert "GM0002" not in export.codes


def cut_rows(*cut: str) -> Export:
    header = "ID,WijkenEnBuurten,Gemeentenaam_1,SoortRegio_2,Codering_3,AantalInwoners_5,Mannen_6"
    whole = [
        "0,NL00      ,Nederland,Land,NL00      ,1000,500",
        "1,GM0001    ,Made,Gemeente,GM0001    ,950,     .",
        *(f"{n},WK00010{n}  ,Made,Wijk,WK00010{n}  ,5,     ." for n in range(2, 10)),
        *(f"{n},BU000101{n},Made,Buurt,BU000101{n},5,     ." for n in range(10, 30)),
    ]
    return read(header, *whole[:4], *cut, *whole[4:])


def test_rows_that_a_comma_cut_and_a_program_padded_are_left_out_with_the_shortfall_named():
    export = cut_rows("7,GM0002    ,Nuis,,,,", "8,WK000201  ,Nuis,,,,")
    assert export.broken is not None
    assert export.broken.lines == (6, 7)
    numbers = figures(export, {"inwoners": 5})
    assert shortfall(export, numbers) == 50
    assert remarks(export, numbers)[:2] == [
        "x.csv: 2 broken rows were left out, the first at line 6 (7, GM0002, Nuis).",
        "x.csv: the gemeenten lack 50 inhabitants against the country.",
    ]


def test_a_file_without_names_of_regions_says_that_the_pages_would_show_codes():
    text = "Wijken en buurten;Codering (code);Inwoners (aantal)\n{};WK000201;5\n"
    nameless = read(*text.format("WK000201").splitlines())
    (said,) = remarks(nameless, figures(nameless, {"inwoners": 2}))
    assert said.startswith("x.csv: it has no names of wijken, so the pages show codes")
    named = read(*text.format("Havenkwartier").splitlines())
    assert remarks(named, figures(named, {"inwoners": 2})) == []


def test_a_region_of_which_every_figure_is_secret_is_not_broken():
    assert cut_rows("7,WK000299  ,Nuis,Wijk,WK000299  ,.,.").broken is None
    assert cut_rows("7,WK000299  ,Nuis,Wijk,WK000299  ,,").broken is None


def test_an_export_that_never_describes_its_regions_is_not_broken():
    rows = [f"{n},WK0001{n},Made,,,," for n in range(10, 20)]
    header = "ID,WijkenEnBuurten,Gemeentenaam_1,SoortRegio_2,Codering_3,AantalInwoners_5,Mannen_6"
    assert read(header, *rows).broken is None


def test_a_selection_of_gemeenten_is_no_shortfall():
    export = read(HEADER, LAND, MADE, WIJK)
    numbers = figures(export, BOUND)
    assert land_inwoners(export, numbers) == 1000
    assert shortfall(export, numbers) is None
    assert shortfall(read(HEADER, MADE), numbers.iloc[1:2]) is None


def test_a_last_row_that_stops_halfway_means_that_the_file_is_cut_off():
    with pytest.raises(SourceError, match="cut off: line 3 stops after 3 of 5 columns"):
        read(HEADER, MADE, "Wijk 01;Made;Wijk")


def test_a_file_of_which_many_rows_do_not_fit_is_refused_whole():
    with pytest.raises(SourceError, match="2 of 4 rows do not fit the 5 columns"):
        read(HEADER, MADE, "a;b;c;d;e;f", "a;b;c;d;e;f", WIJK)


def test_a_region_that_stands_twice_is_refused_with_both_lines():
    with pytest.raises(SourceError, match="GM0001 stands twice, at lines 2 and 4"):
        read(HEADER, MADE, WIJK, MADE.replace("GM0001    ", "gm0001"))


def test_rows_of_other_regions_are_left_out_and_told():
    export = read(HEADER, MADE, WIJK, "Noord;x;Landsdeel;LD01;5")
    assert export.others == 1
    assert remarks(export, figures(export, BOUND)) == [
        "x.csv: 1 rows of other regions were left out."
    ]


def test_a_file_without_any_row_is_refused():
    with pytest.raises(SourceError, match="no rows of regions"):
        read(HEADER, "Bron: CBS")


def test_periods_give_the_year_of_each_row():
    rows = ("Perioden;Codering (code);x (%)", "2019;WK000101;1", "2020JJ00;WK000101;2",
            "2021*;WK000101;2")  # fmt: skip
    assert read(*rows).years == (2019, 2020, 2021)
    with pytest.raises(SourceError, match="'2020 1e kwartaal' is no year"):
        read(*rows, "2020 1e kwartaal;WK000101;2")


def test_a_cell_that_is_no_number_is_named_with_its_line_and_column():
    export = read(HEADER, LAND, MADE.replace("600", "veel"))
    with pytest.raises(SourceError, match="'veel' is neither a number nor") as fault:
        figures(export, BOUND)
    assert "line 3" in fault.value.where
    assert "Aantal inwoners" in fault.value.where


def test_a_workbook_gives_the_same_export_as_text():
    rows = [["gwb_code_10", "regio", "gm_naam", "recs", "a_inw"],
            ["NL00", "Nederland", "Nederland", "Land", 1000.0],
            ["WK000101", "Wijk 01", "Made", "Wijk", ".       "]]  # fmt: skip
    book = read_export("kwb.xlsx", xlsx(("kwb-2020", sheet_xml(rows))), shipped_file_names())
    text = read(*(";".join(map(str, row)) for row in rows))
    assert book.title == "kwb-2020"
    assert (book.codes, book.names, book.gemeenten) == (text.codes, text.names, text.gemeenten)
    assert figures(book, BOUND).equals(figures(text, BOUND))


def test_an_export_without_codes_keeps_every_row():
    export = read("Wijken en buurten;Aantal inwoners (aantal)", "Made;1", "Centrum;2")
    assert export.codes == ()
    assert export.names == ("Made", "Centrum")


def test_an_error_of_a_formula_in_a_workbook_is_not_taken_for_a_missing_figure():
    rows = [["Wijken en buurten", "Codering", "Inwoners"], ["Made", "GM0001", 5]]
    bad = sheet_xml(rows).replace('<c r="C2"><v>5</v></c>', '<c r="C2" t="e"><v>#REF!</v></c>')
    with pytest.raises(SourceError, match="error of a formula") as fault:
        read_export("x.xlsx", xlsx(("kwb", bad)), shipped_file_names())
    assert fault.value.where == "x.xlsx, cell C2"
