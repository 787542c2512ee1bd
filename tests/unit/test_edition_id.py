"""The id of an edition: it follows everything that decides the content, and nothing else."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from wijkfoto.bronnen.snapshot import Snapshot
from wijkfoto.errors import ConfigError
from wijkfoto.resources import catalog_dir, shelf
from wijkfoto.settings import load_settings
from wijkfoto.warehouse import edition
from wijkfoto.warehouse.edition import edition_id, inputs_sha256, shelves_sha256

SNAPSHOT = Snapshot(
    snapshot_id="cbs/84799NED/2021-03-26", source_id="cbs_kwb", table_id="84799NED", title="t",
    period="2020", modified="2021-03-26", retrieved_at="2026-01-01T00:00:00+00:00", url="u",
    licence="l", attribution="a", is_fictief=False, row_count=4, sha256="a" * 64, files=(),
)  # fmt: skip
OTHER_TABLE = replace(SNAPSHOT, table_id="84583NED", sha256="b" * 64)


@pytest.fixture(autouse=True)
def _quick_shelves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(edition, "shelves_sha256", lambda: "shelves")
    monkeypatch.chdir(tmp_path)


def made(
    snapshots: tuple[Snapshot, ...] = (SNAPSHOT, OTHER_TABLE),
    peiljaar: int = 2020,
    gemeenten: tuple[str, ...] = ("GM0599", "GM0606"),
    **settings: Any,  # noqa: ANN401 - any section
) -> str:
    found = inputs_sha256(
        load_settings(**settings), snapshots, peiljaar=peiljaar, gemeenten=gemeenten
    )
    return edition_id(found, peiljaar=peiljaar)


def test_the_same_inputs_give_the_same_id_that_begins_with_the_year():
    assert made() == made()
    assert made().startswith("2020-")


def test_another_past_gives_another_edition_and_no_past_changes_nothing():
    alone = edition_id("a" * 64, peiljaar=2020)
    after = {
        edition_id("a" * 64, peiljaar=2020, previous=before) for before in ("2019-b", "2019-c")
    }
    assert len({alone} | after) == 3
    assert all(found.startswith("2020-") for found in after)


@pytest.mark.parametrize(
    "other",
    [
        {"snapshots": (OTHER_TABLE, SNAPSHOT)},
        {"snapshots": (replace(SNAPSHOT, retrieved_at="2027-01-01T00:00:00+00:00"), OTHER_TABLE)},
        {"snapshots": (replace(SNAPSHOT, snapshot_id="cbs/84799NED/2021-03-26T0"), OTHER_TABLE)},
        {"gemeenten": ("GM0606", "GM0599")},
        {"home": "elders"},
        {"bronnen": {"timeout_s": 5}},
        {"bronnen": {"offline": True}},
        {"bronnen": {"cbs_url": "http://127.0.0.1:8080"}},
        {"bronnen": {"ca_bundle": "x.pem"}},
        {"bronnen": {"geo_url": "kaart.gpkg"}},
        {"bronnen": {"peiljaar": 2020}},
    ],
    ids=str,
)
def test_addresses_moments_and_order_stay_out_of_it(other):
    assert made(**other) == made()


@pytest.mark.parametrize(
    "other",
    [
        {"snapshots": (replace(SNAPSHOT, sha256="c" * 64), OTHER_TABLE)},
        {"snapshots": (SNAPSHOT,)},
        {"peiljaar": 2019},
        {"gemeenten": ("GM0606",)},
        {"profile": {"seed": 7}},
        {"profile": {"draws": 500}},
        {"privacy": {"min_n": 50}},
        {"site": {"titel": "Onze wijken"}},
        {"team": {"fte_total": 72.0}},
        {"team": {"modus": "ramen"}},
        {"team": {"formatie": {"jongerenwerk": 2.0}}},
    ],
    ids=str,
)
def test_what_changes_a_figure_or_a_text_changes_it(other):
    assert made(**other) != made()


@pytest.mark.parametrize("name", ["SCHEMA_VERSION", "METHOD_VERSION", "__version__"])
def test_another_version_changes_it(monkeypatch, name):
    before = made()
    monkeypatch.setattr(edition, name, "anders")
    assert made() != before


def test_other_shelves_change_it(monkeypatch):
    before = made()
    monkeypatch.setattr(edition, "shelves_sha256", lambda: "anders")
    assert made() != before


def test_a_local_file_counts_by_what_it_holds_and_not_by_where_it_lies(tmp_path):
    one, two, other = (tmp_path / name for name in ("a.yaml", "b.yaml", "c.yaml"))
    one.write_text("gebieden", encoding="utf-8")
    two.write_text("gebieden", encoding="utf-8")
    other.write_text("andere gebieden", encoding="utf-8")
    first = made(team={"gebieden": str(one)})
    assert first == made(team={"gebieden": str(two)})
    assert first != made(team={"gebieden": str(other)})
    assert first != made()


def test_a_local_file_that_is_not_there_is_named():
    with pytest.raises(ConfigError, match=r"weg\.yaml"):
        made(team={"gebieden": "weg.yaml"})


@pytest.fixture
def shelves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shelves that a test may change."""
    for name, source in (
        ("sql", shelf("sql")),
        ("reports", shelf("reports")),
        ("catalog", catalog_dir()),
    ):
        shutil.copytree(source, tmp_path / name)
    monkeypatch.setattr(edition, "shelf", lambda name: tmp_path / name)
    monkeypatch.setattr(edition, "catalog_dir", lambda: tmp_path / "catalog")
    return tmp_path


@pytest.mark.parametrize(
    "path", ["sql/marts/region.sql", "sql/marts/region.yml", "catalog/method.yaml", "reports/x.j2"]
)
def test_a_changed_shelf_changes_its_hash(shelves, path):
    before = shelves_sha256()
    with (shelves / path).open("a", encoding="utf-8") as handle:
        handle.write("# anders\n")
    assert shelves_sha256() != before


def test_a_file_with_another_name_changes_the_hash(shelves):
    before = shelves_sha256()
    (shelves / "sql" / "marts" / "region.sql").rename(shelves / "sql" / "marts" / "regio.sql")
    assert shelves_sha256() != before


@pytest.mark.parametrize(
    "path", ["catalog/load.py", "catalog/load.pyc", "sql/.region.sql.swp", "sql/~x"]
)
def test_code_and_what_an_editor_leaves_do_not(shelves, path):
    before = shelves_sha256()
    (shelves / path).write_bytes(b"anders")
    assert shelves_sha256() == before


def test_another_survey_or_mapping_gives_another_edition():
    def of(*survey: str) -> str:
        return inputs_sha256(
            load_settings(), (SNAPSHOT,), peiljaar=2020, gemeenten=("GM0606",), survey=survey
        )

    ids = {of(), of("a" * 64, "b" * 64), of("c" * 64, "b" * 64), of("a" * 64, "d" * 64)}
    assert len(ids) == 4
    assert of("a" * 64, "b" * 64) == of("a" * 64, "b" * 64)


def test_the_forms_that_were_read_enter_the_id_in_any_order():
    def of(*forms: str) -> str:
        return inputs_sha256(load_settings(), (), peiljaar=2020, gemeenten=(), forms=forms)

    assert of("a", "b") == of("b", "a")
    assert len({of(), of("a"), of("b"), of("a", "b")}) == 4


def test_norms_and_rules_of_the_gemeente_enter_the_id():
    def of(*rules: str) -> str:
        return inputs_sha256(load_settings(), (), peiljaar=2020, gemeenten=(), rules=rules)

    assert len({of(), of("norms.yaml a"), of("norms.yaml b")}) == 3
