"""Entries as the rows of the published tables, without a word that may not be shown.

The only way from a form to a table: what is left out here is on no page and in no file.
"""

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from wijkfoto.lokaal.entries import Comparison, Entry

ENTRY_COLUMNS = (
    "entry_id", "region_code", "field", "text", "bron", "datum", "methode", "deelnemers",
    "niet_bereikt", "consent", "plek", "x", "y",
)  # fmt: skip
COMPARISON_COLUMNS = (
    "region_code", "domain_id", "cijfers", "bewoners", "professionals", "datum", "toelichting",
)  # fmt: skip


def entry_rows(entries: Sequence[Entry]) -> pd.DataFrame:
    """Return rows of `qualitative`; of an entry without consent only that it is there.

    Args:
        entries: Entries in order; their number inside wijk and field becomes their id.
    """
    seen: Counter[tuple[str, str]] = Counter()
    rows = []
    for entry in entries:
        seen[entry.region_code, entry.field] += 1
        number = seen[entry.region_code, entry.field]
        rows.append(
            {
                "entry_id": f"{entry.region_code}-{entry.field}-{number}",
                "region_code": entry.region_code,
                "field": entry.field,
                "datum": entry.datum,
                "deelnemers": entry.deelnemers,
                "consent": entry.consent,
            }
            | (_words(entry) if entry.consent else {})
        )
    frame = pd.DataFrame(rows, columns=list(ENTRY_COLUMNS), dtype=object)
    return frame.astype({"deelnemers": "Int64", "consent": "bool", "x": "float", "y": "float"})


def _words(entry: Entry) -> dict[str, object]:
    place = entry.place
    return {
        "text": entry.text,
        "bron": entry.bron,
        "methode": entry.methode,
        "niet_bereikt": entry.niet_bereikt or None,
        "plek": place.naam if place else None,
        "x": place.x if place else None,
        "y": place.y if place else None,
    }


def comparison_rows(comparisons: Sequence[Comparison]) -> pd.DataFrame:
    """Return rows of `triangulation`."""
    rows = [[getattr(one, name) or None for name in COMPARISON_COLUMNS] for one in comparisons]
    return pd.DataFrame(rows, columns=list(COMPARISON_COLUMNS), dtype=object)
