"""The rows of a table as they are given away: which columns, in which order, of which gemeente.

One select for all formats, so that they cannot differ; how a value is written is theirs.
"""

from wijkfoto.warehouse.contract import ColumnContract, TableContract
from wijkfoto.warehouse.publish import NOT_COMPARED

AREA_COLUMNS = ("region_code", "area_code")
AREA_NAME = "gebied_naam"
"""Column that files for Excel have beside the code of an area."""

REGIONS_OF = "select region_code from region where gemeente_code = $gemeente or level = 'land'"
AREAS_OF = (
    f"{REGIONS_OF} union all select teamgebied_id from teamgebied where gemeente_code = $gemeente"
)
AREA_NAMES = (
    "select region_code as code, max(region_naam) as naam from region where is_current "
    "group by region_code union all select teamgebied_id, max(naam) from teamgebied "
    "group by teamgebied_id"
)


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


def select_of_gemeente(table: str, contract: TableContract, where: str = "true") -> str:
    """Return the select of the rows of `$gemeente` and the land, with the name of each area.

    What belongs to no area, such as the list of indicators, comes whole.
    """
    columns, place = given_columns(table, contract), area_column(table, contract)
    parts = []
    for name, column in columns.items():
        parts.append(_value(name, column.type, "t."))
        if name == place:
            parts.append(f'gebied.naam as "{AREA_NAME}"')
    names = f' left join ({AREA_NAMES}) as gebied on gebied.code = t."{place}"' if place else ""
    return (
        f'select {", ".join(parts)} from "{table}" as t{names} '
        f"where ({where}) and {_of_gemeente(columns)} order by {_key(contract, 't.')}"
    )


def area_column(table: str, contract: TableContract) -> str | None:
    """Return the column whose area is named beside it; None where the table has the name."""
    if table in ("region", "teamgebied"):
        return None
    return next((name for name in AREA_COLUMNS if name in contract.columns), None)


def _of_gemeente(columns: dict[str, ColumnContract]) -> str:
    if "region_code" in columns:
        return f"t.region_code in ({REGIONS_OF})"
    if "gemeente_code" in columns:
        return "t.gemeente_code = $gemeente"
    return f"t.area_code in ({AREAS_OF})" if "area_code" in columns else "$gemeente <> ''"


def _value(name: str, kind: str, table: str = "") -> str:
    if kind != "double":
        return f'{table}"{name}"'
    # Adding 0.0 makes minus zero plain zero.
    return f'cast(format(\'{{:.9g}}\', {table}"{name}" + 0.0) as double) as "{name}"'


def _key(contract: TableContract, table: str = "") -> str:
    return ", ".join(f'{table}"{name}"' for name in contract.key)
