"""Workbooks: numbers stay numbers; a file made to exhaust the machine is refused before reading."""

import io
import zipfile

import pytest

from tests.xlsx import sheet_xml, xlsx
from wijkfoto.bronnen import delimited, workbook
from wijkfoto.bronnen.workbook import is_workbook, read_sheet
from wijkfoto.errors import SourceError

ROWS = [["gwb_code_10", "a_inw", "g_ink_pi"], ["WK000101", 1234, 26.5], ["WK000102", ".", "26,4"]]
BOOK = xlsx(("uitleg", sheet_xml([["x"]])), ("kwb-2020", sheet_xml(ROWS)))


def test_the_largest_sheet_is_read_and_numbers_stay_numbers():
    sheet = read_sheet(BOOK, "kwb.xlsx")
    assert sheet.name == "kwb-2020"
    assert [line.cells for line in sheet.lines] == [
        ("gwb_code_10", "a_inw", "g_ink_pi"),
        ("WK000101", 1234.0, 26.5),
        ("WK000102", ".", "26,4"),
    ]
    assert [line.number for line in sheet.lines] == [1, 2, 3]


def test_a_sheet_of_regions_wins_from_a_longer_one_with_explanations():
    book = xlsx(("uitleg", sheet_xml([["x"]] * 60)), ("kwb-2020", sheet_xml(ROWS)))
    assert read_sheet(book, "x.xlsx").name == "kwb-2020"


def test_two_sheets_of_regions_are_refused_by_their_names():
    book = xlsx(("kwb-2020", sheet_xml(ROWS)), ("kwb-2019", sheet_xml([*ROWS, ROWS[1]])))
    with pytest.raises(SourceError, match=r"regions: kwb-2020, kwb-2019\.") as fault:
        read_sheet(book, "x.xlsx")
    assert fault.value.where == "x.xlsx"


def test_a_sign_without_width_does_not_hide_a_code():
    book = xlsx(("a", sheet_xml([ROWS[0], ["\u200bWK000101", 1, 2]])))
    assert read_sheet(book, "x.xlsx").lines[1].cells[0] == "WK000101"


def test_an_empty_cell_is_an_empty_text():
    book = xlsx(("a", sheet_xml([["a", "b"], [None, 1]])))
    assert read_sheet(book, "x.xlsx").lines[1].cells == ("", 1.0)


def test_a_workbook_is_known_by_its_first_bytes():
    assert is_workbook(BOOK)
    assert is_workbook(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest")
    assert not is_workbook(b"gwb_code_10;a_inw")


@pytest.mark.parametrize("far", ["A200000", "AAA1", "XFD1048576"])
def test_a_lone_cell_far_away_is_refused_before_room_is_made_for_it(far):
    row = "".join(sign for sign in far if sign.isdigit())
    xml = sheet_xml([["a"]]).replace(
        "</sheetData>", f'<row r="{row}"><c r="{far}"><v>1</v></c></row></sheetData>'
    )
    with pytest.raises(SourceError, match="cells beyond any table"):
        read_sheet(xlsx(("a", xml)), "x.xlsx")


def test_a_far_cell_on_the_border_of_two_pieces_is_seen(monkeypatch):
    monkeypatch.setattr(workbook, "_PIECE", 7)
    xml = sheet_xml([["a"]]).replace("</sheetData>", '<row r="200000"/></sheetData>')
    with pytest.raises(SourceError, match="cells beyond any table"):
        read_sheet(xlsx(("a", xml)), "x.xlsx")


def test_an_archive_that_unpacks_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 500)
    with pytest.raises(SourceError, match="far too large"):
        read_sheet(BOOK, "x.xlsx")


def test_an_archive_that_unpacks_to_far_more_than_its_size_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 20_000_000)
    bomb = xlsx(("a", sheet_xml([["0" * 1_500_000]])))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("was unpacked"))
    with pytest.raises(SourceError, match="far too large"):
        read_sheet(bomb, "x.xlsx")


def test_an_archive_that_lies_about_a_size_is_refused():
    bomb = bytearray(xlsx(("a", sheet_xml([["0" * 50_000]]))))
    size = next(
        i.file_size for i in zipfile.ZipFile(io.BytesIO(bomb)).infolist() if "sheet1" in i.filename
    )
    at = bomb.rfind(size.to_bytes(4, "little"))  # in the list at the end, which readers trust
    bomb[at : at + 4] = (100).to_bytes(4, "little")
    with pytest.raises(SourceError, match="damaged"):
        read_sheet(bytes(bomb), "x.xlsx")


def test_a_workbook_larger_than_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_BYTES", 10)
    with pytest.raises(SourceError, match="larger than"):
        read_sheet(BOOK, "x.xlsx")


def test_more_rows_than_a_table_has_are_refused(monkeypatch):
    monkeypatch.setattr(delimited, "MAX_ROWS", 2)
    with pytest.raises(SourceError, match="more than 2 rows"):
        read_sheet(BOOK, "x.xlsx")


def archive(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", "/"), text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (BOOK[:-40], "cut off or damaged"),
        (BOOK[:200], "cut off or damaged"),
        (archive(readme="x"), "no xlsx workbook"),
        (archive(**{"xl__workbook.xml": "<x"}), "cannot be read|no sheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cannot be read"),
    ],
)
def test_what_is_no_whole_workbook_is_refused(body, said):
    with pytest.raises(SourceError, match=said) as fault:
        read_sheet(body, "x.xlsx")
    assert fault.value.where == "x.xlsx"
    assert "CSV" in fault.value.next_step
