"""Figures that stand out on the page of a wijk: said in words, once, and only where flagged."""

import pytest

from tests.site.conftest import Made
from tests.site.reading import Element, read, section

LAND = "Duidelijk hoger dan Nederland"
WIJKEN = "Uitzonderlijk laag onder alle wijken van Nederland"


def rows(page: Element) -> dict[str, Element]:
    """Return the rows of the tables of figures by the name of the figure."""
    found = {}
    for row in section(page, "profiel").all("tr"):
        head = row.all("th")[0]
        found[str(head.inside[0]).strip()] = row
    return found


@pytest.fixture(scope="module")
def figures(made: Made) -> dict[str, Element]:
    return rows(read(made.wijk("WK990601")))


def said(row: Element) -> list[str]:
    return [e.text for e in row.all("strong")]


def test_a_figure_that_differs_from_the_land_is_marked_in_words(figures):
    row = figures["Huishoudens met een laag inkomen"]
    assert said(row) == [LAND]
    assert row.all("small")[0].text.startswith(f"{LAND}. Behoefte")


def test_a_figure_that_is_exceptional_among_wijken_says_that_instead(figures):
    assert said(figures["Huishoudens rond het sociaal minimum"]) == [WIJKEN]


def test_a_figure_that_is_not_flagged_or_not_tested_is_not_marked(figures):
    marked = {name for name, row in figures.items() if said(row)}
    assert marked == {"Huishoudens met een laag inkomen", "Huishoudens rond het sociaal minimum"}


def test_a_flag_of_another_wijk_marks_nothing(made: Made):
    assert not any(said(row) for row in rows(read(made.wijk("WK990603"))).values())
