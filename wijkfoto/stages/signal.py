"""Stages: single figures that stand out and patterns on the map, from tables to tables.

Reads the build that the profile is made of; what the numbers mean is `wijkfoto.signal`'s work.
"""

import duckdb
import pandas as pd

from wijkfoto.profile import ProfileInput, ProfileOptions
from wijkfoto.profile.inputs import align
from wijkfoto.signal import PatternOptions, indicator_signals, spatial_pattern
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse import lookup
from wijkfoto.warehouse.run import TableReport, fill_table


def fill_signals(
    ws: Workspace,
    con: duckdb.DuckDBPyConnection,
    inputs: ProfileInput,
    options: ProfileOptions,
    scores: pd.DataFrame,
    edition_key: str,
) -> tuple[TableReport, ...]:
    """Write indicator_signal, spatial_pattern and spatial_cluster of the chosen gemeenten.

    Args:
        ws: The workspace of the run.
        con: The build, open for writing.
        inputs: What the profile was made of.
        options: Likewise.
        scores: The scores of the profile, one row per wijk and domain.
        edition_key: Id of the edition.
    """
    figures = align(inputs, ws.catalog, options)
    signals = indicator_signals(figures, lookup.land_values(con), ws.catalog, ws.chosen)
    pattern = spatial_pattern(
        scores,
        dict(zip(figures.region_codes, figures.gemeente_codes, strict=True)),
        _shapes(con, ws.chosen),
        ws.chosen,
        PatternOptions.of(ws.catalog, options.seed),
    )
    tables = {
        "indicator_signal": signals,
        "spatial_pattern": pattern.patterns,
        "spatial_cluster": pattern.clusters,
    }
    return tuple(
        fill_table(con, ws.model(f"marts.{name}"), table.assign(edition_id=edition_key))
        for name, table in tables.items()
    )


def _shapes(con: duckdb.DuckDBPyConnection, gemeenten: tuple[str, ...]) -> dict[str, object]:
    found = lookup.shapes_of_wijken(con, gemeenten)
    return {} if found is None else dict(zip(found["region_code"], found.geometry, strict=True))
