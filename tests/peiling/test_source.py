"""Reading the file of a survey: SPSS, CSV and workbook give the same columns."""

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from tests.peiling.files import csv, rows
from tests.xlsx import sheet_xml, xlsx
from wijkfoto.errors import ConfigError, SourceError
from wijkfoto.peiling.personal import find_personal
from wijkfoto.peiling.source import SurveyFile, read_source
from wijkfoto.privacy import passes_eleven_test

LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")


def columns(file: SurveyFile) -> dict[str, list[object]]:
    return {name: list(column) for name, column in file.columns.items()}


def test_the_same_answers_as_spss_csv_and_workbook_are_the_same_columns(tmp_path: Path):
    table = rows(6, weging=[0.8, 1.2, 1.0, 1.0, 0.5, 1.5])
    pyreadstat.write_sav(table, str(tmp_path / "a.sav"))
    cells = [list(table.columns), *table.astype(object).to_numpy().tolist()]
    (tmp_path / "a.xlsx").write_bytes(xlsx(("Data", sheet_xml(cells))))
    csv(tmp_path / "a.csv", table)
    files = [read_source(tmp_path / f"a.{kind}") for kind in ("sav", "csv", "xlsx")]
    assert [file.kind for file in files] == ["sav", "csv", "xlsx"]
    assert columns(files[0]) == columns(files[1]) == columns(files[2])
    assert len({file.sha256 for file in files}) == 3


def test_labels_of_spss_come_along(tmp_path: Path):
    pyreadstat.write_sav(
        pd.DataFrame({"a": [1.0, 2.0], "b": [1.0, 1.0]}),
        str(tmp_path / "a.sav"),
        column_labels={"a": "Een vraag"},
        variable_value_labels={"a": {1: "ja", 2: "weet niet"}},
    )
    file = read_source(tmp_path / "a.sav")
    assert file.labels["a"] == "Een vraag"
    assert file.value_labels == {"a": {1.0: "ja", 2.0: "weet niet"}}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf \r\n", "The file is empty."),
        (b"a;b\r\n", "a header and no respondents"),
        (b"a;b\r\n1;2\r\n1\r\n", "Line 3 has another number of columns"),
        (b"a;a\r\n1;2\r\n", "Columns 1 and 2 have the same name"),
        (LOCKED, "locked with a password"),
        (b"$FL2 nothing of SPSS follows", "The SPSS file cannot be read"),
        (b"<!doctype html><p>inloggen</p>", "This is a web page"),
    ],
)
def test_a_file_that_cannot_be_read_gets_an_answer_of_its_own(tmp_path, body, says):
    path = tmp_path / "enquete.csv"
    path.write_bytes(body)
    with pytest.raises(SourceError) as told:
        read_source(path)
    assert says in str(told.value)
    assert "enquete.csv" in str(told.value)
    assert told.value.next_step


def test_a_file_that_is_not_there_is_a_fault_of_the_settings(tmp_path: Path):
    with pytest.raises(ConfigError, match="cannot be read"):
        read_source(tmp_path / "weg.sav")


def test_text_where_a_code_belongs_names_column_and_line(tmp_path: Path):
    file = read_source(csv(tmp_path / "a.csv", rows(3, zw04=["1", "ja, soms", "3"])))
    with pytest.raises(SourceError, match=r"Column zw04 .* line 3"):
        file.numbers("zw04")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("mijn nummer is 111222333", "a burgerservicenummer"),
        ("1112.22.333", "a burgerservicenummer"),
        ("mail naar iemand@voorbeeld.nl", "an e-mail address"),
        ("NL91 ABNA 0417 1643 00", "a bank account number"),
        ("1234 AB 12", "a postcode with house number"),
        ("bel 06-12345678", "a telephone number"),
        ("bel 06.12.34.56.78", "a telephone number"),
        ("BE68 5390 0754 7034", "a bank account number"),
    ],
)
def test_what_points_to_a_person_is_told_by_column_and_line_and_never_repeated(
    tmp_path, text, kind
):
    table = rows(4, toelichting=["", "", text, "niets"])
    (fault,) = [
        f for f in find_personal(read_source(csv(tmp_path / "a.csv", table))) if kind in str(f)
    ]
    assert "toelichting" in str(fault)
    assert "line 4" in str(fault)
    assert text not in str(fault)


def test_a_column_of_bsn_as_numbers_is_found_and_one_of_respondents_is_not(tmp_path: Path):
    numbers = [111222333, 123456782, 100000009]
    assert [passes_eleven_test(str(n)) for n in numbers] == [True, True, True]
    table = rows(3, bsn=numbers, respondent=[100000001, 100000002, 100000003])
    found = [str(f) for f in find_personal(read_source(csv(tmp_path / "a.csv", table)))]
    assert len(found) == 1
    assert "Column bsn holds a burgerservicenummer" in found[0]


def test_a_bsn_that_stands_alone_in_a_comment_is_found(tmp_path: Path):
    table = rows(3, toelichting=["de stoep ligt los", "111222333", ""])
    (fault,) = find_personal(read_source(csv(tmp_path / "a.csv", table)))
    assert "line 3" in str(fault)


def test_ordinary_comments_are_no_persons(tmp_path: Path):
    table = rows(3, toelichting=["de stoep ligt los", "in 2020 was het 100.000 euro", "nr 12"])
    assert find_personal(read_source(csv(tmp_path / "a.csv", table))) == []
