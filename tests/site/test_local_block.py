"""What the gemeente itself adds, as the page of a wijk shows it."""

import re
from itertools import combinations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from tests.site.conftest import Made
from tests.site.fixture import GEMEENTE
from tests.site.reading import Element, read, section
from wijkfoto.site import SiteOptions, render_site
from wijkfoto.site.places_block import _dots, _Frame


@pytest.fixture(scope="module")
def page(made_local: Made) -> Element:
    return read(made_local.wijk("WK990601"))


def test_the_sides_stand_beside_each_other_in_words(page: Element):
    heard = section(page, "gehoord")
    rows = [row.text for row in heard.all("table", "naast")[0].all("tr")]
    assert re.search(r"schulden.* niet bevraagd.*bevestigt.*klopt deels", rows[1])
    assert re.search(r"leefbaarheid.* niet bevraagd.*spreekt tegen.*niet bevraagd", rows[2])
    assert "Een <i>reden</i>." in rows[1]


def test_the_reasons_for_a_new_wijkfoto_stand_in_one_line_its_age_last(page: Element, made: Made):
    lines = [p.text for p in section(page, "verandert").all("p")]
    line = next(text for text in lines if text.startswith("Tijd voor een nieuwe foto?"))
    assert re.sub(r"\s+", " ", line).strip() == (
        "Tijd voor een nieuwe foto? 1 januari 2020: Het aantal ging van 1.000 naar 1.100. "
        "Stevig veranderd: <b>Werk</b>. 1 januari 2023: Vanaf die dag is deze wijkfoto oud."
    )
    assert (
        "Tijd voor een nieuwe foto?" not in section(read(made.wijk("WK990602")), "verandert").text
    )


def test_a_contradiction_is_the_first_question_for_the_council(page: Element, made: Made):
    asked = section(page, "raad").all("p", "q")
    assert len(asked) == 3
    assert asked[0].text.startswith("Waarom vertellen mensen in de wijk iets anders over wonen")
    before = section(read(made.wijk("WK990601")), "raad").all("p", "q")
    # The domain that is contradicted is asked about once; the next question moves up.
    others = [question.text for question in before[:2] if "wonen" not in question.text]
    assert asked[1].text == others[0]
    assert asked[2].text == before[2].text


def test_other_figures_that_contradict_are_not_called_people(made_local: Made, tmp_path):
    database = tmp_path / "wijkfoto.duckdb"
    database.write_bytes(made_local.database.read_bytes())
    with duckdb.connect(str(database)) as con:
        con.execute("update triangulation set cijfers = 'spreekt_tegen', bewoners = 'nuanceert'")
    options = SiteOptions(titel="Wijkfoto", gemeenten=(GEMEENTE,))
    render_site(database, tmp_path / "site", options)
    asked = section(read(tmp_path / "site" / GEMEENTE / "WK990601.html"), "raad").all("p", "q")
    assert (
        asked[0].text == "Waarom zeggen andere cijfers iets anders over werk, inkomen en schulden?"
    )


def test_places_stand_in_a_numbered_list_by_kind_and_name(page: Element):
    places = section(page, "helpt").all("ol", "pleklijst")[0].all("li")
    assert [re.sub(r"\s+", " ", p.text) for p in places] == [
        "De Akker ontmoetingspunt",
        "De Brink ontmoetingspunt",
        "Zorg & Zo welzijn of zorg",
        "Ver weg buurtinitiatief, niet op de kaart: "
        "de plek die is opgegeven, ligt ver buiten de wijk",
        "Zonder adres buurtinitiatief, niet op de kaart",
    ]


def test_places_close_together_share_a_dot_and_far_ones_have_none(page: Element):
    drawing = section(page, "helpt").all("svg", "plekkaart")[0]
    assert [t.text for t in drawing.all("text")] == ["1-3"]


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)), min_size=1, max_size=25))
def test_every_place_has_its_number_on_one_dot_and_no_dots_overlap(spots):
    near = {number: Point(x, y) for number, (x, y) in enumerate(spots, start=1)}
    dots = _dots(_Frame((0.0, 0.0, 3000.0, 3000.0)), near)
    numbers = [n for dot in dots for n in _numbers(dot.nummers)]
    assert sorted(numbers) == list(near)
    for one, other in combinations(dots, 2):
        room = (float(one.breed) + float(other.breed)) / 2
        apart = abs(float(one.x) - float(other.x)), abs(float(one.y) - float(other.y))
        assert apart[0] > room - 1 or apart[1] > 21.8


def _numbers(text: str) -> list[int]:
    found = []
    for part in text.split(", "):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def test_without_a_place_the_page_says_so(made: Made):
    helps = section(read(made.wijk("WK990601")), "helpt")
    assert helps.all("svg", "plekkaart") == []
    assert "Een lijst van aanbieders" in helps.text


