"""What a councillor could not follow: what was tested, why figures differ, what adds up to what."""

import re
from pathlib import Path

import duckdb
import pytest

from tests.site.conftest import GEMEENTE, OPTIONS, Made
from tests.site.reading import Element, read, section
from wijkfoto.advice import shipped_rules
from wijkfoto.site import render_site

RULES = shipped_rules()


def changed(made: Made, folder: Path, *statements: str) -> Path:
    """Return the folder of the gemeente, rendered after some rows are changed."""
    database = folder / "wijkfoto.duckdb"
    database.write_bytes(made.database.read_bytes())
    with duckdb.connect(str(database)) as con:
        for statement in statements:
            con.execute(statement)
    render_site(database, folder / "site", OPTIONS)
    return folder / "site" / GEMEENTE


@pytest.fixture(scope="module")
def gemeente(made: Made) -> Element:
    return read(made.folder / GEMEENTE / "index.html")


def test_a_form_that_other_draws_give_is_named_with_its_share(made: Made):
    told = section(read(made.wijk("WK990601")), "team").text
    assert "In 17 van de 100 berekeningen past een team per doelgroep." in told


def test_no_other_form_is_named_where_all_draws_agree(made: Made, tmp_path: Path):
    all_agree = "update team_form set share = 1, other_form_id = null, other_share = null"
    folder = changed(made, tmp_path, all_agree)
    assert "berekeningen past" not in section(read(folder / "WK990601.html"), "team").text


def test_what_was_not_tested_is_said_only_where_it_was_not(made: Made, tmp_path: Path):
    untested = "Nog niet te toetsen: teams per doelgroep"
    for page in ("WK990601.html", "team/WK990601.html"):
        assert untested in read(made.folder / GEMEENTE / page).text
    judged = "update team_form_rule set matched = false where matched is null"
    folder = changed(made, tmp_path, judged)
    for page in ("WK990601.html", "team/WK990601.html"):
        assert "Nog niet te toetsen" not in read(folder / page).text


def test_a_light_form_has_no_core_of_a_team_and_names_the_areas_around_it(made: Made):
    with duckdb.connect(str(made.database), read_only=True) as con:
        (light,) = con.execute(
            "select region_code from team_form inner join teamgebied_region on area_code = "
            "teamgebied_id where form_id = 'lichte_vorm' order by region_code limit 1"
        ).fetchone() or ("",)
    told = section(read(made.wijk(light)), "team").text
    assert "In de kern van het team" not in told
    assert "Te groot voor één team" not in told
    assert "Vaste uren voor dit gebied" in told
    assert "Ernaast ligt een gebied met een eigen team:" in told
    own = section(read(made.wijk("WK990601")), "team").text
    assert "In de kern van het team" in own
    assert "Gebieden ernaast:" not in own


def test_of_two_forms_that_fit_the_later_one_says_that_another_came_first(demo_home: Path):
    (page,) = (demo_home / "site").glob("GM*/WK990104.html")
    (table,) = section(read(page), "team").all("table", "regels")
    rows = [[cell.text for cell in row.all("td")] for row in table.all("tbody")[0].all("tr")]
    fits = [outcome for outcome, _ in rows if outcome.startswith("past") and outcome != "past niet"]
    assert fits == ["past", "past ook"]
    light = [e for e in section(read(page), "team").all("dd") if "te veel mensen" in e.text]
    assert light == []


def test_what_a_mean_hides_stands_against_the_light_form(demo_home: Path):
    (page,) = (demo_home / "site").glob("GM*/WK990104.html")
    against = [e.text for e in read(page).all() if e.attrs.get("data-deel") == "tegenbewijs"]
    told = "In een deel is meer nodig dan het gemiddelde laat zien: "
    assert any(told in text and "Hoogveld West" in text for text in against)


