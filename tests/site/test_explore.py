"""Charts to explore: drawn from their tables, with nothing that the tables do not say."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Page

from tests.site.browser import DESKTOP, PHONE, Opened, SiteBrowser, axe_violations
from tests.site.conftest import Made, finish
from tests.site.faults import faults
from tests.site.fixture import EDITION, GEMEENTE, SCRIPT, WIJKEN, make_database
from tests.site.reading import Element, read
from tests.site.shift import layout_shift
from wijkfoto.site import format as fmt

TABLET = 768
SURE_MORE, UNSURE, SURE_LESS, ON_USE = "WK990601", "WK990600", "WK990604", "WK990603"
USE = "bijstand_per_1000"


@pytest.fixture(scope="module")
def explored(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The made gemeente with figures that differ from the land, of more years, and of use."""
    folder = tmp_path_factory.mktemp("explored")
    database = make_database(folder / "wijkfoto.duckdb")
    with duckdb.connect(str(database)) as con:
        con.execute(f"delete from indicator_signal where indicator_id = '{USE}'")
        for wijk, side in ((SURE_MORE, "lager"), (UNSURE, "hoger"), (SURE_LESS, "lager"),
                           (ON_USE, "hoger")):  # fmt: skip
            con.execute(
                "insert into indicator_signal (edition_id, region_code, indicator_id, peiljaar,"
                " verschil, signal, method) values (?, ?, ?, 2020, ?, 'niet_afwijkend', 'byar')",
                [EDITION, wijk, USE, side],
            )
        con.execute(
            "update domain_score set score = 85, score_low = 82, score_high = 88, klasse = 'laag',"
            " zekerheid = 'stevig' where region_code = ? and domain_id = 'werk_inkomen_schulden'",
            [SURE_LESS],
        )
        con.execute(
            "update domain_score set op_basis_van_gebruik = true where region_code = ?"
            " and domain_id = 'werk_inkomen_schulden'",
            [ON_USE],
        )
        con.execute(
            "insert into observation select * replace (2018 as peiljaar, 0.9 * waarde as waarde,"
            f" if(region_code = '{SURE_LESS}', 2017, boundary_year) as boundary_year)"
            f" from observation where indicator_id = '{USE}'"
        )
        con.execute(
            "insert into trend (edition_id, region_code, indicator_id, van_jaar, tot_jaar,"
            " waarde_van, waarde_tot, klasse, zekerheid) values"
            f" ('{EDITION}', '{ON_USE}', '{USE}', 2018, 2020, 9, 10, 'gestegen', 'stevig'),"
            f" ('{EDITION}', '{UNSURE}', '{USE}', 2018, 2020, 9, 10, 'gestegen', 'onzeker')"
        )
        for wijk, sure, low, expected in (
            (SURE_MORE, "stevig", 500.0, 350.0),
            (UNSURE, "redelijk", 500.0, 350.0),
            (SURE_LESS, "stevig", 8000.0, 14000.0),
            (ON_USE, "onzeker", None, 3.0),
        ):
            con.execute(
                "insert into use_gap (edition_id, region_code, use_id, peiljaar, observed,"
                " observed_low, observed_high, expected, expected_low, expected_high, zekerheid,"
                " model_id) values (?, ?, 'bijstand', 2020, ?, ?, ?, ?, ?, ?, ?, 'headline')",
                [
                    EDITION,
                    wijk,
                    low,
                    low or 0.0,
                    low or 4.0,
                    expected,
                    0.8 * expected,
                    1.2 * expected,
                    sure,
                ],
            )
    return finish(database, folder)


@pytest.fixture(scope="module")
def page(explored: Made) -> Element:
    return read(page_of(explored))


def page_of(made: Made) -> Path:
    return made.folder / GEMEENTE / "verken.html"


def rows_of(page: Element, table: str) -> dict[str, Element]:
    """Return the rows of a table by the name of their wijk."""
    (found,) = (t for t in page.all("table") if t.attrs.get("id") == table)
    return {row.all("th")[0].text: row for row in found.all("tr") if row.all("td")}


