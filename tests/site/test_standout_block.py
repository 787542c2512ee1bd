"""Which wijken stand out on the page of a gemeente, and what is said of those that are not sure."""

import re

from tests.site.conftest import Made
from tests.site.fixture import GEMEENTE
from tests.site.reading import Element, read


def blocks(made: Made) -> dict[str, Element]:
    (listed,) = read(made.folder / GEMEENTE / "index.html").all("dl", "opvalt")
    return {b.all("dt")[0].text: b for b in listed.all("div")}


def test_a_sure_wijk_has_its_difference_and_an_unsure_one_only_its_bounds(made: Made):
    for block in blocks(made).values():
        for line in (dd for dd in block.all("dd") if dd.all("a")):
            number = line.all("a", "getal")[0].text
            sure = line.all("span", "zeker")[0].text in ("stevig", "redelijk zeker")
            pattern = r"\+\d+ \(tussen .+\)" if sure else r"tussen \+\d+ en \+\d+"
            assert re.fullmatch(pattern, number), line.text


def test_only_need_that_is_higher_stands_here(made: Made):
    names = {a.text for b in blocks(made).values() for dd in b.all("dd") for a in dd.all("a")[:1]}
    assert "Havenkwartier" in names
    assert not names & {"Hoogveld", "Berkendorp", "Rietpolder", "Bedrijventerrein De Kade"}


def test_a_domain_without_figures_says_so(made: Made):
    assert blocks(made)["Jeugd en gezin"].all("dd")[0].text == "Te weinig cijfers."
