"""Rows come out of a stream as Python reads them out of a page, in memory that stays the same."""

import gzip
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkfoto.bronnen import jsonrows
from wijkfoto.bronnen.draft import PageFile
from wijkfoto.bronnen.jsonrows import NotJsonError, NotRowsError, RowReader
from wijkfoto.bronnen.runs import RowNumbers

VALUES = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=6)
ROWS = st.lists(st.dictionaries(st.sampled_from(["ID", "},{", 'a"]']), VALUES | st.lists(VALUES)))


def read(body: bytes, size: int) -> tuple[list[dict[str, object]], dict[str, object]]:
    reader = RowReader(dict)
    rows = [row for n in range(0, len(body), size) for row in reader.feed(body[n : n + size])]
    rows += reader.finish()
    return rows, reader.envelope


@given(ROWS, st.integers(1, 40), st.sampled_from([1, 30, 1 << 18]), st.sampled_from([None, 1]))
def test_any_page_in_any_pieces_gives_its_rows(rows, size, batch, indent):
    body = json.dumps({"x": 1, "value": rows, "next": "y"}, indent=indent).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonrows, "BATCH", batch)
        assert read(body, size) == (rows, {"x": 1, "next": "y"})


@given(st.integers(1, 60), st.sampled_from([1, 1 << 18]))
def test_a_page_that_is_cut_anywhere_is_refused(cut, batch):
    body = json.dumps({"value": [{"ID": 1, "t": "},{"}, {"ID": 2}], "next": "y"}).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonrows, "BATCH", batch)
        with pytest.raises((NotJsonError, NotRowsError)):
            read(body[: -min(cut, len(body))], 7)


@pytest.mark.parametrize(
    "body",
    [
        b'{"value":[{"ID":1},]}', b'{"value":[,{"ID":1}]}', b'{"value":[{"ID":1}{"ID":2}]}',
        b'{"value":[{"ID":1}]}]', b'{"value":[{"ID":NaN}]}', b'{"value":[{"ID":1}],}', b"",
        b'{"value":[{"t":"\xff"}]}', b'{"value":[' + b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_nearly_json_is_refused(body):
    with pytest.raises(NotJsonError):
        read(body, 5)


@pytest.mark.parametrize(
    "body", [b"[1]", b'{"value":1}', b'{"value":[1]}', b'{"a":{"value":[]}}', b'{"value":[null]}']
)
def test_json_without_rows_is_told_apart(body):
    with pytest.raises(NotRowsError):
        read(body, 5)


def test_a_row_that_never_ends_is_not_gathered_for_ever(monkeypatch):
    monkeypatch.setattr(jsonrows, "LONGEST", 1000)
    reader = RowReader(dict)
    reader.feed(b'{"value":[{"t":"')
    reader.feed(b"x" * 900)
    with pytest.raises(NotJsonError):
        reader.feed(b"x" * 100)


def stream(rows: int) -> Iterator[bytes]:
    yield b'{"value":['
    for n in range(rows):
        row = json.dumps({"ID": n, "naam": "x" * 400}).encode()
        yield row if n == 0 else b"," + row
    yield b"]}"


def peak(rows: int, path: Path) -> int:
    """Most bytes that Python held while a page of so many rows was packed and read."""
    tracemalloc.start()
    reader, numbers, page = RowReader(dict), RowNumbers(), PageFile(path)
    for piece in stream(rows):
        page.write(piece)
        for row in reader.feed(piece):
            numbers.add(row["ID"])
    for row in reader.finish():
        numbers.add(row["ID"])
    page.close()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert numbers.runs == ((0, rows - 1),)
    return most


def test_a_page_ten_times_as_long_takes_no_more_memory(tmp_path):
    small, large = peak(2_000, tmp_path / "a.gz"), peak(20_000, tmp_path / "b.gz")
    assert large < 1.2 * small
    assert len(gzip.decompress((tmp_path / "b.gz").read_bytes())) > large


@given(st.sets(st.integers(0, 40)), st.randoms())
def test_runs_hold_what_was_added_in_any_order(numbers, order):
    shuffled = list(numbers)
    order.shuffle(shuffled)
    runs = RowNumbers()
    for number in shuffled:
        runs.add(number)
        with pytest.raises(ValueError, match="cannot be added"):
            runs.add(number)
    held = [n for first, last in runs.runs for n in range(first, last + 1)]
    assert held == sorted(numbers)
    assert len(runs) == len(numbers)
    assert all(a[1] + 1 < b[0] for a, b in zip(runs.runs, runs.runs[1:], strict=False))
    for first in range(0, 40, 7):
        inside = sorted(n for n in numbers if first <= n <= first + 5)
        assert runs.overlap(first, first + 5) == (inside[0] if inside else None)