def test_the_team_sheet_names_no_discipline_without_hours(demo_home: Path):
    with duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True) as con:
        rows = con.execute(
            "select wijk, discipline_id, fte from team_advice inner join (select teamgebied_id, "
            "region_code as wijk from teamgebied_region) on area_code = teamgebied_id "
            "where modus = 'verdelen' and financier = 'gemeente'"
        ).fetchall()
    names = {d.discipline_id: d.naam.lower() for d in RULES.disciplines}
    checked = 0
    for wijk, discipline, fte in rows:
        page = read(next((demo_home / "site").glob(f"GM*/team/{wijk}.html")))
        listed = [dl.text.lower() for dl in page.all("dl", "wie")]
        if len(listed) == 1:
            assert (names[discipline] in listed[0].split("ook belangrijk")[0]) == (fte > 0)
            checked += 1
    assert checked


def test_a_share_is_told_as_a_percentage(demo_home: Path):
    (page,) = (demo_home / "site").glob("GM*/index.html")
    told = section(read(page), "team").text
    assert "% van de inwoners" in told
    assert ",00 van" not in told


def test_a_sure_and_a_guessed_need_are_not_told_in_one_breath(demo_home: Path):
    (page,) = (demo_home / "site").glob("GM*/inkoop.html")
    with duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True) as con:
        both = con.execute(
            "select rule_id from procurement_focus group by rule_id"
            " having bool_or(zekerheid_behoefte = 'onzeker')"
            " and bool_or(zekerheid_behoefte in ('redelijk', 'stevig'))"
        ).fetchall()
    assert both
    for block in (e for e in read(page).all() if e.attrs.get("data-advies") == "inkoop"):
        sure = next(e.text for e in block.all() if e.attrs.get("data-deel") == "zekerheid")
        guessed = "Niet zeker:" in block.text
        assert guessed == (sure.strip(" .").lower() == "onzeker"), (sure, block.text[:200])


def test_a_remark_does_not_fit_but_holds(made: Made, tmp_path: Path):
    folder = changed(
        made, tmp_path,
        "update team_form_rule set form_id = null, matched = true where rule_id = 'klein'",
    )  # fmt: skip
    page = read(folder / "WK990601.html")
    rows = page.all("table", "regels")[0].all("tbody")[0].all("tr")
    outcomes = {row.all("th")[0].text: row.all("td")[0].text for row in rows}
    assert outcomes["Opmerking erbij"] == "geldt"
    assert outcomes["Een breed wijkteam"] == "past"


@pytest.mark.parametrize("page", ["WK990610.html", "team/WK990610.html"])
def test_a_wijk_of_a_few_people_has_a_block_with_all_four_parts(made: Made, page: str):
    (block,) = (
        e for e in read(made.folder / GEMEENTE / page).all() if e.attrs.get("data-advies") == "team"
    )
    parts = {e.attrs["data-deel"]: e.text for e in block.all() if "data-deel" in e.attrs}
    assert set(parts) == {"reden", "zekerheid", "tegenbewijs", "beslisser"}
    assert all(parts.values())


def test_survey_and_figures_point_to_each_other_and_say_why_they_differ(made_local: Made):
    page = read(made_local.wijk("WK990601"))
    survey = section(page, "ervaren")
    assert "andere vraag, aan andere mensen" in survey.text
    ids = {e.attrs["id"] for e in page.all() if "id" in e.attrs}
    links = [a.attrs["href"] for a in survey.all("a") if a.attrs["href"].startswith("#d-")]
    assert "#d-wonen_leefbaarheid" in links
    assert {link.removeprefix("#") for link in links} <= ids
    # A question about the same as a figure points to that figure, any other to its domain.
    (lonely,) = (row for row in survey.all("tr") if "eenzaam" in row.all("th")[0].text)
    assert "zie ook: mensen die ernstig eenzaam zijn" in lonely.text
    rows = page.all("", "rij")
    told = {row.all("h3")[0].attrs["id"]: row.all("", "stem")[0].text for row in rows}
    assert "Bewoners niet gevraagd" in told["d-jeugd_gezin"]
    assert "Bewoners niet gevraagd" not in told["d-wonen_leefbaarheid"]


