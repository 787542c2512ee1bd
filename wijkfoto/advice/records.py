"""Rows that are the same for every gemeente: historical facts, and the choices in designing a team.

They come from the catalog as they stand; nothing is computed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from wijkfoto.advice.rules import AdviceRules


def fact_rows(rules: AdviceRules) -> pd.DataFrame:
    """Return rows of `reference_fact`, in the order of the catalog."""
    columns = ["fact_id", "text", "value", "unit", "period", "source"]
    return pd.DataFrame([fact.model_dump() for fact in rules.facts], columns=columns).astype(
        {"value": "float", "unit": "str"}
    )


def design_rows(rules: AdviceRules) -> pd.DataFrame:
    """Return rows of `teamontwerp`, in the order of the information card."""
    design = rules.design
    return pd.DataFrame(
        [
            {
                "keuze_id": choice.keuze_id,
                "volgorde": place,
                "naam": choice.naam,
                "vraag": choice.vraag,
                "opties": "; ".join(choice.opties),
                "risicos": " ".join(choice.risicos),
                "tegen": choice.tegen,
                "beslist": choice.beslist,
                "status": design.status,
                "datum": design.datum,
                "bron": design.bron,
            }
            for place, choice in enumerate(design.keuzes, start=1)
        ]
    )