def name_of(code: str) -> str:
    return f"{WIJKEN[code][0]} ({code})" if WIJKEN[code][0] == "Centrum" else WIJKEN[code][0]


def test_a_corner_is_named_only_where_need_and_use_are_both_sure(page: Element):
    rows = rows_of(page, "t-behoefte-bijstand")
    corners = {name: row.attrs["data-vak"] for name, row in rows.items() if row.attrs["data-vak"]}
    assert corners == {name_of(SURE_MORE): "meer_minder", name_of(SURE_LESS): "minder_minder"}
    assert "meer behoefte, minder gebruik" in rows[name_of(SURE_MORE)].text
    assert "dicht bij Nederland, of onzeker" in rows[name_of(UNSURE)].text


def test_need_that_rests_on_use_is_not_put_beside_use(page: Element):
    row = rows_of(page, "t-behoefte-bijstand")[name_of(ON_USE)]
    assert "de score rust zelf op gebruik van hulp" in row.text
    assert "data-x" not in row.attrs


def test_only_a_firm_gap_is_told_to_be_one(page: Element):
    rows = rows_of(page, "t-verwacht-bijstand")
    told = {name: row.all("td")[-1].text for name, row in rows.items()}
    assert told == {
        name_of(SURE_MORE): "meer dan verwacht",
        name_of(UNSURE): "geen zeker verschil",
        name_of(SURE_LESS): "minder dan verwacht",
        name_of(ON_USE): "geen zeker verschil",
    }
    assert rows[name_of(ON_USE)].all("td")[0].text == "0 tot 4"


def test_only_a_sure_change_is_told_and_years_of_another_area_are_left_out(page: Element):
    rows = rows_of(page, f"t-verloop-{USE}")
    told = {name: row.all("td")[-1].text for name, row in rows.items() if row.all("td")[-1].text}
    assert told == {name_of(ON_USE): "gestegen, 2018 tot 2020"}
    assert "andere grens" in rows[name_of(SURE_LESS)].text


def near(written: str, value: float) -> bool:
    """Say whether a number was written from a value, to a tenth; halves may go either way."""
    return abs(float(written.replace(".", "").replace(",", ".")) - value) < 0.050001


def test_what_a_chart_is_drawn_from_is_what_its_table_says(page: Element):
    compared = 0
    for cell in page.all("td"):
        if "data-v" in cell.attrs:
            assert near(cell.text, float(cell.attrs["data-v"]))
            compared += 1
    for row in rows_of(page, "t-behoefte-bijstand").values():
        need, use = (cell.text for cell in row.all("td")[:2])
        if "data-x" in row.attrs:
            ends = [fmt.decimal(float(row.attrs[f"data-x-{end}"])) for end in ("laag", "hoog")]
            assert need.removesuffix(")").endswith(" tot ".join(ends))
            compared += 1
        if "data-y" in row.attrs:
            assert near(use, float(row.attrs["data-y"]))
    assert compared > 2 * len(WIJKEN)


def test_beside_each_chart_stands_what_it_says(page: Element):
    charts = [e for e in page.all("div") if "grafiek" in e.attrs.get("class", "")]
    assert len(charts) >= 4
    text = page.text
    for chart in charts:
        said = chart.attrs["aria-label"].partition("De grafiek zegt: ")[2]
        assert said
        assert said in text
        assert chart.attrs["role"] == "img"


def test_plotly_is_in_the_site_once_and_only_pages_that_explore_load_it(explored: Made):
    assert [p.name for p in explored.folder.rglob("plotly*")] == ["plotly.min.js"]
    loading = [p.name for p in explored.pages if "plotly.min.js" in p.read_text("utf-8")]
    assert loading == ["verken.html"]


pytestmark = pytest.mark.browser


def draw_all(page: Page) -> int:
    """Look at every chart, so that all are drawn; returns how many there are."""
    charts = page.locator(".grafiek")
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
        chart.locator(".main-svg").first.wait_for()
    return charts.count()


