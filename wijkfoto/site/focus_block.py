"""Signals for inkoop on the page of a wijk: what deserves a look first, the rest folded.

Product groups with one rule and one certainty are one advice, with what speaks against it.
"""

from dataclasses import dataclass

from wijkfoto.advice.buying_models import ProcurementRule
from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site import format as fmt
from wijkfoto.site.against_block import against
from wijkfoto.site.desk import Desk
from wijkfoto.site.rows_inkoop import Focus

ACTIVE = ("onderzoek_onderbereik", "uitbreiden", "verschuiven_naar_voorliggend")
"""Signals that ask for something, the most urgent question first."""
SIGNALS = (*ACTIVE, "vasthouden", "onvoldoende_gegevens")
SURE = ("stevig", "redelijk", "onzeker", "te_weinig_gegevens")
BLOCKED = "inkoop_arrangement"
"""Rule of products that lie inside an arrangement."""


@dataclass(frozen=True)
class FocusAdvice:
    """One advice on some product groups.

    Attributes:
        tegen: What speaks against it.
    """

    signaal: str
    soort: str
    zekerheid: str
    zekerheid_woord: str
    producten: tuple[str, ...]
    reden: str
    tegen: tuple[str, ...]


@dataclass(frozen=True)
class RestLine:
    """Product groups that ask for nothing, or not surely enough; their reasons stand elsewhere."""

    signaal: str
    zekerheid: str
    zekerheid_woord: str
    producten: tuple[str, ...]
    helpt: tuple[str, ...]


@dataclass(frozen=True)
class FocusBlock:
    """What the page of a wijk says to inkoop.

    Attributes:
        eerst: What deserves a look and is sure enough to be told first.
        rest: Everything else.
        te_klein: Product groups for which this wijk has too few clients for a budget of its own.
        arrangement: Why some products are not split; empty when none is.
    """

    eerst: tuple[FocusAdvice, ...]
    rest: tuple[RestLine, ...]
    te_klein: tuple[str, ...]
    arrangement: str

    @property
    def leeg(self) -> bool:
        """Whether there is no signal at all."""
        return not (self.eerst or self.rest)


NOTHING = FocusBlock((), (), (), "")


def focus_block(desk: Desk, code: str, rules: AdviceRules) -> FocusBlock:
    """Return the signals of a wijk and its chance risk."""
    rows = desk.tables.focus.get(code, ())
    first: dict[tuple[str, str], list[Focus]] = {}
    rest: dict[tuple[str, str], list[Focus]] = {}
    for row in sorted(rows, key=_rank):
        groups, name = (first, row.rule_id) if deserves_a_look(row) else (rest, row.signal)
        sure = sure_word(row, desk)
        groups.setdefault((name, sure), []).append(row)
    return FocusBlock(
        eerst=tuple(_advice(desk, code, some, rules) for some in first.values()),
        rest=tuple(_rest(desk, some, rules) for some in rest.values()),
        te_klein=_too_few(desk, code, rules),
        arrangement=arrangement(desk, rows),
    )


def deserves_a_look(row: Focus) -> bool:
    """Say whether a signal asks for something and is surer than `onzeker`."""
    return row.signal in ACTIVE and row.zekerheid in ("stevig", "redelijk")


def is_capped(row: Focus) -> bool:
    """Say whether the need is surer than the signal: then it is not the need that is in doubt."""
    return row.zekerheid == "onzeker" and row.zekerheid_behoefte in ("stevig", "redelijk")


def sure_word(row: Focus, desk: Desk) -> str:
    """Return the word for how sure a signal is, and that it is not the need which is in doubt."""
    word = desk.texts.name("zekerheden", row.zekerheid)
    if is_capped(row):
        return desk.texts.get("inkoop.behoefte_wel_kort").format(signaal=word)
    return word


def arrangement(desk: Desk, rows: tuple[Focus, ...]) -> str:
    """Say that arrangementen are not split by product; empty where none is bought."""
    blocked = any(row.rule_id == BLOCKED for row in rows)
    return desk.texts.get("inkoop.arrangement") if blocked else ""


def rule_of(rules: AdviceRules, rule_id: str) -> ProcurementRule | None:
    """Return a rule by its id; None for one of an older catalog."""
    return next((rule for rule in rules.procurement_rules if rule.rule_id == rule_id), None)


def product_names(rules: AdviceRules, products: set[str]) -> tuple[str, ...]:
    """Return the names of product groups in Dutch order."""
    names = [p.naam for p in rules.products if p.product_group_id in products]
    return tuple(sorted(names, key=fmt.name_key))


def _rank(row: Focus) -> tuple[bool, int, int, str, str]:
    """Order signals: those that deserve a look, the most urgent question, the surest."""
    return (
        not deserves_a_look(row),
        SIGNALS.index(row.signal),
        SURE.index(row.zekerheid),
        row.rule_id,
        row.product_group_id,
    )


def _advice(desk: Desk, code: str, rows: list[Focus], rules: AdviceRules) -> FocusAdvice:
    first = rows[0]
    rule = rule_of(rules, first.rule_id)
    standing = (rule.tegen,) if rule else ()
    decided = [(row.domain_id, row.behoefte) for row in rows if row.domain_id]
    return FocusAdvice(
        signaal=fmt.capital(desk.texts.name("signalen", first.signal)),
        soort=first.signal,
        zekerheid=first.zekerheid,
        zekerheid_woord=desk.texts.name("zekerheden", first.zekerheid),
        producten=product_names(rules, {row.product_group_id for row in rows}),
        reden=rule.uitleg if rule else "",
        tegen=(*standing, *against(desk, code, decided)),
    )


def _rest(desk: Desk, rows: list[Focus], rules: AdviceRules) -> RestLine:
    first = rows[0]
    return RestLine(
        signaal=fmt.capital(desk.texts.name("signalen", first.signal)),
        zekerheid=first.zekerheid,
        zekerheid_woord=sure_word(first, desk),
        producten=product_names(rules, {row.product_group_id for row in rows}),
        helpt=helps(rows, rules),
    )


def helps(rows: list[Focus], rules: AdviceRules) -> tuple[str, ...]:
    """Return what to collect for the products that have no score to go by."""
    wanted = {
        row.product_group_id
        for row in rows
        if row.signal == "onvoldoende_gegevens" and row.rule_id != BLOCKED
    }
    found = [p.helpt for p in rules.products if p.product_group_id in wanted]
    return tuple(dict.fromkeys(found))


def _too_few(desk: Desk, code: str, rules: AdviceRules) -> tuple[str, ...]:
    rows = desk.tables.chance.get(code, ())
    few = {row.product_group_id for row in rows if row.advies == "samen_of_corridor"}
    return product_names(rules, few)
