"""What changes in a wijk: only sure changes are told, and later years with their bounds."""

from pathlib import Path

import duckdb
import pytest

from tests.site.conftest import OPTIONS
from tests.site.fixture import EDITION, GEMEENTE, KWB, make_database
from tests.site.reading import read, section
from wijkfoto.site import collect_numbers, render_site

WIJK = "WK990601"
CHANGED = {
    "van_jaar": 2018, "tot_jaar": 2020, "waarde_van": 8.1, "waarde_tot": 10.4, "verschil": 2.3,
    "klasse": "gestegen", "zekerheid": "stevig", "grens": "ongewijzigd",
}  # fmt: skip


def insert(con: duckdb.DuckDBPyConnection, table: str, **row: object) -> None:
    row = {"edition_id": EDITION, "region_code": WIJK} | row
    marks = ", ".join("?" for _ in row)
    con.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values()))


def block(folder: Path, database: Path) -> str:
    render_site(database, folder / "site", OPTIONS)
    return section(read(folder / "site" / GEMEENTE / f"{WIJK}.html"), "verandert").text


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return make_database(tmp_path / "wijkfoto.duckdb")


def test_a_sure_change_of_need_is_told_with_both_figures_and_the_land(tmp_path, database):
    land = {"klasse_land": "gelijk", "zekerheid_land": "stevig"}
    with duckdb.connect(str(database)) as con:
        insert(con, "trend", indicator_id="laag_inkomen", **CHANGED | land)
    text = block(tmp_path, database)
    assert (
        "Huishoudens met een laag inkomen: gestegen, van 8,1% naar 10,4% tussen 2018 en 2020."
        in text
    )
    assert "In Nederland ging het ongeveer net zo." in text
    numbers = collect_numbers(database, OPTIONS)
    shown = numbers[numbers["number_id"].str.startswith("trend/")]
    assert sorted(shown["text"]) == ["10,4%", "8,1%"]


@pytest.mark.parametrize(
    ("indicator_id", "other"),
    [
        ("laag_inkomen", {"zekerheid": "onzeker"}),
        ("laag_inkomen", {"klasse": "gelijk"}),
        ("koopwoningen", {"klasse_land": "gelijk", "zekerheid_land": "stevig"}),
        ("koopwoningen", {"klasse_land": "gestegen", "zekerheid_land": "onzeker"}),
        ("huishoudens", {"klasse_land": "gestegen", "zekerheid_land": "stevig"}),
    ],
)
def test_what_is_unsure_or_as_everywhere_is_not_told(tmp_path, database, indicator_id, other):
    with duckdb.connect(str(database)) as con:
        insert(con, "trend", indicator_id=indicator_id, **CHANGED | other)
    text = block(tmp_path, database)
    assert "gestegen," not in text
    assert "van geen enkel zeker" in text


def test_a_background_figure_is_told_where_it_surely_went_otherwise_than_the_land(
    tmp_path, database
):
    other = {"klasse_land": "gestegen", "zekerheid_land": "redelijk"}
    with duckdb.connect(str(database)) as con:
        insert(con, "trend", indicator_id="koopwoningen", **CHANGED | other)
    assert "Koopwoningen: gestegen, van 8,1% naar 10,4%" in block(tmp_path, database)


def test_where_nothing_could_be_compared_nothing_is_said_of_it(tmp_path, database):
    with duckdb.connect(str(database)) as con:
        insert(con, "trend", indicator_id="laag_inkomen", reden="een_jaar")
    text = block(tmp_path, database)
    assert "gestegen," not in text
    assert "van geen enkel zeker" not in text
    assert "De vooruitblik naar latere jaren is er nog niet." in text


def test_people_of_later_years_stand_with_their_bounds(tmp_path, database):
    later = {
        "target_group": "inwoners_65plus", "jaar": 2025, "jaar_nu": 2020, "aantal_nu": 100.0,
        "aantal": 1821.4, "aantal_low": 1774.2, "aantal_high": 1868.8, "basis": "vast_aandeel",
        "waarde_status": "geschat", "snapshot_id": KWB,
    }  # fmt: skip
    none = {"aantal": None, "aantal_low": None, "aantal_high": None}
    with duckdb.connect(str(database)) as con:
        insert(con, "outlook", **later)
        insert(con, "outlook", **later | none | {"jaar": 2030, "waarde_status": "not_applicable"})
    text = block(tmp_path, database)
    assert "65 of ouder" in text
    assert "1.821 (tussen 1.774 en 1.869)" in text
    assert "bij ongewijzigd beleid" in text
    assert "2030" not in text
    assert "De vooruitblik naar latere jaren" not in text
