"""A small edition, made as a run makes one, for tests of publishing and of what breaks it off."""

from pathlib import Path

import duckdb
from shapely.geometry import Point

from wijkfoto.home import Home
from wijkfoto.warehouse.contract import TableContract, create_table
from wijkfoto.warehouse.model import Model
from wijkfoto.warehouse.publish import EditionManifest, flip, freeze, place, seal

COLUMNS: dict[str, dict[str, dict[str, object]]] = {
    "edition": {
        "edition_id": {"type": "varchar"},
        "created_at": {"type": "timestamp"},
    },
    "region": {
        "region_code": {"type": "varchar"},
        "is_current": {"type": "boolean"},
        "geometry": {"type": "geometry"},
    },
    "observation": {
        "region_code": {"type": "varchar", "references": "region"},
        "waarde": {"type": "double"},
        "tekst": {"type": "varchar"},
        "indicator_id": {"type": "varchar"},
        "peiljaar": {"type": "integer"},
        "boundary_year": {"type": "integer"},
    },
    "number": {
        "number_id": {"type": "varchar"},
        "edition_id": {"type": "varchar", "references": "edition"},
        "text": {"type": "varchar"},
    },
}


def model(name: str, columns: dict[str, dict[str, object]], **more: object) -> Model:
    described = {c: {"description": "X."} | spec for c, spec in columns.items()}
    contract = TableContract.model_validate(
        {"description": "Proef.", "grain": "x", "key": [next(iter(columns))], "columns": described}
        | more
    )
    return Model("marts", name, "", contract, frozenset())


LEFT_EMPTY = ("indicator_id", "peiljaar", "boundary_year")
"""Columns that only a view reads."""

MARTS = [model(name, columns) for name, columns in COLUMNS.items()]


def point(x: int, y: int) -> str:
    """A point as SQL; reading text needs an extension, reading WKB does not."""
    return f"ST_GeomFromWKB(unhex('{Point(x, y).wkb_hex}'))"


ROWS = {
    "edition": "('e1', timestamp '2026-01-01 00:00:00')",
    "region": f"('WK2', true, null), ('WK1', false, {point(1, 2)})",
    "observation": "('WK2', 0.1, 'a'), ('WK1', null, null)",
    "number": "",
}


def build(home: Home, **changed: str) -> Path:
    """Make a build file with these rows in its marts."""
    home.build_file.unlink(missing_ok=True)
    con = duckdb.connect(str(home.build_file))
    con.execute("create schema marts")
    for table in MARTS:
        con.execute(create_table("marts", table.name, table.contract, enforce_keys=False))
        if rows := (ROWS | changed)[table.name]:
            names = ", ".join(c for c in COLUMNS[table.name] if c not in LEFT_EMPTY)
            con.execute(f"insert into marts.{table.name} ({names}) values {rows}")
    con.close()
    return home.build_file


def candidate(home: Home, page: str = "<p>bladzijde</p>", **changed: str) -> Path:
    freeze(build(home, **changed), home.candidate, MARTS)
    (home.candidate / "site" / "GM0606").mkdir(parents=True, exist_ok=True)
    (home.candidate / "site" / "GM0606" / "index.html").write_text(page, encoding="utf-8")
    return home.candidate


def sealed(
    home: Home, edition_id: str = "e1", page: str = "<p>x</p>", **changed: str
) -> EditionManifest:
    return seal(candidate(home, page, **changed), edition_id, MARTS)


def published(home: Home, edition_id: str = "e1", page: str = "<p>x</p>", **changed: str) -> None:
    place(home, home.candidate, sealed(home, edition_id, page, **changed))
    flip(home, edition_id)
