"""Checks that the files of the advice catalog agree with each other.

Each function returns faults as text with file and entry; nothing is read or raised here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, get_args

from wijkfoto.advice.models import Klasse, ProductKind

if TYPE_CHECKING:
    from wijkfoto.advice.models import FormRule
    from wijkfoto.advice.rules import AdviceRules

NORMS_USED = (
    "min_aanbieders",
    "registratie_k",
    "contract_einde_maanden",
    "gamma",
    "fte_per_1000_doel",
    "vragen_per_medewerker",
    "fte_per_medewerker",
    "deel_preventie",
    "stap_fte",
    "fte_per_1000_laag",
    "fte_per_1000_hoog",
    "onbekend_breedte",
    "onbekend_samenhang",
    "min_deel_bekend",
    "teamgebied_min",
    "teamgebied_max",
    "te_klein_inwoners",
    "kleinste_team",
    "licht_deel_hoog",
    "omslag_grens",
)
"""Norms that the computation itself asks for; the rules name theirs in form_rules.yaml."""

TEXTS_USED = (
    "geen_omslag",
    "niet_te_beoordelen",
    "maat_onbekend",
    "maat_ja",
    "maat_nee",
    "maat_regel",
    "altijd",
    "ontbreekt",
    "specialisme",
    "geen_specialisme",
    "leeftijd_geschat",
    "geen_inwoners",
    "geen_kaart",
    "geen_vorm",
    "geen_buur",
    "hoort_bij_buurgebied",
    "te_verdelen",
    "verdeeld_buurten",
    "binnen_grens",
    "buiten_grens",
    "schaal",
    "woord_kleiner",
    "woord_hooguit",
    "woord_meer",
    "woord_minstens",
)
"""Sentences that the advice fills in."""


def faults_between(rules: AdviceRules) -> list[str]:
    """Return every disagreement inside the advice catalog."""
    return [
        *_norm_faults(rules),
        *_discipline_faults(rules),
        *_matrix_faults(rules),
        *_form_faults(rules),
        *_product_faults(rules),
        *_never_fires(rules),
    ]


def _norm_faults(rules: AdviceRules) -> list[str]:
    faults = [f"norms.yaml: '{name}' is missing" for name in NORMS_USED if name not in rules.norms]
    asked = {norm.domain_id for norm in rules.norms.values() if norm.domain_id}
    faults += [
        f"norms.yaml: no questions for domain '{d}'" for d in rules.domain_ids if d not in asked
    ]
    faults += [f"norms.yaml: unknown domain '{d}'" for d in sorted(asked - set(rules.domain_ids))]
    for name in ("vragen_per_medewerker", "stap_fte", "teamgebied_max"):
        if name in rules.norms and rules.norms[name].low <= 0:
            faults.append(f"norms.yaml: {name} must be above 0")
    for name in ("deel_preventie", "onbekend_samenhang"):
        if name in rules.norms and rules.norms[name].high >= 1:
            faults.append(f"norms.yaml: {name} must be under 1")
    return faults


def _discipline_faults(rules: AdviceRules) -> list[str]:
    faults = []
    for discipline in rules.disciplines:
        entry = f"disciplines.yaml: {discipline.discipline_id}"
        for domain_id in discipline.specialisme_van:
            if domain_id not in rules.domain_ids:
                faults.append(f"{entry}: unknown domain '{domain_id}'")
        floor = discipline.ondergrens
        if floor is None:
            continue
        if floor not in rules.norms:
            faults.append(f"{entry}: unknown norm '{floor}'")
        elif not _whole_steps(rules, floor):
            faults.append(f"{entry}: norms.yaml {floor} is not a whole number of steps of stap_fte")
    return faults


def _whole_steps(rules: AdviceRules, floor: str) -> bool:
    step = rules.norms.get("stap_fte")
    if step is None or step.midden <= 0:
        return True  # told by the faults of the norms themselves
    return math.isclose(math.remainder(rules.norm(floor), step.midden), 0.0, abs_tol=1e-9)


def _matrix_faults(rules: AdviceRules) -> list[str]:
    by_id = {d.discipline_id: d for d in rules.disciplines}
    rows = rules.matrix.rijen
    place = "disciplines.yaml: verdeling"
    faults = [f"{place}: no row for domain '{d}'" for d in rules.domain_ids if d not in rows]
    for domain_id, row in rows.items():
        if domain_id not in rules.domain_ids:
            faults.append(f"{place}.{domain_id}: unknown domain")
        if not math.isclose(math.fsum(row.values()), 1.0, abs_tol=1e-9):
            faults.append(f"{place}.{domain_id}: sums to {math.fsum(row.values()):.3f}, not to 1")
        for name in row:
            if name not in by_id:
                faults.append(f"{place}.{domain_id}: unknown discipline '{name}'")
            elif by_id[name].financier == "eigen_organisatie":
                faults.append(f"{place}.{domain_id}: '{name}' is paid by its own organisation")
    return faults


def _form_faults(rules: AdviceRules) -> list[str]:
    faults = [f"forms.yaml: teksten.{t} is missing" for t in TEXTS_USED if t not in rules.texts]
    for name, measure in rules.measures.items():
        for domain_id in measure.domeinen:
            if domain_id not in rules.domain_ids:
                faults.append(f"form_rules.yaml: maten.{name}: unknown domain '{domain_id}'")
    for rule in rules.form_rules:
        entry = f"form_rules.yaml: {rule.rule_id}"
        if rule.form_id is not None and rule.form_id not in rules.forms:
            faults.append(f"{entry}: unknown form '{rule.form_id}'")
        for condition in rule.als:
            if condition.norm not in rules.norms:
                faults.append(f"{entry}: unknown norm '{condition.norm}'")
            if condition.maat not in rules.measures:
                faults.append(f"{entry}: '{condition.maat}' has no entry under maten")
    return faults


def _product_faults(rules: AdviceRules) -> list[str]:
    faults = []
    for product in rules.products:
        for domain_id in product.domeinen:
            if domain_id not in rules.domain_ids:
                faults.append(
                    f"products.yaml: {product.product_group_id}: unknown domain '{domain_id}'"
                )
    covered: set[tuple[str, str]] = set()
    for rule in rules.procurement_rules:
        pairs = {(klasse, soort) for klasse in rule.klassen for soort in rule.soorten}
        if pairs <= covered:
            faults.append(f"procurement_rules.yaml: {rule.rule_id} can never decide")
        covered |= pairs
    for klasse in get_args(Klasse):
        for soort in get_args(ProductKind):
            if (klasse, soort) not in covered:
                faults.append(f"procurement_rules.yaml: no rule for {klasse} and {soort}")
    return faults


def _never_fires(rules: AdviceRules) -> list[str]:
    """Find rules behind one that always holds, rules that contradict themselves, and open ends."""
    faults = []
    for level in ("gemeente", "teamgebied"):
        closed_by: str | None = None
        for rule in (r for r in rules.form_rules if level in r.niveau):
            if closed_by is not None:
                faults.append(
                    f"form_rules.yaml: {rule.rule_id} stands behind {closed_by}, which always holds"
                )
            elif rule.form_id is not None and rule.nodig is None and not rule.als:
                closed_by = rule.rule_id
        if closed_by is None:
            faults.append(f"form_rules.yaml: no last rule that always holds for {level}")
    faults += [
        f"form_rules.yaml: {rule.rule_id} can never hold"
        for rule in rules.form_rules
        if _contradicts(rule, rules)
    ]
    return faults


def _contradicts(rule: FormRule, rules: AdviceRules) -> bool:
    low: dict[str, tuple[float, bool]] = {}
    high: dict[str, tuple[float, bool]] = {}
    for condition in rule.als:
        if condition.norm not in rules.norms:
            return False
        threshold, closed = rules.norm(condition.norm), condition.is_.endswith("=")
        side, keep = (low, max) if condition.is_.startswith(">") else (high, min)
        side[condition.maat] = keep(
            side.get(condition.maat, (threshold, closed)), (threshold, closed)
        )
    return any(
        low[m][0] > high[m][0] or (low[m][0] == high[m][0] and not (low[m][1] and high[m][1]))
        for m in low.keys() & high.keys()
    )
