"""Personal numbers and homes in the columns of a survey are found; plain numbers are none."""

import uuid
from pathlib import Path

import numpy as np
import pytest

from tests.peiling.files import csv, rows
from wijkfoto.peiling.personal import find_personal
from wijkfoto.peiling.source import read_source
from wijkfoto.privacy import passes_eleven_test
from wijkfoto.privacy.numberscan import passes_account_test

ROWS = 200
RANDOM = np.random.default_rng(48)
NINE = [int(RANDOM.integers(10**8, 10**9)) for _ in range(40 * ROWS)]
BSN = [n for n in NINE if passes_eleven_test(str(n))][:ROWS]
ACCOUNT = [n for n in NINE if passes_account_test(str(n))][:ROWS]
MOBILE = [610_000_000 + int(RANDOM.integers(49_999_999)) for _ in range(ROWS)]
HOUSES = [int(RANDOM.integers(1, 200)) for _ in range(ROWS)]
POSTCODES = [f"{int(RANDOM.integers(1111, 1120))} XK" for _ in range(ROWS)]


def told(tmp_path: Path, **columns: object) -> list[str]:
    return [
        str(f) for f in find_personal(read_source(csv(tmp_path / "a.csv", rows(ROWS, **columns))))
    ]


@pytest.mark.parametrize(
    ("name", "cells", "kind"),
    [
        ("v1", BSN, "a burgerservicenummer"),
        ("v1", [*BSN[:50], *NINE[:150]], "a burgerservicenummer"),
        ("v1", [BSN[0], *[""] * (ROWS - 1)], "a burgerservicenummer"),
        ("bsn", NINE[:ROWS], "a burgerservicenummer"),
        ("v1", MOBILE, "a telephone number"),
        ("v1", [f"0{number}" for number in MOBILE], "a telephone number"),
        ("v1", [int(f"31{number}") for number in MOBILE], "a telephone number"),
        ("v1", [MOBILE[0], *["de stoep ligt los"] * (ROWS - 1)], "a telephone number"),
        ("telefoon", [101_234_567 + i for i in range(ROWS)], "a telephone number"),
        ("v1", ACCOUNT, "a bank account number"),
        ("toelichting", ["a" * 5_001, *[""] * (ROWS - 1)], "too long to look through"),
    ],
)
def test_a_column_that_leads_to_persons_is_told(tmp_path: Path, name, cells, kind):
    (fault,) = [fault for fault in told(tmp_path, **{name: cells}) if kind in fault]
    assert f"Column {name} holds" in fault
    assert "line 2" in fault
    assert str(cells[0]) not in fault


@pytest.mark.parametrize(
    "cells",
    [
        [100_000_001 + i for i in range(ROWS)],
        [612_000_001 + i for i in range(ROWS)],
        NINE[:ROWS],
        [f"{i:09d}" for i in range(1, ROWS + 1)],
        [f"R{number}" for number in NINE[:ROWS]],
        [str(uuid.UUID(bytes=RANDOM.bytes(16))) for _ in range(ROWS)],
        [1_669_000_000 + 7 * i for i in range(ROWS)],
        [20_221_101 + i % 28 for i in range(ROWS)],
        [111_222_333] * ROWS,
        [1990 + i % 30 for i in range(ROWS)],
        [10_000 + 17 * i for i in range(ROWS)],
        [f"{0.3 + i / 97:.3f}".replace(".", ",") for i in range(ROWS)],
        [f"{60_600 + i % 9:06d}" for i in range(ROWS)],
    ],
    ids=["respondent", "respondent_like_mobile", "respondent_random", "respondent_zeros",
         "respondent_letter", "uuid", "moment", "day", "constant", "year", "income", "weight",
         "wijk"],
)  # fmt: skip
def test_a_column_of_plain_numbers_is_left_alone(tmp_path: Path, cells):
    assert told(tmp_path, v1=cells) == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("postcode", POSTCODES), ("huisnummer", HOUSES)),
        (("v1", POSTCODES), ("v2", HOUSES)),
        (("v1", POSTCODES), ("v2", [f"{n}a" if n % 9 == 0 else n for n in HOUSES])),
        (("pc_letters", [text[-2:] for text in POSTCODES]), ("huisnr", HOUSES)),
        (("straat", ["Dorpsweg", "Kerkpad"] * (ROWS // 2)), ("nr", HOUSES)),
    ],
)
def test_a_postcode_and_a_house_number_in_two_columns_are_an_address(tmp_path: Path, one, two):
    (fault,) = told(tmp_path, **dict([one, two]))
    assert f"Columns {one[0]} and {two[0]} together hold an address" in fault
    assert "line 2" in fault
    assert POSTCODES[0] not in fault


def test_a_postcode_beside_ages_and_years_is_no_address(tmp_path: Path):
    columns = {
        "pc": POSTCODES,
        "leeftijd": [18 + i % 75 for i in range(ROWS)],
        "woonduur": [i % 70 for i in range(ROWS)],
        "volgnummer": range(1, ROWS + 1),
        "inkomen": [900 + 31 * i for i in range(ROWS)],
        "bouwjaar": [1900 + i % 120 for i in range(ROWS)],
    }
    assert told(tmp_path, **columns) == []


def test_postcodes_of_four_digits_with_a_house_number_are_no_address(tmp_path: Path):
    assert told(tmp_path, postcode=[int(p[:4]) for p in POSTCODES], huisnummer=HOUSES) == []
