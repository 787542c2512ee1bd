"""Stage: what tells how sure the scores of the chosen gemeenten are, beside the scores themselves.

Only writing; the numbers are made by `wijkfoto.profile`.
"""

import duckdb

from wijkfoto.profile import Profile
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse.run import fill_table

TABLES = {"score_without": "without", "score_variance": "variance"}
"""Published tables, each with the part of the profile that it holds."""


def write_sureness(
    ws: Workspace, con: duckdb.DuckDBPyConnection, profile: Profile, edition_key: str
) -> dict[str, int]:
    """Write the scores without each figure and the variance by cause: rows by table."""
    rows = {}
    for name, part in TABLES.items():
        frame = getattr(profile, part).assign(edition_id=edition_key)
        report = fill_table(con, ws.model(f"marts.{name}"), frame)
        rows[report.table] = report.rows
    return rows
