"""A file is looked at before it is read: what it is, how large, and which kind."""

import os
from pathlib import Path

import pytest

from wijkfoto.bronnen.opened import UnopenedError, is_gone, other_kind, read_file


def told(path: Path, most: int = 1000) -> UnopenedError:
    with pytest.raises(UnopenedError) as caught:
        read_file(path, most)
    return caught.value


def test_a_file_and_a_link_to_it_are_read(tmp_path: Path):
    (tmp_path / "a.csv").write_bytes(b"a;b\n")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    assert read_file(tmp_path / "a.csv", 4) == read_file(tmp_path / "b.csv", 4) == b"a;b\n"


def test_size_is_told_before_anything_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with (tmp_path / "film.csv").open("wb") as file:
        file.truncate(800_000_000)
    monkeypatch.setattr("wijkfoto.bronnen.opened.other_kind", lambda _: pytest.fail("was read"))
    assert (
        "800 MB and nothing of it was read; 500 MB" in told(tmp_path / "film.csv", 500_000_000).what
    )


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\0\0\0\x20ftypmp42" + bytes(50), "a film or a picture"),
        (b"\x1aE\xdf\xa3" + bytes(50), "a film"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0", "a picture"),
        (b"a;b\n1;\0\n", "no text file, no workbook and no SPSS file"),
        (b"$FL2@(#)\0", ""),
        (b"PK\x03\x04\0", ""),
        ("a;b".encode("utf-16"), ""),
        (b"ID3;PAR1;RIFF\n1;2;3", ""),  # names of columns
    ],
)
def test_another_kind_is_known_by_its_first_bytes(tmp_path: Path, body: bytes, kind: str):
    assert other_kind(body) == kind
    if kind:
        (tmp_path / "a.sav").write_bytes(body)
        assert kind in told(tmp_path / "a.sav").what


def test_what_is_no_file_is_told_and_never_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dead").symlink_to(tmp_path / "gone")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    found = {name: told(tmp_path / name) for name in ("pipe", "dead", "loop", "gone", ".")}
    assert {name: error.what for name, error in found.items()} == {
        "pipe": "This is a pipe or a device, no file.",
        "dead": "This link leads to nothing.",
        "loop": "This link leads to nothing.",
        "gone": "There is no such file.",
        ".": "This is a folder, no file.",
    }
    assert told(Path("/dev/zero")).what == "This is a pipe or a device, no file."
    assert all(error.misplaced and error.next_step for error in found.values())


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("wijkfoto.bronnen.opened.os.open", refuse)  # the tests may run as root
    assert told(tmp_path / "a").what == "You may not read this file."


def test_only_what_is_not_there_is_gone(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"")
    assert [is_gone(tmp_path / "a"), is_gone(tmp_path / "b"), is_gone(tmp_path / "a" / "c")] == [
        False, True, True
    ]  # fmt: skip