@pytest.mark.parametrize("width", [PHONE, TABLET, DESKTOP])
def test_the_charts_are_without_fault(explored: Made, browser: SiteBrowser, width: int):
    with browser.open(page_of(explored), width=width) as opened:
        assert draw_all(opened.page) >= 4
        assert layout_shift(opened.page) <= 0.01
        assert faults(opened) == {}
        assert not any("http" in asked for asked in opened.requests)


def test_without_scripts_the_tables_stand_and_no_empty_place(explored, browser):
    with browser.open(page_of(explored), width=PHONE, scripts=False) as opened:
        assert faults(opened) == {}
        assert not any(chart.is_visible() for chart in opened.page.locator(".grafiek").all())
        assert opened.page.locator("#t-behoefte-bijstand").is_visible()


def test_on_paper_the_tables_stand_in_place_of_the_charts(explored, browser):
    with browser.open(page_of(explored), media="print") as opened:
        assert not opened.page.locator(".grafiek").first.is_visible()
        assert opened.page.locator("#t-behoefte-bijstand").is_visible()


@pytest.fixture(scope="module")
def drawn(explored: Made, browser: SiteBrowser) -> Iterator[Opened]:
    with browser.open(page_of(explored)) as opened:
        draw_all(opened.page)
        yield opened


FIGURES = """() => [...document.querySelectorAll(".grafiek")].map((place) => ({
    id: place.id, layout: JSON.parse(JSON.stringify(place.layout)),
    names: place.data.flatMap((t) => t.hovertext || []).flat(),
    faults: (Plotly.validate(place.data, place.layout) || []).map((f) => f.msg),
}))"""


def figures(drawn: Opened) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = drawn.page.evaluate(FIGURES)
    return found


def test_every_figure_is_one_that_plotly_knows(drawn: Opened):
    assert {figure["id"]: figure["faults"] for figure in figures(drawn) if figure["faults"]} == {}


def test_every_figure_has_the_house_style(drawn: Opened):
    font = drawn.page.evaluate(
        "getComputedStyle(document.documentElement)"
        ".getPropertyValue('--utrecht-document-font-family').trim()"
    )
    for figure in figures(drawn):
        assert figure["layout"]["separators"] == ",."
        assert figure["layout"]["font"]["family"] == font
        assert "transition" not in figure["layout"]


def test_a_name_with_markup_is_text_in_a_chart_too(drawn: Opened):
    names = [name for figure in figures(drawn) for name in figure["names"]]
    escaped = SCRIPT.replace("<", "&lt;").replace(">", "&gt;")
    assert any(escaped in name for name in names)
    assert not any("<script" in name for name in names)


def test_numbers_along_the_axes_are_dutch(drawn: Opened):
    ticks = drawn.page.locator("#g-verwacht-bijstand .xtick text").all_text_contents()
    assert any(re.fullmatch(r"\d+\.000", tick) for tick in ticks)
    assert not any(re.search(r"[k,]", tick) for tick in ticks)


def test_in_the_dark_the_charts_take_the_colours_of_the_dark(explored, browser):
    with browser.open(page_of(explored)) as opened:
        draw_all(opened.page)
        light = opened.page.evaluate("document.querySelector('.grafiek').layout.font.color")
        opened.page.emulate_media(color_scheme="dark")
        opened.page.wait_for_function(
            "old => document.querySelector('.grafiek').layout.font.color !== old", arg=light
        )
        assert axe_violations(opened.page) == []


def test_without_plotly_the_places_of_the_charts_close(explored, browser):
    source = page_of(explored)
    lacking = source.with_name("zonder.html")
    lacking.write_text(source.read_text("utf-8").replace("plotly.min.js", "aan.js"), "utf-8")
    try:
        with browser.open(lacking) as opened:
            assert not any(c.is_visible() for c in opened.page.locator(".grafiek").all())
    finally:
        lacking.unlink()
