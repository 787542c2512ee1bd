"""What advice is made from and what it gives: the dataclasses that cross this border.

Nothing is computed here; the tables follow the contracts in sql/marts without edition_id.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd

    from wijkfoto.advice.numbers import Floats
    from wijkfoto.profile import ScoreDraws


@dataclass(frozen=True)
class Buurten:
    """The buurten of the chosen gemeenten, along which large wijken are split.

    Attributes:
        table: region_code, wijk_code, inwoners and the age groups of `AdviceInput.wijken`.
        scores: region_code, domain_id and score of buurten.
        shapes: region_code and geometry (EPSG:28992); some may be missing.
    """

    table: pd.DataFrame
    scores: pd.DataFrame
    shapes: gpd.GeoDataFrame

    def need(self, codes: list[str], domain_ids: tuple[str, ...]) -> Floats:
        """Return (B, D) need in standard deviations of some buurten, NaN where unscored."""
        mine = self.scores[self.scores["region_code"].isin(codes)]
        wide = mine.pivot(index="region_code", columns="domain_id", values="score")
        points = wide.reindex(index=codes, columns=list(domain_ids))
        need: Floats = (points.to_numpy(dtype=float, na_value=np.nan) - 100) / 10
        return need


@dataclass(frozen=True)
class AdviceInput:
    """Everything advice looks at.

    Attributes:
        wijken: Every wijk of the land: region_code, gemeente_code, region_naam, inwoners,
            inwoners_0_18, inwoners_18_65, inwoners_65_80, inwoners_80plus, inwoners_18plus
            (people; NaN = unknown) and stedelijkheid (1 = most urban .. 5; NaN = unknown).
        scores: Columns of `domain_score` without edition_id, every wijk of the land.
        evidence: Columns of `evidence` without edition_id, of kind domain_score.
        draws: Scores of the wijken of the chosen gemeenten in standard deviations, per draw.
        shapes: region_code and geometry (EPSG:28992) of the chosen wijken; some may be missing.
        gemeenten: Codes of the chosen gemeenten.
        registration: Columns of `registration`; None without one.
        gaps: Columns of `use_gap`; None when use was not compared.
        outlook: Columns of `outlook`; None without a prognosis.
        arrangementen: Whether the gemeente buys whole arrangementen, which no product splits.
        hidden_most: Most questions that a number too small to show can stand for.
        places: Meeting places and initiatives told of with consent, per region_code; None
            when nothing was heard.
        events: region_code and omschrijving of what happened after the figures; None without.
        buurten: Those of the chosen gemeenten; None where they have no shapes.
    """

    wijken: pd.DataFrame
    scores: pd.DataFrame
    evidence: pd.DataFrame
    draws: ScoreDraws
    shapes: gpd.GeoDataFrame | None
    gemeenten: tuple[str, ...]
    registration: pd.DataFrame | None = None
    gaps: pd.DataFrame | None = None
    outlook: pd.DataFrame | None = None
    arrangementen: bool = False
    hidden_most: float = 9
    places: pd.Series | None = None
    events: pd.DataFrame | None = None
    buurten: Buurten | None = None


@dataclass(frozen=True)
class TeamOptions:
    """What the gemeente says about its teams (`[team]` in wijkfoto.toml).

    Attributes:
        fte_total: Municipal FTE to spread; None leaves only shares.
        formatie: Present FTE per discipline_id.
        gebieden_bestand: YAML file with teamgebieden; None leads to a proposal.
        seed: Seed of the draws.
    """

    fte_total: float | None = None
    formatie: dict[str, float] = field(default_factory=dict)
    gebieden_bestand: Path | None = None
    seed: int = 0


@dataclass(frozen=True)
class Advice:
    """The advice tables, each with the columns of its contract without edition_id.

    Attributes:
        scale: Factor on the base rates that brings the median gemeente of the land to the norm.
    """

    teamgebied: pd.DataFrame
    teamgebied_region: pd.DataFrame
    demand: pd.DataFrame
    team_advice: pd.DataFrame
    team_form: pd.DataFrame
    team_form_rule: pd.DataFrame
    procurement_focus: pd.DataFrame
    chance_risk: pd.DataFrame
    evidence: pd.DataFrame
    reference_fact: pd.DataFrame
    teamontwerp: pd.DataFrame
    team_total: pd.DataFrame
    team_scenario: pd.DataFrame
    advice_note: pd.DataFrame
    scale: float
