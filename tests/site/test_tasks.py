"""Five questions of a councillor, answered from what the pages of the sample say, word for word.

And the way to the first three on a phone: by links that can be seen and touched, in three clicks.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from tests.site.browser import PHONE, SiteBrowser
from tests.site.reading import Element, read
from wijkfoto.sample import SAMPLE_GEMEENTE

TARGET = 24
"""Least width and height of what is touched, in CSS pixels (WCAG 2.2, 2.5.8)."""
LONELY = "Eenzaamheid en mantelzorg"
STANDING_OUT = {"Havenkwartier": "onzeker", "Parkzicht": "onzeker"}


@pytest.fixture(scope="module")
def folder(demo_home: Path) -> Path:
    return demo_home / "site" / SAMPLE_GEMEENTE


def standing_out(folder: Path, domain: str) -> dict[str, str]:
    """Return the wijken that stand out in a domain, each with how sure that is."""
    (listed,) = read(folder / "index.html").all("dl", "opvalt")
    (block,) = [b for b in listed.all("div") if b.all("dt")[0].text == domain]
    return {dd.all("a")[0].text: dd.all("span", "zeker")[0].text for dd in block.all("dd")}


def domain_of(folder: Path, wijk: str, domain_id: str) -> Element:
    return next(
        d for d in read(folder / f"{wijk}.html").all("details") if d.attrs.get("id") == domain_id
    )


def test_which_wijk_stands_out_for_loneliness(folder: Path):
    assert standing_out(folder, LONELY) == STANDING_OUT


def test_how_sure_that_is(folder: Path):
    said = domain_of(folder, "WK990102", "o-eenzaam_mantelzorg")
    assert said.all("summary")[0].text == f"{LONELY} onzeker"
    sentences = [li.text for li in said.all("li")]
    assert sentences[0] == (
        "Vergeleken met Nederland ligt de score tussen 117 en 125. De klasse is onzeker."
    )
    assert "De score rust op één feit." in sentences


def test_what_to_ask(folder: Path):
    said = domain_of(folder, "WK990102", "o-eenzaam_mantelzorg")
    (asked,) = [s for s in said.all("span") if s.attrs.get("data-deel") == "vraag"]
    assert asked.text == "Wie heeft hier weinig contact?"


def advice_of(folder: Path, wijk: str) -> Element:
    return next(
        e for e in read(folder / f"{wijk}.html").all() if e.attrs.get("data-advies") == "team"
    )


def part(advice: Element, name: str) -> str:
    return next(e for e in advice.all() if e.attrs.get("data-deel") == name).text


def test_which_team_fits(folder: Path):
    assert "Een breed wijkteam" in advice_of(folder, "WK990102").text
    assert "Een lichte vorm, geen eigen team" in advice_of(folder, "WK990106").text


def test_what_the_advice_rests_on(folder: Path):
    advice = advice_of(folder, "WK990102")
    assert "Omvang" in part(advice, "reden")
    assert part(advice, "zekerheid").startswith("Redelijk zeker")
    assert part(advice, "tegenbewijs")


def touchable(link: Locator) -> bool:
    box = link.bounding_box()
    return link.is_visible() and box is not None and min(box["width"], box["height"]) >= TARGET


def touch(link: Locator) -> None:
    """Click a link only as a reader can: it is seen, large enough, and not under another."""
    assert touchable(link), link.inner_text()
    link.click()


@pytest.mark.browser
@pytest.mark.parametrize("wijk", STANDING_OUT)
def test_a_councillor_gets_from_the_gemeente_to_the_question_in_three_clicks(folder, browser, wijk):
    with browser.open(folder / "index.html", width=PHONE, scripts=False) as opened:
        page = opened.page
        touch(page.get_by_role("link", name="Waar is de behoefte groter?"))
        block = page.locator(".opvalt > div").filter(has_text=LONELY)
        assert "onzeker" in block.inner_text()
        touch(block.get_by_role("link", name=wijk, exact=True))
        assert page.locator("h1").inner_text() == wijk
        summary = page.locator("details:target > summary")
        assert summary.bounding_box()["y"] < page.viewport_size["height"]
        assert re.sub(r"\s+", " ", summary.inner_text()).strip() == f"{LONELY} onzeker"
        touch(summary)
        asked = page.locator("details:target [data-deel=vraag]")
        assert asked.is_visible()
        assert asked.inner_text() == "Wie heeft hier weinig contact?"


@pytest.mark.browser
def test_every_wijk_that_stands_out_is_a_link_that_can_be_touched(folder, browser: SiteBrowser):
    with browser.open(folder / "index.html", width=PHONE, scripts=False) as opened:
        links = opened.page.locator(".opvalt dd > a:first-child").all()
        assert len(links) > 10
        assert [link.inner_text() for link in links if not touchable(link)] == []


def test_the_list_names_wijken_in_the_order_of_names_and_leads_to_places_that_exist(folder: Path):
    (listed,) = read(folder / "index.html").all("dl", "opvalt")
    assert len(listed.all("div")) == 8
    for block in listed.all("div"):
        hrefs = [dd.all("a")[0].attrs["href"] for dd in block.all("dd") if dd.all("a")]
        names = [dd.all("a")[0].text for dd in block.all("dd") if dd.all("a")]
        assert names == sorted(names)
        for href in hrefs:
            page, _, place = href.partition("#")
            ids = {e.attrs.get("id") for e in read(folder / page).all()}
            assert place in ids, href
