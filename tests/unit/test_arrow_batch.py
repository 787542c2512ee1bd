"""Rows become typed columns in one go, and come out as each column alone would."""

import json

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.misbehaving import MEMBERS, PROPERTIES, ROWS, TABLE
from tests.stored import keep_table
from wijkfoto.bronnen.snapshot import SnapshotStore
from wijkfoto.errors import SourceError
from wijkfoto.warehouse import pages
from wijkfoto.warehouse.batch import arrow_batch, arrow_schema

SCHEMA = arrow_schema({"n": "bigint", "x": "double", "t": "varchar"})
LONG = st.none() | st.integers(-(2**63), 2**63 - 1)
NUMBER = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-99, 99)
TEXT = st.none() | st.text(max_size=4) | st.booleans() | st.integers() | st.lists(st.integers())


@given(st.lists(st.tuples(LONG, NUMBER, TEXT, st.integers()), min_size=1, max_size=9))
def test_every_value_comes_out_as_it_came(rows):
    batch = arrow_batch(rows, SCHEMA, "table")
    assert batch.schema == SCHEMA
    assert batch["n"].to_pylist() == [row[0] for row in rows]
    assert batch["x"].to_pylist() == [row[1] for row in rows]
    assert batch["t"].to_pylist() == [
        row[2] if row[2] is None or isinstance(row[2], str) else json.dumps(row[2]) for row in rows
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("1", 2.5, "a"), "n: '1' is"),
        ((1, "  .", 3), r"x: '  \.' is"), ((2**63, 1, "a"), "n: '9223372036854775808' is"),
        ((1, 2**53 + 1, "a"), "x: '9007199254740993' is"), ((1, [], "a"), r"x: '\[\]' is"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_named_with_its_column(row, told):
    with pytest.raises(SourceError, match=f"table, {told} no number"):
        arrow_batch([(1, 2.5, "a"), row], SCHEMA, "table")


def test_no_rows_are_a_batch_of_none():
    assert arrow_batch([], SCHEMA, "table").num_rows == 0


def test_the_rows_of_a_page_are_put_together_many_at_a_time(tmp_path, monkeypatch):
    rows = [ROWS[0] | {"ID": n} for n in range(1_000)]
    store = SnapshotStore(tmp_path)
    snapshot = keep_table(store, ("cbs", TABLE), PROPERTIES, MEMBERS, [rows[:600], rows[600:]])
    sizes = []

    def counted(few: list[tuple[object, ...]], schema: pa.Schema, where: str) -> pa.RecordBatch:
        sizes.append(len(few))
        return arrow_batch(few, schema, where)

    monkeypatch.setattr(pages, "arrow_batch", counted)
    with duckdb.connect() as con:
        assert pages.read_pages(con, "made", {"ID": "bigint"}, snapshot, store) == len(rows)
    assert sizes == [600, 400]
