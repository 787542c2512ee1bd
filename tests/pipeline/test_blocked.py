"""What cannot be true stops the publish and names itself; readers keep the edition before."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest

from pipelines.cli import main
from pipelines.definitions import build_definitions
from pipelines.jobs import JOB_NAME
from wijkfoto.home import Home
from wijkfoto.sample import ODataService, sample_tables
from wijkfoto.sample.served import ServedTable
from wijkfoto.settings import Bronnen, Gemeente, Settings
from wijkfoto.stages.whole import PagesError, check_pages
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.publish import current_edition, page_hashes, read_manifest

KWB, RIVM = "84799NED", "50090NED"
INWONERS = "AantalInwoners_5"


def _region(rows: pd.DataFrame) -> "pd.Series[str]":
    return rows["WijkenEnBuurten"].astype(str).str.strip()


def halved(rows: pd.DataFrame) -> pd.DataFrame:
    land = _region(rows) == "NL00"
    return rows.assign(**{INWONERS: rows[INWONERS].where(~land, rows[INWONERS] // 2)})


def without_a_wijk(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[_region(rows) != "WK990110"].reset_index(drop=True)


def as_fractions(rows: pd.DataFrame) -> pd.DataFrame:
    measures = [name for name in rows.columns if pd.api.types.is_float_dtype(rows[name])]
    return rows.assign(**{name: rows[name] / 100 for name in measures})


def swapped(rows: pd.DataFrame) -> pd.DataFrame:
    one, other = "k_15Tot25Jaar_9", "k_45Tot65Jaar_11"
    return rows.assign(**{one: rows[other], other: rows[one]})


PLANTED = {
    "land_out_of_line": (KWB, halved),
    "wijk_missing": (KWB, without_a_wijk),
    "unit_out_of_line": (RIVM, as_fractions),
    "columns_swapped": (KWB, swapped),
}

ALSO = {"unit_out_of_line": ["column_revised"], "columns_swapped": ["column_revised"]}
"""What else sees a fault: the edition that readers see had figures of another size there."""


def planted(table_id: str, spoil: Callable[[pd.DataFrame], pd.DataFrame]) -> list[ServedTable]:
    """The made tables, one of them revised and spoilt."""
    moment = {"Modified": "2023-01-02T02:00:00"}
    made = []
    for table in sample_tables():
        if table.table_id == table_id:
            rows = spoil(table.rows)
            info = table.info | moment | {"RecordCount": len(rows)}
            made.append(replace(table, rows=rows, info=info))
        else:
            made.append(table)
    return made


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Home:
    copied = tmp_path / "home"
    shutil.copytree(demo_home, copied, symlinks=True)
    return Home(copied)


@pytest.mark.parametrize(
    "check",
    ["wijk_missing", *(pytest.param(n, marks=pytest.mark.slow) for n in PLANTED if n[0] != "w")],
)
def test_planted_figures_block_the_publish_and_name_themselves(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], check: str
):
    before = current_edition(home)
    monkeypatch.setenv("DAGSTER_HOME", str(home.dagster))
    with ODataService(planted(*PLANTED[check])) as service, dg.DagsterInstance.get() as instance:
        settings = Settings(
            home=home.root,
            gemeente=Gemeente(codes=("GM9901",)),
            bronnen=Bronnen(peiljaar=2020, cbs_url=service.url, rivm_url=service.url),
        )
        job = build_definitions(settings).resolve_job_def(JOB_NAME)
        result = job.execute_in_process(instance=instance, raise_on_error=False)
    assert not result.success
    blocked = [
        e.check_name
        for e in result.get_asset_check_evaluations()
        if not e.passed and e.severity == dg.AssetCheckSeverity.ERROR
    ]
    assert sorted(blocked) == sorted([check, *ALSO.get(check, [])])
    assert current_edition(home) == before
    assert page_hashes(home.site) == read_manifest(home.current).pages
    with pytest.raises(SystemExit) as ended:
        main(["status", "--home", str(home.root)])
    assert ended.value.code == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("healthy    no")
    names = "|".join(blocked)
    assert re.search(f"stopped by the check ({names}) of marts/observation", told[1])
    assert f"published  {before}" in told


@pytest.fixture
def candidate(demo_home: Path, tmp_path: Path) -> Workspace:
    """A candidate with the tables and pages of the demo."""
    ws = Workspace(Settings(home=tmp_path / "home"))
    ws.home.prepare()
    shutil.copytree((demo_home / "current").resolve(), ws.home.candidate)
    ws.save_state(edition_id="2020-x")
    return ws


def test_the_pages_of_the_demo_are_whole(candidate: Workspace):
    check_pages(candidate)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GM9901/WK990101.html", "GM9901/WK990102.html"),
        ("methode.html", "methode-2.html"),
        ("GM9901/team/WK990101.html", "GM9901/team/WK990102.html"),
    ],
)
def test_a_duplicated_page_is_named(candidate: Workspace, one: str, other: str):
    site = candidate.home.candidate / "site"
    (site / other).write_bytes((site / one).read_bytes())
    with pytest.raises(PagesError, match="the same page twice") as told:
        check_pages(candidate)
    assert one in str(told.value)
    assert other in str(told.value)


def test_a_page_of_a_wijk_that_differs_only_in_its_text_is_still_the_same_page(candidate):
    site = candidate.home.candidate / "site" / "GM9901"
    body = (site / "WK990101.html").read_bytes()
    (site / "WK990102.html").write_bytes(body.replace(b"</body>", b" </body>"))
    with pytest.raises(PagesError, match="the same page twice"):
        check_pages(candidate)


def test_a_wijk_without_a_page_and_a_page_without_a_wijk_are_named(candidate: Workspace):
    site = candidate.home.candidate / "site" / "GM9901"
    (site / "team" / "WK990101.html").rename(site / "team" / "WK990199.html")
    with pytest.raises(PagesError) as told:
        check_pages(candidate)
    assert "GM9901/team: no page of WK990101" in str(told.value)
    assert "GM9901/team: WK990199 is no wijk of it" in str(told.value)


def test_a_duplicated_page_fails_its_check_in_dagster_and_nothing_after_it_runs(
    candidate: Workspace, monkeypatch: pytest.MonkeyPatch
):
    from pipelines.assets import site as assets
    from wijkfoto.stages.workspace import StageReport
    from wijkfoto.warehouse.model import read_models

    def rendered(ws: Workspace) -> StageReport:
        pages = ws.home.candidate / "site"
        shutil.copyfile(pages / "methode.html", pages / "methode-2.html")
        return StageReport()

    monkeypatch.setattr(assets, "render_pages", rendered)
    monkeypatch.setattr(assets, "attack_candidate", lambda _: pytest.fail("it went on"))
    chosen = [each for each in assets.site_assets(read_models()) if each.op.name in _FROM_PAGES]
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            chosen,
            resources={"workspace": dg.ResourceDefinition.hardcoded_resource(candidate)},
            instance=instance,
            raise_on_error=False,
        )
    assert not result.success
    assert [e.check_name for e in result.get_asset_check_evaluations()] == [assets.WHOLE]


_FROM_PAGES = ("paginas", "aangevallen")
