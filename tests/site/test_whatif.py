"""The page of what-if in a real browser: its sums are those of the pipeline, to the last half."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from tests.site.browser import (
    DESKTOP,
    PHONE,
    SiteBrowser,
    axe_violations,
    clipped_text,
    sideways_scroll,
)
from tests.site.conftest import Made
from tests.site.faults import faults
from tests.site.fixture import GEMEENTE
from tests.site.whatif import again, shown, totals_of, type_total
from wijkfoto.advice.apportion import spread_steps

pytestmark = pytest.mark.browser

SPREAD_STEPS = """([total, weights, floor]) => {
    const big = (table) => table.map((row) => row.map(BigInt));
    return verdelen.spreadSteps(BigInt(total), big(weights), big(floor)).map((r) => r.map(String));
}"""


def page_of(made: Made) -> Path:
    return made.folder / GEMEENTE / "watals.html"


@pytest.fixture(scope="module")
def whatif(made: Made, browser: SiteBrowser) -> Iterator[Page]:
    with browser.open(page_of(made)) as opened:
        yield opened.page


# Small weights give many ties and halves; large ones what a gemeente holds.
weights = st.one_of(st.integers(0, 4), st.integers(0, 40_000_000))
tables = st.integers(1, 6).flatmap(
    lambda columns: st.lists(
        st.lists(
            st.tuples(weights, st.sampled_from([0, 0, 0, 1, 2])), min_size=columns, max_size=columns
        ),
        min_size=1,
        max_size=6,
    )
)


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(tables, st.integers(0, 400))
def test_a_browser_finds_the_parts_of_the_pipeline(whatif: Page, cells, extra):
    weight = [[w for w, _ in row] for row in cells]
    floor = [[f for _, f in row] for row in cells]
    weight[0][0] += 1  # something must weigh
    total = sum(map(sum, floor)) + extra
    found = whatif.evaluate(
        SPREAD_STEPS,
        [
            str(total),
            [[str(w) for w in row] for row in weight],
            [[str(f) for f in row] for row in floor],
        ],
    )
    assert [[int(part) for part in row] for row in found] == spread_steps(total, weight, floor)


@pytest.mark.parametrize("scenario", ["laag", "midden", "hoog"])
def test_the_page_shows_what_the_pipeline_would_give(made: Made, whatif: Page, scenario):
    whatif.locator(f"input[value={scenario}]").check()
    with duckdb.connect(str(made.database), read_only=True) as con:
        for total in totals_of(con, GEMEENTE, scenario, steps=12):
            type_total(whatif, total)
            assert shown(whatif) == again(con, GEMEENTE, scenario, total), total
    whatif.get_by_role("button", name="Terug naar het begin").click()


def test_a_total_beyond_whole_steps_is_spread_to_the_last_tenth(made: Made, whatif: Page):
    with duckdb.connect(str(made.database), read_only=True) as con:
        for total in (40.3, 55.1, 61.25):
            type_total(whatif, total)
            assert shown(whatif) == again(con, GEMEENTE, "midden", total)
    whatif.get_by_role("button", name="Terug naar het begin").click()


def test_it_begins_with_what_is_printed_and_says_so(whatif: Page):
    whatif.get_by_role("button", name="Terug naar het begin").click()
    printed = whatif.locator("table[data-scenario=midden] tbody [data-gewicht]").all_inner_texts()
    assert whatif.locator("table.eigen tbody [data-gewicht]").all_inner_texts() == printed
    assert "nog niets veranderd" in whatif.get_by_role("status").inner_text()


def test_a_change_is_called_a_what_if_and_can_be_undone_by_keyboard(made, browser):
    with browser.open(page_of(made)) as opened:
        page = opened.page
        before = page.locator("table.eigen").inner_text()
        page.locator("#totaal").focus()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowRight")
        assert page.locator("input[value=hoog]").is_checked()
        assert "Dit is een wat-als, geen advies." in page.get_by_role("status").inner_text()
        assert "Wat als: 44,5 fte, hoge normen" in page.locator("table.eigen caption").inner_text()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.locator("table.eigen").inner_text() == before
        assert page.locator("input[value=midden]").is_checked()


@pytest.mark.parametrize(
    ("typed", "told"), [("1", "Vul minstens 3,5 fte in."), ("", "Vul een aantal fte in")]
)
def test_a_total_that_cannot_be_spread_is_refused_in_words(made, browser, typed, told):
    with browser.open(page_of(made)) as opened:
        page = opened.page
        page.locator("#totaal").fill(typed)
        assert told in page.get_by_role("alert").inner_text()
        assert page.locator("#totaal").get_attribute("aria-invalid") == "true"
        assert not page.locator("table.eigen").is_visible()
        assert axe_violations(page) == []
        page.locator("#totaal").fill("50")
        assert page.locator("table.eigen").is_visible()
        assert not page.locator("#totaal-fout").is_visible()


def test_the_difference_with_present_hours_follows(made_local: Made, browser: SiteBrowser):
    with browser.open(page_of(made_local)) as opened:
        page = opened.page
        page.locator("#totaal").fill("70.5")
        row = page.locator("table.eigen tbody tr", has_text="Schuldhulp")
        now, whole, change = row.locator("td").all_inner_texts()[:3]
        assert now == "3,5"
        assert change == f"+{float(whole.replace(',', '.')) - 3.5:.1f}".replace(".", ",")


def test_a_browser_that_counts_otherwise_says_nothing(made: Made, browser: SiteBrowser, tmp_path):
    folder = tmp_path / "site"
    (folder / GEMEENTE).mkdir(parents=True)
    (folder / "static").symlink_to(made.folder / "static")
    text = page_of(made).read_text(encoding="utf-8")
    other = folder / GEMEENTE / "watals.html"
    other.write_text(text.replace('data-fte="1.5"', 'data-fte="2"', 1), encoding="utf-8")
    with browser.open(other) as opened:
        assert not opened.page.locator("#rekenen-deel").is_visible()
        assert opened.page.locator("table[data-scenario]").count() == 3


@pytest.mark.parametrize(("width", "scripts"), [(PHONE, False), (DESKTOP, True)])
def test_it_is_without_fault_and_stands_without_scripts(made_local, browser, width, scripts):
    with browser.open(page_of(made_local), width=width, scripts=scripts) as opened:
        assert faults(opened) == {}
        assert opened.page.locator("#rekenen-deel").is_visible() is scripts
        assert all(t.is_visible() for t in opened.page.locator("table[data-scenario]").all())
        opened.page.emulate_media(color_scheme="dark")
        assert axe_violations(opened.page) == []


@pytest.mark.parametrize("width", [320, PHONE])
def test_it_flows_into_a_narrow_window_with_scripts(made_local, browser, width):
    with browser.open(page_of(made_local), width=width) as opened:
        opened.page.locator("#totaal").fill("1234.5")
        assert sideways_scroll(opened.page) == []
        assert clipped_text(opened.page) == []


def test_printed_it_shows_the_choice_and_no_form(made: Made, browser: SiteBrowser):
    with browser.open(page_of(made), width=680) as opened:
        opened.page.locator("#totaal").fill("70.5")
        opened.page.emulate_media(media="print")
        assert not any(form.is_visible() for form in opened.page.locator("form").all())
        assert "70,5 fte" in opened.page.locator("table.eigen caption").inner_text()
        assert sideways_scroll(opened.page) == []


def test_the_page_of_the_gemeente_leads_to_it(made: Made, browser: SiteBrowser):
    with browser.open(made.folder / GEMEENTE / "index.html") as opened:
        opened.page.get_by_role("link", name="Wat als er meer of minder uren zijn").click()
        assert opened.page.url.endswith("/watals.html")
