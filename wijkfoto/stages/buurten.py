"""Stage: scores of the buurten of the chosen gemeenten, beside those of the wijken of the land.

Only reading and writing; the numbers are made by `wijkfoto.profile.buurten`.
"""

import duckdb
import pandas as pd

from wijkfoto.profile import BuurtProfile, Profile, ProfileOptions, score_buurten
from wijkfoto.profile.inputs import ProfileInput
from wijkfoto.stages.workspace import Workspace
from wijkfoto.warehouse import lookup
from wijkfoto.warehouse.run import TableReport, fill_table


def buurten_of(
    ws: Workspace,
    con: duckdb.DuckDBPyConnection,
    wijken: pd.DataFrame,
    profile: Profile,
    options: ProfileOptions,
) -> BuurtProfile:
    """Score the buurten of the chosen gemeenten against the wijken of a profile."""
    buurten = ProfileInput(
        lookup.indicator_values(con, "buurt"), lookup.current_buurten(con, ws.chosen)
    )
    return score_buurten(buurten, wijken, profile, ws.catalog, options)


def fill_scores(
    ws: Workspace,
    con: duckdb.DuckDBPyConnection,
    profile: Profile,
    buurten: BuurtProfile,
    edition_key: str,
) -> tuple[TableReport, ...]:
    """Write domain_score and its evidence, of wijken and then of buurten, and buurt_in_wijk."""
    tables = {
        "marts.domain_score": _both(profile.scores, buurten.scores).assign(edition_id=edition_key),
        "intermediate.score_evidence": _both(profile.evidence, buurten.evidence),
        "marts.buurt_in_wijk": buurten.in_wijk.assign(edition_id=edition_key),
    }
    return tuple(fill_table(con, ws.model(name), table) for name, table in tables.items())


def _both(wijken: pd.DataFrame, buurten: pd.DataFrame) -> pd.DataFrame:
    # A frame without rows has no types of its own and would bend those of the other.
    return pd.concat([wijken, buurten], ignore_index=True) if len(buurten) else wijken
