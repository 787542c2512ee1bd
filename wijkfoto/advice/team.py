"""Hours per discipline: the table team_advice in both modi, and totals per area.

What an area can expect is computed in `local`; spreading a given total, in `apportion`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from wijkfoto.advice.given import effective_fte, given_fte, least_fte
from wijkfoto.advice.measures import ratio
from wijkfoto.advice.numbers import median_and_band
from wijkfoto.advice.wording import dutch

if TYPE_CHECKING:
    from wijkfoto.advice.core import Core
    from wijkfoto.advice.local import Local
    from wijkfoto.advice.numbers import Floats
    from wijkfoto.advice.rules import AdviceRules

DEFAULT_RING = "ring_standaard"
OWN_ORGANISATION = "eigen_organisatie"


@dataclass(frozen=True)
class Hours:
    """FTE per area and discipline, (A + 1, P) each; NaN where it is not said.

    Attributes:
        share: Share of the municipal sum of the gemeente.
    """

    modus: str
    fte: Floats
    low: Floats
    high: Floats
    share: Floats


def estimate(local: Local) -> Hours:
    """Return `ramen`: the median of the draws with its 90% band."""
    mid, low, high = median_and_band(local.drawn.fte)
    return Hours("ramen", mid, low, high, _share(local.mid.fte[:, :, 0], local))


def distribute(local: Local, rules: AdviceRules, total: float | None) -> Hours:
    """Return `verdelen`: a given total in parts that add up to it, or only shares.

    Raises:
        ConfigError: If the total does not cover the floors.
    """
    mid = local.mid.fte[:, :, 0]
    nothing = np.full(mid.shape, np.nan)
    if total is None:
        return Hours("verdelen", nothing, nothing, nothing, _share(mid, local))
    fte, least = given_fte(local, rules, total), least_fte(local, rules)
    _, low, high = median_and_band(effective_fte(local, local.drawn, rules, total))
    return Hours(
        "verdelen",
        fte,
        # A draw scales its floors with the total; a team has them whatever the total is.
        np.where(np.isnan(fte), np.nan, np.fmax(np.fmin(low, fte), least)),
        np.where(np.isnan(fte), np.nan, np.fmax(high, fte)),
        fte / total,
    )


def _share(fte: Floats, local: Local) -> Floats:
    share = ratio(fte, np.array(fte[0, local.paid].sum()))
    return np.where(local.paid, share, np.nan)


def advice_rows(local: Local, hours: Hours, core: Core, rules: AdviceRules) -> pd.DataFrame:
    """Return rows of `team_advice` for the gemeente and its teamgebieden."""
    shape = hours.fte.shape
    own = np.array([p.financier == OWN_ORGANISATION for p in rules.disciplines])
    ring = np.array([p.ring for p in rules.disciplines], dtype=object)
    shown = np.broadcast_to(~own, shape)

    def across(values: list[str]) -> np.ndarray:
        return np.tile(np.array(values, dtype=object), shape[0])

    def down(values: list[str]) -> np.ndarray:
        return np.repeat(np.array(values, dtype=object), shape[1])

    return pd.DataFrame(
        {
            "area_code": down(local.area_codes),
            "area_level": down(local.area_levels),
            "discipline_id": across([p.discipline_id for p in rules.disciplines]),
            "modus": hours.modus,
            "ring": np.where(core.moved, "kern", ring).ravel(),
            "financier": across([p.financier for p in rules.disciplines]),
            "fte": np.where(shown, hours.fte, np.nan).ravel(),
            "fte_low": np.where(shown, hours.low, np.nan).ravel(),
            "fte_high": np.where(shown, hours.high, np.nan).ravel(),
            "share": np.where(shown, hours.share, np.nan).ravel(),
            "rule_id": core.rule_ids(
                np.broadcast_to(np.where(own, OWN_ORGANISATION, DEFAULT_RING), shape)
            ).ravel(),
        }
    )


def total_rows(local: Local, given: Hours, rules: AdviceRules, total: float | None) -> pd.DataFrame:
    """Return the municipal sum per area: FTE with band, per 1,000, and against the gemeente."""
    mid, low, high = median_and_band(local.drawn.municipal_fte(local.paid))
    tables = [_totals(local, "ramen", mid, low, high)]
    if total is not None:
        fte = given.fte[:, local.paid].sum(axis=1)
        drawn = effective_fte(local, local.drawn, rules, total)[:, local.paid].sum(axis=1)
        _, low, high = median_and_band(drawn)
        low = np.fmax(low, least_fte(local, rules)[:, local.paid].sum(axis=1))
        # The total of the gemeente is given: what is left of a band is noise of sums.
        low[0] = high[0] = fte[0]
        tables.append(_totals(local, "verdelen", fte, np.fmin(low, fte), np.fmax(high, fte)))
    return pd.concat(tables, ignore_index=True)


def _totals(local: Local, modus: str, fte: Floats, low: Floats, high: Floats) -> pd.DataFrame:
    rate = ratio(fte * 1000, local.people)
    return pd.DataFrame(
        {
            "area_code": local.area_codes,
            "area_level": local.area_levels,
            "modus": modus,
            "fte": fte,
            "fte_low": low,
            "fte_high": high,
            "fte_per_1000": rate,
            "fte_per_1000_low": ratio(low * 1000, local.people),
            "fte_per_1000_high": ratio(high * 1000, local.people),
            "keer_gemeente": ratio(rate, rate[:1]),
        }
    )


def level_notes(totals: pd.DataFrame, scale: float, rules: AdviceRules) -> pd.DataFrame:
    """Return rows of `advice_note` on the level of FTE: its scale, and whether it is plausible.

    Judged at the gemeente only: a wijk with much need lies outside by right.
    """
    rows = totals[totals["area_level"] == "gemeente"]
    low, high = rules.norm("fte_per_1000_laag"), rules.norm("fte_per_1000_hoog")
    target = rules.norm("fte_per_1000_doel")
    found = []
    for row in rows.itertuples():
        rate = float(str(row.fte_per_1000))
        kind = "binnen_grens" if low <= rate <= high else "buiten_grens"
        text = rules.texts[kind].format(
            waarde=dutch(rate, 2), laag=dutch(low, 1), hoog=dutch(high, 1)
        )
        found.append((row.area_code, f"band_{row.modus}", text))
    text = rules.texts["schaal"].format(schaal=dutch(scale, 2), doel=dutch(target, 1))
    found += [(code, "schaal", text) for code in rows["area_code"].unique()]
    return pd.DataFrame(found, columns=["area_code", "note_id", "text"])
