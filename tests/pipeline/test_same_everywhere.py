"""The same snapshots on another machine's terms give the same edition: id, tables and pages."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.command import COMMAND, environment
from wijkfoto.warehouse.publish import read_manifest

pytestmark = pytest.mark.slow

ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",
    "LANG": "tr_TR.UTF-8",
    "LC_ALL": "C",
    "PYTHONHASHSEED": "77",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENBLAS_CORETYPE": "Nehalem",
}
"""Another clock, language and order of sets, one thread, and an old processor."""


def test_another_path_clock_language_thread_and_processor_give_the_same_edition(
    demo_home: Path, tmp_path: Path
):
    home = tmp_path / "een ander pad" / "thuis"
    home.mkdir(parents=True)
    shutil.copytree(demo_home / "snapshots", home / "snapshots")
    answer = subprocess.run(
        [*COMMAND, "--quiet", "demo"],
        cwd=tmp_path,
        env=environment({"WIJKFOTO_HOME": str(home)}) | ELSEWHERE,
        preexec_fn=_on_one_processor,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    here, there = read_manifest(demo_home / "current"), read_manifest(home / "current")
    assert there.edition_id == here.edition_id
    assert _differing(here.tables, there.tables) == []
    assert _differing(here.pages, there.pages) == []


def _on_one_processor() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _differing(ours: dict[str, str], theirs: dict[str, str]) -> list[str]:
    return sorted(n for n in ours.keys() | theirs.keys() if ours.get(n) != theirs.get(n))
