"""Forms as they go wrong in practice: days of another year, links, formulas, words of programs."""

import os
from datetime import date
from pathlib import Path

import pytest

from tests.unit.test_lokaal_forms import GOOD, HEAD, REGIONS, REGISTERED, TODAY, read, told
from tests.xlsx import MAIN, sheet_xml, xlsx
from wijkfoto.lokaal import read_local
from wijkfoto.lokaal.moments import likely_year


@pytest.mark.parametrize(
    ("written", "what", "step"),
    [
        ("1-3-2062", "This date has yet to come.", "Is 2026 meant?"),
        ("1-3-1926", "This is before 2000.", "Is 2026 meant?"),
        ("1-12-2062", "This date has yet to come.", "Is 2022 meant?"),  # 1-12-2026 lies ahead too
        ("1-12-2026", "This date has yet to come.", "the wrong way round"),
        ("30-2-2026", "The calendar has no such day.", "such as 1-3-2026"),
        ("1-3-26", "This is no date.", "four digits"),
        ("46082", "This is no date.", "day number of a spreadsheet"),
        ("gisteren", "This is no date.", "Write it as 2026-03-01"),
    ],
)
def test_a_day_that_cannot_be_says_what_is_likely_meant(tmp_path: Path, written, what, step):
    (line,) = told(read(tmp_path, HEAD, GOOD.replace("1-3-2026", written)))
    assert "gesprekken.csv, line 2, column datum (E): " + what in line
    assert step in line
    assert written not in line.removesuffix("such as 1-3-2026.")


@pytest.mark.parametrize(
    ("form", "old", "new", "says"),
    [
        ("contracten", "31-12-2027", "31-12-2051", ""),
        ("contracten", "31-12-2027", "31-12-2207", "more than 25 years ahead. Is 2027 meant?"),
        ("contracten", "1-3-2026", "1-3-2062", "column peildatum (D): This date has yet to come."),
        ("gebeurtenissen", "1-9-2027", "1-9-2040", ""),
        ("gebeurtenissen", "1-9-2027", "1-9-1927", "before 2000. Is 2027 meant?"),
        ("vragen", "2025", "2052", "column jaar (B): This year has yet to come. Is 2025 meant?"),
        ("vragen", "2025", "1925", "column jaar (B): This is before 2000. Is 2025 meant?"),
        ("vragen", "2025", "2027", "column jaar (B): This year has yet to come. Is 2026 meant?"),
    ],
)
def test_which_days_may_lie_ahead_follows_from_the_field(tmp_path: Path, form, old, new, says):
    head, row = REGISTERED[form]
    lines = told(read(tmp_path, head, row.replace(old, new), name=f"{form}.csv"))
    assert [says in line for line in lines] == ([True] if says else [])


def test_no_year_is_proposed_that_cannot_be():
    assert likely_year(9999, date(9999, 1, 1), 0, TODAY) is None
    assert likely_year(2062, date(2062, 1, 1), 0, date(2003, 1, 1)) == 2002


def test_what_of_a_folder_is_not_read_is_said(tmp_path: Path):
    folder, other = tmp_path / "lokaal", tmp_path / "elders"
    folder.mkdir()
    other.mkdir()
    (other / "b.csv").write_text(f"{HEAD}\n{GOOD}", encoding="utf-8")
    (folder / "goed.csv").symlink_to(other / "b.csv")
    (folder / "map").symlink_to(other)
    (folder / "rond").symlink_to(folder)
    (folder / "dood.csv").symlink_to(other / "weg.csv")
    (folder / "film.csv").write_bytes(b"\0\0\0\x20ftypmp42" + bytes(100))
    os.mkfifo(folder / "pijp.csv")
    found = read_local([("[x]", folder)], REGIONS, TODAY)
    assert len(found.entries) == 1  # a link to one form is that form
    assert [line.split(". ")[0] for line in told(found)] == [
        "lokaal/map: This is a link to another folder; the forms in it are not read",
        "lokaal/rond: This is a link to another folder; the forms in it are not read",
        "lokaal/dood.csv: This link leads to nothing",
        "lokaal/film.csv: This is a film or a picture, whatever its name says",
        "lokaal/pijp.csv: This is a pipe or a device, no file",
    ]


