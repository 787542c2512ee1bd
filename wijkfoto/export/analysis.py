"""A table for who computes: CSV as RFC 4180 has it, gzipped, and Parquet with comments.

Both take the same select; the words in them come from the contract.
"""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from wijkfoto.export.rows import given_columns
from wijkfoto.warehouse.contract import TableContract
from wijkfoto.warehouse.query import quoted_path

ROWS_PER_GROUP = 100_000


def write_csv(con: duckdb.DuckDBPyConnection, select: str, path: Path) -> None:
    """Write the rows with comma, point, CRLF and UTF-8; missing is empty, an empty text is `""`."""
    con.execute(
        f"copy ({select}) to '{quoted_path(path)}' "
        "(format csv, header true, new_line '\\r\\n', compression gzip)"
    )


def write_parquet(
    con: duckdb.DuckDBPyConnection, select: str, path: Path, table: str, contract: TableContract
) -> None:
    """Write the rows with the description and unit of each column in its metadata."""
    reader = con.sql(select).to_arrow_reader(ROWS_PER_GROUP)
    schema = _described(reader.schema, table, contract)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch.cast(schema), row_group_size=ROWS_PER_GROUP)


def _described(schema: pa.Schema, table: str, contract: TableContract) -> pa.Schema:
    columns = given_columns(table, contract)
    fields = []
    for field in schema:
        column = columns[field.name]
        words = {"description": column.description} | ({"unit": column.unit} if column.unit else {})
        fields.append(field.with_metadata(words))
    return pa.schema(fields, metadata={"table": table, "description": contract.comment})
