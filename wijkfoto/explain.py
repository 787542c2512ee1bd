"""The way back of one number: what it is, the query that gives it, and where it comes from."""

import json
from typing import Any

import duckdb

from wijkfoto.ask import open_published
from wijkfoto.errors import ConfigError
from wijkfoto.settings import Settings

_STEPS = {
    "observation": (
        "page of the service -> snapshot -> raw (as received) -> staging (code stripped) -> "
        "intermediate (status, rounding, derived figures) -> observation"
    ),
    "region": "page of the service -> snapshot -> staging.region -> intermediate.region -> region",
    "domain_score": (
        "observations of the newest filled year -> logit -> z against the reference -> weighted "
        "mean -> standardised over inhabitants of the land -> 100 + 10 s"
    ),
    "demand": "norm x target population x exp(gamma x need), scaled; see the method page",
    "team_advice": "demand -> hours per discipline -> floors -> half FTE, parts equal to the whole",
}


def explain_number(settings: Settings, number_id: str) -> str:
    """Return the way back of a number as text.

    Raises:
        ConfigError: If the published edition shows no number with this id.
    """
    con = open_published(settings)
    try:
        return "\n".join(_lines(con, number_id))
    finally:
        con.close()


def _lines(con: duckdb.DuckDBPyConnection, number_id: str) -> list[str]:
    rows = _rows(con, "select * from number where number_id = ?", [number_id])
    if not rows:
        raise ConfigError(
            f"The published edition shows no number '{number_id}'.",
            where="explain",
            next_step="Ids stand beside every number on a page: table/region/item/year.",
        )
    number = rows[0]
    table = number_id.split("/", maxsplit=1)[0]
    value = con.execute(number["query"]).fetchall()
    lines = [
        f"number     {number_id}",
        f"shown as   {number['text']}",
        f"value      {value[0][0] if value else 'NULL'}",
        f"edition    {number['edition_id']}",
        f"query      {number['query']}",
    ]
    if table in _STEPS:
        lines.append(f"steps      {_STEPS[table]}")
    lines += _parts(con, number_id)
    for snapshot_id in json.loads(number["snapshot_ids"]):
        lines += _snapshot(con, snapshot_id)
    return lines


def _parts(con: duckdb.DuckDBPyConnection, number_id: str) -> list[str]:
    """Unfold a score into its indicators, down to value and snapshot."""
    table, region, item, *_ = [*number_id.split("/"), "", "", ""]
    if table == "observation":
        return _indicator(con, item)
    if table != "domain_score":
        return []
    rows = _rows(
        con,
        """
        select e.indicator_id, e.peiljaar, e.weight, e.z, e.contribution, o.waarde, o.snapshot_id
        from evidence as e
        left join observation_now as o
            on e.area_code = o.region_code and e.indicator_id = o.indicator_id
            and e.peiljaar = o.peiljaar
        where e.advice_kind = 'domain_score' and e.area_code = ? and e.item_id = ?
        order by e.indicator_id
        """,
        [region, item],
    )
    lines = ["parts      indicator, year, value, weight, z, contribution (points), snapshot"]
    lines += [
        f"           {r['indicator_id']}, {r['peiljaar']}, {r['waarde']!r}, {r['weight']!r}, "
        f"{r['z']!r}, {r['contribution']!r}, {r['snapshot_id']}"
        for r in rows
    ]
    return lines


def _indicator(con: duckdb.DuckDBPyConnection, indicator_id: str) -> list[str]:
    rows = _rows(con, "select * from indicator where indicator_id = ?", [indicator_id])
    if not rows:
        return []
    found = rows[0]
    column = found["column_stem"] or "derived from other indicators"
    lines = [
        f"indicator  {found['naam']} ({found['unit']}); {found['role']}, {found['kind']}",
        f"column     {column}",
        f"meaning    {found['description']}",
    ]
    return [*lines, f"warning    {found['warning']}"] if found["warning"] else lines


def _snapshot(con: duckdb.DuckDBPyConnection, snapshot_id: str) -> list[str]:
    rows = _rows(con, "select * from source_snapshot where snapshot_id = ?", [snapshot_id])
    return [
        f"source     {r['title']} ({r['table_id']}), changed {r['modified']}, {r['licence']}\n"
        f"           snapshot {r['snapshot_id']}, sha256 {r['sha256']}\n"
        f"           {r['url']}"
        for r in rows
    ]


def _rows(
    con: duckdb.DuckDBPyConnection, query: str, parameters: list[Any]
) -> list[dict[str, Any]]:
    cursor = con.execute(query, parameters)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
