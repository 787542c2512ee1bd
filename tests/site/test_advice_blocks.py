"""Every block of advice says why, how sure, what speaks against it, and who decides."""

from collections import Counter
from pathlib import Path

import duckdb
import pytest

from tests.site.conftest import GEMEENTE, OPTIONS, Made
from tests.site.fixture import SPLIT
from tests.site.reading import Element, read, section
from wijkfoto.site import render_site

PARTS = ("reden", "zekerheid", "tegenbewijs", "beslisser")


def blocks(page: Element) -> list[Element]:
    """Return the blocks of advice of a page."""
    return [e for e in page.all() if "data-advies" in e.attrs]


def parts(block: Element) -> dict[str, str]:
    """Return the parts of a block with what a reader reads there."""
    return {e.attrs["data-deel"]: e.text for e in block.all() if "data-deel" in e.attrs}


def faults(folder: Path) -> tuple[list[str], Counter[str]]:
    """Return what is missing on which page, and how many blocks there are per kind and page."""
    found, counted = [], Counter()
    for path in sorted(folder.rglob("*.html")):
        for block in blocks(read(path)):
            kind, told = block.attrs["data-advies"], parts(block)
            counted[f"{path.parent.name}/{kind}"] += 1
            found += [
                f"{path.name}: {kind}: {part}" for part in PARTS if len(told.get(part, "")) < 5
            ]
    return found, counted


def test_each_block_of_the_sample_says_why_how_sure_what_against_and_who_decides(demo_home):
    found, counted = faults(demo_home / "site")
    assert found == []
    # Every kind of advice is really there, or the test above reads nothing.
    assert {key.split("/")[1] for key in counted} == {
        "team", "inkoop", "contract", "kansrisico", "contractmodel", "teamontwerp", "uren",
        "watals",
    }  # fmt: skip
    assert counted["team/team"] >= 8


def test_each_block_of_an_odd_gemeente_does_too(made: Made, made_local: Made):
    for site in (made, made_local):
        assert faults(site.folder)[0] == []


def reasons(folder: Path) -> dict[str, str]:
    """Return the reason of each teamgebied on the page of its gemeente."""
    page = next(p for p in folder.rglob("index.html") if p.parent.name.startswith("GM"))
    bars = read(page).all("div", "teamstaaf")
    return {bar.attrs["id"]: parts(block)["reden"] for bar in bars for block in blocks(bar)}


def test_areas_with_different_figures_have_different_reasons(made: Made, demo_home: Path):
    for folder in (made.folder, demo_home / "site"):
        told = reasons(folder)
        assert len(told) >= 6
        assert [area for area, n in Counter(told.values()).items() if n > 1] == []
        assert all(any(c.isdigit() for c in reason) for reason in told.values())


def test_the_reason_is_that_of_the_rule_that_decided_with_the_definition_behind_it(made: Made):
    (light,) = blocks(section(read(made.wijk("WK990604")), "team"))
    told = parts(light)["reden"]
    assert "Omvang per team: 8,2 fte." in told
    assert "Van de vragen die wij hier verwachten, gaan de meeste over:" in told
    assert "aanspreekpunt" not in told
    assert "aanspreekpunt" in light.text


def rendered(made: Made, folder: Path, *changes: str) -> Path:
    """Render the rows of a made site again after some changes in SQL."""
    database = folder / "wijkfoto.duckdb"
    database.write_bytes(made.database.read_bytes())
    with duckdb.connect(str(database)) as con:
        for change in changes:
            con.execute(change)
    render_site(database, folder / "site", OPTIONS)
    return folder / "site" / GEMEENTE


