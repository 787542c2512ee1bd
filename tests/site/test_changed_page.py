"""veranderd.html: each change with its cause, and nothing of what is not sure or not public."""

import re
from pathlib import Path

import duckdb
import pytest

from tests.site.browser import DESKTOP, PHONE
from tests.site.conftest import Made, finish
from tests.site.faults import faults
from tests.site.fixture import EDITION, GEMEENTE, make_database
from tests.site.reading import read, section
from wijkfoto.site.context_changed import ChangedContext
from wijkfoto.site.pages import gemeente_page
from wijkfoto.site.site_book import open_book, open_site

WIJK, OTHER = "WK990601", "WK990603"
WORK, OLD = "werk_inkomen_schulden", "ouderen_zorg"
BEFORE = "2019-0123456789ab"


def insert(con: duckdb.DuckDBPyConnection, table: str, **row: object) -> None:
    whole = {"edition_id": EDITION} | row
    marks = ", ".join("?" for _ in whole)
    con.execute(f"insert into {table} ({', '.join(whole)}) values ({marks})", list(whole.values()))


def change(con: duckdb.DuckDBPyConnection, kind: str, area: str, item: str, was: str | None,
           nu: str | None, cause: str, *shown: str, **values: float) -> None:  # fmt: skip
    listed = ", ".join(f'"{each}"' for each in shown or (cause,))
    insert(con, "change", gemeente_code=GEMEENTE, kind=kind, area_code=area, item_id=item, was=was,
           nu=nu, oorzaak=cause, getoond=f"[{listed}]", **values)  # fmt: skip


