"""The folder: files become snapshots once, and each file that cannot be used is named."""

from pathlib import Path

import pytest

from wijkfoto.bronnen import delimited, droppedfiles
from wijkfoto.bronnen.files import Door, folder_of, is_file_snapshot, read_snapshot
from wijkfoto.bronnen.snapshot import SnapshotStore
from wijkfoto.catalog import Catalog, shipped_catalog, shipped_file_names
from wijkfoto.errors import CatalogError, ConfigError, SourceError

CATALOG = shipped_catalog()
TEXT = (
    "Wijken en buurten;Codering (code);Bevolking/Aantal inwoners (aantal)\n"
    "Made;GM0001;600\nWijk 01;WK000101;595\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "bestanden"
    made.mkdir()
    return made


def door(folder: Path | None, store: SnapshotStore, *, offline: bool = False) -> Door:
    return Door(folder, offline, CATALOG, store)


def kept(store: SnapshotStore) -> list[str]:
    return sorted(str(p.parent.relative_to(store.root)) for p in store.root.rglob("manifest.json"))


def test_a_file_becomes_a_snapshot_with_its_bytes_as_received(folder, store):
    (folder / "Kerncijfers 2019 é.csv").write_bytes(TEXT.encode("cp1252"))
    (found,) = door(folder, store).received("cbs_kwb")
    assert found.is_new
    assert found.snapshot is not None
    snapshot = found.snapshot
    assert snapshot.snapshot_id.startswith("bestand/84583NED/")
    assert is_file_snapshot(snapshot.snapshot_id)
    assert (snapshot.period, snapshot.row_count, snapshot.is_fictief) == ("2019", 2, False)
    assert snapshot.title == ("Kerncijfers wijken en buurten 2019, bestand Kerncijfers 2019 é.csv")
    assert store.read(snapshot, snapshot.files[0].name) == TEXT.encode("cp1252")
    assert "taken for 84583NED (2019) by its name" in found.note
    export, bound = read_snapshot(snapshot, store, CATALOG, shipped_file_names())
    assert (export.codes, bound) == (("GM0001", "WK000101"), {"inwoners": 2})


def test_the_same_file_is_kept_once_and_a_changed_one_again(folder, store):
    path = folder / "2019.csv"
    path.write_text(TEXT)
    door(folder, store).received("cbs_kwb")
    (again,) = door(folder, store).received("cbs_kwb")
    assert not again.is_new
    assert len(kept(store)) == 1
    path.write_text(TEXT.replace("600", "605"))
    door(folder, store).received("cbs_kwb")
    assert len(kept(store)) == 2


def test_a_file_belongs_to_one_source_only(folder, store):
    (folder / "2019.csv").write_text(TEXT)
    assert door(folder, store).received("rivm_gezondheid") == []


def test_what_is_no_table_of_figures_by_its_name_is_left_alone(folder, store):
    for name in (".verborgen.csv", "~$kwb.xlsx", "uitleg.pdf", "lees.md"):
        (folder / name).write_text("geen tabel")
    assert door(folder, store).received("cbs_kwb") == []
    assert door(folder, store).faults() == []


def test_every_file_that_cannot_be_used_is_named_at_once(folder, store):
    (folder / "a.csv").write_text("<html></html>")
    (folder / "b.csv").write_text("")
    (folder / "c2019.csv").write_text(TEXT)
    (folder / "d.csv").symlink_to(folder / ".git" / "annex" / "x.csv")
    with pytest.raises(SourceError, match="3 files cannot be used") as fault:
        door(folder, store).received("cbs_kwb")
    for said in ("a.csv: This is a web page", "b.csv: The file is empty", "d.csv: This is a link"):
        assert said in str(fault.value)
    assert [f.where for f in door(folder, store).faults()] == ["a.csv", "b.csv", "d.csv"]


def test_one_file_that_cannot_be_used_keeps_its_own_message(folder, store):
    (folder / "a.csv").write_text("<html></html>")
    with pytest.raises(SourceError, match="web page") as fault:
        door(folder, store).received("cbs_kwb")
    assert fault.value.where == "a.csv"


def test_looking_for_faults_keeps_nothing(folder, store):
    (folder / "2019.csv").write_text(TEXT)
    assert door(folder, store).faults() == []
    assert kept(store) == []


def test_the_mapping_file_says_which_table_a_file_is(folder, store):
    (folder / "x.csv").write_text(TEXT)
    (folder / "bestanden.yaml").write_text("x.csv: 84286NED\n")
    (found,) = door(folder, store).received("cbs_kwb")
    assert (found.table_id, found.note) == ("84286NED", "")
    (folder / "bestanden.yaml").write_text("x.csv: 84583NED\n")
    (found,) = door(folder, store).received("cbs_kwb")
    assert found.table_id == "84583NED"


def test_a_mapping_file_that_is_no_mapping_is_a_fault(folder, store):
    (folder / "bestanden.yaml").write_text("- x.csv\n")
    with pytest.raises(CatalogError, match=r"bestanden/bestanden\.yaml"):
        door(folder, store).received("cbs_kwb")
    assert len(door(folder, store).faults()) == 1


def test_a_made_file_says_so(folder, store):
    (folder / "fictief-2019.csv").write_text(TEXT)
    (found,) = door(folder, store).received("cbs_kwb")
    assert found.snapshot is not None
    assert found.snapshot.is_fictief


def test_broken_rows_are_told_when_a_file_comes_in(folder, store):
    rows = "".join(f"Buurt;BU000101{n:02};5\n" for n in range(20))
    (folder / "2019.csv").write_text(TEXT + "Aa; en Bb;GM0002;5\n" + rows)
    (found,) = door(folder, store).received("cbs_kwb")
    assert "1 broken rows were left out, the first at line 4 (Aa, en Bb, GM0002, 5)" in found.note


def test_offline_without_the_folder_the_last_of_each_name_serves(folder, store):
    path = folder / "2019.csv"
    for count in ("600", "605"):
        path.write_text(TEXT.replace("600", count))
        (last,) = door(folder, store).received("cbs_kwb")
    (found,) = door(None, store, offline=True).received("cbs_kwb")
    assert found.snapshot is not None
    assert last.snapshot is not None
    assert found.snapshot.retrieved_at == last.snapshot.retrieved_at
    assert door(None, store).received("cbs_kwb") == []
    assert door(None, store).faults() == []


def test_a_draft_that_a_kill_left_behind_is_no_snapshot(folder, store):
    (folder / "2019.csv").write_text(TEXT)
    (found,) = door(folder, store).received("cbs_kwb")
    assert found.snapshot is not None
    where = store.folder(found.snapshot)
    where.rename(where.parent / ".partial-1")
    assert door(None, store, offline=True).received("cbs_kwb") == []


def test_too_many_or_too_large_files_are_refused(folder, store, monkeypatch):
    (folder / "2018.csv").write_text(TEXT)
    (folder / "2019.csv").write_text(TEXT)
    monkeypatch.setattr(delimited, "MAX_BYTES", 10)
    with pytest.raises(SourceError, match="larger than"):
        door(folder, store).received("cbs_kwb")
    monkeypatch.setattr(droppedfiles, "_MAX_FILES", 1)
    with pytest.raises(SourceError, match="more than 1 files"):
        door(folder, store).received("cbs_kwb")
    assert len(door(folder, store).faults()) == 1


def test_a_folder_with_the_name_of_a_file_is_refused(folder, store):
    (folder / "2019.csv").mkdir()
    with pytest.raises(SourceError, match="This is no file"):
        door(folder, store).received("cbs_kwb")


def test_a_snapshot_of_a_table_that_the_catalog_lost_is_refused(folder, store):
    (folder / "2019.csv").write_text(TEXT)
    (found,) = door(folder, store).received("cbs_kwb")
    assert found.snapshot is not None
    empty = CATALOG.sources["cbs_kwb"].model_copy(update={"tables": ()})
    lost = Catalog({"cbs_kwb": empty}, CATALOG.indicators, {}, CATALOG.method)
    with pytest.raises(SourceError, match="no longer knows the table"):
        read_snapshot(found.snapshot, store, lost, shipped_file_names())


def test_the_folder_of_the_home_serves_unless_another_is_named(tmp_path):
    assert folder_of(tmp_path, "") is None
    (tmp_path / "bestanden").mkdir()
    assert folder_of(tmp_path, "") == tmp_path / "bestanden"
    other = tmp_path / "elders"
    with pytest.raises(ConfigError, match="is not there"):
        folder_of(tmp_path, str(other))
    other.mkdir()
    assert folder_of(tmp_path, str(other)) == other


def test_a_file_of_another_kind_is_named_and_those_for_people_are_not(folder, store):
    for name in ("kwb.parquet", "brief.docx", "uitleg.pdf", "lees.md", ".verborgen", "~$a.docx"):
        (folder / name).write_bytes(b"x")
    (folder / "bestanden.yaml").write_text("2019.csv: 84583NED\n")
    (folder / "2019.csv").write_text(TEXT)
    (folder / "oud").mkdir()
    said = door(folder, store).unread()
    assert [one.split(":")[0] for one in said] == ["brief.docx", "kwb.parquet", "oud"]
    assert all("not read" in one and "CSV or xlsx" in one for one in said)
    assert door(None, store).unread() == ()


def test_an_examined_file_tells_its_table_and_its_rows(folder, store):
    (folder / "2019.csv").write_text(TEXT)
    (folder / "leeg.csv").write_text("")
    good, bad = door(folder, store).examined()
    assert (good.name, good.table, good.regions) == ("2019.csv", "84583NED (2019)", 2)
    assert ("WK000101", "Wijk 01") in good.names
    assert any("by its name" in note for note in good.notes)
    assert bad.fault is not None
