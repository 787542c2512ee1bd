"""The snapshot store: whole or absent, never changed, and checked whenever it is read."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkfoto.bronnen.draft import PageFile
from wijkfoto.bronnen.snapshot import MANIFEST, Snapshot, SnapshotStore, read_manifest
from wijkfoto.errors import SourceError

PAGE = "TypedDataSet-00001.json.gz"
BODY = b'{"value":[{"ID":0}]}'


def described(modified: str = "2021-03-26T02:00:00", table_id: str = "84799NED") -> dict[str, Any]:
    return {
        "source_id": "cbs_kwb", "table_id": table_id, "title": "t", "period": "2020",
        "modified": modified, "url": "u", "licence": "CC BY 4.0", "attribution": "a",
        "is_fictief": False, "row_count": 1,
    }  # fmt: skip


def keep(
    store: SnapshotStore, modified: str = "2021-03-26T02:00:00", body: bytes = BODY
) -> Snapshot:
    with store.draft("cbs", "84799NED") as draft:
        draft.add(PAGE, body)
        draft.add_json("TableInfos.json", {"Title": "Ä"})
        return store.keep(draft, "cbs", described(modified))


def test_what_was_received_is_read_back_byte_for_byte(store):
    kept = keep(store)
    assert kept.snapshot_id == "cbs/84799NED/2021-03-26"
    assert store.read(kept, PAGE) == BODY
    assert store.read_json(kept, "TableInfos.json") == {"Title": "Ä"}
    assert store.checked_path(kept, PAGE).is_file()
    assert store.checked_path(kept, "TableInfos.json").is_file()
    assert read_manifest(store.folder(kept) / MANIFEST) == kept


def test_equal_bytes_give_equal_hashes_and_files(tmp_path):
    first, second = SnapshotStore(tmp_path / "a"), SnapshotStore(tmp_path / "b")
    one, two = keep(first), keep(second)
    assert one.sha256 == two.sha256
    assert (first.folder(one) / PAGE).read_bytes() == (second.folder(two) / PAGE).read_bytes()


def gunzipped(path: Path) -> bytes | None:
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error):
        return None


def is_found(
    read: Callable[[Snapshot, str], object], kept: Snapshot, name: str
) -> tuple[bool, bool] | None:
    """Whether reading fails, and names the file and a next step; None when all was well."""
    try:
        read(kept, name)
    except SourceError as error:
        return name in str(error), bool(error.next_step)
    return None


@pytest.mark.parametrize("name", [PAGE, "TableInfos.json"])
def test_a_flipped_byte_anywhere_is_found_and_the_file_named(store, name):
    kept = keep(store)
    path = store.folder(kept) / name
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x20]) + whole[place + 1 :])
        for read in (store.read, store.checked_path):
            # gzip does not look at every bit of its head
            harmless = name == PAGE and gunzipped(path) == BODY
            assert harmless or is_found(read, kept, name) == (True, True)


def with_manifest(store: SnapshotStore, kept: Snapshot, **packed: str) -> Snapshot:
    """The snapshot with these hashes of the packed files in its manifest."""
    files = tuple(replace(f, packed=packed.get(f.name.split("-")[0], f.packed)) for f in kept.files)
    text = json.dumps(asdict(replace(kept, files=files)))
    (store.folder(kept) / MANIFEST).write_text(text, encoding="utf-8")
    return read_manifest(store.folder(kept) / MANIFEST)


def test_a_page_without_a_hash_as_packed_is_checked_as_unpacked(store):
    kept = with_manifest(store, keep(store), TypedDataSet="")
    assert store.read(kept, PAGE) == BODY
    (store.folder(kept) / PAGE).write_bytes(gzip.compress(BODY.replace(b"0", b"1")))
    with pytest.raises(SourceError, match="missing or damaged"):
        store.read(kept, PAGE)


def test_other_bytes_of_the_same_size_are_refused_before_the_first_of_them_is_given(store):
    kept = keep(store)
    (store.folder(kept) / PAGE).write_bytes(gzip.compress(BODY.replace(b"0", b"1")))
    with pytest.raises(SourceError, match="missing or damaged"):
        next(store.pieces(kept, PAGE))


def test_more_than_came_is_never_unpacked(store):
    kept = keep(store)
    larger = gzip.compress(BODY + b" " * 1_000_000)
    (store.folder(kept) / PAGE).write_bytes(larger)
    kept = with_manifest(store, kept, TypedDataSet=hashlib.sha256(larger).hexdigest())
    with pytest.raises(SourceError, match="missing or damaged"):
        store.read(kept, PAGE)


def test_what_goes_wrong_while_a_page_is_packed_is_raised(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    page = PageFile(tmp_path / PAGE)
    monkeypatch.setattr(page, "_keep", full)
    page.write(BODY)
    with pytest.raises(OSError, match="No space left"):
        page.close()


def test_a_page_that_begins_again_forgets_what_waits_to_be_packed(tmp_path):
    page = PageFile(tmp_path / PAGE)
    for _ in range(100):
        page.write(b"x" * 10_000)
    page.restart()
    page.write(BODY)
    stored = page.close()
    assert gzip.decompress((tmp_path / PAGE).read_bytes()) == BODY
    assert (stored.size, stored.sha256) == (len(BODY), hashlib.sha256(BODY).hexdigest())


@pytest.mark.parametrize("name", [PAGE, "TableInfos.json"])
def test_a_file_that_is_cut_off_or_gone_is_found(store, name):
    kept = keep(store)
    path = store.folder(kept) / name
    path.write_bytes(path.read_bytes()[:-3])
    for read in (store.read, store.checked_path):
        with pytest.raises(SourceError, match="missing or damaged"):
            read(kept, name)
    path.unlink()
    for read in (store.read, store.checked_path):
        with pytest.raises(SourceError, match="missing or damaged"):
            read(kept, name)


def test_a_file_that_the_manifest_does_not_name_is_not_read(store):
    kept = keep(store)
    (store.folder(kept) / "erbij.json").write_text("{}", encoding="utf-8")
    for read in (store.read, store.checked_path):
        with pytest.raises(SourceError, match=r"erbij\.json"):
            read(kept, "erbij.json")


def test_a_changed_manifest_is_found(store):
    kept = keep(store)
    path = store.folder(kept) / MANIFEST
    for change in (
        {"sha256": "0" * 64},
        {"files": [asdict(replace(f, sha256="0" * 64)) for f in kept.files]},
        {"files": [asdict(f) for f in kept.files[:1]]},
    ):
        path.write_text(json.dumps(asdict(kept) | change), encoding="utf-8")
        with pytest.raises(SourceError, match=r"manifest\.json"):
            store.latest("cbs", "84799NED")


@pytest.mark.parametrize(
    "text", ["", "null", "[]", '"x"', "{}", '{"files": [1]}', "{", '{"files": 1}']
)
def test_what_is_no_manifest_is_a_clear_error(tmp_path, text):
    path = tmp_path / MANIFEST
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"manifest\.json.*fetch again"):
        read_manifest(path)


def test_a_draft_that_is_not_kept_leaves_nothing(store):
    def stop_halfway() -> None:
        with store.draft("cbs", "84799NED") as draft:
            draft.add(PAGE, BODY)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop_halfway()
    assert [path for path in store.root.rglob("*") if path.is_file()] == []
    assert store.latest("cbs", "84799NED") is None


@pytest.mark.parametrize("with_manifest", [True, False])
def test_what_a_killed_run_left_is_no_snapshot_and_is_cleared_by_the_next(store, with_manifest):
    left = store.root / "cbs" / "84799NED" / ".partial-999999"
    left.mkdir(parents=True)
    (left / PAGE).write_bytes(b"half")
    if with_manifest:
        (left / MANIFEST).write_text(json.dumps(asdict(keep(SnapshotStore(store.root / "x")))))
    assert store.latest("cbs", "84799NED") is None
    assert store.with_modified("cbs", "84799NED", "2021-03-26T02:00:00") is None
    assert store.latest_received("cbs", "84799NED") is None
    keep(store)
    assert not left.exists()


def test_a_failure_between_manifest_and_rename_leaves_nothing(store, monkeypatch):
    def fail(_self: Path, _target: Path) -> None:
        raise OSError("stroom weg")

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="stroom weg"):
        keep(store)
    assert list(store.root.rglob(MANIFEST)) == []


def test_everything_is_on_disk_before_the_rename(store, monkeypatch):
    flushed: list[str] = []
    monkeypatch.setattr("os.fsync", lambda handle: flushed.append(str(handle)))
    renamed: list[int] = []
    rename = Path.rename

    def noted(self: Path, target: Path) -> Path:
        renamed.append(len(flushed))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", noted)
    keep(store)
    assert renamed == [4], "two files, the manifest and their folder"
    assert len(flushed) == 5, "and afterwards the folder above"


def test_a_second_revision_of_a_day_gets_a_name_of_its_own(store):
    first = keep(store)
    second = keep(store, "2021-03-26T12:30:00")
    assert second.snapshot_id == "cbs/84799NED/2021-03-26T123000"
    assert store.with_modified("cbs", "84799NED", first.modified) == first
    assert store.latest("cbs", "84799NED") == second
    assert read_manifest(store.folder(first) / MANIFEST) == first


def test_a_kept_snapshot_is_never_written_over(store):
    first = keep(store, "2021-03-26")
    with pytest.raises(SourceError, match=r"in the store already.*Remove that folder"):
        keep(store, "2021-03-26", b"other")
    assert store.read(first, PAGE) == BODY


@pytest.mark.parametrize("modified", ["../elders", "", ".", "a/b", "..", "2021 03", ".verborgen"])
def test_a_moment_that_is_no_name_of_a_folder_is_refused(store, modified):
    with pytest.raises(SourceError, match="84799NED"):
        keep(store, modified)
    assert list(store.root.rglob(MANIFEST)) == []


def test_the_snapshot_that_came_last_is_another_question_than_the_newest(store):
    old = keep(store, "2022-01-01")
    kept = keep(store, "2020-01-01")
    path = store.folder(kept) / MANIFEST
    later = asdict(kept) | {"retrieved_at": "2999-01-01T00:00:00+00:00"}
    path.write_text(json.dumps(later), encoding="utf-8")
    newest, last = store.latest("cbs", "84799NED"), store.latest_received("cbs", "84799NED")
    assert newest == old
    assert last is not None
    assert last.snapshot_id == kept.snapshot_id


@given(st.lists(st.tuples(st.integers(0, 5), st.binary(max_size=30)), min_size=1, max_size=4))
def test_the_hash_tells_any_two_contents_apart(tmp_path_factory, parts):
    store = SnapshotStore(tmp_path_factory.mktemp("s"))
    with store.draft("cbs", "84799NED") as draft:
        for number, body in dict(parts).items():
            draft.add(f"f{number}.json", body)
        one = store.keep(draft, "cbs", described())
    other = {number: body + b"x" for number, body in dict(parts).items()}
    with store.draft("cbs", "84799NED") as draft:
        for number, body in reversed(other.items()):
            draft.add(f"f{number}.json", body)
        two = store.keep(draft, "cbs", described("2022-01-01"))
    assert one.sha256 != two.sha256
    assert all(store.read(two, f"f{number}.json") == body for number, body in other.items())
