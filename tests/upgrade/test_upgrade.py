"""A home of an earlier release still opens, is compared, is gone back to and is pruned."""

import io
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import yaml

from tests.command import COMMAND, environment, wijkfoto
from tests.helpers import REPO
from wijkfoto.home import Home
from wijkfoto.warehouse.publish import current_edition, page_hashes, read_manifest

pytestmark = pytest.mark.slow

RELEASES = yaml.safe_load((Path(__file__).parent / "releases.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=sorted(RELEASES))
def old_home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which an earlier release made and published the sample, with its own code."""
    folder = tmp_path_factory.mktemp("release")
    archive = subprocess.run(
        ["git", "archive", RELEASES[request.param]], cwd=REPO, capture_output=True, check=False
    )
    assert archive.returncode == 0, f"the history of this clone is needed: {archive.stderr!r}"
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
        tar.extractall(folder / "code", filter="data")
    home = folder / "home"
    made = subprocess.run(
        [*COMMAND, "--quiet", "demo"],
        cwd=folder,
        env=environment({"WIJKFOTO_HOME": str(home)}) | {"PYTHONPATH": str(folder / "code")},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return home


def told(home: Path, *words: str) -> str:
    """Return what a command answers; it must end well."""
    answer = wijkfoto(*words, home=home)
    assert answer.returncode == 0, (words, answer.stderr)
    return answer.stdout


def test_the_home_was_made_by_the_earlier_release(old_home):
    folder = str(old_home.parent / "code")
    where = subprocess.run(
        [sys.executable, "-c", "import wijkfoto; print(wijkfoto.__file__)"],
        cwd=old_home.parent,
        env=environment() | {"PYTHONPATH": folder},
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(folder)


def test_its_edition_can_be_read_as_it_is(old_home):
    old = current_edition(Home(old_home))
    assert old in told(old_home, "status")
    count = told(old_home, "sql", "select count(*) from domain_score", "--format", "csv")
    assert int(count.split()[-1]) > 0
    number = told(old_home, "sql", "select min(number_id) from number", "--format", "csv")
    assert "query" in told(old_home, "explain", number.splitlines()[-1])


def test_a_new_edition_comes_after_it_and_both_are_compared_gone_back_to_and_pruned(
    old_home, tmp_path
):
    home = tmp_path / "home"
    shutil.copytree(old_home, home, symlinks=True)
    old = current_edition(Home(home))
    told(home, "--quiet", "demo")
    new = current_edition(Home(home))
    assert new != old
    for pair in ((str(old), str(new)), ("vorige", "current")):
        assert "methode_versie" in told(home, "diff", *pair)
    back = wijkfoto("rollback", home=home)
    assert (back.returncode, "was not written" in back.stderr) == (0, False), back.stderr
    assert current_edition(Home(home)) == old
    assert page_hashes(home / "site") == read_manifest(home / "current").pages
    told(home, "publish", str(new))
    told(home, "prune")
    assert current_edition(Home(home)) == new
    assert (home / "editions" / str(new)).is_dir()
