"""How much a budget for few clients swings by chance alone, per product group and area.

Only chance is measured: what hits everybody at once (tariff, law, inflow) does not average out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from wijkfoto.advice.buying_models import Product
    from wijkfoto.advice.numbers import Floats
    from wijkfoto.advice.rules import AdviceRules

COLUMNS = (
    "area_code", "product_group_id", "use_id", "clienten", "clienten_low", "clienten_high",
    "basis", "variatie", "kansrisico", "kansrisico_low", "kansrisico_high", "clienten_min",
    "advies",
)  # fmt: skip
NUMBERS = ("clienten", "clienten_low", "clienten_high")


def chance_risk(clients: Floats | float, variation: float) -> Floats:
    """Return the standard deviation of a year's cost as a part of its mean.

    The number of clients is Poisson and their costs are independent with a coefficient of variation
    c, so the total has variance n m^2 (1 + c^2) and mean n m (compound Poisson): sqrt((1 + c^2)/n).

    Args:
        clients: Clients a year, n; NaN stays NaN, and 0 gives infinity.
        variation: c, standard deviation of the cost per client divided by its mean.
    """
    with np.errstate(divide="ignore"):
        return np.sqrt((1 + variation**2) / np.asarray(clients, dtype=float))


def least_clients(variation: float, limit: float) -> float:
    """Return the clients from which the chance risk is at most `limit`: (1 + c^2) / limit^2."""
    # Rounded, so that 0.1 as a limit gives 200 and not a hair less.
    return round((1 + variation**2) / limit**2, 6)


def chance_rows(
    gemeente: str,
    wijken: list[str],
    gaps: pd.DataFrame | None,
    rules: AdviceRules,
    *,
    arrangementen: bool = False,
) -> pd.DataFrame:
    """Return rows of `chance_risk` without the edition: the gemeente, then its wijken.

    Args:
        gemeente: Code of the gemeente.
        wijken: Codes of its wijken.
        gaps: Columns of `use_gap`; None when use was not compared.
        rules: The advice catalog.
        arrangementen: Whether the gemeente buys whole arrangementen: then maatwerk is not split.
    """
    counted = _clients(gemeente, wijken, gaps)
    parts = [
        _rows(product, [gemeente, *sorted(wijken)], counted, rules, blocked=arrangementen)
        for product in rules.products
        if product.gebruik and product.variatie
    ]
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values(["area_code", "product_group_id"], ignore_index=True)[list(COLUMNS)]


def _clients(gemeente: str, wijken: list[str], gaps: pd.DataFrame | None) -> pd.DataFrame:
    """Return clients per area and kind of use: registered, else expected; the gemeente is a sum."""
    empty = pd.DataFrame(columns=["area_code", "use_id", *NUMBERS, "basis"])
    if gaps is None:
        return empty.set_index(["area_code", "use_id"])
    here = gaps[gaps["region_code"].isin(wijken)].copy()
    known = here["observed"].notna()
    here["basis"] = np.where(known, "registratie", "verwacht")
    for name, seen, guess in zip(
        NUMBERS,
        ("observed", "observed_low", "observed_high"),
        ("expected", "expected_low", "expected_high"),
        strict=True,
    ):
        here[name] = here[seen].where(known, here[guess]).astype(float)
    here = here.dropna(subset=["clienten"]).rename(columns={"region_code": "area_code"})
    summed = here.groupby("use_id", sort=True)[list(NUMBERS)].sum().reset_index()
    guessed = set(here.loc[here["basis"] == "verwacht", "use_id"])
    summed["basis"] = ["verwacht" if use in guessed else "registratie" for use in summed["use_id"]]
    summed["area_code"] = gemeente
    both = pd.concat([summed[empty.columns], here[empty.columns]], ignore_index=True)
    return both.set_index(["area_code", "use_id"])


def _rows(
    product: Product, areas: list[str], counted: pd.DataFrame, rules: AdviceRules, *, blocked: bool
) -> pd.DataFrame:
    variation = rules.norm(str(product.variatie))
    keys = pd.MultiIndex.from_product([areas, [product.gebruik]], names=["area_code", "use_id"])
    table = counted.reindex(keys).reset_index()
    stopped = blocked and product.soort == "maatwerk"
    if stopped:
        table[list(NUMBERS)] = np.nan
    numbers = table[list(NUMBERS)].astype(float)
    table[list(NUMBERS)] = numbers
    known = numbers["clienten"] > 0
    table["basis"] = table["basis"].where(known, "geen")
    table["product_group_id"] = product.product_group_id
    table["variatie"] = variation
    # Fewer clients swing more, so the bounds change places.
    for name, source in (
        ("kansrisico", "clienten"),
        ("kansrisico_low", "clienten_high"),
        ("kansrisico_high", "clienten_low"),
    ):
        risk = chance_risk(numbers[source].to_numpy(), variation)
        table[name] = np.where(known & np.isfinite(risk), risk, np.nan)
    least = least_clients(variation, rules.norm("kansrisico_grens"))
    table["clienten_min"] = least
    told = np.where(numbers["clienten"] < least, "samen_of_corridor", "eigen_budget")
    table["advies"] = np.where(known, told, "niet_splitsen" if stopped else "niet_te_zeggen")
    return table
