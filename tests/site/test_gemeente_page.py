"""The page of a gemeente: its wijken by name, its maps with their year, its teams by letter."""

import pytest

from tests.site.conftest import Made
from tests.site.fixture import GEMEENTE, SCRIPT
from tests.site.reading import Element, read, section


@pytest.fixture(scope="module")
def gemeente_page(made: Made) -> Element:
    return read(made.folder / GEMEENTE / "index.html")


def test_wijken_stand_in_the_order_of_their_names(gemeente_page: Element):
    expected = [
        "Bedrijventerrein De Kade", "Berkendorp", "Campus en Singels", "Centrum (WK990600)",
        "Centrum (WK990607)", "Havenkwartier", "Hoogveld", "Parkzicht", "Rietpolder", SCRIPT,
        "Veldkamp, Oost en West", "Zonnehoek",
    ]  # fmt: skip
    listed = gemeente_page.all("ol", "wijklijst")[0].all("li")
    matrix = gemeente_page.all("table", "matrix")[0].all("tr")[1:]
    assert [row.all("a")[0].text for row in listed] == expected
    assert [row.all("a")[0].text for row in matrix] == expected


def test_two_wijken_of_one_name_are_told_apart_by_their_code(gemeente_page: Element):
    listed = gemeente_page.all("ol", "wijklijst")[0].text
    assert "Centrum (WK990600)" in listed
    assert "Centrum (WK990607)" in listed
    assert "Havenkwartier (" not in listed


def test_a_map_of_another_year_says_so(gemeente_page: Element):
    figure = gemeente_page.all("figure", "grotekaart")[0]
    expected = "De kaart is van 2022. De cijfers horen bij de grenzen van 2020."
    assert expected in figure.text


def test_a_wijk_without_shape_is_named_beside_the_map(gemeente_page: Element):
    part = section(gemeente_page, "wijken")
    assert "Niet op de kaart: Rietpolder." in part.text


def test_a_pattern_on_the_map_is_told_only_where_it_is_hardly_chance(gemeente_page: Element):
    told = {
        figure.attrs["id"].removeprefix("kaart-"): [
            e.text for e in figure.all("li", "regel-patroon")
        ]
        for figure in gemeente_page.all("figure", "kaartje")
    }
    together = (
        "Wijken die op elkaar lijken, liggen vaak bij elkaar. Dat is waarschijnlijk geen toeval."
    )
    apart = "Wijken naast elkaar verschillen vaak. Dat is waarschijnlijk geen toeval."
    assert told.pop("werk_inkomen_schulden") == [together]
    assert told.pop("wonen_leefbaarheid") == [apart]
    assert set(map(tuple, told.values())) == {()}


def test_every_teamgebied_stands_on_the_map_and_in_the_list(gemeente_page: Element):
    part = section(gemeente_page, "team")
    letters = [e.text for e in part.all("span", "tletter")]
    assert letters == list("ABCDEF")
    assert sorted(t.text for t in part.all("text")) == letters


def test_the_difference_with_present_hours_stands_beside_them(made_local: Made):
    table = read(made_local.folder / GEMEENTE / "index.html").all("table", "uren")[0]
    head = [cell.text for cell in table.all("thead")[0].all("th")[:4]]
    assert head == ["Vak", "Nu, gemeente", "Advies, gemeente", "Verschil"]
    row = next(row for row in table.all("tr") if row.text.startswith("Schuldhulp"))
    now, advice, change = [cell.text for cell in row.all("td")[:3]]
    hours = float(advice.replace(",", ".")) - float(now.replace(",", "."))
    assert change == f"{hours:+.1f}".replace(".", ",").replace("-", "\u2212")
    other = next(row for row in table.all("tr") if row.text.startswith("Wmo-consulent"))
    assert [cell.text for cell in other.all("td")[:3:2]] == ["", ""]
