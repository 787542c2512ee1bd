"""Contracts: what the YAML says becomes the table, its keys, its checks and its comments."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkfoto.errors import ContractError
from wijkfoto.warehouse.contract import (
    TableContract,
    comments,
    create_table,
    foreign_keys,
    read_contract,
    violations,
)
from wijkfoto.warehouse.model import Model, read_models
from wijkfoto.warehouse.run import fill_table, insert_frame, open_build, run_model

YAML = """
description: Proef met ' een aanhalingsteken.
grain: code x jaar
key: [code, jaar]
foreign_keys:
  - {columns: [code, jaar], table: ouder}
columns:
  code: {type: varchar, description: "Code."}
  jaar: {type: integer, unit: jaar, description: "Jaar."}
  soort: {type: varchar, values: [hoog, "zo'n", laag], description: "Soort."}
  klasse: {type: integer, values: [-1, 0, 1], description: "Klasse."}
  deel: {type: double, required: true, check: "deel between 0 and 1", description: "Deel."}
checks:
  - name: hoog_is_veel
    where: "soort = 'hoog' and deel < 0.5"
"""
PARENT = """
description: Ouder.
grain: code x jaar
key: [code, jaar]
columns:
  code: {type: varchar, description: "Code."}
  jaar: {type: integer, description: "Jaar."}
