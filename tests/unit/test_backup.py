"""A copy of a home by `deploy/backup.py`, put back with tar as docs/operations.md says."""

import hashlib
import os
import shutil
import socket
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from deploy import backup
from pipelines.demo import sample_settings
from pipelines.parts import build_again
from tests.command import COMMAND, environment, wijkfoto
from tests.made_edition import published
from wijkfoto.home import Home
from wijkfoto.settings import load_settings
from wijkfoto.warehouse.publish import (
    DATABASE,
    current_edition,
    page_hashes,
    read_manifest,
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with one small edition, published."""
    made = Home(tmp_path / "home")
    made.prepare()
    published(made, "e1", page="<p>e1</p>")
    return made


def put_back(copy: Path, folder: Path) -> Home:
    folder.mkdir()
    subprocess.run(["tar", "-xpf", str(copy), "-C", str(folder)], check=True)
    return Home(folder)


def test_what_is_put_back_is_the_home_without_its_private_folder(home, tmp_path):
    (home.root / "told").mkdir()
    (home.root / "told" / "x.json").write_text("{}", encoding="utf-8")
    (home.snapshots / ".partial-1").mkdir()
    assert backup.main([str(home.root), str(tmp_path / "copy.tar")]) == 0
    assert (tmp_path / "copy.tar").stat().st_mode & 0o777 == 0o600
    again = put_back(tmp_path / "copy.tar", tmp_path / "elsewhere")
    assert current_edition(again) == "e1"
    assert page_hashes(again.site) == read_manifest(again.current).pages
    assert again.published.read_bytes() == home.published.read_bytes()
    assert again.published.stat().st_mode & 0o777 == 0o444
    left_out = {"build", ".lock", ".partial-1"}
    wanted = {p.relative_to(home.root) for p in home.root.rglob("*")}
    wanted = {path for path in wanted if not left_out & set(path.parts)}
    assert {p.relative_to(again.root) for p in again.root.rglob("*")} == wanted


def test_two_names_of_one_file_stay_one_file(home, tmp_path):
    edition = home.current.resolve()
    (edition / "site" / "download").mkdir(parents=True, exist_ok=True)
    os.link(edition / DATABASE, edition / "site" / "download" / "twin.duckdb")
    backup.back_up(home.root, tmp_path / "copy.tar")
    again = put_back(tmp_path / "copy.tar", tmp_path / "elsewhere")
    assert (again.site / "download" / "twin.duckdb").samefile(again.published)


def test_the_history_is_copied_as_it_is_between_two_writes(home, tmp_path):
    with closing(sqlite3.connect(home.dagster / "runs.db")) as con:
        con.execute("pragma journal_mode=wal")
        con.execute("create table run (id)")
        con.execute("insert into run values (7)")
        con.commit()
        con.execute("insert into run values (8)")  # not committed while the copy is made
        backup.back_up(home.root, tmp_path / "copy.tar")
    again = put_back(tmp_path / "copy.tar", tmp_path / "elsewhere")
    assert not list(again.dagster.glob("*-wal"))
    with closing(sqlite3.connect(again.dagster / "runs.db")) as con:
        assert con.execute("select id from run").fetchall() == [(7,)]


def test_a_file_that_lies_ready_does_not_become_the_copy(home, tmp_path):
    mine = tmp_path / "mine"
    mine.write_text("", encoding="utf-8")
    mine.chmod(0o666)
    (tmp_path / "copy.tar.part").symlink_to(mine)
    os.link(mine, tmp_path / "copy.tar")
    assert backup.main([str(home.root), str(tmp_path / "copy.tar")]) == 0
    assert mine.read_bytes() == b""
    assert (tmp_path / "copy.tar").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("folder", ["", "site", "logs"])
def test_no_copy_is_made_inside_the_home(home, folder: str, capsys):
    target = home.root / folder / "copy.tar"
    assert backup.main([str(home.root), str(target)]) == 1
    assert "lies in the home" in capsys.readouterr().err
    assert not list(home.root.rglob("*copy.tar*"))


def test_strange_names_and_kinds_of_files_are_copied_or_passed_over(home, tmp_path, monkeypatch):
    names = {"a\nb", "../x".replace("/", "\\"), "\udcff", "-rf"}
    for name in names:
        (home.logs / name).write_text("x", encoding="utf-8")
    os.mkfifo(home.logs / "pipe")
    (home.logs / "out").symlink_to("/etc")
    monkeypatch.chdir(home.logs)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        assert backup.main([str(home.root), str(tmp_path / "copy.tar")]) == 0
    again = put_back(tmp_path / "copy.tar", tmp_path / "elsewhere")
    assert {path.name for path in again.logs.iterdir()} == {*names, "pipe", "out"}
    assert (again.logs / "out").is_symlink()


@pytest.mark.parametrize(("gone", "code"), [("editions/e1/gone", 1), ("logs/wijkfoto.log.5", 0)])
def test_what_goes_away_meanwhile_matters_only_where_it_is_kept(
    home, tmp_path, monkeypatch, gone: str, code: int
):
    every = [*backup.parts(home.root), home.root / gone]
    monkeypatch.setattr(backup, "parts", lambda _: iter(every))
    target = tmp_path / "copy.tar"
    assert backup.main([str(home.root), str(target)]) == code
    assert [path.name for path in tmp_path.glob("copy.tar*")] == ([] if code else ["copy.tar"])


def test_the_edition_that_is_shown_is_in_the_copy_or_there_is_none(home, tmp_path, monkeypatch):
    every = [path for path in backup.parts(home.root) if path.name != "edition.json"]
    monkeypatch.setattr(backup, "parts", lambda _: iter(every))
    assert backup.main([str(home.root), str(tmp_path / "copy.tar")]) == 1
    assert backup.main([str(tmp_path), str(tmp_path / "copy.tar")]) == 1  # no home


@pytest.mark.slow
def test_copies_made_during_a_run_are_whole_and_give_the_same_edition(demo_home, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(demo_home, home, symlinks=True)
    before = current_edition(Home(home))
    run = subprocess.Popen(
        [*COMMAND, "--quiet", "demo"],
        env=environment({"WIJKFOTO_HOME": str(home), "WIJKFOTO_PROFILE__DRAWS": "100"}),
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
    )
    copies = 0
    while run.poll() is None:
        if copies < 3:
            assert backup.main([str(home), str(tmp_path / "copy.tar")]) == 0
            copies += run.poll() is None
            assert_whole(put_back(tmp_path / "copy.tar", tmp_path / "put-back"))
            shutil.rmtree(tmp_path / "put-back")
        time.sleep(2)
    assert run.returncode == 0
    assert copies
    assert backup.main([str(home), str(tmp_path / "copy.tar")]) == 0
    moved = put_back(tmp_path / "copy.tar", tmp_path / "moved")
    after = current_edition(moved)
    assert after == current_edition(Home(home)) != before
    assert_whole(moved)
    status = wijkfoto("status", home=moved.root)
    assert status.stdout.startswith("healthy    yes"), status.stdout
    with sample_settings(load_settings(home=moved.root, profile={"draws": 100})) as settings:
        assert build_again(settings, "current", quiet=True) == after


def assert_whole(home: Home) -> None:
    """Every edition of the home is as it was sealed, and the shown one is among them."""
    assert home.published.is_file()
    for edition in home.editions.iterdir():
        manifest = read_manifest(edition)
        assert page_hashes(edition / "site") == manifest.pages
        content = (edition / DATABASE).read_bytes()
        assert hashlib.sha256(content).hexdigest() == manifest.database_sha256
