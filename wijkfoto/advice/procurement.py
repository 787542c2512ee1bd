"""One signal per product group and wijk, from the need class alone.

The rules stand in procurement_rules.yaml; the gap between use and need is not looked at here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from wijkfoto.advice.rules import AdviceRules

ORDER = {"laag": 0, "gemiddeld": 1, "hoog": 2}


def signals(scores: pd.DataFrame, wijken: list[str], rules: AdviceRules) -> pd.DataFrame:
    """Return rows of `procurement_focus`, with the domain that decided in `domain_id`.

    The domain with the highest score among those a product serves decides; its class is the higher
    of the classes against land and gemeente.

    Args:
        scores: Columns of `domain_score`.
        wijken: Codes of the chosen wijken.
        rules: The advice catalog.
    """
    here = scores[scores["region_code"].isin(wijken)]
    served = pd.DataFrame(
        [(p.product_group_id, p.soort, d) for p in rules.products for d in p.domeinen],
        columns=["product_group_id", "soort", "domain_id"],
    )
    scored = here[here["klasse"].isin(list(ORDER))].merge(served, on="domain_id")
    scored = scored.sort_values(
        ["region_code", "product_group_id", "score", "domain_id"],
        ascending=[True, True, False, True],
    ).drop_duplicates(["region_code", "product_group_id"])
    scored["hoogste"] = _higher(scored["klasse"], scored["klasse_gemeente"])
    table = pd.MultiIndex.from_product(
        [sorted(wijken), [p.product_group_id for p in rules.products]],
        names=["area_code", "product_group_id"],
    ).to_frame(index=False)
    kinds = {p.product_group_id: p.soort for p in rules.products}
    chosen = scored.set_index(["region_code", "product_group_id"])
    keys = pd.MultiIndex.from_frame(table)
    klasse = chosen["hoogste"].reindex(keys).fillna("geen").to_numpy()
    table["domain_id"] = chosen["domain_id"].reindex(keys).to_numpy()
    decided = [
        next(r for r in rules.procurement_rules if k in r.klassen and kinds[product] in r.soorten)
        for k, product in zip(klasse, table["product_group_id"], strict=True)
    ]
    table["signal"] = [rule.signal for rule in decided]
    table["zekerheid"] = [rule.zekerheid for rule in decided]
    table["rule_id"] = [rule.rule_id for rule in decided]
    return table


def _higher(one: pd.Series[str], other: pd.Series[str]) -> pd.Series[str]:
    names = {number: name for name, number in ORDER.items()}
    ranks = pd.concat([one.map(ORDER), other.map(ORDER)], axis=1)
    return ranks.max(axis=1).map(names)
