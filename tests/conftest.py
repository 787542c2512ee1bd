"""Fixtures for every test: an environment that says nothing, no network, a browser, and the demo.

Only what several folders need lives here; the rest stands in the conftest of a folder.
"""

import fcntl
import ipaddress
import logging
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.helpers import find_chromium
from wijkfoto.bronnen.snapshot import SnapshotStore
from wijkfoto.settings import Settings, load_settings

DEMO_RUNS_IN = "demo-that-runs"
"""Name of the folder in which the demo is run, before it is copied."""

os.environ["DAGSTER_DISABLE_TELEMETRY"] = "yes"

# A slow machine is no fault of the code, and CI must say the same thing twice.
settings.register_profile("local", deadline=None)
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    """A snapshot store with nothing in it."""
    return SnapshotStore(tmp_path / "snapshots")


@pytest.fixture(autouse=True)
def _silent_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of whoever runs the tests out of the tests."""
    for name in list(os.environ):
        if name.startswith("WIJKFOTO_") and name != "WIJKFOTO_TESTDATA":
            monkeypatch.delenv(name)
    monkeypatch.delenv("DAGSTER_HOME", raising=False)


@pytest.fixture(autouse=True)
def _loggers_as_they_were() -> Iterator[None]:
    """Undo what the command line does to the log when a test calls it in this process."""
    loggers = [logging.getLogger(name) for name in ("wijkfoto", "pipelines", "stamina")]
    before = [(each.level, each.propagate, list(each.handlers)) for each in loggers]
    yield
    for each, (level, propagate, handlers) in zip(loggers, before, strict=True):
        each.setLevel(level)
        each.propagate = propagate
        each.handlers = handlers


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Refuse every connection of this process that leaves the machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guard(address: object) -> None:
        host = address[0] if isinstance(address, tuple) else None
        if host is None or host == "localhost":
            return
        try:
            inside = ipaddress.ip_address(host).is_loopback
        except ValueError:
            inside = False
        if not inside:
            message = f"A test tried to reach {host}; tests use recorded answers on 127.0.0.1."
            raise AssertionError(message)

    def guarded_connect(self: socket.socket, address: object) -> None:
        guard(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: object) -> int:
        guard(address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        yield


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The system's Chromium; a test that needs it fails without it, and is never skipped."""
    found = find_chromium()
    if found is None:
        pytest.fail("No Chromium was found; run: bash tools/ensure_chromium.sh", pytrace=False)
    return found


@pytest.fixture(scope="session")
def demo_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a home in which the demo was run by the whole line; for reading only.

    One worker runs it for all; each has a copy, so that none meets the files another has open.
    """
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    finished = shared / "demo-of-all"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not finished.is_dir():
            _run_demo(shared / DEMO_RUNS_IN).rename(finished)
    home = own / "demo"
    shutil.copytree(finished, home, symlinks=True)
    return load_settings(home=home)


def _run_demo(home: Path) -> Path:
    from pipelines.demo import run_demo

    shutil.rmtree(home, ignore_errors=True)
    run_demo(load_settings(home=home), quiet=True)
    return home


@pytest.fixture(scope="session")
def demo_home(demo_settings: Settings) -> Path:
    """The home with the demo in it; a test that writes there copies it first."""
    return demo_settings.home
