"""Hostile texts in every place that a file or a table can fill: they stay text, on every page.

Names of regions, teams and providers, quotes, remarks, evidence, titles and links of sources, the
title of the site. What the templates say themselves is not judged here.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.site.browser import DESKTOP, SiteBrowser
from tests.site.conftest import Made
from tests.site.fixture import GEMEENTE, make_database
from tests.site.reading import Element, read
from wijkfoto.export import write_downloads
from wijkfoto.site import SiteOptions, collect_numbers, render_site

HOSTILE = (
    'x\'"><img src=x onerror="window.gebroken=1"><script>window.gebroken=1</script>'
    "<svg onload=window.gebroken=1></svg></title></style>{{ 6 * 7 }}{% raw %}javascript:gebroken()"
)
OWN = re.compile(r"(\.\./)*static/[a-z.-]+\.js")
"""A script file of the site itself."""
SCRIPT_LINK = "javascript:window.gebroken=1"
WIJK = "WK990601"

FREE = {
    "region": ["region_naam"],
    "teamgebied": ["naam"],
    "source_snapshot": ["title", "period", "licence", "attribution", "table_id"],
    "indicator": ["naam", "warning", "description"],
    "qualitative": ["text", "bron", "methode", "niet_bereikt", "plek"],
    "triangulation": ["toelichting"],
    "provider": ["naam"],
    "event": ["omschrijving"],
    "toelichting": ["tekst", "door"],
    "rescan": ["detail"],
    "contract_flag": ["evidence"],
    "advice_note": ["text"],
    "team_form": ["flips"],
    "team_form_rule": ["reden"],
    "survey": ["naam"],
    "survey_question": ["naam"],
}
"""Columns that hold words of a source or of a gemeente, by table."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("hostile")
    database = make_database(folder / "wijkfoto.duckdb", fictief=False, local=True)
    with duckdb.connect(str(database)) as con:
        con.execute(
            "insert into toelichting values (?, 'laag_inkomen', '2026-01-01', 'a', 'b')", [WIJK]
        )
        for table, columns in FREE.items():
            for column in columns:
                # A name may be a key: its own start keeps it one.
                con.execute(
                    f"update {table} set {column} = left({column}, 12) || ? "
                    f"where {column} is not null",
                    [HOSTILE],
                )
        con.execute("update source_snapshot set url = ?", [SCRIPT_LINK])
    options = SiteOptions(titel=HOSTILE, gemeenten=(GEMEENTE,))
    numbers = collect_numbers(database, options)
    downloads = write_downloads(database, folder / "site", options.gemeenten)
    render_site(database, folder / "site", options, downloads=downloads)
    return Made(folder / "site", database, numbers, downloads)


@pytest.fixture(scope="module")
def pages(hostile: Made) -> dict[Path, Element]:
    return {path: read(path) for path in hostile.pages}


def elements(pages: dict[Path, Element]) -> Iterator[tuple[str, Element]]:
    for path, page in pages.items():
        for element in page.all():
            yield path.name, element


def test_no_text_becomes_an_element_or_a_handler(pages):
    wrong = [
        (name, e.tag)
        for name, e in elements(pages)
        if e.tag in ("img", "iframe", "object", "embed", "base")
        or any(attribute.startswith("on") for attribute in e.attrs)
        or (e.tag == "script" and (e.inside or not OWN.fullmatch(e.attrs.get("src", ""))))
    ]
    assert wrong == []


def test_no_link_runs_or_leads_to_the_disk_of_the_maker(pages):
    wrong = [
        (name, value)
        for name, e in elements(pages)
        for attribute, value in e.attrs.items()
        if attribute in ("href", "src", "action", "formaction")
        and value.strip().lower().startswith(("javascript:", "file:", "/", "vbscript:", "http:"))
    ]
    assert wrong == []


def test_only_the_list_of_sources_leads_outside(made_local: Made):
    """Of the site with real sources: here the addresses were made hostile and so left out."""
    outside = {
        path.name
        for path in made_local.pages
        for a in read(path).all("a")
        if a.attrs["href"].startswith(("http:", "https:", "//"))
    }
    assert outside == {"bronnen.html"}


def test_the_disk_of_the_maker_stands_nowhere(hostile: Made):
    inside = {p.name for p in hostile.pages if str(hostile.folder.parent) in p.read_text("utf-8")}
    assert inside == set()


# Where a reader must find the text, by page: it is shown as it was written, not left out.
SHOWN = {
    f"{GEMEENTE}/{WIJK}.html": 25,
    f"{GEMEENTE}/index.html": 20,
    f"{GEMEENTE}/team/{WIJK}.html": 4,
    f"{GEMEENTE}/inkoop.html": 5,
    f"{GEMEENTE}/watals.html": 3,
    "bronnen.html": 3,
    "index.html": 5,
}


@pytest.mark.parametrize(("page", "least"), SHOWN.items())
def test_the_text_is_shown_as_it_was_written(hostile: Made, page: str, least: int):
    body = read(hostile.folder / page).all("body")[0].text
    assert body.count("<script>window.gebroken=1</script>") >= least
    assert "{{ 6 * 7 }}" in body


def kinds(site: Path) -> list[Path]:
    """Return every page that is not about another wijk: one of each kind, also of new kinds."""
    return [p for p in sorted(site.rglob("*.html")) if p.stem == WIJK or p.stem[:2] != "WK"]


@pytest.mark.browser
def test_nothing_of_it_runs_in_a_browser(hostile: Made, browser: SiteBrowser):
    tried = kinds(hostile.folder)
    assert len(tried) >= 14
    for path in tried:
        with browser.open(path, width=DESKTOP) as opened:
            page = opened.page
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert page.evaluate("window.gebroken") is None, path
            made = page.locator("img, [onerror], [onload], iframe, object, embed")
            assert made.count() == 0, path
            assert (opened.outside, opened.missing, opened.console_errors) == ([], [], []), path


@pytest.mark.browser
def test_the_same_text_unescaped_would_be_seen(hostile: Made, browser: SiteBrowser):
    """The test above can fail: an unescaped quote gives an element, and the policy complains."""
    page = hostile.folder / GEMEENTE / f"{WIJK}.html"
    raw = page.read_text("utf-8").replace("</main>", f"{HOSTILE}</main>")
    probe = page.with_name("proef.html")
    probe.write_text(raw, encoding="utf-8")
    try:
        with browser.open(probe) as opened:
            assert opened.page.locator("img").count() == 1
            assert opened.console_errors
    finally:
        probe.unlink()
