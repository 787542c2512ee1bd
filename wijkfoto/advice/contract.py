"""Flags on contracts, from what the gemeente filled in about providers and contracts.

Words and limits stand in contract_flags.yaml and norms.yaml; without a form there is no flag.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from wijkfoto.advice.rules import AdviceRules

COLUMNS = ("gemeente_code", "model", "flag_id", "area_code", "evidence")
EVERY_MODEL = "alle"
"""Model of a flag that does not depend on the model."""


def contract_flags(
    contracts: pd.DataFrame, providers: pd.DataFrame, rules: AdviceRules
) -> pd.DataFrame:
    """Return rows of `contract_flag` without the edition, in order of their key.

    Args:
        contracts: Columns of `intermediate.contract`.
        providers: Columns of `provider`; products without a row are unknown, not without provider.
        rules: The advice catalog.
    """
    near = _ends_soon(contracts, round(rules.norm("contract_einde_maanden")))
    raised = {
        "einde_nabij": near,
        "geen_gedeelde_besparing": ~contracts["gedeelde_besparing"].astype(bool),
        "geen_tevredenheid": ~contracts["tevredenheid_gemeten"].astype(bool),
    }
    found = [
        (str(gemeente), str(model), flag, set(some["product_group_id"]))
        for flag, is_raised in raised.items()
        for (gemeente, model), some in contracts[is_raised].groupby(["gemeente_code", "model"])
    ]
    found += _few_providers(providers, rules)
    rows = [
        (gemeente, model, flag, None, _evidence(flag, products, rules))
        for gemeente, model, flag, products in sorted(found, key=lambda row: row[:3])
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def _ends_soon(contracts: pd.DataFrame, months: int) -> pd.Series[bool]:
    """Say of each contract whether it ends within so many months after the day it was filled in."""
    limit = pd.to_datetime(contracts["peildatum"]) + pd.DateOffset(months=months)
    return pd.to_datetime(contracts["einddatum"]) <= limit


def _few_providers(
    providers: pd.DataFrame, rules: AdviceRules
) -> list[tuple[str, str, str, set[str]]]:
    """Return per gemeente the products with too few providers, its wijken taken together."""
    names: dict[tuple[str, str], set[str]] = {}
    for area, product, name in providers[["area_code", "product_group_id", "naam"]].itertuples(
        index=False
    ):
        names.setdefault((f"GM{str(area)[2:6]}", str(product)), set()).add(str(name))
    few: dict[str, set[str]] = {}
    for (gemeente, product), some in names.items():
        if len(some) < rules.norm("min_aanbieders"):
            few.setdefault(gemeente, set()).add(product)
    return [(code, EVERY_MODEL, "weinig_aanbieders", products) for code, products in few.items()]


def _evidence(flag: str, products: set[str], rules: AdviceRules) -> str:
    names = [p.naam for p in rules.products if p.product_group_id in products]
    told = rules.contract_flags[flag].tekst
    return told.format(producten=", ".join(n[:1].lower() + n[1:] for n in names))
