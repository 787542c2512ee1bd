"""Write docs/data-dictionary.md from the contracts of the published tables, or check that it is so.

Here: from contract to Markdown. Not here: what a table promises, which stands in sql/marts.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from wijkfoto import SCHEMA_VERSION
from wijkfoto.warehouse.contract import ColumnContract, TableContract, foreign_keys
from wijkfoto.warehouse.model import Model, read_models

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "data-dictionary.md"
LAYER = "marts"
"""The layer whose tables are published."""

_HEADER = ("column", "type", "unit", "required", "permitted", "description")

_INTRODUCTION = f"""# Data dictionary

Made by `python -m tools.data_dictionary` from the contracts in `sql/marts`. Change a contract and
run the tool again; do not change this page.

The published file `wijkfoto.duckdb` holds the tables below in one schema, `main`. Version of the
schema: {SCHEMA_VERSION}. The same texts are comments in the file: ask `duckdb_tables()` and
`duckdb_columns()`. The file itself holds keys, references, permitted values and conditions on a
column; conditions on a row are checked before a table is published. The view `region_now` holds the
rows of `region` with `is_current`; `observation_now` holds their figures, of each year the row for
the newest boundaries.

A column that is not required may be NULL. Missing is NULL with a status or a certainty beside it,
never 0. `permitted` holds the values a column may take, a condition it must meet, or the table that
it refers to. A type `geometry` holds a shape without a coordinate system of its own; it is
EPSG:28992.
"""


def published(models: Iterable[Model]) -> list[Model]:
    """Return the published tables in order of name."""
    return sorted((m for m in models if m.layer == LAYER), key=lambda model: model.name)


def dictionary(models: Iterable[Model]) -> str:
    """Return the whole page; equal contracts give an equal text."""
    tables = published(models)
    listed = "\n".join(f"- [{m.name}](#{m.name}): {_plain(m.contract.grain)}" for m in tables)
    parts = [_INTRODUCTION, f"## Tables and their grain\n\n{listed}\n"]
    return "\n".join([*parts, *(_table(model) for model in tables)])


def _table(model: Model) -> str:
    contract = model.contract
    filled = "SQL" if contract.produced_by == "sql" else "Python"
    facts = [
        f"- Grain: {_plain(contract.grain)}",
        f"- Key: {', '.join(f'`{name}`' for name in contract.key)}",
        f"- Filled by: {filled}",
    ]
    facts += [
        f"- Refers to: `{foreign.table}` ({', '.join(f'`{name}`' for name in foreign.columns)})"
        for foreign in foreign_keys(contract)
    ]
    facts += [f"- No row may meet {check.name}: `{check.where}`" for check in contract.checks]
    rows = [_HEADER, tuple("---" for _ in _HEADER)]
    rows += [_row(name, column, contract) for name, column in contract.columns.items()]
    grid = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    text = _plain(contract.description)
    return "\n\n".join([f"## {model.name}", text, "\n".join(facts), grid]) + "\n"


def _row(name: str, column: ColumnContract, contract: TableContract) -> tuple[str, ...]:
    # The DDL makes a column of the key required too, whatever its contract says.
    required = "yes" if column.required or name in contract.key else ""
    cells = (column.type, column.unit or "", required, _permitted(column), column.description)
    return (f"`{name}`", *(_plain(cell).replace("|", "\\|") for cell in cells))


def _permitted(column: ColumnContract) -> str:
    found = [", ".join(f"`{value}`" for value in column.values)] if column.values else []
    if column.check:
        found.append(f"`{column.check}`")
    if column.references:
        found.append(f"key of `{column.references}`")
    return "; ".join(found)


def _plain(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def main(arguments: list[str] | None = None, target: Path = TARGET) -> int:
    """Write the page; with `--check` only compare, and return 1 when it is out of date.

    Args:
        arguments: Words after the name of the tool; None for those of the process.
        target: The page.
    """
    words = sys.argv[1:] if arguments is None else arguments
    if set(words) - {"--check"}:
        print("Usage: python -m tools.data_dictionary [--check]", file=sys.stderr)
        return 2
    text = dictionary(read_models())
    if not words:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        print(f"{target.name}: {len(text.splitlines())} lines.")
        return 0
    if target.is_file() and target.read_text(encoding="utf-8") == text:
        print(f"{target.name} says what the contracts say.")
        return 0
    print(f"{target.name} is out of date. Run: python -m tools.data_dictionary")
    return 1


if __name__ == "__main__":
    sys.exit(main())
