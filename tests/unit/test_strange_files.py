"""Files as a gemeente may have them, each made of one good export: read the same, or refused aloud.

A refusal says what is wrong, where, and what to do; it never is another error.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable

import pandas as pd
import pytest

from tests.statline import STATLINE, Layout, export
from wijkfoto.bronnen.figures import figures
from wijkfoto.bronnen.recognise import bind_export, notes_on, read_file
from wijkfoto.catalog import shipped_catalog, shipped_file_names
from wijkfoto.errors import WijkfotoError
from wijkfoto.sample import sample_tables

CATALOG = shipped_catalog()
NAME = "kerncijfers 2020.csv"
STEMS = ["AantalInwoners", "Mannen", "Koopwoningen", "GemiddeldInkomenPerInwoner", "WmoClienten"]
TABLE = next(table for table in sample_tables() if table.table_id == "84799NED")
CODES = [code for code in TABLE.rows["WijkenEnBuurten"].str.strip() if code[:6] == "WK9901"]
QUOTED = export(TABLE, STATLINE, only=STEMS, codes=CODES).decode("utf-8-sig")
PLAIN = export(TABLE, Layout(quoted=False), only=STEMS, codes=CODES).decode("utf-8-sig")
MISSING = '"       ."'


def read(body: bytes) -> pd.DataFrame:
    found, what = read_file(NAME, body, CATALOG)
    assert what.table.table_id == TABLE.table_id
    notes = notes_on(found, what, CATALOG)
    assert not [note for note in notes if "left out" in note]
    bound = bind_export(found, what.source, what.table, CATALOG, shipped_file_names())
    codes = [code.strip().upper() for code in found.codes]
    return figures(found, bound).set_axis(codes).sort_index(axis=1)


GOOD = read(QUOTED.encode())


def dutch(text: str) -> str:
    """Thousands with a point and a decimal comma, as Excel in Dutch shows them."""
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    for row in rows[1:]:
        row[2:] = [
            f"{int(cell):,}".replace(",", ".") if cell.isdigit() else cell.replace(".", ",")
            for cell in row[2:]
        ]
    made = io.StringIO()
    csv.writer(made, delimiter=";").writerows(rows)
    return made.getvalue()


def numbered(text: str) -> str:
    lines = enumerate(text.splitlines())
    return "".join(f"{n if n else ''};{line}\r\n" for n, line in lines)


SAME: dict[str, bytes] = {
    "Unicode text of Excel": QUOTED.replace(";", "\t").encode("utf-16"),
    "line ends of an old Macintosh": QUOTED.replace("\r\n", "\r").encode(),
    "thousands with a point": dutch(PLAIN).encode("cp1252"),
    "thousands with a hard space": re.sub(r";(\d{1,2})(\d{3});", ";\\1\u00a0\\2;", PLAIN).encode(),
    "a source and a copyright below": (
        f'{QUOTED}"Bron: CBS"\r\n"\u00a9 Centraal Bureau voor de Statistiek 2021"\r\n'.encode()
    ),
    "an empty line after each row": QUOTED.replace("\r\n", "\r\n\r\n").encode(),
    "empty cells behind each row": PLAIN.replace("\r\n", ";;;\r\n").encode(),
    "a number before each row": numbered(PLAIN).encode(),
    "codes in small letters": QUOTED.replace("WK99", "wk99").encode(),
    "signs without width before codes": QUOTED.replace('"WK', '"\u200bWK').encode(),
    "a missing code of the map": QUOTED.replace(MISSING, '"-99997"').encode(),
    "a null of a database": QUOTED.replace(MISSING, '"NULL"').encode(),
}


@pytest.mark.parametrize("kind", SAME)
def test_a_file_of_the_same_figures_gives_the_same_figures(kind):
    pd.testing.assert_frame_equal(read(SAME[kind]), GOOD)


def turned(text: str) -> str:
    """Regions as columns, as a pivot of StatLine may have them."""
    rows = [line.split(";") for line in text.splitlines()]
    return "\r\n".join(";".join(column) for column in zip(*rows, strict=True))


def archive() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("x.csv", QUOTED)
    return made.getvalue()


def with_cell(text: str) -> bytes:
    """Put another text in the first cell of inhabitants."""
    return re.sub(r"(;WK990100[^;]*;)[^;]*;", rf"\g<1>{text};", PLAIN, count=1).encode()


KOOP = (
    QUOTED.splitlines()[0]
    .split(";")
    .index(next(label for label in QUOTED.splitlines()[0].split(";") if "oopwoningen" in label))
)


def with_shares(of: Callable[[float], str]) -> bytes:
    """Write the owned homes, in per cent, in another way."""
    lines = [line.split(";") for line in PLAIN.splitlines()]
    for cells in lines[1:]:
        if cells[KOOP].strip() not in (".", ""):
            cells[KOOP] = of(float(cells[KOOP]))
    return "".join(f"{';'.join(cells)}\r\n" for cells in lines).encode()


REFUSED: dict[str, tuple[bytes, str]] = {
    "UTF-16 that does not say so": (QUOTED.encode("utf-16-le"), "no text file"),
    "letters written twice": (
        QUOTED.replace("Aantal inwoners", "Aantal\u00c2\u00a0inwoners").encode(),
        "written wrong, at line 1",
    ),
    "regions as columns": (turned(PLAIN).encode(), "No indicator knows"),
    "a row for each figure": (
        b"Wijken en buurten;Codering;Onderwerp;Waarde\r\nx;WK990100;Mannen;5\r\n",
        "a row for each figure",
    ),
    "an archive": (archive(), "an archive"),
    "the same export twice": ((QUOTED * 2).encode(), "stands twice, at lines"),
    "a column twice": (
        re.sub(
            r"(?m)^(.*?;.*?;)([^;]*;)", r"\1\2\2", PLAIN.replace("\r\n", "\n")
        ).encode(),
        "inwoners \\(aantal\\)' stands twice",
    ),
    "an answer of the service": (b'{"value":[{"ID":0}]}', "No ; or , or tab"),
    "rows wrapped in quotes": (
        "".join(f'"{line}"\r\n' for line in PLAIN.splitlines()).encode(),
        "No ; or , or tab",
    ),
    "an error of Excel": (with_cell("#N/B"), "'#N/B' is neither a number"),
    "a column too narrow": (with_cell("####"), "'####' is neither a number"),
    "a percentage sign": (with_cell("40%"), "'40%' is neither a number"),
    "more than any number": (with_cell("1e999"), "'1e999' is neither a number"),
    "people below 0": (with_cell("-9600"), "'-9600' is below 0"),
    "shares from 0 to 1": (
        with_shares(lambda share: f"{share / 100:.2f}"), "a share from 0 to 1, as all"
    ),
    "without a header": (PLAIN.split("\r\n", 1)[1].encode(), "No indicator knows"),
    "cut off": (PLAIN.encode()[:-30], "cut off"),
    "a printed page": (b"%PDF-1.4\n1 0 obj", "No ; or , or tab"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_cannot_be_trusted_is_refused_with_what_where_and_next(kind):
    made, told = REFUSED[kind]
    with pytest.raises(WijkfotoError, match=told) as fault:
        read(made)
    assert fault.value.where.startswith(NAME)
    assert fault.value.next_step.endswith(".")


@pytest.mark.parametrize("share", ["0", "1"])
def test_shares_that_are_low_and_as_round_as_the_publisher_makes_them_are_read(share):
    assert set(read(with_shares(lambda _: share))["koopwoningen"].dropna()) == {float(share)}


def test_a_score_may_lie_below_0():
    # SES-WOA: 0 is about the mean of the country.
    row = "Made;WK990100;2019;-0,35\r\n"
    head = "Wijken en buurten;Codering;Perioden;SES-WOA/Totaalscore/Gemiddelde score (Getal)\r\n"
    found, what = read_file("85163NED.csv", (head + row).encode(), CATALOG)
    assert what.source.source_id == "cbs_ses_woa"
    bound = bind_export(found, what.source, what.table, CATALOG, shipped_file_names())
    assert figures(found, bound)["ses_woa"].tolist() == [-0.35]
