"""Flags on contracts, from what the gemeente filled in and from the advice on its wijken.

Words and limits stand in contract_flags.yaml and norms.yaml; what was not filled in raises nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from wijkfoto.advice.procurement import growths

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wijkfoto.advice.rules import AdviceRules

COLUMNS = ("gemeente_code", "model", "flag_id", "area_code", "evidence")
EVERY_MODEL = "alle"
"""Model of a flag that does not depend on the model."""
CARERS = "eenzaam_mantelzorg"
"""The domain that tells of carers."""
ELDERLY = "inwoners_65plus"
PROVIDER = "aanbieder"
"""Employer of the team that has an interest in what it advises."""
SURE_ENOUGH = ("stevig", "redelijk")


@dataclass(frozen=True)
class FlagInput:
    """What flags look at.

    Attributes:
        contracts: Columns of `intermediate.contract`.
        providers: Columns of `provider`; products without a row are unknown, not without provider.
        scores: Columns of `domain_score` of the wijken of the chosen gemeenten.
        outlook: Columns of `outlook`.
        namen: Name per code of a wijk.
        gemeenten: Codes of the chosen gemeenten.
        werkgever: Who employs the team (`[team] werkgever`); empty when not filled in.
    """

    contracts: pd.DataFrame
    providers: pd.DataFrame
    scores: pd.DataFrame
    outlook: pd.DataFrame
    namen: dict[str, str]
    gemeenten: tuple[str, ...]
    werkgever: str = ""


@dataclass(frozen=True)
class _Raised:
    """One flag: what fills its sentence, and the wijk when it is about one alone."""

    gemeente: str
    model: str
    flag_id: str
    fill: dict[str, str]
    area: str | None = None


def contract_flags(inputs: FlagInput, rules: AdviceRules) -> pd.DataFrame:
    """Return rows of `contract_flag` without the edition, in order of their key.

    Args:
        inputs: Forms, scores and settings.
        rules: The advice catalog.
    """
    found = [
        *_of_contracts(inputs.contracts, rules),
        *_few_providers(inputs.providers, rules),
        *_carers(inputs, rules),
        *_no_crisis_places(inputs.contracts, rules),
        *_employer(inputs),
    ]
    rows = [
        (
            one.gemeente,
            one.model,
            one.flag_id,
            one.area,
            rules.contract_flags[one.flag_id].tekst.format(**one.fill),
        )
        for one in sorted(found, key=lambda one: (one.gemeente, one.model, one.flag_id))
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def _of_contracts(contracts: pd.DataFrame, rules: AdviceRules) -> list[_Raised]:
    paid_for_help = {card.model for card in rules.contract_cards if card.minder_hulp_minder_geld}
    keeps = ~contracts["gedeelde_besparing"].astype(bool) & ~contracts["model"].isin(paid_for_help)
    raised = {
        "einde_nabij": _ends_soon(contracts, round(rules.norm("contract_einde_maanden"))),
        "geen_gedeelde_besparing": keeps,
        "geen_tevredenheid": ~contracts["tevredenheid_gemeten"].astype(bool),
    }
    return [
        _Raised(
            str(gemeente),
            str(model),
            flag,
            {"producten": product_names(some["product_group_id"], rules)},
        )
        for flag, is_raised in raised.items()
        for (gemeente, model), some in contracts[is_raised].groupby(["gemeente_code", "model"])
    ]


def _ends_soon(contracts: pd.DataFrame, months: int) -> pd.Series[bool]:
    """Say of each contract whether it ends within so many months after the day it was filled in."""
    limit = pd.to_datetime(contracts["peildatum"]) + pd.DateOffset(months=months)
    return pd.to_datetime(contracts["einddatum"]) <= limit


def _few_providers(providers: pd.DataFrame, rules: AdviceRules) -> list[_Raised]:
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
    return [
        _Raised(
            code, EVERY_MODEL, "weinig_aanbieders", {"producten": product_names(products, rules)}
        )
        for code, products in few.items()
    ]


def _carers(inputs: FlagInput, rules: AdviceRules) -> list[_Raised]:
    """Return where carers may be under pressure: need is surely hoog, or hoog while age grows.

    A growing number of people of 65 and over is no reason by itself: the prognosis of the gemeente
    is shared over its wijken, so that it would flag nearly every wijk of the country.
    """
    scores = inputs.scores[inputs.scores["domain_id"] == CARERS]
    high = (scores["klasse"] == "hoog") & scores["zekerheid"].isin(SURE_ENOUGH)
    own = (scores["klasse_gemeente"] == "hoog") & scores["zekerheid_gemeente"].isin(SURE_ENOUGH)
    pressed = set(scores.loc[high | own, "region_code"])
    growth = growths(inputs.outlook, rules.norm("vooruitblik_verandering"))
    growing = {
        code for (code, group), side in growth.items() if (group, side) == (ELDERLY, "groei")
    }
    pressed |= set(scores.loc[scores["klasse"] == "hoog", "region_code"]) & growing
    found = []
    for gemeente in inputs.gemeenten:
        here = sorted(code for code in pressed if code[2:6] == gemeente[2:6])
        if here:
            names = "; ".join(sorted(inputs.namen.get(code, code) for code in here))
            area = here[0] if len(here) == 1 else None
            found.append(_Raised(gemeente, EVERY_MODEL, "druk_mantelzorg", {"wijken": names}, area))
    return found


def _no_crisis_places(contracts: pd.DataFrame, rules: AdviceRules) -> list[_Raised]:
    """Return contracts that reward light help first in a gemeente that buys no availability."""
    light = {card.model: card.naam for card in rules.contract_cards if card.licht_eerst}
    standby = [p.product_group_id for p in rules.products if p.soort == "beschikbaarheid"]
    found = []
    for gemeente, some in contracts.groupby("gemeente_code"):
        bought = set(some.loc[some["model"] == "functiegericht", "product_group_id"])
        lacking = [name for name in standby if name not in bought]
        if lacking:
            products = product_names(lacking, rules)
            found += [
                _Raised(
                    str(gemeente),
                    model,
                    "crisisplek_ontbreekt",
                    {"modellen": _lower(light[model]), "producten": products},
                )
                for model in sorted(set(some["model"]) & set(light))
            ]
    return found


def _employer(inputs: FlagInput) -> list[_Raised]:
    if inputs.werkgever != PROVIDER:
        return []
    return [_Raised(code, EVERY_MODEL, "productieprikkel", {}) for code in inputs.gemeenten]


def product_names(products: Iterable[str], rules: AdviceRules) -> str:
    """Return the names of product groups in the order of the catalog, joined by commas."""
    wanted = set(products)
    names: Sequence[str] = [p.naam for p in rules.products if p.product_group_id in wanted]
    return ", ".join(_lower(name) for name in names)


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
