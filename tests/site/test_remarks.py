"""Words of the gemeente stand beside the figure they are about, labelled, signed and dated."""

from pathlib import Path

import duckdb
import pytest

from tests.site.conftest import Made, finish
from tests.site.fixture import GEMEENTE, make_database
from tests.site.reading import Element, read
from wijkfoto.export.files import excel_path

WIJK, OTHER, EMPTY = "WK990601", "WK990602", "WK990609"
LABEL = "Toelichting van de gemeente"


@pytest.fixture(scope="module")
def remarked(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("remarked")
    database = make_database(folder / "wijkfoto.duckdb")
    with duckdb.connect(str(database)) as con:
        con.executemany(
            "insert into toelichting values (?, ?, ?, ?, ?)",
            [
                (WIJK, "laag_inkomen", "2026-03-01", "Eerder <b>dit</b>.", "adviseur inkomen"),
                (WIJK, "laag_inkomen", "2026-05-01", "Later dat.", "adviseur inkomen"),
                (GEMEENTE, "bijstand_per_1000", "2026-04-01", "Voor elke wijk.", "team data"),
                (WIJK, "inwoners", "2026-04-02", "Er is gebouwd.", "team wonen"),
            ],
        )
    return finish(database, folder)


def remarks(path: Path) -> list[Element]:
    return read(path).all("span", "toelichting")


def row_of(remark: Element) -> Element | None:
    here = remark.parent
    while here is not None and here.tag != "tr":
        here = here.parent
    return here


def test_a_remark_stands_in_the_row_of_its_figure_the_newest_first(remarked: Made):
    inside = [one for one in remarks(remarked.wijk(WIJK)) if row_of(one) is not None]
    about = [one.text for one in inside if "adviseur inkomen" in one.text]
    assert about == [
        f"{LABEL}: Later dat. (adviseur inkomen, 1 mei 2026)",
        f"{LABEL}: Eerder <b>dit</b>. (adviseur inkomen, 1 maart 2026)",
    ]
    row = row_of(inside[0])
    assert row is not None
    assert row.all("th")[0].text.startswith("Huishoudens met een laag inkomen")


def test_a_remark_of_the_gemeente_stands_on_the_page_of_each_wijk(remarked: Made):
    for code in (WIJK, OTHER):
        texts = [one.text for one in remarks(remarked.wijk(code))]
        assert f"{LABEL}: Voor elke wijk. (team data, 1 april 2026)" in texts
    assert not any("Later dat" in one.text for one in remarks(remarked.wijk(OTHER)))


@pytest.mark.parametrize(("code", "words"), [(WIJK, "Er is gebouwd."), (EMPTY, "Voor elke wijk.")])
def test_a_remark_on_a_figure_that_has_no_row_is_not_lost(remarked: Made, code, words):
    (found,) = [one for one in remarks(remarked.wijk(code)) if words in one.text]
    assert row_of(found) is None
    assert found.text.startswith(f"{LABEL} bij \N{LEFT SINGLE QUOTATION MARK}")


def test_a_remark_goes_along_in_the_downloads_and_changes_no_number(remarked: Made, made: Made):
    table = remarked.folder / excel_path(GEMEENTE, "toelichting")
    assert table.read_text("utf-8-sig").count("adviseur inkomen") == 2
    assert remarked.numbers.equals(made.numbers)
