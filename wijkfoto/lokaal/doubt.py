"""What a contradiction does to a score: one class less sure, and never another figure."""

import json
from collections.abc import Set as AbstractSet

import pandas as pd

LESS_SURE = {"stevig": "redelijk", "redelijk": "onzeker"}
"""One class down; onzeker is the lowest that goes with a score (03-method section 10)."""

CERTAINTIES = ("zekerheid", "zekerheid_gemeente", "zekerheid_vergelijkbaar")
REASON = "tegenspraak"


def lower_certainty(
    scores: pd.DataFrame, contradicted: AbstractSet[tuple[str, str]]
) -> pd.DataFrame:
    """Return scores in which contradicted domains are one class less sure, with the reason.

    Args:
        scores: Columns of `domain_score`.
        contradicted: Wijk and domain of what one side contradicts; one without a score is left.

    Returns:
        The same rows; only certainties and their reasons differ.
    """
    keys = zip(scores["region_code"], scores["domain_id"], strict=True)
    hit = pd.Series([key in contradicted for key in keys], index=scores.index)
    hit &= scores["score"].notna()
    if not hit.any():
        return scores
    lowered = {c: scores[c].where(~hit, scores[c].replace(LESS_SURE)) for c in CERTAINTIES}
    reasons = scores["zekerheid_reden"].where(~hit, scores["zekerheid_reden"].map(_with_reason))
    return scores.assign(**lowered, zekerheid_reden=reasons)


def _with_reason(reasons: str) -> str:
    return json.dumps([*json.loads(reasons), REASON])
