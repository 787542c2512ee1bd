"""Headers: each way of writing column names leads to the same indicator, or to none."""

import pytest

from wijkfoto.bronnen.delimited import Line
from wijkfoto.bronnen.headers import Header, bind_header, candidates, column_named, read_header
from wijkfoto.catalog import Form, shipped_catalog, shipped_file_names
from wijkfoto.errors import BindingError, SourceError

NAMES = shipped_file_names()
KWB = [i for i in shipped_catalog().indicators.values() if i.source_id == "cbs_kwb"]
TITLES = (
    "Wijken en buurten",
    "Regioaanduiding/Codering (code)",
    "Bevolking/Aantal inwoners (aantal)",
    "Bevolking/Leeftijdsgroepen/0 tot 15 jaar (aantal)",
    "Bevolking/Bevolkingsdichtheid (aantal inwoners per km²)",
    "Inkomen/Inkomen van personen/Gemiddeld inkomen per inwoner\u00a0 (x 1 000 euro)",
    "Sociale zekerheid/Personen per soort uitkering; Bijstand (aantal)",
    "Zorg/Wmo-cliënten (aantal)",
    "Criminaliteit/Diefstal uit woning/schuur/e.d. (per 1 000 inwoners)",
)
MEANT = {
    "inwoners": 2, "inwoners_0_15": 3, "bevolkingsdichtheid": 4, "inkomen_per_inwoner": 5,
    "bijstand": 6, "wmo_clienten": 7,
}  # fmt: skip


def lines(*rows: tuple[str, ...]) -> list[Line]:
    return [Line(number, row) for number, row in enumerate(rows, start=1)]


def header(*rows: tuple[str, ...]) -> Header:
    return read_header(lines(*rows), NAMES, "x.csv")


def bound(found: Header, peiljaar: int | None = 2019) -> dict[str, int]:
    return bind_header(found, KWB, NAMES, table_id="x.csv", peiljaar=peiljaar)


def as_r_writes(label: str) -> str:
    return "".join(c if c.isalpha() or c in "0123456789" else "." for c in label)


def test_titles_bind_by_stem_unit_and_group():
    found = header(TITLES)
    assert (found.kind, found.title, found.first_row) == ("titels", "", 1)
    assert bound(found) == MEANT


def test_a_title_that_holds_the_sign_between_groups_is_tried_whole():
    found = header(TITLES)
    form = Form(stem="DiefstalUitWoningSchuurED", eenheid="", groep=())
    (column,) = candidates(found, [form], NAMES)
    assert (column.title, column.path) == ("Diefstal uit woning/schuur/e.d.", ("Criminaliteit",))


def test_titles_mangled_by_r_bind_to_the_same_columns():
    found = header(("", *map(as_r_writes, TITLES)))
    assert found.kind == "r_namen"
    assert bound(found) == {name: position + 1 for name, position in MEANT.items()}


def test_an_export_for_printing_has_its_title_above_and_its_units_below():
    labels = [title.rpartition(" (")[0].replace("/", "|") for title in TITLES[2:]]
    units = [title.rpartition(" (")[2].rstrip(")") for title in TITLES[2:]]
    found = header(
        ("Kerncijfers wijken en buurten 2019",), ("",), ("", "Onderwerp"), ("", *labels),
        ("Wijken en buurten", *units), ("Made", "1"),
    )  # fmt: skip
    assert found.title == "Kerncijfers wijken en buurten 2019"
    assert (found.labels[0], found.first_row) == ("Wijken en buurten", 5)
    assert bound(found) == {name: position - 1 for name, position in MEANT.items()}


def test_names_of_the_service_bind_whatever_the_number_behind_them():
    found = header(("ID", "WijkenEnBuurten", "AantalInwoners_5", "k_0Tot15Jaar_41", "WmoClienten"))
    assert found.kind == "odata"
    assert bound(found) == {"inwoners": 2, "inwoners_0_15": 3, "wmo_clienten": 4}


def test_a_stem_that_repeats_in_the_table_tells_nothing_without_its_group():
    repeated = NAMES.model_copy(update={"herhaalde_stammen": frozenset({"AantalInwoners"})})
    found = header(("WijkenEnBuurten", "AantalInwoners_5", "Mannen_6"))
    assert bind_header(found, KWB, repeated, table_id="x", peiljaar=2019) == {"mannen": 2}


def test_short_names_of_a_spreadsheet_bind_in_the_years_that_they_hold():
    found = header(("gwb_code_10", "regio", "A_INW", "a_wmo_t", "g_woz", "a_nb_won"))
    assert found.kind == "kwb"
    assert bound(found, 2019) == {"inwoners": 2, "wmo_clienten": 3, "woz_waarde": 4}
    assert bound(found, 2017) == {"inwoners": 2, "woz_waarde": 4}


def test_two_short_names_for_one_indicator_are_refused():
    with pytest.raises(BindingError, match=r"2 columns fit. Candidates: g_woz; g_wozbag"):
        bound(header(("gwb_code", "g_woz", "g_wozbag")))


@pytest.mark.parametrize(
    "twice", [TITLES[2], "Bevolking/Aantal inwoners  (aantal)"], ids=["equal", "other blanks"]
)
def test_a_title_that_stands_twice_is_refused_by_its_name(twice):
    with pytest.raises(BindingError, match="stands twice") as fault:
        bound(header((*TITLES, twice)))
    assert "Aantal inwoners" in str(fault.value)


@pytest.mark.parametrize(
    "other",
    ["Bevolking/Aantal inwoners (%)", "Wonen/Aantal inwoners (aantal)"],
    ids=["unit", "group"],
)
def test_a_title_with_another_unit_or_group_is_refused_not_bound(other):
    with pytest.raises(BindingError, match="no column fits"):
        bound(header(("Wijken en buurten", other)))


def test_a_mangled_title_with_another_unit_or_group_stays_unbound():
    found = header(
        ("X.naam", "Wonen.Aantal.inwoners..aantal.", "Bevolking.Aantal.inwoners....",
         "Bevolking.Aantal.inwoners.per.jaar..aantal.")
    )  # fmt: skip
    assert bound(found) == {}


def test_a_title_alone_is_no_header():
    with pytest.raises(SourceError, match="No line names the columns"):
        header(("Kerncijfers",), ("",), ("Bron: CBS",))


def test_the_best_name_of_a_column_counts_and_of_equals_the_first():
    found = header(("b", "Wijken.en.buurten", "a", "a"))
    assert column_named(found, {"a": 1, "wijken en buurten": 0}) == 1
    assert column_named(found, {"a": 0}) == 2
    assert column_named(found, {"c": 0}) is None
