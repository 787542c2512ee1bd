"""What a gemeente changed in norms and rules, beside what ships, for the page about the method."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site import format as fmt
from wijkfoto.site.text import Texts


@dataclass(frozen=True)
class OwnRule:
    """One norm, row or rule that differs: what it is, as it ships, as it is now, and why."""

    naam: str
    geleverd: str
    nu: str
    bron: str


def own_rules(rules: AdviceRules, shipped: AdviceRules, texts: Texts) -> tuple[OwnRule, ...]:
    """Return every difference from what ships: norms, disciplines and matrix, then rules."""
    return (*_norms(rules, shipped, texts), *_disciplines(rules, shipped, texts),
            *_rules(rules, shipped, texts))  # fmt: skip


def _norms(rules: AdviceRules, shipped: AdviceRules, texts: Texts) -> Iterator[OwnRule]:
    for name, norm in rules.norms.items():
        before = shipped.norms.get(name)
        if norm != before:
            was = _band(before.midden, before.low, before.high, texts) if before else ""
            now = _band(norm.midden, norm.low, norm.high, texts)
            yield OwnRule(norm.naam, was, now, norm.bron)


def _band(mid: float, low: float, high: float, texts: Texts) -> str:
    pattern = "een" if low == high else "band"
    numbers = (_plain(mid), _plain(low), _plain(high))
    return texts.get(f"getallen.patroon.{pattern}").format(*numbers)


def _plain(value: float) -> str:
    decimals = next((d for d in range(3) if abs(value - round(value, d)) < 1e-9), 3)
    return fmt.decimal(value, decimals)


def _disciplines(rules: AdviceRules, shipped: AdviceRules, texts: Texts) -> Iterator[OwnRule]:
    now = {d.discipline_id: d for d in rules.disciplines}
    before = {d.discipline_id: d for d in shipped.disciplines}
    yield from _entries("vak", now, before, {i: d.naam for i, d in (before | now).items()}, texts)
    names = {i: d.naam for i, d in (before | now).items()}
    for domain_id, title in zip(rules.domain_ids, rules.domain_names, strict=True):
        row, old = rules.matrix.rijen[domain_id], shipped.matrix.rijen[domain_id]
        if row != old:
            what = texts.get("eigen.verdeling").format(onderwerp=title)
            yield OwnRule(what, _row(old, names), _row(row, names), rules.matrix.bron)


def _row(row: Mapping[str, float], names: Mapping[str, str]) -> str:
    return "; ".join(f"{names[n]} {fmt.percent(100 * part, 0)}" for n, part in row.items())


def _rules(rules: AdviceRules, shipped: AdviceRules, texts: Texts) -> Iterator[OwnRule]:
    now = {r.rule_id: (place, r) for place, r in enumerate(rules.form_rules)}
    before = {r.rule_id: (place, r) for place, r in enumerate(shipped.form_rules)}
    yield from _entries("vormregel", now, before, {n: n for n in before | now}, texts)
    signals = {r.rule_id: (place, r) for place, r in enumerate(rules.procurement_rules)}
    were = {r.rule_id: (place, r) for place, r in enumerate(shipped.procurement_rules)}
    yield from _entries("inkoopregel", signals, were, {n: n for n in were | signals}, texts)


def _entries(
    kind: str,
    now: Mapping[str, Any],
    before: Mapping[str, Any],
    names: Mapping[str, str],
    texts: Texts,
) -> Iterator[OwnRule]:
    """Name the entries that came, went or changed; a rule that moved has changed too."""
    for entry_id in dict.fromkeys([*before, *now]):
        state = "weg" if entry_id not in now else "nieuw" if entry_id not in before else "anders"
        if now.get(entry_id) != before.get(entry_id):
            what = texts.get(f"eigen.{kind}").format(naam=names[entry_id])
            was = "" if state == "nieuw" else texts.get("eigen.geleverd")
            yield OwnRule(what, was, texts.get(f"eigen.{state}"), "")