def moved(con: duckdb.DuckDBPyConnection, area: str, domain: str, **parts: float) -> None:
    names = ("definitie", "grens", "methode", "wijk", "land", "samen")
    filled = {name: parts.get(name, 0.0) for name in names}
    whole = sum(filled.values())
    insert(con, "score_change", region_code=area, domain_id=domain, score_was=100.0,
           score_nu=100.0 + whole, verschil=whole, **filled)  # fmt: skip


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A site of which some classes and advice changed since the edition before."""
    folder = tmp_path_factory.mktemp("changed")
    database = make_database(folder / "wijkfoto.duckdb")
    with duckdb.connect(str(database)) as con:
        con.execute("update edition set previous_edition_id = ?", [BEFORE])
        con.execute(
            "update domain_score set zekerheid = 'redelijk', zekerheid_gemeente = 'redelijk' "
            "where score is not null"
        )
        for cause, kind, item in (
            ("werkelijkheid", "bron_vernieuwd", "cbs_kwb/84799NED"),
            ("definitie", "samenstelling", f"{WORK}.laag_inkomen"),
            ("methode", "norm", "winsor_z"),
            ("grens", "wijk_nieuw", OTHER),
            ("grens", "wijk_nieuw", "WK990700"),
        ):
            insert(con, "change_ground", cause=cause, kind=kind, item_id=item)
        insert(con, "change_ground", cause="grens", kind="wijk_weg", item_id="WK990699",
               was="Oude Haven")  # fmt: skip
        moved(con, WIJK, WORK, wijk=3.0, land=-0.96, definitie=1.5)
        moved(con, WIJK, OLD, wijk=0.4)
        change(con, "klasse", WIJK, WORK, "gemiddeld", "hoog", "werkelijkheid")
        change(con, "klasse_gemeente", OTHER, WORK, "gemiddeld", "hoog", "niet_te_splitsen",
               "definitie", "werkelijkheid")  # fmt: skip
        # One that was unsure and is, and one that was sure and is not any more.
        change(con, "klasse", OTHER, OLD, "hoog", "laag", "werkelijkheid")
        change(con, "zekerheid", OTHER, WORK, "stevig", "onzeker", "methode")
        change(con, "klasse", OTHER, WORK, "laag", "hoog", "werkelijkheid")
        con.execute("update domain_score set zekerheid = 'onzeker' where region_code = ?", [OTHER])
        change(con, "status", WIJK, "laag_inkomen", "ok", "suppressed", "werkelijkheid")
        change(con, "teamvorm", "TG9906-01", "vorm", "integraal", "lichte_vorm", "methode")
        change(con, "fte", GEMEENTE, "schuldhulp.ramen", "4.5", "5.5", "methode",
               was_waarde=4.5, nu_waarde=5.5)  # fmt: skip
        change(con, "inkoop", WIJK, "schuldhulp", "vasthouden", "uitbreiden", "werkelijkheid")
    return finish(database, folder)


def page(site: Made) -> Path:
    return site.folder / GEMEENTE / "veranderd.html"


def test_the_first_wijkfoto_has_nothing_to_be_compared_with(made: Made):
    text = read(page(made)).text
    assert "Dit is de eerste wijkfoto: nog niets om mee te vergelijken." in text
    assert "niet te splitsen" not in text


def test_gemeente_and_wijken_lead_to_it(made: Made):
    for path in (made.folder / GEMEENTE / "index.html", made.wijk(WIJK)):
        assert "veranderd.html" in [a.attrs.get("href") for a in read(path).all("a")]


def test_it_says_how_many_classes_changed_by_each_cause(changed: Made):
    text = section(read(page(changed)), "kort").text
    assert "Er zijn 4 klassen anders dan in de vorige wijkfoto." in text
    assert "Door nieuwe gegevens: 3." in text
    assert "Door meer oorzaken tegelijk: 1." in text
    assert "Deze wijken bestaan niet meer: Oude Haven." in text


def test_each_cause_names_what_was_found_and_only_here(changed: Made):
    text = section(read(page(changed)), "waardoor").text
    assert "Vernieuwd door de bron: Kerncijfers wijken en buurten 2020 (84799NED)." in text
    assert "Telt nu wel, niet of anders mee:" in text
    assert "Een ander getal:" in text
    assert "Nieuw: Zonnehoek." in text
    assert "Daarvan vonden wij niets" not in text


def test_a_score_is_told_with_its_parts_and_small_moves_are_not(changed: Made):
    text = section(read(page(changed)), "wijken").text
    assert (
        "Werk, inkomen en schulden: van 100,0 naar 103,5. Verschil +3,5 punten: cijfers van de "
        "wijk zelf +3,0, cijfers van de rest van Nederland \u22121,0, andere lijst of betekenis "
        "+1,5."
    ) in re.sub(r"\s+([.,])", r"\1", text)
    assert "Ouderen en zorg: van" not in text


def test_scores_before_and_now_are_drawn_where_one_moved_and_only_those_are_named(changed: Made):
    drawn = section(read(page(changed)), "wijken").all("figure")
    assert [figure.all("title")[0].text.partition(":")[0] for figure in drawn] == [
        "Werk, inkomen en schulden"
    ]
    (figure,) = drawn
    assert "Omhoog met een punt of meer: 1. Omlaag: 0." in figure.all("title")[0].text
    assert figure.all("figcaption")[0].text == figure.all("title")[0].text
    assert [label.text for label in figure.all("text")] == ["Havenkwartier"]


def test_it_says_where_earlier_editions_are_and_links_to_none(made: Made, changed: Made):
    told = section(read(page(changed)), "edities")
    assert BEFORE in told.text
    assert "edities.html" in told.text
    # Words lead to their explanation; no edition is led to.
    assert [a for a in told.all("a") if "b" not in a.classes] == []
    assert "Er was er geen voor." in section(read(page(made)), "edities").text


def test_a_class_that_is_not_sure_is_not_named(changed: Made):
    rows = [
        [cell.text for cell in row.all("th") + row.all("td")]
        for row in section(read(page(changed)), "wijken").all("tr")
    ]
    assert [
        "Werk, inkomen en schulden, naast Nederland",
        "laag",
        "onzeker",
        "andere rekenwijze",
    ] in rows
    assert not [row for row in rows if row[0].startswith("Ouderen en zorg, naast Nederland")]
    split = next(row for row in rows if row[0].endswith("naast de gemeente"))
    assert split[3] == "niet te splitsen: andere lijst of betekenis en nieuwe gegevens"


def test_advice_hours_and_signals_are_told_with_their_cause(changed: Made):
    text = section(read(page(changed)), "advies").text
    assert "Havenkwartier, vorm van het team" in text
    assert "Schuldhulp 4,5 5,5 andere rekenwijze" in re.sub(r"\s+", " ", text)
    assert "Havenkwartier, Schuldhulp" in text


def test_every_number_on_it_is_what_its_query_gives(changed: Made):
    mine = changed.numbers[
        changed.numbers["number_id"].str.startswith(("change/", "score_change/"))
    ]
    assert len(mine) >= 8
    with duckdb.connect(str(changed.database), read_only=True) as con:
        for row in mine.to_dict("records"):
            ((value,),) = con.execute(row["query"]).fetchall()
            text = row["text"].replace("\u2212", "-").replace("+", "").replace(",", ".")
            assert float(text) == pytest.approx(value, abs=0.051), row


def test_nothing_of_a_survey_or_of_registered_questions_is_compared(made_local: Made):
    text = read(page(made_local)).text
    assert "survey_estimate" not in text
    assert "registration" not in text


@pytest.mark.browser
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_page_full_of_changes_is_without_fault(changed, browser, width):
    with browser.open(page(changed), width=width, scripts=width == DESKTOP) as opened:
        assert faults(opened) == {}


def test_an_edition_of_a_release_with_other_tables_is_said_to_be_too_old(tmp_path: Path):
    database = make_database(tmp_path / "wijkfoto.duckdb")
    with duckdb.connect(str(database)) as con:
        insert(con, "change_ground", cause="methode", kind="niet_vergelijkbaar", item_id=BEFORE)
    site = open_site(database, "Wijkfoto")
    path = f"{GEMEENTE}/veranderd.html"
    found = gemeente_page(site, open_book(database, site, GEMEENTE), path).context
    assert isinstance(found, ChangedContext)
    assert (found.stand, found.kort, found.wijken) == ("oud", (), ())
