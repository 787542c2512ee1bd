"""The project itself: locks, packages, the wheel, the Dagster instance and the import contract."""

import os
import re
import stat
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import REPO
from tools import check_lock, check_tree, wheel_check

LOCKS = (check_lock.RUNTIME_LOCK, check_lock.SERVER_LOCK, check_lock.DEV_LOCK)


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))


def _copy_lock_files(folder: Path) -> None:
    for name in ("pyproject.toml", *LOCKS):
        (folder / name).write_bytes((REPO / name).read_bytes())


def _edit(path: Path, pattern: str, replacement: str) -> None:
    text = path.read_text(encoding="utf-8")
    changed = re.sub(pattern, replacement, text, count=1, flags=re.MULTILINE)
    assert changed != text
    path.write_text(changed, encoding="utf-8")


def test_the_locks_agree_with_pyproject():
    assert check_lock.faults() == []


@pytest.mark.parametrize(
    ("file", "pattern", "replacement", "said"),
    [
        ("pyproject.toml", r'"duckdb>=2', '"absent>=1", "duckdb>=2', "absent>=1 is not locked"),
        ("pyproject.toml", r'"duckdb>=2\.0,<3"', '"duckdb>=3"', "duckdb is locked at 2"),
        ("pyproject.toml", r'"rich>=15,<16",', "", "rich is locked for pyproject.toml"),
        ("requirements.lock", r"^duckdb==\S+", "duckdb==2.0.9", "duckdb is 2.0.0, "),
        ("requirements.lock", r"^duckdb==\S+", "duckdb>=2", "duckdb has no exact version"),
        ("requirements-server.lock", r"^duckdb==\S+", "duckdb==2.0.9", "duckdb is 2.0.9, "),
        ("requirements-server.lock", r"^dagster-webserver==", "other==", "is not locked"),
        ("requirements.lock", r"^six==", "--no-index\nsix==", "an address"),
        ("requirements.lock", r"^six==\S+", "six @ https://voorbeeld.test/six.whl", "an address"),
        (
            "requirements-dev.lock",
            r"^six==(\S+) \\\n(\s+--hash\S+ ?\\?\n)+",
            r"six==\1\n",
            "no sha256",
        ),
    ],
)
def test_a_fault_in_a_lock_is_named(
    tmp_path: Path, file: str, pattern: str, replacement: str, said: str
):
    _copy_lock_files(tmp_path)
    _edit(tmp_path / file, pattern, replacement)
    assert any(said in fault for fault in check_lock.faults(tmp_path))


def test_the_environment_is_the_locked_one():
    from importlib.metadata import PackageNotFoundError, version

    lock = check_lock.read_lock(REPO / check_lock.RUNTIME_LOCK)
    different = {}
    for pin in lock.pins.values():
        if pin.marker is not None and not pin.marker.evaluate():
            continue
        try:
            found = version(pin.name)
        except PackageNotFoundError:
            found = "absent"
        if found != str(pin.version):
            different[pin.name] = (found, str(pin.version))
    if os.environ.get("CI"):
        assert different == {}
    elif different:
        pytest.skip(f"this environment was not made from the lock: {different}")


def test_every_package_is_shipped(project: dict[str, Any]):
    shipped = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    packages = {path.parent.name for path in REPO.glob("*/__init__.py")} - {"tests", "tools"}
    assert set(shipped) == packages


def test_every_folder_with_code_is_a_package():
    folders = {
        path.parent for package in wheel_check.PACKAGES for path in (REPO / package).rglob("*.py")
    }
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


def test_versions_are_stated_once(project: dict[str, Any]):
    import wijkfoto

    assert project["project"]["version"] == wijkfoto.__version__


def test_ci_and_tools_can_be_run():
    for script in (REPO / ".ci" / "run", *sorted((REPO / "tools").glob("*.sh"))):
        assert script.stat().st_mode & stat.S_IXUSR, script.name
        subprocess.run(["bash", "-n", str(script)], check=True)


