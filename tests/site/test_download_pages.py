"""The pages about the files to take along: every file is there, with its size, hash and words."""

from pathlib import Path

import pytest

from tests.site.conftest import OPTIONS, Made
from tests.site.fixture import GEMEENTE
from tests.site.reading import Element, read
from wijkfoto.export import Downloads
from wijkfoto.site import render_site
from wijkfoto.site.context_download import size_in_words


@pytest.fixture(scope="module")
def whole(made: Made) -> Element:
    return read(made.folder / "download.html")


@pytest.fixture(scope="module")
def own(made: Made) -> Element:
    return read(made.folder / GEMEENTE / "download.html")


def _linked(page: Element, folder: Path) -> set[Path]:
    hrefs = [a.attrs["href"] for a in page.all("a")]
    return {(folder / href).resolve() for href in hrefs if "download/" in href}


def test_every_file_is_linked_from_one_of_the_pages(made: Made, whole, own):
    linked = _linked(whole, made.folder) | _linked(own, made.folder / GEMEENTE)
    files = {path.resolve() for path in (made.folder / "download").rglob("*") if path.is_file()}
    assert linked == files


def test_the_hash_of_every_file_stands_beside_it(made: Made, whole, own):
    for page, wanted in ((whole, None), (own, GEMEENTE)):
        shown = {code.text for code in page.all("span", "code")}
        hashes = {file.sha256 for file in made.downloads.files if file.gemeente == wanted}
        assert hashes <= shown


def test_a_page_shows_what_a_file_weighs(made: Made, own):
    file = next(f for f in made.downloads.files if f.path.endswith("GM9906/domain_score.csv"))
    item = next(li for li in own.all("li") if "domain_score" in li.text)
    assert size_in_words(file.bytes) in item.text.replace(" ", "\u00a0") or (
        size_in_words(file.bytes).replace("\u00a0", " ") in item.text
    )
    assert f"{file.rows} rijen" in item.text


def test_licences_and_attributions_are_named(whole, own):
    for page in (whole, own):
        assert page.text.count("licentie: CC BY 4.0") == 3
        assert "Bron: Kerncijfers wijken en buurten 2020" in page.text


def test_the_pages_are_found_from_index_gemeente_and_footer(made: Made):
    def hrefs(path: str, part: str) -> set[str]:
        return {a.attrs["href"] for e in read(made.folder / path).all(part) for a in e.all("a")}

    assert "download.html" in hrefs("index.html", "main")
    assert {"download.html", "../download.html"} <= hrefs(f"{GEMEENTE}/index.html", "main")
    assert "../download.html" in hrefs(f"{GEMEENTE}/WK990601.html", "footer")


def test_files_of_two_gemeenten_are_saved_under_different_names(own):
    names = {a.attrs["download"] for a in own.all("a") if "download/excel" in a.attrs["href"]}
    assert names
    assert all(name.startswith(f"{GEMEENTE}-") for name in names)


def test_without_files_the_pages_say_so(made: Made, tmp_path: Path):
    render_site(made.database, tmp_path, OPTIONS, downloads=Downloads())
    for path in (tmp_path / "download.html", tmp_path / GEMEENTE / "download.html"):
        page = read(path)
        assert "Er zijn nog geen bestanden." in page.text
        assert not [a for a in page.all("a") if "download/" in a.attrs["href"]]


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 kB"), (999, "1 kB"), (12_345, "12 kB"), (999_499, "999 kB"), (1_250_000, "1,2 MB"),
     (89_665_536, "89,7 MB")],
)  # fmt: skip
def test_a_size_is_written_as_a_reader_knows_it(size, words):
    assert size_in_words(size).replace("\u00a0", " ") == words
