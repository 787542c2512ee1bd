"""The way back of one number: what it is, the query that gives it, and where it comes from.

Only the published edition is read; nothing is computed anew, so that the answer can be held against
what was published.
"""

import json
from typing import Any

import duckdb

from wijkfoto.ask import open_published
from wijkfoto.errors import ConfigError
from wijkfoto.profile.inputs import UNIT_SIZE
from wijkfoto.profile.score import CENTRE, POINTS_PER_SD
from wijkfoto.settings import Settings

FORMATS = ("text", "json")

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
    "comparable": (
        "observations of ages, households, tenure and density -> log odds or log -> standardised "
        "over the reference -> distance, each group counted as one -> the nearest"
    ),
    "buurt_in_wijk": (
        "domain_score of the buurt minus that of its wijk; bounds from draws of both, which are "
        "independent"
    ),
    "demand": "norm x target population x exp(gamma x need), scaled; see the method page",
    "team_advice": "demand -> hours per discipline -> floors -> half FTE, parts equal to the whole",
}

FORMULAS = {
    "aandeel": "waarde / unit_size; without n kept half a rounding off 0 and 1",
    "logit": "log((x + 1/2) / (n - x + 1/2)) with x = aandeel * n; without n log(p / (1 - p))",
    "z_unclipped": "direction * (logit - ref_mean) / ref_sd",
    "z": "z_unclipped kept within -winsor_z and winsor_z",
    "score": "centre + points_per_sd * (sum of weight * z - scale_mean) / scale_sd",
    "contribution": "points_per_sd * weight * (z - scale_mean) / scale_sd",
}
"""How each step of a score follows from those before it (docs/method.md derives them)."""

_PARTS = """
    select e.indicator_id, i.naam, i.kind, i.unit, i.direction, e.peiljaar, o.waarde_status,
        o.waarde, o.waarde_low, o.waarde_high, e.aandeel, e.n, e.logit, e.ref_mean, e.ref_sd,
        e.z_unclipped, e.z, e.weight, e.contribution, e.scale_mean, e.scale_sd, o.snapshot_id
    from evidence as e
    inner join indicator as i on e.indicator_id = i.indicator_id
    left join observation_now as o
        on e.area_code = o.region_code and e.indicator_id = o.indicator_id
        and e.peiljaar = o.peiljaar
    where e.advice_kind = 'domain_score' and e.area_code = ? and e.item_id = ?
    order by e.indicator_id
"""


def explain_number(settings: Settings, number_id: str, output: str = "text") -> str:
    """Return the way back of a number.

    Args:
        settings: Settings with the home.
        number_id: Id of the number, as a page shows it.
        output: text, or json: the same for a program, with doubles in full.

    Raises:
        ConfigError: If the published edition shows no number with this id, or there is no such
            output.
    """
    if output not in FORMATS:
        raise ConfigError(
            f"There is no format '{output}'.",
            where="--format",
            next_step=f"Choose one of: {', '.join(FORMATS)}.",
        )
    con = open_published(settings)
    try:
        found = unfold(con, number_id)
    finally:
        con.close()
    if output == "json":
        return json.dumps(found, ensure_ascii=False, indent=2, default=str)
    return "\n".join(_lines(found))


def unfold(con: duckdb.DuckDBPyConnection, number_id: str) -> dict[str, Any]:
    """Return everything that is known of a number: itself, its parts and its snapshots.

    Raises:
        ConfigError: If the published edition shows no number with this id.
    """
    rows = _rows(con, "select * from number where number_id = ?", [number_id])
    if not rows:
        raise ConfigError(
            f"The published edition shows no number '{number_id}'.",
            where="explain",
            next_step="Ids stand beside every number on a page: table/region/item/year.",
        )
    number = rows[0]
    table, region, item, *_ = [*number_id.split("/"), "", "", ""]
    value = con.execute(number["query"]).fetchall()
    found = {
        "number_id": number_id,
        "text": number["text"],
        "value": value[0][0] if value else None,
        "edition_id": number["edition_id"],
        "query": number["query"],
        "steps": _STEPS.get(table),
    }
    if table == "observation":
        found["indicator"] = next(iter(_rows(con, _INDICATOR, [item])), None)
    if table == "domain_score":
        found |= _score(con, region, item)
    snapshots = [_rows(con, _SNAPSHOT, [name]) for name in json.loads(number["snapshot_ids"])]
    return {**found, "snapshots": [row for rows in snapshots for row in rows]}


_INDICATOR = "select * from indicator where indicator_id = ?"
_SNAPSHOT = "select * from source_snapshot where snapshot_id = ?"


def _score(con: duckdb.DuckDBPyConnection, region: str, domain: str) -> dict[str, Any]:
    """Unfold a score into its indicators, down to value and snapshot."""
    parts = _rows(con, _PARTS, [region, domain])
    scale = {name: parts[0][name] if parts else None for name in ("scale_mean", "scale_sd")}
    for part in parts:
        del part["scale_mean"], part["scale_sd"]
        part["unit_size"] = UNIT_SIZE[part["unit"]]
    limit = _rows(
        con, "select distinct waarde from norm_sensitivity where norm_id = 'winsor_z'", []
    )
    return {
        "scale": {
            "centre": CENTRE,
            "points_per_sd": POINTS_PER_SD,
            "winsor_z": limit[0]["waarde"] if limit else None,
            **scale,
        },
        "formulas": FORMULAS,
        "parts": parts,
    }


def _lines(found: dict[str, Any]) -> list[str]:
    value = "NULL" if found["value"] is None else found["value"]
    lines = [
        f"number     {found['number_id']}",
        f"shown as   {found['text']}",
        f"value      {value}",
        f"edition    {found['edition_id']}",
        f"query      {found['query']}",
    ]
    if found["steps"]:
        lines.append(f"steps      {found['steps']}")
    if found.get("indicator"):
        lines += _indicator(found["indicator"])
    if "parts" in found:
        lines += _unfolded(found)
    return [*lines, *(_snapshot(row) for row in found["snapshots"])]


def _unfolded(found: dict[str, Any]) -> list[str]:
    names = ("peiljaar", "waarde", "weight", "z", "contribution", "snapshot_id")
    lines = ["parts      indicator, year, value, weight, z, contribution (points), snapshot"]
    for part in found["parts"]:
        told = ", ".join(_plain(part[name]) for name in names)
        lines.append(f"           {part['indicator_id']}, {told}")
    lines += [f"scale      {name} = {_plain(value)}" for name, value in found["scale"].items()]
    return [*lines, "unfold     --format json gives every step from value to score in full"]


def _plain(value: object) -> str:
    if value is None:
        return "NULL"
    return value if isinstance(value, str) else repr(value)


def _indicator(found: dict[str, Any]) -> list[str]:
    column = found["column_stem"] or "derived from other indicators"
    lines = [
        f"indicator  {found['naam']} ({found['unit']}); {found['role']}, {found['kind']}",
        f"column     {column}",
        f"meaning    {found['description']}",
    ]
    return [*lines, f"warning    {found['warning']}"] if found["warning"] else lines


def _snapshot(row: dict[str, Any]) -> str:
    return (
        f"source     {row['title']} ({row['table_id']}), changed {row['modified']}, "
        f"{row['licence']}\n"
        f"           snapshot {row['snapshot_id']}, sha256 {row['sha256']}\n"
        f"           {row['url']}"
    )


def _rows(
    con: duckdb.DuckDBPyConnection, query: str, parameters: list[Any]
) -> list[dict[str, Any]]:
    cursor = con.execute(query, parameters)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
