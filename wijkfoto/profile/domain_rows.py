"""From what is known and drawn of a domain to the rows of domain_score.

Words, rounding to whole ranks and missing values are decided here; nothing is computed.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from wijkfoto.profile.alike import Alike
from wijkfoto.profile.classes import NONE, Doubts, certainty, share_of_class
from wijkfoto.profile.fitted import FittedDomain
from wijkfoto.profile.gemeente import InGemeente
from wijkfoto.profile.inputs import Bools, Floats
from wijkfoto.profile.score import CENTRE, POINTS_PER_SD, DomainPoint
from wijkfoto.profile.shared import Shared
from wijkfoto.profile.tables import (
    SCORE_COLUMNS,
    TEXT_COLUMNS,
    certainty_words,
    class_words,
    whole_or_missing,
)
from wijkfoto.profile.weights import Weighing


@dataclass(frozen=True)
class Known:
    """What is known of every wijk before anything is drawn."""

    fitted: FittedDomain
    weighing: Weighing
    point: DomainPoint
    klasse: npt.NDArray[np.int8]
    klasse_bare: npt.NDArray[np.int8]
    doubts: Doubts

    @property
    def scored(self) -> Bools:
        """Wijken with a score [wijk]."""
        return np.isfinite(self.point.standard)

    @property
    def has_bare(self) -> Bools:
        """Wijken with a score when model figures are left out [wijk]."""
        return self.scored & np.isfinite(self.point.without_model)


@dataclass(frozen=True)
class Drawn:
    """What the draws say of some wijken; chances are shares of draws or of variants."""

    low: Floats
    high: Floats
    kans_hoog: Floats
    kans_laag: Floats
    methode_hoog: Floats
    methode_laag: Floats
    inside: InGemeente
    draws: npt.NDArray[np.float32]
    methods: npt.NDArray[np.float32]


def score_rows(
    domain_id: str, shared: Shared, points: Known, drawn: Drawn, beside: Alike
) -> pd.DataFrame:
    """Return the rows of domain_score of one domain, without edition_id.

    Args:
        domain_id: The domain.
        shared: Figures and catalog.
        points: What is known before anything is drawn.
        drawn: What the draws say.
        beside: Each wijk beside its comparable ones.
    """
    figures, catalog = shared.figures, shared.catalog
    scored, has_bare, inside, doubts = points.scored, points.has_bare, drawn.inside, points.doubts
    by_data = certainty(share_of_class(points.klasse, drawn.kans_hoog, drawn.kans_laag), catalog)
    by_method = certainty(
        share_of_class(points.klasse, drawn.methode_hoog, drawn.methode_laag), catalog
    )
    level = np.where(scored, doubts.cap(np.minimum(by_data, by_method)), NONE)
    bare = in_points(points.point.without_model)
    ranked = inside.rank > 0
    table = pd.DataFrame(
        {
            "region_code": np.array(figures.region_codes, object),
            "domain_id": domain_id,
            "score": in_points(points.point.standard),
            "score_low": drawn.low,
            "score_high": drawn.high,
            "klasse": class_words(points.klasse, scored),
            "kans_hoog": np.where(scored, drawn.kans_hoog, np.nan),
            "kans_laag": np.where(scored, drawn.kans_laag, np.nan),
            "kans_hoog_methode": np.where(scored, drawn.methode_hoog, np.nan),
            "kans_laag_methode": np.where(scored, drawn.methode_laag, np.nan),
            "klasse_gemeente": class_words(inside.klasse, inside.compared),
            "verschil_gemeente": inside.verschil,
            "verschil_low": inside.verschil_low,
            "verschil_high": inside.verschil_high,
            "zekerheid_gemeente": certainty_words(inside.zekerheid),
            "klasse_vergelijkbaar": class_words(beside.klasse, beside.compared),
            "verschil_vergelijkbaar": beside.verschil,
            "verschil_vergelijkbaar_low": beside.low,
            "verschil_vergelijkbaar_high": beside.high,
            "zekerheid_vergelijkbaar": certainty_words(beside.zekerheid),
            "n_vergelijkbaar": whole_or_missing(beside.aantal, beside.compared),
            "status_vergelijkbaar": beside.status,
            "klasse_zonder_model": class_words(points.klasse_bare, has_bare),
            "score_zonder_model": np.where(has_bare, bare, np.nan),
            "zekerheid": certainty_words(level),
            "zekerheid_reden": doubts.reasons(by_data, by_method, scored),
            "percentile": points.fitted.ladder.share_below(points.point.standard),
            "rank_in_gemeente": whole_or_missing(inside.rank, ranked),
            "rank_low": whole_or_missing(inside.rank_low, ranked),
            "rank_high": whole_or_missing(inside.rank_high, ranked),
            "coverage": points.weighing.coverage,
            "smal": doubts.smal,
            "model_dependent": doubts.model,
            "op_basis_van_gebruik": doubts.gebruik,
            "oudste_jaar": whole_or_missing(points.weighing.oldest_year, scored),
        }
    )
    return table[list(SCORE_COLUMNS)].astype(TEXT_COLUMNS)


def in_points(standard: Floats) -> Floats:
    """Return standard scores as points: 100 is the mean of the land, 10 one standard deviation."""
    return np.asarray(CENTRE + POINTS_PER_SD * standard)
