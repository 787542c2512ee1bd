"""SQL models: one file is one select is one table; dependencies come from the SQL itself.

Finding, ordering and checking the shape of models happens here; running them is `run`'s work.
"""

import json
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from wijkfoto.errors import ContractError
from wijkfoto.resources import shelf
from wijkfoto.warehouse.contract import TableContract, read_contract
from wijkfoto.warehouse.query import one_row

LAYERS = ("raw", "staging", "intermediate", "marts")
"""Layers in order; a model looks left only, or at its own layer."""

TABLE_FUNCTIONS = frozenset({"range", "unnest", "generate_series"})
"""The only table functions a model may use: others read files or hide what they depend on."""


FICKLE = frozenset(
    {
        "random", "setseed", "uuid", "gen_random_uuid", "now", "today", "get_current_time",
        "get_current_timestamp", "transaction_timestamp", "current_date", "current_time",
        "current_timestamp", "localtime", "localtimestamp", "getenv", "current_setting",
    }
)  # fmt: skip
"""What gives another answer in another run, and so may not enter a table (decision 12)."""


@dataclass(frozen=True)
class Model:
    """A table of the warehouse.

    Attributes:
        layer: staging, intermediate or marts.
        name: Name of the table.
        sql: The select; empty for a table that Python fills.
        contract: What the table promises.
        depends_on: Qualified names of the tables it reads.
    """

    layer: str
    name: str
    sql: str
    contract: TableContract
    depends_on: frozenset[str]

    @property
    def qualified(self) -> str:
        """Name with its layer."""
        return f"{self.layer}.{self.name}"


def dependencies(
    sql: str, where: str, parser: duckdb.DuckDBPyConnection | None = None
) -> frozenset[str]:
    """Return the qualified tables that a select reads.

    Args:
        sql: The select.
        where: What to call it in an error.
        parser: A connection to parse with, for who asks many; None opens one.

    Raises:
        ContractError: If the SQL cannot be parsed, reads an unqualified name that is no CTE of
            its own, or uses a table function that is not allowed.
    """
    tree = json.loads(_serialized(sql, parser))
    if tree.get("error"):
        message = str(tree.get("error_message", "")).split("\n", maxsplit=1)[0]
        raise ContractError(f"The SQL cannot be parsed: {message}", where=where)
    if len(tree["statements"]) != 1:
        raise ContractError("A model is exactly one select.", where=where)
    found: set[str] = set()
    _walk(tree, frozenset(), found, where)
    return frozenset(found)


def _serialized(sql: str, parser: duckdb.DuckDBPyConnection | None) -> str:
    with nullcontext(parser) if parser else duckdb.connect() as con:
        return str(one_row(con, "select json_serialize_sql(?)", [sql])[0])


def _walk(node: Any, ctes: frozenset[str], found: set[str], where: str) -> None:  # noqa: ANN401 - parse tree
    if isinstance(node, list):
        for item in node:
            _walk(item, ctes, found, where)
        return
    if not isinstance(node, dict):
        return
    own = {entry["key"].lower() for entry in (node.get("cte_map") or {}).get("map", [])}
    visible = ctes | own
    _look_at(node, visible, found, where)
    _refuse_fickle(node, where)
    for value in node.values():
        _walk(value, visible, found, where)


def _look_at(node: dict[str, Any], ctes: frozenset[str], found: set[str], where: str) -> None:
    kind = node.get("type")
    if kind == "BASE_TABLE":
        schema, table = str(node["schema_name"]).lower(), str(node["table_name"]).lower()
        if node.get("catalog_name"):
            raise ContractError(f"'{table}' is read from another database.", where=where)
        if schema:
            found.add(f"{schema}.{table}")
        elif table not in ctes:
            raise ContractError(f"'{table}' is neither qualified nor a CTE.", where=where)
    elif kind == "TABLE_FUNCTION":
        function = str(node.get("function", {}).get("function_name", "")).lower()
        if function not in TABLE_FUNCTIONS:
            raise ContractError(f"The table function '{function}' is not allowed.", where=where)
    elif kind == "PIVOT":
        raise ContractError("pivot hides its columns and is not allowed.", where=where)
    elif kind == "SHOW_REF":
        raise ContractError("describe and show hide what they depend on.", where=where)


def _refuse_fickle(node: dict[str, Any], where: str) -> None:
    """Refuse a call of what differs from run to run, with or without its brackets."""
    if node.get("class") not in ("FUNCTION", "COLUMN_REF"):
        return
    called = [str(node.get("function_name")), *map(str, node.get("column_names", ()))]
    for name in called:
        if name.lower() in FICKLE:
            raise ContractError(f"'{name}' gives another answer in another run.", where=where)


def read_models(root: Path | None = None) -> list[Model]:
    """Read all models and contracts, in an order in which each can be built.

    Args:
        root: The sql shelf; None for the shipped one, which is read once.

    Raises:
        ContractError: If a model looks right, reads what does not exist, or models form a ring.
    """
    return list(_shipped_models()) if root is None else _read_shelf(root)


@cache
def _shipped_models() -> tuple[Model, ...]:
    return tuple(_read_shelf(shelf("sql")))


def _read_shelf(folder: Path) -> list[Model]:
    with duckdb.connect() as parser:
        layers = [_read_layer(folder, layer, parser) for layer in LAYERS[1:]]
    models = {model.qualified: model for layer in layers for model in layer}
    for model in models.values():
        _check_direction(model, models)
    graph = {name: {d for d in m.depends_on if d in models} for name, m in sorted(models.items())}
    try:
        ordered = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise ContractError(f"Models form a ring: {error.args[1]}.", where="sql") from error
    position = {layer: number for number, layer in enumerate(LAYERS)}
    # Layer by layer, because each layer is one step of the pipeline.
    return sorted((models[name] for name in ordered), key=lambda m: position[m.layer])


def _read_layer(folder: Path, layer: str, parser: duckdb.DuckDBPyConnection) -> list[Model]:
    found = []
    for path in sorted((folder / layer).glob("*.yml")):
        contract = read_contract(path)
        sql_path = path.with_suffix(".sql")
        where = f"sql/{layer}/{sql_path.name}"
        if (contract.produced_by == "sql") != sql_path.exists():
            raise ContractError("produced_by and the presence of the SQL disagree.", where=where)
        sql = sql_path.read_text(encoding="utf-8") if sql_path.exists() else ""
        needs = dependencies(sql, where, parser) if sql_path.exists() else frozenset()
        found.append(Model(layer, path.stem, sql, contract, needs))
    without = {p.stem for p in (folder / layer).glob("*.sql")} - {model.name for model in found}
    if without:
        raise ContractError(
            f"There is no contract for {', '.join(sorted(without))}.",
            where=f"sql/{layer}",
            next_step="Write the YAML beside the SQL.",
        )
    return found


def _check_direction(model: Model, models: dict[str, Model]) -> None:
    for name in sorted(model.depends_on):
        layer = name.split(".", maxsplit=1)[0]
        if layer not in LAYERS:
            raise ContractError(f"It reads {name}, which is in no layer.", where=model.qualified)
        if LAYERS.index(layer) > LAYERS.index(model.layer):
            raise ContractError(f"It reads {name}, which lies to its right.", where=model.qualified)
        if layer != "raw" and name not in models:
            raise ContractError(f"It reads {name}, which does not exist.", where=model.qualified)
