"""Stage: the coherence report of an edition, from the figures of the profile to its tables.

Only reading and writing happen here; what the report says is `wijkfoto.profile.report`'s work.
"""

from wijkfoto.profile import ProfileInput, ProfileOptions
from wijkfoto.profile.report import report_coherence
from wijkfoto.stages.workspace import StageReport, Workspace
from wijkfoto.warehouse import lookup
from wijkfoto.warehouse.run import fill_table, open_build


def run_coherence(ws: Workspace) -> StageReport:
    """Write coherence_pair, effective_weight, model_share and norm_sensitivity."""
    options = ProfileOptions(
        peiljaar=ws.peiljaar,
        draws=ws.settings.profile.draws,
        seed=ws.settings.profile.seed,
    )
    with open_build(ws.home.build_file) as con:
        inputs = ProfileInput(lookup.indicator_values(con), lookup.current_wijken(con))
        report = report_coherence(inputs, ws.catalog, options, ws.chosen)
        tables = {
            "coherence_pair": report.pairs,
            "effective_weight": report.weights,
            "model_share": report.models,
            "norm_sensitivity": report.norms,
        }
        filled = [
            fill_table(con, ws.model(f"marts.{name}"), table.assign(edition_id=ws.edition_id))
            for name, table in tables.items()
        ]
    return StageReport(rows={r.table: r.rows for r in filled})