def test_a_folder_that_the_settings_name_may_be_a_link(tmp_path: Path):
    read(tmp_path / "elders", HEAD, GOOD)
    (tmp_path / "lokaal").symlink_to(tmp_path / "elders")
    assert len(read_local([("[x]", tmp_path / "lokaal")], REGIONS, TODAY).entries) == 1


def book(cell: str) -> bytes:
    """Return a workbook with a good row in which one cell stands for the number of people."""
    row = [None if number == 6 else value for number, value in enumerate(GOOD.split(";"))]
    xml = sheet_xml([HEAD.split(";"), row]).replace(
        "</row></sheetData>", f"{cell}</row></sheetData>"
    )
    assert MAIN in xml
    return xlsx(("Blad1", xml))


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ('<c r="G2"/>', ""),
        ('<c r="G2"><v>NaN</v></c>', ""),
        ('<c r="G2"><f>7*2</f><v>14</v></c>', ""),
        ('<c r="G2" t="str"><f>""</f><v></v></c>', ""),
        ('<c r="G2" t="e"><v>#N/A</v></c>', "w.xlsx, cell G2: A formula failed here"),
        ('<c r="G2" t="e"><f>VLOOKUP(1,A1:B2,9)</f><v>#REF!</v></c>', "cell G2: A formula failed"),
        ('<c r="G2"><f>7*2</f></c>', "Cell G2 holds a formula of which no outcome was saved."),
        ('<c r="G2"><f>7*2</f><v></v></c>', "Cell G2 holds a formula of which no outcome"),
        ('<c r="G2"><f t="shared" si="0"/><v/></c>', "Cell G2 holds a formula of which no outcome"),
        ('<c r="G2" t="inlineStr"><is><t>nan</t></is></c>', "A program wrote a word for nothing"),
    ],
)
def test_a_cell_of_a_workbook_without_a_value_is_empty_or_told(tmp_path: Path, cell, says):
    (tmp_path / "w.xlsx").write_bytes(book(cell))
    found = read_local([("[x]", tmp_path)], REGIONS, TODAY)
    assert [says in line for line in told(found)] == ([True] if says else [])
    if not says:
        assert [entry.deelnemers for entry in found.entries] == [14 if ">14<" in cell else None]


@pytest.mark.parametrize("word", ["nan", "NaN", "None", "#N/B", "#WAARDE!", "#REF!"])
@pytest.mark.parametrize("column", [0, 2, 7])
def test_words_of_a_program_become_no_text_and_no_comment(tmp_path: Path, word: str, column: int):
    cells = GOOD.split(";")
    cells[column] = word
    found = read(tmp_path, HEAD, ";".join(cells))
    assert found.entries == ()
    (line,) = told(found)
    assert "Empty the cell." in line or "or empty the cell." in line


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("=HYPERLINK(1)", "A formula stands here."),
        ("Men\x00sen", "Signs that cannot be seen stand here."),
        ("Men\x1b[31msen", "Signs that cannot be seen stand here."),
        ("Men\u202esen", "Signs that cannot be seen stand here."),
        ("a " * 100_000, "so long that it is no row"),
        ("<script>alert(1)</script>", ""),  # words, which the page writes as words
    ],
)
def test_signs_that_do_something_are_no_text(tmp_path: Path, text: str, says: str):
    empty = "\n" * 9_000  # far enough that the first bytes show nothing
    lines = told(read(tmp_path, HEAD, empty, GOOD.replace("Mensen groeten elkaar.", text)))
    assert [says in line for line in lines] == ([True] if says else [])


def test_two_encodings_in_one_file_are_refused(tmp_path: Path):
    one, two = (GOOD.replace("Mensen", word) for word in ("Café", "Cafés"))
    body = f"{HEAD}\n{one}\n".encode("cp1252") + two.encode()
    (tmp_path / "a.csv").write_bytes(body)
    (line,) = told(read_local([("[x]", tmp_path)], REGIONS, TODAY))
    assert "Two ways of writing letters" in line
