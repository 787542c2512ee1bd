"""What the catalog says about files: every short name means an indicator that is there, once."""

import pytest

from wijkfoto.catalog import read_file_names, shipped_catalog, shipped_file_names
from wijkfoto.catalog.filenames import ShortName
from wijkfoto.errors import CatalogError

LAND = "{peiljaar: 2020, aantal: 5, bron: b, status: gezien, datum: 2026-11-28}"
BEGIN = f"herhaalde_stammen: []\nland_inwoners: [{LAND}]\nkolommen:\n"


def test_every_short_name_means_a_column_of_the_kerncijfers():
    meant = {entry.indicator for entry in shipped_file_names().kolommen}
    kwb = [i for i in shipped_catalog().indicators.values() if i.source_id == "cbs_kwb"]
    assert meant <= {i.indicator_id for i in kwb}
    assert "inwoners" in meant


def test_a_name_can_hold_in_some_years_only():
    entry = ShortName(naam="g_woz", indicator="woz_waarde", vanaf=2016, tot=2019)
    assert [entry.covers(year) for year in (2015, 2016, 2019, 2020)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("- {naam: a_x, indicator: bestaat_niet}\n", "a_x: unknown indicator 'bestaat_niet'"),
        ("- {naam: a_x, indicator: inwoners}\n- {naam: a_x, indicator: mannen}\n", "stands twice"),
        ("- {naam: a_x}\n", "indicator"),
    ],
)
def test_a_fault_in_the_names_is_told(tmp_path, rows, said):
    (tmp_path / "bestanden.yaml").write_text(BEGIN + rows, encoding="utf-8")
    with pytest.raises(CatalogError, match=said):
        read_file_names(tmp_path, shipped_catalog())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("aantal: 5", "aantal: 6"), "peiljaar 2020 stands twice"),
        (("2020", "2021"), "aantal 5 stands twice"),
        ((", bron: b", ""), "bron"),
        (("bron: b", "bron: ''"), "bron"),
        (("gezien", "misschien"), "status"),
        ((", datum: 2026-11-28", ""), "datum"),
    ],
)
def test_each_year_of_the_country_stands_once_with_its_source(tmp_path, change, said):
    other = LAND.replace(*change)
    text = f"herhaalde_stammen: []\nland_inwoners:\n- {LAND}\n- {other}\nkolommen: []\n"
    (tmp_path / "bestanden.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=said):
        read_file_names(tmp_path, shipped_catalog())


def test_a_year_of_the_kerncijfers_can_be_proved_from_2014_on():
    years = {entry.peiljaar for entry in shipped_file_names().land_inwoners}
    known = {t.peiljaar for t in shipped_catalog().sources["cbs_kwb"].tables if t.is_confirmed}
    assert known - years == {2013}, "of 2013 no number was found that could be looked up"
