"""Who was not heard: groups whose part of the respondents is under half their part of the people.

Of a wijk only that is told, never a number of respondents; of the gemeente the parts too.
"""

import numpy as np
import pandas as pd

from wijkfoto.peiling.coded import HOUSEHOLDS, SEXES, Respondents
from wijkfoto.peiling.mapping import Mapping
from wijkfoto.peiling.margins import Margins
from wijkfoto.peiling.rake import Floats
from wijkfoto.privacy import Limits

HALF = 0.5
"""A group is not heard enough under this part of its share (method, section 5)."""

GENOEG, TE_WEINIG, ONBEKEND = "genoeg", "te_weinig", "onbekend"

COLUMNS = ("region_code", "dimensie", "groep_id", "deel_bevolking", "deel_respons", "gehoord")


def group_ids(mapping: Mapping, dimension: str) -> tuple[str, ...]:
    """Return the ids of the groups of a dimension, in order."""
    if dimension == "leeftijd" and mapping.leeftijd:
        return tuple(f"{low}_{top}" for low, top in sorted(mapping.leeftijd.klassen.values()))
    return SEXES if dimension == "geslacht" else HOUSEHOLDS


def who_was_heard(
    gemeente: str,
    respondents: Respondents,
    margins: Margins,
    mapping: Mapping,
    limits: Limits,
) -> pd.DataFrame:
    """Return a row per area, dimension and group.

    Args:
        gemeente: Code of the gemeente; it comes first.
        respondents: Its respondents.
        margins: Its wijken and the people of each group.
        mapping: Names the groups.
        limits: A wijk under `min_n` respondents gets `onbekend`; a part of the respondents is
            given of the gemeente alone, where each group has at least `min_cel`.
    """
    rows: list[dict[str, object]] = []
    for dimension, people in margins.groups.items():
        groups = respondents.groups[dimension]
        ids = group_ids(mapping, dimension)
        total = np.nansum(people, axis=0)
        rows += _rows(gemeente, dimension, ids, _counts(groups, len(ids)), total, limits)
        for wijk, own in zip(margins.wijken, people, strict=True):
            found = _counts(groups[respondents.wijk == wijk], len(ids))
            rows += _rows(wijk, dimension, ids, found, own, limits, is_wijk=True)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _counts(groups: np.ndarray, size: int) -> np.ndarray:
    return np.bincount(groups[groups >= 0], minlength=size)


def _rows(
    area: str,
    dimension: str,
    ids: tuple[str, ...],
    found: np.ndarray,
    people: Floats,
    limits: Limits,
    *,
    is_wijk: bool = False,
) -> list[dict[str, object]]:
    total = people.sum()
    known = bool(np.isfinite(total) and total > 0)
    share = people / total if known else np.full(len(ids), np.nan)
    enough = known and found.sum() >= limits.min_n
    part = found / max(found.sum(), 1)
    shown = enough and not is_wijk and found.min() >= limits.min_cel
    heard = [
        ONBEKEND if not enough else TE_WEINIG if p < HALF * s else GENOEG
        for p, s in zip(part, share, strict=True)
    ]
    return [
        {
            "region_code": area,
            "dimensie": dimension,
            "groep_id": name,
            "deel_bevolking": 100 * share[place] if known else None,
            # In full it would tell how many people are in no group.
            "deel_respons": round(100 * part[place]) if shown else None,
            "gehoord": heard[place],
        }
        for place, name in enumerate(ids)
    ]
