"""Reads the advice catalog (norms, disciplines, products, forms, rules, facts) as one whole.

Every fault of every file is told at once, with file and line; `check` holds what must agree, and
`own` which files a gemeente may put in place of those that ship.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from wijkfoto.advice.buying_models import (
    ContractCard,
    ContractCardFile,
    ContractFlag,
    Criterion,
    DesignFile,
    ProcurementRule,
    Product,
)
from wijkfoto.advice.check import faults_between
from wijkfoto.advice.faults import Fault, all_errors, as_error
from wijkfoto.advice.models import (
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
    ReferenceFact,
)
from wijkfoto.advice.own import read_shipped, unused_norms, with_own
from wijkfoto.catalog.load import shipped_catalog
from wijkfoto.errors import WijkfotoError
from wijkfoto.resources import catalog_dir

FILES: Mapping[str, Any] = {
    "norms.yaml": dict[str, Norm],
    "disciplines.yaml": DisciplineFile,
    "products.yaml": list[Product],
    "forms.yaml": FormFile,
    "form_rules.yaml": FormRuleFile,
    "procurement_rules.yaml": list[ProcurementRule],
    "contract_flags.yaml": list[ContractFlag],
    "contract_cards.yaml": ContractCardFile,
    "teamontwerp.yaml": DesignFile,
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
    contract_cards: tuple[ContractCard, ...]
    criteria: tuple[Criterion, ...]
    design: DesignFile
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


def _twice(file: str, above: tuple[str, ...], ids: Iterable[str]) -> list[Fault]:
    seen: set[str] = set()
    faults = []
    for place, entry_id in enumerate(ids):
        if entry_id in seen:
            faults.append(Fault(file, (*above, place), f"'{entry_id}' stands twice"))
        seen.add(entry_id)
    return faults


def _doubles(parsed: dict[str, Any]) -> list[Fault]:
    disciplines = parsed["disciplines.yaml"].disciplines
    products, focus = parsed["products.yaml"], parsed["procurement_rules.yaml"]
    forms, rules = parsed["forms.yaml"].vormen, parsed["form_rules.yaml"].regels
    flags, facts = parsed["contract_flags.yaml"], parsed["reference_facts.yaml"]
    cards, choices = parsed["contract_cards.yaml"].kaarten, parsed["teamontwerp.yaml"].keuzes
    return [
        *_twice("disciplines.yaml", ("disciplines",), (d.discipline_id for d in disciplines)),
        *_twice("products.yaml", (), (p.product_group_id for p in products)),
        *_twice("forms.yaml", ("vormen",), (f.form_id for f in forms)),
        *_twice("form_rules.yaml", ("regels",), (r.rule_id for r in rules)),
        *_twice("procurement_rules.yaml", (), (r.rule_id for r in focus)),
        *_twice("contract_flags.yaml", (), (f.flag_id for f in flags)),
        *_twice("contract_cards.yaml", ("kaarten",), (c.model for c in cards)),
        *_twice("teamontwerp.yaml", ("keuzes",), (c.keuze_id for c in choices)),
        *_twice("reference_facts.yaml", (), (f.fact_id for f in facts)),
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
        contract_cards=parsed["contract_cards.yaml"].kaarten,
        criteria=parsed["contract_cards.yaml"].criteria,
        design=parsed["teamontwerp.yaml"],
        facts=tuple(parsed["reference_facts.yaml"]),
        domain_ids=tuple(catalog.domains),
        domain_names=tuple(domain.kort for domain in catalog.domains.values()),
        certainty=Certainty(
            firm=catalog.norm("zeker_stevig"),
            fair=catalog.norm("zeker_redelijk"),
            assumed=parsed["form_rules.yaml"].zekerheid_bij_aannames,
        ),
    )


def read_rules(folder: Path, own: Path | None = None) -> AdviceRules:
    """Read and check the advice catalog.

    Args:
        folder: The catalog.
        own: Folder with files of a gemeente that stand in place of some of it, see `own`.

    Raises:
        CatalogError: With every fault found, each with its file and line.
        ConfigError: The same, when one of them is in a file of the gemeente.
    """
    rules, errors = _read(folder, own)
    if rules is None:
        raise all_errors(errors)
    return rules


def rule_errors(own: Path | None = None) -> list[WijkfotoError]:
    """Return every fault of the advice catalog, one by one.

    Args:
        own: Folder with files of a gemeente, see `read_rules`.
    """
    return _read(catalog_dir(), own)[1]


def _read(folder: Path, own: Path | None) -> tuple[AdviceRules | None, list[WijkfotoError]]:
    """Return the catalog, or what is wrong with it."""
    read = read_shipped(FILES, folder)
    known = read.parsed.get("norms.yaml", {})
    if own is not None and not read.faults:
        read = with_own(read, FILES, own)
    faults = list(read.faults)
    rules = None
    if set(read.parsed) == set(FILES):
        rules = _assemble(read.parsed)
        between = [
            *_doubles(read.parsed),
            *faults_between(rules),
            *unused_norms(rules, known),
        ]
        faults += [f for f in between if not any(f"'{n}'" in f.what for n in read.unread)]
    if faults:
        return None, [*read.errors, *(as_error(fault, own, folder) for fault in faults)]
    return (None if read.errors else rules), list(read.errors)


@cache
def shipped_rules() -> AdviceRules:
    """Return the advice catalog that ships with the package, read once."""
    return read_rules(catalog_dir())


def rules_of(own: Path | None) -> AdviceRules:
    """Return the advice catalog of a gemeente: what ships, with its own files in place.

    Raises:
        ConfigError: With every fault found in its files.
    """
    return shipped_rules() if own is None else read_rules(catalog_dir(), own)
