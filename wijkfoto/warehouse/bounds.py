"""What the plausibility checks hold figures against: bounds, and the edition that readers see now.

Bounds stand in catalog/plausible.yaml, each with its source. None of them enters a figure.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Annotated

import duckdb
import pandas as pd
from pydantic import Field

from wijkfoto.catalog.load import parse_yaml
from wijkfoto.catalog.models import NormStatus, Number
from wijkfoto.catalog.tables import CatalogModel
from wijkfoto.home import Home
from wijkfoto.resources import catalog_dir
from wijkfoto.warehouse.publish import DATABASE, current_edition
from wijkfoto.warehouse.query import quoted_path, replace_rows

FILE = "plausible.yaml"


class Bounds(CatalogModel):
    """The bounds by name: a column of `raw.bound` each. What they mean stands in the file."""

    least_areas: Number
    jump_points: Number
    jump_points_year: Number
    jump_people: Number
    jump_people_year: Number
    jump_share: Number
    jump_share_year: Number
    jump_people_least: Number
    jump_count_least: Number
    shift_points_year: Number
    shift_share_year: Number
    shift_count_least: Number
    swap_share: Number
    same_share: Number
    same_columns: Number
    revised_points: Number
    revised_share: Number
    revised_column: Number
    total_share: Number


class FirstDay(CatalogModel):
    """The figures that a table holds from its first day on."""

    status: NormStatus
    datum: date
    bron: Annotated[str, Field(min_length=1)]
    cijfers: Annotated[tuple[str, ...], Field(min_length=1)]


class Plausible(CatalogModel):
    """The whole file.

    Attributes:
        grenzen: The bounds.
        gewone_achterstand: Years that the newest figures of a source usually lie before the
            peiljaar.
        eerste_levering: What is never empty in a new table.
    """

    grenzen: Bounds
    gewone_achterstand: Mapping[str, Number]
    eerste_levering: FirstDay


TABLES = f"""
create or replace table raw.bound ({", ".join(f"{name} double" for name in Bounds.model_fields)});
create or replace table raw.usual_age (source_id varchar, years integer);
create or replace table raw.first_day (indicator_id varchar);
create or replace table raw.figure_before (
    edition_id varchar, region_code varchar, boundary_year integer, indicator_id varchar,
    peiljaar integer, waarde double, waarde_low double, waarde_high double
);
create or replace table raw.snapshot_before (
    edition_id varchar, snapshot_id varchar, table_id varchar, modified varchar
);
"""
"""The tables of this module, empty, with the types that the checks count on."""


@cache
def shipped_plausible() -> Plausible:
    """Return the bounds that ship with the package, read once."""
    return parse_yaml(Plausible, catalog_dir() / FILE)


def load_bounds(con: duckdb.DuckDBPyConnection, plausible: Plausible | None = None) -> None:
    """Load the bounds into the raw schema; None takes those of the package."""
    told = plausible or shipped_plausible()
    values = {name: [getattr(told.grenzen, name).waarde] for name in Bounds.model_fields}
    replace_rows(con, "raw.bound", pd.DataFrame(values))
    ages = [(source, int(n.waarde)) for source, n in sorted(told.gewone_achterstand.items())]
    replace_rows(con, "raw.usual_age", pd.DataFrame(ages, columns=["source_id", "years"]))
    first = pd.DataFrame({"indicator_id": sorted(told.eerste_levering.cijfers)})
    replace_rows(con, "raw.first_day", first)


def load_before(con: duckdb.DuckDBPyConnection, home: Home, *, is_fictief: bool) -> str | None:
    """Load what the published edition told, for the checks to compare with; return its id.

    Nothing is loaded without one, from one that cannot be read or lacks these columns, or from
    made-up figures beside real ones.

    Args:
        con: The build file.
        home: The home of the run.
        is_fictief: Whether a source of the new edition is made up.
    """
    _forget(con)
    identity = current_edition(home)
    if identity is None:
        return None
    path = quoted_path(home.editions / identity / DATABASE)
    try:
        con.execute(f"attach '{path}' as published (read_only)")
    except (duckdb.IOException, duckdb.InvalidInputException):
        return None  # `wijkfoto status` names an edition that cannot be read
    try:
        return _copied(con, identity, is_fictief=is_fictief)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error:
        # An edition of an older release has other columns; one with damaged pages gives any error
        # of DuckDB. Half of it would be a past that nobody saw.
        _forget(con)
        return None
    finally:
        con.execute("detach published")


def _forget(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("delete from raw.figure_before")
    con.execute("delete from raw.snapshot_before")


def _copied(con: duckdb.DuckDBPyConnection, identity: str, *, is_fictief: bool) -> str | None:
    rows = con.execute("select is_fictief from published.edition").fetchall()
    if rows != [(is_fictief,)]:
        return None
    con.execute(
        "insert into raw.figure_before select ?, region_code, boundary_year, indicator_id, "
        "peiljaar, waarde, waarde_low, waarde_high from published.observation",
        [identity],
    )
    con.execute(
        "insert into raw.snapshot_before select ?, snapshot_id, table_id, modified "
        "from published.source_snapshot",
        [identity],
    )
    return identity