"""
ROW = {"code": "a", "jaar": 2020, "soort": "laag", "klasse": 0, "deel": 0.25}


@pytest.fixture
def contract(tmp_path: Path) -> TableContract:
    path = tmp_path / "kind.yml"
    path.write_text(YAML, encoding="utf-8")
    return read_contract(path)


@pytest.fixture
def parent(tmp_path: Path) -> TableContract:
    path = tmp_path / "ouder.yml"
    path.write_text(PARENT, encoding="utf-8")
    return read_contract(path)


@pytest.fixture
def con(parent: TableContract) -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    con.execute("create schema marts")
    con.execute(create_table("marts", "ouder", parent, enforce_keys=True))
    con.execute("insert into marts.ouder values ('a', 2020), ('b', 2020)")
    yield con
    con.close()


def model_of(contract: TableContract, sql: str = "") -> Model:
    return Model("marts", "kind", sql, contract, frozenset())


def add(con: duckdb.DuckDBPyConnection, **changed: object) -> None:
    row = ROW | changed
    con.execute(
        f"insert into marts.kind ({', '.join(row)}) values ({', '.join('?' * len(row))})",
        list(row.values()),
    )


def test_types_and_required_columns_come_from_the_yaml(con, contract):
    con.execute(create_table("marts", "kind", contract, enforce_keys=True))
    rows = con.execute("describe marts.kind").fetchall()
    assert [(r[0], r[1], r[2]) for r in rows] == [
        ("code", "VARCHAR", "NO"),
        ("jaar", "INTEGER", "NO"),
        ("soort", "VARCHAR", "YES"),
        ("klasse", "INTEGER", "YES"),
        ("deel", "DOUBLE", "NO"),
    ]


@pytest.mark.parametrize("enforce", [True, False])
@pytest.mark.parametrize(
    "changed",
    [
        {"soort": "midden"},
        {"klasse": 2},
        {"deel": 1.5},
        {"deel": None},
        {"code": None},
        {"jaar": None},
    ],
)
def test_what_a_column_may_hold_is_held_by_the_table(con, contract, enforce, changed):
    con.execute(create_table("marts", "kind", contract, enforce_keys=enforce))
    add(con)
    with pytest.raises(duckdb.ConstraintException):
        add(con, **({"jaar": 2021} | changed))


@pytest.mark.parametrize("changed", [{"soort": None}, {"klasse": None}, {"soort": "zo'n"}])
def test_a_column_that_is_not_required_may_be_missing(con, contract, changed):
    con.execute(create_table("marts", "kind", contract, enforce_keys=True))
    add(con, **changed)


@pytest.mark.parametrize("changed", [{}, {"code": "c"}])
def test_the_published_table_holds_its_keys_itself(con, contract, changed):
    con.execute(create_table("marts", "kind", contract, enforce_keys=True))
    add(con)
    with pytest.raises(duckdb.ConstraintException, match=r"[Dd]uplicate key|[Ff]oreign key"):
        add(con, **changed)


def test_comments_carry_description_unit_and_grain(con, contract):
    con.execute(create_table("marts", "kind", contract, enforce_keys=False))
    for statement in comments("marts", "kind", contract):
        con.execute(statement)
    table = con.execute("select comment from duckdb_tables() where table_name = 'kind'").fetchall()
    assert table == [("Proef met ' een aanhalingsteken. Grain: code x jaar.",)]
    columns = con.execute(
        "select column_name, comment from duckdb_columns() where table_name = 'kind'"
    ).fetchall()
    assert dict(columns)["jaar"] == "Jaar. Unit: jaar."
    assert dict(columns)["code"] == "Code."


def broken(con: duckdb.DuckDBPyConnection, contract: TableContract) -> list[tuple[str, int]]:
    return [(v.check, v.rows) for v in violations(con, "marts", "kind", contract)]


def test_each_broken_promise_is_told_with_its_rows(con, contract):
    con.execute(create_table("marts", "kind", contract, enforce_keys=False))
    add(con)
    assert broken(con, contract) == []
    add(con)
    add(con, code="c")
    add(con, code="b", soort="hoog")
    assert broken(con, contract) == [
        ("key is unique", 1),
        ("refers to ouder", 1),
        ("hoog_is_veel", 1),
    ]
    samples = [v.sample for v in violations(con, "marts", "kind", contract)]
    assert samples[0] == "[('a', 2020, 2)]"
    assert "'c'" in samples[1]
    assert "'b'" in samples[2]


def test_no_more_than_three_offending_rows_are_shown(con, contract):
    con.execute(create_table("marts", "kind", contract, enforce_keys=False))
    for year in range(2000, 2009):
        add(con, jaar=year)
    found = violations(con, "marts", "kind", contract)[0]
    assert (found.rows, found.sample.count("'a'")) == (9, 3)


def test_a_reference_that_is_missing_refers_to_nothing(tmp_path, con):
    path = tmp_path / "kind.yml"
    text = PARENT.replace("key: [code, jaar]", "key: [nr]").replace(
        "columns:",
        "foreign_keys: [{columns: [code, jaar], table: ouder}]\n"
        "columns:\n  nr: {type: integer, description: N.}",
    )
    path.write_text(text, encoding="utf-8")
    contract = read_contract(path)
    for enforce in (True, False):
        con.execute("drop table if exists marts.kind")
        con.execute(create_table("marts", "kind", contract, enforce_keys=enforce))
        con.execute("insert into marts.kind values (1, 'c', null), (2, null, null), (3, 'a', 2020)")
        assert broken(con, contract) == []


def test_a_reference_of_one_column_is_a_foreign_key(tmp_path):
    path = tmp_path / "kind.yml"
    path.write_text(PARENT.replace("varchar, ", "varchar, references: lijst, "), encoding="utf-8")
    keys = foreign_keys(read_contract(path))
    assert [(k.columns, k.table) for k in keys] == [(("code",), "lijst")]


def run(con: duckdb.DuckDBPyConnection, contract: TableContract, sql: str) -> int:
    return run_model(con, model_of(contract, sql)).rows


GOOD = "select 'a' as code, 2020 as jaar, 'laag' as soort, 0 as klasse, 0.25::double as deel"


def test_a_model_that_keeps_its_contract_is_counted(con, contract):
    assert run(con, contract, GOOD) == 1
    assert run(con, contract, GOOD) == 1, "and is made anew each time"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("'laag'", "'midden'", "CHECK"),
        ("0.25::double", "1.5::double", "CHECK"),
        ("'a' as code", "null as code", "NOT NULL"),
        ("2020 as jaar", "'2020' as jaar", "jaar is VARCHAR, the contract says INTEGER"),
        ("2020 as jaar", "2020.5 as jaar", "jaar is DECIMAL(5,1), the contract says INTEGER"),
        ("2020 as jaar", "2020::bigint as jaar", "jaar is BIGINT"),
        ("2020 as jaar", "2020::double as jaar", "jaar is DOUBLE"),
        ("2020 as jaar, ", "", "The select gives ['code', 'soort', 'klasse', 'deel']"),
        ("2020 as jaar", "2020 as peiljaar", "The select gives"),
        ("'a' as code, 2020 as jaar", "2020 as jaar, 'a' as code", "The select gives"),
        ("select 'a'", "select weg", "weg"),
        (
            "'a' as code",
            "'c' as code",
            "'refers to ouder' is broken by 1 rows, such as [('c', 2020)]",
        ),
        ("'laag'", "'hoog'", "'hoog_is_veel' is broken by 1 rows"),
        (
            "as deel",
            "as deel from range(2)",
            "'key is unique' is broken by 1 rows, such as [('a', 20",
        ),
    ],
)
def test_a_broken_contract_names_table_rule_and_rows(con, contract, old, new, told):
    assert old in GOOD
    with pytest.raises(ContractError) as caught:
        run(con, contract, GOOD.replace(old, new, 1))
    assert caught.value.where == "marts.kind"
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "number", ["1", "1::bigint", "0.5", "0.5::double", "null", "0.5::decimal(4, 2)"]
)
def test_a_number_that_fits_without_loss_is_accepted(con, contract, number):
    sql = GOOD.replace("0.25::double", number)
    if number == "null":
        with pytest.raises(ContractError, match="NOT NULL"):
            run(con, contract, sql)
    else:
        assert run(con, contract, sql) == 1


def test_a_table_that_python_fills_keeps_the_same_contract(con, contract):
    model = model_of(contract)
    assert fill_table(con, model, pd.DataFrame([ROW])).rows == 1
    backwards = pd.DataFrame([{k: ROW[k] for k in reversed(ROW)}])
    assert fill_table(con, model, backwards).rows == 1, "columns go by name"
    assert fill_table(con, model, pd.DataFrame(columns=list(ROW))).rows == 0
    for bad in (ROW | {"soort": "midden"}, ROW | {"code": "c"}, ROW | {"soort": "hoog"}):
        with pytest.raises(ContractError, match=r"marts\.kind"):
            fill_table(con, model, pd.DataFrame([bad]))


@pytest.mark.parametrize("columns", [list(ROW)[:-1], [*ROW, "erbij"]])
def test_a_frame_with_other_columns_is_refused_by_name(con, contract, columns):
    with pytest.raises(
        ContractError, match=r"Columns differ from the contract: \['(deel|erbij)'\]"
    ):
        insert_frame(con, model_of(contract), pd.DataFrame([], columns=columns))


def test_a_missing_number_of_a_frame_is_null(con, contract):
    frame = pd.DataFrame([ROW, ROW | {"jaar": 2020, "code": "b", "klasse": None}])
    fill_table(con, model_of(contract), frame)
    assert con.execute("select count(*) from marts.kind where klasse is null").fetchall() == [(1,)]


@settings(max_examples=25)
@given(st.text(min_size=1, max_size=20).filter(lambda text: "\x00" not in text))
def test_any_text_may_be_a_permitted_value_or_a_description(text):
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        return
    contract = TableContract.model_validate(
        {
            "description": text, "grain": "g", "key": ["a"],
            "columns": {"a": {"type": "varchar", "description": text, "values": [text]}},
        }
    )  # fmt: skip
    with duckdb.connect() as con:
        con.execute("create schema s")
        con.execute(create_table("s", "t", contract, enforce_keys=True))
        for statement in comments("s", "t", contract):
            con.execute(statement)
        con.execute("insert into s.t values (?)", [text])
        found = con.execute(
            "select comment from duckdb_columns() where table_name = 't'"
        ).fetchall()
    assert found == [(text,)]


def test_the_ddl_of_every_shipped_contract_is_taken_by_the_database():
    with duckdb.connect() as con:
        for layer in ("staging", "intermediate", "marts"):
            con.execute(f"create schema {layer}")
        for model in read_models():
            con.execute(create_table(model.layer, model.name, model.contract, enforce_keys=False))
            for statement in comments(model.layer, model.name, model.contract):
                con.execute(statement)


def test_every_shipped_table_says_its_grain_and_every_column_what_it_is():
    for model in read_models():
        for name, column in model.contract.columns.items():
            assert column.description.endswith("."), f"{model.qualified}.{name}"
        assert model.contract.grain, model.qualified


def test_the_build_file_is_private_and_sums_with_one_thread(tmp_path):
    path = tmp_path / "build" / "build.duckdb"
    with open_build(path) as con:
        settings = con.execute(
            "select current_setting('threads'), current_setting('autoload_known_extensions'), "
            "current_setting('TimeZone')"
        ).fetchall()
        schemas = {r[0] for r in con.execute("select schema_name from duckdb_schemas()").fetchall()}
    assert settings == [(1, False, "UTC")]
    assert {"raw", "staging", "intermediate", "marts"} <= schemas
    assert path.stat().st_mode & 0o777 == 0o600
    assert not path.with_name("build.duckdb.wal").exists()
    with open_build(path):
        pass


def test_the_build_file_is_closed_when_a_step_fails(tmp_path):
    path = tmp_path / "build.duckdb"
    with pytest.raises(KeyError), open_build(path):
        raise KeyError
    duckdb.connect(str(path), read_only=True).close()
