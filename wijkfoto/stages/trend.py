"""Stage: what changed and what is expected, from the built tables to the published ones.

The arithmetic is that of `wijkfoto.trend` and of the SQL models; here it meets the build file.
"""

import duckdb

from wijkfoto.stages.workspace import Workspace
from wijkfoto.trend import TrendOptions, changes
from wijkfoto.warehouse.run import TableReport, fill_table


def run_trend(
    ws: Workspace, con: duckdb.DuckDBPyConnection, edition_key: str
) -> tuple[TableReport, ...]:
    """Fill the tables trend and outlook of an edition.

    Args:
        ws: The workspace of this run.
        con: The build, with intermediate.trend_pair and intermediate.outlook.
        edition_key: Edition that the rows are of.
    """
    options = TrendOptions(draws=ws.settings.profile.draws, seed=ws.settings.profile.seed)
    pairs = con.execute("select * from intermediate.trend_pair").df()
    told = changes(pairs, ws.catalog, options).assign(edition_id=edition_key)
    later = con.execute("select * from intermediate.outlook").df().assign(edition_id=edition_key)
    return (
        fill_table(con, ws.model("marts.trend"), told),
        fill_table(con, ws.model("marts.outlook"), later),
    )