def test_not_asked_points_to_a_survey_that_did_ask(made_local: Made, made: Made):
    rows = section(read(made_local.wijk("WK990601")), "gehoord").all("table", "naast")[0].all("tr")
    housing = next(row for row in rows if "leefbaarheid" in row.text)
    money = next(row for row in rows if "schulden" in row.text)
    assert "niet bevraagd wel in de enquête" in housing.text
    assert "wel in de enquête" not in money.text
    assert "wel in de enquête" not in read(made.wijk("WK990601")).text


def test_hours_name_the_domains_that_carry_them_and_whether_these_are_sure(gemeente: Element):
    rows = section(gemeente, "uren").all("table", "uren")[0].all("tbody")[0].all("tr")
    carried = {row.all("th")[0].text for row in rows}
    assert any(t.startswith("Schuldhulp vooral door: werk, inkomen en schulden") for t in carried)
    assert any("(overal onzeker)" in t for t in carried)


def test_the_present_hours_are_summed_and_an_empty_cell_is_explained(made_local: Made):
    page = read(made_local.folder / GEMEENTE / "index.html")
    with duckdb.connect(str(made_local.database), read_only=True) as con:
        (total,) = con.execute("select sum(fte) from formation").fetchone() or (None,)
    part = section(page, "uren")
    written = f"{total:.1f}".replace(".", ",")
    assert f"samen {written} fte" in part.text
    assert part.all("tfoot")[0].all("td")[0].text == written
    assert "leeg, dan gaf zij over dat vak niets op" in part.text


def test_a_signal_that_is_less_sure_than_its_need_says_so(made: Made, tmp_path: Path):
    folder = changed(
        made, tmp_path,
        "update procurement_focus set rule_id = 'inkoop_hoog', zekerheid = 'onzeker', "
        "zekerheid_behoefte = 'stevig' where product_group_id = 'schuldhulp' "
        "and signal = 'uitbreiden'",
        "update procurement_focus set rule_id = 'inkoop_hoog', zekerheid = 'onzeker', "
        "zekerheid_behoefte = 'onzeker', signal = 'uitbreiden' "
        "where product_group_id = 'vroegsignalering' and signal = 'vasthouden'",
    )  # fmt: skip
    blocks = section(read(folder / "inkoop.html"), "eerst").all("div", "signaal")
    told = {
        dt.text: block.text
        for block in blocks
        for dt in block.all("dt")
        if block.text.startswith("Kijk of er meer nodig is")
    }
    assert "De behoefte zelf is stevig." in told["Schuldhulp"]
    assert "Niet zeker:" not in told["Schuldhulp"]
    assert "Niet zeker: de behoefte is hoger" in told["Vroeg zien van schulden"]
    assert "De behoefte zelf" not in told["Vroeg zien van schulden"]
    wijk = section(read(folder / "WK990601.html"), "inkoop").text
    assert "(onzeker, al is de behoefte duidelijk): schuldhulp." in wijk


def test_nothing_in_advice_to_inkoop_is_an_order():
    told = [flag.risico for flag in RULES.contract_flags.values()]
    told += [card.voorwaarde for card in RULES.contract_cards]
    told += [text for rule in RULES.procurement_rules for text in (rule.uitleg, rule.tegen)]
    orders = [text for text in told if re.search(r"\b[Kk]oop (ook|samen|niet|vervangende)\b", text)]
    assert orders == []
    assert all(card.past_als.startswith("Als ") for card in RULES.contract_cards)


def test_the_menu_of_the_gemeente_leads_to_every_section(gemeente: Element):
    (menu,) = (n for n in gemeente.all("nav") if n.attrs.get("aria-label") == "Op deze bladzijde")
    wanted = {s.attrs["aria-labelledby"] for s in gemeente.all("section")} - {"kort"}
    assert {a.attrs["href"] for a in menu.all("a")} == {f"#{name}" for name in wanted}


def test_a_wide_table_says_that_it_can_be_moved(made: Made):
    for name in ("index", "inkoop", "watals"):
        page = read(made.folder / GEMEENTE / f"{name}.html")
        wide = len(page.all("div", "rolbaar"))
        # The table that a browser fills has its hint in the page as well.
        assert wide == len(page.all("p", "veeg")) > 0
