"""The detectors find what is planted, and say nothing about a page that is in order."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.site.browser import (
    PHONE,
    SiteBrowser,
    axe_violations,
    clipped_text,
    open_browser,
    overlapping_svg_text,
    sideways_scroll,
)

pytestmark = pytest.mark.browser

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
)
GOOD = """
<h1>Wijk in het kort</h1>
<p>In deze wijk wonen ongeveer 1.200 mensen.
   <a href="#bron">Lees waar dit getal vandaan komt</a></p>
<details><summary>Toelichting</summary>
  <p style="width: 10px; overflow: hidden">Verborgen</p></details>
<span style="position: absolute; width: 1px; height: 1px; overflow: hidden;
             clip: rect(0 0 0 0); white-space: nowrap">Alleen voor wie luistert</span>
<div style="overflow-x: auto" tabindex="0" role="region" aria-label="Tabel">
  <table style="width: 2000px"><tr><th scope="col">Wijk</th></tr><tr><td>A</td></tr></table>
</div>
<svg viewBox="0 0 200 40" width="200" role="img" aria-label="Een lijn">
  <text x="4" y="24" font-size="14">Past in de tekening</text>
</svg>
<p id="bron" style="line-height: 1">Bron: een tabel.</p>
"""

WritePage = Callable[..., Path]


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[SiteBrowser]:
    with open_browser(chromium_path) as started:
        yield started


@pytest.fixture
def write_page(tmp_path: Path) -> WritePage:
    def write(body: str, *, head: str = "", csp: str = CSP) -> Path:
        path = tmp_path / "pagina.html"
        policy = f'<meta http-equiv="Content-Security-Policy" content="{csp}">' if csp else ""
        path.write_text(
            f'<!doctype html><html lang="nl"><head><meta charset="utf-8">{policy}'
            f'<meta name="viewport" content="width=device-width"><title>Proef</title>{head}</head>'
            f"<body><main>{body}</main></body></html>",
            encoding="utf-8",
        )
        return path

    return write


@pytest.mark.parametrize("width", [PHONE, 1280])
def test_a_page_in_order_has_no_fault(browser: SiteBrowser, write_page: WritePage, width: int):
    with browser.open(write_page(GOOD), width=width) as opened:
        assert axe_violations(opened.page) == []
        assert sideways_scroll(opened.page) == []
        assert clipped_text(opened.page) == []
        assert overlapping_svg_text(opened.page) == []
        assert opened.console_errors == []
        assert opened.outside == []
        assert opened.missing == []
        assert len(opened.requests) == 1


def test_bad_contrast_is_found(browser: SiteBrowser, write_page: WritePage):
    page = write_page('<h1>Titel</h1><p style="color: #aaa; background: #fff">Te licht</p>')
    with browser.open(page) as opened:
        assert {fault.kind for fault in axe_violations(opened.page)} == {"color-contrast"}


def test_a_small_target_is_found(browser: SiteBrowser, write_page: WritePage):
    small = '<button style="width:12px;height:12px;padding:0;border:0">{}</button>'
    page = write_page(f"<h1>Titel</h1>{small.format('a')}{small.format('b')}")
    with browser.open(page) as opened:
        assert "target-size" in {fault.kind for fault in axe_violations(opened.page)}


def test_a_sideways_scroll_is_found(browser: SiteBrowser, write_page: WritePage):
    page = write_page('<div id="breed" style="width: 500px">Te breed</div>')
    with browser.open(page, width=PHONE) as opened:
        (fault,) = sideways_scroll(opened.page)
    assert fault.where == "div#breed"
    assert fault.pixels > 100


def test_a_page_that_hides_its_width_is_found(browser: SiteBrowser, write_page: WritePage):
    page = write_page(
        '<div id="breed" style="width: 500px">Te breed</div>',
        head="<style>body { overflow-x: hidden }</style>",
    )
    with browser.open(page, width=PHONE) as opened:
        assert [fault.where for fault in sideways_scroll(opened.page)] == ["div#breed"]


@pytest.mark.parametrize(
    ("style", "kind"),
    [
        ("width: 60px; overflow: hidden; white-space: nowrap", "cut"),
        ("width: 60px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis", "cut"),
        ("width: 60px; height: 20px; overflow: hidden", "cut"),
        ("width: 60px; white-space: nowrap", "overflow"),
        ("width: 60px; height: 20px", "overflow"),
    ],
)
def test_text_that_does_not_fit_is_found(
    browser: SiteBrowser, write_page: WritePage, style: str, kind: str
):
    page = write_page(f'<p id="krap" style="{style}">Deze tekst past er niet in</p>')
    with browser.open(page) as opened:
        (fault,) = clipped_text(opened.page)
    assert (fault.kind, fault.where) == (kind, "p#krap")
    assert fault.detail == "Deze tekst past er niet in"


def test_text_cut_by_an_outer_box_is_found(browser: SiteBrowser, write_page: WritePage):
    page = write_page(
        '<div style="width: 100px; overflow: hidden"><p id="diep" style="width: 300px">'
        "Een zin die breder is dan de doos eromheen</p></div>"
    )
    with browser.open(page) as opened:
        assert [fault.kind for fault in clipped_text(opened.page)] == ["cut"]


def test_a_field_that_shows_half_its_text_is_found(browser: SiteBrowser, write_page: WritePage):
    page = write_page('<input aria-label="Naam" value="Een heel lange naam" style="width: 40px">')
    with browser.open(page) as opened:
        assert [fault.kind for fault in clipped_text(opened.page)] == ["field"]


@pytest.mark.parametrize(
    "text",
    [
        '<text x="150" y="20" font-size="14">Valt van de rand</text>',
        '<text x="4" y="60" font-size="14">Eronder</text>',
        '<text x="20" y="20" text-anchor="end" font-size="14">Links</text>',
        '<g transform="translate(180 0)"><text y="20" font-size="14">Verschoven</text></g>',
    ],
)
def test_svg_text_out_of_its_viewbox_is_found(
    browser: SiteBrowser, write_page: WritePage, text: str
):
    page = write_page(
        f'<svg viewBox="0 0 200 40" width="400" height="400" role="img" aria-label="x">{text}</svg>'
    )
    with browser.open(page) as opened:
        assert [fault.kind for fault in clipped_text(opened.page)] == ["svg"]


def test_labels_over_each_other_are_found(browser: SiteBrowser, write_page: WritePage):
    page = write_page(
        '<svg viewBox="0 0 200 40" width="400" role="img" aria-label="x">'
        '<text x="4" y="20" font-size="14">Nieuwland</text>'
        '<text x="40" y="22" font-size="14">Groenoord</text></svg>'
    )
    with browser.open(page) as opened:
        (fault,) = overlapping_svg_text(opened.page)
    assert fault.detail == "Nieuwland / Groenoord"


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="" src="https://voorbeeld.test/beeld.png">',
        '<link rel="stylesheet" href="https://voorbeeld.test/beeld.png">',
        "<script>fetch('https://voorbeeld.test/beeld.png')</script>",
        "<style>p { background: url(https://voorbeeld.test/beeld.png) }</style><p>x</p>",
    ],
)
def test_a_request_is_recorded_and_refused(browser: SiteBrowser, write_page: WritePage, body: str):
    with browser.open(write_page(body, csp="")) as opened:
        opened.page.wait_for_timeout(50)
        assert opened.outside == ["https://voorbeeld.test/beeld.png"]


def test_a_request_that_the_policy_stops_is_a_console_error(
    browser: SiteBrowser, write_page: WritePage
):
    page = write_page('<img alt="" src="https://voorbeeld.test/beeld.png">')
    with browser.open(page) as opened:
        assert opened.outside == []
        assert "Content Security Policy" in opened.console_errors[0]


def test_an_exception_on_the_page_is_recorded(browser: SiteBrowser, write_page: WritePage):
    page = write_page("<script>throw new Error('stuk')</script>", csp="")
    with browser.open(page) as opened:
        assert any("stuk" in error for error in opened.console_errors)


def test_a_file_that_is_not_there_is_recorded(browser: SiteBrowser, write_page: WritePage):
    with browser.open(write_page('<img alt="" src="weg.png">')) as opened:
        assert [Path(address).name for address in opened.missing] == ["weg.png"]


@pytest.mark.parametrize(("scripts", "title"), [(True, "met script"), (False, "Proef")])
def test_the_scripts_of_a_site_can_be_left_out(
    browser: SiteBrowser, write_page: WritePage, tmp_path: Path, scripts: bool, title: str
):
    (tmp_path / "site.js").write_text("document.title = 'met script'", encoding="utf-8")
    page = write_page("<h1>Titel</h1>", head='<script src="site.js"></script>')
    with browser.open(page, scripts=scripts) as opened:
        assert opened.page.title() == title
        assert axe_violations(opened.page) == []


def test_pictures_have_the_width_asked_for(
    browser: SiteBrowser, write_page: WritePage, tmp_path: Path
):
    pictures = browser.screenshots(write_page(GOOD), tmp_path / "beeld", widths=(360, 800))
    widths = [int.from_bytes(picture.read_bytes()[16:20], "big") for picture in pictures]
    assert widths == [360, 800]


def test_a_page_prints_to_pdf(browser: SiteBrowser, write_page: WritePage, tmp_path: Path):
    pdf = browser.print_pdf(write_page(GOOD), tmp_path / "druk" / "pagina.pdf")
    assert pdf.read_bytes().startswith(b"%PDF-")
