"""Runs one SQL model on a handful of given rows: the format of the files in `cases/`.

A case names its rule, the rows of the tables that the model reads, and the rows that it must give.
Tables are written as text: a line of column names, then a line per row, cells in YAML notation
(`null`, `12`, `true`, `'GM0606    '`). Columns that a table leaves out take the default of the
file; columns that `expect` leaves out are not looked at. Every row must be expected, in the order
of the key. A table that the contract refers to may be given too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import shapely
import yaml

from wijkfoto.warehouse.contract import create_table, foreign_keys
from wijkfoto.warehouse.model import LAYERS, Model, dependencies, read_models
from wijkfoto.warehouse.raw import create_raw_tables
from wijkfoto.warehouse.run import run_model

Row = dict[str, Any]

CASES = Path(__file__).parent / "cases"
SHAPES = ("geometry", "outline")
"""Columns that are written as text (WKT)."""
QUESTIONS = Path(__file__).parent / "questions"
"""Cases of the plausibility checks, in the same format."""


@dataclass(frozen=True)
class Case:
    """One rule of a model, with the smallest rows that show it."""

    model: str
    rule: str
    given: dict[str, list[Row]]
    expect: list[Row]

    def __str__(self) -> str:
        return f"{self.model}: {self.rule}"


@cache
def models() -> dict[str, Model]:
    """All models by qualified name."""
    return {model.qualified: model for model in read_models()}


def read_cases(folder: Path = CASES) -> list[Case]:
    """All cases of all files of a folder."""
    return [case for path in sorted(folder.glob("*.yaml")) for case in _read_file(path)]


def _read_file(path: Path) -> Iterator[Case]:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    defaults = raw.get("defaults", {})
    for case in raw["cases"]:
        tables = {**raw.get("given", {}), **case["given"]}
        yield Case(
            model=path.stem,
            rule=case["rule"],
            given={
                name: [defaults.get(name, {}) | row for row in _rows(text)]
                for name, text in tables.items()
            },
            expect=_rows(case["expect"]),
        )


def _rows(text: str) -> list[Row]:
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return []
    names = [cell.strip() for cell in lines[0].split("|")]
    return [
        dict(zip(names, (yaml.safe_load(cell) for cell in line.split("|")), strict=True))
        for line in lines[1:]
    ]


@contextmanager
def empty_warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """A build file in memory, with the raw tables and nothing in them."""
    con = duckdb.connect()
    try:
        con.execute("set threads to 1")
        con.execute("set TimeZone = 'UTC'")
        for schema in LAYERS:
            con.execute(f"create schema {schema}")
        create_raw_tables(con)
        yield con
    finally:
        con.close()


def fill(con: duckdb.DuckDBPyConnection, table: str, rows: list[Row]) -> None:
    """Insert rows by column name; a geometry is written as text (WKT)."""
    for row in rows:
        names = ", ".join(f'"{name}"' for name in row)
        places = ", ".join("ST_GeomFromWKB(?)" if n in SHAPES else "?" for n in row)
        values = [shapely.from_wkt(v).wkb if n in SHAPES and v else v for n, v in row.items()]
        con.execute(f"insert into {table} ({names}) values ({places})", values)


def run_case(case: Case) -> list[Row]:
    """Run the model of a case; return the columns that it looks at."""
    model = models()[case.model]
    referred = {f"{model.layer}.{key.table}" for key in foreign_keys(model.contract)}
    with filled(case, model.depends_on | referred) as con:
        run_model(con, model)
        names = list(case.expect[0]) if case.expect else list(model.contract.columns)
        shown = ", ".join(f"ST_AsText({n})" if n == "geometry" else f'"{n}"' for n in names)
        key = ", ".join(f'"{name}"' for name in model.contract.key)
        found = con.execute(f"select {shown} from {case.model} order by {key}").fetchall()
    return [dict(zip(names, row, strict=True)) for row in found]


def run_question(case: Case, sql: str) -> list[Row]:
    """Run a plausibility check on the rows of a case; return its rows as they come."""
    with filled(case, dependencies(sql, case.model)) as con:
        answer = con.execute(sql)
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


@contextmanager
def filled(case: Case, needed: frozenset[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A build file in memory with the tables that a case needs, and its rows in them."""
    known = models()
    unread = set(case.given) - needed
    assert not unread, f"{case.model} does not read {sorted(unread)}"
    with empty_warehouse() as con:
        for name in sorted(needed):
            if not name.startswith("raw."):
                upstream = known[name]
                statement = create_table(
                    upstream.layer, upstream.name, upstream.contract, enforce_keys=False
                )
                con.execute(statement)
            fill(con, name, case.given.get(name, []))
        yield con
