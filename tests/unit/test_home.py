"""The home: its paths, and the lock that lets one run write at a time."""

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import REPO
from wijkfoto.errors import LockedError, WijkfotoError
from wijkfoto.home import Home

HOLDER = """
import sys
from pathlib import Path
from wijkfoto.home import Home
with Home(Path(sys.argv[1])).lock():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def take(home: Home) -> None:
    with home.lock():
        pass


def hold_elsewhere(home: Home) -> subprocess.Popen[str]:
    """Let another process take the lock and keep it."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home.root)],
        cwd=REPO,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def let_go(holder: subprocess.Popen[str]) -> None:
    assert holder.stdin is not None
    assert holder.stdout is not None
    holder.stdin.close()
    holder.stdout.close()
    holder.wait(timeout=30)


def test_everything_generated_lies_below_the_root(home):
    paths = (
        home.snapshots, home.build, home.build_file, home.candidate, home.editions, home.current,
        home.published, home.site, home.dagster, home.logs,
    )  # fmt: skip
    assert len(set(paths)) == len(paths)
    assert all(path.is_relative_to(home.root) for path in paths)


def test_preparing_makes_the_folders_and_keeps_the_build_private(home):
    home.prepare()
    assert stat.S_IMODE(home.build.stat().st_mode) == 0o700
    assert (home.dagster / "dagster.yaml").read_bytes() == (REPO / "dagster.yaml").read_bytes()


def test_preparing_again_keeps_what_is_there(home):
    home.prepare()
    (home.dagster / "dagster.yaml").write_text("eigen", encoding="utf-8")
    home.prepare()
    assert (home.dagster / "dagster.yaml").read_text(encoding="utf-8") == "eigen"


@pytest.mark.parametrize("ask", [Home.prepare, take])
def test_a_home_that_cannot_be_written_names_the_setting(tmp_path, ask):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(WijkfotoError, match=r"cannot be written.*WIJKFOTO_HOME"):
        ask(Home(tmp_path / "file" / "home"))


def test_a_second_holder_is_refused_and_told_who_holds_it(home):
    with home.lock(), pytest.raises(LockedError, match=f"process {os.getpid()}, started 20") as e:
        take(home)
    assert str(home.root) in str(e.value)
    assert e.value.exit_code == 1
    assert e.value.next_step


def test_another_process_is_refused_too(home):
    holder = hold_elsewhere(home)
    try:
        with pytest.raises(LockedError, match=f"process {holder.pid}"):
            take(home)
    finally:
        let_go(holder)
    take(home)


def test_the_lock_of_a_killed_process_is_taken_over(home):
    holder = hold_elsewhere(home)
    holder.send_signal(signal.SIGKILL)
    let_go(holder)
    assert json.loads((home.root / ".lock").read_text(encoding="utf-8"))["pid"] == holder.pid
    with home.lock():
        held = json.loads((home.root / ".lock").read_text(encoding="utf-8"))
    assert held["pid"] == os.getpid()


def test_a_child_that_outlives_the_run_does_not_hold_the_lock(home):
    with home.lock():
        child = subprocess.Popen(
            [sys.executable, "-c", "print('up', flush=True); input()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            close_fds=False,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "up\n"
    try:
        take(home)
    finally:
        child.communicate("\n", timeout=30)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', "null"])
def test_a_holder_that_did_not_write_its_name_is_another_process(home, text):
    with home.lock():
        (home.root / ".lock").write_text(text, encoding="utf-8")
        with pytest.raises(LockedError, match="another process"):
            take(home)


def test_the_lock_goes_when_the_run_fails(home):
    with pytest.raises(KeyError), home.lock():
        raise KeyError
    take(home)
