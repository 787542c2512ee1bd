"""A fetch that broke off goes on after its last whole page, and never mixes two revisions."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import REPO
from tests.sources.misbehaving import (
    INFO,
    MAINTENANCE,
    ROWS,
    TABLE,
    Misbehaving,
    Reply,
    next_page,
    rows,
)
from wijkfoto.bronnen.draft import JOURNAL
from wijkfoto.bronnen.fetch import Fetched, fetch_table, service_for
from wijkfoto.bronnen.http import TRIES, HttpOptions
from wijkfoto.bronnen.snapshot import SnapshotStore
from wijkfoto.catalog import shipped_catalog
from wijkfoto.errors import SourceError

QUICK = HttpOptions(timeout_s=5, wait_s=0.0005)
KWB = shipped_catalog().sources["cbs_kwb"]
YEAR = next(t for t in KWB.tables if t.peiljaar == 2020)
PAGES = [rows(ROWS[n : n + 1], next_page(n + 1) if n < 3 else None) for n in range(4)]
DOWN = Reply(b"", 503)


def take(service: Misbehaving, store: SnapshotStore) -> Fetched:
    client = service_for(KWB, {"cbs": service.url}, QUICK)
    return fetch_table(KWB, YEAR, client, store, required=True, notify=lambda _: None)


def broken_off(service: Misbehaving, store: SnapshotStore, pages: int) -> None:
    """Let a fetch fail after so many pages of one row."""
    service.asked.clear()
    service.replies["TypedDataSet"] = [*PAGES[:pages], DOWN]
    with pytest.raises(SourceError, match="failed 4 times"):
        take(service, store)
    assert store.latest("cbs", TABLE) is None
    service.asked.clear()


def draft_file(store: SnapshotStore, name: str) -> Path:
    [found] = store.root.glob(f"cbs/{TABLE}/.partial-*/{name}")
    return found


def ids(store: SnapshotStore, fetched: Fetched) -> list[int]:
    """Row numbers of a snapshot, page after page."""
    assert fetched.snapshot is not None
    pages = [f.name for f in fetched.snapshot.files if f.name.startswith("TypedDataSet")]
    return [
        row["ID"]
        for name in pages
        for row in json.loads(store.read(fetched.snapshot, name))["value"]
    ]


def test_only_the_pages_that_lack_are_asked_again(store):
    with Misbehaving() as service:
        broken_off(service, store, pages=2)
        service.replies["TypedDataSet"] = PAGES[2:]
        fetched = take(service, store)
        assert service.asked["TypedDataSet"] == 2
    assert fetched.snapshot is not None
    assert fetched.snapshot.row_count == len(ROWS)
    assert ids(store, fetched) == [0, 1, 2, 3]
    folder = store.folder(fetched.snapshot)
    listed = {f.name for f in fetched.snapshot.files} | {"manifest.json"}
    assert {path.name for path in folder.iterdir()} == listed
    assert list(store.root.rglob(".partial-*")) == []


def test_a_resumed_fetch_gives_the_same_snapshot_as_one_without_a_fault(store, tmp_path):
    whole = SnapshotStore(tmp_path / "whole")
    with Misbehaving() as service:
        service.replies["TypedDataSet"] = PAGES
        once = take(service, whole).snapshot
        broken_off(service, store, pages=3)
        service.replies["TypedDataSet"] = PAGES[3:]
        twice = take(service, store).snapshot
    assert once is not None
    assert twice is not None
    assert twice.sha256 == once.sha256
    assert twice.files == once.files


def test_a_fetch_may_break_off_more_than_once(store):
    with Misbehaving() as service:
        for page in range(1, 4):
            service.asked.clear()
            service.replies["TypedDataSet"] = [PAGES[page - 1], DOWN]
            with pytest.raises(SourceError, match="failed 4 times"):
                take(service, store)
        service.asked.clear()
        service.replies["TypedDataSet"] = PAGES[3:]
        assert ids(store, take(service, store)) == [0, 1, 2, 3]
        assert service.asked["TypedDataSet"] == 1


def test_after_a_revision_everything_is_fetched_anew(store):
    with Misbehaving() as service:
        broken_off(service, store, pages=2)
        service.info["Modified"] = "2021-04-01T02:00:00"
        service.replies["TypedDataSet"] = PAGES
        fetched = take(service, store)
        assert service.asked["TypedDataSet"] == 4
    assert fetched.snapshot is not None
    assert fetched.snapshot.modified == "2021-04-01T02:00:00"
    assert list(store.root.rglob(".partial-*")) == []


def test_another_address_of_the_service_begins_anew(store):
    with Misbehaving() as first:
        broken_off(first, store, pages=2)
    with Misbehaving({"TypedDataSet": PAGES}) as second:
        assert ids(store, take(second, store)) == [0, 1, 2, 3]
        assert second.asked["TypedDataSet"] == 4


@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
def test_pages_count_up_to_the_first_that_is_damaged(store, damage):
    with Misbehaving() as service:
        broken_off(service, store, pages=3)
        path = draft_file(store, "TypedDataSet-00002.json.gz")
        packed = path.read_bytes()
        if damage == "remove":
            path.unlink()
        else:
            path.write_bytes(packed[:-9] if damage == "cut" else packed[:-12] + b"x" + packed[-11:])
        service.replies["TypedDataSet"] = PAGES[1:]
        assert ids(store, take(service, store)) == [0, 1, 2, 3]
        assert service.asked["TypedDataSet"] == 3


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("", 4), ("{", 4), ("[]\n", 4), ('{"revision": "x", "origin": "y"}\n', 4),
        (None, 3),
    ],
)  # fmt: skip
def test_a_journal_counts_as_far_as_it_is_whole(store, text, left):
    with Misbehaving() as service:
        broken_off(service, store, pages=2)
        journal = draft_file(store, JOURNAL)
        whole = journal.read_text(encoding="utf-8")
        journal.write_text(whole[:-10] if text is None else text, encoding="utf-8")
        service.replies["TypedDataSet"] = PAGES[4 - left :]
        assert ids(store, take(service, store)) == [0, 1, 2, 3]
        assert service.asked["TypedDataSet"] == left


def test_a_journal_cannot_name_a_file_elsewhere(store):
    with Misbehaving() as service:
        broken_off(service, store, pages=1)
        journal = draft_file(store, JOURNAL)
        changed = journal.read_text(encoding="utf-8").replace("TypedDataSet", "../TypedDataSet")
        journal.write_text(changed, encoding="utf-8")
        service.replies["TypedDataSet"] = PAGES
        take(service, store)
        assert service.asked["TypedDataSet"] == 4


def test_a_row_of_an_earlier_fetch_cannot_come_again(store):
    with Misbehaving() as service:
        broken_off(service, store, pages=2)
        service.replies["TypedDataSet"] = [rows(ROWS[1:])]
        with pytest.raises(SourceError, match="came twice, such as the one with ID 1"):
            take(service, store)
        assert list(store.root.rglob(".partial-*")) == []
        service.asked.clear()
        service.replies["TypedDataSet"] = PAGES
        assert ids(store, take(service, store)) == [0, 1, 2, 3]


def test_a_row_that_lacks_is_found_over_both_fetches(store):
    with Misbehaving() as service:
        broken_off(service, store, pages=2)
        service.replies["TypedDataSet"] = [rows(ROWS[3:])]
        with pytest.raises(SourceError, match="3 rows came, the service counts 4"):
            take(service, store)
    assert list(store.root.rglob(".partial-*")) == []


def test_a_revision_during_a_resumed_fetch_is_found(store):
    with Misbehaving() as service:
        broken_off(service, store, pages=2)
        later = rows([INFO | {"Modified": "2021-04-01T02:00:00"}])
        service.replies |= {"TypedDataSet": PAGES[2:], "TableInfos": [rows([INFO]), later]}
        with pytest.raises(SourceError, match="revised while"):
            take(service, store)
    assert store.latest("cbs", TABLE) is None
    assert list(store.root.rglob(".partial-*")) == []


KILLED = """
import sys
from pathlib import Path
from tests.sources.test_resume import KWB, QUICK, YEAR
from wijkfoto.bronnen.fetch import fetch_table, service_for
from wijkfoto.bronnen.snapshot import SnapshotStore

