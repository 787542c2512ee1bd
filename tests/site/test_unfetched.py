"""A figure whose table was not fetched is never said not to be published or to have no source."""

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.site.fixture import GEMEENTE, RIVM, make_database
from tests.site.reading import Element, read, section
from wijkfoto.catalog import shipped_catalog, unfetched_figures, unfetched_sources
from wijkfoto.settings import load_settings
from wijkfoto.site import SiteOptions, render_site
from wijkfoto.site.buurt_rows import read_buurten
from wijkfoto.site.context_site import NAMES_OF_A_SOURCE
from wijkfoto.site.desk import Book
from wijkfoto.site.reader import Reader
from wijkfoto.site.tables import read_tables
from wijkfoto.site.text import shipped_texts
from wijkfoto.status import status_lines

ROUND_KOMEN = "Mensen die moeite hebben om rond te komen"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of an edition that was made without the table of RIVM."""
    folder = tmp_path_factory.mktemp("unfetched")
    database = make_database(folder / "wijkfoto.duckdb", fictief=False)
    with duckdb.connect(str(database)) as con:
        con.execute("delete from observation where snapshot_id = ?", [RIVM])
        con.execute("delete from source_snapshot where snapshot_id = ?", [RIVM])
        con.execute("update domain_score set model_dependent = false")
    render_site(database, folder / "site", SiteOptions(titel="W", gemeenten=(GEMEENTE,)))
    return folder / "site"


@pytest.fixture(scope="module")
def page(site: Path) -> Element:
    return read(site / GEMEENTE / "WK990601.html")


def _row(page: Element, naam: str) -> Element:
    return next(row for row in page.all("tr") if naam in row.text and row.all("td"))


def test_a_figure_of_a_table_that_was_not_fetched_says_so(page):
    row = _row(page, ROUND_KOMEN)
    said = row.text.replace("\N{SOFT HYPHEN}", "")
    assert [cell.text.replace("\N{SOFT HYPHEN}", "") for cell in row.all("td")[:2]] == [
        "niet opgehaald", "niet opgehaald",
    ]  # fmt: skip
    assert "is voor deze wijkfoto niet opgehaald (RIVM, Gezondheid per wijk en buurt)" in said
    assert "geen open bron" not in said
    assert "niet gepubliceerd" not in said


def test_a_figure_that_nobody_publishes_still_has_no_open_source(page):
    catalog = shipped_catalog()
    none = [i.naam for i in catalog.indicators.values() if not i.bron and not i.afgeleid]
    rows = [row.text for row in page.all("tr") if any(row.text.startswith(n) for n in none)]
    assert rows
    assert all("geen open bron per wijk" in text for text in rows)


def test_what_is_missing_for_a_wijk_tells_the_two_reasons_apart(page):
    missing = [item.text for item in section(page, "niet-gehoord").all("li")]
    assert f"{ROUND_KOMEN} (niet opgehaald)" in missing
    assert any("(niet opgehaald)" not in item for item in missing)


def test_only_publishers_of_what_is_used_are_thanked(page, made):
    assert "Met cijfers van CBS." in page.text
    assert "Met cijfers van CBS en RIVM." in read(made.wijk("WK990601")).text


def test_a_page_without_estimates_does_not_explain_them(page, made):
    assert not [p for p in page.all("p", "let-op") if p.text.startswith("Herkomst.")]
    beside = read(made.wijk("WK990601"))
    assert [p for p in beside.all("p", "let-op") if p.text.startswith("Herkomst.")]


def test_the_sources_list_the_table_with_the_figures_it_would_give(site, made):
    found = section(read(site / "bronnen.html"), "niet-opgehaald")
    assert "RIVM, Gezondheid per wijk en buurt" in found.text
    assert "50090NED" in found.text
    assert ROUND_KOMEN in [item.text for item in found.all("li")]
    whole = section(read(made.folder / "bronnen.html"), "niet-opgehaald")
    assert "RIVM" not in whole.text


def test_of_a_table_with_very_many_figures_twelve_are_named_and_the_others_counted(made):
    whole = section(read(made.folder / "bronnen.html"), "niet-opgehaald")
    items = [item.text for item in whole.all("li")]
    people = [item for item in items if item.startswith(("Mannen van", "Vrouwen van"))]
    assert len(people) == NAMES_OF_A_SOURCE == 12
    assert "en nog 28 andere cijfers" in items


def test_a_table_of_the_window_that_is_there_is_enough():
    catalog = shipped_catalog()
    tables = {t.table_id for s in catalog.used_sources().values() for t in s.tables}
    assert unfetched_sources(catalog, 2020, tables) == ()
    one_year = tables - {
        t.table_id for t in catalog.sources["cbs_kwb"].tables if t.peiljaar != 2020
    }
    assert "inwoners" not in unfetched_figures(catalog, 2020, one_year)


def test_a_derived_figure_lacks_the_table_of_what_it_is_made_of():
    catalog = shipped_catalog()
    derived = {i.indicator_id for i in catalog.indicators.values() if i.afgeleid}
    found = unfetched_figures(catalog, 2020, set())
    assert derived <= set(found)
    assert set(found.values()) <= set(catalog.sources)


def test_a_figure_that_the_file_of_its_table_does_not_hold_was_not_fetched(tmp_path):
    def unfetched(name: str) -> bool:
        with Reader(database) as reader:
            tables, buurten = read_tables(reader, GEMEENTE), read_buurten(reader, GEMEENTE)
        return name in Book(tables, shipped_texts(), shipped_catalog(), "W", buurten).unfetched

    database = make_database(tmp_path / "wijkfoto.duckdb", fictief=False)
    with duckdb.connect(str(database)) as con:
        con.execute("delete from observation where indicator_id = 'koopwoningen'")
    assert not unfetched("koopwoningen")  # the service has the table, so it was not published
    with duckdb.connect(str(database)) as con:
        con.execute("update source_snapshot set snapshot_id = 'bestand/' || table_id || '/x'")
    assert unfetched("koopwoningen")
    assert not unfetched("woz_waarde")


def test_status_tells_not_fetched_from_not_published(site, tmp_path):
    made = tmp_path / "editions" / "2020-0123456789ab"
    made.mkdir(parents=True)
    shutil.copy(site.parent / "wijkfoto.duckdb", made)
    (tmp_path / "current").symlink_to(made.relative_to(tmp_path))
    (tmp_path / "wijkfoto.duckdb").symlink_to("current/wijkfoto.duckdb")
    lines = list(status_lines(load_settings(home=tmp_path)))
    (name,) = (
        i.indicator_id for i in shipped_catalog().indicators.values() if i.naam == ROUND_KOMEN
    )
    (unfetched,) = [line for line in lines if "no wijk has, not fetched (" in line]
    assert f" {name}," in unfetched
    none = [i for i in shipped_catalog().indicators.values() if not i.bron and not i.afgeleid]
    (no_source,) = [line for line in lines if "no wijk has, no open source (" in line]
    assert all(i.indicator_id not in unfetched for i in none)
    assert any(i.indicator_id in no_source for i in none)


def test_that_no_wijk_has_a_figure_of_the_gemeente_is_no_gap(site, tmp_path):
    made = tmp_path / "editions" / "2020-0123456789ab"
    made.mkdir(parents=True)
    shutil.copy(site.parent / "wijkfoto.duckdb", made)
    with duckdb.connect(str(made / "wijkfoto.duckdb")) as con:
        for name in ("mannen_0_5", "wmo_huishouden"):
            con.execute(
                "insert into indicator select * replace (? as indicator_id) from indicator "
                "where indicator_id = 'inwoners'", [name],
            )  # fmt: skip
    (tmp_path / "current").symlink_to(made.relative_to(tmp_path))
    (tmp_path / "wijkfoto.duckdb").symlink_to("current/wijkfoto.duckdb")
    lines = list(status_lines(load_settings(home=tmp_path)))
    gaps = "".join(line for line in lines if line.startswith("gaps "))
    assert "wmo_huishouden" in gaps
    assert "mannen_0_5" not in gaps
