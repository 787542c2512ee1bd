"""Contracts: what a table promises, read from the YAML beside its SQL.

From a contract come the DDL, the comments and the checks; the tables themselves are filled
elsewhere.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

import duckdb
from pydantic import BaseModel, ConfigDict, Field

from wijkfoto.catalog.load import parse_yaml
from wijkfoto.errors import ContractError
from wijkfoto.warehouse.query import one_row


class ContractModel(BaseModel):
    """Base: frozen, and an unknown key in the YAML is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnContract(ContractModel):
    """One column: its type, whether it may be NULL, what it may hold, what it means."""

    type: str
    description: str
    required: bool = False
    unit: str | None = None
    values: tuple[str | int, ...] = ()
    check: str | None = None
    references: str | None = None

    @property
    def comment(self) -> str:
        """Text for COMMENT ON COLUMN, with the unit."""
        return f"{self.description} Unit: {self.unit}." if self.unit else self.description


class ForeignKey(ContractModel):
    """Columns that must exist, together, as the key of another table of the same schema."""

    columns: tuple[str, ...]
    table: str


class RowCheck(ContractModel):
    """A condition that no row may meet."""

    name: str
    where: str


class TableContract(ContractModel):
    """What a table promises."""

    description: str
    grain: str
    key: Annotated[tuple[str, ...], Field(min_length=1)]
    columns: dict[str, ColumnContract]
    produced_by: Literal["sql", "python"] = "sql"
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[RowCheck, ...] = ()

    @property
    def comment(self) -> str:
        """Text for COMMENT ON TABLE, ending in the grain."""
        return f"{self.description.strip()} Grain: {self.grain}."


class Violation(ContractModel):
    """A broken promise, with up to three offending rows."""

    table: str
    check: str
    rows: int
    sample: str
    columns: tuple[str, ...] = ()
    first: tuple[tuple[Any, ...], ...] = ()


def read_contract(path: Path) -> TableContract:
    """Read a contract; the name of the file is the name of the table.

    Raises:
        CatalogError: With every fault of the file.
    """
    contract: TableContract = parse_yaml(TableContract, path)
    unknown = [name for name in contract.key if name not in contract.columns]
    if unknown:
        raise ContractError(
            f"The key names unknown columns {unknown}.", where=f"{path.parent.name}/{path.name}"
        )
    return contract


def _quoted(value: str | int) -> str:
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _column_ddl(name: str, column: ColumnContract, key: tuple[str, ...]) -> str:
    parts = [f'"{name}"', column.type]
    if column.required or name in key:
        parts.append("not null")
    if column.values:
        allowed = ", ".join(_quoted(value) for value in column.values)
        parts.append(f'check ("{name}" in ({allowed}))')
    if column.check:
        parts.append(f"check ({column.check})")
    return " ".join(parts)


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def create_table(schema: str, name: str, contract: TableContract, *, enforce_keys: bool) -> str:
    """Return the CREATE TABLE statement of a contract.

    Args:
        schema: Schema to create it in.
        name: Name of the table.
        contract: Its contract.
        enforce_keys: Let the database hold primary and foreign keys (the published file); else
            they are checked by query after loading, which is quicker on large tables.
    """
    lines = [_column_ddl(column, c, contract.key) for column, c in contract.columns.items()]
    if enforce_keys:
        lines.append(f"primary key ({_names(contract.key)})")
        for foreign in foreign_keys(contract):
            lines.append(f'foreign key ({_names(foreign.columns)}) references "{foreign.table}"')
    body = ",\n    ".join(lines)
    return f'create table "{schema}"."{name}" (\n    {body}\n)'


def foreign_keys(contract: TableContract) -> list[ForeignKey]:
    """Return all references of a contract, those of single columns included."""
    single = [
        ForeignKey(columns=(name,), table=column.references)
        for name, column in contract.columns.items()
        if column.references
    ]
    return [*single, *contract.foreign_keys]


def comments(schema: str, name: str, contract: TableContract) -> list[str]:
    """Return the COMMENT ON statements of a contract."""
    table = f'"{schema}"."{name}"'
    lines = [f"comment on table {table} is {_quoted(contract.comment)}"]
    for column, c in contract.columns.items():
        lines.append(f'comment on column {table}."{column}" is {_quoted(c.comment)}')
    return lines


def violations(
    con: duckdb.DuckDBPyConnection, schema: str, name: str, contract: TableContract
) -> list[Violation]:
    """Check what DDL alone does not hold: keys, references and row conditions."""
    table = f'"{schema}"."{name}"'
    key = _names(contract.key)
    queries = {
        "key is unique": f"select {key}, count(*) as times from {table} "
        f"group by {key} having count(*) > 1",
    }
    for foreign in foreign_keys(contract):
        queries[f"refers to {foreign.table}"] = _orphans(schema, table, foreign)
    for check in contract.checks:
        queries[check.name] = f"select * from {table} where {check.where}"
    referring = (column for foreign in foreign_keys(contract) for column in foreign.columns)
    said = frozenset({*contract.key, *referring, "times"})
    found = (_violation(con, name, label, query, said) for label, query in queries.items())
    return [violation for violation in found if violation is not None]


def _orphans(schema: str, table: str, foreign: ForeignKey) -> str:
    matching = " and ".join(f'p."{c}" = t."{c}"' for c in foreign.columns)
    # As the published file holds it: a reference that is NULL refers to nothing.
    filled = " and ".join(f't."{c}" is not null' for c in foreign.columns)
    return (
        f"select {_names(foreign.columns)} from {table} as t where {filled} and not exists "
        f'(select 1 from "{schema}"."{foreign.table}" as p where {matching})'
    )


def _violation(
    con: duckdb.DuckDBPyConnection, table: str, label: str, query: str, said: frozenset[str]
) -> Violation | None:
    count = int(one_row(con, f"select count(*) from ({query})")[0])
    if count == 0:
        return None
    found = con.execute(f"{query} limit 3")
    columns = tuple(str(column[0]) for column in found.description)
    first = tuple(tuple(row) for row in found.fetchall())
    # The text goes to logs and mail: it says which rows, never what people said in them.
    named = [tuple(v for c, v in zip(columns, row, strict=True) if c in said) for row in first]
    return Violation(
        table=table,
        check=label,
        rows=count,
        sample=str(named)[:500],
        columns=columns,
        first=first,
    )
