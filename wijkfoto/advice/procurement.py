"""One signal per product group and wijk, from need, registered use, outlook and certainty.

The rules stand in procurement_rules.yaml; what they look at is gathered here, without prices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from wijkfoto.advice.buying_models import ProcurementRule
    from wijkfoto.advice.rules import AdviceRules

ORDER = {"laag": 0, "gemiddeld": 1, "hoog": 2}
SURE = {"te_weinig_gegevens": 0, "onzeker": 1, "redelijk": 2, "stevig": 3}
TOLD = "stevig"
"""Only a gap of this certainty counts (decision 0045); with a weaker one use is as expected."""
YEARS_AHEAD = 5
"""Years of the outlook that count: about as long as a contract lasts."""
COLUMNS = (
    "area_code", "product_group_id", "signal", "zekerheid", "rule_id", "domain_id", "behoefte",
    "zekerheid_behoefte", "gebruik", "vooruitblik",
)  # fmt: skip


class Seen(NamedTuple):
    """What the rules look at for one product group in one wijk."""

    behoefte: str
    zeker: str
    gebruik: str
    vooruitblik: str
    soort: str
    arrangement: bool


def fits(rule: ProcurementRule, seen: Seen) -> bool:
    """Say whether a rule holds for what was seen."""
    return (
        seen.behoefte in rule.behoefte
        and seen.zeker in rule.zeker
        and seen.gebruik in rule.gebruik
        and seen.vooruitblik in rule.vooruitblik
        and seen.soort in rule.soorten
        and rule.arrangement in (None, seen.arrangement)
    )


def decide(seen: Seen, rules: AdviceRules) -> tuple[ProcurementRule, str]:
    """Return the first rule that fits, and the certainty of its signal.

    The certainty is that of the need class, and at most what the rule allows: a need that is
    `onzeker` gives no surer signal.
    """
    rule = next(r for r in rules.procurement_rules if fits(r, seen))
    return rule, min(seen.zeker, rule.hoogstens, key=SURE.__getitem__)


def signals(
    scores: pd.DataFrame,
    wijken: list[str],
    rules: AdviceRules,
    *,
    gaps: pd.DataFrame | None = None,
    outlook: pd.DataFrame | None = None,
    arrangementen: bool = False,
) -> pd.DataFrame:
    """Return rows of `procurement_focus`, without the edition.

    Of the domains that a product serves one decides: the one that is most surely hoog, and where
    none is, the one with the highest score. Its class is the higher of the classes against land
    and gemeente.

    Args:
        scores: Columns of `domain_score`.
        wijken: Codes of the chosen wijken.
        rules: The advice catalog.
        gaps: Columns of `use_gap`; None when use was not compared.
        outlook: Columns of `outlook`; None without a prognosis.
        arrangementen: Whether the gemeente buys whole arrangementen, which no product splits.
    """
    need = _need(scores, wijken, rules)
    sides = use_sides(gaps)
    growth = growths(outlook, rules.norm("vooruitblik_verandering"))
    rows = []
    for code in sorted(wijken):
        for product in rules.products:
            domain, klasse, sure = need.get(
                (code, product.product_group_id), (None, "geen", "te_weinig_gegevens")
            )
            seen = Seen(
                klasse,
                sure,
                sides.get((code, product.gebruik or ""), "onbekend"),
                growth.get((code, product.doelgroep), "onbekend"),
                product.soort,
                arrangementen,
            )
            rule, certainty = decide(seen, rules)
            name = product.product_group_id
            rows.append((code, name, rule.signal, certainty, rule.rule_id, domain, *seen[:4]))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _need(
    scores: pd.DataFrame, wijken: list[str], rules: AdviceRules
) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Return per wijk and product the domain that decides, its class, and how sure that is."""
    here = scores[scores["region_code"].isin(wijken)]
    served = pd.DataFrame(
        [(p.product_group_id, d) for p in rules.products for d in p.domeinen],
        columns=["product_group_id", "domain_id"],
    )
    scored = here[here["klasse"].isin(list(ORDER))].merge(served, on="domain_id")
    columns = ["klasse", "klasse_gemeente", "zekerheid", "zekerheid_gemeente"]
    told = [_higher(*values) for values in scored[columns].itertuples(index=False)]
    scored["told"], scored["sure"] = zip(*told, strict=True) if told else ((), ())
    # A need that is surely high is not made unsure by another that is only guessed to be higher.
    scored["firm"] = scored["sure"].map(SURE).where(scored["told"] == "hoog", -1)
    scored = scored.sort_values(
        ["region_code", "product_group_id", "firm", "score", "domain_id"],
        ascending=[True, True, False, False, True],
    ).drop_duplicates(["region_code", "product_group_id"])
    names = ["region_code", "product_group_id", "domain_id", "told", "sure"]
    return {
        (wijk, product): (domain, klasse, sure)
        for wijk, product, domain, klasse, sure in scored[names].itertuples(index=False)
    }


def _higher(land: str, own: str | None, sure_land: str, sure_own: str) -> tuple[str, str]:
    """Return the higher of two classes, and its certainty.

    One comparison is enough to be hoog, so the surer one counts; to be lower than that takes both.
    """
    if own not in ORDER:
        return land, sure_land
    klasse = max(land, own, key=ORDER.__getitem__)
    if klasse == "hoog":
        found = [s for c, s in ((land, sure_land), (own, sure_own)) if c == klasse]
        return klasse, max(found, key=SURE.__getitem__)
    return klasse, min(sure_land, sure_own, key=SURE.__getitem__)


def use_sides(gaps: pd.DataFrame | None) -> dict[tuple[str, str], str]:
    """Say per wijk and kind of use whether registered use lies under or over what is expected.

    Args:
        gaps: Columns of `use_gap`.
    """
    if gaps is None:
        return {}
    told = gaps[gaps["zekerheid"] != "te_weinig_gegevens"]
    below = (told["observed_high"] < told["expected"]).to_numpy()
    side = np.where(told["zekerheid"] != TOLD, "gelijk", np.where(below, "lager", "hoger"))
    keys = zip(told["region_code"], told["use_id"], strict=True)
    return dict(zip(keys, side.tolist(), strict=True))


def growths(outlook: pd.DataFrame | None, least: float) -> dict[tuple[str, str], str]:
    """Say per wijk and target group whether it will grow or shrink within `YEARS_AHEAD` years.

    Args:
        outlook: Columns of `outlook`.
        least: Change that counts, as a part of today's number; the whole interval of the prognosis
            must lie on its side of today's number too.
    """
    if outlook is None:
        return {}
    near = outlook[outlook["jaar"] - outlook["jaar_nu"] == YEARS_AHEAD].dropna(subset=["aantal"])
    near = near[near["aantal_nu"] > 0]
    change = near["aantal"] / near["aantal_nu"] - 1
    low = near["aantal_low"].fillna(near["aantal"])
    high = near["aantal_high"].fillna(near["aantal"])
    grows = (change >= least) & (low > near["aantal_nu"])
    shrinks = (change <= -least) & (high < near["aantal_nu"])
    told = np.where(grows, "groei", np.where(shrinks, "krimp", "gelijk"))
    keys = zip(near["region_code"], near["target_group"], strict=True)
    return dict(zip(keys, told.tolist(), strict=True))
