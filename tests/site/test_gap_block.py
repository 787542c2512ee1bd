"""Expected use on the page of a wijk: only sure gaps are told, each with both numbers and doubt."""

from pathlib import Path

import duckdb
import pytest

from tests.site.conftest import OPTIONS
from tests.site.fixture import EDITION, GEMEENTE, make_database
from tests.site.reading import read, section
from wijkfoto.site import collect_numbers, render_site

WIJK = "WK990601"
HEAD = "Gebruiken bewoners meer of minder hulp dan verwacht?"
REASONS = ("Onderbereik", "Informele hulp", "Beleid", "Registratie")
LESS = {
    "use_id": "wmo", "peiljaar": 2020, "observed": 250.0, "observed_low": 248.0,
    "observed_high": 252.0, "expected": 400.0, "expected_low": 300.0, "expected_high": 520.0,
    "zekerheid": "stevig", "model_id": "headline",
}  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = make_database(tmp_path / "wijkfoto.duckdb")
    with duckdb.connect(str(path)) as con:
        con.execute("delete from use_gap")
    return path


def insert(database: Path, *rows: dict[str, object]) -> None:
    with duckdb.connect(str(database)) as con:
        for row in rows:
            whole = {"edition_id": EDITION, "region_code": WIJK} | row
            marks = ", ".join("?" for _ in whole)
            con.execute(
                f"insert into use_gap ({', '.join(whole)}) values ({marks})", list(whole.values())
            )


def told(folder: Path, database: Path) -> str:
    render_site(database, folder / "site", OPTIONS)
    return section(read(folder / "site" / GEMEENTE / f"{WIJK}.html"), "profiel").text


def test_a_sure_gap_is_told_with_both_numbers_and_four_reasons(tmp_path, database):
    insert(database, LESS)
    text = told(tmp_path, database)
    assert (
        "Mensen met Wmo-hulp: 250. Dat zijn er minder dan in wijken met dezelfde cijfers. "
        "Daar zouden het er ongeveer 400 (tussen 300 en 520) zijn." in text
    )
    assert [reason for reason in REASONS if f"{reason}:" in text] == list(REASONS)
    numbers = collect_numbers(database, OPTIONS).set_index("number_id")["text"]
    shown = numbers[numbers.index.str.startswith(f"use_gap/{WIJK}/wmo/2020")]
    assert sorted(shown) == ["250", "300", "400", "520"]


def test_more_than_expected_is_told_as_more(tmp_path, database):
    more = {"observed": 700.0, "observed_low": 698.0, "observed_high": 702.0}
    insert(database, LESS | more)
    text = told(tmp_path, database)
    assert "700. Dat zijn er meer dan" in text
    assert "Bereik:" in text
    assert "Onderbereik:" not in text  # too few asking cannot explain more use


@pytest.mark.parametrize("zekerheid", ["redelijk", "onzeker"])
def test_an_unsure_gap_is_named_and_never_told(tmp_path, database, zekerheid):
    insert(
        database,
        LESS | {"zekerheid": zekerheid},
        LESS | {"use_id": "bijstand", "zekerheid": "onzeker"},
    )
    text = told(tmp_path, database)
    assert "Bij bijstand en Wmo-hulp is niet zeker dat het gebruik anders is dan verwacht." in text
    assert "250" not in text
    assert not any(f"{reason}:" in text for reason in REASONS)


def test_a_secret_number_is_told_by_its_bounds(tmp_path, database):
    secret = {"observed": None, "observed_low": 0.0, "observed_high": 7.0}
    insert(database, LESS | secret)
    assert "Mensen met Wmo-hulp: 0 tot 7. Dat zijn er minder" in told(tmp_path, database)


@pytest.mark.parametrize("observed", [None, 250.0])
def test_where_nothing_can_be_compared_nothing_is_said(tmp_path, database, observed):
    nothing = dict.fromkeys(("expected", "expected_low", "expected_high")) | {"observed": observed}
    insert(database, LESS | nothing | {"zekerheid": "te_weinig_gegevens"})
    text = told(tmp_path, database)
    assert HEAD not in text
    assert "Wmo-hulp: 250" not in text
