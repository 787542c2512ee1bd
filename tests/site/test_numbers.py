"""Every number leads home: to a row on its page, to the table `number`, and to its own value."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.site.conftest import Made
from tests.site.reading import Element, read
from wijkfoto.errors import EditionError
from wijkfoto.site import collect_numbers
from wijkfoto.site.numbers import Key, Register
from wijkfoto.site.text import shipped_texts

PARTS_OF_ONE = {
    ("chance_risk", "kansrisico"), ("chance_risk", "kansrisico_low"),
    ("chance_risk", "kansrisico_high"),
    ("domain_score", "percentile"), ("team_advice", "share"), ("team_form", "share"),
    ("team_form", "other_share"),
    ("effective_weight", "weight"), ("effective_weight", "effective_weight"),
    ("model_share", "model_weight"), ("model_share", "other_class"),
    ("norm_sensitivity", "deel_inwoners"),
}  # fmt: skip
MAIN = {
    "observation": "waarde", "domain_score": "score", "team_advice": "fte", "team_form": "share",
    "team_total": "fte", "demand": "cases", "teamgebied": "inwoners", "region": "inwoners",
    "survey_estimate": "waarde", "qualitative": "deelnemers", "coherence_pair": "r",
    "registration": "vragen", "formation": "fte",
    "effective_weight": "effective_weight", "model_share": "model_weight",
    "norm_sensitivity": "deel_inwoners", "comparable": "aantal", "chance_risk": "kansrisico",
}  # fmt: skip
# The words that join the numbers of one row (getallen.yaml).
JOINED = re.compile(r"^ongeveer | \((?:tussen )?|^tussen | en | tot |\)|^van | naar ")
COLUMNS = "number_id, region_code, text, query, snapshot_ids"


def _dutch(text: str) -> tuple[float, int]:
    """Read a number back from its Dutch notation: its value, and its decimals."""
    plain = re.sub(r"[^\d.,\u2212+-]", "", text).replace("\u2212", "-").replace(".", "")
    decimals = len(plain.partition(",")[2])
    return float(plain.replace(",", ".")), decimals


def _factor(number_id: str, text: str) -> float:
    """Return what a value is multiplied by when it is written."""
    if "\u20ac" in text:
        return 1000.0
    name, _, column = number_id.partition(":")
    table = name.split("/")[0]
    return 100.0 if (table, column or MAIN.get(table)) in PARTS_OF_ONE else 1.0


def _agrees(number_id: str, text: str, value: object) -> bool:
    if isinstance(value, str):
        return value == text
    if not isinstance(value, (int, float)):
        return False
    written, decimals = _dutch(text)
    exact = value * _factor(number_id, text)
    if _factor(number_id, text) == 100.0 and decimals == 0 and 0 < exact < 100:
        exact = min(max(exact, 1.0), 99.0)  # "0 van de 100" would say never, "100" always
    return abs(written - exact) <= 0.5 * 10.0**-decimals + 1e-6


@pytest.fixture(scope="module")
def demo_numbers(demo_home: Path) -> list[tuple[str, str, str, str, str]]:
    with duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True) as con:
        return con.execute(f"select {COLUMNS} from number order by number_id").fetchall()


@dataclass(frozen=True)
class Explained:
    """What the list of origins says of one number: its row, and the words that it may share."""

    number_id: str
    text: str
    query: str


def _explained(page: Element) -> dict[str, Explained]:
    """Return what each row of the list of origins says; rows may share a cell above them."""
    found: dict[str, Explained] = {}
    for table in page.all("table", "getallen"):
        left, shared = 0, None
        for row in table.all("tr"):
            if "id" not in row.attrs:
                continue
            cells = row.all("td")
            if left == 0:
                shared, left = cells[-1], int(cells[-1].attrs.get("rowspan", "1"))
            left -= 1
            own = [code.text for code in cells[0].all("code")]
            told = [code.text for code in shared.all("code")]
            number_id, query = (*own, *told)
            text = f"{cells[0].text} {shared.text}"
            found[row.attrs["id"]] = Explained(number_id, text, query)
        assert left == 0
    return found


def _numbers_on(page: Element) -> list[tuple[str, str]]:
    """Return the text of every number on a page with the id of the row it leads to."""
    return [(a.text, a.attrs["href"].removeprefix("#")) for a in page.all("a", "getal")]


def test_the_query_of_every_number_of_the_demo_returns_that_number(demo_home, demo_numbers):
    with duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True) as con:
        wrong = []
        for number_id, _, text, query, _ in demo_numbers:
            rows = con.execute(query).fetchall()
            if len(rows) != 1 or len(rows[0]) != 1 or not _agrees(number_id, text, rows[0][0]):
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
        rows = _explained(page)
        for text, row_id in _numbers_on(page):
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
        rows = _explained(page)
        for text, row_id in _numbers_on(page):
            row = rows[row_id]
            assert re.match(r"[a-z_]+/[A-Z]{2}[0-9A-Z-]+/.+/20\d\d", row.number_id), (path, text)
            assert row.query.startswith("select "), (path, text)
            assert re.search(r", 20\d\d", row.text), (path, text)


def test_a_query_that_rows_share_gives_the_number_of_each(demo_home):
    """The page shows one query for the figure of a wijk, its gemeente and the land."""
    page = read(demo_home / "site" / "GM9901" / "WK990101.html")
    rows, count = _explained(page), 0
    numbers: dict[str, set[str]] = {}
    for text, row_id in _numbers_on(page):
        numbers.setdefault(rows[row_id].number_id, set()).add(text)
    with duckdb.connect(str(demo_home / "wijkfoto.duckdb"), read_only=True) as con:
        for row in rows.values():
            if "region_code in" not in row.query:
                continue
            found = dict(con.execute(row.query).fetchall())
            value = found[row.number_id.split("/")[1]]
            shown = min(numbers[row.number_id], key=len)
            assert _agrees(row.number_id, JOINED.split(shown)[0], value), (row, shown, value)
            count += 1
    assert count > 60


def test_numbers_of_sources_agree_between_the_number_its_row_and_the_list(made: Made):
    for path in made.pages:
        page = read(path)
        rows = _explained(page)
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
