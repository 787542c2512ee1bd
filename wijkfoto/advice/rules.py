"""Reads the advice catalog (norms, disciplines, products, forms, rules, facts) as one whole.

Every fault of every file is told at once, with file and entry; `check` holds what must agree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from wijkfoto.advice.check import faults_between
from wijkfoto.advice.models import (
    ContractFlag,
    Discipline,
    DisciplineFile,
    Form,
    FormFile,
    FormRule,
    FormRuleFile,
    Matrix,
    Measure,
    MeasureText,
    Norm,
    ProcurementRule,
    Product,
    ReferenceFact,
)
from wijkfoto.catalog.load import parse_yaml, shipped_catalog
from wijkfoto.errors import CatalogError
from wijkfoto.resources import catalog_dir

T = TypeVar("T")

FILES: Mapping[str, Any] = {
    "norms.yaml": dict[str, Norm],
    "disciplines.yaml": DisciplineFile,
    "products.yaml": list[Product],
    "forms.yaml": FormFile,
    "form_rules.yaml": FormRuleFile,
    "procurement_rules.yaml": list[ProcurementRule],
    "contract_flags.yaml": list[ContractFlag],
    "reference_facts.yaml": list[ReferenceFact],
}
"""The files of the advice catalog and what each holds."""


LEVEL_NORMS = (
    "gamma",
    "fte_per_1000_doel",
    "vragen_per_medewerker",
    "fte_per_medewerker",
    "deel_preventie",
    "kleinste_team",
)
"""Norms behind the hours of every form, beside the questions per domain."""


@dataclass(frozen=True)
class Certainty:
    """Thresholds of the profile that advice shares, so that both speak of the same thing.

    Attributes:
        firm: Share of draws for `stevig`.
        fair: Share of draws for `redelijk`.
        assumed: The highest word for a form while norms behind it are assumptions.
    """

    firm: float
    fair: float
    assumed: str


@dataclass(frozen=True)
class AdviceRules:
    """The whole advice catalog, checked; lists keep the order of their file."""

    norms: dict[str, Norm]
    disciplines: tuple[Discipline, ...]
    matrix: Matrix
    products: tuple[Product, ...]
    forms: dict[str, Form]
    texts: dict[str, str]
    measures: dict[Measure, MeasureText]
    form_rules: tuple[FormRule, ...]
    procurement_rules: tuple[ProcurementRule, ...]
    contract_flags: dict[str, ContractFlag]
    facts: tuple[ReferenceFact, ...]
    domain_ids: tuple[str, ...]
    domain_names: tuple[str, ...]
    certainty: Certainty

    def norm(self, name: str) -> float:
        """Return the mid value of a norm, in its own unit."""
        return self.norms[name].midden

    @property
    def rests_on_assumptions(self) -> bool:
        """Whether a norm behind questions or hours is an assumption."""
        behind = [n for name, n in self.norms.items() if n.domain_id or name in LEVEL_NORMS]
        return self.matrix.status == "aanname" or any(n.status == "aanname" for n in behind)

    def share(self, domain_id: str, discipline_id: str) -> float:
        """Return the part of the questions of a domain that goes to a discipline (0 to 1)."""
        return self.matrix.rijen[domain_id].get(discipline_id, 0.0)


def _parse_all(folder: Path) -> tuple[dict[str, Any], list[str]]:
    parsed: dict[str, Any] = {}
    faults: list[str] = []
    for name, kind in FILES.items():
        try:
            parsed[name] = parse_yaml(kind, folder / name)
        except CatalogError as error:
            faults.append(f"{name}: {error.what}")
        except OSError as error:
            faults.append(f"{name}: cannot be read ({error.strerror})")
    return parsed, faults


def _twice(file: str, ids: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    faults = []
    for entry_id in ids:
        if entry_id in seen:
            faults.append(f"{file}: '{entry_id}' stands twice")
        seen.add(entry_id)
    return faults


def _doubles(parsed: dict[str, Any]) -> list[str]:
    return [
        *_twice(
            "disciplines.yaml", (d.discipline_id for d in parsed["disciplines.yaml"].disciplines)
        ),
        *_twice("products.yaml", (p.product_group_id for p in parsed["products.yaml"])),
        *_twice("forms.yaml", (f.form_id for f in parsed["forms.yaml"].vormen)),
        *_twice("form_rules.yaml", (r.rule_id for r in parsed["form_rules.yaml"].regels)),
        *_twice("procurement_rules.yaml", (r.rule_id for r in parsed["procurement_rules.yaml"])),
        *_twice("contract_flags.yaml", (f.flag_id for f in parsed["contract_flags.yaml"])),
        *_twice("reference_facts.yaml", (f.fact_id for f in parsed["reference_facts.yaml"])),
    ]


def _assemble(parsed: dict[str, Any]) -> AdviceRules:
    catalog = shipped_catalog()
    return AdviceRules(
        norms=parsed["norms.yaml"],
        disciplines=parsed["disciplines.yaml"].disciplines,
        matrix=parsed["disciplines.yaml"].verdeling,
        products=tuple(parsed["products.yaml"]),
        forms={form.form_id: form for form in parsed["forms.yaml"].vormen},
        texts=parsed["forms.yaml"].teksten,
        measures=parsed["form_rules.yaml"].maten,
        form_rules=parsed["form_rules.yaml"].regels,
        procurement_rules=tuple(parsed["procurement_rules.yaml"]),
        contract_flags={flag.flag_id: flag for flag in parsed["contract_flags.yaml"]},
        facts=tuple(parsed["reference_facts.yaml"]),
        domain_ids=tuple(catalog.domains),
        domain_names=tuple(domain.kort for domain in catalog.domains.values()),
        certainty=Certainty(
            firm=catalog.norm("zeker_stevig"),
            fair=catalog.norm("zeker_redelijk"),
            assumed=parsed["form_rules.yaml"].zekerheid_bij_aannames,
        ),
    )


def read_rules(folder: Path) -> AdviceRules:
    """Read and check the advice catalog in a folder.

    Raises:
        CatalogError: With every fault found, each with its file and entry.
    """
    parsed, faults = _parse_all(folder)
    if not faults:
        faults = _doubles(parsed)
        rules = _assemble(parsed)
        faults += faults_between(rules)
    if faults:
        raise CatalogError(
            "; ".join(faults), where=str(folder.name), next_step="Mend these entries."
        )
    return rules


@cache
def shipped_rules() -> AdviceRules:
    """Return the advice catalog that ships with the package, read once."""
    return read_rules(catalog_dir())
