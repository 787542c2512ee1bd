"""What the page of a wijk and the page of its buurten say about whether buurten differ."""

import duckdb
import pytest

from tests.site.conftest import Made
from tests.site.fixture import BUURTEN, GEMEENTE, SCRIPT
from tests.site.reading import Element, read
from wijkfoto.site import buurt_block as block
from wijkfoto.site.pages import gemeente_page
from wijkfoto.site.site_book import open_book, open_site

HEADING = "Verschillen de buurten in deze wijk?"


def part_of(page: Element) -> str:
    """Return the text from the heading about buurten to the next part of the page."""
    text = page.all("body")[0].text
    return text[text.rindex(HEADING) : text.rindex("Wat verandert er?")]


@pytest.fixture(scope="module")
def said(made: Made):
    return lambda code: part_of(read(made.wijk(code)))


def test_a_buurt_that_clearly_differs_is_named_with_range_and_certainty(said):
    text = said("WK990601")
    assert "Ja. Het gemiddelde van de wijk verbergt verschillen." in text
    assert "Meer behoefte dan in de hele wijk: Zuid ( tussen +6 en +14 punten, redelijk" in text
    assert "Minder behoefte dan in de hele wijk: Haven ( tussen \u221216 en \u22128 punten" in text
    assert "Naar schatting meer behoefte dan in de hele wijk: Zuid" in text


def test_a_buurt_that_does_not_differ_or_not_surely_is_not_told_of(said):
    text = said("WK990601")
    assert SCRIPT not in text
    assert "Eenzaamheid" not in text  # unsure in every buurt
    assert "Kade" not in text  # no score


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("WK990602", "Van geen enkele buurt is zeker dat de behoefte anders is"),
        ("WK990605", "Deze wijk heeft maar één buurt."),
        ("WK990606", "Over de buurten in deze wijk zijn te weinig cijfers."),
        ("WK990600", "Over buurten in deze wijk hebben wij geen cijfers."),
        ("WK990610", "Er wonen hier te weinig mensen om buurten te vergelijken."),
    ],
)
def test_where_nothing_can_be_said_the_page_says_so(said, code, sentence):
    text = said(code)
    assert sentence in text
    assert "punten" not in text


def test_only_wijken_with_scored_buurten_lead_to_a_page_about_them(said):
    assert "Bekijk de scores van alle buurten" in said("WK990602")
    for code in ("WK990600", "WK990605", "WK990606", "WK990610"):
        assert "Bekijk de scores" not in said(code)


def test_the_buurten_stand_in_order_of_name_and_not_of_score(made: Made):
    page = read(made.folder / GEMEENTE / "buurt" / "WK990601.html")
    table = page.all("table", "buurten")[0]
    names = [th.text for th in table.all("th") if th.attrs.get("role") == "rowheader"]
    assert [name.split(" Tegen")[0] for name in names] == ["Haven", "Kade", SCRIPT, "Zuid"]
    cells = [td.text for td in table.all("td")]
    assert cells[:2] == ["98 (tussen 92 en 104)", "\u221212 (tussen \u221216 en \u22128)"]
    assert cells[2:4] == ["te weinig cijfers", "te weinig cijfers"]
    assert cells[4:6] == ["110 (tussen 104 en 116)", "ongeveer als de wijk"]
    assert cells[-1] == "+10 (tussen +6 en +14)"


def test_names_of_buurten_are_escaped(made: Made):
    for path in (made.wijk("WK990601"), made.folder / GEMEENTE / "buurt" / "WK990601.html"):
        assert SCRIPT not in path.read_text("utf-8")


def test_two_buurten_of_one_name_carry_their_code(made: Made):
    page = read(made.folder / GEMEENTE / "buurt" / "WK990602.html")
    text = page.all("table", "buurten")[0].text
    assert "Parkzicht (BU99060201)" in text
    assert "Parkzicht (BU99060202)" in text


def test_a_score_of_a_buurt_names_the_sources_of_its_own_figures(made: Made):
    numbers = made.numbers.set_index("number_id")
    row = numbers.loc["domain_score/BU99060101/werk_inkomen_schulden/2020"]
    assert row["region_code"] == "BU99060101"
    assert "83765NED" in row["snapshot_ids"]
    difference = numbers.loc["buurt_in_wijk/BU99060101/werk_inkomen_schulden/2020:verschil_low"]
    with duckdb.connect(str(made.database), read_only=True) as con:
        assert con.execute(difference["query"]).fetchall() == [(BUURTEN["BU99060101"][2] - 4,)]


def test_with_very_many_differences_the_page_of_the_wijk_names_the_buurten_alone(
    made: Made, monkeypatch
):
    site = open_site(made.database, "Wijkfoto")
    book = open_book(made.database, site, GEMEENTE)
    monkeypatch.setattr(block, "MOST_NUMBERS", 3)
    found = gemeente_page(site, book, f"{GEMEENTE}/WK990601.html").context.buurten
    assert str(found.bevindingen[0].zinnen[0]) == (
        "Meer behoefte dan in de hele wijk: Zuid (redelijk zeker)."
    )