@pytest.fixture(scope="module")
def changed(made_local: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """No advice on one area, and people who contradict a picture behind the core of another."""
    return rendered(
        made_local,
        tmp_path_factory.mktemp("changed"),
        "update team_form set form_id = 'geen_advies', zekerheid = 'te_weinig_gegevens', share = 1,"
        " runner_up_form_id = null, rule_id = 'klein' where area_code = 'TG9906-04'",
        "update triangulation set bewoners = 'spreekt_tegen'",
    )


def test_what_people_contradict_in_an_area_stands_against_its_team(changed: Path):
    (block,) = blocks(section(read(changed / "WK990601.html"), "team"))
    against = parts(block)["tegenbewijs"]
    assert "Wat wij hoorden, spreekt het beeld tegen bij: werk, inkomen en schulden" in against
    assert "gaat wel een vak in de kern van dit team: Schuldhulp" in against
    assert "In geen wijk van dit gebied is de score zeker voor:" in against
    # First what was found here, then what holds everywhere.
    assert against.index("Wat wij hoorden") < against.index("Het team krijgt te veel taken")
    other = parts(blocks(section(read(changed / "WK990602.html"), "team"))[0])["tegenbewijs"]
    assert "Wat wij hoorden" not in other
    sheet = parts(blocks(read(changed / "team" / "WK990601.html"))[0])["tegenbewijs"]
    assert "Wat wij hoorden" in sheet


def test_residents_of_the_sample_who_contradict_a_core_are_told_of_in_its_block(demo_home: Path):
    (page,) = (demo_home / "site").glob("GM*/WK990103.html")
    against = [parts(b)["tegenbewijs"] for b in blocks(section(read(page), "team"))]
    assert any(
        "spreekt het beeld tegen bij" in told and "in de kern van dit team: Ggz" in told
        for told in against
    ), against


def test_without_advice_there_is_no_team_and_one_line_about_hours(changed: Path):
    (block,) = blocks(section(read(changed / "WK990603.html"), "team"))
    assert not block.all("table", "vakken")
    assert "berekeningen" not in parts(block)["zekerheid"]
    (hours,) = block.all("p", "totaal")
    assert "Uren die bij het totaal van de gemeente horen, met marge:" in hours.text
    assert "tot" in hours.text
    kort = section(read(changed / "WK990603.html"), "kort").text
    assert "Over een team is hier nog geen advies." in kort
    assert "nog geen advies in" not in kort


def test_each_kind_of_form_has_its_own_tint_on_the_map(changed: Path):
    chart = read(changed / "index.html").all("figure", "teamkaart")[0]
    tints = Counter(t for e in chart.all("path") for t in e.classes if t.startswith("t-"))
    assert tints == {"t-geen": 1, "t-licht": 2, "t-team": 4}
    assert "nog geen advies" in chart.all("figcaption")[0].text


def test_a_wijk_in_two_teamgebieden_is_told_of_both(made: Made):
    page = read(made.wijk(SPLIT))
    told = section(page, "kort").text
    assert "Deze wijk heeft 2 teamgebieden:" in told
    assert "een breed wijkteam" in told
    assert "een lichte vorm" in told
    assert len(blocks(section(page, "team"))) == 2


def test_every_section_with_advice_holds_a_block(made: Made):
    wanted = {"index": ("past", "uren", "ontwerp"), "inkoop": ("eerst", "kaarten", "kansrisico")}
    for name, ids in wanted.items():
        page = read(made.folder / GEMEENTE / f"{name}.html")
        known = {s.attrs.get("aria-labelledby") for s in page.all("section")}
        for part in ids:
            if part in known:
                assert blocks(section(page, part)), (name, part)
    wijk = read(made.wijk("WK990601"))
    for part in ("team", "inkoop"):
        assert blocks(section(wijk, part)), part


def test_what_deserves_a_look_stands_first_and_the_rest_is_folded(made: Made):
    part = section(read(made.wijk("WK990601")), "inkoop")
    (rest,) = part.all("details", "inkooprest")
    first = part.all("", "signaal")
    assert [one.classes for one in first] == [{"signaal", "signaal-uitbreiden"}]
    assert "groter" in parts(first[0])["reden"]
    assert not rest.all("", "signaal-uitbreiden")
    assert "Dit helpt:" in rest.text


def test_the_other_way_of_a_figure_and_of_people_is_told(made_local: Made, tmp_path: Path):
    database = tmp_path / "wijkfoto.duckdb"
    database.write_bytes(made_local.database.read_bytes())
    with duckdb.connect(str(database)) as con:
        con.execute("update evidence set contribution = -4 where indicator_id = 'laag_inkomen'")
        con.execute("update triangulation set bewoners = 'spreekt_tegen'")
    render_site(database, tmp_path / "site", OPTIONS)
    part = section(read(tmp_path / "site" / GEMEENTE / "WK990601.html"), "inkoop")
    against = parts(part.all("", "signaal")[0])["tegenbewijs"]
    assert "andere kant op: huishoudens met een laag inkomen" in against
    assert "spreekt het beeld tegen bij: werk, inkomen en schulden" in against


@pytest.fixture(scope="module")
def inkoop(made: Made) -> Element:
    return read(made.folder / GEMEENTE / "inkoop.html")


def test_the_meter_says_that_joint_risk_does_not_average_out(inkoop: Element):
    part = section(inkoop, "kansrisico")
    assert (
        "Gezamenlijk risico (tarief, wet, instroom) wordt niet kleiner met meer cliënten."
        in part.text
    )
    assert len(part.all("table", "meters")) == 2
    for row in part.all("table", "meters")[0].all("tbody")[0].all("tr"):
        drawn = row.all("svg", "risico")
        assert bool(drawn) == ("onbekend" not in row.text)
        assert all("kansrisico minstens" in svg.all("title")[0].text for svg in drawn)


def test_no_model_is_ranked_and_the_table_has_no_total(inkoop: Element):
    part = section(inkoop, "kaarten")
    (table,) = part.all("table", "criteria")
    assert len(table.all("tbody")[0].all("tr")) == 10
    heads = " ".join(head.text.lower() for head in table.all("thead")[0].all("th"))
    assert all(word not in heads for word in ("totaal", "score", "cijfer", "rang"))
    assert not any(c.isdigit() for c in table.text)


def test_both_outcomes_of_buying_per_wijk_stand_on_one_line(inkoop: Element):
    (card,) = (
        c for c in inkoop.all("details", "contractkaart")
        if c.all("summary")[0].text.startswith("Wijkgericht")
    )  # fmt: skip
    lines = [p.text for p in card.all("p") if "mantelzorg" in p.text]
    assert any("redden mensen zich" in line and "5% meer mantelzorg" in line for line in lines)


def test_facts_of_the_past_are_labelled_dated_and_attributed(inkoop: Element, made: Made):
    gemeente = read(made.folder / GEMEENTE / "index.html")
    for page in (inkoop, gemeente):
        (block,) = page.all("details", "historisch")
        assert "Historisch." in block.text
        for fact in block.all("li"):
            assert "Bron:" in fact.text
            assert any(year in fact.text for year in ("2014", "2015", "2016", "2018"))


def test_an_arrangement_is_said_and_not_split(made: Made, tmp_path: Path):
    database = tmp_path / "wijkfoto.duckdb"
    database.write_bytes(made.database.read_bytes())
    with duckdb.connect(str(database)) as con:
        con.execute(
            "update procurement_focus set rule_id = 'inkoop_arrangement', "
            "signal = 'onvoldoende_gegevens', zekerheid = 'te_weinig_gegevens' "
            "where product_group_id in ('schuldhulp', 'begeleiding', 'respijt')"
        )
        con.execute(
            "update chance_risk set advies = 'niet_splitsen', kansrisico = null, clienten = null "
            "where product_group_id = 'begeleiding'"
        )
    render_site(database, tmp_path / "site", OPTIONS)
    folder = tmp_path / "site" / GEMEENTE
    page = read(folder / "inkoop.html")
    assert "Arrangementen." in section(page, "eerst").text
    meter = section(page, "kansrisico").all("div", "meter")[0]
    assert "splitsen wij niet" in meter.text
    assert not meter.all("table")
    assert "splitsen wij niet" in section(read(folder / "WK990601.html"), "inkoop").text
