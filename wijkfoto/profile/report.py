"""The coherence report of an edition: pairs, weights, model figures and norms, in four tables.

The one public step of the report lives here; what each table holds is decided in its own module.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from wijkfoto.catalog import Catalog
from wijkfoto.profile.coherence import pair_table
from wijkfoto.profile.effective import model_table, weight_table
from wijkfoto.profile.inputs import ProfileInput, ProfileOptions, align
from wijkfoto.profile.points import make_points
from wijkfoto.profile.sensitivity import class_rows, norm_frame
from wijkfoto.profile.sensitivity_draws import drawn_rows


@dataclass(frozen=True)
class CoherenceReport:
    """What hangs together in an edition, and what its classes depend on.

    Attributes:
        pairs: One row per pair of figures or domains (`coherence.PairRow`).
        weights: One row per need figure that is used (`effective.WeightRow`).
        models: One row per scored domain (`effective.ModelRow`).
        norms: One row per number of the method, side, outcome, area and domain
            (`sensitivity.NormRow`).
    """

    pairs: pd.DataFrame
    weights: pd.DataFrame
    models: pd.DataFrame
    norms: pd.DataFrame


def report_coherence(
    inputs: ProfileInput, catalog: Catalog, options: ProfileOptions, gemeenten: Sequence[str]
) -> CoherenceReport:
    """Return the coherence report; nothing in it depends on the order of rows.

    Args:
        inputs: Figures and wijken that the profile was made of.
        catalog: Domains, indicators and numbers of the method.
        options: Year, draws and seed of the profile.
        gemeenten: Gemeenten of which changes are told apart from those of the land.
    """
    points = make_points(align(inputs, catalog, options), catalog)
    norms = [
        *class_rows(inputs, points, catalog, options, gemeenten),
        *drawn_rows(points, catalog, options, gemeenten),
    ]
    return CoherenceReport(
        pairs=pair_table(points, catalog),
        weights=weight_table(points),
        models=model_table(points, catalog),
        norms=norm_frame(norms),
    )
