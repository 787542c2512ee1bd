"""A bad day at the service: one message, exit code, and the published edition stays as it was."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.command import wijkfoto
from wijkfoto.home import Home
from wijkfoto.sample import SAMPLE_GEMEENTE, ODataService, ServedTable, sample_tables
from wijkfoto.warehouse.publish import current_edition, page_hashes

KWB = "84799NED"
Change = Callable[[ServedTable], ServedTable]


class Faulty(ODataService):
    """The made service, with one path that answers something else."""

    def __init__(
        self, tables: list[ServedTable], path: str, body: Callable[[bytes], bytes]
    ) -> None:
        super().__init__(tables)
        self._path, self._changed = path, body

    def answer(self, path: str, *, accepts_json: bool):
        made = super().answer(path, accepts_json=accepts_json)
        return replace(made, body=self._changed(made.body)) if self._path in path else made


def maintenance(_: bytes) -> bytes:
    return b"<!DOCTYPE html><html><body>Onderhoud, probeer het later.</body></html>"


def cut(body: bytes) -> bytes:
    return body[: len(body) // 2]


def rows_lost(body: bytes) -> bytes:
    answer = json.loads(body)
    return json.dumps(answer | {"value": answer["value"][:-3]}).encode()


def without(stem: str) -> Change:
    return lambda table: replace(
        table,
        properties=[p for p in table.properties if not str(p["Key"]).startswith(f"{stem}_")],
    )


def doubled(stem: str) -> Change:
    def change(table: ServedTable) -> ServedTable:
        found = next(p for p in table.properties if str(p["Key"]).startswith(f"{stem}_"))
        key = f"{stem}_999"
        rows = table.rows.assign(**{key: table.rows[str(found["Key"])]})
        extra = found | {"Key": key, "ID": 9_999}
        return replace(table, properties=[*table.properties, extra], rows=rows)

    return change


def of_the_year_before(table: ServedTable) -> ServedTable:
    title = str(table.info["Title"]).replace("2020", "2019")
    return replace(table, info=table.info | {"Period": "2019", "Title": title})


def changed(change: Change) -> list[ServedTable]:
    return [change(t) if t.table_id == KWB else t for t in sample_tables()]


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    """A home with an edition, and without the snapshots it came from."""
    copied = tmp_path / "home"
    shutil.copytree(demo_home, copied, symlinks=True)
    shutil.rmtree(copied / "snapshots")
    return copied


def published(home: Path) -> tuple[str | None, dict[str, str], bytes]:
    edition = (home / "current").resolve()
    database = (edition / "wijkfoto.duckdb").read_bytes()
    return current_edition(Home(home)), page_hashes(edition / "site"), database


def run_against(service: ODataService, home: Path, *words: str):
    with service:
        env = {
            "WIJKFOTO_BRONNEN__CBS_URL": service.url,
            "WIJKFOTO_BRONNEN__RIVM_URL": service.url,
        }
        chosen = words or ("--gemeente", SAMPLE_GEMEENTE)
        return wijkfoto("--quiet", "run", "--peiljaar", "2020", *chosen, home=home, env=env)


FAULTS = {
    "a maintenance page": (
        lambda: Faulty(sample_tables(), f"{KWB}/TypedDataSet", maintenance),
        (KWB, "a web page came", "maintenance"),
    ),
    "a page cut off": (
        lambda: Faulty(sample_tables(), f"{KWB}/TypedDataSet", cut),
        (KWB, "JSON"),
    ),
    "a page with rows lost": (
        lambda: Faulty(sample_tables(), f"{KWB}/TypedDataSet", rows_lost),
        (KWB, "rows"),
    ),
    "the table of the year absent": (
        lambda: ODataService([t for t in sample_tables() if t.table_id != KWB]),
        (KWB, "2020"),
    ),
    "a table of another year": (
        lambda: ODataService(changed(of_the_year_before)),
        (KWB, "2019", "2020"),
    ),
    "a stem that matches no column": (
        lambda: ODataService(changed(without("AantalInwoners"))),
        (KWB, "2020", "AantalInwoners"),
    ),
    "a stem that matches two columns": (
        lambda: ODataService(changed(doubled("AantalInwoners"))),
        (KWB, "2020", "AantalInwoners_5", "AantalInwoners_999"),
    ),
}


# Each is a run by itself: the quick tests keep one, the client's own faults are in tests/sources.
QUICK = "a page cut off"


@pytest.mark.parametrize(
    "fault",
    [pytest.param(f, marks=() if f == QUICK else pytest.mark.slow) for f in FAULTS],
)
def test_a_fault_at_the_service_gets_one_message_and_nothing_changes(home: Path, fault: str):
    service, told = FAULTS[fault]
    before = published(home)
    answer = run_against(service(), home)
    assert answer.returncode == 1, answer.stderr
    lines = [line for line in answer.stderr.splitlines() if line.startswith("wijkfoto:")]
    assert len(lines) == 1, answer.stderr
    assert [word for word in told if word not in lines[0]] == [], lines[0]
    assert "Traceback" not in answer.stderr
    assert published(home) == before


def test_an_unknown_gemeente_is_a_usage_error_and_nothing_changes(home: Path):
    before = published(home)
    answer = run_against(ODataService(sample_tables()), home, "--gemeente", "GM0001")
    assert answer.returncode == 2, answer.stderr
    assert "GM0001 does not exist" in answer.stderr
    assert published(home) == before


def test_building_a_year_that_was_not_fetched_says_so(demo_home: Path, tmp_path: Path):
    copied = tmp_path / "home"
    shutil.copytree(demo_home, copied, symlinks=True)
    before = published(copied)
    answer = wijkfoto(
        "--quiet", "build", "--gemeente", SAMPLE_GEMEENTE, "--peiljaar", "2017", home=copied
    )
    assert answer.returncode == 1
    assert "The last fetch was for 2020, this is 2017" in answer.stderr
    assert "wijkfoto fetch" in answer.stderr
    assert published(copied) == before


def test_figures_of_the_fictitious_gemeente_never_stand_beside_real_ones(
    demo_home: Path, tmp_path: Path
):
    copied = tmp_path / "home"
    shutil.copytree(demo_home, copied, symlinks=True)
    manifests = sorted((copied / "snapshots" / "rivm").rglob("manifest.json"))
    for manifest in manifests:
        told = json.loads(manifest.read_text(encoding="utf-8"))
        manifest.chmod(0o644)
        manifest.write_text(json.dumps(told | {"is_fictief": False}), encoding="utf-8")
    answer = wijkfoto(
        "--quiet", "run", "--gemeente", SAMPLE_GEMEENTE, "--peiljaar", "2020", "--offline",
        home=copied,
    )  # fmt: skip
    assert manifests
    assert answer.returncode == 1
    assert "Figures of the fictitious gemeente" in answer.stderr
    assert published(copied) == published(demo_home)
