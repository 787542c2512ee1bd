"""SQL models: dependencies come from the SQL, layers look left, and what hides them is refused."""

from pathlib import Path

import pytest

from wijkfoto.errors import CatalogError, ContractError
from wijkfoto.warehouse.model import LAYERS, dependencies, read_models

CONTRACT = """
description: Proef.
grain: x
key: [x]
columns:
  x: {type: integer, required: true, description: "X."}
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    for layer in LAYERS[1:]:
        (tmp_path / layer).mkdir()
    return tmp_path


def write(
    shelf: Path, name: str, sql: str | None = "select 1 as x", contract: str = CONTRACT
) -> None:
    layer, table = name.split(".")
    (shelf / layer / f"{table}.yml").write_text(contract, encoding="utf-8")
    if sql is not None:
        (shelf / layer / f"{table}.sql").write_text(sql, encoding="utf-8")


def refused(shelf: Path) -> str:
    with pytest.raises(ContractError) as caught:
        read_models(shelf)
    assert caught.value.where
    return str(caught.value)


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("select 1 as x", set()),
        ("select x from raw.a", {"raw.a"}),
        ("select x from RAW.A as b", {"raw.a"}),
        ("with a as (select * from raw.a), b as (select * from a) select x from b", {"raw.a"}),
        ("with A as (select * from raw.q) select x from a", {"raw.q"}),
        ("with a as materialized (select * from raw.a) select x from a", {"raw.a"}),
        ("with recursive a as (select 1 as x union all select x from a, raw.t) from a", {"raw.t"}),
        ("select x from raw.a where x in (select y from staging.b)", {"raw.a", "staging.b"}),
        ("select x from raw.a where exists (select 1 from staging.b)", {"raw.a", "staging.b"}),
        ("select (select max(y) from staging.b) as x", {"staging.b"}),
        (
            "select x from raw.a, lateral (select y from staging.b where y = x)",
            {"raw.a", "staging.b"},
        ),
        ("select x from raw.a semi join raw.b using (x)", {"raw.a", "raw.b"}),
        ("select x from raw.a union all by name select x from raw.b", {"raw.a", "raw.b"}),
        ("from raw.a select x", {"raw.a"}),
        ("select x from (select x from raw.a) order by (select 1 from raw.c)", {"raw.a", "raw.c"}),
        (
            "select x from raw.a qualify count(*) over (order by (from raw.d)) = 1",
            {"raw.a", "raw.d"},
        ),
        ("with a as (with c as (select * from raw.k) select * from c) select x from a", {"raw.k"}),
        ("select unnest([1, 2]) as x from range(3)", set()),
        ("select x from generate_series(1, 3) as t(x)", set()),
    ],
)
def test_dependencies_are_read_from_the_sql(sql, found):
    assert dependencies(sql, "proef.sql") == found


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("pivot raw.a on b using sum(c)", "cannot be parsed"),
        ("select * from (unpivot raw.a on b, c into name n value v)", "pivot"),
        ("create macro f(x) as x + 1", "cannot be parsed"),
        ("create table raw.b as select 1", "cannot be parsed"),
        ("insert into raw.a select 1", "cannot be parsed"),
        ("copy (select 1) to 'x.csv'", "cannot be parsed"),
        ("attach 'x.duckdb'", "cannot be parsed"),
        ("select x frm raw.a", "cannot be parsed"),
        ("select * from read_csv('a.csv')", "'read_csv' is not allowed"),
        ("select * from read_parquet('https://a.test/x')", "'read_parquet' is not allowed"),
        ("select * from glob('*')", "'glob' is not allowed"),
        ("select * from query('select 1')", "'query' is not allowed"),
        ("select * from duckdb_tables()", "'duckdb_tables' is not allowed"),
        ("select * from 'a.csv'", "'a.csv' is neither"),
        ("select * from a", "'a' is neither qualified nor a CTE"),
        ("with b as (with c as (select 1) select * from c) select * from c", "'c' is neither"),
        ("select * from other.raw.a", "another database"),
        ("describe raw.a", "describe and show"),
        ("select * from (summarize raw.a)", "describe and show"),
        ("select 1; select 2", "exactly one select"),
        ("", "exactly one select"),
        ("-- alleen een opmerking", "exactly one select"),
        ("select random() as x", "'random' gives another answer"),
        ("select now() as x", "'now' gives another answer"),
        ("select current_date as x", "'current_date' gives another answer"),
        ("select x from raw.a where y < CURRENT_TIMESTAMP", "gives another answer"),
        ("select getenv('HOME') as x", "'getenv' gives another answer"),
    ],
)
def test_what_hides_its_dependencies_or_differs_by_run_is_refused(sql, told):
    with pytest.raises(ContractError) as caught:
        dependencies(sql, "proef.sql")
    assert told in str(caught.value)
    assert caught.value.where == "proef.sql"


def test_the_shipped_models_come_layer_by_layer_each_after_what_it_reads():
    models = read_models()
    seen = set()
    for model in models:
        assert {d for d in model.depends_on if not d.startswith("raw.")} <= seen
        seen.add(model.qualified)
    layers = [LAYERS.index(model.layer) for model in models]
    assert layers == sorted(layers)


def test_the_shipped_models_are_read_once_and_a_caller_cannot_spoil_them():
    first = read_models()
    first.clear()
    second = read_models()
    assert second[0] is read_models()[0]


def test_models_are_ordered_by_what_they_read(shelf):
    write(shelf, "staging.c", "select x from staging.b")
    write(shelf, "staging.b", "select x from staging.a")
    write(shelf, "staging.a", "select x from raw.z")
    write(shelf, "marts.a", "select x from staging.c")
    write(shelf, "intermediate.p", None, CONTRACT + "produced_by: python\n")
    assert [m.qualified for m in read_models(shelf)] == [
        "staging.a", "staging.b", "staging.c", "intermediate.p", "marts.a",
    ]  # fmt: skip


def test_a_ring_is_refused_and_shown(shelf):
    write(shelf, "staging.a", "select x from staging.b")
    write(shelf, "staging.b", "select x from staging.a")
    message = refused(shelf)
    assert "ring" in message
    assert "staging.a" in message
    assert "staging.b" in message


def test_a_model_does_not_read_itself(shelf):
    write(shelf, "staging.a", "select x from staging.a")
    assert "ring" in refused(shelf)


@pytest.mark.parametrize(
    ("name", "sql", "told"),
    [
        (
            "staging.a",
            "select x from intermediate.b",
            "It reads intermediate.b, which lies to its right",
        ),
        ("staging.a", "select x from marts.b", "lies to its right"),
        ("staging.a", "select x from staging.weg", "staging.weg, which does not exist"),
        ("staging.a", "select x from main.b", "main.b, which is in no layer"),
        ("staging.a", "select x from information_schema.tables", "in no layer"),
    ],
)
def test_a_model_reads_only_what_exists_on_its_left(shelf, name, sql, told):
    write(shelf, name, sql)
    write(shelf, "intermediate.b")
    write(shelf, "marts.b")
    assert told in refused(shelf)


def test_sql_without_a_contract_is_not_passed_over(shelf):
    (shelf / "marts" / "vergeten.sql").write_text("select 1 as x", encoding="utf-8")
    assert "no contract for vergeten" in refused(shelf)


def test_an_empty_file_of_sql_is_not_passed_over(shelf):
    write(shelf, "marts.leeg", "")
    assert "marts/leeg.sql: A model is exactly one select" in refused(shelf)


@pytest.mark.parametrize(
    ("sql", "contract"), [(None, CONTRACT), ("select 1 as x", CONTRACT + "produced_by: python\n")]
)
def test_the_contract_says_who_makes_the_table(shelf, sql, contract):
    write(shelf, "marts.a", sql, contract)
    assert "sql/marts/a.sql: produced_by" in refused(shelf)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("key: [x]", "key: []", "marts/a.yml: key"),
        ("key: [x]\n", "", "marts/a.yml: key: Field required"),
        ("key: [x]", "key: [y]", r"marts/a.yml: The key names unknown columns ['y']"),
        ("type: integer, ", "", "marts/a.yml: columns.x.type: Field required"),
        ("required: true", "verplicht: true", "columns.x.verplicht: Extra inputs"),
        ('  x: {type', '  x: {type: integer, description: "Y."}\n  x: {type', "'x' stands twice"),
    ],
)  # fmt: skip
def test_a_fault_in_a_contract_names_its_layer_file_and_place(shelf, old, new, told):
    assert old in CONTRACT
    write(shelf, "marts.a", contract=CONTRACT.replace(old, new))
    with pytest.raises((CatalogError, ContractError)) as caught:
        read_models(shelf)
    assert told in str(caught.value)
