"""Checks that the files of the advice catalog agree with each other.

Each function returns faults with file and entry; nothing is read or raised here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wijkfoto.advice.buying_check import buying_faults
from wijkfoto.advice.faults import Fault
from wijkfoto.advice.reach import box_of, is_judged, is_known_at, shadow

if TYPE_CHECKING:
    from wijkfoto.advice.models import FormRule
    from wijkfoto.advice.rules import AdviceRules

NORMS_USED = (
    "min_aanbieders",
    "registratie_k",
    "registratie_min_wijken",
    "registratie_min_vragen",
    "kern_deel_hoog",
    "contract_einde_maanden",
    "vooruitblik_verandering",
    "kansrisico_grens",
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
    "hoog",
    "hoog_onzeker",
    "hoog_onzeker_waarom",
    "te_klein_om_te_tonen",
    "hoog_te_onzeker",
    "kern_open_cijfers",
    "gebeurtenis",
    "registratie_geschat",
    "registratie_aanname",
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


NORMS, DISCIPLINES, FORMS = "norms.yaml", "disciplines.yaml", "forms.yaml"
RULES, PRODUCTS, FOCUS = "form_rules.yaml", "products.yaml", "procurement_rules.yaml"


def faults_between(rules: AdviceRules) -> list[Fault]:
    """Return every disagreement inside the advice catalog."""
    return [
        *_norm_faults(rules),
        *_discipline_faults(rules),
        *_matrix_faults(rules),
        *_form_faults(rules),
        *buying_faults(rules),
        *_never_decides(rules),
    ]


def _norm_faults(rules: AdviceRules) -> list[Fault]:
    faults = [Fault(NORMS, (), f"'{n}' is missing") for n in NORMS_USED if n not in rules.norms]
    asked = {norm.domain_id for norm in rules.norms.values() if norm.domain_id}
    faults += [
        Fault(NORMS, (), f"no questions for domain '{d}'")
        for d in rules.domain_ids
        if d not in asked
    ]
    faults += [
        Fault(NORMS, (name, "domain_id"), f"{name}: unknown domain '{norm.domain_id}'")
        for name, norm in rules.norms.items()
        if norm.domain_id and norm.domain_id not in rules.domain_ids
    ]
    above_zero = (
        "vragen_per_medewerker",
        "stap_fte",
        "teamgebied_max",
        "kansrisico_grens",
        "registratie_k",
    )
    for name in above_zero:
        if name in rules.norms and rules.norms[name].low <= 0:
            faults.append(Fault(NORMS, (name,), f"{name} must be above 0"))
    for name in ("deel_preventie", "onbekend_samenhang"):
        if name in rules.norms and rules.norms[name].high >= 1:
            faults.append(Fault(NORMS, (name,), f"{name} must be under 1"))
    return faults


def _discipline_faults(rules: AdviceRules) -> list[Fault]:
    faults = []
    for discipline in rules.disciplines:
        name, floor = discipline.discipline_id, discipline.ondergrens
        at = ("disciplines", name)
        faults += [
            Fault(DISCIPLINES, (*at, "specialisme_van"), f"{name}: unknown domain '{d}'")
            for d in discipline.specialisme_van
            if d not in rules.domain_ids
        ]
        if floor is not None and floor not in rules.norms:
            faults.append(
                Fault(DISCIPLINES, (*at, "ondergrens"), f"{name}: unknown norm '{floor}'")
            )
        elif floor is not None and not _whole_steps(rules, floor):
            what = f"{name}: {floor} is not a whole number of steps of stap_fte"
            faults.append(Fault(NORMS, (floor,), what))
    return faults


def _whole_steps(rules: AdviceRules, floor: str) -> bool:
    step = rules.norms.get("stap_fte")
    if step is None or step.midden <= 0:
        return True  # told by the faults of the norms themselves
    return math.isclose(math.remainder(rules.norm(floor), step.midden), 0.0, abs_tol=1e-9)


def _matrix_faults(rules: AdviceRules) -> list[Fault]:
    by_id = {d.discipline_id: d for d in rules.disciplines}
    rows, at = rules.matrix.rijen, ("verdeling", "rijen")
    faults = [
        Fault(DISCIPLINES, at, f"verdeling: no row for domain '{d}'")
        for d in rules.domain_ids
        if d not in rows
    ]
    for domain_id, row in rows.items():
        here, place = (*at, domain_id), f"verdeling.{domain_id}"
        total = math.fsum(row.values())
        if domain_id not in rules.domain_ids:
            faults.append(Fault(DISCIPLINES, here, f"{place}: unknown domain"))
        if not math.isclose(total, 1.0, abs_tol=1e-9):
            faults.append(Fault(DISCIPLINES, here, f"{place}: sums to {total:.3f}, not to 1"))
        for name in row:
            if name not in by_id:
                what = f"{place}: unknown discipline '{name}'"
                faults.append(Fault(DISCIPLINES, (*here, name), what))
            elif by_id[name].financier == "eigen_organisatie":
                what = f"{place}: '{name}' is paid by its own organisation"
                faults.append(Fault(DISCIPLINES, (*here, name), what))
    return faults


def _form_faults(rules: AdviceRules) -> list[Fault]:
    faults = [
        Fault(FORMS, ("teksten",), f"teksten.{t} is missing")
        for t in TEXTS_USED
        if t not in rules.texts
    ]
    for name, measure in rules.measures.items():
        faults += [
            Fault(RULES, ("maten", name), f"maten.{name}: unknown domain '{d}'")
            for d in measure.domeinen
            if d not in rules.domain_ids
        ]
    for rule in rules.form_rules:
        faults += _rule_faults(rule, rules)
    return faults


def _rule_faults(rule: FormRule, rules: AdviceRules) -> list[Fault]:
    at, name = ("regels", rule.rule_id), rule.rule_id
    faults = []
    if rule.form_id is not None and rule.form_id not in rules.forms:
        faults.append(Fault(RULES, (*at, "form_id"), f"{name}: unknown form '{rule.form_id}'"))
    for number, condition in enumerate(rule.als):
        here, maat = (*at, "als", number), condition.maat
        if condition.norm not in rules.norms:
            faults.append(Fault(RULES, here, f"{name}: unknown norm '{condition.norm}'"))
        if maat not in rules.measures:
            faults.append(Fault(RULES, here, f"{name}: '{maat}' has no entry under maten"))
        faults += [
            Fault(RULES, here, f"{name}: '{maat}' is never known for {level}")
            for level in rule.niveau
            if not is_known_at(maat, level)
        ]
    return faults


def _never_decides(rules: AdviceRules) -> list[Fault]:
    """Find rules that contradict themselves, rules in the shadow of others, and open ends."""
    judged = [r for r in rules.form_rules if is_judged(r)]
    if any(c.norm not in rules.norms for r in judged for c in r.als):
        return []  # told by the faults of the rules themselves
    faults = [
        Fault(RULES, ("regels", r.rule_id), f"{r.rule_id} can never hold")
        for r in judged
        if box_of(r, rules.norms) is None
    ]
    for level in ("gemeente", "teamgebied"):
        here = [r for r in judged if level in r.niveau and r.form_id is not None]
        for place, rule in enumerate(here):
            if before := shadow(here, place, rules.norms):
                what = (
                    f"{rule.rule_id} can never decide for {level}: it stands behind "
                    f"{', '.join(before)}, of which one holds whenever it does"
                )
                faults.append(Fault(RULES, ("regels", rule.rule_id), what))
        if not any(not r.als for r in here):
            what = f"no last rule that always holds for {level}"
            faults.append(Fault(RULES, ("regels",), what))
    return faults
