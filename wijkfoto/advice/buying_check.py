"""Checks that the files of inkoop agree with each other: products, rules, cards, flags, facts.

Each function returns faults as text with file and entry; nothing is read or raised here.
"""

from __future__ import annotations

import re
from itertools import product as every
from typing import TYPE_CHECKING

from wijkfoto.advice.buying_models import GROWTHS, KINDS, KLASSEN, SURENESSES, USE_SIDES, WHETHER
from wijkfoto.advice.procurement import Seen, fits

if TYPE_CHECKING:
    from wijkfoto.advice.rules import AdviceRules

FLAGS = {
    "weinig_aanbieders": {"producten"},
    "druk_mantelzorg": {"wijken"},
    "geen_tevredenheid": {"producten"},
    "geen_gedeelde_besparing": {"producten"},
    "crisisplek_ontbreekt": {"producten", "modellen"},
    "productieprikkel": set(),
    "einde_nabij": {"producten"},
}
"""Flags that the computation raises, with the places of their sentence."""
CHOICES = 11
"""Choices on the information card about designing a team."""
_PLACE = re.compile(r"{(\w*)}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def buying_faults(rules: AdviceRules) -> list[str]:
    """Return every disagreement inside the catalog of inkoop."""
    return [
        *_product_faults(rules),
        *_rule_faults(rules),
        *_flag_faults(rules),
        *_card_faults(rules),
        *_fact_faults(rules),
    ]


def cases() -> list[Seen]:
    """Return everything that the rules can meet; a need without a class is never known for sure."""
    found = (Seen(*seen) for seen in every(KLASSEN, SURENESSES, USE_SIDES, GROWTHS, KINDS, WHETHER))
    return [s for s in found if (s.behoefte == "geen") == (s.zeker == "te_weinig_gegevens")]


def _product_faults(rules: AdviceRules) -> list[str]:
    faults = []
    for product in rules.products:
        entry = f"products.yaml: {product.product_group_id}"
        faults += [
            f"{entry}: unknown domain '{d}'" for d in product.domeinen if d not in rules.domain_ids
        ]
        if product.variatie is not None and product.variatie not in rules.norms:
            faults.append(f"{entry}: unknown norm '{product.variatie}'")
        if product.variatie is not None and product.gebruik is None:
            faults.append(f"{entry}: variatie needs gebruik, where its clients are counted")
    return faults


def _rule_faults(rules: AdviceRules) -> list[str]:
    left = cases()
    faults = []
    for rule in rules.procurement_rules:
        taken = [seen for seen in left if fits(rule, seen)]
        if not taken:
            faults.append(f"procurement_rules.yaml: {rule.rule_id} can never decide")
        if rule.signal == "verschuiven_naar_voorliggend" and any(
            seen.gebruik == "lager" for seen in taken
        ):
            faults.append(
                f"procurement_rules.yaml: {rule.rule_id} takes low use for a reason to buy less"
            )
        left = [seen for seen in left if not fits(rule, seen)]
    # One line per class and kind: the combinations behind it are too many to read.
    open_ends = sorted({(seen.behoefte, seen.soort) for seen in left})
    return faults + [
        f"procurement_rules.yaml: no rule for {klasse} and {soort}" for klasse, soort in open_ends
    ]


def _flag_faults(rules: AdviceRules) -> list[str]:
    place = "contract_flags.yaml"
    faults = [f"{place}: '{name}' is missing" for name in FLAGS if name not in rules.contract_flags]
    for name, flag in rules.contract_flags.items():
        if name not in FLAGS:
            faults.append(f"{place}: nothing raises '{name}'")
        elif set(_PLACE.findall(flag.tekst)) != FLAGS[name]:
            faults.append(f"{place}: {name}: tekst must hold {sorted(FLAGS[name])} and no other")
    return faults


def _card_faults(rules: AdviceRules) -> list[str]:
    place = "contract_cards.yaml"
    wanted = {criterion.criterium_id for criterion in rules.criteria}
    faults = []
    for card in rules.contract_cards:
        for name in sorted(wanted ^ set(card.oordelen)):
            how = "is not a criterion" if name not in wanted else "has no verdict"
            faults.append(f"{place}: {card.model}: '{name}' {how}")
    if len(rules.design.keuzes) != CHOICES:
        faults.append(f"teamontwerp.yaml: {len(rules.design.keuzes)} choices, not {CHOICES}")
    return faults


def _fact_faults(rules: AdviceRules) -> list[str]:
    """Find facts of the past whose sentence does not name the year, so that it is quoted along."""
    return [
        f"reference_facts.yaml: {fact.fact_id}: the sentence does not name its year"
        for fact in rules.facts
        if not set(_YEAR.findall(fact.period)) & set(_YEAR.findall(fact.text))
    ]
