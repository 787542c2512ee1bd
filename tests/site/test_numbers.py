"""Every number leads home: to a row on its page, to the table `number`, and to its own value."""

import json
import re
from pathlib import Path

import duckdb
import pytest

from tests.site.conftest import Made
from tests.site.lineage import JOINED, agrees, explained, leads_to, numbers_on
from tests.site.reading import read
from wijkfoto.errors import EditionError
from wijkfoto.privacy import of_number, of_page, read_page
from wijkfoto.site import collect_numbers
from wijkfoto.site.number_key import Key
from wijkfoto.site.numbers import Register
from wijkfoto.site.text import shipped_texts

COLUMNS = "number_id, region_code, text, query, snapshot_ids"


@pytest.fixture(scope="module")
def demo_numbers(demo_home: Path) -> list[tuple[str, str, str, str, str]]:
    with duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True) as con:
        return con.execute(f"select {COLUMNS} from number order by number_id").fetchall()


def test_the_query_of_every_number_of_the_demo_returns_that_number(demo_home, demo_numbers):
    with duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True) as con:
        wrong = []
        for number_id, _, text, query, _ in demo_numbers:
            rows = con.execute(query).fetchall()
            if len(rows) != 1 or len(rows[0]) != 1 or not agrees(number_id, text, rows[0][0]):
                wrong.append((number_id, text, rows))
    assert wrong == []
    assert len(demo_numbers) > 1000


def test_every_number_of_the_demo_names_snapshots_that_exist(demo_home, demo_numbers):
    with duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True) as con:
        known = {
            row[0] for row in con.execute("select snapshot_id from source_snapshot").fetchall()
        }
        regions = {row[0] for row in con.execute("select region_code from region").fetchall()}
        regions |= {
            row[0] for row in con.execute("select teamgebied_id from teamgebied").fetchall()
        }
    assert [n[0] for n in demo_numbers if not set(json.loads(n[4])) <= known] == []
    assert [n[0] for n in demo_numbers if n[1] not in regions] == []


def test_every_number_on_a_page_of_the_demo_is_in_the_table_with_its_text(demo_home, demo_numbers):
    texts: dict[str, set[str]] = {}
    for number_id, _, text, _, _ in demo_numbers:
        base = number_id.partition(":")[0]
        texts.setdefault(base, set()).add(text.replace("\u00a0", " "))
    ids = {number[0] for number in demo_numbers}
    unknown, count = [], 0
    for path in sorted((demo_home / "site").rglob("*.html")):
        page = read(path)
        rows = explained(page)
        for text, row_id in numbers_on(page):
            count += 1
            number_id = rows[row_id].number_id
            known = texts[number_id.partition(":")[0]]
            parts = [] if text in known else [p for p in JOINED.split(text) if p]
            if number_id not in ids or not set(parts) <= known:
                unknown.append((path.name, number_id, text))
    assert unknown == []
    assert count > 3000


def test_every_number_leads_to_a_row_with_source_year_and_query(made: Made):
    for path in made.pages:
        page = read(path)
        rows = explained(page)
        for text, row_id in numbers_on(page):
            row = rows[row_id]
            assert re.match(r"[a-z_]+/[A-Z]{2}[0-9A-Z-]+/.+/20\d\d", row.number_id), (path, text)
            assert row.query.startswith("select "), (path, text)
            assert re.search(r"\b20\d\d select ", row.text), (path, text)


def test_the_query_of_a_block_gives_each_of_its_numbers(demo_home):
    """A block shows one query; its rows bear the codes by which a reader finds each number."""
    count = 0
    with duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True) as con:
        own = dict(con.execute("select number_id, query from number").fetchall())
        for name in ("WK990101.html", "index.html", "inkoop.html", "watals.html"):
            for row in explained(read(demo_home / "site" / "GM9901" / name)).values():
                ((value,),) = con.execute(own[row.number_id]).fetchall()
                base = row.number_id.partition(":")[0]
                _, region, item, _ = base.split("/")
                codes = {region, item, *item.split(".")}
                given = con.execute(row.query).fetchall()
                mine = [r for r in given if len(given) == 1 or leads_to(r, codes)]
                assert len(mine) == 1, row
                assert _among(value, mine[0]), (row, value, mine)
                count += 1
    assert count > 300


def _among(value: object, row: tuple[object, ...]) -> bool:
    if isinstance(value, float):
        return any(isinstance(cell, float) and abs(cell - value) < 1e-9 for cell in row)
    return value in row


def test_the_attack_reads_every_number_of_the_survey_from_the_origins_of_a_page(made_local: Made):
    page = made_local.wijk("WK990601")
    origins = page.read_text(encoding="utf-8").partition('id="herkomst"')[2]
    shown = made_local.numbers.query("number_id.str.startswith('survey_estimate/WK990601/')")
    cells = {
        claim for row in shown.itertuples() for claim in of_number(row.number_id, row.text, "page")
    }
    assert len(cells) > 3
    assert cells <= set(of_page(read_page(origins), "WK990601", {}, "page"))


def test_numbers_of_sources_agree_between_the_number_its_row_and_the_list(made: Made):
    for path in made.pages:
        page = read(path)
        rows = explained(page)
        listed = {li.attrs["value"] for ol in page.all("ol", "bronlijst") for li in ol.all("li")}
        for a in page.all("a", "getal"):
            source = a.attrs.get("data-b", "")
            row = rows[a.attrs["href"][1:]]
            assert f"Bron {source}" in row.text or not source, path
            assert set(re.findall(r"\d+", source)) <= listed, path


def test_a_page_of_the_site_lists_its_sources_for_print(made: Made):
    page = read(made.wijk("WK990601"))
    shown = page.all("ol", "bronkort")[0].all("li")
    assert [li.attrs["value"] for li in shown] == [str(i) for i in range(1, len(shown) + 1)]
    assert any("Kerncijfers wijken en buurten 2020" in li.text for li in shown)


def test_a_number_is_written_the_same_on_every_page(made: Made):
    assert made.numbers["number_id"].is_unique
    assert made.numbers["number_id"].is_monotonic_increasing
    assert list(made.numbers.columns) == COLUMNS.split(", ")


def test_one_number_written_in_two_ways_is_refused(made: Made, monkeypatch):
    from wijkfoto.site import build

    one = {"number_id": "a/b/c/2020", "region_code": "b", "query": "q", "snapshot_ids": "[]"}

    class Stub:
        def __init__(self, text: str) -> None:
            self.path, self.numbers = f"{text}.html", ({**one, "text": text},)

    monkeypatch.setattr(build, "_all_pages", lambda *_: [Stub("10"), Stub("11")])
    with pytest.raises(EditionError, match="written as '10' and as '11'"):
        collect_numbers(made.database, None)


def test_a_quote_in_a_code_stays_inside_its_query():
    key = Key("domain_score", "WK01'; drop table number; --", "werk", 2020)
    assert "'WK01''; drop table number; --'" in key.query(["score"])


def test_a_number_is_escaped_where_it_is_shown():
    register = Register(shipped_texts())
    shown = register.show(
        Key("team_form_rule", "WK01", "regel", 2020), {"reden": '<b>"3"</b>'}, label="x",
        snapshot_ids=["s"],
    )  # fmt: skip
    assert str(shown.__html__()) == (
        '<a class="getal" href="#g1" data-b="1">&lt;b&gt;&#34;3&#34;&lt;/b&gt;</a>'
    )
