"""When it is time for a new wijkfoto: reasons per wijk, from this edition and the one before.

Limits and sentences stand in catalog/rescan.yaml. Nothing asks the clock: age is a day from which
an edition is old, so that the same inputs give the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated

import pandas as pd
from pydantic import Field

from wijkfoto.catalog.load import parse_yaml
from wijkfoto.catalog.models import NormStatus
from wijkfoto.catalog.tables import CatalogModel
from wijkfoto.resources import catalog_dir

COLUMNS = ("region_code", "reason", "datum", "detail")
SAME_AREA = "ongewijzigd"
BROKEN = "breuk"
FIRM = "stevig"
CLASSES = (("klasse", "zekerheid"), ("klasse_gemeente", "zekerheid_gemeente"))


class RescanReason(CatalogModel):
    """One reason: its limit, where that comes from, and its sentence."""

    grens: Annotated[float, Field(gt=0)] | None = None
    eenheid: str = ""
    status: NormStatus
    datum: date
    bron: Annotated[str, Field(min_length=1)]
    tekst: Annotated[str, Field(min_length=1)]

    @property
    def limit(self) -> float:
        """The limit; infinite for a reason without one."""
        return float("inf") if self.grens is None else self.grens


@cache
def shipped_reasons() -> Mapping[str, RescanReason]:
    """Return the reasons that ship with the package, read once."""
    reasons: Mapping[str, RescanReason] = parse_yaml(
        dict[str, RescanReason], catalog_dir() / "rescan.yaml"
    )
    return reasons


@dataclass(frozen=True)
class Picture:
    """What an edition says of its wijken.

    Attributes:
        wijken: region_code, gemeente_code, boundary_year, boundary_change, inwoners, woningen.
        scores: region_code, domain_id, klasse, zekerheid, klasse_gemeente, zekerheid_gemeente.
        surveys: gemeente_code, naam, jaar, sha256.
    """

    wijken: pd.DataFrame
    scores: pd.DataFrame
    surveys: pd.DataFrame


def rescan_rows(
    now: Picture,
    before: Picture | None,
    events: pd.DataFrame,
    peiljaar: int,
    domain_names: Mapping[str, str],
) -> pd.DataFrame:
    """Return the rows of `rescan` without edition_id, in order of wijk and reason.

    Args:
        now: This edition.
        before: The edition before; None when there is none.
        events: Columns of `event`.
        peiljaar: Peiljaar of this edition.
        domain_names: Name per domain_id.
    """
    reasons = shipped_reasons()
    wijken = now.wijken.sort_values("region_code")
    found = [*_broken(wijken), *_happened(wijken, events, peiljaar), *_old(wijken, peiljaar)]
    if before is not None:
        both = _comparable(wijken, before.wijken)
        found += _moved(both, "inwoners", peiljaar)
        found += _moved(both, "woningen", peiljaar)
        found += _classes(both, now.scores, before.scores, domain_names)
        found += _surveys(wijken, now.surveys, before.surveys)
    rows = [
        (code, name, day, reasons[name].tekst.format(**words)) for code, name, day, words in found
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    return frame.sort_values(["region_code", "reason"], ignore_index=True)


Found = tuple[str, str, date | None, dict[str, str]]


def _broken(wijken: pd.DataFrame) -> Iterator[Found]:
    for row in wijken[wijken["boundary_change"] == BROKEN].itertuples():
        yield str(row.region_code), "grens", date(int(str(row.boundary_year)), 1, 1), {}


def _old(wijken: pd.DataFrame, peiljaar: int) -> Iterator[Found]:
    years, months = divmod(int(shipped_reasons()["ouderdom"].limit), 12)
    for code in wijken["region_code"]:
        yield code, "ouderdom", date(peiljaar + 1 + years, months + 1, 1), {}


def _happened(wijken: pd.DataFrame, events: pd.DataFrame, peiljaar: int) -> Iterator[Found]:
    """Events that the figures cannot know: one row per wijk, with the day of the newest."""
    days = pd.to_datetime(events["datum"])
    new = events[
        (days >= pd.Timestamp(peiljaar, 1, 1)) & events["region_code"].isin(wijken["region_code"])
    ]
    for code, rows in new.sort_values(["datum", "event_id"]).groupby("region_code"):
        told = "; ".join(str(text).rstrip(".") for text in rows["omschrijving"])
        yield str(code), "gebeurtenis", pd.Timestamp(rows["datum"].iloc[-1]).date(), {"wat": told}


def _comparable(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Return wijken of both editions that are one area: equal code is not equal area."""
    both = now.merge(before, on="region_code", suffixes=("", "_was"))
    same = (both["boundary_year"] == both["boundary_year_was"]) | (
        both["boundary_change"] == SAME_AREA
    )
    return both[same]


def _moved(both: pd.DataFrame, what: str, peiljaar: int) -> Iterator[Found]:
    was, is_now = both[f"{what}_was"].astype(float), both[what].astype(float)
    # 1e-9: from 1,000 to 1,100 is ten per cent, also in binary.
    limit = shipped_reasons()[what].limit - 1e-9
    moved = both[(was > 0) & ((is_now - was).abs() >= limit * was)]
    for row in moved.itertuples():
        words = {"was": _dutch(getattr(row, f"{what}_was")), "nu": _dutch(getattr(row, what))}
        yield str(row.region_code), what, date(peiljaar, 1, 1), words


def _dutch(count: float) -> str:
    return f"{count:,.0f}".replace(",", ".")


def _classes(
    both: pd.DataFrame, now: pd.DataFrame, before: pd.DataFrame, names: Mapping[str, str]
) -> Iterator[Found]:
    scores = now.merge(before, on=["region_code", "domain_id"], suffixes=("", "_was"))
    changed = pd.Series(data=False, index=scores.index)
    for klasse, sure in CLASSES:
        firm = (scores[sure] == FIRM) & (scores[f"{sure}_was"] == FIRM)
        changed |= firm & (scores[klasse] != scores[f"{klasse}_was"])
    rows = scores[changed & scores["region_code"].isin(both["region_code"])]
    for code, of_wijk in rows.groupby("region_code"):
        domains = set(of_wijk["domain_id"])
        told = "; ".join(name for domain, name in names.items() if domain in domains)
        yield str(code), "klasse", None, {"wat": told}


def _surveys(wijken: pd.DataFrame, now: pd.DataFrame, before: pd.DataFrame) -> Iterator[Found]:
    new = now[~now["sha256"].isin(before["sha256"])]
    for row in wijken.merge(new, on="gemeente_code").itertuples():
        yield str(row.region_code), "enquete", None, {"wat": f"{row.naam}, {row.jaar}"}