client = service_for(KWB, {"cbs": sys.argv[1]}, QUICK)
store = SnapshotStore(Path(sys.argv[2]))
tell = lambda told: print(told, flush=True)
fetch_table(KWB, YEAR, client, store, required=True, notify=tell)
"""


def test_a_process_that_is_killed_halfway_is_gone_on_with(store):
    hangs = Reply(hangs=True)
    with Misbehaving({"TypedDataSet": [*PAGES[:2], hangs]}) as service:
        running = subprocess.Popen(
            [sys.executable, "-c", KILLED, service.url, str(store.root)],
            cwd=REPO,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(REPO)},
        )
        with running:
            assert running.stdout is not None
            assert running.stdout.readline() == f"{TABLE}: 1 rows\n"
            assert running.stdout.readline() == f"{TABLE}: 2 rows\n"
            running.send_signal(signal.SIGKILL)
        assert store.latest("cbs", TABLE) is None
        service.asked.clear()
        service.replies["TypedDataSet"] = PAGES[2:]
        assert ids(store, take(service, store)) == [0, 1, 2, 3]
        assert service.asked["TypedDataSet"] == 2


@pytest.mark.parametrize("fault", [Reply(PAGES[1].body, resets=True), MAINTENANCE, DOWN])
def test_a_page_is_tried_again_from_its_first_byte(store, fault):
    with Misbehaving({"TypedDataSet": [PAGES[0], fault, fault, *PAGES[1:]]}) as service:
        fetched = take(service, store)
        assert service.asked["TypedDataSet"] == 6 < 2 * TRIES
    assert ids(store, fetched) == [0, 1, 2, 3]
