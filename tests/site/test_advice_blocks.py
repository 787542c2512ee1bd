"""Every block of advice says why, how sure, what speaks against it, and who decides."""

from collections import Counter
from pathlib import Path

import duckdb
import pytest

from tests.site.conftest import GEMEENTE, OPTIONS, Made
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
    }  # fmt: skip
    assert counted["team/team"] >= 8


def test_each_block_of_an_odd_gemeente_does_too(made: Made, made_local: Made):
    for site in (made, made_local):
        assert faults(site.folder)[0] == []


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
