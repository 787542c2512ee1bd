"""The rows of a table as they are given away: which columns, in which order, of which gemeente.

One select for all formats, so that they cannot differ; how a value is written is theirs.
"""

from collections.abc import Sequence

import duckdb

from wijkfoto.warehouse.contract import ColumnContract, TableContract
from wijkfoto.warehouse.publish import NOT_COMPARED

AREA_COLUMNS = ("region_code", "area_code")
AREA_NAME = "gebied_naam"
"""Column that files for Excel have beside the code of an area."""

CHOSEN = "create or replace temp table gekozen as select unnest($gemeenten) as gemeente"
AREAS = """
    create or replace temp table gebied as
    select k.gemeente, r.region_code as code,
        coalesce(max(r.region_naam) filter (where r.is_current), max(r.region_naam)) as naam
    from gekozen as k join region as r on r.gemeente_code = k.gemeente or r.level = 'land'
    group by all
    union all
    select k.gemeente, g.teamgebied_id, max(g.naam)
    from gekozen as k join teamgebied as g on g.gemeente_code = k.gemeente
    group by all
"""
"""The areas of each chosen gemeente with their names; the land is of all of them."""


def given_columns(table: str, contract: TableContract) -> dict[str, ColumnContract]:
    """Return the columns that a file holds.

    Shapes stand in the map alone. Moments of making and fetching differ between two runs on the
    same sources, whose files must be equal; they stand in the database.
    """
    return {
        name: column
        for name, column in contract.columns.items()
        if column.type != "geometry" and (table, name) not in NOT_COMPARED
    }


def select_rows(table: str, contract: TableContract, where: str = "true") -> str:
    """Return the select of a table, in order of its key.

    Doubles are written at nine significant digits, as tables are compared: two runs that count as
    the same give the same bytes.

    Args:
        table: A published table.
        contract: Its contract.
        where: Condition on the rows.
    """
    columns = ", ".join(_value(name, c.type) for name, c in given_columns(table, contract).items())
    return f'select {columns} from "{table}" as t where {where} order by {_key(contract)}'


def choose(con: duckdb.DuckDBPyConnection, gemeenten: Sequence[str]) -> None:
    """Put the areas of these gemeenten beside the tables, for `select_per_gemeente`."""
    con.execute(CHOSEN, {"gemeenten": list(gemeenten)})
    con.execute(AREAS)


def excel_columns(table: str, contract: TableContract) -> dict[str, str | None]:
    """Return the columns of a file for Excel with their units: the code of an area has its name."""
    columns, place = given_columns(table, contract), _place(table, contract)
    found: dict[str, str | None] = {}
    for name, column in columns.items():
        found[name] = column.unit
        if name == place and "region_naam" not in columns:
            found[AREA_NAME] = None
    return found


def select_per_gemeente(table: str, contract: TableContract, where: str = "true") -> str:
    """Return the select of the rows of each chosen gemeente and the land, one after the other.

    The first column says whose rows they are; the others are those of `excel_columns`. What
    belongs to no area, such as the list of indicators, comes whole for each.
    """
    columns = given_columns(table, contract)
    join, gemeente = _chosen(columns, _place(table, contract))
    parts = [
        f'g.naam as "{AREA_NAME}"' if name == AREA_NAME else _value(name, columns[name].type, "t.")
        for name in excel_columns(table, contract)
    ]
    return (
        f'select {gemeente}, {", ".join(parts)} from "{table}" as t {join} '
        f"where {where} order by {gemeente}, {_key(contract, 't.')}"
    )


def _place(table: str, contract: TableContract) -> str | None:
    """Return the column with the code of an area, if there is one."""
    columns = given_columns(table, contract)
    return next((name for name in AREA_COLUMNS if name in columns), None)


def _chosen(columns: dict[str, ColumnContract], place: str | None) -> tuple[str, str]:
    """Return the joins that pick the rows of each gemeente, and the column that names it."""
    if place and (place == "region_code" or "gemeente_code" not in columns):
        return f'join gebied as g on g.code = t."{place}"', "g.gemeente"
    mine = (
        'join gekozen as k on k.gemeente = t."gemeente_code"'
        if "gemeente_code" in columns
        else "cross join gekozen as k"
    )
    # The area may be missing: what is about the whole gemeente stays.
    name = f'left join gebied as g on g.gemeente = k.gemeente and g.code = t."{place}"'
    return f"{mine} {name if place else ''}", "k.gemeente"


def _value(name: str, kind: str, table: str = "") -> str:
    if kind != "double":
        return f'{table}"{name}"'
    # Adding 0.0 makes minus zero plain zero.
    return f'cast(format(\'{{:.9g}}\', {table}"{name}" + 0.0) as double) as "{name}"'


def _key(contract: TableContract, table: str = "") -> str:
    return ", ".join(f'{table}"{name}"' for name in contract.key)