def test_groups_that_were_not_reached_are_named_once(page: Element):
    said = [item.text for item in section(page, "niet-gehoord").all("ul")[0].all("li")]
    assert said == ["jongeren", "nieuwkomers"]


def test_an_entry_without_consent_is_counted_and_leads_home(page: Element, made_local: Made):
    assert "Van 1 gesprek staat hier geen tekst." in section(page, "gehoord").text
    numbers = made_local.numbers.set_index("number_id")
    row = numbers.loc["qualitative/WK990601/zonder_tekst/2020:aantal"]
    assert row["text"] == "1"
    assert "not consent" in row["query"]


def test_questions_to_the_team_are_those_of_the_newest_year_and_lead_home(
    page: Element, made_local: Made
):
    table = section(page, "helpt").all("table", "vragen-team")[0]
    assert "in 2020?" in table.all("caption")[0].text
    assert "niet het hele jaar" not in table.all("caption")[0].text
    assert [row.text for row in table.all("tbody")[0].all("tr")] == [
        "Werk, inkomen en schulden 275", "Jeugd en gezin te weinig om te tonen",
    ]  # fmt: skip
    row = made_local.numbers.set_index("number_id").loc[
        "registration/WK990601/werk_inkomen_schulden/2020"
    ]
    assert row["text"] == "275"


def test_providers_of_the_wijk_and_of_the_gemeente_stand_by_product(page: Element):
    text = section(page, "helpt").text
    assert "Schuldhulp Alom; Zorg & Zo" in text
    assert "Elders" not in text


def test_an_event_is_told_with_its_day(page: Element):
    assert "1 februari 2026, sluiting: De winkel <b>sluit</b>." in section(page, "verandert").text


def test_flags_on_contracts_stand_on_the_page_of_the_gemeente(made: Made, made_local: Made):
    flagged = read(made_local.folder / GEMEENTE / "index.html")
    text = section(flagged, "contracten").text
    assert "Niet gemeten bij: schuldhulp." in text
    assert "bij het veilingmodel" in text
    without = section(read(made.folder / GEMEENTE / "index.html"), "contracten")
    assert not without.all("ul", "vlaggen")


def test_present_hours_stand_beside_the_advice(made: Made, made_local: Made):
    page = read(made_local.folder / GEMEENTE / "index.html")
    (row,) = [r for r in section(page, "uren").all("tr") if r.text.startswith("Schuldhulp")]
    assert row.all("td")[0].text == "3,5"
    assert "Nog niet opgehaald" not in section(page, "uren").text
    before = section(read(made.folder / GEMEENTE / "index.html"), "uren")
    assert "De uren die er nu zijn, staan hier nog niet naast." in before.text


def test_what_was_heard_without_consent_is_not_said_to_be_not_heard(page: Element):
    tiles = {
        tile.all("h3")[0].text: tile.text for tile in section(page, "gehoord").all("div", "veld")
    }
    strong = next(text for name, text in tiles.items() if "sterk" in name.lower())
    assert "Wij hoorden hier wel iets over, maar mogen het niet laten zien." in strong
    assert "Nog niet opgehaald" not in strong
    assert "Dit mag niemand lezen" not in page.text
    assert any("Nog niet opgehaald." in text for text in tiles.values())


def test_providers_that_were_filled_in_are_pointed_at_where_nothing_was_heard(made_local, tmp_path):
    database = tmp_path / "wijkfoto.duckdb"
    database.write_bytes(made_local.database.read_bytes())
    with duckdb.connect(str(database)) as con:
        con.execute("delete from qualitative where field = 'aanbieders' or not consent")
        con.execute("update qualitative set methode = 'Bewoners' where field = 'ervaring'")
    render_site(database, tmp_path / "site", SiteOptions(titel="W", gemeenten=(GEMEENTE,)))
    heard = section(read(tmp_path / "site" / GEMEENTE / "WK990601.html"), "gehoord")
    tile = next(t for t in heard.all("div", "veld") if "aanbieders" in t.all("h3")[0].text.lower())
    assert [link.attrs["href"] for link in tile.all("a")] == ["#helpt"]
    assert "Nog niet opgehaald" not in tile.text
    said = next(q for q in heard.all("blockquote") if "groeten elkaar" in q.text)
    assert said.all("footer")[0].text == "bewoners, 1 maart 2026, 14 mensen gesproken"
    alone = section(read(tmp_path / "site" / GEMEENTE / "WK990602.html"), "gehoord")
    # 2026-11-28: words that are explained are links too.
    leads = [link.attrs["href"] for link in alone.all("a") if "b" not in link.classes]
    assert leads == ["#helpt"]
