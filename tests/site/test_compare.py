"""Two wijken side by side: no number that a wijk page does not have, no difference too many."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.site.browser import DESKTOP, PHONE, SiteBrowser
from tests.site.conftest import Made
from tests.site.faults import faults
from tests.site.fixture import EMPTY, GEMEENTE, OTHER, SCRIPT, WIJKEN
from tests.site.reading import read
from tests.site.shift import layout_shift
from wijkfoto.catalog import shipped_catalog
from wijkfoto.site import SiteOptions, render_site
from wijkfoto.site.context_compare import FIGURES, MOST_IN_TABLE, CompareGemeente, compare_context
from wijkfoto.site.text import shipped_texts

FIRST, SECOND, TABLET = "WK990601", "WK990604", 768
POINTS = shipped_catalog().norm("verschil_gemeente_punten")


def data_of(made: Made) -> dict[str, Any]:
    text = (made.folder / GEMEENTE / "vergelijk.js").read_text("utf-8")
    found = json.loads(text[text.index("= {", 40) + 2 : text.rindex(";")])
    assert isinstance(found, dict)
    return found


def verdict(one: dict[str, Any], other: dict[str, Any]) -> str:
    """Say what two intervals can carry; written from decision 0064, not from the script."""
    if not one or not other:
        return "geen"
    if one["gebruik"] != other["gebruik"]:
        return "anders"
    if not (one["noemen"] and other["noemen"]):
        return "twijfel"
    gap = max(one["score_low"] - other["score_high"], other["score_low"] - one["score_high"])
    if gap > 0 and abs(one["score"] - other["score"]) >= POINTS:
        return "eerste" if one["score"] > other["score"] else "tweede"
    ends = [a - b for a in _ends(one) for b in _ends(other)]
    return "gelijk" if max(map(abs, ends)) < POINTS else "onzeker"


def _ends(score: dict[str, Any]) -> tuple[float, float]:
    return score["score_low"], score["score_high"]


def test_every_score_in_the_data_is_a_number_of_the_wijk_pages(made: Made):
    texts = dict(zip(made.numbers.number_id, made.numbers.text, strict=True))
    for wijk, domains in data_of(made)["domain_score"].items():
        for domain, score in domains.items():
            if not score:
                continue
            main = f"domain_score/{wijk}/{domain}/2020"
            ends = f"{texts[f'{main}:score_low']} tot {texts[f'{main}:score_high']}"
            assert score["tekst"] == (f"{texts[main]} ({ends})" if score["zeker"] else ends)
            if "gemeente" in score:
                parts = [texts[f"{main}:{c}"] for c in ("verschil_gemeente", "verschil_low")]
                assert score["gemeente"]["verschil"].startswith(f"{parts[0]} (tussen {parts[1]} en")


def test_every_figure_in_the_data_is_a_number_of_the_pages(made: Made):
    texts = dict(zip(made.numbers.number_id, made.numbers.text, strict=True))
    data, compared = data_of(made), 0
    for area, figures in data["observation"].items():
        for name, found in figures.items():
            jaar = found.get("jaar", "2020")
            main = f"observation/{area}/{name}/{jaar}"
            if main in texts:
                assert found["tekst"].startswith(texts[main])
                compared += 1
            else:
                censored = re.fullmatch(r"[\d.,%]+ tot [\d.,%]+", found["tekst"])
                assert censored or not re.search(r"\d", found["tekst"])
    assert compared > len(WIJKEN)


def test_the_figures_are_no_figures_of_the_gemeente_itself():
    kinds = {shipped_catalog().indicators[name].kind for name in FIGURES}
    assert kinds <= {"register", "model"}


def test_without_scripts_all_wijken_stand_there_by_name_with_their_margins(made: Made):
    page = read(made.folder / "vergelijk.html")
    rows = [row for row in page.all("tr") if row.all("td")]
    names = [row.all("a")[0].text for row in rows]
    assert names == [page.text for page in page.all("option")][: len(WIJKEN)]
    assert len(rows) == len(WIJKEN)
    hrefs = {row.all("a")[0].attrs["href"] for row in rows}
    assert hrefs == {f"{GEMEENTE}/{code}.html" for code in WIJKEN}
    for row in rows:
        code = row.all("a")[0].attrs["href"][-13:-5]
        told = " ".join(cell.text for cell in row.all("td"))
        assert (" tot " in told) == (code not in EMPTY)


def test_a_name_with_markup_stays_text_in_the_data(made: Made):
    text = (made.folder / GEMEENTE / "vergelijk.js").read_text("utf-8")
    assert "<" not in text
    assert SCRIPT in data_of(made)["namen"].values()


def test_many_wijken_are_not_all_put_in_one_table():
    rows = tuple([None] * (MOST_IN_TABLE + 1))
    many = CompareGemeente(OTHER, "Elders", rows, "{}")  # type: ignore[arg-type]
    assert not compare_context((many,), shipped_texts()).heeft_tabel


pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("width", "scripts"), [(PHONE, False), (PHONE, True), (TABLET, True), (DESKTOP, True)]
)
def test_the_page_is_without_fault(made: Made, browser: SiteBrowser, width: int, *, scripts: bool):
    with browser.open(made.folder / "vergelijk.html", width=width, scripts=scripts) as opened:
        if scripts:
            opened.page.locator("#naast .rij").first.wait_for()
        assert faults(opened) == {}
        assert opened.page.locator("#naast").is_visible() == scripts


def open_pair(page: Page, address: str, pair: str) -> None:
    page.goto(f"{address}?{pair}")
    page.locator("#naast .rij").first.wait_for()


def shown(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('#naast .rij')]"
        ".map(r => [r.dataset.domein, r.dataset.oordeel]))"
    )
    return found


def test_no_pair_is_told_to_differ_beyond_its_intervals(made: Made, browser: SiteBrowser):
    scores = data_of(made)["domain_score"]
    seen = set()
    with browser.open(made.folder / "vergelijk.html") as opened:
        page = opened.page
        for other in [code for code in WIJKEN if code != FIRST]:
            page.locator("#keus-a").select_option(FIRST)
            page.locator("#keus-b").select_option(other)
            page.wait_for_function(
                "code => document.querySelector(`#naast .uitkomst a[href*='${code}']`)", arg=other
            )
            expected = {
                domain: verdict(scores[FIRST].get(domain, {}), scores[other].get(domain, {}))
                for domain in shipped_catalog().domains
            }
            assert shown(page) == expected
            seen |= set(expected.values())
    assert {"eerste", "geen", "onzeker"} <= seen


@pytest.mark.parametrize("reference", ["gemeente", "land", "alike"])
def test_beside_a_reference_the_class_of_the_tables_is_told(made, browser, reference):
    scores = data_of(made)["domain_score"][FIRST]
    words = {"hoog": "eerste", "laag": "tweede", "gemiddeld": "gelijk", None: "onzeker"}

    def told(score: dict[str, Any]) -> str:
        if not score or (reference != "land" and reference not in score):
            return "geen"
        return words[score["land"] if reference == "land" else score[reference]["klasse"]]

    with browser.open(made.folder / "vergelijk.html") as opened:
        open_pair(opened.page, address(made), f"a={FIRST}&b={reference}")
        assert shown(opened.page) == {
            domain: told(scores.get(domain, {})) for domain in shipped_catalog().domains
        }


def address(made: Made) -> str:
    return Path(made.folder / "vergelijk.html").resolve().as_uri()


def test_the_address_keeps_the_pair_and_opens_it_again(made: Made, browser: SiteBrowser):
    with browser.open(made.folder / "vergelijk.html") as opened:
        page = opened.page
        page.locator("#keus-a").select_option(FIRST)
        page.locator("#keus-b").select_option(SECOND)
        kept = page.url
        assert kept.endswith(f"?a={FIRST}&b={SECOND}")
        open_pair(page, address(made), kept.partition("?")[2])
        assert page.locator("#keus-a").input_value() == FIRST
        assert page.locator("#keus-b").input_value() == SECOND
        assert "Havenkwartier" in page.locator("#naast [role=status]").inner_text()
        assert opened.console_errors == []


def test_nothing_moves_when_the_script_runs(made: Made, browser: SiteBrowser):
    for width in (PHONE, DESKTOP):
        with browser.open(made.folder / "vergelijk.html", width=width) as opened:
            opened.page.locator("#naast .rij").first.wait_for()
            assert layout_shift(opened.page) <= 0.01


def test_a_wijk_is_compared_by_keyboard_alone(made: Made, browser: SiteBrowser):
    with browser.open(made.folder / "vergelijk.html") as opened:
        page = opened.page
        page.locator("#naast .rij").first.wait_for()
        page.locator("#keus-b").focus()
        before = page.locator("#keus-b").input_value()
        page.keyboard.press("ArrowUp")
        assert page.locator("#keus-b").input_value() != before
        assert page.url.endswith(f"b={page.locator('#keus-b').input_value()}")


def test_wijken_of_two_gemeenten_are_put_side_by_side(made, browser, tmp_path):
    options = SiteOptions(titel="Wijkfoto", gemeenten=(GEMEENTE, OTHER))
    render_site(made.database, tmp_path, options)
    with browser.open(tmp_path / "vergelijk.html") as opened:
        page = opened.page
        open_pair(page, (tmp_path / "vergelijk.html").as_uri(), f"a={FIRST}&b=WK990700")
        assert page.locator("#naast .v-namen").inner_text().startswith("Havenkwartier Elders")
        assert set(shown(page).values()) == {"geen"}
        asked = {url.rpartition("/site")[2] for url in opened.requests if url.endswith("k.js")}
        assert {Path(url).parent.name for url in asked} == {"static", GEMEENTE, OTHER}
        assert opened.console_errors == []
