"""Reads a file of the downloads back as the table that it holds, whatever its format.

For checks on what is given away, which must see what a reader sees; not for the line itself.
"""

from pathlib import Path

import duckdb
import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq

from wijkfoto.export import excel
from wijkfoto.export.files import CSV_END, EXCEL_END, GUIDE_FILE, MAP_FILE, PARQUET_END
from wijkfoto.export.offer import published_contracts
from wijkfoto.export.rows import AREA_NAME, given_columns
from wijkfoto.warehouse.publish import DATABASE
from wijkfoto.warehouse.query import quoted_path


def read_back(path: Path, layer: str | None = None) -> pd.DataFrame:
    """Return the rows of a file, with the types of the table.

    Args:
        path: A file as `stored_tables` lists it.
        layer: Layer of the map, or table of the database.

    Returns:
        A column per column of the file; missing is NA. A map has its shapes in `geometry`.

    Raises:
        ValueError: If the file is of no known kind, or of a table that is not published.
    """
    name = path.name
    if name in (MAP_FILE, DATABASE):
        if layer is None:
            raise ValueError(f"{name} holds several tables; say which")
        return gpd.read_file(path, layer=layer) if name == MAP_FILE else _database(path, layer)
    if name.endswith(CSV_END):
        return _csv(path, name.removesuffix(CSV_END))
    if name.endswith(PARQUET_END):
        return _typed(pq.ParquetFile(path).read().to_pandas(), name.removesuffix(PARQUET_END))
    if name.endswith(EXCEL_END):
        return _excel(path, None if name == GUIDE_FILE else name.removesuffix(EXCEL_END))
    raise ValueError(f"{name} is no file of the downloads")


def _types(table: str) -> dict[str, str]:
    if table not in published_contracts():
        raise ValueError(f"'{table}' is not published")
    columns = given_columns(table, published_contracts()[table])
    return {name: column.type for name, column in columns.items()}


def _database(path: Path, table: str) -> pd.DataFrame:
    columns = ", ".join(f'"{name}"' for name in _types(table))
    with duckdb.connect(str(path), read_only=True) as con:
        return _typed(con.execute(f'select {columns} from "{table}"').df(), table)


def _csv(path: Path, table: str) -> pd.DataFrame:
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in _types(table).items())
    with duckdb.connect() as con:
        frame = con.execute(
            f"select * from read_csv('{quoted_path(path)}', header = true, delim = ',', "
            f"quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, "
            f"compression = 'gzip', columns = {{{types}}})"
        ).df()
    return _typed(frame, table)


def _excel(path: Path, table: str | None) -> pd.DataFrame:
    frame = pd.read_csv(
        path, sep=excel.DELIMITER, dtype="string", keep_default_na=False, encoding="utf-8-sig"
    ).replace("", pd.NA)
    kinds = _types(table) | {AREA_NAME: "varchar"} if table else {}
    return frame.apply(lambda cells: _column(cells, kinds.get(str(cells.name), "varchar")))


def _column(cells: pd.Series, kind: str) -> pd.Series:
    if kind == "double":
        return cells.str.replace(",", ".").astype("Float64")
    if kind in ("integer", "bigint"):
        return cells.astype("Int64")
    if kind == "boolean":
        return cells.map({excel.YES: True, excel.NO: False}).astype("boolean")
    if kind == "date":
        return pd.to_datetime(cells)
    return cells.map(excel.as_it_was, na_action="ignore").astype("string")


def _typed(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Give each column the one type that all formats share, which knows what is missing."""
    names = {
        "varchar": "string", "double": "Float64", "integer": "Int64", "bigint": "Int64",
        "boolean": "boolean", "date": "datetime64[us]",
    }  # fmt: skip
    return frame.astype({name: names[kind] for name, kind in _types(table).items()})
