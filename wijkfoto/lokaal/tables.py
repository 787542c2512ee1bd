"""Entries as the rows of the published tables, without a word that may not be shown.

The only way from a form to a table: what is left out here is on no page and in no file.
"""

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from wijkfoto.lokaal.entries import Comparison, Entry
from wijkfoto.lokaal.registered import Contract, Event, Provider, Questions

ENTRY_COLUMNS = (
    "entry_id", "region_code", "field", "text", "bron", "datum", "methode", "deelnemers",
    "niet_bereikt", "consent", "plek", "x", "y", "domain_id",
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
        "domain_id": entry.domain_id or None,
    }


def comparison_rows(comparisons: Sequence[Comparison]) -> pd.DataFrame:
    """Return rows of `triangulation`."""
    rows = [[getattr(one, name) or None for name in COMPARISON_COLUMNS] for one in comparisons]
    return pd.DataFrame(rows, columns=list(COMPARISON_COLUMNS), dtype=object)


ROUNDING = 5
"""Counts of the own registration are published in steps of this size."""


def registration_rows(questions: Sequence[Questions], least: int) -> pd.DataFrame:
    """Return rows of `registration`: counts rounded to 5, and none where there are too few.

    A question about several domains counts in each of them, so the counts have no sum, and none
    is published: a count that is left out cannot be found by subtraction.

    Args:
        questions: Questions as they were filled in.
        least: Least number of questions that is shown.
    """
    counts: Counter[tuple[str, str, int]] = Counter()
    whole: dict[tuple[str, str, int], bool] = {}
    for row in questions:
        for domain in row.domains:
            key = (row.region_code, domain, row.jaar)
            counts[key] += row.vragen
            whole[key] = whole.get(key, True) and row.heel_jaar
    rows = [
        [*key, _rounded(count) if count >= least else None,
         "ok" if count >= least else "too_small", whole[key]]
        for key, count in sorted(counts.items())
    ]  # fmt: skip
    names = ["region_code", "domain_id", "jaar", "vragen", "waarde_status", "heel_jaar"]
    frame = pd.DataFrame(rows, columns=names, dtype=object)
    return frame.astype({"jaar": "int64", "vragen": "Int64", "heel_jaar": "bool"})


def _rounded(count: int) -> int:
    return (count + ROUNDING // 2) // ROUNDING * ROUNDING


def provider_rows(providers: Sequence[Provider]) -> pd.DataFrame:
    """Return rows of `provider`."""
    rows = [[p.area_code, p.product_group_id, p.naam] for p in providers]
    return pd.DataFrame(rows, columns=["area_code", "product_group_id", "naam"], dtype=object)


def event_rows(events: Sequence[Event]) -> pd.DataFrame:
    """Return rows of `event`, numbered inside their wijk."""
    seen: Counter[str] = Counter()
    rows = []
    for event in events:
        seen[event.region_code] += 1
        number = f"{event.region_code}-{seen[event.region_code]}"
        rows.append([number, event.region_code, event.soort, event.datum, event.omschrijving])
    names = ["event_id", "region_code", "soort", "datum", "omschrijving"]
    return pd.DataFrame(rows, columns=names, dtype=object)


def contract_rows(contracts: Sequence[Contract]) -> pd.DataFrame:
    """Return rows of `intermediate.contract`, which is not published."""
    names = [
        "gemeente_code", "product_group_id", "model", "peildatum", "einddatum",
        "gedeelde_besparing", "tevredenheid_gemeten",
    ]  # fmt: skip
    rows = [[getattr(one, name) for name in names] for one in contracts]
    return pd.DataFrame(rows, columns=names, dtype=object)
