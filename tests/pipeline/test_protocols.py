"""The end of OData v3 is a setting: over v4 the line publishes the same figures and pages."""

from pathlib import Path

import duckdb
import pytest

from tests.command import wijkfoto
from wijkfoto.home import Home
from wijkfoto.sample import SAMPLE_GEMEENTE
from wijkfoto.warehouse.model import read_models
from wijkfoto.warehouse.publish import current_edition

OF_THE_RUN = {"edition_id", "created_at", "snapshot_id", "snapshot_ids", "inputs_sha256"}
"""Columns that say which run and which bytes, not what the figure is."""

OF_THE_BYTES = "source_snapshot"
"""The table about what was received: cells over v4, rows over v3."""

EMPTY = {"spatial_cluster", "change", "change_ground", "score_change"}
"""Tables without a row in the demo. Twelve wijken are too few for a pattern on the map
(`patroon_min_gebieden`); of the others there is no edition before."""

TABLES = [m.name for m in read_models() if m.layer == "marts" and m.name != OF_THE_BYTES]

V4 = {"WIJKFOTO_BRONNEN__PROTOCOL": "odata4", "WIJKFOTO_BRONNEN__RIVM_PROTOCOL": "odata4"}


# A whole second demo; the adapter by itself is tested in tests/sources and tests/unit.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def v4_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("v4") / "home"
    answer = wijkfoto("--quiet", "demo", home=home, env=V4)
    assert answer.returncode == 0, answer.stderr
    return home


def rows(home: Path, table: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home / "wijkfoto.duckdb"), read_only=True) as con:
        names = [str(row[0]) for row in con.execute(f"describe {table}").fetchall()]
        kept = ", ".join(f'"{name}"' for name in names if name not in OF_THE_RUN)
        return con.execute(f"select {kept} from {table} order by all").fetchall()


def pages(home: Path) -> dict[str, str]:
    """The pages of the gemeente, with the names of the run and of the snapshots made equal."""
    edition = str(current_edition(Home(home)))
    return {
        str(path.relative_to(home / "site")): path.read_text(encoding="utf-8")
        .replace(edition, "EDITIE")
        .replace(edition.replace("-", r"\2d "), "EDITIE")  # in the foot of a printed page
        .replace("-odata4", "")  # in the names of snapshots
        for path in sorted((home / "site" / SAMPLE_GEMEENTE).rglob("*.html"))
    }


def test_every_table_was_fetched_over_v4_and_none_over_v3(v4_home: Path):
    folders = {path.name for path in (v4_home / "snapshots").iterdir()}
    # A portion of a table has a folder of its own, named after what was asked.
    assert {name.split("-keuze-")[0] for name in folders} == {"cbs-odata4", "rivm-odata4", "geo"}
    assert any("-keuze-" in name for name in folders)
    assert list((v4_home / "snapshots").rglob("TypedDataSet*")) == []


@pytest.mark.parametrize("table", TABLES)
def test_a_published_table_is_the_same_over_both_protocols(
    demo_home: Path, v4_home: Path, table: str
):
    over_v3 = rows(demo_home, table)
    assert rows(v4_home, table) == over_v3
    assert bool(over_v3) == (table not in EMPTY)


def test_the_pages_of_the_gemeente_are_the_same_over_both_protocols(demo_home: Path, v4_home: Path):
    over_v3, over_v4 = pages(demo_home), pages(v4_home)
    assert len(over_v3) > 20
    # It tells size and hash of the file on what was received: cells over v4, rows over v3.
    told = "GM9901/download.html"
    assert (over_v3.pop(told) == "") == (over_v4.pop(told) == "")
    assert over_v4 == over_v3
