"""Stage: the reasons for a new wijkfoto, from the built tables and the edition before.

What counts as a reason is decided in `wijkfoto.trend.rescan`.
"""

from collections.abc import Callable

import duckdb
import pandas as pd

from wijkfoto.stages.workspace import Workspace
from wijkfoto.trend import Picture, rescan_rows
from wijkfoto.warehouse.previous import table_of
from wijkfoto.warehouse.run import TableReport, fill_table

WIJKEN = (
    "select r.region_code, r.gemeente_code, r.boundary_year, r.boundary_change, r.inwoners, "
    "o.waarde as woningen from {schema}region as r left join {schema}observation as o "
    "on o.region_code = r.region_code and o.boundary_year = r.boundary_year "
    "and o.indicator_id = 'woningvoorraad' and o.peiljaar = r.boundary_year "
    "where r.is_current and r.level = 'wijk' and r.gemeente_code in {gemeenten} "
    "order by r.region_code"
)
SCORES = (
    "select region_code, domain_id, klasse, zekerheid, klasse_gemeente, zekerheid_gemeente "
    "from {schema}domain_score where region_code like 'WK%' order by region_code, domain_id"
)
SURVEYS = "select gemeente_code, naam, jaar, sha256 from {schema}survey order by gemeente_code"


def fill_rescan(ws: Workspace, con: duckdb.DuckDBPyConnection, edition_key: str) -> TableReport:
    """Fill the table rescan of an edition.

    Args:
        ws: The workspace of this run.
        con: The build, with the marts of everything but the pages.
        edition_key: Edition that the rows are of.
    """
    before = con.execute("select previous_edition_id from marts.edition").fetchone()
    edition = before[0] if before else None
    names = {key: domain.naam for key, domain in ws.catalog.domains.items()}
    now = _picture(ws, "marts.", lambda query: con.execute(query).df())
    events = con.execute("select * from marts.event").df()
    rows = rescan_rows(
        _existing(now),
        _picture(ws, "", lambda query: table_of(ws.home, edition, query)),
        events,
        ws.peiljaar,
        names,
    )
    return fill_table(con, ws.model("marts.rescan"), rows.assign(edition_id=edition_key))


def _picture(
    ws: Workspace, schema: str, read: Callable[[str], pd.DataFrame | None]
) -> Picture | None:
    """Read a picture; None when the edition is gone or of another release."""
    gemeenten = "(" + ", ".join(f"'{code}'" for code in ws.chosen) + ")"
    tables = [read(q.format(schema=schema, gemeenten=gemeenten)) for q in (WIJKEN, SCORES, SURVEYS)]
    wijken, scores, surveys = tables
    if wijken is None or scores is None or surveys is None:
        return None
    return Picture(wijken, scores, surveys)


def _existing(picture: Picture | None) -> Picture:
    if picture is None:
        raise AssertionError("the build holds its own tables")
    return picture
