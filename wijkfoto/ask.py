"""SQL from a user on the published tables: read-only, without file or network access."""

import io
import json

import duckdb
import pandas as pd

from wijkfoto.errors import ConfigError, WijkfotoError
from wijkfoto.home import Home
from wijkfoto.settings import Settings

FORMATS = ("table", "csv", "json")


def open_published(settings: Settings) -> duckdb.DuckDBPyConnection:
    """Open the published file for a user's questions.

    The file is resolved first, so that a publish meanwhile cannot mix two editions.

    Raises:
        WijkfotoError: If nothing has been published yet.
    """
    path = Home(settings.home).published
    if not path.exists():
        raise WijkfotoError(
            "Nothing has been published yet.",
            where=str(path),
            next_step="Run `wijkfoto demo` or `wijkfoto run` first.",
        )
    con = duckdb.connect(str(path.resolve()), read_only=True)
    # After these, no SQL can reach a file or an address, nor undo them.
    con.execute("set enable_external_access = false")
    con.execute("set autoinstall_known_extensions = false")
    con.execute("set autoload_known_extensions = false")
    con.execute("set lock_configuration = true")
    return con


def ask(settings: Settings, query: str, output: str) -> str:
    """Return the answer to a query as text.

    Args:
        settings: Settings with the home.
        query: One SQL statement.
        output: table, csv or json.

    Raises:
        ConfigError: If the format is unknown or the SQL is not understood.
    """
    if output not in FORMATS:
        raise ConfigError(
            f"'{output}' is no format.", where="--format", next_step="Choose table, csv or json."
        )
    con = open_published(settings)
    try:
        frame = con.execute(query).df()
    except duckdb.Error as error:
        message = str(error).split("\n", maxsplit=1)[0]
        raise ConfigError(
            message,
            where="sql",
            next_step='Tables are listed by: wijkfoto sql "show tables".',
        ) from error
    finally:
        con.close()
    return written(frame, output)


def written(frame: pd.DataFrame, output: str) -> str:
    """Write a frame as table, csv or json; missing is empty, or null in json."""
    if output == "csv":
        buffer = io.StringIO()
        frame.to_csv(buffer, index=False)
        return buffer.getvalue().rstrip("\n")
    if output == "json":
        text = frame.to_json(orient="records", date_format="iso", force_ascii=False)
        return json.dumps(json.loads(text or "[]"), ensure_ascii=False, indent=1)
    if frame.empty:
        return "(no rows)"
    return frame.to_string(index=False, na_rep="", max_colwidth=60)
