"""Checks that the files of inkoop agree with each other: products, rules, cards, flags, facts.

Each function returns faults with file and entry; nothing is read or raised here.
"""

from __future__ import annotations

import re
from itertools import product as every
from typing import TYPE_CHECKING

from wijkfoto.advice.buying_models import GROWTHS, KINDS, KLASSEN, SURENESSES, USE_SIDES, WHETHER
from wijkfoto.advice.faults import Fault
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
PRODUCTS, FOCUS, CARDS = "products.yaml", "procurement_rules.yaml", "contract_cards.yaml"
CONTRACT_FLAGS, DESIGN, FACTS = "contract_flags.yaml", "teamontwerp.yaml", "reference_facts.yaml"
CHOICES = 11
"""Choices on the information card about designing a team."""
_PLACE = re.compile(r"{(\w*)}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def buying_faults(rules: AdviceRules) -> list[Fault]:
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


def _product_faults(rules: AdviceRules) -> list[Fault]:
    faults = []
    for product in rules.products:
        name = product.product_group_id
        found = [f"unknown domain '{d}'" for d in product.domeinen if d not in rules.domain_ids]
        if product.variatie is not None and product.variatie not in rules.norms:
            found.append(f"unknown norm '{product.variatie}'")
        if product.variatie is not None and product.gebruik is None:
            found.append("variatie needs gebruik, where its clients are counted")
        faults += [Fault(PRODUCTS, (name,), f"{name}: {what}") for what in found]
    return faults


def _rule_faults(rules: AdviceRules) -> list[Fault]:
    left = cases()
    faults = []
    for rule in rules.procurement_rules:
        taken = [seen for seen in left if fits(rule, seen)]
        found = []
        if not taken:
            found.append("can never decide")
        lower = any(seen.gebruik == "lager" for seen in taken)
        if rule.signal == "verschuiven_naar_voorliggend" and lower:
            found.append("takes low use for a reason to buy less")
        faults += [Fault(FOCUS, (rule.rule_id,), f"{rule.rule_id} {what}") for what in found]
        left = [seen for seen in left if not fits(rule, seen)]
    # One line per class and kind: the combinations behind it are too many to read.
    open_ends = sorted({(seen.behoefte, seen.soort) for seen in left})
    return faults + [Fault(FOCUS, (), f"no rule for {k} and {soort}") for k, soort in open_ends]


def _flag_faults(rules: AdviceRules) -> list[Fault]:
    known = rules.contract_flags
    faults = [Fault(CONTRACT_FLAGS, (), f"'{n}' is missing") for n in FLAGS if n not in known]
    for name, flag in known.items():
        if name not in FLAGS:
            faults.append(Fault(CONTRACT_FLAGS, (name,), f"nothing raises '{name}'"))
        elif set(_PLACE.findall(flag.tekst)) != FLAGS[name]:
            what = f"{name}: tekst must hold {sorted(FLAGS[name])} and no other"
            faults.append(Fault(CONTRACT_FLAGS, (name, "tekst"), what))
    return faults


def _card_faults(rules: AdviceRules) -> list[Fault]:
    wanted = {criterion.criterium_id for criterion in rules.criteria}
    faults = []
    for card in rules.contract_cards:
        for name in sorted(wanted ^ set(card.oordelen)):
            how = "is not a criterion" if name not in wanted else "has no verdict"
            at = ("kaarten", card.model, "oordelen")
            faults.append(Fault(CARDS, at, f"{card.model}: '{name}' {how}"))
    if len(rules.design.keuzes) != CHOICES:
        what = f"{len(rules.design.keuzes)} choices, not {CHOICES}"
        faults.append(Fault(DESIGN, ("keuzes",), what))
    return faults


def _fact_faults(rules: AdviceRules) -> list[Fault]:
    """Find facts of the past whose sentence does not name the year, so that it is quoted along."""
    return [
        Fault(FACTS, (fact.fact_id,), f"{fact.fact_id}: the sentence does not name its year")
        for fact in rules.facts
        if not set(_YEAR.findall(fact.period)) & set(_YEAR.findall(fact.text))
    ]
