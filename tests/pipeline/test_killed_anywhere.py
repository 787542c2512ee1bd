"""Killed before or after any step on disk: what is seen is whole, and the next run needs no hand.

The steps of publishing and of storing a snapshot, each of them; whole runs are killed elsewhere.
"""

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.kills import killed_at_every_step
from tests.made_edition import MARTS, candidate, published
from wijkfoto.bronnen.snapshot import MANIFEST, Snapshot, SnapshotStore, read_manifest
from wijkfoto.home import Home
from wijkfoto.warehouse.publish import (
    current_edition,
    flip,
    page_hashes,
    place,
    seal,
)
from wijkfoto.warehouse.publish import (
    read_manifest as read_edition,
)

pytestmark = pytest.mark.slow

OLD, NEW = "e1", "e2"
EDITION = "('e2', timestamp '2026-02-01 00:00:00')"
PAGE = "TypedDataSet-00001.json.gz"
BODY = b'{"value":[{"ID":0}]}' * 50


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home in which an edition is published and the next is ready to be sealed."""
    made = Home(tmp_path / "home")
    made.prepare()
    published(made, OLD)
    candidate(made, page="<p>nieuw</p>", edition=EDITION)
    return made


def publish_next(root: Path) -> None:
    """Seal, place and publish what is ready, as the stages do."""
    home = Home(root)
    place(home, home.candidate, seal(home.candidate, NEW, MARTS))
    flip(home, NEW)


def is_whole(home: Home) -> str:
    """Return the published edition after looking at all of it through the names readers use."""
    identity = current_edition(home)
    assert identity is not None
    said = read_edition(home.current)
    assert said.edition_id == identity
    assert page_hashes(home.site) == said.pages
    with duckdb.connect(str(home.published), read_only=True) as con:
        assert con.execute("select edition_id from edition").fetchall() == [(identity,)]
        assert con.execute("select count(*) from region").fetchall() == [(2,)]
    return identity


def again(home: Home) -> None:
    """Do what the next run does: empty the build folder, make the candidate, publish it."""
    shutil.rmtree(home.build)
    home.prepare()
    candidate(home, page="<p>nieuw</p>", edition=EDITION)
    publish_next(home.root)


def test_publishing_killed_at_any_step_leaves_the_old_edition_or_the_new_one_whole(home, tmp_path):
    seen = []
    copied = Home(tmp_path / "copy")

    def begin() -> None:
        shutil.rmtree(copied.root, ignore_errors=True)
        shutil.copytree(home.root, copied.root, symlinks=True)

    for step in killed_at_every_step(begin, publish_next, copied.root):
        seen.append(is_whole(copied))
        again(copied)
        assert is_whole(copied) == NEW, step
        assert {p.name for p in copied.editions.iterdir()} == {OLD, NEW}
        assert [p for p in copied.root.iterdir() if p.name.endswith(".next")] == [], step
    # Every flush of every file, the rename of the edition and the flip: killed on both sides.
    assert len(seen) >= 22
    assert set(seen) == {OLD, NEW}
    assert seen == sorted(seen)


def test_the_first_publication_killed_at_any_step_shows_nothing_or_all(tmp_path):
    seen = []
    made = Home(tmp_path / "home")

    def begin() -> None:
        shutil.rmtree(made.root, ignore_errors=True)
        made.prepare()
        candidate(made, page="<p>nieuw</p>", edition=EDITION)

    for step in killed_at_every_step(begin, publish_next, made.root):
        seen.append(current_edition(made))
        if seen[-1] is None:
            assert not made.published.exists()
            assert not made.site.exists()
        else:
            is_whole(made)
        again(made)
        assert is_whole(made) == NEW, step
    assert set(seen) == {None, NEW}


DESCRIBED = {
    "source_id": "cbs_kwb", "table_id": "84799NED", "title": "t", "period": "2020",
    "url": "u", "licence": "CC BY 4.0", "attribution": "a", "is_fictief": False, "row_count": 1,
}  # fmt: skip


def store_next(root: Path) -> Snapshot:
    """Store one revision of a table: two files, a manifest, one rename."""
    store = SnapshotStore(root)
    with store.draft("cbs", "84799NED") as draft:
        draft.add(PAGE, BODY)
        draft.add_json("TableInfos.json", {"Title": "t"})
        return store.keep(draft, "cbs", DESCRIBED | {"modified": "2021-09-30T02:00:00"})


def test_storing_killed_at_any_step_leaves_no_snapshot_or_a_whole_one(tmp_path):
    root = tmp_path / "snapshots"
    seen = []

    def begin() -> None:
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir()

    for step in killed_at_every_step(begin, store_next, root):
        store = SnapshotStore(root)
        found = [path.parent for path in root.rglob(MANIFEST) if ".partial" not in str(path)]
        finished = [folder for folder in found if not folder.name.startswith(".")]
        seen.append(len(finished))
        kept = read_manifest(finished[0] / MANIFEST) if finished else store_next(root)
        assert store.read(kept, PAGE) == BODY, step
        assert store.read_json(kept, "TableInfos.json") == {"Title": "t"}
    assert len(seen) >= 12
    assert set(seen) == {0, 1}
