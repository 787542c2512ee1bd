"""Delimited text: encodings, delimiters and ends of lines change nothing; no table is named so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkfoto.bronnen import delimited
from wijkfoto.bronnen.delimited import decode, split_rows
from wijkfoto.errors import SourceError

HEADER = ["Wijken en buurten", "Codering (code)", "Bevolking/Aantal inwoners (aantal)"]
ROWS = [
    HEADER,
    ["Één; wijk, 'met' tekens", "WK000101  ", "1200"],
    ["Buurt", "BU00010101", "     ."],
]


def as_text(rows: list[list[str]], delimiter: str, end: str, *, quoted: bool = True) -> str:
    def cell(text: str) -> str:
        doubled = text.replace('"', '""')
        return f'"{doubled}"' if quoted or delimiter in text else text

    return "".join(delimiter.join(map(cell, row)) + end for row in rows)


def cells(body: bytes) -> list[list[str]]:
    return [list(line.cells) for line in split_rows(decode(body, "x.csv"), "x.csv")]


@given(
    delimiter=st.sampled_from([";", ",", "\t"]),
    end=st.sampled_from(["\r\n", "\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    quoted=st.booleans(),
    last=st.booleans(),
    told=st.booleans(),
)
def test_the_same_rows_come_out_however_they_were_saved(
    delimiter, end, encoding, quoted, last, told
):
    text = as_text(ROWS, delimiter, end, quoted=quoted)
    text = text if last else text.removesuffix(end)
    text = f"sep={delimiter}{end}{text}" if told else text
    assert cells(text.encode(encoding)) == ROWS


def test_a_line_has_the_number_that_an_editor_shows():
    body = b'sep=;\r\n"a";"b"\r\n"one\r\ntwo";"3"\r\n"x";"4"\r\n'
    lines = split_rows(decode(body, "x.csv"), "x.csv")
    assert [line.number for line in lines] == [2, 3, 5]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n ", "is empty"),
        (b"\r\n<!DOCTYPE html><html></html>", "web page"),
        (b"\xef\xbb\xbf<HTML><body>Onderhoud</body>", "web page"),
        (b"<!-- saved --><html></html>", "web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "git LFS"),
        (b"/annex/objects/MD5E-s5--0.csv\n", "git-annex"),
        (b"../.git/annex/objects/ab/cd/x.csv", "git-annex"),
        (b"PAR1\0\0\0\0abc", "no text file"),
        (b"naam;waarde\n\x81\x8d;1\n", "no text file"),
        (b"alleen een zin\nnog een zin\n", "splits this file into columns"),
    ],
)
def test_what_is_no_table_is_refused_by_what_it_is(body, said):
    with pytest.raises(SourceError, match=said) as fault:
        cells(body)
    assert fault.value.where == "x.csv"
    assert fault.value.next_step


def test_a_file_cut_off_inside_quotes_is_refused_with_its_line():
    with pytest.raises(SourceError, match="cut off, or a quote is missing, at line 3"):
        cells(b'"a";"b"\n"c";"d"\n"e";"f\n')


@pytest.mark.parametrize(("limit", "value"), [("MAX_ROWS", 2), ("MAX_COLUMNS", 2)])
def test_more_rows_or_columns_than_a_table_has_are_refused(monkeypatch, limit, value):
    monkeypatch.setattr(delimited, limit, value)
    with pytest.raises(SourceError, match="more than"):
        cells(as_text(ROWS, ";", "\n").encode())


def test_a_comma_inside_unquoted_figures_does_not_win_from_the_semicolon():
    body = b"naam;a;b\nEen;1,5;2,5\nTwee;3,5;4\n"
    assert cells(body)[1] == ["Een", "1,5", "2,5"]