def test_an_old_python_is_refused_with_a_next_step(tmp_path: Path):
    old = tmp_path / "python-old"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\nexit 1\n')
    old.chmod(0o755)
    script = REPO / "tools" / "make_venv.sh"
    refused = subprocess.run(
        ["bash", str(script), str(old), str(tmp_path / "venv")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 2
    assert "Python 3.9.2" in refused.stderr
    assert "make PYTHON=python3.11" in refused.stderr


def test_without_chromium_and_rights_the_one_command_is_named(tmp_path: Path):
    for name in ("bash", "id"):
        program = next(
            Path(folder) / name for folder in os.get_exec_path() if (Path(folder) / name).exists()
        )
        (tmp_path / name).symlink_to(program)
    refused = subprocess.run(
        [str(tmp_path / "bash"), str(REPO / "tools" / "ensure_chromium.sh")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode != 0
    assert "apt-get install -y chromium" in refused.stderr


def test_the_dagster_instance_takes_our_file_without_any_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from dagster import DagsterInstance

    text = (REPO / "dagster.yaml").read_text(encoding="utf-8")
    assert not re.search(r"^[^#]*\benv:", text, flags=re.MULTILINE)
    (tmp_path / "dagster.yaml").write_text(text, encoding="utf-8")
    for name in list(os.environ):
        if name.startswith("DAGSTER"):
            monkeypatch.delenv(name)

    with DagsterInstance.from_config(str(tmp_path)) as instance:
        queue = instance.get_concurrency_config().run_queue_config
        assert queue is not None
        assert queue.max_concurrent_runs == 1
        assert not instance.telemetry_enabled
        assert not instance.run_monitoring_enabled
        assert Path(instance.root_directory) == tmp_path


def test_the_library_loads_without_dagster():
    code = "import pkgutil, sys, importlib, wijkfoto\n" + (
        "for m in pkgutil.walk_packages(wijkfoto.__path__, 'wijkfoto.'):\n"
        "    importlib.import_module(m.name)\n"
        "sys.exit('dagster' in sys.modules or 'pipelines' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=REPO)


# The planted texts are put together here, so that this file does not hold them.
@pytest.mark.parametrize(
    "planted",
    [
        "see https://" + "pypi" + ".org/simple",
        "pip install --index" + "-url https://voorbeeld.test/simple",
        "open('/" + "root/project/file.csv')",
        "cd /" + "home/anna/wijkfoto",
    ],
)
def test_a_machine_or_registry_in_a_file_is_found(planted: str):
    assert len(check_tree.faults_in_text(f"eerste regel\n{planted}\n")) >= 1


@pytest.mark.parametrize(
    "text",
    [
        "site/GM0606/index.html and ./data/dagster",
        "https://voorbeeld.test/home/anna/page",
        "$HOME/work/file and ~/work/file",
        "the root / of a tree; home/work",
    ],
)
def test_an_ordinary_path_is_no_fault(text: str):
    assert check_tree.faults_in_text(text) == []


def test_a_data_file_in_the_tree_is_found(tmp_path: Path):
    (tmp_path / "enquete.sav").write_bytes(b"x")
    (tmp_path / "groot.txt").write_bytes(b"x" * (check_tree.MAX_BYTES + 1))
    assert [fault.split(":")[0] for fault in check_tree.faults(tmp_path)] == [
        "enquete.sav",
        "groot.txt",
    ]


@pytest.mark.slow
def test_the_wheel_holds_the_packages_and_the_shelves(tmp_path: Path):
    wheel = wheel_check.build(tmp_path / "dist")
    held = wheel_check.contents(wheel)
    assert held == wheel_check.expected()
    assert any(name.startswith("wijkfoto/_shelves/sql/") for name in held)
    assert any(name.startswith("wijkfoto/_shelves/reports/") for name in held)
    assert "wijkfoto/py.typed" in held


@pytest.mark.slow
def test_an_installed_wheel_runs_the_demo_without_the_checkout(tmp_path: Path):
    wheel = wheel_check.build(tmp_path / "dist")
    target = tmp_path / "installed"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    options = ("--quiet", "--no-deps", "--no-index", "--target", str(target))
    subprocess.run([*pip, "install", *options, str(wheel)], check=True)
    entry = [sys.executable, str(target / "bin" / "wijkfoto")]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(target)}
    where = (
        "import wijkfoto, pipelines\n"
        "from wijkfoto.resources import shelf\n"
        "print(wijkfoto.__file__, pipelines.__file__)\n"
        "print(*(shelf(n) for n in ('sql', 'reports', 'dagster.yaml')))"
    )
    shown = subprocess.run(
        [sys.executable, "-c", where],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(Path(word).is_relative_to(target) for word in shown.stdout.split())
    ran = subprocess.run(
        [*entry, "--quiet", "demo", "--home", str(tmp_path / "home")],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == str(tmp_path / "home" / "site" / "index.html")
    assert len(list((tmp_path / "home" / "site" / "GM9901").glob("WK*.html"))) == 12


def test_every_runtime_package_has_its_licence_in_the_notices():
    notices = (REPO / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8").lower()
    lock = check_lock.read_lock(REPO / check_lock.RUNTIME_LOCK)
    named = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", notices))
    assert sorted(set(lock.pins) - named) == []
