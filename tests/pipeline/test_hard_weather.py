"""Whole runs in hard weather: killed at any moment, a full disk, no right to write.

The published file and site stay a whole edition, and the next run needs no hand.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import pytest

from tests.command import COMMAND, environment, wijkfoto
from wijkfoto.home import Home
from wijkfoto.warehouse.publish import DATABASE, current_edition, page_hashes, read_manifest

pytestmark = pytest.mark.slow

KILLS = 10
LONGEST_S = 300.0
"""A guard against hanging; a run that ends before its kill came to its end, which is well too."""
OTHER_SEED = {"WIJKFOTO_PROFILE__SEED": "7"}
"""Gives another edition than the one that is published, so that a run has all its work to do."""


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    """A home of its own in which the demo was run."""
    copied = tmp_path / "home"
    shutil.copytree(demo_home, copied, symlinks=True)
    return copied


def whole(home: Path) -> str:
    """Return the published edition, after reading all of it as a reader would."""
    identity = current_edition(Home(home))
    assert identity is not None
    said = read_manifest(home / "current")
    assert said.edition_id == identity
    assert page_hashes(home / "site") == said.pages
    assert not (home / "current" / f"{DATABASE}.wal").exists()
    with duckdb.connect(str(home / DATABASE), read_only=True) as con:
        asked = con.execute("select edition_id, (select count(*) from number) from edition")
        ((stored, numbers),) = asked.fetchall()
    assert (stored, numbers > 0) == (identity, True)
    return identity


def test_runs_killed_at_random_moments_leave_a_whole_edition_and_the_next_needs_no_hand(home):
    before = whole(home)
    shutil.copytree(home / "snapshots", home.parent / "kept")
    moments = np.random.default_rng(20201).choice(100, KILLS, replace=False)
    began = time.monotonic()
    answer = wijkfoto("--quiet", "demo", home=home, env={"WIJKFOTO_PROFILE__SEED": "6"})
    assert answer.returncode == 0, answer.stderr
    length, before = time.monotonic() - began, whole(home)
    died = []
    for moment in moments:
        run = subprocess.Popen(
            [*COMMAND, "--quiet", "demo"],
            env=environment({"WIJKFOTO_HOME": str(home)} | OTHER_SEED),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            run.wait(timeout=min(length * moment / 100, LONGEST_S))
        except subprocess.TimeoutExpired:
            # The whole group: a run has helpers that render pages.
            os.killpg(run.pid, signal.SIGKILL)
        died.append(run.wait() == -signal.SIGKILL)
        assert whole(home) == before or not died[-1]
    assert sum(died) >= KILLS - 3, (length, died)
    answer = wijkfoto("--quiet", "demo", home=home, env=OTHER_SEED)
    assert answer.returncode == 0, answer.stderr
    assert whole(home) != before
    # Nothing that was fetched is lost, and nothing is left of what was broken off.
    for path in (home.parent / "kept").rglob("manifest.json"):
        assert (home / "snapshots" / path.relative_to(home.parent / "kept")).read_bytes() == (
            path.read_bytes()
        )
    assert not list((home / "snapshots").rglob(".partial*"))
    assert not (home / "build" / "candidate").exists()


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Mount something on a folder; only root may."""
    subprocess.run(["mount", *options, str(folder)], check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def may_mount(folder: Path) -> bool:
    """Say whether this process may mount a folder in memory, by doing it."""
    folder.mkdir()
    try:
        with mounted(folder, "-t", "tmpfs", "-o", "size=1m", "tmpfs"):
            return True
    except (subprocess.CalledProcessError, FileNotFoundError):
        return False


def test_a_full_disk_keeps_the_old_edition_and_room_is_all_the_next_run_needs(home, tmp_path):
    if not may_mount(tmp_path / "try"):
        pytest.skip("mounting a small disk needs root; nothing here stands in for a full one")
    small = tmp_path / "small"
    small.mkdir()
    used = sum(p.stat().st_size for p in home.rglob("*") if p.is_file() and not p.is_symlink())
    # Room for the old edition and little more: a run stops while fetching, building or rendering.
    with mounted(small, "-t", "tmpfs", "-o", f"size={used + (4 << 20)}", "tmpfs"):
        shutil.copytree(home, small / "home", symlinks=True)
        before, refused = whole(small / "home"), 0
        # The last is more than enough; how much a run needs on the way differs per machine.
        for more in (6, 24, 60, 1 << 10):
            _resize(small, used + (more << 20))
            answer = wijkfoto("--quiet", "demo", home=small / "home", env=OTHER_SEED)
            if answer.returncode == 0:
                break
            assert answer.returncode == 1, (more, answer.stderr)
            assert "Traceback" not in answer.stderr
            assert "disk is full" in answer.stderr
            assert whole(small / "home") == before
            refused += 1
        assert answer.returncode == 0, answer.stderr
        assert refused >= 2
        assert whole(small / "home") != before


def _resize(folder: Path, size: int) -> None:
    subprocess.run(
        ["mount", "-o", f"remount,size={size}", str(folder)], check=True, capture_output=True
    )


def test_a_home_that_cannot_be_written_is_said_so_and_can_still_be_read(home, tmp_path):
    if not may_mount(tmp_path / "try"):
        pytest.skip("a read-only mount needs root; the modes of a folder do not stop root")
    before = whole(home)
    with mounted(home, "--bind", str(home)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(home)], check=True)
        answer = wijkfoto("demo", home=home)
        assert answer.returncode == 1
        assert "cannot be written" in answer.stderr
        assert str(home) in answer.stderr
        assert "Traceback" not in answer.stderr
        asked = wijkfoto("sql", "select count(*) from edition", "--format", "csv", home=home)
        assert (asked.returncode, asked.stdout.split()[-1]) == (0, "1")
        assert whole(home) == before
    assert wijkfoto("--quiet", "demo", home=home).returncode == 0
