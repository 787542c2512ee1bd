"""Stages: expected use, from the tables of the profile to tables of its own."""

import duckdb

from wijkfoto.stages.workspace import Workspace
from wijkfoto.use import UseInput, UseOptions, beside, expect_use, shipped_recipe
from wijkfoto.warehouse import lookup
from wijkfoto.warehouse.previous import backtest_of
from wijkfoto.warehouse.run import TableReport, fill_table


def write_use(
    ws: Workspace, con: duckdb.DuckDBPyConnection, edition_key: str, previous: str | None
) -> list[TableReport]:
    """Fit, test and apply expected use; the scores of this edition must be there.

    Args:
        ws: The run.
        con: The build.
        edition_key: Id of this edition.
        previous: Id of the edition before it, whose test stands beside that of this one.

    Raises:
        ContractError: If a table breaks its contract.
        WijkfotoError: If a fit leaves the numbers.
    """
    inputs = UseInput(
        values=lookup.indicator_values(con),
        regions=lookup.current_wijken(con),
        scores=lookup.scores_of_wijken(con),
    )
    options = UseOptions(peiljaar=ws.peiljaar, seed=ws.settings.profile.seed)
    use = expect_use(inputs, ws.catalog, shipped_recipe(), options)
    tables = {
        "use_gap": use.gap,
        "use_backtest": beside(use.backtest, backtest_of(ws.home, previous)),
        "use_coverage": use.coverage,
        "use_calibration": use.calibration,
        "use_gradient": use.gradient,
    }
    return [
        fill_table(con, ws.model(f"marts.{name}"), table.assign(edition_id=edition_key))
        for name, table in tables.items()
    ]
