"""A gemeente lays its own house style over the site: tokens only, legible, and a plain picture."""

import struct
import zlib
from pathlib import Path

import pytest

from tests.site.browser import SiteBrowser, axe_violations
from tests.site.conftest import Made
from tests.site.faults import UNFOLD
from tests.site.fixture import GEMEENTE
from wijkfoto.checkup import find_faults
from wijkfoto.errors import ConfigError
from wijkfoto.settings import load_settings
from wijkfoto.site import SiteOptions, render_site
from wijkfoto.site.logo import read_logo
from wijkfoto.site.theme import contrast, read_theme, shipped_theme, theme_faults

WATERLAND = load_settings(site={"thema": "waterland"}).site.theme_file


def theme(folder: Path, text: str) -> Path:
    path = folder / "thema.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *more: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x40" * width) * height)
    parts = (chunk(b"IHDR", head), *more, chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_contrast_runs_from_one_to_twenty_one():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1
    # A well-known border: #767676 is the lightest grey that text may have on white.
    assert contrast("#767676", "#ffffff") > 4.5 > contrast("#777777", "#ffffff")


def test_our_own_tokens_and_the_example_keep_their_contrast(tmp_path: Path):
    assert theme_faults(theme(tmp_path, "licht: {}\n")) == []
    assert WATERLAND is not None
    assert theme_faults(WATERLAND) == []
    assert read_theme(WATERLAND) != shipped_theme()


def test_a_theme_changes_what_it_names_and_nothing_else(tmp_path: Path):
    own = read_theme(theme(tmp_path, 'licht:\n  utrecht-link-color: "#123456"\n'))
    ours = shipped_theme()
    assert own.light == {**ours.light, "utrecht-link-color": "#123456"}
    assert own.dark == ours.dark
    assert "--utrecht-link-color: #123456;" in own.css()


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ('licht:\n  utrecht-link-color: "red; } body { display: none"\n', 2, "#rrggbb"),
        ('licht:\n  utrecht-link-color: "url(https://x.nl/a)"\n', 2, "#rrggbb"),
        ('licht:\n  utrecht-link: "#123456"\n', 2, "there is no token 'utrecht-link'"),
        ("licht: rood\n", 1, "names of tokens"),
        ("print: {}\n", 1, "there is no part 'print'"),
        ("vorm:\n\n  utrecht-document-font-family: 'Lato, url(x)'\n", 3, "names of letters"),
        ("vorm:\n  utrecht-document-font-family: Lato\n", 2, "the last one of"),
        ("vorm:\n  wijkfoto-measure: 400rem\n", 2, "from 30rem to 60rem"),
        ('licht:\n  utrecht-paragraph-small-color: "#999999"\n', 2, "needs 4.5"),
        ('donker:\n  wijkfoto-high: "#4a2a12"\n', 2, "a drawing needs 3"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_its_line_and_reason(tmp_path, text, line, why):
    path = theme(tmp_path, text)
    told = [str(fault) for fault in theme_faults(path)]
    assert told
    assert all(f"{path}, line {line}" in fault for fault in told)
    assert all(why in fault for fault in told)
    with pytest.raises(ConfigError, match="line"):
        read_theme(path)


def test_check_lists_every_fault_of_the_theme_and_that_of_the_logo(tmp_path: Path):
    bad = theme(tmp_path, 'licht:\n  a: "#123456"\n  utrecht-link-color: blue\n')
    logo = tmp_path / "logo.png"
    logo.write_text("<svg onload='x()'/>")
    settings = load_settings(home=tmp_path, site={"thema": str(bad), "logo": str(logo)})
    told = " ".join(str(fault) for fault in find_faults(lambda: settings))
    assert "line 2: there is no token 'a'" in told
    assert "line 3: utrecht-link-color" in told
    assert "The logo is not a PNG" in told


def test_a_theme_or_file_that_is_not_there_is_told():
    gone = load_settings(site={"thema": "nergens"}).site.theme_file
    assert gone is not None
    assert "cannot be read" in str(theme_faults(gone)[0])


def test_only_the_picture_of_a_logo_is_kept(tmp_path: Path):
    path = tmp_path / "a.png"
    path.write_bytes(png(3, 2, chunk(b"tEXt", b"Author\0somebody"), chunk(b"eXIf", b"place")))
    logo = read_logo(path)
    assert logo is not None
    assert (logo.width, logo.height) == (3, 2)
    assert logo.content == png(3, 2)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<svg/>", "not a PNG"),
        (png(3, 2)[:-6], "broken"),
        (png(3, 2).replace(b"IHDR\0\0\0\x03", b"IHDR\0\0\0\x04"), "sum"),
        (png(2000, 1), "2000 by 1"),
        (b"\x89PNG\r\n\x1a\n" + bytes(300_000), "larger"),
    ],
)
def test_a_logo_that_is_no_fair_picture_is_refused(tmp_path: Path, content: bytes, why: str):
    path = tmp_path / "a.png"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=why):
        read_logo(path)


def test_the_look_is_part_of_the_edition_but_not_where_it_lies():
    settings = load_settings(site={"thema": "waterland", "logo": "x/logo.png"})
    assert settings.look_files() == (WATERLAND, Path("x/logo.png"))
    assert settings.content_sha256() == load_settings().content_sha256()


@pytest.fixture(scope="module")
def themed(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("themed")
    (folder / "logo.png").write_bytes(png(60, 20))
    options = SiteOptions("Wijkfoto", (GEMEENTE,), thema=WATERLAND, logo=folder / "logo.png")
    render_site(made.database, folder / "site", options)
    return folder / "site"


def test_another_style_is_another_sheet_of_tokens_and_no_other(made: Made, themed: Path):
    theirs = {p.name: p.read_bytes() for p in (themed / "static").iterdir()}
    ours = {p.name: p.read_bytes() for p in (made.folder / "static").iterdir()}
    changed = {name for name, content in theirs.items() if ours.get(name) != content}
    assert changed == {"huisstijl.css", "logo.png"}


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_in_another_style_keeps_its_contrast(themed: Path, browser: SiteBrowser, scheme):
    for name in (f"{GEMEENTE}/index.html", f"{GEMEENTE}/WK990601.html"):
        with browser.open(themed / name) as opened:
            opened.page.emulate_media(color_scheme=scheme)
            opened.page.evaluate(UNFOLD)
            assert axe_violations(opened.page) == []
            assert opened.missing == []
            assert opened.page.locator(".merknaam img").evaluate("e => e.naturalWidth") == 60
