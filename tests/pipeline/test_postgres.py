"""History in PostgreSQL by a setting, seen on a real server; the address stays out of files."""

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from pipelines import instance
from pipelines.instance import STORAGE, URL, prepare_instance
from pipelines.pruning import prune_home
from pipelines.runs import abandoned_runs, fail_runs
from wijkfoto.errors import ConfigError
from wijkfoto.home import Home
from wijkfoto.resources import shelf
from wijkfoto.settings import load_settings

needs_postgres = pytest.mark.skipif(
    shutil.which("initdb") is None or shutil.which("pg_ctl") is None,
    reason="no PostgreSQL server on PATH (initdb, pg_ctl); on Debian: apt install postgresql",
)


def instance_file(home: Path) -> str:
    return (home / "dagster" / "dagster.yaml").read_text(encoding="utf-8")


def test_without_the_setting_the_file_of_the_instance_is_the_one_that_ships(tmp_path: Path):
    home = tmp_path / "home"
    prepare_instance(load_settings(home=home))
    assert instance_file(home) == shelf("dagster.yaml").read_text(encoding="utf-8")


def test_the_setting_adds_a_block_without_the_address_and_takes_it_away_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    home = tmp_path / "home"
    monkeypatch.setenv(URL, "postgresql+psycopg2://naam:geheim@host.test/wijkfoto")
    prepare_instance(load_settings(home=home))
    assert instance_file(home).endswith(STORAGE)
    assert "geheim" not in instance_file(home)
    monkeypatch.delenv(URL)
    prepare_instance(load_settings(home=home))
    assert "postgres" not in instance_file(home).split("docs/operations.md")[1]


def test_a_file_that_somebody_changed_is_left_alone(tmp_path: Path, monkeypatch):
    home = tmp_path / "home"
    prepare_instance(load_settings(home=home))
    own = "telemetry: {enabled: false}\n"
    (home / "dagster" / "dagster.yaml").write_text(own, encoding="utf-8")
    monkeypatch.setenv(URL, "postgresql+psycopg2://naam:geheim@host.test/wijkfoto")
    prepare_instance(load_settings(home=home))
    assert instance_file(home) == own


def test_a_missing_package_or_variable_is_told(tmp_path: Path, monkeypatch):
    settings = load_settings(
        home=tmp_path / "home", dagster={"postgres_url": "postgresql+psycopg2://host.test/x"}
    )
    with pytest.raises(ConfigError, match=URL):
        prepare_instance(settings)
    monkeypatch.setattr(instance, "find_spec", lambda _: None)
    with pytest.raises(ConfigError, match=r"wijkfoto\[postgres\]"):
        prepare_instance(settings)


@pytest.fixture
def server() -> Iterator[str]:
    """A PostgreSQL of its own, on the loopback address; it refuses to run as root."""
    folder = Path(tempfile.mkdtemp(prefix="wijkfoto-pg-"))
    user = "nobody" if os.geteuid() == 0 else getpass.getuser()
    as_user = ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []
    if as_user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    data = folder / "data"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*words: str) -> None:
        subprocess.run([*as_user, *words], cwd=folder, check=True, capture_output=True, timeout=120)

    run("initdb", "-D", str(data), "-U", "wijkfoto", "--auth=trust", "--no-sync")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run("pg_ctl", "-D", str(data), "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql+psycopg2://wijkfoto@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder)


@dg.asset
def figures() -> dg.MaterializeResult:
    """Make one table."""
    return dg.MaterializeResult(metadata={"rows": 3})


@dg.job
def nothing() -> None:
    """Do nothing."""


@pytest.mark.slow
@needs_postgres
def test_runs_events_and_cleaning_work_on_a_real_server(
    tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(URL, server)
    settings = load_settings(home=tmp_path / "home")
    prepare_instance(settings)
    with dg.DagsterInstance.get() as kept:
        assert "Postgres" in type(kept.run_storage).__name__ + type(kept.event_log_storage).__name__
        result = dg.materialize([figures], instance=kept)
        gone = kept.create_run_for_job(nothing, status=dg.DagsterRunStatus.STARTED)
        fail_runs(kept, abandoned_runs(kept))
    with dg.DagsterInstance.get() as again:
        latest = again.get_latest_materialization_event(dg.AssetKey("figures"))
        statuses = {run.run_id: run.status for run in again.get_runs()}
    assert latest is not None
    assert latest.run_id == result.run_id
    assert statuses == {
        result.run_id: dg.DagsterRunStatus.SUCCESS,
        gone.run_id: dg.DagsterRunStatus.FAILURE,
    }
    assert "0 runs older than 365 days" in list(prune_home(settings, dry_run=False))[-1]
    assert not list((Home(settings.home).dagster / "history").glob("*.db"))
